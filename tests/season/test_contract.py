"""What holds for every command, whatever it asks for. All figures are synthetic."""

import unicodedata
from typing import Any

import pytest

from engine.advance import Engine
from event_store.log import Log
from tests.season import commands as c
from tests.season.commands import CAMPAIGN, LARGE, PILOT
from tests.season.season import Season, given
from tests.season.stories import follower_until, gate_open, opened, piloted, prepared


def with_id(command: dict[str, Any], name: str = "c-0042") -> dict[str, Any]:
    return {**command, "command_id": name}


# --- Unknown and malformed ----------------------------------------------------------------------


def test_word_that_is_no_command_is_invalid() -> None:
    season = given(opened()).when(c.of_campaign("open_congress", "2017-07-10"))
    assert season.then_refused("unknown_command").result.outcome == "invalid"


def test_command_of_a_branch_needs_a_branch() -> None:
    command = {k: v for k, v in c.plan(LARGE).items() if k != "branch"}
    given(opened()).when(command).then_refused("invalid_data").then_named("branch")


def test_operator_learns_every_fault_of_the_data_at_once() -> None:
    broken = c.with_data(
        c.without_data(c.hold(), "agenda_done"),
        counting_board="m-901",
        attendance={**c.attendance(12), "present": "many", "convened": -1},
    )
    season = given(follower_until("lessons_learned")).when(broken).then_refused("invalid_data")
    season.then_named("agenda_done", "counting_board", "present", "convened")
    assert season.result.outcome == "invalid"
    assert len(season.result.reasons) == 4


def test_faults_of_type_come_with_contradictions() -> None:
    counts = c.attendance(12, convened=13)
    broken = c.pilot(attendance=counts, counting_board="m-901")
    season = given(opened(), c.plan(PILOT)).when(broken)
    season.then_refused("invalid_data").then_named("counting_board", "convened")


def test_faults_around_the_data_come_with_those_inside() -> None:
    broken = {**c.plan(LARGE, "tomorrow"), "occurred_on": "2017-02-30", "expected_version": "2"}
    season = given(opened()).when({**broken, "recorded_at": "2017-08-01T18:00:00+07:00"})
    season.then_refused("invalid_data").then_named("planned_on", "occurred_on", "expected_version")


def test_head_counts_that_contradict_each_other_come_with_the_other_faults() -> None:
    counts = c.attendance(12, convened=13)
    broken = c.without_data(c.hold(attendance=counts), "counting_board")
    season = given(follower_until("lessons_learned")).when(broken)
    season.then_refused("invalid_data").then_named("counting_board", "convened")


@pytest.mark.parametrize("name", ["", "-TDP", "TDP 01", "TDP/01", "Tổ-1", "x" * 65])
def test_identifiers_are_short_and_plain(name: str) -> None:
    given(opened()).when(c.register(name, 12)).then_refused("invalid_data")


@pytest.mark.parametrize("name", ["a", "TDP-08.b_c", "8", "x" * 64])
def test_identifiers_may_be_of_letters_digits_and_three_marks(name: str) -> None:
    given(opened()).when(c.register(name, 12)).then_accepted()


def test_command_says_who_gives_it() -> None:
    command = {k: v for k, v in c.plan(LARGE).items() if k != "actor"}
    given(opened()).when(command).then_refused("invalid_data").then_named("actor")


def test_entry_too_large_for_the_log_is_refused() -> None:
    lessons = c.with_data(
        c.lessons(), lessons=[{"topic": "t", "fault": "f" * 7_900, "advice": "a"}] * 2_000
    )
    given(prepared(), piloted()).when(lessons).then_refused("too_large")


# --- The same again -----------------------------------------------------------------------------


def test_same_command_twice_is_recorded_once() -> None:
    season = given(opened()).when(with_id(c.plan(LARGE))).then_accepted()
    first = season.result.events
    assert season.again().then_duplicate().result.events == first


def test_repeated_command_brings_its_flags_along() -> None:
    late = c.restamped(c.plan(LARGE), recorded_at="2017-07-20T08:00:00+07:00")
    season = given(opened()).when(with_id(late)).then_accepted("backdated")
    assert season.again().then_duplicate().result.flags == ["backdated"]


def test_repeat_is_a_duplicate_long_after_the_state_has_moved_on() -> None:
    season = given(opened()).when(with_id(c.plan(LARGE))).then_accepted()
    sent = season.sent
    season.given(c.designate(), c.invite(), piloted(), c.lessons(), c.learn(LARGE))
    season.when(sent).then_duplicate()


def test_same_words_in_other_letters_are_the_same_command() -> None:
    plan = with_id(c.plan(LARGE, place=unicodedata.normalize("NFC", "Nhà văn hóa tổ 1")))
    season = given(opened()).when(plan).then_accepted()
    place = unicodedata.normalize("NFD", "Nhà văn hóa tổ 1")
    season.when(c.with_data(season.sent, place=place)).then_duplicate()


def test_id_stands_for_one_command_only() -> None:
    season = given(opened(), with_id(c.plan(LARGE)))
    season.when(with_id(c.plan(PILOT))).then_refused("command_id_reused")


def test_id_already_used_is_noticed_before_the_data_is_read() -> None:
    season = given(opened(), with_id(c.plan(LARGE)))
    season.when(with_id(c.plan(PILOT, "tomorrow"))).then_refused("command_id_reused")


def test_one_changed_figure_makes_it_another_command() -> None:
    season = given(follower_until("lessons_learned"), with_id(c.hold()))
    other = c.hold(attendance=c.attendance(12, present=11))
    season.when(with_id(other)).then_refused("command_id_reused")


def test_refused_command_leaves_its_id_free() -> None:
    season = given(opened()).when(with_id(c.pilot())).then_turned_away()
    season.when(with_id(c.plan(LARGE))).then_accepted()


def test_invalid_command_leaves_its_id_free() -> None:
    season = given(opened()).when(with_id(c.plan(LARGE, "tomorrow"))).then_turned_away()
    season.when(with_id(c.plan(LARGE))).then_accepted()


# --- Versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("expected", [0, 2, 7])
def test_somebody_who_saw_another_version_is_refused(expected: int) -> None:
    command = c.restamped(c.learn(LARGE), expected_version=expected)
    given(follower_until("planned")).when(command).then_refused("version_conflict")


def test_somebody_who_saw_this_version_goes_on() -> None:
    command = c.restamped(c.learn(LARGE), expected_version=1)
    season = given(follower_until("planned")).when(command).then_accepted()
    assert season.result.events[0]["version"] == 2


def test_version_nought_means_nothing_may_be_there_yet() -> None:
    plan = c.restamped(c.plan(LARGE), expected_version=0)
    given(opened()).when(plan).then_accepted()
    again = c.restamped(c.plan(LARGE), expected_version=0)
    given(opened(), c.plan(LARGE)).when(again).then_refused("wrong_state", "version_conflict")


def test_season_opened_twice_on_a_wrong_version_is_refused_for_both() -> None:
    again = c.restamped(c.open_campaign(), expected_version=0)
    given(opened()).when(again).then_refused("duplicate_campaign", "version_conflict")


def test_version_of_a_stream_is_the_number_of_its_entries() -> None:
    season = given(follower_until("held"))
    assert [e["version"] for e in season.entries()] == [1, 2, 3, 4, 5, 6]
    assert season.show()["version"] == 6


def test_streams_are_named_after_campaign_and_branch() -> None:
    season = given(opened(), c.plan(LARGE))
    assert season.result.events[0]["stream"] == f"congress/{CAMPAIGN}/{LARGE}"
    season.when(c.designate())
    assert season.result.events[0]["stream"] == f"campaign/{CAMPAIGN}"


# --- Time ---------------------------------------------------------------------------------------


def at(season: Season, time: str, occurred_on: str | None) -> Season:
    command = {**c.plan(LARGE), "recorded_at": time, "occurred_on": occurred_on}
    return season.when({k: v for k, v in command.items() if v is not None})


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2017-08-10T16:59:59Z", "2017-08-10"),
        ("2017-08-10T17:00:00Z", "2017-08-11"),
        ("2017-08-11T00:30:00+09:00", "2017-08-10"),
    ],
)
def test_command_without_a_day_occurred_on_the_local_day_of_its_recording(
    time: str, day: str
) -> None:
    season = at(given(opened()), time, None).then_accepted()
    assert season.entries()[-1]["occurred_on"] == day


@pytest.mark.parametrize("time", ["2017-08-10T16:59:59Z", "2017-08-10T23:59:59+07:00"])
def test_tomorrow_cannot_be_recorded_today(time: str) -> None:
    at(given(opened()), time, "2017-08-11").then_refused("future_date")


def test_day_begins_at_midnight_in_viet_nam() -> None:
    at(given(opened()), "2017-08-10T17:00:00Z", "2017-08-11").then_accepted()


def test_recorded_time_never_falls() -> None:
    season = at(given(opened(), c.designate()), "2017-07-04T08:00:00+07:00", "2017-07-04")
    assert season.then_refused("invalid_data").result.outcome == "invalid"


def test_two_entries_may_be_recorded_at_the_same_moment() -> None:
    season = given(opened())
    at(season, season.now, None).then_accepted()


@pytest.mark.parametrize("time", ["2017-08-10T17:00:00", "2017-08-10", "noon", 17])
def test_recorded_time_needs_an_offset(time: Any) -> None:
    at(given(opened()), time, "2017-07-10").then_refused("invalid_data")


def test_only_a_simulation_is_told_when_it_is() -> None:
    with Log.create(None) as log:
        told = c.restamped(c.open_campaign(), recorded_at="2017-07-01T18:00:00+07:00")
        result = Engine(log, Season().rules).advance(told)
        assert result.outcome == "invalid"
        assert [reason.code for reason in result.reasons] == ["invalid_data"]
        assert log.size == 1


def test_simulation_that_is_not_told_the_time_takes_the_clock() -> None:
    with Log.create(None, simulation=True) as log:
        result = Engine(log, Season().rules).advance(c.open_campaign())
        assert result.outcome == "accepted"
        assert log.entry(log.size)["recorded_at"] > "2025"


def test_refusal_carries_every_reason_at_once() -> None:
    counts = c.attendance(11, present=7, convened=11)
    command = c.pilot(on="2017-08-12", attendance=counts, agenda_done=["election"])
    given(opened(), c.plan(PILOT)).when(command).then_refused(
        "not_designated_pilot",
        "observers_not_invited",
        "roll_mismatch",
        "quorum_missing",
        "agenda_incomplete",
    )


def test_structural_reasons_come_with_those_a_decision_could_lift() -> None:
    command = c.restamped(c.hold(attendance=c.attendance(12, present=7)), expected_version=9)
    season = given(gate_open(), c.plan(LARGE)).when(command)
    season.then_refused("wrong_state", "version_conflict", "quorum_missing")
