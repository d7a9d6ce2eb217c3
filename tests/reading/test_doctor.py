"""The doctor names what is wrong, and what to do. Logs are synthetic."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from application import machine
from application.call import Call
from application.checkup import check_up
from console.packaged import lifecycles
from event_store import health
from event_store.log import Log
from tests.reading.program import LANGUAGES, congress, environment

pytestmark = pytest.mark.usefixtures("in_english")

HOLD = """
import sys, time
from event_store.lock import FileLock
with FileLock(sys.argv[1] + ".lock"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def checked(log: Path, **variables: str) -> tuple[int, dict[str, dict[str, Any]], str]:
    """Exit code, findings by check, verdict."""
    done = congress(log, "doctor", "-o", "json", **variables)
    answer = json.loads(done.stdout)
    return done.returncode, {one["check"]: one for one in answer["checks"]}, answer["verdict"]


@pytest.fixture
def log(season: Path, tmp_path: Path) -> Path:
    """A copy of the season that a test may spoil."""
    path = tmp_path / "season.db"
    with sqlite3.connect(season) as there, sqlite3.connect(path) as here:
        there.backup(here)
    there.close()
    here.close()
    return path


def spoil(log: Path, *statements: str) -> None:
    connection = sqlite3.connect(log, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_log_that_is_well_is_said_to_be(log: Path) -> None:
    code, found, verdict = checked(log)
    assert (code, verdict) == (0, "ok")
    assert {"log", "log_id", "entries", "files", "settings", "clock", "views", "attempts", "lock",
            "space", "sqlite", "python", "packages"} <= set(found)  # fmt: skip
    with Log.open(log, read_only=True) as opened:
        assert found["log_id"]["found"] == opened.log_id
        assert found["entries"]["found"].startswith(f"{opened.size}, ")
    assert {one["state"] for one in found.values()} <= {"ok", "note"}


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_people_get_a_table_and_the_advice_below_it(log: Path, spoken: str) -> None:
    log.rename(log.with_name("other.db"))
    done = congress(log, "--lang", spoken, "doctor")
    assert done.returncode == 5
    table, advice = done.stdout.split("\n\n")
    assert table.splitlines()[2].startswith("✗  ")
    assert advice.startswith("✗ ")
    assert "congress init" in advice


def test_it_changes_nothing(log: Path) -> None:
    log.with_name("season.db.views").write_bytes(b"no SQLite " * 200)
    before = {path.name: path.read_bytes() for path in log.parent.iterdir()}
    code, found, _ = checked(log)
    assert code == 0
    assert found["views"]["state"] == "warning"
    assert "delete" in found["views"]["advice"]
    kept = {name: (log.parent / name).read_bytes() for name in before}
    assert kept == before


def test_views_tell_how_far_they_are(log: Path) -> None:
    assert checked(log)[1]["views"]["found"] == "none built yet"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (("DROP TRIGGER entries_no_delete",), "entries_no_delete"),
        (
            ("DROP TRIGGER entries_no_delete", "DELETE FROM entries WHERE position=140"),
            "140",
        ),
        (
            (
                "DROP TRIGGER entries_no_update",
                "UPDATE entries SET entry = cast('{ ' || substr(entry, 2) AS BLOB)",
            ),
            "position 1:",
        ),
        (
            ("UPDATE streams SET version=2 WHERE stream='congress/gia-thuy-2017/TDP-08'",),
            "congress/gia-thuy-2017/TDP-08",
        ),
    ],
)  # fmt: skip
def test_damage_is_named_and_told_by_the_exit_code(
    log: Path, statements: tuple[str, ...], told: str
) -> None:
    spoil(log, *statements)
    code, found, verdict = checked(log)
    assert (code, verdict) == (6, "integrity")
    faults = [one for one in found.values() if one["state"] == "fault"]
    assert any(told in one["found"] for one in faults)
    assert all(one["advice"] for one in faults)


ALTER = "UPDATE entries SET entry = cast(replace(cast(entry AS TEXT), '{}', '{}') AS BLOB)"


@pytest.mark.parametrize("last", [False, True], ids=["within a stream", "its last entry"])
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_an_entry_that_was_altered_alone_is_found(log: Path, last: bool, spoken: str) -> None:
    """Nobody mended the hashes: the next entry of the stream, or the index, tells."""
    with Log.open(log, read_only=True) as opened:
        streams = {e["stream"]: e["position"] for e in opened.scan()}
        ordinary = [e for e in opened.scan() if e["stream"].startswith("congress/")]
    position = next(e["position"] for e in ordinary if (e["position"] in streams.values()) is last)
    changed = ALTER.format('"actor":"op:', '"actor":"xx:') + f" WHERE position={position}"
    spoil(log, "DROP TRIGGER entries_no_update", changed)
    code, found, verdict = checked(log, CONGRESS_LANG=spoken)
    assert (code, verdict, found["entries"]["state"]) == (6, "integrity", "fault")
    said = found["entries"]["found"]
    assert re.search(rf"\b{position}\b", said), said
    assert {"en": "one of them", "vi": "một trong hai"}[spoken] in said


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_it_does_not_say_that_nothing_was_altered(log: Path, spoken: str) -> None:
    entries = checked(log, CONGRESS_LANG=spoken)[1]["entries"]
    assert entries["found"].endswith("congress verify")
    assert "sound" not in entries["found"]


def test_file_that_is_no_log_is_damage_and_no_file_is_not_found(tmp_path: Path) -> None:
    log = tmp_path / "season.db"
    assert checked(log)[0] == 5
    log.write_bytes(b"x" * 5_000)
    assert checked(log)[::2] == (6, "integrity")


def test_log_that_cannot_be_read_is_unreachable(log: Path) -> None:
    log = log / "season.db"  # below a file: what even root cannot open
    code, found, verdict = checked(log)
    assert (code, verdict) == (7, "unreachable")
    assert found["log"]["state"] == "fault"
    assert "sqlite" in found


def test_who_holds_the_lock_is_named(log: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(log)],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        code, found, _ = checked(log)
        holder.stdin.close()
    assert (code, found["lock"]["state"]) == (0, "note")
    if Path("/proc/locks").exists():
        assert str(holder.pid) in found["lock"]["found"]
    assert checked(log)[1]["lock"]["state"] == "ok"


def test_clock_behind_the_last_entry_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    Log.create(path, clock=lambda: datetime(2900, 1, 1, tzinfo=UTC), accept_clock=True).close()
    code, found, _ = checked(path)
    assert (code, found["clock"]["state"]) == (0, "warning")
    assert "clock_behind" in found["clock"]["advice"]


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.51.2", True),
        ("3.51.3", False), ("4.0.0", False),
    ],
)  # fmt: skip
def test_library_with_the_wal_bug_is_known_by_its_version(version: str, *, has: bool) -> None:
    assert health.has_reset_bug(version) is has


def test_full_disk_is_a_warning(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(log.parent)._replace(free=machine.LITTLE_SPACE - 1)
    monkeypatch.setattr(machine, "disk_usage", lambda _: usage)
    found = check_up(str(log), lifecycles(), Call()).findings
    (space,) = (one for one in found if one.check == "space")
    assert (space.state, space.found.en) == ("warning", "99 MB")


@pytest.mark.parametrize(
    "end",
    [".cursors", ".attempts", ".access", ".config", ".people", ".people.keys", ".people.digest"],
)
def test_what_lies_beside_and_is_not_of_the_log_is_named(log: Path, end: str) -> None:
    Path(f"{log}{end}").symlink_to(log.with_name("nowhere"))
    code, found, _ = checked(log)
    assert (code, found["beside"]["state"]) == (0, "warning")
    assert f"{log.name}{end} is a symbolic link" in found["beside"]["found"]


def test_a_pipe_in_the_place_of_the_lock_keeps_nobody_waiting(log: Path) -> None:
    Path(f"{log}.lock").unlink(missing_ok=True)
    os.mkfifo(f"{log}.lock")
    code, found, _ = checked(log)
    assert (code, found["lock"]["state"]) == (0, "warning")
    assert "delete it or move it away" in found["lock"]["found"]
