"""The second process: it is started only where it is sound, and its loss changes no answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from event_store import helper as door
from event_store.helper import helper, shared
from event_store.log import Log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.helper import Step


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A log for which a second process is started however short it is."""
    monkeypatch.setattr(door, "LARGE", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    Log.create(tmp_path / "log.db").close()
    return str(tmp_path / "log.db")


def doubled(questions: Iterator[int], step: Step) -> Iterator[tuple[int, int]]:
    for number in questions:
        step(1)
        yield 2 * number, os.getpid()


def slow(number: int) -> tuple[int, int]:
    """So slow that the other process does some of the items."""
    time.sleep(0.01)
    return 2 * number, os.getpid()


def test_each_item_is_done_once_here_or_there(path: str) -> None:
    with helper(path, doubled) as other:
        assert other is not None
        found = list(shared(range(60), slow, other))
    assert sorted(value for value, _ in found) == [2 * number for number in range(60)]
    assert len({pid for _, pid in found}) == 2


class OddError(Exception):
    """Cannot be made again from what pickle keeps of it."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)


def test_an_answer_that_cannot_be_read_is_found_here(path: str) -> None:
    def odd(questions: Iterator[int], _: Step) -> Iterator[OddError]:
        for _number in questions:
            yield OddError(why="odd")

    with helper(path, odd) as other:
        assert other is not None
        assert list(shared(range(9), lambda number: number, other)) == list(range(9))


@pytest.mark.parametrize("after", [0, 1, 5])
def test_what_a_process_that_dies_leaves_undone_is_done_here(path: str, after: int) -> None:
    def mortal(questions: Iterator[int], step: Step) -> Iterator[tuple[int, int]]:
        for count, found in enumerate(doubled(questions, step)):
            if count == after:
                os.kill(os.getpid(), signal.SIGKILL)
            yield found

    with helper(path, mortal) as other:
        found = list(shared(range(30), slow, other))
    assert sorted(value for value, _ in found) == [2 * number for number in range(30)]


def test_no_copy_is_made_of_a_process_that_has_the_log_open(path: str) -> None:
    with Log.open(path, read_only=True) as log:
        log.raw(1)
        with helper(path, doubled) as other:
            assert other is None
        log.rest()
        with helper(path, doubled) as other:
            assert other is not None
            assert log.size == 1


@pytest.mark.parametrize("what", ["os.fork", "multiprocessing.context.ForkContext.Pipe"])
def test_without_memory_or_processes_one_process_does_all(
    path: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(what, refused)
    with helper(path, doubled) as other:
        assert other is None
    assert [value for value, _ in shared([1, 2], slow, other)] == [2, 4]


LEFT = """
import os, sys, time
from event_store import helper as door
door.LARGE = 0
os.sched_getaffinity = lambda _: {0, 1}
def pids(questions, step):
    for _ in questions:
        yield os.getpid()
with door.helper(sys.argv[1], pids) as other:
    other.ask(1)
    print(other.answer()[0], flush=True)
    time.sleep(60)
"""


def test_nothing_is_left_when_the_first_process_is_killed(path: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEFT, path], stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        first.kill()
    until = time.monotonic() + 10
    while _is_running(second):
        assert time.monotonic() < until, "the second process lives on"
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
