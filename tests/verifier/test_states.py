"""The state that the verifier derives is the one that the engine derives, for every branch."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

import verify_bundle
from application.congresses.packaged import lifecycles
from engine.corrections import fold
from engine.history import standing
from event_store.log import Log
from tests.engine.old_season import record_old_season
from tests.engine.synthetic import accept, new_engine
from tests.engine.test_random_seasons import Season as RandomSeason
from tests.engine.whole_season import whole_season
from tests.season import cases
from tests.season import commands as c
from tests.season.commands import overridden
from tests.season.season import given
from tests.season.stories import amended, finished, follower_until, two_sessions, voided
from tests.verifier import building, seasons
from tests.verifier.seasons import Forged
from tests.verifier.spoiling import told, verdict_on
from workflows.branch_congress.sheet import sheet
from workflows.labels import LABELS

RECOMPUTED = {
    *("quorum_missing", "held_before_lessons", "committee_below_threshold", "committee_too_large"),
    *("surplus_exceeded", "not_on_committee", "counting_board_conflict", "rounds_exhausted"),
    *("ballots_do_not_add_up", "appointment_too_early", "documents_missing"),
}
"""Rules whose breach the entries of one branch show; others need the campaign's."""


class _Unnamed:
    name = ""


def derived_by_engine(log: Log, stream: str) -> dict[str, Any]:
    """A branch's sheet, as `congress show` has it."""
    workflow = lifecycles().by_area["congress"]
    entries = [workflow.lift(entry) for entry in log.stream(stream)]
    _, campaign, branch = stream.split("/")
    found = sheet(campaign, branch, _Unnamed, fold(workflow, entries), standing(entries))
    return {name: value for name, value in found.items() if name != "name"}


def differing(log: Log) -> Iterator[object]:
    """Yield what is found about the bundles of all branches of a log, and how states differ."""
    building.seal(log)
    for stream, _ in log.streams("congress/"):
        verdict = verdict_on(building.make(log, stream))
        if told(verdict) != (0, [], []) or verdict.case is None or verdict.case.state is None:
            yield stream, [step for step in verdict.steps if step.code], verdict.faults
            continue
        state = verdict.case.state
        for name, value in derived_by_engine(log, stream).items():
            if state[name] != value:
                yield stream, name, state[name], value


def test_every_branch_of_the_demonstration() -> None:
    log = seasons.demonstration()
    assert len(log.streams("congress/")) == 12
    assert list(differing(log)) == []


def test_a_season_in_which_every_event_happens() -> None:
    engine = new_engine()
    accept(engine, whole_season())
    assert list(differing(engine.log)) == []


def test_ballots_of_an_older_program() -> None:
    log = Log.create(None, simulation=True)
    record_old_season(log)
    assert list(differing(log)) == []


def test_random_seasons() -> None:
    seen = []

    class Proven(RandomSeason):
        def teardown(self) -> None:
            super().teardown()
            if self.engine.log.streams("congress/"):
                seen.append(list(differing(self.engine.log)))
                assert not seen[-1], seen[-1]

    quiet = settings(
        max_examples=12,
        stateful_step_count=60,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Proven, settings=quiet)
    assert len(seen) > 3


@pytest.mark.parametrize("code", sorted(RECOMPUTED))
def test_a_rule_that_was_broken_by_decision_is_marked_or_the_bundle_fails(code: str) -> None:
    steps, command = cases.POLICY[code]
    told_season = given(steps)
    told_season.when(overridden(command if isinstance(command, dict) else command(told_season)))
    log = told_season.then_accepted().log
    assert list(differing(log)) == []
    marked = log.entry(log.size - 1)

    def unmark(entry: dict[str, Any]) -> None:
        entry["flags"] = [flag for flag in entry["flags"] if flag != code] or ["noted"]

    forged = Forged(log, {marked["position"]: unmark})
    verdict = verdict_on(building.make(forged, marked["stream"]))
    assert told(verdict) == (1, ["mark_missing"], [marked["position"]])


def test_a_mark_without_a_decision_is_not_enough() -> None:
    steps, command = cases.POLICY["quorum_missing"]
    assert isinstance(command, dict)
    log = given(steps).when(overridden(command)).then_accepted().log
    building.seal(log)
    marked = log.entry(log.size - 1)
    forged = Forged(log, {marked["position"]: lambda entry: entry.pop("override")})
    verdict = verdict_on(building.make(forged, marked["stream"]))
    assert told(verdict) == (1, ["mark_missing"], [marked["position"]])


def test_a_late_report_bears_its_mark() -> None:
    log = given(follower_until("officers_elected"), c.report(on="2017-09-14")).log
    assert "reported_late" in log.entry(log.size)["flags"]
    assert list(differing(log)) == []
    position = log.size - 1
    forged = Forged(log, {position: lambda entry: entry.pop("flags")})
    verdict = verdict_on(building.make(forged, log.entry(position)["stream"]))
    assert told(verdict) == (1, ["mark_missing"], [position])


# --- Corrections ---------------------------------------------------------------------------------


def corrected() -> Log:
    """A season with an amended ballot and a voided report."""
    votes = amended("congress.ballot_recorded", "candidates.0.votes", 9)
    return given(finished(), voided("congress.reported"), votes).log


def test_corrections_are_applied_and_listed() -> None:
    log = corrected()
    assert list(differing(log)) == []
    verdict = verdict_on(building.make(log, "congress/gia-thuy-2017/TDP-01"))
    assert verdict.case is not None
    state = verdict.case.state
    assert state is not None
    assert [pair["by"] for pair in state["voided"]] == [log.size - 2]
    assert [pair["by"] for pair in state["amended"]] == [log.size - 1]


def test_two_pilots_with_sessions_of_their_own() -> None:
    assert list(differing(given(two_sessions("2017-08-14", "2017-08-16")).log)) == []


def _target(position: int) -> seasons.Change:
    def change(entry: dict[str, Any]) -> None:
        entry["data"]["target_position"] = position

    return change


def _elects_nobody(entry: dict[str, Any]) -> None:
    entry["data"]["value"] = 1


def _puts_nonsense(entry: dict[str, Any]) -> None:
    entry["data"]["value"] = "many"


def _leads_nowhere(entry: dict[str, Any]) -> None:
    entry["data"]["field"] = "candidates.7.votes"
    del entry["facts"]


def _changes_what_it_does_not_name(entry: dict[str, Any]) -> None:
    ballot = corrected().entry(entry["data"]["target_position"])["data"]
    entry["data"]["derived"] = {"outcome": ballot["outcome"], "issued": ballot["collected"]}


def _was_otherwise(entry: dict[str, Any]) -> None:
    entry["facts"]["was"] = 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_target(1), "bad_entry"),
        (_target(10**6), "bad_entry"),
        (_was_otherwise, "facts_mismatch"),
        (_elects_nobody, "facts_mismatch"),
        (_puts_nonsense, "bad_entry"),
        (_leads_nowhere, "bad_entry"),
        (_changes_what_it_does_not_name, "bad_entry"),
    ],
)
def test_a_correction_says_what_it_corrects_and_what_follows(
    change: seasons.Change, code: str
) -> None:
    log = corrected()
    building.seal(log)
    position = log.size - 1
    forged = Forged(log, {position: change})
    verdict = verdict_on(building.make(forged, log.entry(position)["stream"]))
    assert told(verdict) == (1, [code], [position])


# --- The verifier's own tables -------------------------------------------------------------------


def test_it_knows_every_event_in_its_newest_version() -> None:
    versions = lifecycles().by_area["congress"].versions
    known = {f"congress.{event}": version for event, version in verify_bundle.KNOWN.items()}
    assert known == dict(versions)


def test_it_reads_in_a_definition_what_a_stock_machine_does() -> None:
    definition = lifecycles().by_area["congress"].definition
    found = verify_bundle.table_of(definition.text)
    machine = {
        (step.source, command): step.target for (_, command), step in definition.steps.items()
    }
    read = {
        (state, command): found.after(event.removeprefix("congress."), state)
        for state in definition.states
        for command, event in definition.event_of.items()
    }
    assert {place: target for place, target in read.items() if target is not None} == machine
    assert (found.initial, list(found.rank)) == (definition.initial, list(definition.states))


LISTED = '{"states":["planned","pilot","lessons_learned","held"],"workflow":"branch_congress"}'


def test_a_definition_that_only_lists_its_states_leads_on_by_the_names_of_events() -> None:
    found = verify_bundle.table_of(LISTED)
    assert found.after("planned", found.initial) == "planned"
    assert found.after("pilot_held", "planned") == "pilot"
    assert found.after("lessons_learned", "held") is None, "a state is not gone back to"
    assert found.after("roll_updated", "held") == "held"
    for nothing in ("no TOML [", "[1]", "{", "states = 7", 'states = [[1]]\ntransitions = "x"'):
        assert verify_bundle.table_of(nothing).after("planned", "unplanned") == "unplanned"


def test_it_uses_the_words_of_the_product() -> None:
    own = {name: words for name, words in verify_bundle.LABELS.items() if name in LABELS}
    assert own == {name: (LABELS[name].en, LABELS[name].vi) for name in own}
    assert set(lifecycles().by_area["congress"].definition.states) <= own.keys()


def test_more_work_than_an_auditor_waits_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_bundle, "MAX_ENTRIES", 3)
    assert told(verdict_on(seasons.season().bundle())) == (2, ["too_much_work"], [None])
    monkeypatch.setattr(verify_bundle, "MAX_ENTRIES", 5_000)
    monkeypatch.setattr(verify_bundle, "MAX_WORK", 3)
    log = corrected()
    building.seal(log)
    bundle = building.make(log, "congress/gia-thuy-2017/TDP-01")
    assert told(verdict_on(bundle)) == (2, ["too_much_work"], [None])
