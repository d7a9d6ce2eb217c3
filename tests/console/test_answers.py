"""What `status`, `show`, `history` and `next` answer to programs, for any point in time."""

import json
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from event_store.log import Log
from tests.console.conftest import Done, Run
from tests.engine.synthetic import (
    CAMPAIGN,
    OVERRIDE,
    ROLLS,
    Script,
    accept,
    new_engine,
    open_season,
    through_lessons,
)
from workflows.projections.counting import share

_, *STATES = lifecycles().by_area["congress"].definition.states
BOARD = {
    *("as_of", "known_at", "total", "by_state", "held", "elected", "reported"),
    *("pilots", "overdue", "flags"),
}
SHEET = {
    *("campaign", "branch", "name", "state", "disposition", "attempt", "version", "held_on"),
    *("officers", "seats_open", "flags"),
}
ENTRY = {
    *("position", "stream", "version", "type", "type_version", "actor", "documents"),
    *("occurred_on", "recorded_at", "recorded_on", "days_between", "flags", "override"),
    *("data", "facts", "command_id", "rules", "amendments", "voided_by"),
}
POSSIBILITY = {"command", "allowed", "reasons", "needs"}


def answer(done: Done) -> Any:
    assert (done.code, done.err) == (0, ""), done.err
    return done.json


@pytest.fixture
def late(tmp_path: Path) -> Path:
    """The pilot alone; all of it was recorded days later, one entry by override, one amended."""
    path = tmp_path / "congress.db"
    script = Script()
    open_season(script)
    through_lessons(script)
    script.on("2017-08-30").do("plan", "TDP-02", {"planned_on": "2019-01-01"}, override=OVERRIDE)
    script.do("plan", "TDP-03", {"planned_on": "2017-09-05"}, occurred_on="2017-08-20")
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, script.commands)
        amended = Script(prefix="late").on("2017-08-31")
        change = {"field": "planned_on", "value": "2017-09-06", "reason": "ghi nhầm"}
        amended.do("amend", "TDP-03", {"target_position": log.size, **change})
        amended.do("void", "TDP-02", {"target_position": log.size - 1, "reason": "chưa họp"})
        accept(engine, amended.commands)
    return path


def test_the_board_of_a_whole_season(congress: Run, season: Path) -> None:
    board = answer(congress("status", "-o", "json"))
    assert set(board) == BOARD
    assert list(board["by_state"]) == [*STATES, "unplanned"]
    assert board["by_state"] == {**dict.fromkeys(STATES, 0), "reported": 4, "unplanned": 1}
    share = {"count": 4, "total": 5, "percent": "80.0"}
    assert (board["held"], board["elected"], board["reported"]) == (share, share, share)
    assert board["total"] == 5, "cancelled, merged and dissolved have left the denominator"
    assert board["pilots"] == {"planned": 1, "held": 1}
    assert (board["as_of"], board["known_at"]) == ("2017-09-20", None)
    assert (board["overdue"], board["flags"]) == ([], {})


def test_a_board_of_nothing_has_no_percent(congress: Run, empty: Path) -> None:
    board = answer(congress("status", "-o", "json"))
    assert set(board) == BOARD
    assert board["held"] == {"count": 0, "total": 0, "percent": None}


@pytest.mark.parametrize(
    ("count", "total", "percent"),
    [
        (0, 0, None),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 16, "6.3"),
        (1, 80, "1.3"),
        (1999, 2000, "100.0"),
        (249_999, 250_000, "100.0"),
    ],
)
def test_percents_have_one_decimal_and_are_rounded_half_up(
    count: int, total: int, percent: str | None
) -> None:
    assert share(count, total) == {"count": count, "total": total, "percent": percent}


def test_overdue_are_those_whose_day_has_passed(congress: Run, late: Path) -> None:
    known = ("status", "-o", "json", "--as-of")
    unreported = ["TDP-08"]
    for day, overdue in {
        "2017-08-21": [],
        "2017-08-22": unreported,
        "2017-09-15": unreported,
        "2017-09-16": sorted(ROLLS),
    }.items():
        assert answer(congress(*known, day))["overdue"] == overdue, day


def test_the_sheet_of_a_branch(congress: Run, season: Path) -> None:
    sheet = answer(congress("show", "TDP-02", "-o", "json"))
    assert set(sheet) == SHEET
    officers = sheet.pop("officers")
    assert officers == [
        {"post": "secretary", "ref": "m-203", "basis": "appointed", "votes": None, "base": None}
    ]
    assert sheet == {
        "campaign": CAMPAIGN,
        "branch": "TDP-02",
        "name": "Chi bộ Tổ dân phố số 02",
        "state": "reported",
        "disposition": "active",
        "attempt": 1,
        "version": 16,
        "held_on": "2017-08-28",
        "seats_open": 1,
        "flags": [],
    }


@pytest.mark.parametrize(
    ("branch", "state", "disposition", "attempt"),
    [
        ("TDP-03", "lessons_learned", "cancelled", 2),
        ("TDP-04", "unplanned", "merged", 1),
        ("TDP-06", "unplanned", "dissolved", 1),
        ("TDP-01", "reported", "active", 2),
        ("TH-01", "unplanned", "active", 1),
    ],
)
def test_state_disposition_and_attempt(
    branch: str, state: str, disposition: str, attempt: int, congress: Run, season: Path
) -> None:
    sheet = answer(congress("show", branch, "-o", "json"))
    found = (sheet["state"], sheet["disposition"], sheet["attempt"])
    assert found == (state, disposition, attempt)


def test_what_was_so_and_what_the_record_said(congress: Run, season: Path) -> None:
    """The pilot sat on the 10th, the lessons were drawn on the 14th: now ask about the 12th."""
    asked = {
        "2017-08-09": ("planned", "planned"),
        "2017-08-12": ("officers_elected", "pilot"),
        "2017-08-14": ("reported", "reported"),
    }
    for day, (was, said) in asked.items():
        assert answer(congress("show", "TDP-08", "-o", "json", "--as-of", day))["state"] == was
        told = answer(congress("show", "TDP-08", "-o", "json", "--known-at", day))
        assert told["state"] == said
    both = ("--as-of", "2017-08-12", "--known-at", "2017-08-12T23:00:00+07:00")
    assert answer(congress("show", "TDP-08", "-o", "json", *both))["state"] == "pilot"
    board = answer(congress("status", "-o", "json", *both))
    assert (board["as_of"], board["held"]["count"]) == ("2017-08-12", 1)


def test_before_anything_was_recorded_there_was_nothing(congress: Run, season: Path) -> None:
    board = answer(congress("status", "-o", "json", "--known-at", "2017-07-19"))
    assert board["total"] == 0
    assert congress("show", "TDP-08", "--known-at", "2017-07-19").code == 5


@pytest.mark.parametrize("day", ["2017-8-12", "12/8/2017", "12-8-2017", "12/08/2017", "12.8.2017"])
def test_days_are_taken_as_people_write_them(day: str, congress: Run, season: Path) -> None:
    written = ["show", "TDP-08", "-o", "json"]
    expected = congress(*written, "--as-of", "2017-08-12")
    done = congress(*written, "--as-of", day)
    if day == "2017-8-12":
        assert done.code in (0, 2)
    else:
        assert done == expected


@pytest.mark.parametrize(
    "time", ["2017-08-12", "12/8/2017", "2017-08-12T16:59:59Z", "2017-08-12T23:59:59+07:00"]
)
def test_times_are_a_day_or_have_an_offset(time: str, congress: Run, season: Path) -> None:
    done = congress("history", "TDP-08", "-o", "jsonl", "--known-at", time)
    assert [row["type"] for row in done.lines] == [
        "congress.planned",
        "congress.pilot_held",
        *["congress.ballot_recorded"] * 3,
    ]


def test_the_history_is_every_entry_in_order(congress: Run, season: Path) -> None:
    rows = congress("history", "TDP-01", "-o", "jsonl").lines
    with Log.open(season, read_only=True) as log:
        entries = log.stream(f"congress/{CAMPAIGN}/TDP-01")
    assert all(set(row) >= ENTRY for row in rows)
    for member in ("position", "stream", "version", "type", "type_version", "data", "occurred_on"):
        assert [row[member] for row in rows] == [entry[member] for entry in entries]
    assert answer(congress("history", "TDP-01", "-o", "json")) == rows


def test_a_correction_stands_beside_what_it_corrects(congress: Run, late: Path) -> None:
    amended = congress("history", "TDP-03", "-o", "jsonl").lines
    assert amended[0]["data"]["planned_on"] == "2017-09-05"
    (change,) = amended[0]["amendments"]
    assert (change["field"], change["was"]) == ("planned_on", "2017-09-05")
    assert (change["value"], change["reason"]) == ("2017-09-06", "ghi nhầm")
    assert change["position"] == amended[1]["position"]
    voided = congress("history", "TDP-02", "-o", "jsonl").lines
    assert voided[0]["voided_by"] == voided[1]["position"]
    assert voided[0]["override"] == OVERRIDE
    assert voided[0]["flags"] == ["shift_too_long"]


def test_late_recording_is_counted_in_days(congress: Run, late: Path) -> None:
    row = congress("history", "TDP-03", "-o", "jsonl").lines[0]
    assert (row["occurred_on"], row["recorded_on"]) == ("2017-08-20", "2017-08-30")
    assert (row["days_between"], row["flags"]) == (10, ["backdated"])
    assert answer(congress("status", "-o", "json"))["flags"] == {"backdated": 1}


def test_the_campaigns_entries_that_name_the_branch_come_with_it(
    congress: Run, season: Path
) -> None:
    own = congress("history", "TDP-08", "-o", "jsonl").lines
    rows = congress("history", "TDP-08", "--with-campaign", "-o", "jsonl").lines
    assert [row for row in rows if row["stream"].startswith("congress/")] == own
    assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert [row["type"] for row in rows if row["stream"].startswith("campaign/")] == [
        "campaign.branch_registered",
        "campaign.pilot_designated",
        "campaign.observers_invited",
        "campaign.lessons_session_held",
    ]


def test_what_can_be_done_next_and_why_not(congress: Run, late: Path) -> None:
    rows = answer(congress("next", "TDP-03", "-o", "json"))
    assert all(set(row) >= POSSIBILITY for row in rows)
    assert all(row["allowed"] == (not row["reasons"]) for row in rows)
    assert all(row["allowed"] or not row["needs"] for row in rows)
    found = {row["command"]: row for row in rows}
    assert {
        name for name in ("plan", "learn", "hold", "reschedule") if found[name]["allowed"]
    } == {
        "learn",
        "reschedule",
    }
    assert found["reschedule"]["needs"] == ["to", "reason"]
    assert [reason["code"] for reason in found["hold"]["reasons"]] == ["wrong_state"]
    assert set(found["hold"]["reasons"][0]) == {"code", "message", "rule"}


def test_a_report_still_needs_the_papers_that_were_not_attached(congress: Run, late: Path) -> None:
    needs = {
        row["command"]: row["needs"] for row in answer(congress("next", "TDP-08", "-o", "json"))
    }
    assert {"documents", "result_report", "self_review_report"} <= set(needs["report"])
    paper = {"kind": "result_report", "number": "05-BC/CB"}
    script = Script(prefix="p").on("2017-09-01").do("attach_document", "TDP-08", paper)
    assert congress("apply", "-", input=script.commands).code == 0
    needs = {
        row["command"]: row["needs"] for row in answer(congress("next", "TDP-08", "-o", "json"))
    }
    assert "result_report" not in needs["report"]


def test_next_without_a_branch_is_about_the_campaign(congress: Run, late: Path) -> None:
    found = {row["command"]: row for row in answer(congress("next", "-o", "json"))}
    assert found["extend_deadline"]["allowed"]
    refused = [reason["code"] for reason in found["close_campaign"]["reasons"]]
    assert refused == ["campaign_unfinished"]


def test_an_answer_in_json_is_the_same_in_both_languages(congress: Run, season: Path) -> None:
    for args in (("status",), ("show", "TDP-01"), ("history", "TDP-01")):
        english, vietnamese = (
            congress(*args, "-o", "json", language=language) for language in ("en", "vi")
        )
        assert json.loads(english.out) == json.loads(vietnamese.out)
