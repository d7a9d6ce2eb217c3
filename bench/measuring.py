"""Taking times: both sides of a ratio in turns, so that a slow minute hurts both alike."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.machine import Conditions, Machine


class Stopwatch:
    """Seconds within `with` blocks, added up; the garbage of earlier work is gone before."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._start = 0.0

    def __enter__(self) -> Self:
        """Start."""
        gc.collect()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.seconds += time.perf_counter() - self._start


@dataclass
class Series:
    """Repeated times of the same work, in seconds a unit of it, and the machine meanwhile."""

    seconds: list[float] = field(default_factory=list)
    conditions: Conditions | None = None

    @property
    def best(self) -> float:
        """The least disturbed repeat."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The repeat in the middle."""
        return median(self.seconds)


OK, SHORT, NO_VERDICT = "ok", "short", "no verdict"
FASTER_THAN_FLOOR = 1.1
"""A command that flushes does more than the bare commit of its row: where it was faster by more
than this, chance on the disk decided, not the program."""


@dataclass
class Row:
    """One line of the table.

    `against` is the floor, or what else `measured` is compared with. The ratio is the share of
    the floor's speed (`against / measured`), or with `as_cost` how many times dearer it is
    (`measured / against`). `target` is the least such share, or the greatest such cost.
    `flushes` says that the disk is in the ratio: something in it waits for a flush.
    """

    name: str
    measured: Series
    against: Series
    target: float | None = None
    as_cost: bool = False
    flushes: bool = False

    @property
    def ratio(self) -> float:
        """The ratio of the best repeats."""
        return self._ratio(self.measured.best, self.against.best)

    @property
    def median_ratio(self) -> float:
        """The ratio in the middle, each of one turn: what slows a turn slows both its sides."""
        pairs = zip(self.measured.seconds, self.against.seconds, strict=False)
        return median(self._ratio(*pair) for pair in pairs)

    @property
    def excuse(self) -> str:
        """Why the ratio says nothing about the program; empty if it does."""
        conditions = self.measured.conditions
        if conditions is None:
            return "nobody watched the machine"
        if conditions.busy:
            return f"busy: {conditions.busy}"
        if self.flushes and conditions.slow:
            return f"slow disk: a flush took {1e3 * conditions.flush:.2f} ms"
        if self.flushes and not self.as_cost and self.ratio > FASTER_THAN_FLOOR:
            return "faster than its own floor"
        return ""

    @property
    def verdict(self) -> str:
        """`ok`, `short` or `no verdict`; nothing where no target is set."""
        if self.target is None:
            return ""
        if self.excuse:
            return NO_VERDICT
        met = self.ratio <= self.target if self.as_cost else self.ratio >= self.target
        return OK if met else SHORT

    def _ratio(self, measured: float, against: float) -> float:
        return measured / against if self.as_cost else against / measured


@dataclass(frozen=True)
class Turns:
    """Does jobs in turns, so many times, and watches the machine meanwhile."""

    machine: Machine
    repeats: int

    def at_most(self, repeats: int) -> Turns:
        """Return turns for jobs that take long."""
        return Turns(self.machine, min(self.repeats, repeats))

    def more(self, times: int) -> Turns:
        """Return turns for jobs that are over at once."""
        return Turns(self.machine, times * self.repeats)

    def take(self, *jobs: Callable[[], float]) -> list[Series]:
        """Do all `jobs` in turns; returns the times of each."""
        found = [Series() for _ in jobs]
        readings = [self.machine.read()]
        for _ in range(self.repeats):
            for series, job in zip(found, jobs, strict=True):
                series.seconds.append(job())
            readings.append(self.machine.read())
        conditions = self.machine.between(readings)
        for series in found:
            series.conditions = conditions
        return found
