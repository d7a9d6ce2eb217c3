"""One command after another, each durable by itself, against bare commits of the same rows."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from bench import floor, logs
from bench.measuring import Row, Stopwatch
from bench.season import Ward

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns
    from bench.season import Command

TARGET = 0.5


class Singles:
    """Wards up to their lessons as the base; then every branch takes its next step in turn."""

    def __init__(self, folder: Path, wards: int) -> None:
        self._folder = folder
        seasons = [Ward(number) for number in range(wards)]
        self._base = logs.make(folder / "base.db")
        with logs.opened(self._base) as (_, engine):
            for ward in seasons:
                logs.advance(engine, (c for _, c in ward.opening() + ward.until_lessons()))
        first, *self.rounds = _rounds(seasons)
        with logs.opened(self._base) as (log, engine):
            logs.advance(engine, first)
            self._size = log.size
        self._first = first
        self.count = sum(map(len, self.rounds))

    def cold(self) -> float:
        """Seconds a command where a fresh engine meets every branch for the first time."""
        path = logs.copy(self._base, self._folder / "cold.db")
        watch = Stopwatch()
        for commands in self.rounds:
            with logs.opened(path) as (_, engine), watch:
                logs.advance(engine, commands)
        return watch.seconds / self.count

    def warm(self) -> float:
        """Seconds a command where one engine knows all branches already."""
        path = logs.copy(self._base, self._folder / "warm.db")
        watch = Stopwatch()
        with logs.opened(path) as (_, engine):
            for command in self._first:
                engine.advance(command)
            for commands in self.rounds:
                with watch:
                    logs.advance(engine, commands)
        return watch.seconds / self.count

    def bare(self) -> float:
        """Seconds a row where SQLite alone commits what `cold` left."""
        path = self._folder / "bare.db"
        logs.remove(path)
        whole = floor.written(self._folder / "cold.db")
        rows = floor.written(self._folder / "cold.db", self._size)
        before = floor.Written(
            whole.entries[: self._size],
            whole.commands[: len(whole.commands) - len(rows.commands)],
            [],
        )
        raw = floor.RawLog(path)
        try:
            raw.at_once(before)
            return raw.one_by_one(rows) / self.count
        finally:
            raw.close()


def rows(folder: Path, turns: Turns, *, wards: int) -> list[Row]:
    """The rows on single commands."""
    singles = Singles(folder, wards)
    cold, warm, bare = turns.take(singles.cold, singles.warm, singles.bare)
    floor_ = " | commit of the row"
    return [
        Row(f"one command, a stream's first touch{floor_}", cold, bare, TARGET, flushes=True),
        Row(f"one command, streams known{floor_}", warm, bare, TARGET, flushes=True),
    ]


def _rounds(wards: list[Ward]) -> list[list[Command]]:
    """The commands of all followers after the lessons: the first of each, then the second ones."""
    queues = [
        [command for _, command in ward.congress(branch)]
        for ward in wards
        for branch in ward.branches
        if branch is not ward.pilot
    ]
    return [[c for c in column if c is not None] for column in zip_longest(*queues)]
