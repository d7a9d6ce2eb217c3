"""Corrections in odd places: computed values, later events, other branches. Synthetic figures."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import CAMPAIGN, LARGE, PILOT, SMALL
from tests.season.season import Step, given
from tests.season.stories import (
    amended,
    finished,
    follower_until,
    opened,
    piloted,
    prepared,
    sat,
    voided,
)

BALLOT, HELD, OPENED = "congress.ballot_recorded", "congress.held", "campaign.opened"
REGISTERED = "campaign.branch_registered"


# --- What is computed follows from the figures ---------------------------------------------------


@pytest.mark.parametrize(("field", "value"), [("outcome", []), ("outcome.3.elected", True)])
def test_nobody_is_elected_or_unseated_by_amending_the_outcome(field: str, value: Any) -> None:
    season = given(sat(), c.committee()).when(amended(BALLOT, field, value))
    season.then_elected("committee", "m-001", "m-002", "m-003")


# --- What the campaign stands on ----------------------------------------------------------------


def test_campaign_is_not_amended_to_rules_that_nobody_has() -> None:
    season = given(opened()).when(amended(OPENED, "policy", "vn-1930", None)).then_turned_away()
    season.when(c.plan(LARGE)).then_accepted()


@pytest.mark.parametrize("before", [opened(), [*opened(), c.plan(SMALL)]], ids=["new", "planned"])
def test_opening_on_which_branches_rest_is_not_taken_back(before: Step) -> None:
    given(before).when(voided(OPENED, None)).then_refused("entry_relied_on")


@pytest.mark.parametrize("state", ["planned", "lessons_learned", "held", "reported"])
def test_registration_on_which_a_branch_rests_is_not_taken_back(state: str) -> None:
    season = given(follower_until(state, SMALL)).when(voided(REGISTERED, None))
    season.then_refused("entry_relied_on")


def test_branch_with_a_congress_does_not_become_another_branch() -> None:
    season = given(opened(), c.plan(SMALL))
    season.when(amended(REGISTERED, "branch", "TDP-99", None)).then_turned_away()


def test_registration_into_which_another_branch_merged_is_not_taken_back() -> None:
    season = given(opened(), c.fact("merge", into=SMALL, reason="too small"))
    season.when(voided(REGISTERED, None)).then_refused("entry_relied_on")


@pytest.mark.parametrize("naming", [c.invite([SMALL]), c.designate(SMALL)], ids=str)
def test_registration_that_the_campaign_names_is_not_taken_back(naming: dict[str, Any]) -> None:
    season = given(opened(), naming).when(voided(REGISTERED, None))
    season.then_refused("entry_relied_on").then_named(season.log.size)


# --- True entries are corrected whatever came later ----------------------------------------------


def test_figure_of_a_stage_is_amended_after_the_season_closed() -> None:
    season = given(finished(), c.close())
    step = amended(HELD, "counting_board", ["m-903"], LARGE, "2017-09-20")
    season.when(step).then_accepted()


def test_figure_of_a_ballot_is_amended_after_the_season_closed() -> None:
    step = amended(BALLOT, "candidates.0.votes", 9, LARGE, "2017-09-20")
    given(finished(), c.close()).when(step).then_accepted()


def test_figure_of_a_pilot_is_amended_after_it_was_withdrawn() -> None:
    season = given(prepared(), piloted(ballots=False), c.withdraw())
    season.when(amended("congress.pilot_held", "attendance.present", 11, PILOT)).then_accepted()


def test_figure_is_amended_after_the_gate_closed() -> None:
    season = given(follower_until("lessons_learned"), c.withdraw())
    step = amended("congress.lessons_learned", "acknowledged_on", "2017-08-16")
    season.when(step).then_accepted()


@pytest.mark.parametrize(
    ("command", "data"), [("cancel", {}), ("merge", {"into": SMALL}), ("dissolve", {})]
)
def test_figure_is_amended_after_the_branch_left(command: str, data: dict[str, str]) -> None:
    season = given(sat(), c.committee(), c.fact(command, on="2017-08-22", reason="x", **data))
    season.when(amended(BALLOT, "candidates.0.votes", 12)).then_accepted()


def test_figure_is_amended_while_the_season_is_suspended() -> None:
    season = given(sat(), c.suspend("2017-08-22"))
    season.when(amended(HELD, "attendance.present", 11)).then_accepted()


def test_stage_is_taken_back_after_the_branch_left() -> None:
    season = given(sat(), c.fact("cancel", on="2017-08-22", reason="x"))
    season.when(voided(HELD)).then_accepted()


# --- Broken and mended ballots ------------------------------------------------------------------


def test_ballots_mended_by_amendment_elect() -> None:
    season = given(sat(), c.overridden(c.committee(issued=13)), amended(BALLOT, "issued", 12))
    season.then_elected("committee", "m-001", "m-002", "m-003")
    assert "ballots_do_not_add_up" in season.show()["flags"]


def test_ballots_broken_by_amendment_elect_nobody() -> None:
    step = amended(BALLOT, "issued", 13)
    season = given(sat(), c.committee())
    season.when(lambda s: c.overridden(step(s))).then_accepted("ballots_do_not_add_up")
    season.then_elected("committee")


def test_no_decision_breaks_ballots_on_which_an_election_rests() -> None:
    step = amended(BALLOT, "issued", 13)
    season = given(follower_until("officers_elected"))
    season.when(lambda s: c.overridden(step(s))).then_refused_also_for("entry_relied_on")


# --- Facts on which facts rest ------------------------------------------------------------------


def test_decline_after_which_somebody_else_was_elected_is_not_taken_back() -> None:
    again = c.deputy({"m-003": 8}, round=2, on="2017-08-22")
    season = given(follower_until("held"), c.decline("deputy", "m-002"), again)
    season.when(voided("congress.office_declined")).then_refused("entry_relied_on")
    season.then_named(season.position(BALLOT))


@pytest.mark.parametrize(
    ("what", "event", "after"),
    [
        ("election", "congress.election_annulled", c.committee(on="2017-08-29")),
        ("congress", "congress.congress_annulled", c.hold(on="2017-08-29")),
    ],
)
def test_annulment_after_which_it_went_on_is_not_taken_back(
    what: str, event: str, after: dict[str, Any]
) -> None:
    season = given(follower_until("officers_elected"), c.annul(what), after)
    season.when(voided(event)).then_refused("entry_relied_on").then_named(season.log.size)


def test_amendment_on_which_a_ballot_rests_is_not_taken_back() -> None:
    raised = amended(HELD, "attendance.present", 12)
    season = given(sat(present=11), raised, c.committee(on="2017-09-01"))
    season.when(voided("congress.entry_amended")).then_refused("entry_relied_on")
    season.then_named(season.position(BALLOT))


def test_later_invitation_does_not_stand_in_for_the_one_before_the_pilot() -> None:
    season = given(prepared(), piloted(ballots=False), c.invite(on="2017-08-12"))
    at = season.position("campaign.observers_invited", None, nth=0)
    void = c.of_campaign("void", "2017-08-13", target_position=at, reason="no letter was sent")
    season.when(void).then_refused("entry_relied_on")
    season.then_named(season.position("congress.pilot_held", PILOT))


def test_withdrawal_after_which_another_pilot_was_designated_is_not_taken_back() -> None:
    season = given(opened(), c.designate(), c.withdraw(on="2017-07-06"))
    season.given(c.designate(LARGE, "2017-07-07"))
    season.when(voided("campaign.pilot_withdrawn", None)).then_refused("entry_relied_on")


def test_history_of_a_branch_keeps_every_version() -> None:
    season = given(
        sat(), amended(HELD, "attendance.present", 11), voided("congress.entry_amended")
    )
    versions = [entry["version"] for entry in season.entries()]
    assert versions == [*range(1, len(versions) + 1)]
    assert season.log.version(f"congress/{CAMPAIGN}/{LARGE}") == len(versions)
