"""The projection `history`: where to look in the log for what an auditor asks about.

The entries themselves stay in the log, a stream at a time; this finds those that lie elsewhere:
the campaign's entries that name a branch, and all that are marked.
"""

from collections.abc import Mapping
from typing import Any

from engine.corrections import is_correction
from engine.projection import Projection, Rows, Table, Turn, WritableRows
from workflows.projections.dossier import is_marked

MENTIONS, MARKED = "mentions", "marked"
EVERY_BRANCH, CORRECTIONS = "*", ""
"""Stand for a branch where an entry names all, or corrects what may name one."""
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
        count = turn.state.marked
    else:
        before = rows.get(MARKED, campaign, stream)
        count = before["entries"] if before is not None else 0
        for entry in turn.entries:
            count += is_marked(entry)
            for branch in branches_named(entry):
                row = {"campaign": campaign, "branch": branch, "position": entry["position"]}
                rows.put(MENTIONS, row)
    if count:
        rows.put(MARKED, {"campaign": campaign, "stream": stream, "entries": count})


def branches_named(entry: Mapping[str, Any]) -> set[str]:
    """Return the branches that an entry of the campaign names."""
    data = entry["data"]
    if is_correction(entry["type"]):
        return {CORRECTIONS}
    found = {data["branch"]} if isinstance(data.get("branch"), str) else set()
    for member in ("branches", "covers", "attended"):
        names = data.get(member)
        if names == "all":
            found.add(EVERY_BRANCH)
        elif isinstance(names, list):
            found.update(names)
    return found


def positions_about(rows: Rows, campaign: str, branch: str) -> list[int]:
    """Return the positions of a campaign's entries that name a branch, and of its corrections."""
    return sorted(
        {
            row["position"]
            for name in (branch, EVERY_BRANCH, CORRECTIONS)
            for row in rows.select(MENTIONS, {"campaign": campaign, "branch": name})
        }
    )


def streams_marked(rows: Rows, campaign: str | None) -> list[str]:
    """Return the streams that hold marked entries."""
    equal = {} if campaign is None else {"campaign": campaign}
    return [row["stream"] for row in rows.select(MARKED, equal)]


HISTORY = Projection("history", 1, TABLES, fold, frozenset({"campaign", "congress"}))
