"""One branch on one sheet."""

from collections.abc import Iterable
from typing import Any, Protocol

from engine.workflow import Entry
from workflows.branch_congress.elections import officers, seats_open
from workflows.branch_congress.state import Congress

PLAIN = ("name", "state", "disposition", "attempt", "held_on", "seats_open")
"""Members of the sheet that are one value each; officers are one value apiece."""
_ELECTION = frozenset(
    {
        "congress.ballot_recorded",
        "congress.secretary_appointed",
        "congress.seats_left_open",
        "congress.officers_elected",
        "congress.reported",
    }
)
ANNULS = {
    "congress.election_annulled": _ELECTION,
    "congress.congress_annulled": _ELECTION | {"congress.pilot_held", "congress.held"},
}
"""What each annulment takes the effect from, of what was recorded before it."""


class NamedBranch(Protocol):
    """A branch as registered."""

    @property
    def name(self) -> str:
        """Its name."""


def sheet(
    campaign: str,
    branch: str,
    registered: NamedBranch,
    congress: Congress,
    entries: Iterable[Entry],
) -> dict[str, Any]:
    """Return a branch by the command contract; `entries` are those whose flags count."""
    return {
        "campaign": campaign,
        "branch": branch,
        "name": registered.name,
        "state": congress.stage,
        "disposition": congress.disposition,
        "attempt": congress.attempt,
        "version": congress.version,
        "held_on": congress.held_on(),
        "officers": [
            {"post": o.post, "ref": o.ref, "basis": o.basis, "votes": o.votes, "base": o.base}
            for o in officers(congress)
        ],
        "seats_open": seats_open(congress),
        "flags": sorted({flag for entry in entries for flag in entry.get("flags", ())}),
    }


def values(branch: str, congress: Congress, above: tuple[Any, ...]) -> dict[str, Any]:
    """Return the values of the sheet by name; none before the branch was registered.

    Names are members of the sheet and `officers.<post>.<ref>`.
    """
    registered = above[0].branches.get(branch)
    if registered is None:
        return {}
    found = sheet("", branch, registered, congress, ())
    known = {name: found[name] for name in PLAIN}
    for officer in found["officers"]:
        name = f"officers.{officer['post']}.{officer['ref']}"
        known[name] = {member: officer[member] for member in ("basis", "votes", "base")}
    return known
