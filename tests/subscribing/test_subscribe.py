"""`congress subscribe`: every entry once, in order, filtered, by name, live."""

import json
import signal
import time
from pathlib import Path

import pytest

from event_store.log import Log
from tests.subscribing.running import (
    ENTRIES,
    congress,
    events,
    moved_away,
    positions,
    running,
    without,
)

ALL = list(range(1, ENTRIES + 1))
NOTHING = frozenset[str]().issuperset
WARD = "ha-noi/long-bien/gia-thuy"


def append(log: Path, number: str = "1") -> None:
    """Record one more entry."""
    with Log.open(log, read_only=True) as opened:
        last = opened.entry(opened.size)["recorded_at"]
    command = {
        "command": "file_complaint",
        "campaign": "gia-thuy-2017",
        "branch": "TDP-08",
        "occurred_on": last[:10],
        "recorded_at": last,
        "actor": "op:org-officer",
        "data": {"number": number, "received_on": last[:10], "subject": "synthetic"},
    }
    done = congress(log, "apply", "-", said=json.dumps(command) + "\n")
    assert done.returncode == 0, done.stdout + done.stderr


def cursor(log: Path, name: str = "web") -> dict[str, int]:
    rows = json.loads(congress(log, "cursors", "-o", "json").stdout)
    found = next(row for row in rows if row["name"] == name)
    return {key: found[key] for key in ("position", "size", "lag")}


def test_every_entry_comes_once_in_order(played: Path) -> None:
    done = congress(played, "subscribe")
    assert positions(done.stdout) == ALL
    assert done.returncode == 0
    assert "Caught up at position 145" in done.stderr


def test_data_is_the_very_entry(played: Path) -> None:
    lines = congress(played, "subscribe").stdout.splitlines()
    with Log.open(played, read_only=True) as opened:
        for position, line in enumerate(lines, start=1):
            assert line.endswith(f',"data":{opened.raw(position).decode()}}}')


def test_after_a_position_the_rest_comes(played: Path) -> None:
    assert positions(congress(played, "subscribe", "--after", "140").stdout) == ALL[140:]
    assert congress(played, "subscribe", "--after", "145").stdout == ""


def test_a_reader_ahead_of_the_log_is_told_so(played: Path) -> None:
    done = congress(played, "subscribe", "--after", "146")
    assert (done.returncode, done.stdout) == (6, "")
    assert "ends at position 145, but 146 was read before" in done.stderr


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["--type", "congress.reported"], lambda e: e["type"] == "congress.reported"),
        (["--type", "campaign.*"], lambda e: e["type"].startswith("campaign.")),
        (
            ["--type", "log.*", "--type", "congress.held"],
            lambda e: e["type"].startswith("log.") or e["type"] == "congress.held",
        ),
        (["--branch", "TDP-08"], lambda e: e["subject"] == "congress/gia-thuy-2017/TDP-08"),
        (
            ["--branch", "gia-thuy-2017/TDP-08", "--type", "congress.held"],
            lambda e: e["subject"].endswith("/TDP-08") and e["type"] == "congress.held",
        ),
        (["--branch", "another/TDP-08"], NOTHING),
        (["--campaign", "gia-thuy-2017"], lambda e: e["subject"] != "log"),
        (["--campaign", "another"], NOTHING),
        (["--path", "ha-noi/long-bien"], lambda e: e["subject"] != "log"),
        (["--path", WARD], lambda e: e["subject"] != "log"),
        (["--path", "ha-noi/long"], NOTHING),
    ],
)
def test_filters_choose(played: Path, asked: list[str], expected: object) -> None:
    assert callable(expected)
    wanted = [e["sequence"] for e in events(congress(played, "subscribe").stdout) if expected(e)]
    found = events(congress(played, "subscribe", *asked).stdout)
    assert [event["sequence"] for event in found] == wanted


def test_a_type_that_does_not_exist_is_refused(played: Path) -> None:
    done = congress(played, "subscribe", "--type", "congress.repord")
    assert done.returncode == 2
    assert "congress.reported" in done.stderr


def test_a_named_reader_goes_on_where_it_stopped(log: Path) -> None:
    assert positions(congress(log, "subscribe", "--name", "web").stdout) == ALL
    assert congress(log, "subscribe", "--name", "web").stdout == ""
    append(log)
    assert cursor(log) == {"position": 145, "size": 146, "lag": 1}
    assert positions(congress(log, "subscribe", "--name", "web").stdout) == [146]
    assert cursor(log) == {"position": 146, "size": 146, "lag": 0}


def test_a_cursor_advances_over_what_was_filtered(log: Path) -> None:
    found = congress(log, "subscribe", "--name", "web", "--type", "campaign.opened")
    assert positions(found.stdout) == [3]
    assert cursor(log) == {"position": 145, "size": 145, "lag": 0}


def test_a_cursor_can_be_put_elsewhere_and_forgotten(log: Path) -> None:
    congress(log, "subscribe", "--name", "web")
    again = congress(log, "subscribe", "--name", "web", "--after", "143")
    assert positions(again.stdout) == [144, 145]
    assert congress(log, "cursors", "--forget", "web").returncode == 0
    assert congress(log, "cursors", "--forget", "web").returncode == 5
    assert positions(congress(log, "subscribe", "--name", "web").stdout) == ALL


def test_cursors_do_not_touch_the_log(log: Path) -> None:
    before = log.read_bytes()
    congress(log, "subscribe", "--name", "web")
    assert log.read_bytes() == before
    assert (log.with_name(log.name + ".cursors")).exists()


def test_a_cursor_of_another_log_is_refused(log: Path, tmp_path: Path) -> None:
    congress(log, "subscribe", "--name", "web")
    assert congress(tmp_path / "other.db", "init").returncode == 0
    (tmp_path / "season.db.cursors").rename(tmp_path / "other.db.cursors")
    done = congress(tmp_path / "other.db", "subscribe", "--name", "web")
    assert (done.returncode, done.stdout) == (7, "")
    assert "another log" in done.stderr


def test_a_cursor_on_another_past_of_the_log_is_refused(log: Path, played: Path) -> None:
    append(log, "1")
    congress(log, "subscribe", "--name", "web")
    for end in ("", "-wal", "-shm", ".views"):
        log.with_name(log.name + end).unlink(missing_ok=True)
    log.write_bytes(played.read_bytes())
    behind = congress(log, "subscribe", "--name", "web")
    assert (behind.returncode, behind.stdout) == (6, "")
    append(log, "2")
    grown = congress(log, "subscribe", "--name", "web")
    assert (grown.returncode, grown.stdout) == (6, "")
    assert "another past" in grown.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_damaged_file_of_cursors_is_told_from_the_log(log: Path, language: str) -> None:
    file = log.with_name(log.name + ".cursors")
    file.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    for asked in (["subscribe", "--name", "web"], ["cursors"]):
        done = congress(log, *asked, language=language)
        assert (done.returncode, done.stdout) == (7, "")
        assert str(file) in done.stderr
    file.unlink()
    assert positions(congress(log, "subscribe", "--name", "web").stdout) == ALL


def test_a_hole_is_refused_after_all_before_it(log: Path) -> None:
    without(log, 100, 101)
    done = congress(log, "subscribe", "--name", "web")
    assert (done.returncode, positions(done.stdout)) == (6, ALL[:99])
    assert "Position 100 is missing: position 102 follows" in done.stderr
    assert cursor(log)["position"] == 99


def test_a_hole_in_what_is_filtered_is_refused_all_the_same(log: Path) -> None:
    without(log, 100)
    done = congress(log, "subscribe", "--type", "log.*")
    assert (done.returncode, positions(done.stdout)) == (6, [1, 2])


def test_following_hears_other_processes_and_stops_cleanly(log: Path) -> None:
    with running(log, "subscribe", "--after", "145", "--follow", "--name", "web") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "waiting for more" in process.stderr.readline()
        append(log, "1")
        assert json.loads(process.stdout.readline())["sequence"].endswith("146")
        append(log, "2")
        assert json.loads(process.stdout.readline())["sequence"].endswith("147")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130
        assert "Stopped after position 147, 2 handed over" in process.stderr.read()
        assert process.stdout.read() == ""
    assert cursor(log)["position"] == 147


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stalled_reader_does_not_keep_it_from_stopping(log: Path, number: int) -> None:
    with running(log, "subscribe", "--name", "web") as process:
        assert process.stdout is not None
        process.stdout.readline()  # The pipe holds less than the log does; nobody reads on.
        process.send_signal(number)
        assert process.wait(30) == 130


def test_a_log_that_is_moved_away_is_lost(log: Path) -> None:
    with running(log, "subscribe", "--follow", "--after", "145") as process:
        assert process.stderr is not None
        process.stderr.readline()
        moved_away(log)
        assert process.wait(30) == 7
        assert "moved, removed or replaced" in process.stderr.read()


def test_a_log_that_is_replaced_is_lost(log: Path, played: Path) -> None:
    with running(log, "subscribe", "--follow", "--after", "145") as process:
        assert process.stderr is not None
        process.stderr.readline()
        copy = log.with_name("copy.db")
        copy.write_bytes(played.read_bytes())
        copy.rename(log)
        assert process.wait(30) == 7


def test_two_readers_of_one_name_find_out(log: Path) -> None:
    congress(log, "subscribe", "--name", "web")
    with running(log, "subscribe", "--name", "web", "--follow") as one:
        assert one.stderr is not None
        one.stderr.readline()
        with running(log, "subscribe", "--name", "web", "--follow") as two:
            assert two.stderr is not None
            two.stderr.readline()
            append(log)
            while one.poll() is None and two.poll() is None:
                time.sleep(0.01)
            for process in (one, two):
                process.send_signal(signal.SIGINT)
            assert {one.wait(30), two.wait(30)} == {4, 130}


def test_a_reader_that_went_away_ends_it(log: Path) -> None:
    with running(log, "subscribe", "--name", "web") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(30) == 141
        assert "The reader is gone" in process.stderr.read()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_gives_examples_in_both_languages(played: Path, language: str) -> None:
    for command in ("subscribe", "cursors", "watch", "wait", "schema"):
        said = congress(played, command, "--help", language=language).stdout
        assert f"congress {command}" in said
        assert ("Ví dụ" in said) == (language == "vi")


@pytest.mark.parametrize("named", ["", "reader"])
@pytest.mark.parametrize(
    "words",
    [
        ("--branch", "NOPE"),
        ("--branch", "nope/TDP-08"),
        ("--campaign", "nope"),
        ("--path", "nowhere"),
    ],
)
def test_what_is_not_on_record_is_not_waited_for(
    log: Path, words: tuple[str, str], named: str
) -> None:
    name = ("--name", named) if named else ()
    done = congress(log, "subscribe", *words, *name)
    assert (done.returncode, done.stdout) == (5, ""), done.stderr
    assert "Nothing" in done.stderr or "no " in done.stderr.lower()


@pytest.mark.parametrize(
    "words", [("--branch", "TDP-08"), ("--campaign", "gia-thuy-2017"), ("--path", WARD)]
)
def test_what_is_on_record_is_handed_over(log: Path, words: tuple[str, str]) -> None:
    done = congress(log, "subscribe", *words)
    assert done.returncode == 0
    assert done.stdout
