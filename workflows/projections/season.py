"""All projections of a season in one value."""

from engine.projection import Projections, SubjectFold
from workflows.projections.board import BOARD
from workflows.projections.dossier import begin, evolve, refold
from workflows.projections.history import HISTORY, INDEX
from workflows.projections.officers import OFFICERS
from workflows.projections.radar import RADAR

PROJECTIONS = Projections(
    all=(HISTORY, BOARD, RADAR, OFFICERS),
    subjects={"congress": SubjectFold(begin, evolve, refold)},
    index=INDEX,
)
