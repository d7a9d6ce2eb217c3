"""Branches found by their key or their name, from the rows of the board."""

from engine.projection import Row, Rows
from workflows.projections.board import BRANCHES, CAMPAIGNS


def branch_named(rows: Rows, key: str, campaign: str | None, upto: int, as_of: str) -> Row | None:
    """Return the row of the one branch with this key, its name as known and as of then.

    None if there is none or more than one, or if names of its campaign were settled only later,
    after position `upto` or after the day `as_of`: then the log has to be asked.
    """
    if campaign is None:
        found = [row for row in rows.select(BRANCHES, {"branch": key}) if row["registered"]]
    else:
        row = rows.get(BRANCHES, campaign, key)
        found = [row] if row is not None and row["registered"] else []
    if len(found) != 1:
        return None
    root = rows.get(CAMPAIGNS, found[0]["campaign"])
    if root is None or root["settled_at"] > upto or root["settled_on"] > as_of:
        return None
    return found[0]
