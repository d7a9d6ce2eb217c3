"""Commands as people send them: every builder returns one envelope. All figures are synthetic."""

from collections.abc import Mapping, Sequence
from typing import Any

Envelope = dict[str, Any]

CAMPAIGN = "gia-thuy-2017"
PILOT, LARGE, SMALL = "TDP-08", "TDP-01", "TDP-02"
ROLL = {PILOT: 12, LARGE: 12, SMALL: 8}
AGENDA = ["review_and_goals", "election"]
PAPERS = ["result_report", "minutes", "tally_minutes", "particulars_list"]
DECISION = {"reason": "flood", "authority": "district committee", "document": "05-QĐ/QU"}


def of_campaign(command: str, on: str, **data: Any) -> Envelope:
    """A command of the campaign that occurred on a day."""
    return {
        "command": command,
        "campaign": CAMPAIGN,
        "occurred_on": on,
        "actor": "op:org-officer",
        "data": data,
    }


def of_branch(command: str, branch: str, on: str, **data: Any) -> Envelope:
    """A command of a branch that occurred on a day."""
    return {**of_campaign(command, on, **data), "branch": branch}


def overridden(command: Envelope, **changes: Any) -> Envelope:
    """The same command with a full override, but for `changes`."""
    return {**command, "override": {**DECISION, **changes}}


def restamped(command: Envelope, **members: Any) -> Envelope:
    """The same command in another envelope."""
    return {**command, **members}


def with_data(command: Envelope, **changes: Any) -> Envelope:
    """The same command with other data."""
    return {**command, "data": {**command["data"], **changes}}


def without_data(command: Envelope, *names: str) -> Envelope:
    """The same command with some of its data left out."""
    return {**command, "data": {k: v for k, v in command["data"].items() if k not in names}}


# --- The campaign -------------------------------------------------------------------------------


def open_campaign(on: str = "2017-07-01", **changes: Any) -> Envelope:
    """Open the season, deadline 15 September 2017."""
    data = {
        "committee": {"id": "gia-thuy", "name": "Gia Thụy", "path": ["ha-noi", "long-bien"]},
        "term": "2017-2020",
        "previous_term": "2015-2017",
        "deadline": "2017-09-15",
        "policy": "vn-2017",
    }
    return of_campaign("open_campaign", on, **{**data, **changes})


def register(branch: str, official: int | None = None, **changes: Any) -> Envelope:
    """Register a branch; the large ones had a committee, the small one had none."""
    count = ROLL.get(branch, 12) if official is None else official
    data = {
        "branch": branch,
        "name": f"Tổ dân phố {branch}",
        "official": count,
        "probationary": 1,
        "exempt": 0,
        "had_committee": count >= 9,
    }
    return of_campaign("register_branch", "2017-07-02", **{**data, **changes})


def designate(branch: str = PILOT, on: str = "2017-07-05") -> Envelope:
    """Designate a pilot."""
    return of_campaign("designate_pilot", on, branch=branch)


def withdraw(branch: str = PILOT, on: str = "2017-08-16") -> Envelope:
    """Withdraw a pilot."""
    return of_campaign("withdraw_pilot", on, branch=branch, reason="replaced")


def invite(branches: Any = "all", on: str = "2017-07-06") -> Envelope:
    """Invite the secretaries of the branches to the pilot."""
    return of_campaign("invite_observers", on, branches=branches)


def lessons(covers: Sequence[str] = (PILOT,), on: str = "2017-08-14") -> Envelope:
    """Hold a lessons session on some pilots."""
    drawn = [{"topic": "ballots", "fault": "counted slowly", "advice": "two tables"}]
    return of_campaign(
        "hold_lessons_session", on, lessons=drawn, covers=list(covers), attended="all"
    )


def suspend(on: str = "2017-08-18") -> Envelope:
    """Suspend the season."""
    return of_campaign("suspend", on, reason="flood")


def resume(on: str = "2017-08-25") -> Envelope:
    """Resume the season."""
    return of_campaign("resume", on, reason="the water has gone")


def close(on: str = "2017-09-15") -> Envelope:
    """Close the season."""
    return of_campaign("close_campaign", on)


# --- The stages ---------------------------------------------------------------------------------


def attendance(official: int, **changes: Any) -> dict[str, Any]:
    """Everybody on the roll is convened and present, but for `changes`."""
    counts = {
        "official_on_roll": official,
        "convened": official,
        "present": official,
        "probationary_present": 0,
    }
    return {**counts, "excluded": excluded(), **changes}


def excluded(**changes: int) -> dict[str, int]:
    """Nobody is excluded, but for `changes`."""
    causes = ("attached_elsewhere", "exempt_absent", "suspended", "detained", "excused_throughout")
    return {**dict.fromkeys(causes, 0), **changes}


def sitting(branch: str, **present: Any) -> dict[str, Any]:
    """The data of a congress that sat in full."""
    return {
        "attendance": attendance(ROLL.get(branch, 12), **present),
        "counting_board": ["m-901", "m-902"],
        "agenda_done": AGENDA,
    }


def plan(branch: str, planned_on: str = "2017-08-20", **data: Any) -> Envelope:
    """Plan a congress."""
    return of_branch("plan", branch, "2017-07-10", planned_on=planned_on, **data)


def pilot(branch: str = PILOT, on: str = "2017-08-10", **changes: Any) -> Envelope:
    """Hold the congress that goes first."""
    return of_branch("pilot", branch, on, **{**sitting(branch), **changes})


def learn(branch: str, on: str = "2017-08-15") -> Envelope:
    """Take note of the lessons."""
    return of_branch("learn", branch, on)


def hold(branch: str = LARGE, on: str = "2017-08-20", **changes: Any) -> Envelope:
    """Hold the congress of a follower."""
    return of_branch("hold", branch, on, **{**sitting(branch), **changes})


def recognise(branch: str = PILOT, on: str = "2017-08-10") -> Envelope:
    """Recognise the pilot's sitting as its congress."""
    return of_branch("hold", branch, on, basis="pilot_sitting")


def elect(branch: str = LARGE, on: str = "2017-08-20") -> Envelope:
    """Recognise the officers elected."""
    return of_branch("elect", branch, on)


def document(kind: str) -> dict[str, Any]:
    """A paper of the congress."""
    return {"kind": kind, "number": f"01-{kind}"}


def report(branch: str = LARGE, on: str = "2017-08-24", **changes: Any) -> Envelope:
    """Send the result report with all papers."""
    extra = ["self_review_report"] if ROLL.get(branch, 12) >= 9 else []
    papers = [document(kind) for kind in PAPERS + extra]
    return of_branch("report", branch, on, **{"documents": papers, **changes})


# --- Ballots and facts --------------------------------------------------------------------------


def ballot(
    post: str,
    votes: Mapping[str, int],
    *,
    branch: str = LARGE,
    on: str = "2017-08-20",
    ballots: int | None = None,
    **changes: Any,
) -> Envelope:
    """One ballot in which every official member present voted validly, but for `changes`."""
    cast = ROLL.get(branch, 12) if ballots is None else ballots
    data = {
        "post": post,
        "round": 1,
        "seats": 1,
        "candidates": [{"ref": ref, "votes": count} for ref, count in votes.items()],
        "issued": cast,
        "collected": cast,
        "valid": cast,
        "invalid": 0,
    }
    return of_branch("record_ballot", branch, on, **{**data, **changes})


def committee(votes: Mapping[str, int] | None = None, **changes: Any) -> Envelope:
    """A committee ballot: three seats, m-001 to m-003 elected of four candidates."""
    chosen = {"m-001": 11, "m-002": 10, "m-003": 9, "m-004": 3} if votes is None else votes
    return ballot("committee", chosen, **{"seats": 3, **changes})


def secretary(votes: Mapping[str, int] | None = None, **changes: Any) -> Envelope:
    """A secretary ballot that m-001 wins."""
    return ballot("secretary", {"m-001": 8} if votes is None else votes, **changes)


def deputy(votes: Mapping[str, int] | None = None, **changes: Any) -> Envelope:
    """A deputy ballot that m-002 wins."""
    return ballot("deputy", {"m-002": 8} if votes is None else votes, **changes)


def fact(command: str, branch: str = LARGE, on: str = "2017-08-20", **data: Any) -> Envelope:
    """Another fact of a branch."""
    return of_branch(command, branch, on, **data)


def appoint(branch: str = LARGE, ref: str = "m-002", on: str = "2017-08-20") -> Envelope:
    """The upper committee appoints the secretary."""
    authority = {"authority": "ward committee", "document": "07-QĐ/ĐU"}
    return of_branch("appoint_secretary", branch, on, ref=ref, **authority)


def leave_open(post: str, branch: str = LARGE, seats: int = 1) -> Envelope:
    """The congress leaves seats open."""
    return of_branch(
        "leave_seats_open", branch, "2017-08-20", post=post, seats=seats, reason="nobody stands"
    )


def decline(post: str, ref: str, branch: str = LARGE, on: str = "2017-08-21") -> Envelope:
    """One elected declines."""
    return of_branch("decline_office", branch, on, post=post, ref=ref, reason="health")


def update_roll(official: int, on: str, branch: str = LARGE) -> Envelope:
    """The roll changes."""
    return of_branch("update_roll", branch, on, official=official, probationary=0, exempt=0)


def annul(what: str, branch: str = LARGE, on: str = "2017-08-28") -> Envelope:
    """An upper committee annuls an `election` or a `congress`."""
    return of_branch(f"annul_{what}", branch, on, **DECISION)


def reschedule(to: str, branch: str = LARGE, on: str = "2017-08-01") -> Envelope:
    """Put a congress off."""
    return of_branch("reschedule", branch, on, to=to, reason="storm")
