"""Single bits of the file flip: whatever changes what the file says is found by a full verify.

python -m tests.reliability.bitflips --trials N [--seed S]
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from event_store.errors import LogError
from event_store.proof.verifying import verify
from tests.reliability import forging, outcome
from tests.reliability.forging import Base

TABLES = ("entries", "streams", "commands", "tiles", "checkpoints", "cosignatures")


def contents(path: Path) -> list[Any] | str:
    """All that the file says: every row of every table and index, in order; or why it does not."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            asked = [
                "SELECT type, name, tbl_name, sql FROM sqlite_schema",
                "PRAGMA application_id",
                "PRAGMA user_version",
                "SELECT stream, version, position FROM entries INDEXED BY entries_stream",
                "SELECT level, n FROM tiles ORDER BY level, n",
                *(f"SELECT * FROM {table}" for table in TABLES),
            ]
            return [connection.execute(statement).fetchall() for statement in asked]
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own words can be damaged
        return str(error)


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Flip one bit after another, each back before the next."""
    base = forging.make(folder)
    before = contents(base.path)
    found = outcome.Findings()
    changed = noticed = 0
    size = base.path.stat().st_size
    for _ in range(count):
        place, bit = chance.randrange(size), chance.randrange(8)
        _flip(base.path, place, bit)
        is_changed, fault = contents(base.path) != before, _fault(base)
        _flip(base.path, place, bit)
        changed += is_changed
        noticed += bool(fault) and not is_changed
        faults = ["changed, and nothing was found"] if is_changed and not fault else []
        if fault.startswith("raised"):
            faults.append(fault)
        found.add(faults, f"bit {bit} of byte {place}")
    found.notes.append(f"{changed:,} changed the contents, {noticed:,} others were noticed too")
    return found


def _flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))


def _fault(base: Base) -> str:
    """What a full verify finds; empty if nothing."""
    try:
        report = verify(base.path, full=True, policy=base.policy, anchors=[base.anchor])
    except LogError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - anything that the program would call unexpected
        return f"raised {type(error).__name__}: {error}"
    return "" if report.fault is None else report.fault.code


if __name__ == "__main__":
    outcome.main("bitflips", trials, 2_000, outcome.MEMORY)
