"""Correcting through the engine: what may be corrected, what rests on it, what comes after."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.corrections import fold
from engine.history import history
from engine.reading import Reader
from engine.replay import check
from engine.results import Result
from event_store.clock import local_date
from tests.engine.laws import broken
from tests.engine.synthetic import (
    CAMPAIGN,
    OVERRIDE,
    ROLLS,
    Script,
    accept,
    codes,
    follow,
    new_engine,
    open_season,
    said,
    through_lessons,
)

FOLLOWER = "TDP-01"


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A season with its pilot elected and one follower elected."""
    script = Script()
    open_season(script)
    through_lessons(script)
    follow(script.on("2017-08-20"), FOLLOWER, ROLLS[FOLLOWER])
    engine = new_engine()
    accept(engine, script.commands)
    yield engine
    log = engine.log
    assert broken(log.scan()) == []
    assert list(check(log, lifecycles())) == []


def position(engine: Engine, type_: str, branch: str | None = FOLLOWER) -> int:
    """Return the position of the first entry of a type."""
    stream = f"congress/{CAMPAIGN}/{branch}" if branch else f"campaign/{CAMPAIGN}"
    found: int = next(e["position"] for e in engine.log.stream(stream) if e["type"] == type_)
    return found


def ask(
    engine: Engine, command: str, data: Any, branch: str | None = FOLLOWER, **more: Any
) -> Result:
    script = Script().on("2017-08-28").do(command, branch, data, **more)
    envelope = script.commands[0]
    envelope["command_id"] = f"ask-{engine.log.size}"
    return engine.advance(envelope)


def amend(
    engine: Engine, target: int, field: str, value: Any, branch: str | None = FOLLOWER, **more: Any
) -> Result:
    data = {"target_position": target, "field": field, "value": value, "reason": "ghi sai"}
    return ask(engine, "amend", data, branch, **more)


def void(engine: Engine, target: int, branch: str | None = FOLLOWER, **more: Any) -> Result:
    return ask(engine, "void", {"target_position": target, "reason": "ghi nhầm"}, branch, **more)


def facts_of(engine: Engine, result: Result) -> Any:
    return engine.log.entry(result.events[0]["position"]).get("facts", {})


def rested_on(result: Result) -> set[int]:
    assert codes(result) == ["entry_relied_on"], said(result)
    return {int(number) for number in result.reasons[0].facts["positions"].split(", ")}


def test_a_sitting_without_anybody_excluded_can_be_amended(engine: Engine) -> None:
    held = position(engine, "congress.held")
    assert engine.log.entry(held)["data"]["attendance"].get("excluded", {}) == {}
    result = amend(engine, held, "attendance.probationary_present", 1)
    assert result.outcome == "accepted", said(result)
    assert facts_of(engine, result) == {"was": 0}


def test_each_amendment_says_what_stood_there_before_it(engine: Engine) -> None:
    plan = position(engine, "congress.planned")
    days = ("2017-08-21", "2017-08-22", "2017-08-20")
    found = [facts_of(engine, amend(engine, plan, "planned_on", day)) for day in days]
    assert found == [{"was": "2017-08-20"}, {"was": "2017-08-21"}, {"was": "2017-08-22"}]
    workflow = lifecycles().by_area["congress"]
    entries = Reader(engine.log, lifecycles()).entries(workflow, CAMPAIGN, FOLLOWER)
    rows = history(entries, local_date, workflow.annuls, workflow.papers)
    row = next(row for row in rows if row["position"] == plan)
    assert row["data"]["planned_on"] == "2017-08-20"
    assert [change["value"] for change in row["amendments"]] == list(days)


def test_what_is_so_already_is_no_amendment(engine: Engine) -> None:
    plan = position(engine, "congress.planned")
    assert codes(amend(engine, plan, "planned_on", "2017-08-20")) == ["nothing_to_amend"]


@pytest.mark.parametrize("field", ["recorded_at", "actor", "position", "outcome", "no.place"])
def test_what_is_no_figure_of_the_command_is_not_amended(engine: Engine, field: str) -> None:
    ballot = position(engine, "congress.ballot_recorded")
    size = engine.log.size
    assert amend(engine, ballot, field, "2017-08-20").outcome in ("refused", "invalid")
    assert engine.log.size == size


def test_an_amendment_keeps_the_laws_of_the_command_it_amends(engine: Engine) -> None:
    held = position(engine, "congress.held")
    assert codes(amend(engine, held, "attendance.official_on_roll", 11)) == ["roll_mismatch"]
    assert codes(amend(engine, held, "occurred_on", "2030-01-01")) == ["future_date"]
    assert codes(amend(engine, held, "attendance.present", 3)) == ["quorum_missing"]
    assert codes(amend(engine, held, "attendance.present", "ten")) == ["invalid_data"]
    assert amend(engine, held, "attendance.present", 3, override=OVERRIDE).outcome != "accepted"


def test_votes_amended_are_counted_again(engine: Engine) -> None:
    ballots = [
        e["position"]
        for e in engine.log.stream(f"congress/{CAMPAIGN}/{FOLLOWER}")
        if e["type"] == "congress.ballot_recorded"
    ]
    result = amend(engine, ballots[-1], "candidates.0.votes", 8)
    assert result.outcome == "accepted", said(result)
    result = amend(engine, ballots[-1], "candidates.0.votes", 4)
    assert rested_on(result) == {position(engine, "congress.officers_elected")}


def test_every_entry_that_rests_on_one_is_named(engine: Engine) -> None:
    stream = engine.log.stream(f"congress/{CAMPAIGN}/{FOLLOWER}")
    later = [e["position"] for e in stream if e["version"] > 1]
    plan, learn, held = later[0] - 1, later[0], later[1]
    assert rested_on(void(engine, plan)) >= {learn}
    assert rested_on(void(engine, learn)) >= {held}
    assert rested_on(void(engine, held)) >= {later[2], later[-1]}


def test_stages_are_taken_back_one_by_one_from_the_last(engine: Engine) -> None:
    stream = engine.log.stream(f"congress/{CAMPAIGN}/{FOLLOWER}")
    for entry in reversed(stream):
        result = void(engine, entry["position"])
        assert result.outcome == "accepted", said(result)
    workflow = lifecycles().by_area["congress"]
    state = fold(workflow, engine.log.stream(f"congress/{CAMPAIGN}/{FOLLOWER}"))
    assert (state.stage, state.version) == ("unplanned", 2 * len(stream))
    again = ask(engine, "plan", {"planned_on": "2017-08-28"})
    assert again.outcome == "accepted", said(again)
    assert again.events[0]["version"] == 2 * len(stream) + 1


def test_the_only_entry_of_a_branch_is_taken_back_and_made_again(engine: Engine) -> None:
    for _ in range(3):
        planned = ask(engine, "plan", {"planned_on": "2017-08-28"}, "TDP-02")
        assert planned.outcome == "accepted", said(planned)
        taken = void(engine, planned.events[0]["position"], "TDP-02", expected_version=None)
        assert taken.outcome == "accepted", said(taken)


def test_what_was_voided_is_not_voided_again_and_a_void_is_final(engine: Engine) -> None:
    elected = position(engine, "congress.officers_elected")
    taken = void(engine, elected)
    assert taken.outcome == "accepted"
    assert codes(void(engine, elected)) == ["nothing_to_void"]
    assert codes(amend(engine, elected, "occurred_on", "2017-08-21")) == ["nothing_to_amend"]
    assert codes(void(engine, taken.events[0]["position"])) == ["nothing_to_void"]


@pytest.mark.parametrize("target", [1, 2, 3, 10**6], ids=["genesis", "rules", "campaign", "none"])
def test_only_entries_of_the_same_stream_are_corrected(engine: Engine, target: int) -> None:
    assert codes(void(engine, target)) == ["nothing_to_void"]
    assert codes(amend(engine, target, "reason", "x")) == ["nothing_to_amend"]


def test_a_refused_correction_tells_every_reason(engine: Engine) -> None:
    found = void(engine, 1, expected_version=1, override={"reason": "chỉ vậy"})
    assert codes(found) == ["nothing_to_void", "override_incomplete", "version_conflict"]


def test_the_campaign_rests_on_its_opening_and_so_do_its_branches(engine: Engine) -> None:
    opened = position(engine, "campaign.opened", None)
    resting = rested_on(void(engine, opened, None))
    assert position(engine, "campaign.branch_registered", None) in resting
    assert position(engine, "congress.planned") in resting


def test_the_entries_of_a_branch_rest_on_its_registration(engine: Engine) -> None:
    registered = next(
        e["position"]
        for e in engine.log.stream(f"campaign/{CAMPAIGN}")
        if e["data"].get("branch") == FOLLOWER
    )
    assert position(engine, "congress.held") in rested_on(void(engine, registered, None))
    resting = rested_on(amend(engine, registered, "official", 11, None))
    assert position(engine, "congress.held") in resting
    renamed = amend(engine, registered, "name", "Chi bộ khác", None)
    assert renamed.outcome == "accepted", said(renamed)


def test_followers_rest_on_the_lessons(engine: Engine) -> None:
    lessons = position(engine, "campaign.lessons_session_held", None)
    assert position(engine, "congress.lessons_learned") in rested_on(void(engine, lessons, None))
    nobody = amend(engine, lessons, "covers", [], None)
    assert position(engine, "congress.lessons_learned") in rested_on(nobody)
    too_early = amend(engine, lessons, "occurred_on", "2017-08-09", None)
    assert position(engine, "congress.lessons_learned", "TDP-08") in rested_on(too_early)
    assert amend(engine, lessons, "occurred_on", "2017-08-12", None).outcome == "accepted"


def test_what_rests_on_a_stage_rests_on_it_whatever_the_campaign_did_since(
    engine: Engine,
) -> None:
    """A branch that learned and was designated afterwards still learned because it had a plan."""
    script = Script(prefix="w").on("2017-08-28")
    script.do("plan", "TDP-03", {"planned_on": "2017-08-28"}).do("learn", "TDP-03")
    script.do("designate_pilot", data={"branch": "TDP-03"}, override=OVERRIDE)
    accept(engine, script.commands)
    plan = position(engine, "congress.planned", "TDP-03")
    assert position(engine, "congress.lessons_learned", "TDP-03") in rested_on(
        void(engine, plan, "TDP-03")
    )


def test_a_season_is_never_left_without_rules(engine: Engine) -> None:
    opened = position(engine, "campaign.opened", None)
    assert amend(engine, opened, "policy", "vn-1900", None).outcome in ("refused", "invalid")
    assert ask(engine, "plan", {"planned_on": "2017-08-28"}, "TDP-02").outcome == "accepted"


def test_a_correction_counts_for_the_next_command_of_the_same_transaction(
    engine: Engine,
) -> None:
    script = Script(prefix="w").on("2017-08-28")
    script.do("plan", "TDP-02", {"planned_on": "2017-08-28"})
    script.do("void", "TDP-02", {"target_position": engine.log.size + 1, "reason": "ghi nhầm"})
    script.do("plan", "TDP-02", {"planned_on": "2017-08-29"})
    script.do("learn", "TDP-02")
    accept(engine, script.commands)
