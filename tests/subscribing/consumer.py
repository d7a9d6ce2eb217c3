"""An example consumer: each event takes effect exactly once, whoever is killed, and when.

It keeps `sequence` and `leaf` of the last event together with that event's effect, in one
transaction of its own database, and comes back with `congress subscribe --after SEQUENCE:LEAF`: a
log that was rolled back since is refused.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS place (sequence INTEGER NOT NULL, leaf TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL, sequence INTEGER NOT NULL);
"""


def opened(path: Path) -> sqlite3.Connection:
    """Open the consumer's own database."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(SCHEMA)
    return connection


def place(connection: sqlite3.Connection) -> str:
    """Return what --after takes: the place of the last event that took effect."""
    found = connection.execute("SELECT sequence || ':' || leaf FROM place").fetchone()
    return "0" if found is None else str(found[0])


def consume(connection: sqlite3.Connection, lines: Iterable[bytes]) -> None:
    """Let each event take effect; a line without its end did not arrive."""
    for line in lines:
        if not line.endswith(b"\n"):
            return
        event = json.loads(line)
        sequence = int(event["sequence"])
        last = int(place(connection).partition(":")[0])
        if sequence <= last:
            continue  # It came again: its effect is there already.
        if sequence != last + 1:
            msg = f"{sequence} after {last}"
            raise ValueError(msg)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO effects VALUES (?, ?)", (event["id"], sequence))
        connection.execute("DELETE FROM place")
        connection.execute("INSERT INTO place VALUES (?, ?)", (sequence, event["leaf"]))
        connection.execute("COMMIT")
