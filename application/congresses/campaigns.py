"""Which campaigns a scope is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from application.congresses.addresses import known_campaigns
from application.problems import Problem
from event_store.words import Text
from workflows.projections.progress import below, counts_of

if TYPE_CHECKING:
    from application.reading import Reading
    from application.scope import Scope
    from engine.projection import Rows


NONE_BELOW = Text(
    "No campaign lies below the committee '{path}'. See 'congress status'.",
    "Không có đợt đại hội nào thuộc cấp ủy '{path}'. Xem 'congress status'.",
)


def unknown_campaign(reading: Reading, scope: Scope) -> NoReturn:
    """Say that what was named is not on record; raises Problem (unknown_campaign)."""
    campaign = scope.given("campaign")
    if campaign is not None:
        known_campaigns(reading, campaign)
    raise Problem("unknown_campaign", NONE_BELOW, {"path": scope.path or ""})


def check_named(reading: Reading, board: Rows, scope: Scope) -> None:
    """Refuse what names nothing that the board counts; raises Problem."""
    if not (campaign := scope.given("campaign")) and not scope.path:
        return
    if counts_of(board, campaign, scope.path) is None:
        unknown_campaign(reading, scope)


def roots(reading: Reading, scope: Scope) -> list[str] | None:
    """Return the campaigns of a scope at the moment; None is all."""
    campaign, path = scope.given("campaign"), scope.path
    if campaign is None and not path:
        return None
    workflow, reader = reading.workflow("campaign"), reading.reader
    known = [key for (key,) in reading.keys(workflow) if campaign in (None, key)]
    if not path:
        return known
    return [
        key for key in known if below(reader.state(workflow, key, view=reading.view).path(), path)
    ]
