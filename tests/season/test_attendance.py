"""Three head-counts: the roll, those convened, the majority base. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import Season, given
from tests.season.stories import follower_until, gate_open, pilot_until, sat

# --- Quorum -------------------------------------------------------------------------------------


def held_with(convened: int, present: int) -> Season:
    roll = c.update_roll(convened, "2017-07-20")
    season = given(gate_open(), roll, c.plan(LARGE), c.learn(LARGE))
    counts = c.attendance(convened, present=present)
    return season.when(c.hold(attendance=counts))


@pytest.mark.parametrize(
    ("convened", "needed"), [(3, 2), (4, 3), (8, 6), (9, 6), (10, 7), (11, 8), (12, 8), (16, 11)]
)
def test_two_thirds_of_those_convened_make_a_quorum(convened: int, needed: int) -> None:
    held_with(convened, needed).then_accepted()
    held_with(convened, needed - 1).then_refused("quorum_missing")


def test_quorum_is_of_those_convened_not_of_the_roll() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.hold(attendance=c.attendance(12, convened=9, present=6))).then_accepted()


def test_those_excluded_from_the_base_still_count_for_the_quorum() -> None:
    counts = c.attendance(12, present=7, excluded=c.excluded(excused_throughout=5))
    given(follower_until("lessons_learned")).when(c.hold(attendance=counts)).then_refused(
        "quorum_missing"
    )


def test_probationary_members_make_no_quorum() -> None:
    counts = c.attendance(12, present=7, probationary_present=5)
    given(follower_until("lessons_learned")).when(c.hold(attendance=counts)).then_refused(
        "quorum_missing"
    )


def test_pilot_needs_a_quorum_too() -> None:
    season = given(pilot_until("planned"))
    season.when(c.pilot(attendance=c.attendance(12, present=7))).then_refused("quorum_missing")
    season.when(c.pilot(attendance=c.attendance(12, present=8))).then_accepted()


def test_refusal_tells_how_many_are_missing() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.hold(attendance=c.attendance(12, present=7))).then_refused("quorum_missing")
    season.then_named(7, 8)


# --- The roll -----------------------------------------------------------------------------------


@pytest.mark.parametrize("official", [11, 13])
def test_attendance_starts_from_the_roll(official: int) -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.hold(attendance=c.attendance(official))).then_refused("roll_mismatch")


def test_pilot_starts_from_the_roll() -> None:
    season = given(pilot_until("planned"))
    season.when(c.pilot(attendance=c.attendance(13))).then_refused("roll_mismatch")


def test_roll_is_that_of_the_day_of_the_congress() -> None:
    path = [*follower_until("lessons_learned"), c.update_roll(13, "2017-08-18")]
    before, after = c.hold(on="2017-08-17"), c.hold(on="2017-08-19")
    larger = {"attendance": c.attendance(13)}
    given(path).when(before).then_accepted()
    given(path).when(after).then_refused("roll_mismatch")
    given(path).when(c.with_data(before, **larger)).then_refused("roll_mismatch")
    given(path).when(c.with_data(after, **larger)).then_accepted()


def test_change_of_roll_recorded_afterwards_counts_from_its_own_day() -> None:
    path = [*follower_until("lessons_learned"), c.update_roll(14, "2017-08-16")]
    season = given(path, c.update_roll(13, "2017-08-12"))
    season.when(c.hold(attendance=c.attendance(13))).then_refused("roll_mismatch")
    season.when(c.hold(attendance=c.attendance(14))).then_accepted()


def test_ballots_read_the_roll_of_their_sitting() -> None:
    season = given(sat(official=9), c.update_roll(8, "2017-08-20"))
    season.when(c.committee({"m-001": 9}, seats=1, ballots=9)).then_accepted()


@pytest.mark.parametrize(
    "counts",
    [
        {"convened": 13},
        {"present": 13},
        {"convened": 10, "present": 11},
        {"present": 11, "excluded": c.excluded(excused_throughout=2)},
        {"present": -1},
        {"present": "12"},
        {"present": 11.5},
    ],
    ids=str,
)
def test_head_counts_do_not_contradict_each_other(counts: dict[str, Any]) -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.hold(attendance=c.attendance(12, **counts))).then_turned_away()


# --- The smallest branch ------------------------------------------------------------------------


def test_branch_of_two_plans_no_congress() -> None:
    season = given(gate_open(), c.register("TDP-03", 2))
    season.when(c.plan("TDP-03")).then_refused("branch_too_small")


def test_branch_of_three_plans_its_congress() -> None:
    given(gate_open(), c.register("TDP-03", 3)).when(c.plan("TDP-03")).then_accepted()


def test_branch_that_shrank_to_two_holds_no_congress() -> None:
    season = given(follower_until("lessons_learned"), c.update_roll(2, "2017-08-17"))
    season.when(c.hold(attendance=c.attendance(2))).then_refused("branch_too_small")


def test_pilot_that_shrank_to_two_holds_no_congress() -> None:
    season = given(pilot_until("planned"), c.update_roll(2, "2017-08-01", PILOT))
    season.when(c.pilot(attendance=c.attendance(2))).then_refused("branch_too_small")


def test_branch_too_small_may_really_have_held_its_congress() -> None:
    season = given(follower_until("lessons_learned"), c.update_roll(2, "2017-08-17"))
    small = c.overridden(c.hold(attendance=c.attendance(2)))
    season.when(small).then_accepted("branch_too_small").then_state("held")


# --- The majority base --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "base"),
    [
        ({}, 12),
        ({"present": 9}, 12),
        ({"present": 11, "excluded": c.excluded(excused_throughout=1)}, 11),
        ({"present": 11, "excluded": c.excluded(attached_elsewhere=1)}, 11),
        ({"present": 11, "excluded": c.excluded(exempt_absent=1)}, 11),
        ({"present": 11, "excluded": c.excluded(suspended=1)}, 11),
        ({"present": 11, "excluded": c.excluded(detained=1)}, 11),
        ({"present": 8, "excluded": c.excluded(excused_throughout=2, detained=1)}, 9),
        ({"convened": 10, "present": 9}, 10),
        ({"convened": 11, "present": 9, "excluded": c.excluded(suspended=1)}, 10),
        ({"present": 11, "probationary_present": 1}, 12),
    ],
    ids=str,
)
def test_base_is_those_convened_less_the_excluded(counts: dict[str, Any], base: int) -> None:
    cast = counts.get("present", 12)
    season = given(sat(**counts))
    season.given(c.committee({"m-001": base // 2 + 1, "m-002": base // 2}, seats=2, ballots=cast))
    season.then_elected("committee", "m-001")
    assert season.show()["officers"][0]["base"] == base


def test_invalid_ballots_do_not_lower_the_base() -> None:
    season = given(sat())
    season.given(c.committee({"m-001": 6, "m-002": 7}, seats=2, valid=7, invalid=5))
    season.then_elected("committee", "m-002")


def test_ballots_that_did_not_come_back_do_not_lower_the_base() -> None:
    season = given(sat())
    season.given(c.committee({"m-001": 6, "m-002": 7}, seats=2, collected=8, valid=8))
    season.then_elected("committee", "m-002")


# --- The vectors --------------------------------------------------------------------------------


@pytest.mark.parametrize(("votes", "elected"), [(5, []), (6, ["m-001"])])
def test_eleven_official_ten_present_one_excused_need_six(votes: int, elected: list[str]) -> None:
    excused = c.excluded(excused_throughout=1)
    season = given(sat(official=11, present=10, excluded=excused))
    season.given(c.committee({"m-001": votes}, seats=1, ballots=10))
    season.then_elected("committee", *elected)


def test_eight_official_and_five_probationary_elect_no_committee() -> None:
    path = [c.plan("TDP-03"), c.learn("TDP-03")]
    season = given(gate_open(), c.register("TDP-03", 8, probationary=5), path)
    season.given(c.hold("TDP-03", attendance=c.attendance(8, probationary_present=5)))
    ballot = c.committee({"m-001": 8}, branch="TDP-03", seats=1, ballots=8)
    season.when(ballot).then_refused("committee_below_threshold")
    season.given(c.secretary({"m-001": 8}, branch="TDP-03", ballots=8))
    season.given(c.deputy({"m-002": 5}, branch="TDP-03", ballots=8))
    season.when(c.elect("TDP-03")).then_accepted()


def test_sixteen_official_and_one_probationary() -> None:
    held_with(16, 11).then_accepted()
    held_with(16, 10).then_refused("quorum_missing")
    season = given(sat(official=16, probationary_present=1))
    season.when(c.committee({"m-001": 9}, seats=1, ballots=17)).then_refused(
        "ballots_do_not_add_up"
    )
    season.given(c.committee({"m-001": 9, "m-002": 8}, seats=2, ballots=16))
    season.then_elected("committee", "m-001")


def test_three_rounds_with_nobody_over_half_end_in_an_appointment() -> None:
    season = given(sat(SMALL))
    for round_ in (1, 2, 3):
        season.given(c.secretary({"m-001": 4, "m-002": 4}, branch=SMALL, round=round_))
    season.when(c.secretary({"m-001": 8}, branch=SMALL, round=4)).then_refused("rounds_exhausted")
    season.when(c.appoint(SMALL)).then_accepted()


def test_member_of_the_counting_board_does_not_stand() -> None:
    season = given(sat()).when(c.committee({"m-901": 10, "m-001": 9}, seats=2))
    season.then_refused("counting_board_conflict").then_named("m-901")
