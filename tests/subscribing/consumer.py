"""An example consumer: each event takes effect exactly once, whoever is killed, and when.

It keeps the `sequence` of the last event together with that event's effect, in one transaction of
its own database, and comes back with `congress subscribe --after` that sequence.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS place (sequence INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL, sequence INTEGER NOT NULL);
"""


def opened(path: Path) -> sqlite3.Connection:
    """Open the consumer's own database."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(SCHEMA)
    return connection


def place(connection: sqlite3.Connection) -> int:
    """Return the sequence of the last event that took effect, 0 before the first."""
    found = connection.execute("SELECT max(sequence) FROM place").fetchone()[0]
    return int(found or 0)


def consume(connection: sqlite3.Connection, lines: Iterable[bytes]) -> None:
    """Let each event take effect; a line without its end did not arrive."""
    for line in lines:
        if not line.endswith(b"\n"):
            return
        event = json.loads(line)
        sequence = int(event["sequence"])
        last = place(connection)
        if sequence <= last:
            continue  # It came again: its effect is there already.
        if sequence != last + 1:
            msg = f"{sequence} after {last}"
            raise ValueError(msg)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO effects VALUES (?, ?)", (event["id"], sequence))
        connection.execute("DELETE FROM place")
        connection.execute("INSERT INTO place VALUES (?)", (sequence,))
        connection.execute("COMMIT")
