"""What was refused is kept apart from the record, with who asked and every reason."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine import attempts as watching
from engine.advance import Engine
from event_store import attempts as kept
from event_store.attempts import Attempts
from event_store.log import Log
from tests.reading.program import LANGUAGES, answer, congress, lines

OPEN: dict[str, Any] = {
    "command": "open_campaign", "campaign": "ward", "actor": "op:officer",
    "recorded_at": "2017-07-10T08:00:00+07:00",
    "data": {
        "committee": {"id": "ward", "name": "Đảng ủy phường", "path": ["city"]},
        "term": "2017-2020", "previous_term": "2015-2017", "deadline": "2017-09-15",
        "policy": "vn-2017",
    },
}  # fmt: skip
REGISTER: dict[str, Any] = {
    "command": "register_branch", "campaign": "ward", "actor": "op:officer",
    "recorded_at": "2017-07-11T08:00:00+07:00",
    "data": {
        "branch": "TDP-01", "name": "Chi bộ 1", "official": 12, "probationary": 0, "exempt": 0,
        "had_committee": True,
    },
}  # fmt: skip
LATE_PLAN: dict[str, Any] = {
    "command": "plan", "campaign": "ward", "branch": "TDP-01", "actor": "op:clerk",
    "command_id": "c-9", "recorded_at": "2017-07-20T08:00:00+07:00",
    "data": {"planned_on": "2019-08-20"},
}  # fmt: skip
TOO_EARLY: dict[str, Any] = {
    "command": "learn", "campaign": "ward", "branch": "TDP-01", "actor": "op:clerk",
    "recorded_at": "2017-08-11T08:00:00+07:00",
}  # fmt: skip
NAME = "Người Mẫu"
"""Nobody is called so."""
WRONG: list[dict[str, Any]] = [LATE_PLAN, TOO_EARLY]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "season.db"
    Log.create(path, simulation=True).close()
    return path


def beside(log: Path) -> Path:
    return log.with_name(log.name + ".attempts")


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_reason_is_told_as_it_was_when_the_command_was_refused(
    log: Path, spoken: str
) -> None:
    done = congress(log, "--lang", spoken, "apply", "-", said=lines([OPEN, REGISTER, *WRONG]))
    told = [json.loads(line)["reasons"] for line in done.stdout.splitlines()][2:]
    kept = answer(log, "attempts", CONGRESS_LANG=spoken)
    assert [row["reasons"] for row in kept] == told[::-1]
    assert all(reason["rule"] for row in kept for reason in row["reasons"])


def test_it_is_kept_who_asked_what_and_when(log: Path) -> None:
    congress(log, "apply", "-", said=lines([OPEN, REGISTER, LATE_PLAN]))
    (row,) = answer(log, "attempts")
    assert row["at"] == "2017-07-20T01:00:00.000000Z"
    asked = {"actor": "op:clerk", "command": "plan", "branch": "TDP-01", "command_id": "c-9"}
    assert asked.items() <= row.items()
    assert (row["outcome"], row["data"]) == ("refused", LATE_PLAN["data"])


def test_malformed_command_is_an_attempt_and_a_line_that_is_none_is_not(log: Path) -> None:
    congress(log, "apply", "-", said=lines([OPEN, {**TOO_EARLY, "command": "jump"}]) + "{\n")
    (row,) = answer(log, "attempts")
    assert (row["command"], row["outcome"]) == ("jump", "invalid")


def test_name_that_was_written_where_a_reference_belongs_is_not_kept(log: Path) -> None:
    ballot = {"post": "secretary", "round": 1, "seats": 1, "issued": 9, "collected": 9}
    named = {"candidates": [{"ref": NAME, "votes": 9}], "valid": 9, "invalid": 0}
    asked = {**TOO_EARLY, "command": "record_ballot", "data": {**ballot, **named}}
    designated = {**OPEN, "command": "designate_pilot", "data": {"branch": "TDP-01", "who": NAME}}
    done = congress(log, "apply", "-", said=lines([OPEN, REGISTER, asked, designated]))
    kept = answer(log, "attempts")
    assert [row["outcome"] for row in kept] == ["invalid", "invalid"]
    assert kept[0]["data"] == {"branch": "TDP-01"}
    (reason,) = kept[1]["reasons"]
    assert "data.candidates.0.ref: is not valid: letters without accents" in reason["message"]
    assert NAME.encode() not in beside(log).read_bytes()
    assert NAME not in done.stdout + done.stderr


def test_accepted_commands_and_dry_runs_leave_nothing(log: Path) -> None:
    congress(log, "apply", "-", said=lines([OPEN, REGISTER]))
    congress(log, "apply", "--dry-run", "-", said=lines(WRONG))
    assert not beside(log).exists()
    done = congress(log, "attempts", "-o", "jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No refused command" in done.stderr


def test_they_are_not_kept_where_nobody_wants_them(log: Path) -> None:
    done = congress(log, "apply", "-", said=lines([OPEN, *WRONG]), CONGRESS_ATTEMPTS="off")
    assert (done.returncode, beside(log).exists()) == (3, False)


def test_whole_file_that_is_rolled_back_leaves_what_was_refused_in_it(log: Path) -> None:
    congress(log, "apply", "--atomic", "-", said=lines([OPEN, REGISTER, LATE_PLAN]))
    assert [row["command"] for row in answer(log, "attempts")] == ["plan"]
    with Log.open(log, read_only=True) as opened:
        assert opened.size == 1


def test_record_does_not_know_of_them(log: Path) -> None:
    with Log.open(log) as opened:
        engine = Engine(opened, lifecycles())
        engine.advance(OPEN)
        before = opened.root()
        assert engine.advance(TOO_EARLY).outcome == "refused"
        assert opened.root() == before


def test_they_can_be_asked_by_branch_campaign_and_day(log: Path) -> None:
    congress(log, "apply", "-", said=lines([OPEN, REGISTER, OPEN, *WRONG]))
    asked: dict[tuple[str, ...], list[str]] = {
        (): ["learn", "plan", "open_campaign"],
        ("--branch", "TDP-01"): ["learn", "plan"],
        ("--branch", "ward/TDP-01"): ["learn", "plan"],
        ("--branch", "TDP-02"): [],
        ("--campaign", "ward"): ["learn", "plan", "open_campaign"],
        ("--campaign", "other"): [],
        ("--since", "21/7/2017"): ["learn"],
        ("--since", "2017-07-20"): ["learn", "plan"],
    }
    for options, commands in asked.items():
        assert [row["command"] for row in answer(log, "attempts", *options)] == commands, options


IN_THE_WAY: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "foreign file": lambda path: path.write_bytes(b"not SQLite" * 99),
    "link": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("kind", IN_THE_WAY)
def test_a_file_that_cannot_be_read_keeps_no_command_and_is_no_empty_answer(
    log: Path, kind: str
) -> None:
    IN_THE_WAY[kind](beside(log))
    done = congress(log, "apply", "-", said=lines([TOO_EARLY]))
    assert (done.returncode, done.stderr) == (3, "")
    asked = congress(log, "attempts", "-o", "json")
    assert (asked.returncode, asked.stdout) == (7, "")
    assert str(beside(log)) in asked.stderr
    assert "Nothing was recorded" in asked.stderr
    checked = json.loads(congress(log, "doctor", "-o", "json").stdout)["checks"]
    states = {one["check"]: one["state"] for one in checked}
    assert (states["attempts"], states["beside"]) == ("warning", "warning")


def test_a_file_that_is_not_there_keeps_no_command_yet(log: Path) -> None:
    assert answer(log, "attempts") == []


def test_attempts_of_a_log_that_stood_there_before_are_not_shown(log: Path) -> None:
    congress(log, "apply", "-", said=lines([TOO_EARLY]))
    log.unlink()
    Log.create(log, simulation=False).close()
    assert answer(log, "attempts") == []


def test_the_file_only_grows(log: Path) -> None:
    congress(log, "apply", "-", said=lines(WRONG))
    connection = sqlite3.connect(beside(log))
    for statement in ("DELETE FROM attempts", "UPDATE attempts SET log='x'"):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            connection.execute(statement)
    connection.close()


def test_large_data_is_left_out_and_the_attempt_stays(log: Path) -> None:
    large = {**OPEN["data"], "outline": ["x" * 400] * 12}
    congress(log, "apply", "-", said=lines([OPEN, {**OPEN, "data": large}]))
    (row,) = answer(log, "attempts")
    assert (row["command"], row["outcome"], "data" in row) == ("open_campaign", "refused", False)


def test_log_in_memory_keeps_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Log.create(None, simulation=True) as opened:
        engine = Engine(opened, lifecycles())
        assert engine.advance(TOO_EARLY).outcome == "refused"
        assert list(tmp_path.iterdir()) == []
        assert list(Attempts(opened.path, opened.log_id).newest_first()) == []


def test_reader_of_an_older_reason_gets_its_code(log: Path) -> None:
    old: dict[str, Any] = {"at": "2017-07-20T01:00:00.000000Z", "outcome": "refused"}
    with Log.open(log, read_only=True) as opened:
        Attempts(opened.path, opened.log_id).add([{**old, "reasons": [{"code": "of_old"}]}])
    (row,) = answer(log, "attempts")
    assert row["reasons"] == [{"code": "of_old", "message": "of_old", "rule": ""}]


def test_the_oldest_go_when_there_are_too_many(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 50)
    with Log.open(log) as opened:
        attempts = Attempts(opened.path, opened.log_id)
        for n in range(12):
            rows = [{"at": "2017", "reasons": [], "n": 10 * n + m} for m in range(10)]
            assert attempts.add(rows)
        found = [row["n"] for row in attempts.newest_first()]
        assert found == list(range(119, 119 - len(found), -1))
        assert 30 < len(found) <= 50
        assert attempts.dropped() == 120 - len(found)
    done = congress(log, "attempts")
    assert f"{120 - len(found)} older attempts" in done.stderr
    connection = sqlite3.connect(beside(log))
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        connection.execute("DELETE FROM attempts")
    connection.close()


def test_they_take_no_more_than_their_bytes(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 200_000)
    with Log.open(log) as opened:
        attempts = Attempts(opened.path, opened.log_id)
        for n in range(40):
            assert attempts.add([{"at": "2017", "reasons": [], "n": n, "text": "x" * 15_000}])
        found = [row["n"] for row in attempts.newest_first()]
        assert found == list(range(39, 39 - len(found), -1))
        assert 3 < len(found) < 14
    assert beside(log).stat().st_size < 300_000


def test_many_refusals_of_one_transaction_are_kept_in_bounds(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 100)
    monkeypatch.setattr(watching, "MOST", 100)
    with Log.open(log) as opened:
        engine = Engine(opened, lifecycles())
        with engine.session() as session:
            for n in range(250):
                assert session.advance({**TOO_EARLY, "command_id": f"c-{n}"}).outcome == "refused"
        attempts = Attempts(opened.path, opened.log_id)
        found = [row["command_id"] for row in attempts.newest_first()]
        assert found[0] == "c-249"
        assert attempts.dropped() == 250 - len(found)


def test_a_row_that_is_no_attempt_is_not_shown(log: Path) -> None:
    congress(log, "apply", "-", said=lines([TOO_EARLY]))
    connection = sqlite3.connect(beside(log))
    with connection:
        for text in (b"[]", b"{}", b"{", b'{"at":5,"reasons":[]}', b"\xff"):
            connection.execute(
                "INSERT INTO attempts (log, attempt) SELECT log_id, ? FROM owner", (text,)
            )
    connection.close()
    assert [row["command"] for row in answer(log, "attempts")] == ["learn"]


def test_an_error_of_the_program_is_not_taken_for_a_file_that_is_missing(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection used by a thread that may not use it, say."""

    def refuse(*_: object) -> int:
        raise sqlite3.ProgrammingError

    monkeypatch.setattr(kept, "_number", refuse)
    with Log.open(log) as opened, pytest.raises(sqlite3.ProgrammingError):
        Attempts(opened.path, opened.log_id).add([{"at": "2017", "reasons": []}])
