"""The projection `history`: where to look in the log for what an auditor asks about.

The entries themselves stay in the log, a stream at a time; this finds those that lie elsewhere:
the campaign's entries that name a branch, and all that are marked.
"""

from collections.abc import Mapping
from typing import Any

from engine.corrections import is_correction
from engine.projection import Projection, Table, Turn, WritableRows

MENTIONS, MARKS = "mentions", "marks"
EVERY_BRANCH = "*"
TABLES = (
    Table(
        MENTIONS,
        {"campaign": "TEXT", "branch": "TEXT", "position": "INTEGER"},
        ("campaign", "branch", "position"),
    ),
    Table(
        MARKS,
        {"campaign": "TEXT", "position": "INTEGER", "stream": "TEXT", "target": "INTEGER"},
        ("campaign", "position"),
    ),
)


def fold(rows: WritableRows, turn: Turn) -> None:
    """Note the entries that name a branch, and those that are marked, whatever became of them.

    A correction, an override or a flag is a mark; `target` is the entry that a correction
    corrects, else 0.
    """
    campaign = turn.keys[0]
    for entry in turn.entries:
        if turn.area == "campaign":
            for branch in branches_named(entry):
                row = {"campaign": campaign, "branch": branch, "position": entry["position"]}
                rows.put(MENTIONS, row)
        if entry.get("flags") or "override" in entry or is_correction(entry["type"]):
            rows.put(
                MARKS,
                {
                    "campaign": campaign,
                    "position": entry["position"],
                    "stream": entry["stream"],
                    "target": entry["data"].get("target_position", 0),
                },
            )


def branches_named(entry: Mapping[str, Any]) -> set[str]:
    """Return the branches that an entry of the campaign names; `*` are all."""
    data = entry["data"]
    found = {data["branch"]} if isinstance(data.get("branch"), str) else set()
    for member in ("branches", "covers", "attended"):
        names = data.get(member)
        if names == "all":
            found.add(EVERY_BRANCH)
        elif isinstance(names, list):
            found.update(names)
    return found


HISTORY = Projection("history", 1, TABLES, fold)
