"""A second process that walks the later part of a long log, and looks over its pages."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from event_store.proof.passes.parts import whole_part
from event_store.proof.passes.raw_rows import raw_rows
from event_store.proof.passes.tables import pages_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from event_store.proof.passes.faults import Fault
    from event_store.proof.passes.parts import Part

LARGE = 16 * 1024 * 1024
"""Bytes of a log from which on a second process is worth starting."""
_PATIENCE = 0.2


class Helper:
    """The other process, as the one that started it sees it."""

    def __init__(self, connection: Any, done: Any) -> None:
        self._connection = connection
        self._done = done
        self._told = 0

    def begin(self, path: str, start: int, stop: int, sizes: Collection[int]) -> None:
        """Let it walk from start to stop, then look over the pages."""
        with suppress(OSError):
            self._connection.send((path, start, stop, tuple(sizes)))

    def news(self) -> int:
        """How many entries it has done since it was asked last."""
        done = self._done.value
        news, self._told = done - self._told, done
        return int(news)

    def result(self, step: Callable[[int], None]) -> tuple[Part, Fault | None] | None:
        """Wait for what it found; None if it came to grief, which says nothing of the log."""
        try:
            while not self._connection.poll(_PATIENCE):
                step(self.news())
            found: tuple[Part, Fault | None] = self._connection.recv()
        except (OSError, EOFError):
            return None
        step(self.news())
        return found


@contextmanager
def helper(path: str) -> Iterator[Helper | None]:
    """Start a process that waits to be asked; None where one would not help.

    It must be started before this process opens the log: a copy of an open SQLite connection
    would share its locks.
    """
    if not _would_help(path):
        yield None
        return
    import multiprocessing  # noqa: PLC0415 - slow to import

    alone = threading.active_count() == 1 and sys.platform.startswith("linux")
    context: Any = multiprocessing.get_context("fork" if alone else "spawn")
    ours, theirs = context.Pipe()
    done = context.RawValue("Q")
    process = context.Process(target=_serve, args=(theirs, done), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Helper(ours, done)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _would_help(path: str) -> bool:
    try:
        size = Path(path).stat().st_size
    except OSError:
        return False
    if size < LARGE or len(os.sched_getaffinity(0)) == 1:
        return False
    from multiprocessing import current_process  # noqa: PLC0415

    return not current_process().daemon


def _serve(connection: Any, done: Any) -> None:
    """What the other process does; any failure just ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def step(count: int) -> None:
        done.value += count

    with suppress(Exception):
        path, start, stop, sizes = connection.recv()
        with raw_rows(path, mapped=True) as rows:
            part = whole_part(rows, start, stop, sizes, step)
            pages = pages_fault(rows)
        connection.send((part, pages))
