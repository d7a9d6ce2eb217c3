"""How a trial is called and what it answers: one line with N, failures and the 95 % bound.

python -m tests.reliability.NAME --trials N [--seed S]
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SURE = 0.95
MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
"""For trials that simulate the disk: what they write need not reach a real one."""
SHOWN = 10
"""Failures that are told; the rest is counted."""


@dataclass
class Findings:
    """What the trials of one kind have shown so far."""

    trials: int = 0
    failures: list[str] = field(default_factory=list)
    """One line for each trial that failed."""
    notes: list[str] = field(default_factory=list)
    """Figures worth knowing."""

    def add(self, faults: list[str], where: str) -> None:
        """Count one trial, with all that was wrong in it."""
        self.trials += 1
        if faults:
            self.failures.append(f"{where}: {'; '.join(faults)}")


class Chance(random.Random):
    """Chance that can be had again; trials with seeds of their own count on from `first`."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.first = seed


Trials = Callable[[Path, int, Chance], Findings]
"""Makes that many trials in a folder, with chance handed in."""


def bound(trials: int, failures: int) -> float:
    """Return the share of failures that is not exceeded, with 95 % certainty (Clopper-Pearson).

    Without failures it is about 3 / trials, the rule of three.
    """
    if failures >= trials:
        return 1.0
    low, high = failures / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(failures, trials, middle) > 1 - SURE:
            low = middle
        else:
            high = middle
    return high


def _at_most(failures: int, trials: int, share: float) -> float:
    """Return how likely it is that no more than `failures` of `trials` fail."""
    term = total = (1 - share) ** trials
    for k in range(failures):
        term *= (trials - k) / (k + 1) * share / (1 - share) if share < 1 else 0
        total += term
    return total


def line(name: str, found: Findings, seconds: float) -> str:
    """Return the line of one kind of trial."""
    share = bound(found.trials, len(found.failures)) if found.trials else 1.0
    said = [f"{name}: N={found.trials:,}, failures {len(found.failures)}"]
    said.append(f"at most {share:.3%} with 95 % certainty")
    return ", ".join([*said, *found.notes, f"{seconds:.0f} s"])


def main(name: str, trials: Trials, default: int, folder: Path | None = None) -> None:
    """Be the program `python -m tests.reliability.NAME`; exits 1 on a failure.

    Files are made within `folder`, by default where this machine keeps temporary ones.
    """
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--trials", type=int, default=default)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="congress-reliability-", dir=folder))
    started = time.monotonic()
    found = trials(place, asked.trials, Chance(asked.seed))
    print(line(name, found, time.monotonic() - started), flush=True)
    if not found.failures:
        shutil.rmtree(place)
        return
    for failure in found.failures[:SHOWN]:
        print(f"  {failure}", file=sys.stderr)
    print(f"  seed {asked.seed}; what is left is in {place}", file=sys.stderr)
    sys.exit(1)
