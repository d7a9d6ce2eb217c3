"""A whole season from a file, against one `executemany` of the rows that it leaves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bench import floor, logs
from bench.measuring import Row, Stopwatch
from bench.program import congress, timed

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns

APPLY_TARGET = 0.35
REPLAY_TARGET = 0.5


class Applying:
    """A file of commands, recorded again and again in fresh logs."""

    def __init__(self, folder: Path, lines: list[bytes]) -> None:
        self._lines = lines
        self._file = folder / "season.jsonl"
        self._file.write_bytes(b"\n".join(lines) + b"\n")
        self._answers = folder / "answers.jsonl"
        self.log = folder / "season.db"
        self._command = folder / "command.db"
        self._raw = folder / "raw.db"
        timed(*congress(), "--log", str(logs.make(self._command)), "apply", os.devnull)

    def fed(self) -> float:
        """Seconds a command within this process."""
        logs.make(self.log)
        with logs.opened(self.log) as (_, engine), Stopwatch() as watch:
            logs.fill(engine, self._lines)
        return watch.seconds / len(self._lines)

    def commanded(self) -> float:
        """Seconds a command of `congress apply`, the start of the process included."""
        logs.make(self._command)
        command = (*congress(), "--log", str(self._command), "apply", str(self._file))
        return timed(*command, into=self._answers) / len(self._lines)

    def bare(self) -> float:
        """Seconds a command where SQLite alone appends the rows that `fed` left."""
        logs.remove(self._raw)
        rows = floor.written(self.log)
        raw = floor.RawLog(self._raw)
        try:
            return raw.at_once(rows) / len(self._lines)
        finally:
            raw.close()


def rows(applying: Applying, turns: Turns) -> list[Row]:
    """The rows on whole files; they leave a full log in `applying.log`."""
    fed, commanded, bare = turns.take(applying.fed, applying.commanded, applying.bare)
    return [
        Row(
            "apply a season: engine | executemany of its rows",
            fed,
            bare,
            APPLY_TARGET,
            flushes=True,
        ),
        Row(
            "apply a season: congress apply | the same",
            commanded,
            bare,
            APPLY_TARGET,
            flushes=True,
        ),
    ]
