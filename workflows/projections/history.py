"""The projection `history`: where to look in the log for what an auditor asks about.

The entries themselves stay in the log, a stream at a time; this finds those that lie elsewhere:
the campaign's entries that name a branch, and all that are marked.
"""

from operator import attrgetter

from engine.corrections import is_correction
from engine.projection import Index, Projection, Rows, Table, Turn, WritableRows
from engine.workflow import EVERY_CHILD, Entry
from workflows.campaign.state import branches_named
from workflows.projections.dossier import is_marked

MENTIONS, MARKED = "mentions", "marked"
CORRECTIONS = ""
"""Stands for a branch where an entry corrects what may name one."""
TABLES = (
    Table(
        MENTIONS,
        {"campaign": "TEXT", "branch": "TEXT", "position": "INTEGER"},
        ("campaign", "branch", "position"),
    ),
    Table(
        MARKED,
        {"campaign": "TEXT", "stream": "TEXT", "entries": "INTEGER"},
        ("campaign", "stream"),
    ),
)


def fold(rows: WritableRows, turn: Turn) -> None:
    """Note the entries that name a branch, and the streams that hold marked entries."""
    campaign = turn.keys[0]
    stream = "/".join((turn.area, *turn.keys))
    if turn.area != "campaign":
        count = turn.state
    else:
        before = rows.get(MARKED, campaign, stream)
        count = before["entries"] if before is not None else 0
        for entry in turn.entries:
            count += is_marked(entry)
            for branch in _mentioned(entry):
                row = {"campaign": campaign, "branch": branch, "position": entry["position"]}
                rows.put(MENTIONS, row)
    if count:
        rows.put(MARKED, {"campaign": campaign, "stream": stream, "entries": count})


def positions_about(rows: Rows, keys: tuple[str, ...], branch: str) -> list[int]:
    """Return the positions of a campaign's entries that name a branch, and of its corrections."""
    (campaign,) = keys
    return sorted(
        {
            row["position"]
            for name in (branch, EVERY_CHILD, CORRECTIONS)
            for row in rows.select(MENTIONS, {"campaign": campaign, "branch": name})
        }
    )


def streams_marked(rows: Rows) -> list[str]:
    """Return the streams that hold marked entries."""
    return [row["stream"] for row in rows.select(MARKED, {})]


def _mentioned(entry: Entry) -> set[str]:
    return {CORRECTIONS} if is_correction(entry["type"]) else branches_named(entry)


HISTORY = Projection(
    "history",
    1,
    TABLES,
    fold,
    frozenset({"campaign", "congress"}),
    sees=attrgetter("marked"),
)
INDEX = Index(HISTORY.name, HISTORY.areas, positions_about, streams_marked)
