"""One branch as it stands at one moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.congresses.addresses import find_branch
from application.people.names import NAMELESS, Names
from engine.corrections import fold
from engine.history import standing
from engine.structs import Struct, replace
from workflows.branch_congress.sheet import sheet

if TYPE_CHECKING:
    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope


class BranchSheet(Struct, frozen=True, kw_only=True):
    """A branch at one moment.

    `officers` are `{post, ref, basis, votes, base}`; `flags` are those of all entries that no
    void has taken back.
    """

    moment: Moment
    campaign: str
    branch: str
    name: str
    state: str
    disposition: str
    attempt: int
    version: int
    held_on: str | None
    officers: list[dict[str, Any]]
    seats_open: int
    flags: list[str]
    names: Names = NAMELESS
    """How the officers are called; where the call wanted names, they have `person_name`, too."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `show` by the command contract."""
        members = (name for name in self.__struct_fields__ if name not in {"moment", "names"})
        return self.moment.within({name: getattr(self, name) for name in members})


def branch(application: Application, scope: Scope, call: Call) -> BranchSheet:
    """Return one branch, named as people do: `CAMPAIGN/BRANCH`, or without its campaign.

    Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign).
    """
    found = application.at(scope, call, partial(_branch, scope), "board")
    names = application.names((row["ref"] for row in found.officers), call)
    names.add_to(found.officers)
    return replace(found, names=names)


def _branch(scope: Scope, reading: Reading) -> BranchSheet:
    found = find_branch(reading, scope.address.get("branch", ""), scope.given("campaign"))
    workflow, as_of = reading.workflow("congress"), reading.moment.as_of
    entries = reading.entries(workflow, found.campaign, found.key)
    state = fold(workflow, entries, as_of)
    flagged = [entry for entry in standing(entries) if entry["occurred_on"] <= as_of]
    values = sheet(found.campaign, found.key, found, state, flagged)
    return BranchSheet(moment=reading.moment, **values)
