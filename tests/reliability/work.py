"""Work for a log in trials: commands of random sizes, and what their writer was told is kept."""

import json
import random
from collections.abc import Mapping
from typing import Any

from event_store.log import Draft, Log
from tests.reliability.checks import leaf

DIGEST = "A" * 43 + "="
"""Of a made-up envelope: the log keeps it as it is given."""
SIZES = (1, 1, 1, 2, 5, 60)
"""Entries of a command."""


def draft(n: int, stream: str) -> Draft:
    """Return an entry that says nothing of anybody."""
    return Draft(actor="op:test", stream=stream, type="note.taken", data={"n": n})


def write(log: Log, chance: random.Random, name: str, commands: int = 1) -> dict[int, bytes]:
    """Append commands in one transaction; return leaf hashes by position once they are kept.

    Each command writes to the stream of `name` and to one that all share.
    """
    told: dict[int, bytes] = {}
    with log.write() as transaction:
        for _ in range(commands):
            n = transaction.version(f"person/{name}")
            drafts = [
                draft(n + k, f"person/{name}" if k % 3 == 0 else "person/all")
                for k in range(chance.choice(SIZES))
            ]
            entries = transaction.append(
                drafts,
                recorded_at=transaction.now()[0],
                command_id=f"{name}-{n + 1}",
                digest=DIGEST,
                expect={f"person/{name}": n},
            )
            told.update((entry["position"], leaf(written(entry))) for entry in entries)
        if chance.random() < 0.1:
            heads = transaction.append_heads()
            if heads is not None:
                told[heads["position"]] = leaf(written(heads))
    return told


def written(entry: Mapping[str, Any]) -> bytes:
    """Return the bytes of an entry, by Python's own JSON."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
