"""The proof of one branch out of a large log, against the time that an auditor may wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import logs
from bench.measuring import Row, Series, Stopwatch
from bench.season import BRANCHES, Ward, lines
from event_store.log import Log
from event_store.proof.bundle import Contents, bundle, newest_size
from event_store.proof.checkpoints import add_cosignature, make_checkpoint
from event_store.proof.keys import Signed, SigningKey, make_key
from event_store.proof.notes import LOG_KEY, WITNESS_KEY, Checkpoint, parse_checkpoint
from event_store.proof.witness import cosign, written_request

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns

WAIT = 0.05
"""Seconds of work within which a branch is to be proved."""
_PARTS = 4
"""Checkpoints of the log, each cosigned."""


class Offices:
    """Who signs the log, and who witnesses it; keys of this run only."""

    def __init__(self, folder: Path, origin: str) -> None:
        key, witness = folder / "log.key", folder / "witness.key"
        self._key = _key(key, origin, LOG_KEY)
        self._signed = Signed(str(key))
        self._witness = _key(witness, "witness.example/bench", WITNESS_KEY)
        self._seen = Signed(str(witness))

    def sign(self, log: Log) -> None:
        """Sign all there is, and have it cosigned."""
        last = self._seen.last(log.origin)
        made: Checkpoint = parse_checkpoint(make_checkpoint(log, self._key, self._signed).text)
        request = written_request(log, made.size, last.size if last else 0)
        line = cosign(request, self._witness, self._seen, [self._key.public], made.size)
        add_cosignature(log, made.size, line)


def rows(folder: Path, turns: Turns, *, entries: int) -> list[Row]:
    """The row on proving a branch of a log of so many entries."""
    path = logs.make(folder / "proved.db")
    commands = lines(entries)
    with logs.opened(path) as (log, engine):
        offices = Offices(folder, log.origin)
        step = -(-len(commands) // _PARTS)
        for start in range(0, len(commands), step):
            logs.fill(engine, commands[start : start + step])
            offices.sign(log)
    stream = f"congress/{Ward(0).key}/TDP-{BRANCHES // 2:02d}"

    def proved() -> float:
        with Log.open(path, read_only=True) as log, Stopwatch() as watch:
            bundle(log, newest_size(log, stream), Contents(stream))
        return watch.seconds

    (found,) = turns.take(proved)
    wait = Series([WAIT] * turns.repeats)
    name = f"prove a branch of {entries:,} entries | what an auditor may wait"
    return [Row(name, found, wait, 1.0, as_cost=True)]


def _key(path: Path, name: str, kind: int) -> SigningKey:
    return make_key(str(path), name, kind, lambda count: bytes([kind]) * count)
