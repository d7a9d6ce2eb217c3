"""Postponed, without a quorum, annulled, declined: what goes wrong. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import given
from tests.season.stories import (
    follower_until,
    opened,
    pilot_until,
    sat,
    voted,
)

# --- Postponing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["planned", "lessons_learned"])
def test_congress_is_put_off(state: str) -> None:
    season = given(follower_until(state)).when(c.reschedule("2017-09-10")).then_accepted()
    assert season.result.events[0]["type"] == "congress.rescheduled"
    season.then_state(state)


@pytest.mark.parametrize("state", ["unplanned", "held", "officers_elected", "reported"])
def test_congress_is_put_off_only_while_it_is_to_come(state: str) -> None:
    given(follower_until(state)).when(c.reschedule("2017-09-10")).then_refused("wrong_state")


def test_pilot_that_sat_is_not_put_off() -> None:
    season = given(pilot_until("pilot")).when(c.reschedule("2017-09-10", PILOT, "2017-08-11"))
    season.then_refused("wrong_state")


@pytest.mark.parametrize(
    ("day", "lawful"),
    [
        ("2018-03-15", True),
        ("2018-03-16", False),
        ("2017-03-15", True),
        ("2017-03-14", False),
    ],
)
def test_six_months_from_the_deadline_are_the_limit(day: str, *, lawful: bool) -> None:
    for season in (
        given(follower_until("planned")).when(c.reschedule(day)),
        given(opened()).when(c.plan(LARGE, day)),
    ):
        season.then_accepted() if lawful else season.then_refused("shift_too_long")


def test_limit_is_from_the_day_the_branch_is_due() -> None:
    season = given(opened(), c.plan(LARGE, due_on="2017-06-15"))
    season.when(c.reschedule("2017-12-16")).then_refused("shift_too_long")
    season.when(c.reschedule("2017-12-15")).then_accepted()
    early = c.plan(SMALL, "2017-12-16", due_on="2017-06-15")
    season.when(early).then_refused("shift_too_long")


def test_congress_really_put_off_longer_is_marked() -> None:
    season = given(follower_until("planned"))
    far = c.reschedule("2018-06-01", on="2017-08-14")
    season.when(c.overridden(far)).then_accepted("shift_too_long")
    assert "shift_too_long" in season.show()["flags"]


# --- No quorum ----------------------------------------------------------------------------------


def test_sitting_without_a_quorum_is_another_attempt() -> None:
    season = given(follower_until("lessons_learned"))
    assert season.show()["attempt"] == 1
    season.when(c.fact("fail_quorum", convened=12, present=7)).then_accepted()
    assert season.result.events[0]["type"] == "congress.quorum_failed"
    season.then_state("lessons_learned")
    assert season.show()["attempt"] == 2
    season.when(c.hold(on="2017-08-27")).then_accepted()


def test_pilot_may_fail_its_quorum() -> None:
    season = given(pilot_until("planned"))
    season.given(c.fact("fail_quorum", PILOT, "2017-08-08", convened=12, present=7))
    season.then_state("planned", PILOT)
    assert season.show(PILOT)["attempt"] == 2


@pytest.mark.parametrize("state", ["unplanned", "held", "officers_elected", "reported"])
def test_quorum_fails_only_before_a_congress_counts(state: str) -> None:
    command = c.fact("fail_quorum", convened=12, present=7)
    given(follower_until(state)).when(command).then_refused("wrong_state")


# --- Election annulled --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["officers_elected", "reported"])
def test_annulled_election_is_held_again(state: str) -> None:
    season = given(follower_until(state)).when(c.annul("election")).then_accepted()
    assert season.result.events[0]["type"] == "congress.election_annulled"
    season.then_state("held").then_elected("committee").then_elected("secretary")
    season.when(c.elect(on="2017-09-01")).then_refused("posts_unsettled")
    season.given(voted(LARGE, "2017-09-01")).when(c.elect(on="2017-09-01")).then_accepted()
    assert season.show()["attempt"] == 1


def test_annulled_ballots_stay_in_the_history() -> None:
    season = given(follower_until("reported"))
    before = season.entries()
    season.given(c.annul("election"))
    assert season.entries()[: len(before)] == before
    assert len(season.history()) == len(before) + 1


def test_annulled_ballots_are_marked_in_the_history() -> None:
    def ballots() -> list[dict[str, Any]]:
        return [row for row in season.history() if row["type"] == "congress.ballot_recorded"]

    season = given(follower_until("reported"))
    before = ballots()
    season.given(c.annul("election"))
    assert [old for old, new in zip(before, ballots(), strict=True) if old == new] == []


@pytest.mark.parametrize("state", ["planned", "lessons_learned", "held"])
def test_only_an_election_that_took_place_is_annulled(state: str) -> None:
    given(follower_until(state)).when(c.annul("election")).then_refused("wrong_state")


@pytest.mark.parametrize("name", ["reason", "authority", "document"])
@pytest.mark.parametrize("what", ["election", "congress"])
def test_annulment_says_who_and_why(what: str, name: str) -> None:
    command = c.without_data(c.annul(what), name)
    season = given(follower_until("reported")).when(command)
    season.then_refused("invalid_data").then_named(name)


# --- Congress annulled --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["held", "officers_elected", "reported"])
def test_annulled_congress_begins_again_after_the_lessons(state: str) -> None:
    season = given(follower_until(state)).when(c.annul("congress")).then_accepted()
    assert season.result.events[0]["type"] == "congress.congress_annulled"
    season.then_state("lessons_learned").then_elected("secretary")
    assert season.show()["attempt"] == 2
    assert season.show()["held_on"] is None
    season.given(c.hold(on="2017-09-03"), voted(LARGE, "2017-09-03"))
    season.when(c.elect(on="2017-09-03")).then_accepted()


def test_pilot_annulled_before_its_lessons_is_planned_again() -> None:
    season = given(pilot_until("pilot"), c.annul("congress", PILOT, "2017-08-12"))
    season.then_state("planned", PILOT)
    assert season.show(PILOT)["attempt"] == 2
    season.when(c.pilot(on="2017-08-13")).then_accepted().then_state("pilot", PILOT)


def test_pilot_annulled_after_its_lessons_sits_again() -> None:
    season = given(pilot_until("held"), c.annul("congress", PILOT))
    season.then_state("lessons_learned", PILOT)
    assert season.show(PILOT)["attempt"] == 2
    season.when(c.recognise()).then_turned_away()
    season.when(c.hold(PILOT, "2017-09-03", basis="re_held")).then_accepted()


@pytest.mark.parametrize("state", ["unplanned", "planned"])
def test_congress_that_never_sat_is_not_annulled(state: str) -> None:
    given(follower_until(state)).when(c.annul("congress")).then_refused("wrong_state")


def test_each_attempt_counts() -> None:
    season = given(follower_until("lessons_learned"))
    season.given(c.fact("fail_quorum", convened=12, present=7), c.hold(on="2017-08-27"))
    season.given(c.annul("congress", on="2017-08-29"))
    assert season.show()["attempt"] == 3


# --- Declining ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["held", "officers_elected", "reported"])
def test_one_elected_declines_and_the_seat_is_open_again(state: str) -> None:
    season = given(follower_until(state)).when(c.decline("deputy", "m-002", on="2017-08-25"))
    assert season.then_accepted().result.events[0]["type"] == "congress.office_declined"
    season.then_state("held").then_elected("deputy")
    season.when(c.elect(on="2017-08-26")).then_refused("posts_unsettled")
    season.given(c.deputy({"m-003": 8}, round=2, on="2017-08-26"))
    season.when(c.elect(on="2017-08-26")).then_accepted()


def test_one_elected_at_the_pilot_declines() -> None:
    season = given(pilot_until("pilot"), c.decline("deputy", "m-002", PILOT, "2017-08-11"))
    season.then_state("pilot", PILOT).then_elected("deputy", branch=PILOT)


def test_vote_for_one_who_declines_stays_in_the_history() -> None:
    season = given(follower_until("held"))
    before = season.entries()
    season.given(c.decline("deputy", "m-002"))
    assert season.entries()[:-1] == before


def test_member_of_the_committee_declines() -> None:
    season = given(sat(), c.committee(), c.decline("committee", "m-003"))
    season.then_elected("committee", "m-001", "m-002")
    season.given(c.committee({"m-004": 8}, seats=1, round=2, on="2017-08-21"))
    season.then_elected("committee", "m-001", "m-002", "m-004")


def test_seat_declined_may_be_left_open() -> None:
    season = given(follower_until("officers_elected"), c.decline("deputy", "m-002"))
    season.given(c.restamped(c.leave_open("deputy"), occurred_on="2017-08-22"))
    season.when(c.elect(on="2017-08-22")).then_accepted()
    assert season.show()["seats_open"] == 1


def test_one_elected_at_the_pilot_declines_after_the_lessons() -> None:
    season = given(pilot_until("lessons_learned"))
    season.given(c.decline("deputy", "m-002", PILOT)).then_state("lessons_learned", PILOT)
    season.then_elected("deputy", branch=PILOT)


@pytest.mark.parametrize("state", ["unplanned", "planned"])
def test_nobody_declines_before_a_vote(state: str) -> None:
    season = given(follower_until(state)).when(c.decline("deputy", "m-002"))
    season.then_refused_also_for("wrong_state")


def test_only_one_who_holds_the_post_declines_it() -> None:
    given(follower_until("held")).when(c.decline("deputy", "m-003")).then_turned_away()


# --- Cancelled, merged, dissolved ---------------------------------------------------------------

LEAVING: list[tuple[dict[str, Any], str, str]] = [
    (c.fact("cancel", reason="no members left"), "congress.cancelled", "cancelled"),
    (c.fact("merge", into=SMALL, reason="too small"), "congress.merged", "merged"),
    (c.fact("dissolve", reason="street torn down"), "congress.dissolved", "dissolved"),
]
PAPER = c.fact("attach_document", on="2017-08-22", kind="minutes", number="03-BB/CB")
COMPLAINT = c.fact(
    "file_complaint", on="2017-08-22", number="1", received_on="2017-08-22", subject="the count"
)


@pytest.mark.parametrize("state", ["unplanned", "planned", "lessons_learned", "held"])
@pytest.mark.parametrize(("command", "event", "disposition"), LEAVING)
def test_branch_leaves_the_season(
    state: str, command: dict[str, Any], event: str, disposition: str
) -> None:
    season = given(follower_until(state)).when(command).then_accepted().then_state(state)
    assert season.result.events[0]["type"] == event
    assert season.show()["disposition"] == disposition


STAGE_AFTER = {
    "unplanned": c.restamped(c.plan(LARGE), occurred_on="2017-08-24"),
    "planned": c.learn(LARGE, "2017-08-24"),
    "lessons_learned": c.hold(on="2017-08-24"),
    "held": c.elect(on="2017-08-24"),
    "officers_elected": c.report(),
}


@pytest.mark.parametrize("state", STAGE_AFTER)
@pytest.mark.parametrize(("command", "_", "__"), LEAVING)
def test_branch_that_left_takes_no_stage(
    state: str, command: dict[str, Any], _: str, __: str
) -> None:
    season = given(follower_until(state), command)
    season.when(STAGE_AFTER[state]).then_refused("not_active")


@pytest.mark.parametrize(("command", "_", "__"), LEAVING)
def test_branch_that_left_still_takes_papers_and_complaints(
    command: dict[str, Any], _: str, __: str
) -> None:
    season = given(follower_until("held"), command, PAPER, COMPLAINT)
    resolved = {"number": "1", "outcome": "unfounded", "document": "12-KL/UBKT"}
    season.when(c.fact("resolve_complaint", on="2017-08-30", **resolved)).then_accepted()


def test_branch_is_merged_into_one_that_is_known() -> None:
    command = c.fact("merge", into="TDP-77", reason="too small")
    given(follower_until("planned")).when(command).then_refused("unknown_branch")
