"""The rules of a campaign, one guard each."""

from collections.abc import Iterator

from engine.guards import Case, Guard, day_has_come, needs_data
from engine.reasons import Reason
from workflows.campaign.state import Campaign


def misplaced(case: Case) -> Reason | None:
    """After `close_campaign` only facts are accepted: say so, instead of a bare wrong state."""
    if case.state.stage != "closed":
        return None
    return Reason("campaign_closed", {"campaign": case.key})


@needs_data
def policy_is_known(case: Case) -> Reason | None:
    """A season is decided by a policy that is at hand."""
    if case.policy is not None:
        return None
    return Reason("invalid_data", {"policy": case.data.policy}, "unknown_policy")


@needs_data
def branch_is_new(case: Case) -> Reason | None:
    """A branch is registered once in a campaign."""
    known = case.state.branches.get(case.data.branch)
    if known is None:
        return None
    return Reason("duplicate_branch", {"branch": case.data.branch, "position": known.position})


@needs_data
def branch_is_registered(case: Case) -> Reason | None:
    """Only a registered branch can be designated, withdrawn or renamed."""
    return _unknown(case, [case.data.branch])


@needs_data
def branches_are_registered(case: Case) -> Reason | None:
    """Every branch that a list names is registered."""
    data = case.data
    if case.command == "invite_observers":
        named = [] if data.branches == "all" else data.branches
    else:
        named = [*data.covers, *([] if data.attended == "all" else data.attended)]
    return _unknown(case, named)


@needs_data
def pilot_quota_is_kept(case: Case) -> Reason | None:
    """Upper committee's guidance: no more pilots than the season foresees."""
    greatest = pilots_max(case.state, case)
    if len(case.state.pilots) < greatest or case.data.branch in case.state.pilots:
        return None
    return Reason("pilot_quota_exceeded", {"pilots": len(case.state.pilots), "max": greatest})


@needs_data
def branch_is_not_yet_pilot(case: Case) -> Reason | None:
    """A branch is designated once."""
    if case.data.branch not in case.state.pilots:
        return None
    return Reason("wrong_state", {"branch": case.data.branch}, "already_designated")


@needs_data
def branch_is_pilot(case: Case) -> Reason | None:
    """Only a designated pilot can be withdrawn."""
    return _not_pilots(case, [case.data.branch])


@needs_data
def covered_are_pilots(case: Case) -> Reason | None:
    """Lessons are drawn from designated pilots."""
    registered = [b for b in case.data.covers if case.state.branches.get(b) is not None]
    return _not_pilots(case, registered)


def season_runs(case: Case) -> Reason | None:
    """A season that is suspended cannot be suspended again."""
    if not _suspended(case.state):
        return None
    return Reason("wrong_state", {}, "already_suspended")


def season_is_suspended(case: Case) -> Reason | None:
    """Only a suspended season can be resumed."""
    if _suspended(case.state):
        return None
    return Reason("wrong_state", {}, "not_suspended")


def resumes_after_suspension(case: Case) -> Reason | None:
    """A season is not resumed before the day on which it was suspended."""
    if not _suspended(case.state) or case.state.suspensions[-1][0] <= case.day:
        return None
    return Reason(
        "wrong_state",
        {"day": case.day, "since": case.state.suspensions[-1][0]},
        "resumed_too_early",
    )


def every_branch_has_reported(case: Case) -> Iterator[Reason]:
    """A season is closed when every active branch has reported."""
    left = sorted(
        key
        for key, congress in case.children("congress")
        if congress.disposition == "active" and congress.day_of("reported") is None
    )
    if left:
        yield Reason("campaign_unfinished", {"branches": ", ".join(left), "count": len(left)})


def pilots_max(campaign: Campaign, case: Case) -> int:
    """Return how many pilots the campaign allows at most."""
    greatest: int = case.policy.pilots_max
    return greatest if campaign.pilots_max is None else campaign.pilots_max


def _suspended(campaign: Campaign) -> bool:
    return bool(campaign.suspensions) and not campaign.suspensions[-1][1]


def _unknown(case: Case, named: list[str]) -> Reason | None:
    unknown = [branch for branch in named if case.state.branches.get(branch) is None]
    if not unknown:
        return None
    return Reason("unknown_branch", {"branch": ", ".join(unknown), "campaign": case.key})


def _not_pilots(case: Case, named: list[str]) -> Reason | None:
    others = [branch for branch in named if branch not in case.state.pilots]
    if not others:
        return None
    return Reason("not_designated_pilot", {"branch": ", ".join(others)})


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        day_has_come,
        policy_is_known,
        branch_is_new,
        branch_is_registered,
        branches_are_registered,
        pilot_quota_is_kept,
        branch_is_not_yet_pilot,
        branch_is_pilot,
        covered_are_pilots,
        season_runs,
        season_is_suspended,
        resumes_after_suspension,
        every_branch_has_reported,
    )
}
