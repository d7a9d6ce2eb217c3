"""Who is elected, in which round, and how it goes on. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, SMALL
from tests.season.season import Season, given
from tests.season.stories import follower_until, sat

TIED = {"m-001": 10, "m-002": 9, "m-003": 8, "m-004": 8}
SHORT = {"m-001": 10, "m-002": 9, "m-003": 6, "m-004": 6}


# --- More than half -----------------------------------------------------------------------------


def test_half_is_not_more_than_half() -> None:
    season = given(sat(), c.committee({"m-001": 7, "m-002": 6}, seats=2))
    season.then_elected("committee", "m-001")
    assert season.officers()["committee"] == [("m-001", "elected")]


def test_half_of_an_odd_base_is_rounded_by_nobody() -> None:
    season = given(sat(official=11), c.committee({"m-001": 6, "m-002": 5}, seats=2, ballots=11))
    season.then_elected("committee", "m-001")


def test_more_over_half_than_seats_elects_those_with_more_votes() -> None:
    votes = {"m-001": 8, "m-002": 12, "m-003": 7, "m-004": 9}
    season = given(sat(), c.committee(votes, seats=3))
    season.then_elected("committee", "m-001", "m-002", "m-004")


def test_votes_are_shown_with_their_base() -> None:
    row = given(sat(), c.committee({"m-001": 8}, seats=1)).show()["officers"][0]
    assert row == {"post": "committee", "ref": "m-001", "basis": "elected", "votes": 8, "base": 12}


# --- Ties ---------------------------------------------------------------------------------------


def test_tie_for_the_last_seat_elects_neither() -> None:
    season = given(sat(), c.committee(TIED))
    season.then_elected("committee", "m-001", "m-002")
    assert season.show()["seats_open"] >= 1


def test_tie_is_decided_by_more_votes_even_below_half() -> None:
    season = given(sat(), c.committee(TIED))
    season.given(c.committee({"m-003": 5, "m-004": 4}, seats=1, round=2))
    assert season.officers()["committee"] == [
        ("m-001", "elected"),
        ("m-002", "elected"),
        ("m-003", "rerun"),
    ]


@pytest.mark.parametrize(
    "names", [("m-003",), ("m-004",), ("m-003", "m-005"), ("m-003", "m-004", "m-005"), ("m-001",)]
)
def test_only_the_tied_stand_again(names: tuple[str, ...]) -> None:
    votes = dict.fromkeys(names, 3)
    season = given(sat(), c.committee(TIED))
    season.when(c.committee(votes, seats=1, round=2)).then_refused_also_for("ballot_out_of_order")


@pytest.mark.parametrize("seats", [2, 3])
def test_tie_is_about_the_last_seat_only(seats: int) -> None:
    season = given(sat(), c.committee(TIED))
    again = c.committee({"m-003": 5, "m-004": 4}, seats=seats, round=2)
    season.when(again).then_refused("ballot_out_of_order")


def test_tied_again_elects_neither_and_the_congress_may_go_on() -> None:
    season = given(sat(), c.committee(TIED))
    season.given(c.committee({"m-003": 6, "m-004": 6}, seats=1, round=2))
    season.then_elected("committee", "m-001", "m-002")
    season.given(c.committee({"m-003": 5, "m-004": 7}, seats=1, round=3))
    season.then_elected("committee", "m-001", "m-002", "m-004")


def test_tied_again_the_congress_may_stop() -> None:
    season = given(sat(), c.committee(TIED))
    season.given(c.committee({"m-003": 6, "m-004": 6}, seats=1, round=2))
    season.given(c.leave_open("committee"), c.secretary(), c.deputy())
    season.when(c.elect()).then_accepted()


def all_tied(seats: int) -> Season:
    """As many as may stand, all with the same votes over half."""
    names = [f"m-{n:03}" for n in range(1, seats + 3)]
    votes = dict.fromkeys(names, 21)
    return given(sat(official=40), c.committee(votes, seats=seats, ballots=40))


def test_nine_tied_for_seven_seats_stand_again_all_nine() -> None:
    season = all_tied(7).then_elected("committee")
    votes = {f"m-{n:03}": n for n in range(1, 10)}
    season.given(c.committee(votes, seats=7, round=2, ballots=40))
    season.then_elected("committee", *[f"m-{n:03}" for n in range(3, 10)])


def test_three_tied_for_one_seat_stand_again_although_two_are_too_many() -> None:
    votes = dict.fromkeys((f"m-{n:03}" for n in range(1, 7)), 30)
    tied = dict.fromkeys(("m-007", "m-008", "m-009"), 22)
    season = given(sat(official=40), c.committee(votes | tied, seats=7, ballots=40))
    season.then_elected("committee", *votes)
    again = {"m-007": 10, "m-008": 12, "m-009": 8}
    season.given(c.committee(again, seats=1, round=2, ballots=40))
    season.then_elected("committee", *votes, "m-008")


def test_rerun_for_two_seats_leaves_the_two_tied_behind_to_stand_for_one() -> None:
    votes = {"m-001": 10} | dict.fromkeys(("m-002", "m-003", "m-004"), 8)
    season = given(sat(), c.committee(votes)).then_elected("committee", "m-001")
    again = {"m-002": 8, "m-003": 4, "m-004": 4}
    season.given(c.committee(again, seats=2, round=2))
    season.then_elected("committee", "m-001", "m-002")
    season.given(c.committee({"m-003": 3, "m-004": 5}, seats=1, round=3))
    assert season.officers()["committee"][1:] == [("m-002", "rerun"), ("m-004", "rerun")]


def test_equal_votes_below_half_are_no_tie() -> None:
    season = given(sat(), c.committee(SHORT)).then_elected("committee", "m-001", "m-002")
    season.given(c.committee({"m-003": 6}, seats=1, round=2))
    season.then_elected("committee", "m-001", "m-002")
    season.given(c.committee({"m-003": 7}, seats=1, round=3))
    season.then_elected("committee", "m-001", "m-002", "m-003")
    assert season.officers()["committee"][-1] == ("m-003", "elected")


def test_equal_votes_with_seats_for_both_are_no_tie() -> None:
    votes = {"m-001": 8, "m-002": 8, "m-003": 8}
    given(sat(), c.committee(votes)).then_elected("committee", *votes)


# --- Rounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_", [2, 3])
def test_rounds_begin_at_one(round_: int) -> None:
    given(sat()).when(c.committee(round=round_)).then_refused("ballot_out_of_order")


@pytest.mark.parametrize("round_", [1, 3])
def test_rounds_have_no_hole_and_no_repeat(round_: int) -> None:
    again = c.committee({"m-003": 7}, seats=1, round=round_)
    given(sat(), c.committee(SHORT)).when(again).then_refused("ballot_out_of_order")


@pytest.mark.parametrize("seats", [2, 3])
def test_later_round_is_for_the_open_seats_only(seats: int) -> None:
    votes = {"m-003": 7, "m-004": 6}
    season = given(sat(), c.committee(SHORT))
    season.when(c.committee(votes, seats=seats, round=2)).then_refused("ballot_out_of_order")
    season.when(c.committee(votes, seats=1, round=2, valid=12)).then_turned_away()
    season.when(c.committee({"m-003": 7, "m-004": 5}, seats=1, round=2)).then_accepted()


def test_somebody_elected_does_not_stand_again() -> None:
    again = c.committee({"m-001": 7}, seats=1, round=2)
    given(sat(), c.committee(SHORT)).when(again).then_refused("ballot_out_of_order")


def test_no_vote_on_seats_that_are_filled() -> None:
    again = c.committee({"m-004": 7}, seats=1, round=2)
    given(sat(), c.committee()).when(again).then_refused("ballot_out_of_order")


def test_rounds_count_for_each_post() -> None:
    season = given(sat(), c.committee(SHORT), c.committee({"m-003": 7}, seats=1, round=2))
    season.when(c.secretary(round=3)).then_refused("ballot_out_of_order")
    season.when(c.secretary(round=1)).then_accepted()


def test_second_round_holds_to_the_surplus_rule() -> None:
    votes = dict.fromkeys(("m-003", "m-004", "m-005"), 4)
    again = c.committee(votes, seats=1, round=2)
    given(sat(), c.committee(SHORT)).when(again).then_refused("surplus_exceeded")


# --- The order of posts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ballot", [c.secretary(), c.deputy()], ids=lambda b: str(b["data"]["post"])
)
def test_committee_comes_first(ballot: dict[str, Any]) -> None:
    given(sat()).when(ballot).then_refused_also_for("ballot_out_of_order")


def test_secretary_waits_until_the_committee_is_settled() -> None:
    season = given(sat(), c.committee(SHORT))
    season.when(c.secretary()).then_refused("ballot_out_of_order")
    season.given(c.leave_open("committee")).when(c.secretary()).then_accepted()


def test_deputy_comes_after_the_secretary() -> None:
    season = given(sat(), c.committee())
    season.when(c.deputy()).then_refused("ballot_out_of_order")
    season.given(c.secretary()).when(c.deputy()).then_accepted()


def test_secretary_comes_from_the_committee() -> None:
    season = given(sat(), c.committee())
    season.when(c.secretary({"m-004": 8})).then_refused("not_on_committee").then_named("m-004")


def test_deputy_comes_from_the_committee() -> None:
    season = given(sat(), c.committee(), c.secretary())
    season.when(c.deputy({"m-004": 8})).then_refused("not_on_committee")


def test_secretary_from_outside_may_really_have_been_elected() -> None:
    season = given(sat(), c.committee())
    season.when(c.overridden(c.secretary({"m-004": 8}))).then_accepted("not_on_committee")
    season.then_elected("secretary", "m-004")


def test_small_branch_elects_whom_it_likes() -> None:
    season = given(sat(SMALL), c.secretary({"m-007": 5}, branch=SMALL))
    season.given(c.deputy({"m-006": 5}, branch=SMALL))
    season.then_elected("secretary", "m-007", branch=SMALL)
    season.then_elected("deputy", "m-006", branch=SMALL)


# --- Electing in all ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ballots",
    [
        [],
        [c.committee()],
        [c.committee(), c.secretary()],
        [c.committee(SHORT)],
        [c.committee(), c.secretary({"m-001": 6})],
        [c.committee(), c.secretary(), c.deputy({"m-002": 6})],
    ],
    ids=["none", "committee", "no deputy", "short", "no secretary", "deputy failed"],
)
def test_all_posts_are_settled_first(ballots: list[dict[str, Any]]) -> None:
    season = given(sat(), ballots).when(c.elect()).then_refused("posts_unsettled")
    season.then_state("held")


def test_everybody_elected_is_enough() -> None:
    given(sat(), c.committee(), c.secretary(), c.deputy()).when(c.elect()).then_accepted()


def test_small_branch_needs_no_deputy() -> None:
    given(sat(SMALL), c.secretary({"m-001": 5}, branch=SMALL)).when(c.elect(SMALL)).then_accepted()


def test_small_branch_needs_a_secretary() -> None:
    given(sat(SMALL)).when(c.elect(SMALL)).then_refused("posts_unsettled")


def test_seats_left_open_settle_a_post() -> None:
    season = given(sat(), c.committee(SHORT), c.leave_open("committee"), c.secretary())
    season.when(c.elect()).then_refused("posts_unsettled")
    season.given(c.leave_open("deputy")).when(c.elect()).then_accepted()
    assert season.show()["seats_open"] == 2


def test_open_seats_are_counted() -> None:
    assert given(follower_until("officers_elected")).show()["seats_open"] == 0
    season = given(sat(), c.committee(), c.secretary(), c.leave_open("deputy"), c.elect())
    assert season.show()["seats_open"] == 1


def test_secretary_is_not_left_open() -> None:
    season = given(sat(SMALL)).when(c.leave_open("secretary", SMALL))
    season.when(c.elect(SMALL)).then_refused("posts_unsettled")


@pytest.mark.parametrize("state", ["planned", "lessons_learned", "officers_elected", "reported"])
def test_seats_are_left_open_at_a_congress_only(state: str) -> None:
    season = given(follower_until(state)).when(c.leave_open("committee"))
    season.then_refused_also_for("wrong_state")


# --- Appointing a secretary ---------------------------------------------------------------------


def failed(rounds: int) -> list[Any]:
    votes = {"m-001": 6, "m-002": 6}
    return [sat(), c.committee(), [c.secretary(votes, round=n + 1) for n in range(rounds)]]


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_secretary_is_not_appointed_before_three_rounds(rounds: int) -> None:
    given(failed(rounds)).when(c.appoint()).then_refused("appointment_too_early")


def test_third_round_may_still_elect() -> None:
    season = given(failed(2), c.secretary({"m-001": 7, "m-002": 5}, round=3))
    season.then_elected("secretary", "m-001")


def test_no_fourth_round() -> None:
    season = given(failed(3)).when(c.secretary({"m-001": 8}, round=4))
    season.then_refused("rounds_exhausted")


def test_fourth_round_that_was_held_is_recorded_and_marked() -> None:
    season = given(failed(3)).when(c.overridden(c.secretary({"m-001": 8}, round=4)))
    season.then_accepted("rounds_exhausted").then_elected("secretary", "m-001")


def test_secretary_appointed_settles_the_post_and_stays_visible() -> None:
    season = given(failed(3)).when(c.appoint()).then_accepted()
    assert season.result.events[0]["type"] == "congress.secretary_appointed"
    assert season.officers()["secretary"] == [("m-002", "appointed")]
    season.given(c.deputy({"m-003": 8}), c.elect())
    assert season.officers()["secretary"] == [("m-002", "appointed")]


def test_appointment_made_too_early_is_recorded_and_marked() -> None:
    season = given(failed(1)).when(c.overridden(c.appoint()))
    season.then_accepted("appointment_too_early")


@pytest.mark.parametrize("state", ["planned", "lessons_learned", "officers_elected", "reported"])
def test_secretary_is_appointed_to_a_congress_only(state: str) -> None:
    season = given(follower_until(state)).when(c.appoint(LARGE, on="2017-08-24"))
    season.then_refused_also_for("wrong_state")
