"""A second process for long work over one log: it is asked, and answers, until it is let go."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Step = Callable[[int], None]
    Serve = Callable[[Iterator[Any], Step], Iterator[Any]]
    """Takes questions one by one, and yields the answer to each; tells how many entries it did."""

LARGE = 16 * 1024 * 1024
"""Bytes of a log from which on a second process is worth starting: a short one is done sooner."""
_PATIENCE = 0.2
_AHEAD = 3
"""Questions under way: while one is answered, the next wait where the other process finds them."""
_OPEN_FILES = Path("/proc/self/fd")

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Helper:
    """The other process, as the one that started it sees it."""

    def __init__(self, connection: Any, done: Any) -> None:
        self._connection = connection
        self._done = done
        self._told = 0

    def ask(self, question: object) -> None:
        """Ask it something that can be pickled."""
        with suppress(OSError):
            self._connection.send(question)

    def has_answered(self) -> bool:
        """Whether `answer` need not wait."""
        try:
            return bool(self._connection.poll())
        except OSError:
            return True

    def answer(self, step: Step = lambda _: None) -> tuple[Any] | None:
        """Wait for its next answer; None if it came to grief, which says nothing of the log.

        `step` is told meanwhile how many entries it has done.
        """
        try:
            while not self._connection.poll(_PATIENCE):
                step(self.news())
            found: tuple[Any] = self._connection.recv()
        except Exception:  # noqa: BLE001 - what cannot be read is found here once more
            return None
        step(self.news())
        return found

    def news(self) -> int:
        """How many entries it has done since it was asked last."""
        done = self._done.value
        news, self._told = done - self._told, done
        return int(news)


def shared(
    items: Iterable[Item], own: Callable[[Item], Answer], other: Helper | None
) -> Iterator[Answer]:
    """Yield the answer to each item, in their order, found here or by the other process.

    Whoever is free takes the next one. What the other one leaves undone is done here.
    """
    waiting, asked = deque(enumerate(items)), deque[tuple[int, Item]]()
    found: dict[int, Answer] = {}
    following = 0
    while waiting or asked:
        while other is not None and waiting and len(asked) < _AHEAD:
            asked.append(waiting.popleft())
            other.ask(asked[-1][1])
        if other is not None and asked and (not waiting or other.has_answered()):
            answer = other.answer()
            if answer is None:
                other = None
            else:
                found[asked.popleft()[0]] = answer[0]
        elif asked and other is None:
            waiting.appendleft(asked.pop())
        else:
            number, item = waiting.popleft()
            found[number] = own(item)
        while following in found:
            yield found.pop(following)
            following += 1


@contextmanager
def helper(path: str, serve: Serve, *, spawned: bool = True) -> Iterator[Helper | None]:
    """Start a process that answers by `serve`; None where there can be none, or it would not help.

    It is a copy of this one: none is made while this one has the log open, since a copy of an open
    SQLite connection would share its locks. Where processes are not to be copied, for threads or
    by the system, a new one imports `serve` by its name if it may be `spawned`.
    """
    started = _started(path, serve, spawned=spawned) if _would_help(path) else None
    if started is None:
        yield None
        return
    process, ours, done = started
    try:
        yield Helper(ours, done)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _started(path: str, serve: Serve, *, spawned: bool) -> tuple[Any, Any, Any] | None:
    forked = threading.active_count() == 1 and sys.platform.startswith("linux")
    if _is_open(path) if forked else not spawned:
        return None
    import multiprocessing  # noqa: PLC0415 - slow to import

    context: Any = multiprocessing.get_context("fork" if forked else "spawn")
    try:
        ours, theirs = context.Pipe()
    except OSError:
        return None
    done = context.RawValue("Q")
    # A copy has our end of the pipe as well, and would never learn that we are gone.
    given = (serve, theirs, done, ours if forked else None, os.getpid())
    process = context.Process(target=_serve, args=given, daemon=True)
    try:
        process.start()
    except OSError:  # neither memory nor a process to be had
        ours.close()
        return None
    finally:
        theirs.close()
    return process, ours, done


def _would_help(path: str) -> bool:
    try:
        size = Path(path).stat().st_size
    except OSError:
        return False
    if size < LARGE or _cores() == 1:
        return False
    from multiprocessing import current_process  # noqa: PLC0415

    return not current_process().daemon


def _cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system says so
        return os.cpu_count() or 1


def _is_open(path: str) -> bool:
    """Whether this process has a file of the log open; in doubt it has."""
    try:
        opened = {str(each.readlink()) for each in _OPEN_FILES.iterdir() if each.is_symlink()}
    except OSError:
        return True
    return not opened.isdisjoint({path, f"{path}-wal", f"{path}-shm"})


def _serve(serve: Serve, connection: Any, done: Any, other_end: Any, parent: int) -> None:
    """What the other process does; any failure just ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if other_end is not None:
        other_end.close()

    def step(count: int) -> None:
        done.value += count
        if os.getppid() != parent:
            os._exit(1)

    with suppress(Exception):
        for found in serve(iter(connection.recv, None), step):
            connection.send((found,))
