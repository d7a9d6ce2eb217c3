"""Standard streams that are closed, full or read by nobody: what is to be done is done."""

import fcntl
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from unittest.mock import patch

import pytest

import cli
import verify_bundle
from application.congresses.packaged import demonstration
from event_store.log import Log
from tests.console.conftest import CONGRESS, ROOT, Done, environment

SHELL = ["bash", "-c"]
FULL = "/dev/full"
FINDING = ("advance", "TDP-05", "record-finding", "--heading", "goals", "--tag",
           "missing_forecast", "--on", "2017-09-21")  # fmt: skip


def shell(line: str, folder: Path, language: str = "en") -> Done:
    """Run one line of the shell, in which `congress` is the program."""
    program = f"congress() {{ '{CONGRESS[0]}' -c '{CONGRESS[2]}' \"$@\"; }}\n"
    done = subprocess.run(
        [*SHELL, program + line],
        cwd=folder,
        env=environment(language),
        capture_output=True,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def run(*words: str | Path, out: IO[str] | None, err: Path, language: str = "en") -> Done:
    """Run the program in this process; its standard output is `out`, None where it is closed."""
    with err.open("w+", encoding="utf-8") as said:
        with (
            patch.multiple(sys, argv=["congress", *map(str, words)], stdout=out, stderr=said),
            patch.dict(os.environ, environment(language), clear=True),
            pytest.raises(SystemExit) as left,
        ):
            cli.main()
        said.seek(0)
        return Done(int(left.value.code or 0), "", said.read())


@contextmanager
def full() -> Iterator[IO[str]]:
    """A file on a disk that has no room left."""
    fd = os.open(FULL, os.O_WRONLY)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        yield file


def size(log: Path) -> int:
    with Log.open(log, read_only=True) as opened:
        return opened.size


READING = [
    ("status",),
    ("status", "-o", "json"),
    ("history", "TDP-05", "-o", "jsonl"),
    ("log", "-o", "csv"),
    ("export",),
    ("subscribe",),
    ("watch",),
    ("verify",),
    ("doctor",),
    ("apply", "--dry-run", str(demonstration())),
    ("--version",),
    ("--help",),
    ("subscribe", "--help"),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_what_is_run_for_its_answer_fails_without_it(
    words: tuple[str, ...], season: Path, tmp_path: Path
) -> None:
    before = size(season)
    for language, closed, no_room in (
        ("en", "standard output is closed", "the disk is full"),
        ("vi", "đầu ra chuẩn đã đóng", "đĩa đã đầy"),
    ):
        called = ("--log", str(season), *words)
        done = run(*called, out=None, err=tmp_path / "err", language=language)
        assert (done.code, closed in done.err) == (7, True), done.err
        with full() as file:
            done = run(*called, out=file, err=tmp_path / "err", language=language)
        assert (done.code, no_room in done.err) == (7, True), done.err
        assert "Traceback" not in done.err
    assert size(season) == before


@pytest.mark.parametrize("where", ["closed", "full"])
def test_what_is_run_for_its_work_does_it_all(where: str, season: Path, tmp_path: Path) -> None:
    def worked(*words: str | Path) -> None:
        said = tmp_path / "err"
        if where == "closed":
            done = run("--log", season, *words, out=None, err=said)
        else:
            with full() as file:
                done = run("--log", season, *words, out=file, err=said)
        assert done.code == 0, (words, done.err)
        assert "what was recorded stays recorded" in done.err, words

    before = size(season)
    worked(*FINDING)
    assert size(season) == before + 1
    worked("backup", tmp_path / "copy.db")
    assert size(tmp_path / "copy.db") == before + 1
    worked("--log", tmp_path / "new.db", "init", "--simulation")
    worked("--log", tmp_path / "new.db", "apply", "--atomic", opened(tmp_path))
    assert size(tmp_path / "new.db") > 1
    worked("--log", tmp_path / "back.db", "restore", tmp_path / "copy.db")
    assert size(tmp_path / "back.db") == before + 1
    worked("keys", "new", "--key", tmp_path / "log.key")
    worked("checkpoint", "--key", tmp_path / "log.key")
    with Log.open(season, read_only=True) as log:
        assert log.checkpoint_size == log.size
    worked("replay")
    worked("wait", "TDP-05", "--for", "planned")
    worked("person", "add", "m-900", "--name", "Nguyễn Văn Thử", "--actor", "op:o")


def opened(folder: Path) -> Path:
    """The first command of the demonstration (synthetic), in a file."""
    lines = demonstration().read_text("utf-8").splitlines()
    first = next(line for line in lines if '"open_campaign"' in line)
    (folder / "one.jsonl").write_text(first + "\n", "utf-8")
    return folder / "one.jsonl"


def test_every_command_of_a_file_is_recorded_though_no_result_can_be_shown(
    tmp_path: Path,
) -> None:
    line = f"congress init --simulation >&- && congress apply - <'{demonstration()}'"
    expected = shell(f"{line} > results.jsonl", tmp_path)
    recorded = size(tmp_path / "congress.db")
    for end in (">&-", "> /dev/full", ">&- 2>&-"):
        (again := tmp_path / str(len(list(tmp_path.iterdir())))).mkdir()
        done = shell(f"{line} {end}", again)
        assert done.code == expected.code
        assert size(again / "congress.db") == recorded
        assert "Traceback" not in done.err


def test_an_answer_that_fills_the_disk_in_its_middle_is_no_whole_answer(
    season: Path, tmp_path: Path
) -> None:
    line = "ulimit -f 64; trap '' XFSZ; congress export > answer.jsonl"
    done = shell(line, tmp_path)
    assert (done.code, "is not whole" in done.err) == (7, True)
    assert "Traceback" not in done.err
    assert (tmp_path / "answer.jsonl").stat().st_size == 64 * 1024


def test_speech_that_nobody_hears_changes_nothing(season: Path, tmp_path: Path) -> None:
    for end in ("2>&-", "2>/dev/full", "2> >(true)"):
        done = shell(f"congress status {end}; congress no-such-command {end}", tmp_path)
        assert (done.code, "Board as of" in done.out) == (2, True)


def test_no_file_that_is_opened_becomes_a_standard_stream(season: Path, tmp_path: Path) -> None:
    done = shell("congress backup copy.db <&- >&- 2>&- && congress --log copy.db verify", tmp_path)
    assert done.code == 0, done.err
    assert size(tmp_path / "copy.db") == size(season)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_closed_input_is_a_mistake_of_the_call(
    language: str, season: Path, tmp_path: Path
) -> None:
    before = size(season)
    done = shell("congress apply - <&-", tmp_path, language)
    assert (done.code, done.out) == (2, "")
    assert {"en": "input is closed", "vi": "Đầu vào chuẩn đã đóng"}[language] in done.err
    assert size(season) == before
    assert shell("congress status <&-", tmp_path, language).code == 0


def test_a_slow_reader_that_does_not_block_gets_all(season: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETFL, fcntl.fcntl(write, fcntl.F_GETFL) | os.O_NONBLOCK)
    with subprocess.Popen(
        [*CONGRESS, "export"], stdout=write, cwd=tmp_path, env=environment()
    ) as process:
        os.close(write)
        with os.fdopen(read, "rb") as lines:
            assert len(lines.readlines()) == size(season)
    assert process.returncode == 0


def a_pipe() -> tuple[int, int]:
    return os.pipe()


def a_socket() -> tuple[int, int]:
    one, other = socket.socketpair()
    return one.detach(), other.detach()


def a_terminal() -> tuple[int, int]:
    return pty.openpty()


FOLLOWERS = [
    (a_pipe, ("subscribe", "--follow")),
    (a_socket, ("subscribe", "--follow", "--name", "web")),
    (a_terminal, ("subscribe", "--follow", "--after", "0")),
    (a_pipe, ("watch",)),
    (a_terminal, ("watch",)),
    (a_pipe, ("wait", "TH-01", "--for", "reported")),
    (a_pipe, ("apply", "-")),
]


@pytest.mark.parametrize(
    ("ends", "words"),
    FOLLOWERS,
    ids=[f"{ends.__name__} {' '.join(words)}" for ends, words in FOLLOWERS],
)
def test_who_follows_notices_while_idle_that_its_reader_is_gone(
    ends: Callable[[], tuple[int, int]], words: tuple[str, ...], season: Path, tmp_path: Path
) -> None:
    """Nothing is recorded meanwhile; afterwards the log is free for what replaces it."""
    reader, writer = ends()
    with subprocess.Popen(
        [*CONGRESS, *words],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=writer,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        os.close(writer)
        try:
            if words[0] in ("subscribe", "watch"):
                assert os.read(reader, 1)
            else:
                while not holds(process.pid, season):
                    assert process.poll() is None
                    time.sleep(0.01)
            drain(reader)
            os.close(reader)
            assert process.wait(30) in (141, -signal.SIGHUP), process.stderr
        finally:
            process.kill()
    backup = ("--log", season, "backup", tmp_path / "copy.db")
    assert run(*backup, out=None, err=tmp_path / "err").code == 0
    restore = ("--log", season, "restore", tmp_path / "copy.db", "--force")
    done = run(*restore, out=None, err=tmp_path / "err")
    assert done.code == 0, done.err


def holds(process: int, log: Path) -> bool:
    """Say whether a process has the log open."""
    found = Path(f"/proc/{process}/fd").iterdir()
    return any(os.path.realpath(entry) == str(log.resolve()) for entry in found)


def drain(fd: int) -> None:
    """Read until the writer is idle: nothing that is under way may tell it."""
    os.set_blocking(fd, False)
    quiet = 0
    while quiet < 5:
        try:
            quiet = 0 if os.read(fd, 1 << 16) else 5
        except BlockingIOError:
            quiet += 1
            time.sleep(0.05)


def test_who_is_told_of_a_reader_that_went_away_learns_what_is_recorded(
    season: Path, tmp_path: Path
) -> None:
    before = size(season)
    words = " ".join(FINDING)
    done = shell(f"congress {words} | true; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert done.code in (0, 141)
    assert size(season) == before + 1
    if done.code == 141:
        assert "what was recorded stays recorded" in done.err


@pytest.mark.parametrize("words", [["--help"], ["none.bundle", "--policy", "none"]])
def test_the_verifier_never_takes_a_full_disk_for_tampering(words: list[str]) -> None:
    call = [sys.executable, str(ROOT / "verify_bundle.py"), *words]
    for end in (">&-", "> /dev/full", ">&- 2>&-", "> /dev/full 2>/dev/full"):
        done = subprocess.run(
            [*SHELL, f'"$@" {end}', "bash", *call],
            env=environment("en"),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == verify_bundle.BAD_INPUT
        assert ("could not be printed" in done.stderr) == ("2>" not in end)
    closed = subprocess.run(
        [*SHELL, '"$@" <&-', "bash", *call[:2], "-", "--policy", os.devnull],
        env=environment("en"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (closed.returncode, "Traceback" in closed.stderr) == (3, False)
