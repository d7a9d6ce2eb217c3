"""Truth first: what breaks a rule of policy and really happened is recorded. Synthetic figures."""

from typing import Any

import pytest

from tests.season import commands as c
from tests.season.cases import POLICY, STRUCTURAL, Command
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import given
from tests.season.stories import follower_until, gate_open, opened, pilot_until, sat


def by_decision(command: Command, **changes: Any) -> Command:
    if callable(command):
        return lambda season: c.overridden(command(season), **changes)
    return c.overridden(command, **changes)


@pytest.mark.parametrize("code", POLICY)
def test_rule_of_policy_is_held_to(code: str) -> None:
    before, command = POLICY[code]
    given(before).when(command).then_refused(code)


@pytest.mark.parametrize("code", POLICY)
def test_rule_of_policy_that_was_broken_is_recorded_with_its_flag(code: str) -> None:
    before, command = POLICY[code]
    season = given(before).when(by_decision(command)).then_accepted()
    assert code in season.result.flags
    assert season.log.entry(season.log.size)["override"] == c.DECISION


@pytest.mark.parametrize("code", POLICY)
def test_flag_of_a_broken_rule_is_permanent(code: str) -> None:
    before, command = POLICY[code]
    season = given(before).when(by_decision(command)).then_accepted()
    season.given(c.register("TDP-50"))
    assert season.status()["flags"][code] == 1


@pytest.mark.parametrize("missing", ["reason", "authority", "document"])
@pytest.mark.parametrize("code", POLICY)
def test_decision_without_its_papers_lifts_nothing(code: str, missing: str) -> None:
    before, command = POLICY[code]
    assert not callable(command)
    decision = {key: value for key, value in c.DECISION.items() if key != missing}
    season = given(before).when({**command, "override": decision})
    season.then_refused_also_for("override_incomplete")


def test_blank_words_are_no_decision() -> None:
    before, command = POLICY["quorum_missing"]
    given(before).when(by_decision(command, document="")).then_turned_away()
    given(before).when(by_decision(command, reason="")).then_turned_away()


@pytest.mark.parametrize("code", STRUCTURAL)
def test_rule_of_the_record_is_held_to(code: str) -> None:
    before, command = STRUCTURAL[code]
    given(before).when(command).then_refused(code)


@pytest.mark.parametrize("code", STRUCTURAL)
def test_no_decision_lifts_a_rule_of_the_record(code: str) -> None:
    before, command = STRUCTURAL[code]
    given(before).when(by_decision(command)).then_refused_also_for(code)


@pytest.mark.parametrize("code", STRUCTURAL)
def test_malformed_is_said_of_two_reasons_only(code: str) -> None:
    before, command = STRUCTURAL[code]
    season = given(before).when(command).then_turned_away()
    malformed = code in {"unknown_command", "invalid_data"}
    assert season.result.outcome == ("invalid" if malformed else "refused")


def test_decision_lifts_several_rules_at_once() -> None:
    few = c.hold(attendance=c.attendance(12, present=7), agenda_done=[], on="2017-08-13")
    season = given(follower_until("lessons_learned"))
    season.when(few).then_refused("quorum_missing", "agenda_incomplete", "held_before_lessons")
    season.when(c.overridden(few)).then_accepted(
        "quorum_missing", "agenda_incomplete", "held_before_lessons"
    )


def test_decision_does_not_carry_a_structural_fault_along() -> None:
    few = c.hold(attendance=c.attendance(11, present=7))
    season = given(follower_until("lessons_learned"))
    season.when(few).then_refused("quorum_missing", "roll_mismatch")
    season.when(c.overridden(few)).then_refused_also_for("roll_mismatch")


def test_decision_lifts_one_entry_not_the_next() -> None:
    early = c.overridden(c.appoint(SMALL))
    season = given(sat(SMALL), early).then_elected("secretary", "m-002", branch=SMALL)
    season.given(c.decline("secretary", "m-002", SMALL))
    season.when(c.appoint(SMALL, on="2017-08-22")).then_refused("appointment_too_early")


def test_follower_let_through_a_closed_gate_goes_on() -> None:
    path = [c.plan(LARGE), c.overridden(c.learn(LARGE))]
    season = given(opened(), path).when(c.hold()).then_accepted()
    season.then_state("held")


def test_report_without_all_papers_names_what_is_missing() -> None:
    papers = [c.document(kind) for kind in ("result_report", "minutes")]
    season = given(follower_until("officers_elected")).when(c.report(documents=papers))
    season.then_refused("documents_missing")
    assert [said for said in season.messages() if "result_report" in said] == []


@pytest.mark.parametrize("kind", [*c.PAPERS, "self_review_report"])
def test_each_paper_is_needed(kind: str) -> None:
    papers = [p for p in c.report()["data"]["documents"] if p["kind"] != kind]
    season = given(follower_until("officers_elected")).when(c.report(documents=papers))
    season.then_refused("documents_missing")


def test_branch_that_had_no_committee_reviews_none() -> None:
    papers = [c.document(kind) for kind in c.PAPERS]
    season = given(follower_until("officers_elected", SMALL))
    season.when(c.report(SMALL, documents=papers)).then_accepted()


def test_self_review_is_asked_of_the_committee_that_was_not_of_the_new_one() -> None:
    papers = [c.document(kind) for kind in c.PAPERS]
    season = given(opened(), c.register("TDP-03", 12, had_committee=False))
    season.given(c.designate(), c.invite(), pilot_until("pilot")[len(PREPARED) :], c.lessons())
    season.given(follower_until("officers_elected", "TDP-03")[len(gate_open()) :])
    season.when(c.report("TDP-03", documents=papers)).then_accepted()


PREPARED = pilot_until("unplanned")


def test_papers_attached_earlier_count() -> None:
    season = given(follower_until("held"))
    for kind in ("minutes", "tally_minutes"):
        season.given(c.fact("attach_document", kind=kind, number="1", date="2017-08-20"))
    season.given(c.elect())
    rest = [c.document(k) for k in ("result_report", "particulars_list", "self_review_report")]
    season.when(c.report(documents=rest)).then_accepted()


def test_pilot_reports_with_the_same_papers() -> None:
    season = given(pilot_until("officers_elected"))
    season.when(c.report(PILOT, "2017-08-16", documents=[])).then_refused("documents_missing")
