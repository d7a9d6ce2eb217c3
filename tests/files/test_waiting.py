"""A writer that waits for another says for whom, and gives up in time. Locks are real ones."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from event_store.errors import LogBusyError
from event_store.lock import FileLock
from event_store.log import Log
from event_store.patience import HeldError, Patience
from tests.event_store.conftest import append

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from event_store.holders import Holder
    from tests.operator.program import Operator

HOLD = (
    "import fcntl, sys\nf = open(sys.argv[1], 'a')\nfcntl.flock(f, 2)\nprint(flush=True)\ninput()"
)
BEGIN = (
    "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "c.execute('BEGIN IMMEDIATE')\nprint(flush=True)\ninput()"
)
WORDS = (
    ("apply", "X-1.jsonl"),
    ("advance", "TDP-02", "plan", "--planned-on", "2017-12-21", "--place", "Nhà văn hóa"),
    ("campaign", "close-campaign", "--actor", "op:a"),
    ("person", "add", "m-999", "--name", "Người Thử Nghiệm", "--actor", "op:a"),
    ("checkpoint", "--key", "log.key"),
)


@contextmanager
def held(code: str, path: Path) -> Iterator[int]:
    """Let another process hold the lock; gives its id."""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.communicate(b"\n")


@pytest.mark.parametrize("words", WORDS, ids=lambda words: " ".join(words[:2]))
def test_every_command_that_records_gives_up_and_names_the_holder(
    season: Operator, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(season.log.parent)
    if words[0] == "checkpoint":
        season.ok("keys", "new", "--key", "log.key")
    before = season.log.read_bytes()
    with held(HOLD, season.log.with_name("season.db.lock")) as holder:
        done = season.run("--wait", "0", *words)
    assert (done.code, done.out) == (7, ""), done.err
    assert f"process {holder} (" in done.err
    assert "running since 20" in done.err
    assert season.log.read_bytes() == before


@pytest.mark.parametrize(
    ("language", "waiting"), [("en", "Waiting: process"), ("vi", "Đang đợi: tiến trình")]
)
def test_it_says_so_once_after_a_second(season: Operator, language: str, waiting: str) -> None:
    with held(HOLD, season.log.with_name("season.db.lock")) as holder:
        words = ("--lang", language, "--wait", "1.3", "apply", "X-1.jsonl")
        done = season.run(*words)
    assert (done.code, done.out) == (7, "")
    told, failed = done.err.splitlines()
    assert told.startswith(f"{waiting} {holder} (")
    assert str(holder) in failed
    assert "1.3" in failed


def test_a_program_that_knows_no_lock_is_waited_for_and_named(season: Operator) -> None:
    with held(BEGIN, season.log) as holder:
        done = season.run("--wait", "1.2", "apply", "X-1.jsonl")
    assert (done.code, done.out) == (7, "")
    assert done.err.startswith(f"Waiting: process {holder} (")
    assert season.run("apply", "X-1.jsonl").code == 0


def test_whoever_inherited_the_lock_is_named(season: Operator) -> None:
    """The process that took it has ended; the lock lives on in its child."""
    if shutil.which("flock") is None:
        pytest.skip("needs flock")
    lock = season.log.with_name("season.db.lock")
    shell = f"exec 9>>'{lock}'; flock 9; echo; read line"
    with subprocess.Popen(
        ["bash", "-c", shell], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        done = season.run("--wait", "0", "apply", "X-1.jsonl")
        process.communicate(b"\n")
    assert f"process {process.pid} (bash" in done.err


def test_it_goes_on_as_soon_as_the_lock_is_free(season: Operator) -> None:
    told: list[Holder] = []
    with closing(FileLock(f"{season.log}.lock")) as lock, lock:
        patience = Patience(60, told.append, after=0.05)
        with Log.open(season.log, patience=patience) as log:
            thread = threading.Thread(target=append, args=(log,))
            thread.start()
            thread.join(0.3)
            assert thread.is_alive()
            lock.__exit__()
            thread.join(10)
            assert not thread.is_alive()
            lock.__enter__()
            lock.__exit__()
            assert [holder.pid for holder in told] == [os.getpid()]
        lock.__enter__()


def test_a_thread_waits_for_another_thread_no_longer_than_for_a_process(
    season: Operator,
) -> None:
    found: list[BaseException] = []

    def write(log: Log) -> None:
        try:
            append(log)
        except LogBusyError as error:
            found.append(error)

    with Log.open(season.log, patience=Patience(0.05)) as log, log.write():
        thread = threading.Thread(target=write, args=(log,))
        thread.start()
        thread.join()
    assert [type(error) for error in found] == [LogBusyError]


def test_who_gave_up_does_not_get_the_lock_later(tmp_path: Path) -> None:
    path = str(tmp_path / "a.lock")
    with closing(FileLock(path)) as first, closing(FileLock(path, Patience(0.05))) as second:
        with first:
            with pytest.raises(HeldError), second:
                pass
            with pytest.raises(HeldError), second:
                pass
        with closing(FileLock(path, Patience(10))) as third, third, pytest.raises(HeldError):
            second.__enter__()
        with second:
            pass


def test_an_interrupted_wait_ends_with_130(season: Operator) -> None:
    words = [
        sys.executable,
        "-c",
        "import cli; cli.main()",
        "--log",
        str(season.log),
        "apply",
        "X-1.jsonl",
    ]
    with (
        held(HOLD, season.log.with_name("season.db.lock")),
        subprocess.Popen(
            words,
            env=season.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Waiting: ")
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130


@pytest.mark.parametrize("given", ["-1", "nan", "inf", "x", "86401"])
def test_what_is_no_time_is_refused(season: Operator, given: str) -> None:
    for language in ("en", "vi"):
        assert season.run("--lang", language, "--wait", given, "status").code == 2


def test_the_environment_says_how_long(season: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(HOLD, season.log.with_name("season.db.lock")):
        done = season.spawn("campaign", "close-campaign", "--actor", "op:a", CONGRESS_WAIT="0")
    assert done.code == 7


def test_a_log_is_closed_though_another_writes(season: Operator) -> None:
    """What was recorded is kept: that the WAL cannot be emptied now is no failure."""
    with Log.open(season.log, patience=Patience(0.05)) as log:
        append(log)
        size = log.size
        lock = FileLock(f"{season.log}.lock")
        lock.__enter__()
    lock.__exit__()
    lock.close()
    with closing(sqlite3.connect(season.log)) as connection:
        assert connection.execute("SELECT max(position) FROM entries").fetchone() == (size,)
