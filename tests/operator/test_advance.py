"""One command of a branch from the command line: recorded, or every reason why not."""

import re
from typing import Any

import pytest

from event_store.log import Log
from tests.operator.conftest import OPEN
from tests.operator.program import Operator

PLAN = ("advance", "TDP-04", "plan", "--planned-on", "20/8/2017")
ON = ("--recorded-at", "10/7/2017")


def entry(operator: Operator, branch: str = "TDP-04") -> dict[str, Any]:
    with Log.open(operator.log, read_only=True) as log:
        return list(log.stream(f"congress/gt-2017/{branch}"))[-1]


def test_what_was_written_is_recorded(operator: Operator) -> None:
    done = operator.ok(*PLAN, "--place", "Nhà văn hóa", "--scheme-secretary", "m-001", *ON)
    assert "Recorded: TDP-04: plan (congress.planned" in done.out
    recorded = entry(operator)
    assert recorded["type"] == "congress.planned"
    assert recorded["data"] == {
        "planned_on": "2017-08-20", "place": "Nhà văn hóa", "scheme": {"secretary": "m-001"},
    }  # fmt: skip


def test_answer_for_programs_is_that_of_the_contract(operator: Operator) -> None:
    answer = operator.ok(*PLAN, *ON, "-o", "json").json
    assert set(answer) == {"line", "command_id", "outcome", "events", "reasons", "flags"}
    assert answer["events"][0]["type"] == "congress.planned"


def test_every_way_to_write_a_member_means_the_same(operator: Operator) -> None:
    flat = ("--official-on-roll", "8", "--convened", "8", "--present", "7")
    dotted = (
        "--attendance.official_on_roll", "8", "--attendance.convened", "8",
        "--attendance-present", "7",
    )  # fmt: skip
    rest = (
        "--probationary-present", "0", "--excused-throughout", "1", "--counting-board", "m-7,m-8",
        "--agenda-done", "review_and_goals", "--agenda-done", "election", "-o", "json",
    )  # fmt: skip
    operator.ok(*PLAN, *ON)
    answers = [operator.run("advance", "TDP-04", "hold", *way, *rest) for way in (flat, dotted)]
    reasons = [[reason["code"] for reason in done.json["reasons"]] for done in answers]
    assert reasons[0] == reasons[1] == ["wrong_state"]


def test_actor_evidence_and_correlation_come_along(operator: Operator) -> None:
    operator.ok(
        *PLAN, *ON, "--actor", "op:officer", "--correlation", "evening-1", "--evidence",
        "minutes=03-BB/CB,date=9/7/2017", "--evidence", "plan=01-KH/CB", "--on", "9/7/2017",
    )  # fmt: skip
    recorded = entry(operator)
    assert recorded["actor"] == "op:officer"
    assert recorded["occurred_on"] == "2017-07-09"
    assert [paper["number"] for paper in recorded["evidence"]] == ["03-BB/CB", "01-KH/CB"]


def test_actor_is_never_the_login_name(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "nguoi-mau")
    names = dict.fromkeys(("LOGNAME", "USER", "USERNAME", "LNAME"), "nguoi-mau")
    monkeypatch.setattr(
        Operator, "environment", staticmethod(lambda: {"CONGRESS_LANG": "en", **names})
    )
    operator.ok(*PLAN, *ON)
    assert entry(operator)["actor"] == "op:local"


def test_dry_run_decides_and_records_nothing(operator: Operator) -> None:
    done = operator.ok(*PLAN, *ON, "--dry-run")
    assert "Would be recorded" in done.out
    assert "Nothing was recorded" in done.err
    assert operator.ok("history", "TDP-04", "-o", "json").json == []


def test_command_with_an_id_is_recorded_once(operator: Operator) -> None:
    operator.ok(*PLAN, *ON, "--command-id", "c-1")
    assert "Already recorded" in operator.ok(*PLAN, *ON, "--command-id", "c-1").out
    assert len(operator.ok("history", "TDP-04", "-o", "json").json) == 1


def test_scan_is_named_by_its_hash(operator: Operator) -> None:
    scan = operator.log.with_name("scan.pdf")
    scan.write_bytes(b"")
    operator.ok(*PLAN, *ON, "--evidence", f"minutes=1,file={scan}")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert entry(operator)["evidence"] == [{"kind": "minutes", "number": "1", "sha256": empty}]


# --- Exit codes ---------------------------------------------------------------------------------


def test_refusal_tells_every_reason_with_its_rule(operator: Operator) -> None:
    few = (
        "--official-on-roll", "12", "--convened", "12", "--present", "7",
        "--probationary-present", "0", "--counting-board", "m-8", "--agenda-done", "election",
    )  # fmt: skip
    operator.ok("advance", "TDP-08", "plan", "--planned-on", "10/8/2017", *ON)
    done = operator.run("advance", "TDP-08", "pilot", *few, "--on", "10/7/2017")
    assert (done.code, done.out) == (3, "")
    told = re.findall(r"^  • .*\[.+\]$", done.err, re.MULTILINE)
    assert len(told) == 3
    assert any("7" in line and "8" in line for line in told)


def test_refusal_for_programs_is_on_stdout(operator: Operator) -> None:
    done = operator.run("advance", "TDP-04", "elect", "-o", "json")
    assert (done.code, done.json["outcome"]) == (3, "refused")
    assert [reason["code"] for reason in done.json["reasons"]] == ["wrong_state"]


def test_somebody_was_faster(operator: Operator) -> None:
    operator.ok(*PLAN, *ON, "--expect", "0")
    assert operator.run("advance", "TDP-04", "learn", "--expect", "0").code == 4
    done = operator.run("advance", "TDP-04", "elect", "--expect", "0", "-o", "json")
    assert (done.code, len(done.json["reasons"])) == (4, 2)


def test_branch_that_is_unknown_is_not_found(operator: Operator) -> None:
    done = operator.run("advance", "TDP-4", "plan", "--planned-on", "20/8/2017")
    assert done.code == 5
    assert "Did you mean TDP-04?" in done.err
    assert operator.run("advance", "other/TDP-04", "elect").code == 5


def test_log_that_is_missing_is_not_found(operator: Operator) -> None:
    assert Operator(operator.log.with_name("none.db")).run(*PLAN).code == 5


def test_everything_that_is_missing_or_misspelt_is_told_at_once(operator: Operator) -> None:
    done = operator.run(
        "advance", "TDP-08", "pilot", "--present", "eleven", "--observers-attended", "-1",
        "--on", "31/2/2017", "--expect", "x",
    )  # fmt: skip
    assert done.code == 2
    told = re.findall(r"^  (--[a-z-]+)", done.err, re.MULTILINE)
    assert sorted(told) == [
        "--agenda-done", "--convened", "--counting-board", "--expect", "--observers-attended",
        "--official-on-roll", "--on", "--present", "--probationary-present",
    ]  # fmt: skip
    assert "--present is missing" not in done.err


def test_contradiction_is_told_before_anything_is_decided(operator: Operator) -> None:
    done = operator.run("advance", "TDP-04", "fail-quorum", "--convened", "8", "--present", "9")
    assert done.code == 2
    assert "--present: 9 present, but 8 convened" in done.err


def test_time_of_recording_belongs_to_simulations(operator: Operator) -> None:
    real = Operator(operator.log.with_name("real.db"))
    real.ok("init")
    assert real.run(*OPEN).code == 2
    assert real.run(*OPEN[:-2], "--on", "1/7/2017").code == 0


def test_backdated_entry_bears_its_flag(operator: Operator) -> None:
    done = operator.ok(*PLAN, "--on", "6/7/2017", "--recorded-at", "20/7/2017")
    assert "Flags: " in done.out


def test_override_is_recorded_with_its_papers(operator: Operator) -> None:
    small = ("advance", "TDP-04", "plan", "--planned-on", "20/8/2018", *ON)
    assert operator.run(*small).code == 3
    decided = ("--override-reason", "lụt", "--override-authority", "quận ủy")
    assert operator.run(*small, *decided).code == 3
    done = operator.ok(*small, *decided, "--override-document", "05-QĐ/QU", "-o", "json")
    assert done.json["flags"] == ["shift_too_long"]


def test_correction_takes_values_as_people_write_them(operator: Operator) -> None:
    operator.ok(*PLAN, *ON)
    at = str(entry(operator)["position"])
    operator.ok(
        "advance", "TDP-04", "dinh-chinh", "--position", at, "--field", "planned_on", "--value",
        "27/8/2017", "--reason", "nhầm ngày", *ON,
    )  # fmt: skip
    changed = operator.ok("history", "TDP-04", "-o", "json").json[0]["amendments"][0]
    assert changed["value"] == "2017-08-27"


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["update-roll", "update_roll", "cap-nhat-danh-sach"])
def test_command_has_several_names(operator: Operator, name: str) -> None:
    roll = ("--official", "8", "--probationary", "0", "--exempt", "0")
    assert "congress.roll_updated" in operator.ok("advance", "TDP-04", name, *roll).out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("advance", "TDP-04", "lern"), "'learn'"),
        (("advance", "TDP-04", "len-ke-hoac"), "'len-ke-hoach'"),
        (("advance", "TDP-04", "plan", "--planed-on", "1/8/2017"), "--planned-on"),
        (("advance", "plan", "TDP-04"), "'congress advance TDP-04 plan'"),
        (("campaign", "designat-pilot"), "'designate-pilot'"),
        (("campain",), "'campaign'"),
        (("trang-tai",), "'trang-thai'"),
    ],
)
def test_slip_of_the_keyboard_is_answered_with_what_was_meant(
    operator: Operator, words: tuple[str, ...], meant: str
) -> None:
    done = operator.run(*words)
    assert done.code == 2
    assert meant in done.err


def test_without_a_terminal_the_command_must_be_named(operator: Operator) -> None:
    done = operator.run("advance", "TDP-04")
    assert done.code == 2
    assert "record-ballot" in done.err
