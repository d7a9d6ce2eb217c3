"""A wrong figure in a true entry: corrected, judged again, never erased. Synthetic figures."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import Season, given
from tests.season.stories import (
    amended,
    follower_until,
    gate_open,
    opened,
    pilot_until,
    prepared,
    sat,
    voided,
    voted,
)

HELD, BALLOT, PLANNED = "congress.held", "congress.ballot_recorded", "congress.planned"
REGISTERED = "campaign.branch_registered"
SHORT = {"m-001": 10, "m-002": 9, "m-003": 6, "m-004": 6}


def registered(field: str, value: Any) -> Any:
    """Amend the registration of the large branch."""

    def step(season: Season) -> dict[str, Any]:
        found = [e for e in season.entries(None) if e["type"] == REGISTERED]
        at = next(e["position"] for e in found if e["data"]["branch"] == LARGE)
        data = {"target_position": at, "field": field, "value": value, "reason": "copied wrongly"}
        return c.of_campaign("amend", "2017-09-01", **data)

    return step


# --- What is amended ----------------------------------------------------------------------------


def test_figure_is_amended_and_both_stay_visible() -> None:
    season = given(follower_until("held"))
    before = season.entries()
    season.when(amended(HELD, "attendance.present", 11)).then_refused_also_for("entry_relied_on")
    season = given(sat())
    before = season.entries()
    season.when(amended(HELD, "attendance.present", 11)).then_accepted()
    assert season.result.events[0]["type"] == "congress.entry_amended"
    assert season.entries()[:-1] == before
    row = next(row for row in season.history() if row["type"] == HELD)
    assert row["data"]["attendance"]["present"] == 12
    assert [(a["field"], a["was"], a["value"]) for a in row["amendments"]] == [
        ("attendance.present", 12, 11)
    ]


def test_figure_amended_counts_from_then_on() -> None:
    season = given(sat(), amended(HELD, "attendance.present", 11))
    season.when(c.committee(on="2017-09-01")).then_refused("ballots_do_not_add_up")


def test_day_of_a_congress_is_amended() -> None:
    season = given(sat(), amended(HELD, "occurred_on", "2017-08-19"))
    assert season.show()["held_on"] == "2017-08-19"
    season.when(c.committee(on="2017-08-19")).then_accepted()


def test_votes_amended_change_who_is_elected() -> None:
    season = given(sat(), c.committee(SHORT)).then_elected("committee", "m-001", "m-002")
    season.given(amended(BALLOT, "candidates.2.votes", 7))
    season.then_elected("committee", "m-001", "m-002", "m-003")
    assert season.show()["officers"][2]["votes"] == 7


def test_votes_amended_may_unseat() -> None:
    season = given(sat(), c.committee())
    season.given(amended(BALLOT, "candidates.2.votes", 6))
    season.then_elected("committee", "m-001", "m-002")


def test_votes_amended_after_an_appointment_that_rests_on_them_are_refused() -> None:
    failed = [c.secretary({"m-001": 4, "m-002": 4}, branch=SMALL, round=n) for n in (1, 2, 3)]
    season = given(sat(SMALL), failed, c.appoint(SMALL))
    season.when(amended(BALLOT, "candidates.0.votes", 5, SMALL))
    season.then_refused_also_for("ballots_do_not_add_up")
    season = given(sat(SMALL), failed, c.appoint(SMALL))
    season.when(amended(BALLOT, "candidates", [{"ref": "m-001", "votes": 8}], SMALL))
    season.then_refused("entry_relied_on")


def test_amended_day_of_a_planned_congress() -> None:
    season = given(follower_until("planned"), amended(PLANNED, "planned_on", "2017-08-25"))
    season.when(amended(PLANNED, "planned_on", "2018-03-16")).then_refused("shift_too_long")


def test_campaign_amends_its_own_entries() -> None:
    season = given(opened(), amended("campaign.opened", "deadline", "2017-10-15", None))
    assert season.result.events[0]["type"] == "campaign.entry_amended"
    season.when(c.plan(LARGE, "2018-04-15")).then_accepted()


def test_name_of_a_branch_is_amended() -> None:
    season = given(opened(), registered("name", "Tổ dân phố số 1"))
    assert season.show()["name"] == "Tổ dân phố số 1"


# --- Registration -------------------------------------------------------------------------------


def test_roll_amended_is_the_roll_of_every_day() -> None:
    season = given(follower_until("lessons_learned"), registered("official", 11))
    season.when(c.hold(on="2017-08-20")).then_refused("roll_mismatch")
    season.when(c.hold(on="2017-08-20", attendance=c.attendance(11))).then_accepted()


def test_roll_on_which_a_congress_rests_is_not_amended() -> None:
    season = given(follower_until("held"))
    at = season.position(HELD)
    season.when(registered("official", 11)).then_refused("entry_relied_on").then_named(at)


def test_figures_nothing_rests_on_are_amended_at_any_time() -> None:
    given(follower_until("reported")).when(registered("probationary", 2)).then_accepted()


def test_committee_that_a_branch_had_is_amended() -> None:
    papers = [c.document(kind) for kind in c.PAPERS]
    season = given(follower_until("officers_elected"), registered("had_committee", False))
    season.when(c.report(documents=papers)).then_accepted()


def test_review_that_a_report_lacks_does_not_become_due_unnoticed() -> None:
    papers = [c.document(kind) for kind in c.PAPERS]
    season = given(follower_until("officers_elected"), registered("had_committee", False))
    season.given(c.report(documents=papers, on="2017-09-01"))
    season.when(registered("had_committee", True)).then_refused("entry_relied_on")


# --- Judged again -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("attendance.present", 7, "quorum_missing"),
        ("attendance.official_on_roll", 13, "roll_mismatch"),
        ("agenda_done", ["election"], "agenda_incomplete"),
        ("occurred_on", "2017-08-13", "held_before_lessons"),
        ("occurred_on", "2017-09-02", "future_date"),
        ("attendance.present", "many", "invalid_data"),
        ("attendance.present", 13, "invalid_data"),
        ("occurred_on", "2017-02-30", "invalid_data"),
    ],
)
def test_entry_is_judged_again_with_the_new_value(field: str, value: Any, code: str) -> None:
    season = given(sat())
    season.when(amended(HELD, field, value)).then_refused_also_for(code)


def test_amendment_that_breaks_a_rule_of_policy_may_be_decided() -> None:
    season = given(sat())
    step = amended(HELD, "attendance.present", 7)
    season.when(lambda s: c.overridden(step(s))).then_accepted()
    assert "quorum_missing" in season.result.flags
    assert "quorum_missing" in season.show()["flags"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("candidates.0.votes", 13, "ballots_do_not_add_up"),
        ("valid", 11, "ballots_do_not_add_up"),
        ("candidates.0.ref", "m-901", "counting_board_conflict"),
        ("seats", 8, "committee_too_large"),
        ("round", 2, "ballot_out_of_order"),
        ("occurred_on", "2017-08-19", "before_previous_stage"),
    ],
)
def test_ballot_is_judged_again(field: str, value: Any, code: str) -> None:
    season = given(sat(), c.committee())
    season.when(amended(BALLOT, field, value)).then_refused_also_for(code)


# --- What rests on it ---------------------------------------------------------------------------


def test_votes_on_which_an_election_rests_are_not_overturned() -> None:
    season = given(follower_until("officers_elected"))
    at = season.position("congress.officers_elected")
    season.when(amended(BALLOT, "candidates.0.votes", 6)).then_refused("entry_relied_on")
    season.then_named(at)


def test_votes_that_overturn_nothing_are_amended_after_the_election() -> None:
    season = given(follower_until("officers_elected"))
    season.when(amended(BALLOT, "candidates.0.votes", 9)).then_accepted()
    assert season.show()["officers"][-1]["votes"] == 9


def test_votes_of_a_member_who_became_secretary_are_not_overturned() -> None:
    season = given(sat(), c.committee(), c.secretary())
    season.when(amended(BALLOT, "candidates.0.votes", 9)).then_accepted()
    first = season.position(BALLOT, nth=0)
    command = c.fact(
        "amend", on="2017-09-01", target_position=first, field="candidates.0.votes", value=6,
        reason="copied wrongly",
    )  # fmt: skip
    season.when(command).then_refused("entry_relied_on").then_named(season.position(BALLOT))


def recorded_late(steps: list[Any]) -> Season:
    """A season that is recorded from paper at the end of August."""
    return given().later("2017-08-30").given(steps)


def test_day_of_the_congress_is_not_moved_past_its_ballots() -> None:
    season = recorded_late(follower_until("held"))
    season.when(amended(HELD, "occurred_on", "2017-08-21")).then_refused("entry_relied_on")


def test_day_of_the_election_is_not_moved_past_its_report() -> None:
    season = recorded_late(follower_until("reported"))
    season.when(amended("congress.officers_elected", "occurred_on", "2017-08-25")).then_refused(
        "entry_relied_on"
    )


def test_day_of_the_pilot_is_not_moved_past_its_lessons() -> None:
    season = recorded_late(pilot_until("lessons_learned"))
    season.when(amended("congress.pilot_held", "occurred_on", "2017-08-15", PILOT))
    season.then_refused_also_for("entry_relied_on")


def test_day_of_the_lessons_is_not_moved_past_a_follower() -> None:
    season = recorded_late(follower_until("held"))
    step = amended("campaign.lessons_session_held", "occurred_on", "2017-08-21", None)
    season.when(step).then_refused("entry_relied_on").then_named(season.position(HELD))


def test_agenda_is_not_lengthened_after_the_congresses() -> None:
    season = given(follower_until("held"))
    step = amended("campaign.opened", "agenda", [*c.AGENDA, "delegates"], None)
    season.when(step).then_refused("entry_relied_on")


# --- Nothing to amend ---------------------------------------------------------------------------


@pytest.mark.parametrize("position", [1, 999])
def test_entry_that_is_not_of_this_branch_is_not_amended(position: int) -> None:
    command = c.fact(
        "amend", target_position=position, field="planned_on", value="2017-08-25", reason="x"
    )
    given(follower_until("planned")).when(command).then_refused("nothing_to_amend")


def test_campaign_does_not_amend_for_its_branches() -> None:
    season = given(follower_until("planned"))
    at = season.position(PLANNED)
    data = {"target_position": at, "field": "place", "value": "x", "reason": "y"}
    season.when(c.of_campaign("amend", "2017-09-01", **data)).then_refused("nothing_to_amend")


def test_entry_voided_is_not_amended() -> None:
    season = given(sat(), c.committee(), voided(BALLOT))
    season.when(amended(BALLOT, "seats", 4)).then_refused("nothing_to_amend")


def test_time_of_recording_is_never_amended() -> None:
    season = given(sat())
    season.when(amended(HELD, "recorded_at", "2017-08-20T09:00:00+07:00")).then_turned_away()


@pytest.mark.parametrize("field", ["actor", "command_id", "type", "version", "position", ""])
def test_only_data_and_day_are_amended(field: str) -> None:
    given(sat()).when(amended(HELD, field, "x")).then_turned_away()


def test_same_amendment_twice_is_recorded_once() -> None:
    season = given(sat())
    step = amended(HELD, "attendance.present", 11)
    season.when(lambda s: {**step(s), "command_id": "c-1"}).then_accepted()
    season.again().then_duplicate()


def test_figure_is_amended_twice() -> None:
    season = given(sat(), amended(HELD, "attendance.present", 11))
    season.given(amended(HELD, "attendance.present", 10))
    row = next(row for row in season.history() if row["type"] == HELD)
    assert [(a["was"], a["value"]) for a in row["amendments"]] == [(12, 11), (11, 10)]


def test_amendment_voided_gives_the_first_figure_back() -> None:
    season = given(sat(), amended(HELD, "attendance.present", 11))
    season.given(voided("congress.entry_amended"))
    season.when(c.committee(on="2017-09-01")).then_accepted()


def test_stories_are_lawful_before_they_are_amended() -> None:
    season = given(prepared()).then_state("unplanned")
    season.given(pilot_until("reported")[len(prepared()) :]).then_state("reported", PILOT)
    assert len(voted()) == 3
    assert given(gate_open()).status()["held"]["count"] == 1
