"""One ballot: its sheet adds up, its names and seats are right. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import given
from tests.season.stories import follower_until, pilot_until, piloted, prepared, sat

OPEN_STATES = ("pilot", "held")


def test_ballot_is_recorded_with_its_outcome() -> None:
    season = given(sat()).when(c.committee()).then_accepted().then_state("held")
    assert season.result.events[0]["type"] == "congress.ballot_recorded"
    sent, entry = c.committee()["data"], season.entries()[-1]
    assert {key: entry["data"][key] for key in sent} == sent
    computed = {key: value for key, value in entry["data"].items() if key not in sent}
    told = str([computed, entry.get("facts")])
    assert [ref for ref in ("m-001", "m-002", "m-003", "m-004") if ref not in told] == []


@pytest.mark.parametrize(
    "state", ["unplanned", "planned", "lessons_learned", "officers_elected", "reported"]
)
def test_nobody_votes_outside_a_congress(state: str) -> None:
    season = given(follower_until(state)).when(c.committee(on="2017-08-24"))
    season.then_refused_also_for("wrong_state")


def test_pilot_votes_on_its_day() -> None:
    season = given(prepared(), piloted()).then_state("pilot", PILOT)
    season.then_elected("secretary", "m-001", branch=PILOT)


def test_ballots_of_the_pilot_count_for_its_election() -> None:
    given(pilot_until("held")).when(c.elect(PILOT, "2017-08-10")).then_accepted()


def test_pilot_recognised_may_go_on_voting() -> None:
    season = given(prepared(), piloted(ballots=False), c.lessons(), c.learn(PILOT), c.recognise())
    season.when(c.committee(branch=PILOT)).then_accepted()


# --- The sheet ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sheet",
    [
        {"issued": 13, "collected": 12},
        {"issued": 11, "collected": 12},
        {"collected": 12, "valid": 11, "invalid": 0},
        {"collected": 12, "valid": 12, "invalid": 1},
        {"collected": 12, "valid": 9, "invalid": 3, "votes": {"m-001": 10}},
        {"votes": {"m-001": 12, "m-002": 12, "m-003": 12, "m-004": 1}},
        {"seats": 1, "votes": {"m-001": 7, "m-002": 6}},
        {"issued": 12, "collected": 0, "valid": 0, "votes": {"m-001": 1}},
    ],
    ids=str,
)
def test_ballots_must_add_up(sheet: dict[str, Any]) -> None:
    given(sat()).when(c.committee(**sheet)).then_refused("ballots_do_not_add_up")


@pytest.mark.parametrize(
    "sheet",
    [
        {"collected": 11, "valid": 11},
        {"issued": 12, "collected": 12, "valid": 11, "invalid": 1},
        {"votes": {"m-001": 12, "m-002": 12, "m-003": 12, "m-004": 0}},
        {"seats": 1, "votes": {"m-001": 7, "m-002": 5}},
        {"valid": 0, "invalid": 12, "votes": {"m-001": 0}},
        {"issued": 0, "collected": 0, "valid": 0, "votes": {"m-001": 0}},
    ],
    ids=str,
)
def test_ballots_that_add_up_at_the_limit(sheet: dict[str, Any]) -> None:
    given(sat()).when(c.committee(**sheet)).then_accepted()


def test_ballots_are_for_those_present_not_for_those_convened() -> None:
    season = given(sat(present=10))
    season.when(c.committee(ballots=11)).then_refused("ballots_do_not_add_up")
    votes = {"m-001": 10, "m-002": 9, "m-003": 8}
    season.when(c.committee(votes, ballots=10)).then_accepted()


def test_probationary_members_get_no_ballot() -> None:
    season = given(sat(present=10, probationary_present=2))
    votes = {"m-001": 10, "m-002": 9, "m-003": 8}
    season.when(c.committee(votes, ballots=11)).then_refused("ballots_do_not_add_up")


def test_ballots_that_do_not_add_up_elect_nobody() -> None:
    season = given(sat()).when(c.overridden(c.committee(issued=13)))
    season.then_accepted("ballots_do_not_add_up").then_elected("committee")
    season.when(c.elect()).then_refused("posts_unsettled")
    season.when(c.committee(round=2)).then_accepted()
    season.then_elected("committee", "m-001", "m-002", "m-003")


# --- Names --------------------------------------------------------------------------------------


def test_nobody_stands_twice_on_one_ballot() -> None:
    twice = [{"ref": "m-001", "votes": 7}, {"ref": "m-001", "votes": 5}]
    given(sat()).when(c.committee(candidates=twice)).then_turned_away()


def test_every_member_of_the_board_on_the_ballot_is_named() -> None:
    season = given(sat()).when(c.committee({"m-901": 10, "m-902": 9, "m-001": 8}))
    season.then_refused("counting_board_conflict").then_named("m-901", "m-902")


def test_counting_board_does_not_stand_for_secretary_either() -> None:
    season = given(sat(SMALL)).when(c.secretary({"m-902": 7}, branch=SMALL))
    season.then_refused("counting_board_conflict")


def test_single_candidate_may_stand() -> None:
    season = given(sat(SMALL), c.secretary({"m-001": 5}, branch=SMALL))
    season.then_elected("secretary", "m-001", branch=SMALL)


def test_single_candidate_still_needs_more_than_half() -> None:
    season = given(sat(SMALL), c.secretary({"m-001": 4}, branch=SMALL))
    season.then_elected("secretary", branch=SMALL)


# --- Surplus ------------------------------------------------------------------------------------

SURPLUS = [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 2)]
SURPLUS_OF_LARGE_LISTS = [(8, 2), (9, 2), (10, 3), (11, 3), (12, 3)]


def standing(seats: int, candidates: int) -> dict[str, Any]:
    votes = {f"m-{n:03}": 5 for n in range(candidates)}
    return c.committee(votes, seats=seats, ballots=40)


@pytest.mark.parametrize(("seats", "surplus"), SURPLUS)
def test_so_many_more_candidates_than_seats(seats: int, surplus: int) -> None:
    given(sat(official=40)).when(standing(seats, seats + surplus)).then_accepted()
    season = given(sat(official=40)).when(standing(seats, seats + surplus + 1))
    season.then_refused("surplus_exceeded")


@pytest.mark.parametrize(("seats", "surplus"), SURPLUS_OF_LARGE_LISTS)
def test_larger_lists_round_three_tenths_down(seats: int, surplus: int) -> None:
    season = given(sat(official=40)).when(standing(seats, seats + surplus))
    season.then_refused("committee_too_large")
    season.when(standing(seats, seats + surplus + 1))
    season.then_refused("committee_too_large", "surplus_exceeded")


def test_two_stand_for_secretary_but_not_three() -> None:
    season = given(sat(SMALL))
    season.when(c.secretary({"m-001": 3, "m-002": 3, "m-003": 2}, branch=SMALL))
    season.then_refused("surplus_exceeded")
    season.when(c.secretary({"m-001": 5, "m-002": 3}, branch=SMALL)).then_accepted()


# --- The size of a committee --------------------------------------------------------------------


def test_committee_of_seven_is_the_largest() -> None:
    given(sat(official=40)).when(standing(7, 7)).then_accepted()
    given(sat(official=40)).when(standing(8, 8)).then_refused("committee_too_large")


@pytest.mark.parametrize("seats", [1, 2])
def test_committee_below_three_is_small_but_lawful(seats: int) -> None:
    given(sat()).when(c.committee({"m-001": 8}, seats=seats)).then_accepted()


def test_scheme_does_not_bind_the_seats() -> None:
    scheme = {"committee": ["m-005"], "secretary": "m-005", "deputy": "m-006"}
    season = given(follower_until("unplanned"), c.plan(LARGE, seats=5, scheme=scheme))
    season.given(c.learn(LARGE), c.hold()).when(c.committee(seats=3)).then_accepted()


@pytest.mark.parametrize("post", ["secretary", "deputy"])
def test_one_secretary_one_deputy(post: str) -> None:
    season = given(sat(), c.committee())
    if post == "deputy":
        season.given(c.secretary())
    two = c.ballot(post, {"m-002": 8, "m-003": 8}, seats=2)
    season.when(two).then_refused("ballot_out_of_order")


@pytest.mark.parametrize("post", ["chairman", "", None])
def test_there_are_three_posts(post: Any) -> None:
    wrong = c.with_data(c.committee(), post=post)
    given(sat()).when(wrong).then_refused("invalid_data")


# --- Nine official members ----------------------------------------------------------------------


def test_nine_official_members_elect_a_committee() -> None:
    votes = {"m-001": 9, "m-002": 8, "m-003": 7}
    given(sat(official=9)).when(c.committee(votes, ballots=9)).then_accepted()


def test_eight_official_members_elect_none() -> None:
    votes = {"m-001": 8, "m-002": 7, "m-003": 6}
    season = given(sat(official=8)).when(c.committee(votes, ballots=8))
    season.then_refused("committee_below_threshold")


def test_exempt_members_count_towards_nine() -> None:
    counts: dict[str, Any] = {"present": 7, "excluded": c.excluded(exempt_absent=2)}
    season = given(sat(official=9, **counts))
    season.given(c.committee({"m-001": 4, "m-002": 4, "m-003": 3}, seats=3, ballots=7))
    season.then_elected("committee", "m-001", "m-002")


def test_members_not_convened_count_towards_nine() -> None:
    season = given(sat(official=9, convened=7, present=7))
    season.when(c.committee({"m-001": 4}, seats=1, ballots=7)).then_accepted()


def test_committee_that_should_not_be_is_a_committee_all_the_same() -> None:
    votes = {"m-001": 8, "m-002": 7, "m-003": 6}
    below = c.overridden(c.committee(votes, branch=SMALL))
    season = given(sat(SMALL), below).when(c.secretary({"m-007": 6}, branch=SMALL))
    season.then_refused("not_on_committee")
    season.given(c.secretary({"m-001": 6}, branch=SMALL))
    season.when(c.elect(SMALL)).then_refused("posts_unsettled")
    season.given(c.deputy({"m-002": 6}, branch=SMALL)).when(c.elect(SMALL)).then_accepted()
    assert "committee_below_threshold" in season.show(SMALL)["flags"]


# --- Another sitting ----------------------------------------------------------------------------


def test_new_vote_may_have_its_own_attendance_and_board() -> None:
    season = given(follower_until("officers_elected"), c.annul("election"))
    counts = c.attendance(12, present=9, excluded=c.excluded(detained=1))
    new: dict[str, Any] = {"attendance": counts, "counting_board": ["m-903"], "on": "2017-09-01"}
    votes = {"m-901": 9, "m-001": 6, "m-002": 5}
    season.when(c.committee(votes, ballots=10, **new)).then_refused("ballots_do_not_add_up")
    season.when(c.committee({"m-903": 9}, ballots=9, **new)).then_refused(
        "counting_board_conflict"
    )
    season.given(c.committee(votes, ballots=9, **new))
    season.then_elected("committee", "m-001", "m-901")


def test_new_attendance_is_held_to_quorum_and_roll() -> None:
    season = given(follower_until("officers_elected"), c.annul("election"))
    few: dict[str, Any] = {"attendance": c.attendance(12, present=7), "on": "2017-09-01"}
    season.when(c.committee({"m-001": 7}, ballots=7, **few)).then_refused("quorum_missing")
    other: dict[str, Any] = {"attendance": c.attendance(13), "on": "2017-09-01"}
    season.when(c.committee(**other)).then_refused("roll_mismatch")
