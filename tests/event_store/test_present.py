"""A clock far ahead of everything else that shows how late it is has to be confirmed."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from event_store import clock, present
from event_store.config import Config
from event_store.log import Log
from event_store.present import RELEASED, ClockAheadError, ClockCheck, clock_ahead
from event_store.proof.notes import Signature
from tests.event_store.conftest import Wound, note

ROOT = Path(__file__).parents[2]
RESTED = datetime(2030, 1, 1, tzinfo=UTC)
"""When everything was last touched: long after this program was released."""


def checked(path: Path, now: datetime) -> None:
    """Ask whether something could be recorded then."""
    with Log.open(path, read_only=True) as log, log.reading() as rows:
        last = log.entry(log.size)["recorded_at"]
        ClockCheck(str(path)).check(clock.written(now), last, lambda: rows)


def touch(path: Path, at: datetime) -> None:
    path.touch()
    os.utime(path, (at.timestamp(), at.timestamp()))


@pytest.fixture
def rested(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with Log.create(path, clock=lambda: RESTED, accept_clock=True) as log, log.write() as tx:
        tx.append([note()], recorded_at=tx.now()[0])
    for file in tmp_path.iterdir():
        touch(file, RESTED)
    return path


@pytest.mark.parametrize("days", [0, 1.5, 119, 120])
def test_a_clock_within_the_days_is_right(rested: Path, days: float) -> None:
    checked(rested, RESTED + timedelta(days=days))


@pytest.mark.parametrize("days", [121, 400, 30_000])
def test_a_clock_beyond_is_not(rested: Path, days: float) -> None:
    with pytest.raises(ClockAheadError, match="--accept-clock") as caught:
        checked(rested, RESTED + timedelta(days=days))
    assert (caught.value.code, caught.value.last) == ("clock_ahead", clock.written(RESTED))


@pytest.mark.parametrize("name", ["s.db", "s.db.views", "s.db.people", "s.db.config", "s.db.bak"])
def test_a_file_touched_since_shows_how_late_it_is(rested: Path, name: str) -> None:
    now = RESTED + timedelta(days=300)
    touched = rested.with_name(name)
    if name == "s.db.config":
        touched.write_text("{}")
    touch(touched, now - timedelta(days=100))
    checked(rested, now)


@pytest.mark.parametrize(
    "name", ["s.db-wal", "s.db.lock", "s.db.views-wal", "other.db", "s.dbx", "s.db.views"]
)
def test_what_this_clock_may_have_touched_shows_nothing(rested: Path, name: str) -> None:
    now = RESTED + timedelta(days=300)
    if name != "s.db-wal":
        touch(rested.with_name(name), now)
    with pytest.raises(ClockAheadError):
        checked(rested, now)


def test_the_log_itself_touched_just_now_shows_that(rested: Path) -> None:
    touch(rested, RESTED + timedelta(days=300))
    checked(rested, RESTED + timedelta(days=301))


def test_the_office_says_how_many_days(rested: Path) -> None:
    Config(str(rested)).set("clock_days", 10)
    touch(rested.with_name("s.db.config"), RESTED)
    checked(rested, RESTED + timedelta(days=10))
    with pytest.raises(ClockAheadError):
        checked(rested, RESTED + timedelta(days=11))


def test_a_newer_program_shows_how_late_it_is(
    rested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = RESTED + timedelta(days=300)
    monkeypatch.setattr(present, "RELEASED", clock.written(now - timedelta(days=30)))
    checked(rested, now)


def test_a_witness_shows_how_late_it_is(rested: Path) -> None:
    now = RESTED + timedelta(days=300)
    seconds = int((now - timedelta(days=5)).timestamp())
    seen = Signature("w.example", b"\0\0\0\1", seconds.to_bytes(8, "big") + bytes(64))
    with Log.open(rested, clock=lambda: RESTED) as log, log.write() as tx:
        tx.keep_checkpoint(2, "note")
        tx.keep_cosignature(2, "w.example", seen.line)
        tx.keep_cosignature(2, "x.example", "no line at all")
    touch(rested, RESTED)
    checked(rested, now)


def test_every_append_is_checked_and_nothing_is_written(tmp_path: Path) -> None:
    machine = Wound()
    path = tmp_path / "s.db"
    Log.create(path, clock=machine, accept_clock=True).close()
    machine.wind(400 * 86_400)
    with Log.open(path, clock=machine) as log:
        given = clock.written(machine.now)
        attempts: list[Callable[[Any], object]] = [
            lambda tx: tx.now(),
            lambda tx: tx.append_system(note(), recorded_at=given),
            lambda tx: tx.append_heads(),
        ]
        for attempt in attempts:
            with log.write() as tx, pytest.raises(ClockAheadError):
                attempt(tx)
            assert log.size == 1
        assert clock_ahead(log) is not None
        with log.write(accept_clock=True) as tx:
            tx.append_system(note(), recorded_at=tx.now()[0])
        assert log.size == 2
        assert clock_ahead(log) is None
        machine.wind(400 * 86_400)
        assert clock_ahead(log) is not None


def future() -> datetime:
    return datetime(2099, 1, 1, tzinfo=UTC)


def append(log: Log) -> int:
    with log.write() as tx:
        tx.append_system(note(), recorded_at=tx.now()[0])
    return log.size


def test_no_clock_that_is_handed_in_writes_a_year_that_nothing_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(ClockAheadError):
        Log.create(path, clock=future)
    assert list(tmp_path.iterdir()) == []
    Log.create(path).close()
    with Log.open(path, clock=future) as log:
        for _ in range(2):
            with pytest.raises(ClockAheadError, match="2099-01-01"):
                append(log)
        assert log.size == 1
    with Log.open(path) as log:
        # Nor does a time that comes from no clock at all.
        with pytest.raises(ClockAheadError), log.write() as tx:
            tx.append_system(note(), recorded_at=clock.written(future()))
        assert append(log) == 2


def test_a_clock_that_is_handed_in_and_right_is_not_asked(tmp_path: Path) -> None:
    day = timedelta(days=1)
    with Log.create(tmp_path / "a.db", clock=lambda: datetime.now(UTC) - day) as log:
        assert append(log) == 2
    with Log.open(tmp_path / "a.db", clock=lambda: datetime.now(UTC) + 100 * day) as log:
        assert append(log) == 3


def test_accepted_a_clock_that_is_handed_in_writes_any_year(tmp_path: Path) -> None:
    with Log.create(tmp_path / "a.db", clock=future, accept_clock=True) as log:
        assert append(log) == 2
        assert log.entry(2)["recorded_at"].startswith("2099")
    Log.create(tmp_path / "b.db").close()
    with Log.open(tmp_path / "b.db", clock=future, accept_clock=True) as log:
        assert append(log) == 2


def test_where_no_harm_can_be_done_no_clock_is_asked(tmp_path: Path) -> None:
    for path, simulation in ((tmp_path / "b.db", True), (None, False)):
        with Log.create(path, simulation=simulation, clock=future) as log:
            assert append(log) == 2


def test_the_date_of_release_is_kept_up() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text()
    dated = re.findall(r"^## \[[^\]]+\] - (\d{4}-\d\d-\d\d)", changes, re.MULTILINE)
    assert clock.is_time(RELEASED)
    assert RELEASED[:10] >= max(dated, default="2026-11-28")
