"""Approvals, complaints, findings, papers: facts beside the stages. All figures are synthetic."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE
from tests.season.season import given
from tests.season.stories import STAGES, follower_until

APPROVAL = c.fact("approve", on="2017-09-01", document="15-QĐ/ĐU")
REFUSAL = c.fact("refuse_approval", on="2017-09-01", document="16-CV/ĐU", reason="count again")
COMPLAINT = c.fact(
    "file_complaint", on="2017-08-28", number="1", received_on="2017-08-27", subject="the count"
)
RESOLUTION = c.fact(
    "resolve_complaint", on="2017-08-30", number="1", outcome="unfounded", document="12-KL/UBKT"
)
TAGS = (
    "missing_forecast",
    "missing_opportunities",
    "missing_challenges",
    "no_breakthrough_solution",
)
FACTS: list[tuple[dict[str, Any], str]] = [
    (c.update_roll(11, "2017-08-28"), "congress.roll_updated"),
    (
        c.fact("record_finding", heading="goals", tag="missing_forecast", note="x"),
        "congress.finding_recorded",
    ),
    (
        c.fact("attach_document", kind="minutes", number="03-BB/CB", sha256="a" * 64),
        "congress.document_attached",
    ),
    (COMPLAINT, "congress.complaint_filed"),
]
EVERY_STATE = [state for state in STAGES if state != "pilot"]


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize(("command", "event"), FACTS, ids=[event for _, event in FACTS])
def test_fact_is_recorded_in_any_state(state: str, command: dict[str, Any], event: str) -> None:
    season = given(follower_until(state)).when(command).then_accepted().then_state(state)
    assert season.result.events[0]["type"] == event
    data = season.entries()[-1]["data"]
    assert {key: data[key] for key in command["data"]} == command["data"]


@pytest.mark.parametrize(
    ("command", "event"),
    [(APPROVAL, "congress.approved"), (REFUSAL, "congress.approval_refused")],
)
def test_ward_committee_answers_a_report(command: dict[str, Any], event: str) -> None:
    season = given(follower_until("reported")).when(command).then_accepted()
    assert season.result.events[0]["type"] == event
    season.then_state("reported")


@pytest.mark.parametrize("state", [state for state in EVERY_STATE if state != "reported"])
@pytest.mark.parametrize("command", [APPROVAL, REFUSAL], ids=["approve", "refuse_approval"])
def test_nothing_is_approved_before_it_is_reported(state: str, command: dict[str, Any]) -> None:
    given(follower_until(state)).when(command).then_refused("wrong_state")


def test_refused_result_is_elected_again_and_approved() -> None:
    season = given(follower_until("reported"), REFUSAL, c.annul("election", on="2017-09-02"))
    for make in (c.committee, c.secretary, c.deputy):
        season.given(make(on="2017-09-04"))
    season.given(c.elect(on="2017-09-04"), c.report(on="2017-09-06"))
    season.when(c.restamped(APPROVAL, occurred_on="2017-09-08")).then_accepted()


def test_complaint_is_filed_and_resolved() -> None:
    season = given(follower_until("reported"), COMPLAINT).when(RESOLUTION).then_accepted()
    assert season.result.events[0]["type"] == "congress.complaint_resolved"


def test_complaint_that_nobody_filed_is_not_resolved() -> None:
    given(follower_until("reported")).when(RESOLUTION).then_turned_away()


def test_refused_approval_says_why() -> None:
    command = c.without_data(REFUSAL, "reason")
    given(follower_until("reported")).when(command).then_refused("invalid_data")


@pytest.mark.parametrize("tag", TAGS)
def test_criticisms_of_the_season_are_findings(tag: str) -> None:
    finding = c.fact("record_finding", LARGE, heading="goals", tag=tag, note="in some reports")
    given(follower_until("reported")).when(finding).then_accepted()


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        (c.reschedule("2017-09-10"), "to"),
        (c.reschedule("2017-09-10"), "reason"),
        (c.update_roll(11, "2017-08-20"), "official"),
        (c.update_roll(11, "2017-08-20"), "probationary"),
        (c.fact("fail_quorum", convened=12, present=7), "present"),
        (c.appoint(), "ref"),
        (c.appoint(), "authority"),
        (c.appoint(), "document"),
        (c.leave_open("deputy"), "post"),
        (c.leave_open("deputy"), "seats"),
        (c.leave_open("deputy"), "reason"),
        (c.decline("deputy", "m-002"), "ref"),
        (c.decline("deputy", "m-002"), "reason"),
        (c.committee(), "candidates"),
        (c.committee(), "issued"),
        (c.committee(), "invalid"),
        (c.committee(), "round"),
        (c.fact("attach_document", kind="minutes", number="1"), "kind"),
        (c.fact("attach_document", kind="minutes", number="1"), "number"),
        (COMPLAINT, "received_on"),
        (COMPLAINT, "subject"),
        (RESOLUTION, "outcome"),
        (APPROVAL, "document"),
        (c.fact("cancel", reason="x"), "reason"),
        (c.fact("merge", into="TDP-02", reason="x"), "into"),
        (c.fact("merge", into="TDP-02", reason="x"), "reason"),
        (c.fact("dissolve", reason="x"), "reason"),
        (c.fact("record_finding", heading="goals", tag="x", note="y"), "heading"),
        (c.fact("record_finding", heading="goals", tag="x", note="y"), "tag"),
        (c.fact("void", target_position=3, reason="x"), "target_position"),
        (c.fact("void", target_position=3, reason="x"), "reason"),
        (c.fact("amend", target_position=3, field="x", value=1, reason="x"), "field"),
        (c.fact("amend", target_position=3, field="x", value=1, reason="x"), "reason"),
    ],
    ids=lambda value: str(value["command"]) if isinstance(value, dict) else str(value),
)
def test_fact_is_not_recorded_with_half_its_data(fact: dict[str, Any], name: str) -> None:
    command = c.without_data(fact, name)
    given(follower_until("held")).when(command).then_refused("invalid_data").then_named(name)


def test_evidence_is_kept_with_the_entry() -> None:
    minutes = [{"kind": "minutes", "number": "03-BB/CB", "sha256": "b" * 64}]
    season = given(follower_until("lessons_learned"), c.restamped(c.hold(), evidence=minutes))
    assert season.entries()[-1]["evidence"] == minutes
    assert season.history()[-1]["documents"] == minutes


def test_actor_and_day_are_kept_with_the_entry() -> None:
    season = given(follower_until("lessons_learned"), c.hold())
    entry = season.entries()[-1]
    assert (entry["actor"], entry["occurred_on"]) == ("op:org-officer", "2017-08-20")
