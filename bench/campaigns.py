"""Single commands in a small and in a large campaign, within one process and as processes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench import floor, logs
from bench.measuring import Row
from bench.program import congress, started
from bench.scaling import WARM, campaign, record_finding
from bench.season import BRANCHES

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Series, Turns
    from bench.scaling import Place

STEP = 0.5
"""Share of the speed of a bare commit that a command reaches where its streams are known."""
READ, RECORD = 10.0, 12.0
"""How many times the start of a bare interpreter a process may take that reads, or records."""
GROWTH = 1.3
"""How many times as long a process may take in the large campaign as in the small one."""


def rows(folder: Path, turns: Turns, *, branches: int) -> list[Row]:
    """The rows on campaigns of 40 branches and of `branches`, each in a log of its own."""
    small = campaign(folder / "small.db", 1, BRANCHES)
    large = campaign(folder / "large.db", 2, branches)
    return [
        *_within(small, f"{BRANCHES} branches", turns),
        *_within(large, f"{branches:,} branches", turns),
        *_processes(small, large, f"{branches:,} branches", turns),
    ]


def _within(place: Place, name: str, turns: Turns) -> list[Row]:
    """The rows within this process, against bare commits of the rows that it leaves."""

    def bare() -> float:
        path = place.path.with_name("bare.db")
        logs.remove(path)
        size = floor.size(place.path)
        raw = floor.RawLog(path)
        try:
            raw.at_once(floor.written(place.path, upto=size - WARM))
            return raw.one_by_one(floor.written(place.path, size - WARM)) / WARM
        finally:
            raw.close()

    cold, warm, alone = turns.take(place.cold(record_finding), place.warm(record_finding), bare)
    floor_ = f"{name} | commit of the row"
    return [
        Row(f"first command of an engine, {floor_}", cold, alone, flushes=True),
        Row(f"one command, streams known, {floor_}", warm, alone, STEP, flushes=True),
    ]


def _processes(small: Place, large: Place, name: str, turns: Turns) -> list[Row]:
    """The rows on whole processes, against a bare interpreter and against each other."""
    bare, read, read_large, recorded, recorded_large = turns.take(
        started(sys.executable, "-c", "pass"),
        *(started(*_status(place)) for place in (small, large)),
        *(started(*_advance(place)) for place in (small, large)),
    )
    return [
        _cost(
            f"congress status after a command, {BRANCHES} branches | python -c pass",
            read,
            bare,
            READ,
        ),
        _cost(f"congress status after a command, {name} | {BRANCHES}", read_large, read, GROWTH),
        _cost(f"congress advance, {BRANCHES} branches | python -c pass", recorded, bare, RECORD),
        _cost(f"congress advance, {name} | {BRANCHES}", recorded_large, recorded, GROWTH),
    ]


def _cost(name: str, measured: Series, against: Series, target: float) -> Row:
    flushes = name.startswith("congress advance")
    return Row(name, measured, against, target, as_cost=True, flushes=flushes)


def _status(place: Place) -> list[str]:
    return [*congress(), "--log", str(place.path), "status"]


def _advance(place: Place) -> list[str]:
    roll = ("--official", "12", "--probationary", "1", "--exempt", "0")
    given = ("update-roll", *roll, "--on", "2017-08-01", "--actor", "op:bench")
    return [*congress(), "--log", str(place.path), "advance", "TDP-03", *given]
