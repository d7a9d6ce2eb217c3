"""`congress wait`: until a branch has come so far, and not a moment longer."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.season import commands as c
from tests.season.stories import follower_until
from tests.subscribing.running import congress, moved_away, running
from tests.subscribing.test_watch import record

BRANCH = c.LARGE


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A branch that has taken the lessons."""
    path = tmp_path / "season.db"
    assert congress(path, "init", "--simulation").returncode == 0
    record(path, *follower_until("lessons_learned"))
    return path


def listening(process: "subprocess.Popen[str]") -> None:
    """Wait until it says that it waits."""
    assert process.stderr is not None
    assert "waiting for" in process.stderr.readline()


@pytest.mark.parametrize("state", ["planned", "pilot", "lessons_learned"])
def test_it_is_done_at_once_where_the_branch_is_there_or_further(log: Path, state: str) -> None:
    done = congress(log, "wait", BRANCH, "--for", state)
    assert (done.returncode, done.stdout) == (0, f"{BRANCH}: lessons learned\n")


def test_it_waits_for_another_process_to_record_it(log: Path) -> None:
    with running(log, "wait", f"{c.CAMPAIGN}/{BRANCH}", "--for", "held", "--timeout", "1h") as it:
        assert it.stdout is not None
        listening(it)
        note = c.of_branch("attach_document", BRANCH, "2017-08-20", kind="letter", number="1")
        record(log, note)
        assert it.poll() is None
        record(log, c.hold(BRANCH))
        assert it.wait(30) == 0
        assert it.stdout.read() == f"{c.CAMPAIGN}/{BRANCH}: held\n"


@pytest.mark.parametrize("span", ["0", "0s", "0h0m"])
def test_it_gives_up_when_the_time_has_run_out(log: Path, span: str) -> None:
    done = congress(log, "wait", BRANCH, "--for", "reported", "--timeout", span)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{BRANCH} is at 'lessons learned', not yet at 'reported'" in done.stderr


def test_it_gives_up_on_a_branch_that_will_not_get_there(log: Path) -> None:
    with running(log, "wait", BRANCH, "--for", "held") as it:
        assert it.stderr is not None
        listening(it)
        merge = c.of_branch("merge", BRANCH, "2017-08-20", into=c.PILOT, reason="synthetic")
        record(log, merge)
        assert it.wait(30) == 3
        assert "will not get to 'held'" in it.stderr.read()


def test_an_unknown_branch_is_not_waited_for(log: Path) -> None:
    assert congress(log, "wait", "TDP-99", "--for", "held").returncode == 5


@pytest.mark.parametrize("span", ["soon", "1x", "h", "-1", "1h 30m", ""])
def test_a_span_is_written_in_one_way(log: Path, span: str) -> None:
    done = congress(log, "wait", BRANCH, "--for", "held", "--timeout", span)
    assert done.returncode == 2
    assert "1h30m" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_it_is_interrupted(log: Path, number: int) -> None:
    with running(log, "wait", BRANCH, "--for", "held") as it:
        listening(it)
        it.send_signal(number)
        assert it.wait(30) == 130


def test_a_lost_log_ends_the_waiting(log: Path) -> None:
    with running(log, "wait", BRANCH, "--for", "held") as it:
        listening(it)
        moved_away(log)
        assert it.wait(30) == 7
