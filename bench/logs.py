"""Logs for measuring: made, filled, copied and thrown away."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.feeding import feed
from event_store.log import Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bench.season import Command

_BESIDE = ("", "-wal", "-shm", ".lock", ".views", ".views-wal", ".views-shm")


class RefusedError(Exception):
    """The synthetic season holds a command that the rules refuse: the figures would be void."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[Log, Engine]]:
    """An existing log with a fresh engine."""
    with Log.open(path) as log:
        yield log, Engine(log, lifecycles())


def make(path: Path) -> Path:
    """Make an empty log, in the place of one that may be there."""
    remove(path)
    Log.create(path).close()
    return path


def fill(engine: Engine, lines: list[bytes]) -> None:
    """Record the lines of a file as `congress apply` does."""
    for results in feed(engine, [list(enumerate(lines, 1))]):
        for result in results:
            if result.outcome != "accepted":
                raise RefusedError(lines[(result.line or 1) - 1], result.reasons)


def advance(engine: Engine, commands: Iterable[Command]) -> None:
    """Record commands one by one, each in a transaction of its own."""
    for command in commands:
        result = engine.advance(command)
        if result.outcome != "accepted":
            raise RefusedError(command, result.reasons)


def copy(source: Path, target: Path) -> Path:
    """Copy a closed log, and what lies beside it."""
    remove(target)
    for suffix in _BESIDE:
        beside = source.with_name(source.name + suffix)
        if beside.exists():
            shutil.copyfile(beside, target.with_name(target.name + suffix))
    return target


def remove(path: Path) -> None:
    """Remove a log, and what lies beside it."""
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
