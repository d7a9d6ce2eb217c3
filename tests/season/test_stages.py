"""The six stages, their order, and the gate between them. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import given
from tests.season.stories import (
    STAGES,
    follower_until,
    gate_open,
    opened,
    pilot_until,
    piloted,
    prepared,
    two_pilots,
)

PILOT_STAGES = [
    ("plan", "unplanned", c.plan(PILOT, "2017-08-10"), "congress.planned", "planned"),
    ("pilot", "planned", c.pilot(), "congress.pilot_held", "pilot"),
    ("hold", "lessons_learned", c.recognise(), "congress.held", "held"),
    (
        "elect",
        "held",
        c.elect(PILOT, "2017-08-10"),
        "congress.officers_elected",
        "officers_elected",
    ),
    ("report", "officers_elected", c.report(PILOT, "2017-08-16"), "congress.reported", "reported"),
]
FOLLOWER_STAGES = [
    ("plan", "unplanned", c.plan(LARGE), "congress.planned", "planned"),
    ("learn", "planned", c.learn(LARGE), "congress.lessons_learned", "lessons_learned"),
    ("hold", "lessons_learned", c.hold(), "congress.held", "held"),
    ("elect", "held", c.elect(), "congress.officers_elected", "officers_elected"),
    ("report", "officers_elected", c.report(), "congress.reported", "reported"),
]
FOLLOWER_STATES = [state for state in STAGES if state != "pilot"]
OUT_OF_TURN = [
    (stage, state)
    for stage, allowed, *_ in FOLLOWER_STAGES
    for state in FOLLOWER_STATES
    if state != allowed
]


@pytest.mark.parametrize(("_", "before", "command", "event", "after"), PILOT_STAGES)
def test_pilot_branch_takes_its_path(
    _: str, before: str, command: dict[str, Any], event: str, after: str
) -> None:
    season = given(pilot_until(before)).then_state(before, PILOT).when(command).then_accepted()
    assert season.result.events[0]["type"] == event
    season.then_state(after, PILOT)


@pytest.mark.parametrize(("_", "before", "command", "event", "after"), FOLLOWER_STAGES)
def test_follower_takes_its_path(
    _: str, before: str, command: dict[str, Any], event: str, after: str
) -> None:
    season = given(follower_until(before)).then_state(before).when(command).then_accepted()
    assert season.result.events[0]["type"] == event
    season.then_state(after)


@pytest.mark.parametrize(("stage", "state"), OUT_OF_TURN)
def test_no_stage_is_reached_out_of_turn(stage: str, state: str) -> None:
    command = next(found[2] for found in FOLLOWER_STAGES if found[0] == stage)
    late = {**command, "occurred_on": "2017-08-24"}
    season = given(follower_until(state)).when(late).then_refused_also_for("wrong_state")
    season.then_state(state)


@pytest.mark.parametrize("state", [state for state in STAGES if state != "planned"])
def test_pilot_congress_is_held_once_and_when_planned(state: str) -> None:
    season = given(pilot_until(state)).when(c.pilot()).then_refused_also_for("wrong_state")
    season.then_state(state, PILOT)


def test_pilot_learns_from_its_own_congress() -> None:
    given(pilot_until("pilot"), c.lessons()).when(c.learn(PILOT)).then_accepted()


def test_pilot_does_not_skip_its_congress() -> None:
    season = given(gate_open(pilots={"min": 1, "max": 2}), c.designate(SMALL, "2017-08-14"))
    season.given(c.plan(SMALL), c.lessons()).when(c.learn(SMALL))
    season.then_refused_also_for("wrong_state")


def test_follower_cannot_go_first() -> None:
    season = given(prepared(), c.plan(LARGE))
    season.when(c.pilot(LARGE)).then_refused("not_designated_pilot")


def test_pilot_needs_guests() -> None:
    season = given(opened(), c.designate(), c.plan(PILOT))
    season.when(c.pilot()).then_refused("observers_not_invited")


@pytest.mark.parametrize("branches", ["all", [LARGE]])
def test_any_invitation_before_the_pilot_suffices(branches: Any) -> None:
    season = given(opened(), c.designate(), c.plan(PILOT), c.invite(branches, "2017-08-09"))
    season.when(c.pilot(observers_attended=2)).then_accepted()


def test_pilot_does_all_items_of_the_agenda() -> None:
    season = given(pilot_until("planned")).when(c.pilot(agenda_done=["election"]))
    season.then_refused("agenda_incomplete").then_named("review_and_goals")


def test_follower_does_all_items_of_the_agenda() -> None:
    season = given(follower_until("lessons_learned")).when(c.hold(agenda_done=[]))
    season.then_refused("agenda_incomplete")


def test_observers_are_counted_at_the_pilot_only() -> None:
    season = given(follower_until("lessons_learned")).when(c.hold(observers_attended=3))
    season.then_refused("invalid_data")


# --- The basis of a pilot -----------------------------------------------------------------------


def test_pilot_counts_by_its_own_sitting() -> None:
    season = given(pilot_until("held"))
    assert season.show(PILOT)["held_on"] == "2017-08-10"


def test_pilot_held_again_counts_by_its_second_sitting() -> None:
    season = given(pilot_until("lessons_learned"))
    season.when(c.hold(PILOT, "2017-08-21", basis="re_held")).then_accepted()
    season.then_state("held", PILOT)


def test_pilot_held_again_tells_of_its_second_sitting() -> None:
    command = c.without_data(c.hold(PILOT, basis="re_held"), "attendance")
    season = given(pilot_until("lessons_learned")).when(command)
    season.then_refused("invalid_data").then_named("attendance")


def test_sitting_recognised_brings_no_figures_of_its_own() -> None:
    season = given(pilot_until("lessons_learned"))
    season.when(c.hold(PILOT, "2017-08-10", basis="pilot_sitting")).then_refused("invalid_data")


def test_follower_has_no_pilot_sitting_to_be_recognised() -> None:
    given(follower_until("lessons_learned")).when(c.recognise(LARGE)).then_turned_away()


# --- The gate -----------------------------------------------------------------------------------


def test_nobody_follows_before_the_lessons_are_drawn() -> None:
    season = given(prepared(), piloted(), c.plan(LARGE))
    season.when(c.learn(LARGE)).then_refused("lessons_gate_closed")
    season.given(c.lessons()).when(c.learn(LARGE)).then_accepted()


def test_pilot_does_not_learn_before_the_lessons_are_drawn() -> None:
    given(pilot_until("pilot")).when(c.learn(PILOT)).then_refused("lessons_gate_closed")


def test_gate_stays_shut_without_any_pilot() -> None:
    season = given(opened(), c.plan(LARGE))
    season.when(c.learn(LARGE)).then_refused("lessons_gate_closed")


def test_session_that_covers_no_pilot_opens_nothing() -> None:
    season = given(prepared(), piloted(), c.plan(SMALL), c.lessons([]))
    season.when(c.learn(SMALL)).then_refused("lessons_gate_closed")


def test_all_pilots_must_be_covered() -> None:
    season = given(two_pilots(), c.lessons([PILOT]))
    season.when(c.learn(SMALL)).then_refused("lessons_gate_closed")
    season.given(c.lessons([LARGE], "2017-08-15")).when(c.learn(SMALL)).then_accepted()


def test_one_session_may_cover_all_pilots() -> None:
    given(two_pilots(), c.lessons([PILOT, LARGE])).when(c.learn(SMALL)).then_accepted()


def test_at_least_one_pilot_covered_opens_the_gate_where_the_campaign_says_so() -> None:
    season = given(two_pilots(lessons_gate="at_least:1"))
    season.when(c.learn(SMALL)).then_refused("lessons_gate_closed")
    season.given(c.lessons([PILOT])).when(c.learn(SMALL)).then_accepted()


def test_at_least_two_means_two() -> None:
    season = given(two_pilots(lessons_gate="at_least:2"), c.lessons([PILOT]))
    season.when(c.learn(SMALL)).then_refused("lessons_gate_closed")
    season.given(c.lessons([LARGE], "2017-08-15")).when(c.learn(SMALL)).then_accepted()


def test_two_pilots_required_are_two_pilots_designated() -> None:
    more = gate_open(pilots={"min": 2, "max": 2})
    given(more, c.plan(SMALL)).when(c.learn(SMALL)).then_refused("lessons_gate_closed")


def test_without_a_gate_nobody_waits() -> None:
    season = given(opened(lessons_gate="none"), c.plan(LARGE))
    season.when(c.learn(LARGE)).then_accepted()
    season.when(c.hold()).then_accepted().then_state("held")


def test_gate_closes_when_its_pilot_is_withdrawn() -> None:
    season = given(gate_open(), c.plan(LARGE), c.withdraw())
    season.when(c.learn(LARGE, "2017-08-17")).then_refused("lessons_gate_closed")


@pytest.mark.parametrize(
    ("state", "command"),
    [
        ("lessons_learned", c.hold()),
        ("held", c.elect()),
        ("officers_elected", c.report()),
    ],
)
def test_those_past_the_gate_go_on_when_it_closes_later(
    state: str, command: dict[str, Any]
) -> None:
    season = given(follower_until(state), c.withdraw()).when(command)
    season.then_accepted("gate_closed_later")


def test_gate_that_did_not_rest_on_a_pilot_stays_open_without_it() -> None:
    season = given(two_pilots(lessons_gate="at_least:1"), c.lessons([PILOT, LARGE]))
    season.given(c.learn(SMALL), c.withdraw(LARGE)).when(c.hold(SMALL)).then_unflagged()
