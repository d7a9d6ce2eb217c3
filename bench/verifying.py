"""Every entry, table and page verified, against reading and hashing the same rows."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from bench import floor
from bench.measuring import Row, Stopwatch
from event_store.proof.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.measuring import Turns

TARGET = 0.55


class UnsoundError(Exception):
    """The log that was measured is not sound: the figures would be void."""


def rows(path: Path, turns: Turns) -> list[Row]:
    """The rows on verifying the log at `path`, by two processes as it is done, and by one."""
    size = verify(path, full=False).size

    def verified(processes: int) -> Callable[[], float]:
        def job() -> float:
            with Stopwatch() as watch:
                fault = verify(path, full=True, processes=processes).fault
            if fault is not None:
                raise UnsoundError(fault)
            return watch.seconds / size

        return job

    gc.collect()
    two, one, read = turns.take(verified(2), verified(1), lambda: floor.hash_all(path) / size)
    return [
        Row("verify all, an entry | select and SHA-256 of all rows", two, read, TARGET),
        Row("verify all by one process | the same", one, read),
    ]
