"""Every kind of tampering is found, with the right position and the right name.

python -m tests.reliability.tampering --trials N [--seed S] [--kind KIND…]

What must be found is said by whoever tampers, from what was done; the verifier is not asked.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from event_store.proof.verifying import verify
from tests.reliability import forgeries, forging
from tests.reliability.forging import Base
from tests.reliability.outcome import MEMORY, SHOWN, Findings, line

Found = tuple[str, int | None]
"""Name and position of a fault."""
Tampering = Callable[[Base, Path, random.Random], Found]
"""Changes the copy of the log at a path; returns what must be found."""

KINDS: dict[str, Tampering] = {
    "alter": forgeries.alter,
    "remove": forgeries.remove,
    "swap": forgeries.swap,
    "insert": forgeries.insert,
    "truncate": forgeries.truncate,
    "replace": forgeries.replace,
    "fork": forgeries.fork,
    "back-date": forgeries.back_date,
    "column": forgeries.column,
    "tile": forgeries.tile,
    "index": forgeries.index,
    "tear": forgeries.tear,
    "restore": forgeries.restore,
    "checkpoint": forgeries.checkpoint,
    "schema": forgeries.schema,
}


def trials(kind: str, base: Base, count: int, chance: random.Random) -> Findings:
    """Tamper with copies of a log in one way, each time at another place."""
    found = Findings()
    for _ in range(count):
        copy = base.path.with_name("copy.db")
        shutil.copy(base.path, copy)
        expected = KINDS[kind](base, copy, chance)
        report = verify(copy, full=True, policy=base.policy, anchors=[base.anchor])
        fault = report.fault
        seen = None if fault is None else (fault.code, fault.position)
        wrong = [] if seen == expected else [f"expected {expected}, found {fault or 'nothing'}"]
        found.add(wrong, kind)
    return found


def main() -> int:
    """Be the program; return 1 if any tampering was not found, or was named otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.tampering")
    parser.add_argument("--trials", type=int, default=200, help="of each kind")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    parser.add_argument("--kind", choices=KINDS, action="append")
    asked = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        base = forging.make(Path(folder))
        for kind in asked.kind or KINDS:
            started = time.monotonic()
            found = trials(kind, base, asked.trials, random.Random(f"{asked.seed} {kind}"))
            print(line(kind, found, time.monotonic() - started), flush=True)
            for failure in found.failures[:SHOWN]:
                print(f"  {failure}", file=sys.stderr)
            failed = failed or bool(found.failures)
    if failed:
        print(f"  seed {asked.seed}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
