"""The machine while something is measured: who else used it, and how long a flush took."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from textwrap import wrap
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OTHERS = 0.25
"""Busy: others used more of a core than this on average, while a row was measured."""
STOLEN = 0.05
"""Busy: the host took more than this share of the machine's time for other guests."""
SLOWED = 1.3
"""Busy: a fixed loop took so many times its best time of the run, or more."""
SLOW_FLUSH = 0.0005
"""Slow disk: the median flush took more than so many seconds, as long as a whole command."""

BLOCK = b"\0" * 4_096
_WIDTH = 99
_FLUSHES = 5
_SPINS = 3
_STAT = Path("/proc/stat")
_IDLE = slice(3, 5)
_STEAL = 7
_GUESTS = 8
"""Times of guests are within those of their hosts: /proc/stat counts them twice."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine at one moment; times are seconds, `spin` and `flush` those of a probe."""

    at: float
    load: float
    own: float
    busy: float | None
    stolen: float
    spin: float
    flush: float


@dataclass(frozen=True, slots=True)
class Conditions:
    """The machine while one row was measured.

    `others` are the cores that other programs used, `stolen` the share of the machine's time that
    its host took, `slowed` how many times its best time a fixed loop took, `flush` the seconds of
    a flush in the middle.
    """

    load: float
    others: float
    stolen: float
    slowed: float
    flush: float

    @property
    def busy(self) -> str:
        """Why the machine was too busy for a verdict; empty if it was not."""
        if self.others > OTHERS:
            return f"others used {self.others:.2f} of a core"
        if self.stolen > STOLEN:
            return f"the host took {self.stolen:.0%} of the time"
        if self.slowed > SLOWED:
            return f"a fixed loop took {self.slowed:.2f} times its best"
        return ""

    @property
    def slow(self) -> bool:
        """Whether the disk was too slow for a verdict on a ratio with a flush in it."""
        return self.flush > SLOW_FLUSH


class Machine:
    """Takes readings; flushes are of a file in `folder`, where the logs are measured."""

    def __init__(self, folder: Path) -> None:
        self._probe = os.open(folder / "flush", os.O_CREAT | os.O_RDWR)
        self._cores = os.cpu_count() or 1
        self._best = min(_spin() for _ in range(10 * _SPINS))

    def __enter__(self) -> Self:
        """Open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file of the flushes."""
        os.close(self._probe)

    def read(self) -> Reading:
        """Take a reading; its probes take some 20 ms."""
        busy, stolen = _machine_times()
        return Reading(
            at=time.perf_counter(),
            load=os.getloadavg()[0],
            own=sum(os.times()[:4]),
            busy=busy,
            stolen=stolen,
            spin=median(_spin() for _ in range(_SPINS)),
            flush=median(_flush(self._probe) for _ in range(_FLUSHES)),
        )

    def between(self, readings: Sequence[Reading]) -> Conditions:
        """Return what the machine was like from the first of the readings to the last."""
        first, last = readings[0], readings[-1]
        self._best = min(self._best, *(reading.spin for reading in readings))
        seconds = last.at - first.at
        return Conditions(
            load=last.load,
            others=_others(first, last),
            stolen=(last.stolen - first.stolen) / (seconds * self._cores),
            slowed=median(reading.spin for reading in readings) / self._best,
            flush=median(reading.flush for reading in readings),
        )


def definitions() -> list[str]:
    """Return what `no verdict` means, as lines for people."""
    text = (
        "No verdict where the machine is busy: while the row is measured, others use more than "
        f"{OTHERS} of a core, the host takes more than {STOLEN:.0%} of the time, or a fixed loop "
        f"takes more than {SLOWED} times its best time; nor, where a flush is in the ratio, if "
        f"the disk is slow: the median flush of 4 KiB takes more than {1e3 * SLOW_FLUSH} ms."
    )
    return wrap(text, _WIDTH)


def _others(first: Reading, last: Reading) -> float:
    """Return the cores that others used; without /proc/stat, what the load is above our own."""
    seconds, own = last.at - first.at, last.own - first.own
    if first.busy is None or last.busy is None:
        return max(0.0, last.load - max(1.0, own / seconds))
    return max(0.0, (last.busy - first.busy - own) / seconds)


def _machine_times() -> tuple[float | None, float]:
    """Return the seconds that all programs used together, and those that the host took."""
    try:
        words = _STAT.read_text("ascii").split("\n", 1)[0].split()
    except OSError:
        return None, 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    times = [int(word) / ticks for word in words[1 : 1 + _GUESTS]]
    stolen = times[_STEAL]
    return sum(times) - sum(times[_IDLE]) - stolen, stolen


def _spin() -> float:
    """Return the seconds of a loop that does the same each time."""
    begun = time.perf_counter()
    total = 0
    for number in range(40_000):
        total += number & 7
    return time.perf_counter() - begun


def _flush(probe: int) -> float:
    """Return the seconds of a written block on its way to the disk, by the slower of two calls."""
    return max(_flushed(probe, os.fsync), _flushed(probe, getattr(os, "fdatasync", os.fsync)))


def _flushed(probe: int, flush: Callable[[int], None]) -> float:
    os.pwrite(probe, BLOCK, 0)
    begun = time.perf_counter()
    flush(probe)
    return time.perf_counter() - begun
