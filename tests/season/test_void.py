"""An entry for something that did not happen: taken back, never erased. Synthetic figures."""

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
    sat,
    voided,
)

BALLOT = "congress.ballot_recorded"
LAST_STAGES = [
    ("planned", "congress.planned", "unplanned"),
    ("lessons_learned", "congress.lessons_learned", "planned"),
    ("officers_elected", "congress.officers_elected", "held"),
    ("reported", "congress.reported", "officers_elected"),
]
EARLIER_STAGES = [
    ("lessons_learned", "congress.planned"),
    ("held", "congress.planned"),
    ("held", "congress.lessons_learned"),
    ("officers_elected", "congress.held"),
    ("reported", "congress.held"),
    ("reported", "congress.officers_elected"),
]


@pytest.mark.parametrize(("state", "type_", "before"), LAST_STAGES)
def test_last_stage_is_taken_back(state: str, type_: str, before: str) -> None:
    season = given(follower_until(state))
    entries = season.entries()
    season.when(voided(type_)).then_accepted().then_state(before)
    assert season.result.events[0]["type"] == "congress.entry_voided"
    assert season.entries()[:-1] == entries


def test_congress_without_ballots_is_taken_back() -> None:
    season = given(sat(), voided("congress.held")).then_state("lessons_learned")
    assert season.show()["held_on"] is None
    season.when(c.hold(on="2017-09-02")).then_accepted()


@pytest.mark.parametrize(("state", "type_"), EARLIER_STAGES)
def test_earlier_stage_is_not_taken_back(state: str, type_: str) -> None:
    season = given(follower_until(state)).when(voided(type_)).then_refused("entry_relied_on")
    season.then_state(state)


def test_stages_are_taken_back_from_the_end() -> None:
    season = given(follower_until("reported"))
    for name in ("reported", "officers_elected"):
        season.given(voided(f"congress.{name}"))
    season.then_state("held")
    for _ in range(3):
        season.given(
            lambda s: c.fact(
                "void", on="2017-09-01", reason="x", target_position=s.position_standing(BALLOT)
            )
        )
    season.given(voided("congress.held"), voided("congress.lessons_learned"))
    season.given(voided("congress.planned")).then_state("unplanned")


def test_void_names_what_rests_on_the_entry() -> None:
    season = given(follower_until("lessons_learned"))
    season.when(voided("congress.planned")).then_refused("entry_relied_on")
    season.then_named(season.position("congress.lessons_learned"))


def test_history_shows_what_was_voided_and_by_what() -> None:
    season = given(follower_until("planned"), voided("congress.planned"))
    first, second = season.history()
    assert first["voided_by"] == second["position"]
    assert second["voided_by"] is None


# --- Facts --------------------------------------------------------------------------------------


def test_ballot_is_taken_back() -> None:
    season = given(sat(), c.committee(), voided(BALLOT)).then_elected("committee")
    season.when(c.committee(on="2017-09-01")).then_accepted()


def test_ballot_on_which_an_election_rests_is_not_taken_back() -> None:
    season = given(follower_until("officers_elected")).when(voided(BALLOT))
    season.then_refused("entry_relied_on")
    season.then_named(season.position("congress.officers_elected"))


def test_ballot_before_another_round_is_not_taken_back() -> None:
    season = given(sat(), c.committee(), c.secretary())
    at = season.position(BALLOT, nth=0)
    season.when(c.fact("void", on="2017-09-01", target_position=at, reason="x"))
    season.then_refused("entry_relied_on").then_named(season.position(BALLOT))


def test_roll_on_which_a_congress_rests_is_not_taken_back() -> None:
    season = given(sat(official=11)).when(voided("congress.roll_updated"))
    season.then_refused("entry_relied_on").then_named(season.position("congress.held"))


def test_roll_on_which_nothing_rests_is_taken_back() -> None:
    season = given(follower_until("lessons_learned"), c.update_roll(11, "2017-08-18"))
    season.given(voided("congress.roll_updated"))
    season.when(c.hold(on="2017-08-20")).then_accepted()


def test_paper_on_which_a_report_rests_is_not_taken_back() -> None:
    paper = c.fact("attach_document", kind="minutes", number="1")
    season = given(follower_until("officers_elected"), paper)
    papers = [p for p in c.report()["data"]["documents"] if p["kind"] != "minutes"]
    season.given(c.report(documents=papers)).when(voided("congress.document_attached"))
    season.then_refused("entry_relied_on")


def test_failed_quorum_is_taken_back() -> None:
    failed = c.fact("fail_quorum", convened=12, present=7)
    season = given(follower_until("lessons_learned"), failed, voided("congress.quorum_failed"))
    assert season.show()["attempt"] == 1


def test_seat_left_open_is_taken_back() -> None:
    season = given(sat(), c.committee(), c.secretary(), c.leave_open("deputy"))
    season.given(voided("congress.seats_left_open"))
    season.when(c.elect(on="2017-09-01")).then_refused("posts_unsettled")


def test_annulment_is_taken_back() -> None:
    season = given(follower_until("reported"), c.annul("election"))
    season.given(voided("congress.election_annulled")).then_state("reported")
    season.then_elected("secretary", "m-001")


# --- Dispositions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "data"),
    [("cancel", {}), ("merge", {"into": SMALL}), ("dissolve", {})],
)
def test_branch_that_did_not_leave_comes_back(command: str, data: dict[str, str]) -> None:
    season = given(follower_until("lessons_learned"), c.fact(command, reason="x", **data))
    event = season.result.events[0]["type"]
    season.given(voided(event))
    assert season.show()["disposition"] == "active"
    season.when(c.hold(on="2017-09-01")).then_accepted()


# --- The campaign's own entries -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "branch", "relying"),
    [
        ("campaign.lessons_session_held", LARGE, "congress.lessons_learned"),
        ("campaign.observers_invited", PILOT, "congress.pilot_held"),
        ("campaign.pilot_designated", PILOT, "congress.pilot_held"),
    ],
)
def test_what_branches_rest_on_is_not_taken_back(type_: str, branch: str, relying: str) -> None:
    season = given(follower_until("lessons_learned")).when(voided(type_, None))
    season.then_refused("entry_relied_on").then_named(season.position(relying, branch))


def test_registration_by_mistake_is_taken_back() -> None:
    season = given(opened(), c.register("TDP-03"))
    assert season.status()["total"] == 4
    season.given(voided("campaign.branch_registered", None))
    assert season.result.events[0]["type"] == "campaign.entry_voided"
    assert season.status()["total"] == 3
    season.when(c.plan("TDP-03")).then_refused("unknown_branch")


def test_lessons_session_on_which_nobody_rests_is_taken_back() -> None:
    season = given(gate_open(), voided("campaign.lessons_session_held", None), c.plan(LARGE))
    season.when(c.learn(LARGE)).then_refused("lessons_gate_closed")


def test_designation_by_mistake_is_taken_back() -> None:
    season = given(opened(), c.designate(LARGE), voided("campaign.pilot_designated", None))
    season.when(c.designate()).then_accepted()


def test_suspension_by_mistake_is_taken_back() -> None:
    season = given(follower_until("lessons_learned"), c.suspend())
    season.given(voided("campaign.suspended", None))
    season.when(c.hold()).then_accepted()


def test_closing_by_mistake_is_taken_back() -> None:
    season = given(finished(), c.close(), voided("campaign.closed", None, "2017-09-16"))
    season.given(c.annul("congress", SMALL, "2017-09-17"))
    season.when(c.hold(SMALL, "2017-09-18")).then_accepted()


# --- Nothing to void ----------------------------------------------------------------------------


@pytest.mark.parametrize("position", [1, 2, 3, 999])
def test_entry_that_is_not_of_this_branch_is_not_voided(position: int) -> None:
    command = c.fact("void", target_position=position, reason="x")
    given(follower_until("planned")).when(command).then_refused("nothing_to_void")


def test_nothing_is_voided_twice() -> None:
    season = given(sat(), c.committee(), voided(BALLOT)).when(voided(BALLOT))
    season.then_refused("nothing_to_void")


def test_campaign_voids_no_entry_of_a_branch() -> None:
    season = given(follower_until("planned"))
    at = season.position("congress.planned")
    command = c.of_campaign("void", "2017-09-01", target_position=at, reason="x")
    season.when(command).then_refused("nothing_to_void")


def test_same_void_twice_is_recorded_once() -> None:
    season = given(follower_until("planned"))
    step = voided("congress.planned")
    season.when(lambda s: {**step(s), "command_id": "c-1"}).then_accepted()
    season.again().then_duplicate()


def test_voided_pilot_sitting_is_planned_again() -> None:
    season = given(prepared(), piloted(ballots=False), voided("congress.pilot_held", PILOT))
    season.then_state("planned", PILOT).when(c.pilot(on="2017-09-01")).then_accepted()


def test_void_of_a_recognition_leaves_the_pilot_sitting() -> None:
    season = given(pilot_until("held"), voided("congress.held", PILOT))
    season.then_state("lessons_learned", PILOT)
    assert season.show(PILOT)["held_on"] == "2017-08-10"
