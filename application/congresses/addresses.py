"""Branches and campaigns as people name them: `BRANCH`, `CAMPAIGN/BRANCH`, or nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from application.problems import Problem
from application.subjects import Subject, check_not_later
from engine.structs import Struct, replace
from engine.workflow import UnknownEventError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Scope

UNKNOWN_CAMPAIGN = Text(
    "There is no campaign '{campaign}' on record.",
    "Không có đợt đại hội '{campaign}' trong sổ ghi.",
)
UNKNOWN = Text(
    "There is no branch '{branch}' on record. See 'congress status'.",
    "Không có chi bộ '{branch}' trong sổ ghi. Xem 'congress status'.",
)
UNKNOWN_BUT_NEAR = Text(
    "There is no branch '{branch}' on record. Did you mean {near}? See 'congress status'.",
    "Không có chi bộ '{branch}' trong sổ ghi. Có phải {near}? Xem 'congress status'.",
)
AMBIGUOUS = Text(
    "'{branch}' is in several campaigns: {listed}. Name one of these.",
    "'{branch}' có trong nhiều đợt đại hội: {listed}. Hãy ghi rõ một trong số đó.",
)
SEVERAL = Text(
    "Several campaigns are on record: {listed}. Name one by --campaign.",
    "Có nhiều đợt đại hội: {listed}. Hãy chọn bằng --campaign.",
)
NONE_YET = Text(
    "No campaign is open yet; see 'congress campaign open-campaign --help'.",
    "Chưa mở đợt đại hội nào; xem 'congress campaign open-campaign --help'.",
)


class Branch(Struct, frozen=True):
    """A branch on record: its address, and its name as known at a moment."""

    campaign: str
    key: str
    name: str

    @property
    def address(self) -> dict[str, str]:
        """The members that name its streams."""
        return {"campaign": self.campaign, "branch": self.key}


def typed(branch: str | None, campaign: str | None = None) -> dict[str, str]:
    """Return the members of an address that were named, not looked up.

    A campaign before the branch counts more than `campaign`.
    """
    given, _, key = (branch or "").rpartition("/")
    members = {"campaign": given or campaign, "branch": key}
    return {name: _readable(value) for name, value in members.items() if value}


def resolved(application: Application, scope: Scope, call: Call, *, named: bool = True) -> Scope:
    """Return a scope with the full address of the branch that it names, else of its campaign.

    Where no campaign is on record its key is empty. Raises what `find_branch` does, and Problem
    (several_campaigns).
    """
    asked = partial(_resolved, scope, named=named)
    projections = ("board",) if "branch" in scope.address else ()
    return replace(scope, address=application.at(scope, call, asked, *projections))


def known_campaigns(reading: Reading, asked: str | None = None) -> list[str]:
    """Return the campaigns on record, or only the one that is asked about.

    Raises Problem (unknown_campaign).
    """
    workflow = reading.workflow("campaign")
    known = [key for (key,) in reading.keys(workflow)]
    if asked is None:
        return known
    if asked not in known:
        check_not_later(reading, Subject(workflow, (asked,)))
        raise Problem("unknown_campaign", UNKNOWN_CAMPAIGN, {"campaign": asked})
    return [asked]


def only_campaign(reading: Reading, asked: str | None = None) -> str | None:
    """Return the campaign that is asked about, or the only one; None where none is on record.

    Raises Problem (unknown_campaign, several_campaigns).
    """
    return _only(known_campaigns(reading, asked))


def addressed(reading: Reading, branch: str | None, campaign: str | None = None) -> dict[str, str]:
    """Return where a command goes: campaign and, if one was named, branch.

    The branch need not be on record where its campaign is clear: that is for the rules to say.
    Raises Problem (unknown_campaign, several_campaigns, no_campaign, unknown_branch,
    ambiguous_branch).
    """
    named = typed(branch, campaign)
    known = known_campaigns(reading, named.get("campaign"))
    if branch is not None and ("branch" not in named or len(known) != 1):
        return find_branch(reading, branch, campaign).address
    only = _only(known)
    if only is None:
        raise Problem("no_campaign", NONE_YET)
    return {"campaign": only, **named}


def find_branch(
    reading: Reading, branch: str, campaign: str | None = None, *, named: bool = True
) -> Branch:
    """Find a branch by `BRANCH` or `CAMPAIGN/BRANCH`.

    A question that also asks for the projection `board` has it without folding a campaign. Not
    `named`, a campaign that this program cannot fold does not matter: the branch's own entries
    are found all the same, and its key stands for its name. Raises Problem (unknown_branch,
    ambiguous_branch, unknown_campaign), and UnknownEventError where it is `named`.
    """
    asked = typed(branch, campaign)
    key, within = asked.get("branch", ""), asked.get("campaign")
    try:
        return _in_views(reading, key, within) or _in_log(reading, key, within)
    except UnknownEventError:
        found = [] if named else _by_stream(reading, key, within)
        if len(found) != 1:
            raise
        return found[0]


def _resolved(scope: Scope, reading: Reading, *, named: bool) -> dict[str, str]:
    branch, campaign = scope.address.get("branch"), scope.given("campaign")
    if branch is not None:
        return find_branch(reading, branch, campaign, named=named).address
    return {"campaign": only_campaign(reading, campaign) or ""}


def _only(campaigns: Sequence[str]) -> str | None:
    if len(campaigns) > 1:
        raise Problem("several_campaigns", SEVERAL, {"listed": ", ".join(campaigns)})
    return campaigns[0] if campaigns else None


def _in_views(reading: Reading, key: str, campaign: str | None) -> Branch | None:
    """Find a branch in the views; None means: ask the log."""
    from workflows.projections.board_names import branch_named  # noqa: PLC0415 - not always needed

    board, moment = reading.latest.get("board"), reading.moment
    if board is None or (campaign is None and not reading.is_latest):
        # A branch of that key may have been struck off another campaign since.
        return None
    row = branch_named(board, key, campaign, moment.position, moment.as_of)
    return None if row is None else Branch(row["campaign"], key, row["name"])


def _in_log(reading: Reading, key: str, campaign: str | None) -> Branch:
    """Find a branch by folding the campaigns that may have it."""
    above, found, known = reading.workflow("campaign"), [], set()
    for candidate in known_campaigns(reading, campaign):
        branches = reading.reader.state(above, candidate, view=reading.view).branches
        known.update(branches)
        if key in branches:
            found.append(Branch(candidate, key, branches[key].name))
    if not found:
        later = reading.reader.keys(above) if campaign is None else [(campaign,)]
        for (candidate,) in later:
            check_not_later(reading, Subject(reading.workflow("congress"), (candidate, key)))
    return found[0] if len(found) == 1 else _not_one(key, found, known)


def _not_one(key: str, found: Sequence[Branch], known: Collection[str]) -> NoReturn:
    if found:
        listed = ", ".join(f"{branch.campaign}/{branch.key}" for branch in found)
        raise Problem("ambiguous_branch", AMBIGUOUS, {"branch": key, "listed": listed})
    from difflib import get_close_matches  # noqa: PLC0415 - only here

    near = get_close_matches(key, sorted(known), n=1)
    if near:
        raise Problem("unknown_branch", UNKNOWN_BUT_NEAR, {"branch": key, "near": near[0]})
    raise Problem("unknown_branch", UNKNOWN, {"branch": key})


def _by_stream(reading: Reading, key: str, campaign: str | None) -> list[Branch]:
    """Find a branch by its entries alone."""
    return [
        Branch(keys[0], key, key)
        for keys in reading.keys(reading.workflow("congress"))
        if keys[-1] == key and campaign in (None, keys[0])
    ]


def _readable(name: str) -> str:
    """Return a name without bytes that are no letter: nothing on record has any."""
    return name.encode(errors="replace").decode()
