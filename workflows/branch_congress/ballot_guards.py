"""The rules of a secret ballot, one guard each."""

from collections.abc import Iterator

from engine.guards import Case, Guard, needs_data
from engine.reasons import Reason
from workflows.branch_congress.elections import (
    adds_up,
    ballots_for,
    failed_rounds,
    has_committee,
    holders,
    is_settled,
    seats_free,
    tied_for_last_seat,
)


def attendance_of(case: Case) -> dict[str, int] | None:
    """Return the attendance that a ballot is counted by: its own, else its sitting's."""
    own = case.raw.get("attendance")
    if own is None and case.state.sitting is not None:
        own = case.state.sitting["attendance"]
    return own


def committee_elected(case: Case) -> bool:
    """Say whether the branch elects a committee, the ballot at hand included by its roll."""
    own = case.raw.get("attendance")
    if own is not None and own["official_on_roll"] >= case.policy.committee_threshold:
        return True
    return has_committee(case.state, case.policy)


def is_rerun(case: Case) -> bool:
    """Say whether this ballot decides between those tied for the last seat."""
    return bool(tied_for_last_seat(case.state, case.data.post)) and not is_settled(
        case.state, case.data.post
    )


@needs_data
def ballot_follows_sitting(case: Case) -> Reason | None:
    """Nobody votes before the congress sits."""
    sitting = case.state.sitting
    if sitting is None or sitting["day"] <= case.day:
        return None
    return Reason(
        "before_previous_stage",
        {"day": case.day, "previous": sitting["day"]},
        "ballot_before_sitting",
    )


_EARLIER = {"committee": (), "secretary": ("committee",), "deputy": ("committee", "secretary")}
_LATER = {"committee": ("secretary", "deputy"), "secretary": ("deputy",), "deputy": ()}


@needs_data
def post_comes_in_order(case: Case) -> Iterator[Reason]:
    """Party Charter 2011, article 24.4: committee, then secretary, then deputy."""
    congress, post = case.state, case.data.post
    if congress.sitting is None:
        return
    committee = committee_elected(case)
    for other in _EARLIER[post]:
        if other == "committee" and not committee:
            continue
        if not is_settled(congress, other):
            yield Reason("ballot_out_of_order", {"post": post, "other": other}, "post_too_early")
    if not congress.reopened and any(ballots_for(congress, other) for other in _LATER[post]):
        yield Reason("ballot_out_of_order", {"post": post}, "post_too_late")
    if (ballots_for(congress, post) or post in congress.left_open or holders(congress, post)) and (
        is_settled(congress, post)
    ):
        yield Reason("ballot_out_of_order", {"post": post}, "post_settled")


@needs_data
def round_is_next(case: Case) -> Reason | None:
    """Rounds of a post count from 1 without a hole."""
    if case.state.sitting is None:
        return None
    expected = len(ballots_for(case.state, case.data.post)) + 1
    if case.data.round == expected:
        return None
    return Reason(
        "ballot_out_of_order",
        {"post": case.data.post, "given": case.data.round, "expected": expected},
        "round_not_next",
    )


@needs_data
def seats_are_those_open(case: Case) -> Reason | None:
    """Round 1 sets the committee's seats, later rounds are for those open; others have one."""
    post, given = case.data.post, case.data.seats
    if post == "committee":
        if case.state.sitting is None or not ballots_for(case.state, post):
            return None
        open_seats = seats_free(case.state, post)
    else:
        open_seats = 1
    if given == open_seats or is_settled(case.state, post):
        return None
    return Reason(
        "ballot_out_of_order", {"post": post, "given": given, "open": open_seats}, "seats_not_open"
    )


@needs_data
def names_may_stand(case: Case) -> Iterator[Reason]:
    """Nobody stands for what they hold; after a tie only the tied stand."""
    congress, post = case.state, case.data.post
    named = [candidate.ref for candidate in case.data.candidates]
    held = holders(congress, post)
    if post == "deputy":
        held += holders(congress, "secretary")
    already = [ref for ref in named if ref in held]
    if already:
        yield Reason("ballot_out_of_order", {"refs": ", ".join(already)}, "already_elected")
    tied = tied_for_last_seat(congress, post)
    if tied and not is_settled(congress, post) and set(named) != set(tied):
        yield Reason("ballot_out_of_order", {"refs": ", ".join(tied)}, "only_the_tied")


@needs_data
def attendance_is_new_only_after_reopening(case: Case) -> Reason | None:
    """A ballot is counted by its sitting; a new election brings its own attendance."""
    brings = case.data.attendance is not None or case.data.counting_board is not None
    if not brings or case.state.reopened or case.state.sitting is None:
        return None
    return Reason("ballot_out_of_order", {}, "attendance_not_asked")


@needs_data
def committee_is_allowed(case: Case) -> Reason | None:
    """Party Charter 2011, article 24.4: under 9 official members there is no committee."""
    attendance = attendance_of(case)
    if case.data.post != "committee" or attendance is None or committee_elected(case):
        return None
    return Reason(
        "committee_below_threshold",
        {"official": attendance["official_on_roll"], "threshold": case.policy.committee_threshold},
    )


@needs_data
def committee_is_small_enough(case: Case) -> Reason | None:
    """29-QĐ/TW, item 22: a committee has at most 7 members."""
    greatest = case.policy.committee_max
    if case.data.post != "committee" or case.data.seats <= greatest:
        return None
    return Reason("committee_too_large", {"seats": case.data.seats, "greatest": greatest})


@needs_data
def surplus_is_kept(case: Case) -> Reason | None:
    """244-QĐ/TW: so many more candidates than seats and no more; a rerun of a tie is exempt."""
    surplus = len(case.data.candidates) - case.data.seats
    allowed = case.policy.surplus(case.data.seats)
    if surplus <= allowed or is_rerun(case):
        return None
    return Reason(
        "surplus_exceeded",
        {"candidates": len(case.data.candidates), "seats": case.data.seats, "allowed": allowed},
    )


@needs_data
def single_candidate_is_allowed(case: Case) -> Reason | None:
    """244-QĐ/TW, article 17: one candidate for one seat (agree or disagree) is allowed."""
    if case.policy.allow_single_candidate or len(case.data.candidates) > case.data.seats:
        return None
    return Reason("single_candidate", {"seats": case.data.seats})


@needs_data
def candidates_are_on_committee(case: Case) -> Reason | None:
    """Where there is a committee, secretary and deputy come from among those elected to it."""
    if case.data.post == "committee" or case.state.sitting is None or not committee_elected(case):
        return None
    members = holders(case.state, "committee")
    others = [c.ref for c in case.data.candidates if c.ref not in members]
    if not others:
        return None
    return Reason("not_on_committee", {"refs": ", ".join(others)})


@needs_data
def counting_board_is_apart(case: Case) -> Reason | None:
    """244-QĐ/TW, article 7: who counts does not stand."""
    board = case.data.counting_board
    if board is None:
        board = case.state.sitting["counting_board"] if case.state.sitting else []
    both = [candidate.ref for candidate in case.data.candidates if candidate.ref in board]
    if not both:
        return None
    return Reason("counting_board_conflict", {"refs": ", ".join(both)})


@needs_data
def ballots_add_up(case: Case) -> Iterator[Reason]:
    """244-QĐ/TW, articles 17 and 32: the figures of the tally minutes fit together."""
    attendance = attendance_of(case)
    present = attendance["present"] if attendance is not None else case.data.issued
    for what, figure, limit in adds_up(case.raw, present):
        yield Reason("ballots_do_not_add_up", {"figure": figure, "limit": limit}, what)


@needs_data
def rounds_are_left(case: Case) -> Reason | None:
    """29-QĐ/TW, item 22: no fourth ballot for the secretary; a policy may limit every post."""
    policy, post = case.policy, case.data.post
    failed = failed_rounds(case.state, post)
    limit = policy.max_rounds
    if post == "secretary" and failed >= policy.secretary_rounds_before_appointment:
        return Reason("rounds_exhausted", {"rounds": failed, "post": post}, "secretary_rounds")
    if limit is not None and len(ballots_for(case.state, post)) >= limit:
        return Reason("rounds_exhausted", {"rounds": limit, "post": post})
    return None


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        ballot_follows_sitting,
        post_comes_in_order,
        round_is_next,
        seats_are_those_open,
        names_may_stand,
        attendance_is_new_only_after_reopening,
        committee_is_allowed,
        committee_is_small_enough,
        surplus_is_kept,
        single_candidate_is_allowed,
        candidates_are_on_committee,
        counting_board_is_apart,
        ballots_add_up,
        rounds_are_left,
    )
}
