"""The rules of dates, D1 to D7, and the marks that late recording leaves. Synthetic figures."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL, Envelope
from tests.season.season import Season, given
from tests.season.stories import (
    finished,
    follower_until,
    gate_open,
    opened,
    pilot_until,
    piloted,
    prepared,
    two_sessions,
    voted,
)


def test_d1_positions_are_dense_and_times_rise() -> None:
    log = given(finished()).log
    entries = [log.entry(position) for position in range(1, log.size + 1)]
    assert [entry["position"] for entry in entries] == [*range(1, log.size + 1)]
    times = [entry["recorded_at"] for entry in entries]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("state", "command"),
    [
        ("unplanned", c.plan(LARGE)),
        ("planned", c.learn(LARGE)),
        ("lessons_learned", c.hold()),
        ("held", c.elect()),
        ("held", c.leave_open("deputy")),
        ("officers_elected", c.report()),
        ("reported", c.invite()),
    ],
)
def test_d2_nothing_occurred_in_the_future(state: str, command: Envelope) -> None:
    season = given(follower_until(state))
    tomorrow = {**command, "occurred_on": "2017-08-31", "recorded_at": "2017-08-30T23:00:00+07:00"}
    season.when(tomorrow).then_refused_also_for("future_date")


def test_d2_pilot_of_tomorrow() -> None:
    command = c.restamped(c.pilot(), recorded_at="2017-08-09T12:00:00+07:00")
    given(pilot_until("planned")).when(command).then_refused("future_date")


def test_d3_lessons_drawn_before_the_pilot_sat_are_none_for_it() -> None:
    season = given(prepared(), piloted(), c.lessons(on="2017-08-09"))
    season.when(c.learn(PILOT)).then_refused("before_previous_stage")


def test_d3_lessons_may_be_drawn_on_the_evening_of_the_pilot() -> None:
    given(prepared(), piloted(), c.lessons(on="2017-08-10")).when(c.learn(PILOT)).then_accepted()


@pytest.mark.parametrize("day", ["2017-08-09", "2017-08-11", "2017-08-15"])
def test_d4_sitting_recognised_keeps_its_own_day(day: str) -> None:
    season = given(pilot_until("lessons_learned"))
    season.when(c.recognise(on=day)).then_refused("wrong_sitting_date")


def test_d4_second_sitting_is_not_before_the_lessons() -> None:
    season = given(pilot_until("lessons_learned"))
    season.when(c.hold(PILOT, "2017-08-13", basis="re_held")).then_refused("wrong_sitting_date")
    season.when(c.hold(PILOT, "2017-08-14", basis="re_held")).then_accepted()


def test_d5_follower_does_not_sit_before_the_lessons() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.hold(on="2017-08-13")).then_refused("held_before_lessons")
    season.when(c.hold(on="2017-08-14")).then_accepted()


def test_d5_follower_that_really_sat_before_the_lessons_is_marked() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(c.overridden(c.hold(on="2017-08-13"))).then_accepted("held_before_lessons")


def test_d5_lessons_are_of_the_session_that_opened_the_gate() -> None:
    season = given(two_sessions("2017-08-14", "2017-08-16"), c.learn(SMALL, "2017-08-17"))
    season.when(c.hold(SMALL, "2017-08-15")).then_refused("held_before_lessons")
    season.when(c.hold(SMALL, "2017-08-16")).then_accepted()


def test_d5_later_session_does_not_move_the_day() -> None:
    season = given(follower_until("lessons_learned"), c.lessons(on="2017-08-20"))
    season.when(c.hold(on="2017-08-17")).then_accepted()


def test_d6_officers_are_not_elected_before_the_congress() -> None:
    season = given(follower_until("held"))
    season.when(c.elect(on="2017-08-19")).then_refused("before_previous_stage")
    season.when(c.elect(on="2017-08-20")).then_accepted()


def test_d6_pilot_counts_from_its_own_day() -> None:
    season = given(pilot_until("held"))
    season.when(c.elect(PILOT, "2017-08-09")).then_refused("before_previous_stage")
    season.when(c.elect(PILOT, "2017-08-10")).then_accepted()


def test_d7_report_is_not_sent_before_the_election() -> None:
    season = given(follower_until("officers_elected"))
    season.when(c.report(on="2017-08-19")).then_refused("before_previous_stage")
    season.when(c.report(on="2017-08-20")).then_accepted()


def test_ballot_is_not_cast_before_the_congress_sat() -> None:
    season = given(gate_open(), c.plan(LARGE), c.learn(LARGE), c.hold())
    season.when(c.committee(on="2017-08-19")).then_refused("before_previous_stage")
    season.when(c.committee(on="2017-08-20")).then_accepted()


def test_ballot_of_the_pilot_is_not_cast_before_it_sat() -> None:
    season = given(prepared(), piloted(ballots=False))
    season.when(c.committee(branch=PILOT, on="2017-08-09")).then_refused("before_previous_stage")
    season.when(c.committee(branch=PILOT, on="2017-08-10")).then_accepted()


def test_days_of_planning_and_learning_bind_no_later_stage() -> None:
    plan = c.restamped(c.plan(LARGE), occurred_on="2017-08-17")
    season = given(gate_open(), plan, c.learn(LARGE, "2017-08-16"))
    season.when(c.hold(on="2017-08-15")).then_accepted()


def test_pilot_may_sit_before_the_day_of_its_plan() -> None:
    plan = c.restamped(c.plan(PILOT), occurred_on="2017-08-11")
    given(prepared(), plan).when(c.pilot()).then_accepted()


# --- Recorded days later ------------------------------------------------------------------------


def recorded(command: Envelope, day: str) -> Envelope:
    return {**command, "recorded_at": f"{day}T18:00:00+07:00"}


def test_entry_recorded_three_days_later_is_in_time() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(recorded(c.hold(), "2017-08-23")).then_unflagged()


def test_entry_recorded_four_days_later_is_back_dated() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(recorded(c.hold(), "2017-08-24")).then_accepted("backdated")


@pytest.mark.parametrize(
    "command", [c.designate(), c.invite(), c.update_roll(11, "2017-07-08")], ids=str
)
def test_campaign_and_facts_are_back_dated_as_well(command: Envelope) -> None:
    given(opened()).when(recorded(command, "2017-07-30")).then_accepted("backdated")


def test_pilot_sitting_recognised_weeks_later_is_not_back_dated() -> None:
    season = given(pilot_until("lessons_learned"))
    season.when(recorded(c.recognise(), "2017-08-30")).then_unflagged()
    season.when(recorded(c.elect(PILOT, "2017-08-10"), "2017-08-30")).then_unflagged()


def test_pilot_held_again_and_recorded_late_is_back_dated() -> None:
    season = given(pilot_until("lessons_learned"))
    again = c.hold(PILOT, "2017-08-20", basis="re_held")
    season.when(recorded(again, "2017-08-30")).then_accepted("backdated")


def test_other_election_recorded_late_is_back_dated() -> None:
    season = given(follower_until("held"))
    season.when(recorded(c.elect(), "2017-08-30")).then_accepted("backdated")


# --- Seven working days -------------------------------------------------------------------------


def elected_on(day: str) -> list[Any]:
    stages = [c.hold(on=day), *voted(LARGE, day), c.elect(on=day)]
    return [*gate_open(), c.plan(LARGE), c.learn(LARGE), *stages]


@pytest.mark.parametrize(
    ("elected", "last", "late"),
    [
        ("2017-08-21", "2017-08-30", "2017-08-31"),
        ("2017-08-18", "2017-08-29", "2017-08-30"),
        ("2017-08-20", "2017-08-29", "2017-08-30"),
        ("2017-08-28", "2017-09-07", "2017-09-08"),
        ("2017-09-01", "2017-09-13", "2017-09-14"),
        ("2017-09-02", "2017-09-13", "2017-09-14"),
        ("2017-09-04", "2017-09-13", "2017-09-14"),
    ],
)
def test_report_is_late_after_seven_working_days(elected: str, last: str, late: str) -> None:
    given(elected_on(elected)).when(c.report(on=last)).then_unflagged()
    given(elected_on(elected)).when(c.report(on=late)).then_accepted("reported_late")


def test_report_sent_in_time_and_recorded_late_is_back_dated_only() -> None:
    season = given(elected_on("2017-08-21"))
    season.when(recorded(c.report(on="2017-08-30"), "2017-09-15")).then_accepted("backdated")


def test_late_report_stays_marked() -> None:
    season = given(elected_on("2017-08-21"), c.report(on="2017-09-05"))
    assert "reported_late" in season.show()["flags"]
    assert season.status()["flags"]["reported_late"] == 1


def in_year(command: Envelope, year: str) -> Envelope:
    data = {
        key: value.replace("2017", year, 1)
        if isinstance(value, str) and "2017-0" in value
        else value
        for key, value in command["data"].items()
    }
    return {**command, "data": data, "occurred_on": command["occurred_on"].replace("2017", year)}


def test_year_without_a_calendar_counts_monday_to_friday_and_says_so() -> None:
    season = follower_in("2018")
    season.when(in_year(c.report(on="2017-08-29"), "2018")).then_accepted("calendar_missing")


def test_year_without_a_calendar_has_no_holidays() -> None:
    season = follower_in("2018", "08-30")
    last = in_year(c.report(on="2017-09-10"), "2018")
    season.when(last).then_accepted("calendar_missing")
    season = follower_in("2018", "08-30")
    late = in_year(c.report(on="2017-09-11"), "2018")
    season.when(late).then_accepted("calendar_missing", "reported_late")


def follower_in(year: str, day: str = "08-20") -> Season:
    steps = [in_year(step, year) for step in elected_on(f"2017-{day}")]
    return given(steps)
