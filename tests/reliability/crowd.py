"""Eight processes appending at once: positions are dense, and no update is lost.

python -m tests.reliability.crowd --trials 16000 [--seed S]

Each process counts up numbers that all share: it reads one from a stream's last entry, then
appends the next, expecting the version that it read, and begins again where another was faster.
At the end each number must be as large as its count. A trial is one append that was acknowledged.
"""

import json
import os
import random
import time
from functools import partial
from pathlib import Path
from typing import Any

from event_store import sqlite
from event_store.errors import VersionConflictError
from event_store.log import Draft, Log
from tests.reliability import checks, outcome, work
from tests.reliability.kills import forked

IMPORTED = (sqlite,)
"""What a fork would otherwise import first of all."""
PROCESSES = 8
COUNTERS = 5
"""Streams that all processes write to."""


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Let eight processes make `count` appends."""
    found = outcome.Findings()
    path = folder / "season.db"
    Log.create(path).close()
    share = max(count // PROCESSES, 1)
    seeds = [chance.randrange(10**9) for _ in range(PROCESSES)]
    children = [
        forked(partial(counting, path, n, share, random.Random(seed)))
        for n, seed in enumerate(seeds)
    ]
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    found.trials = share * PROCESSES
    told = [json.loads(place.read_text()) for place in sorted(folder.glob("told-*.json"))]
    wrong = [] if not any(ended) else [f"processes ended with {ended}"]
    wrong += judge(path, told, found.trials)
    found.failures += wrong
    longest = max((each["longest"] for each in told), default=0)
    conflicts = sum(each["conflicts"] for each in told)
    found.notes.append(f"longest wait {longest * 1_000:,.0f} ms, {conflicts:,} conflicts")
    return found


def counting(path: Path, number: int, share: int, chance: random.Random) -> None:
    """Make a share of the appends, and tell what was acknowledged."""
    longest, conflicts = 0.0, 0
    told: dict[int, str] = {}
    with Log.open(path) as log:
        while len(told) < share:
            stream = f"person/counter-{chance.randrange(COUNTERS)}"
            entries = log.stream(stream, after=max(log.version(stream) - 1, 0))
            last = entries[-1] if entries else {"version": 0, "data": {"count": 0}}
            started = time.monotonic()
            try:
                entry = appended(log, stream, last, number)
            except VersionConflictError:
                conflicts += 1
                continue
            longest = max(longest, time.monotonic() - started)
            told[entry["position"]] = checks.leaf(work.written(entry)).hex()
    answer = {"longest": longest, "conflicts": conflicts, "told": told}
    path.with_name(f"told-{number}.json").write_text(json.dumps(answer))
    os._exit(0)


def appended(log: Log, stream: str, last: dict[str, Any], number: int) -> dict[str, Any]:
    """Count one up from what was read; raises VersionConflictError if another was faster."""
    data = {"by": number, "count": last["data"]["count"] + 1}
    draft = Draft(actor="op:test", stream=stream, type="note.taken", data=data)
    with log.write() as transaction:
        time_now = transaction.now()[0]
        expected = {stream: last["version"]}
        return transaction.append([draft], recorded_at=time_now, expect=expected)[0]


def judge(path: Path, told: list[dict[str, Any]], count: int) -> list[str]:
    """Return what is wrong: with the log, or with the numbers."""
    kept = {int(at): bytes.fromhex(leaf) for each in told for at, leaf in each["told"].items()}
    wrong = checks.faults(path, kept)
    if len(kept) != count:
        wrong.append(f"{count} appends gave {len(kept)} positions")
    with Log.open(path, read_only=True) as log:
        if log.size != count + 1:
            wrong.append(f"{log.size} entries after {count} appends")
        if log.root() != checks.read(path).root():
            wrong.append("the root is not that of the entries")
        for entry in log.scan(after=1):
            if entry["data"]["count"] != entry["version"]:
                wrong.append(f"position {entry['position']}: an update is lost")
    return wrong


if __name__ == "__main__":
    outcome.main("eight at once", trials, 16_000)
