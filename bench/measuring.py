"""Taking times: both sides of a ratio in turns, so that a slow minute hurts both alike."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """Repeated times of the same work, in seconds a unit of it."""

    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The least disturbed repeat."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The repeat in the middle."""
        return median(self.seconds)


@dataclass
class Row:
    """One line of the table.

    `against` is the floor, or what else `measured` is compared with. The ratio is the share of
    the floor's speed (`against / measured`), or with `as_cost` how many times dearer it is
    (`measured / against`). `target` is the least such share, or the greatest such cost.
    """

    name: str
    measured: Series
    against: Series
    target: float | None = None
    as_cost: bool = False

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
    def verdict(self) -> str:
        """`ok`, `short`, or nothing where no target is set."""
        if self.target is None:
            return ""
        met = self.ratio <= self.target if self.as_cost else self.ratio >= self.target
        return "ok" if met else "short"

    def _ratio(self, measured: float, against: float) -> float:
        return measured / against if self.as_cost else against / measured


def in_turns(repeats: int, *jobs: Callable[[], float]) -> list[Series]:
    """Do all `jobs` `repeats` times in turns; returns the times of each."""
    found = [Series() for _ in jobs]
    for _ in range(repeats):
        for series, job in zip(found, jobs, strict=True):
            series.seconds.append(job())
    return found
