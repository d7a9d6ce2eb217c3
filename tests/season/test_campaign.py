"""The campaign: opening, registering, designating, inviting, closing. Synthetic figures."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import given
from tests.season.stories import (
    finished,
    follower_until,
    gate_open,
    opened,
    pilot_until,
    piloted,
    prepared,
)

OF_THE_CAMPAIGN = [
    (c.register("TDP-03"), "campaign.branch_registered"),
    (
        c.of_campaign("disseminate_guidance", "2017-07-10", members_reached=30, members_total=32),
        "campaign.guidance_disseminated",
    ),
    (c.designate(), "campaign.pilot_designated"),
    (c.invite(), "campaign.observers_invited"),
    (c.invite([LARGE, SMALL]), "campaign.observers_invited"),
    (
        c.of_campaign("extend_deadline", "2017-09-01", deadline="2017-10-15", document="09-CV/ĐU"),
        "campaign.deadline_extended",
    ),
    (
        c.of_campaign("rename_branch", "2017-09-01", branch=LARGE, name="Tổ 1", reason="misspelt"),
        "campaign.branch_renamed",
    ),
    (c.suspend(), "campaign.suspended"),
]


@pytest.mark.parametrize(("command", "event"), OF_THE_CAMPAIGN, ids=lambda v: str(v)[:40])
def test_campaign_records_what_happened(command: dict[str, Any], event: str) -> None:
    season = given(opened()).when(command).then_accepted()
    assert season.result.events[0]["type"] == event
    entry = season.entries(None)[-1]
    assert {key: entry["data"][key] for key in command["data"]} == command["data"]


@pytest.mark.parametrize("command", [command for command, _ in OF_THE_CAMPAIGN])
def test_campaign_must_be_open_first(command: dict[str, Any]) -> None:
    given().when(command).then_refused("unknown_campaign")


def test_season_is_opened() -> None:
    season = given().when(c.open_campaign()).then_accepted()
    assert season.result.events[0]["type"] == "campaign.opened"
    assert season.result.events[0]["version"] == 1


def test_season_is_opened_once() -> None:
    given(opened()).when(c.open_campaign()).then_refused("duplicate_campaign")


@pytest.mark.parametrize("name", ["committee", "term", "previous_term", "deadline", "policy"])
def test_season_is_not_opened_with_half_its_data(name: str) -> None:
    command = c.without_data(c.open_campaign(), name)
    given().when(command).then_refused("invalid_data").then_named(name)


def test_season_needs_rules_that_are_at_hand() -> None:
    given().when(c.open_campaign(policy="vn-1930")).then_turned_away()


@pytest.mark.parametrize("gate", ["all_pilots", "none", "at_least:2"])
def test_season_chooses_its_gate(gate: str) -> None:
    given().when(c.open_campaign(lessons_gate=gate)).then_accepted()


@pytest.mark.parametrize("gate", ["some", "at_least", "at_least:many"])
def test_season_chooses_among_three_gates(gate: str) -> None:
    given().when(c.open_campaign(lessons_gate=gate)).then_refused("invalid_data")


def test_branch_is_registered_once() -> None:
    given(opened()).when(c.register(LARGE)).then_refused("duplicate_branch")


def test_branch_that_is_not_registered_is_unknown() -> None:
    given(opened()).when(c.plan("TDP-77")).then_refused("unknown_branch")


def test_congress_needs_a_campaign() -> None:
    given().when(c.plan(LARGE)).then_refused("unknown_campaign")


@pytest.mark.parametrize(
    "command",
    [
        c.designate("TDP-77"),
        c.withdraw("TDP-77"),
        c.invite([LARGE, "TDP-77"]),
        c.of_campaign("rename_branch", "2017-07-09", branch="TDP-77", name="x", reason="y"),
    ],
    ids=lambda command: str(command["command"]),
)
def test_campaign_names_only_branches_it_knows(command: dict[str, Any]) -> None:
    given(opened()).when(command).then_refused_also_for("unknown_branch")


def test_lessons_are_attended_by_branches_of_the_campaign() -> None:
    session = c.with_data(c.lessons(), attended=[LARGE, "TDP-77"])
    given(prepared(), piloted()).when(session).then_refused("unknown_branch")


# --- Pilots -------------------------------------------------------------------------------------


def test_one_pilot_is_enough() -> None:
    given(opened(), c.designate()).when(c.designate(LARGE)).then_refused("pilot_quota_exceeded")


def test_season_may_have_two_pilots_where_it_says_so() -> None:
    season = given(opened(pilots={"min": 1, "max": 2}), c.designate())
    season.when(c.designate(LARGE)).then_accepted()
    season.when(c.designate(SMALL)).then_refused("pilot_quota_exceeded")


def test_pilot_withdrawn_makes_room_for_another() -> None:
    season = given(opened(), c.designate(), c.withdraw(on="2017-07-10"))
    season.when(c.designate(LARGE, "2017-07-11")).then_accepted()


def test_branch_that_is_no_pilot_cannot_be_withdrawn() -> None:
    given(opened(), c.designate()).when(c.withdraw(LARGE)).then_refused("not_designated_pilot")


def test_pilot_withdrawn_may_not_go_first() -> None:
    season = given(pilot_until("planned"), c.withdraw(on="2017-08-01"))
    season.when(c.pilot()).then_refused("not_designated_pilot")


def test_lessons_are_drawn_from_pilots_only() -> None:
    season = given(prepared(), piloted())
    season.when(c.lessons([PILOT, LARGE])).then_refused_also_for("not_designated_pilot")


def test_lists_of_a_session_may_be_empty() -> None:
    session = c.with_data(c.lessons([]), lessons=[], attended=[])
    given(prepared(), piloted()).when(session).then_accepted()


# --- Suspending ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "command"),
    [
        ("unplanned", c.restamped(c.plan(LARGE), occurred_on="2017-08-21")),
        ("planned", c.learn(LARGE, "2017-08-21")),
        ("lessons_learned", c.hold(on="2017-08-21")),
        ("held", c.elect(on="2017-08-21")),
        ("officers_elected", c.report(on="2017-08-24")),
    ],
)
def test_no_stage_is_reached_while_the_season_is_suspended(
    state: str, command: dict[str, Any]
) -> None:
    season = given(follower_until(state), c.suspend("2017-08-20")).when(command)
    season.then_refused("campaign_suspended")


def test_pilot_does_not_sit_while_the_season_is_suspended() -> None:
    season = given(pilot_until("planned"), c.suspend("2017-08-01"))
    season.when(c.pilot()).then_refused("campaign_suspended")


def test_what_happened_before_the_suspension_is_recorded_after_it() -> None:
    season = given(follower_until("lessons_learned"), c.suspend("2017-08-18"))
    season.when(c.hold(on="2017-08-17")).then_accepted().then_state("held")


def test_season_goes_on_after_it_is_resumed() -> None:
    season = given(follower_until("lessons_learned"), c.suspend(), c.resume())
    season.when(c.hold(on="2017-08-26")).then_accepted()


def test_facts_are_recorded_while_the_season_is_suspended() -> None:
    season = given(follower_until("lessons_learned"), c.suspend())
    season.when(c.reschedule("2017-09-10", on="2017-08-20")).then_accepted()


def test_season_that_is_not_suspended_cannot_be_resumed() -> None:
    given(opened()).when(c.resume()).then_turned_away()


# --- Closing ------------------------------------------------------------------------------------


def test_season_is_closed_when_every_branch_has_reported() -> None:
    season = given(finished()).when(c.close()).then_accepted()
    assert season.result.events[0]["type"] == "campaign.closed"


def test_season_is_not_closed_while_branches_have_not_reported() -> None:
    season = given(follower_until("officers_elected")).when(c.close())
    season.then_refused("campaign_unfinished").then_named(PILOT, LARGE, SMALL)


def test_only_those_unfinished_are_named() -> None:
    season = given(follower_until("reported")).when(c.close())
    season.then_refused("campaign_unfinished").then_named(PILOT, SMALL)
    assert not [said for said in season.messages() if LARGE in said]


def test_branches_that_left_the_season_do_not_keep_it_open() -> None:
    gone = [
        c.fact("cancel", LARGE, reason="no members"),
        c.fact("merge", SMALL, into=PILOT, reason="too small"),
        c.fact("dissolve", PILOT, reason="street torn down"),
    ]
    given(opened(), gone).when(c.close()).then_accepted()


def test_closed_season_takes_facts_but_no_stage() -> None:
    season = given(finished(), c.close())
    season.given(c.annul("election", on="2017-09-20"))
    season.given(fact_after_closing := c.fact("record_finding", on="2017-09-21", **FINDING))
    assert season.entries()[-1]["data"]["tag"] == fact_after_closing["data"]["tag"]
    ballots = [make(on="2017-09-21") for make in (c.committee, c.secretary, c.deputy)]
    season.given(ballots).when(c.elect(on="2017-09-21")).then_refused("campaign_closed")


FINDING = {"heading": "goals", "tag": "missing_forecast", "note": "no forecast for the term"}


def test_season_reopened_takes_stages_again() -> None:
    season = given(finished(), c.close(), c.annul("election", on="2017-09-20"))
    ballots = [make(on="2017-09-21") for make in (c.committee, c.secretary, c.deputy)]
    season.given(ballots).when(c.of_campaign("reopen_campaign", "2017-09-22", reason="new vote"))
    assert season.then_accepted().result.events[0]["type"] == "campaign.reopened"
    season.when(c.elect(on="2017-09-22")).then_accepted()


def test_season_that_is_open_cannot_be_reopened() -> None:
    command = c.of_campaign("reopen_campaign", "2017-09-22", reason="new vote")
    given(opened()).when(command).then_turned_away()


# --- Deadline and name --------------------------------------------------------------------------


def test_later_deadline_lets_a_congress_be_planned_later() -> None:
    late = c.plan(LARGE, "2018-04-15")
    given(opened()).when(late).then_refused("shift_too_long")
    extension = c.of_campaign("extend_deadline", "2017-07-08", deadline="2017-10-15", document="9")
    given(opened(), extension).when(late).then_accepted()


def test_branch_renamed_bears_its_new_name() -> None:
    rename = c.of_campaign("rename_branch", "2017-09-01", branch=LARGE, name="Tổ 1", reason="x")
    season = given(gate_open())
    assert season.show()["name"] == f"Tổ dân phố {LARGE}"
    assert season.given(rename).show()["name"] == "Tổ 1"


def test_campaign_may_set_its_own_agenda() -> None:
    four = ["review_and_goals", "election", "upper_congress_documents", "delegates"]
    season = given(prepared(agenda=four), c.plan(PILOT, "2017-08-10"))
    season.when(c.pilot()).then_refused("agenda_incomplete")
    season.when(c.pilot(agenda_done=four)).then_accepted()
