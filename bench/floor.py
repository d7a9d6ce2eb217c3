"""The floors: what SQLite and orjson alone need for the same bytes in the same tables."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from bench.measuring import Stopwatch
from event_store.schema import STATEMENTS, WRITER_PRAGMAS
from event_store.tree import leaf_hash

if TYPE_CHECKING:
    from pathlib import Path

Entry = tuple[int, str, int, str, bytes]
Head = tuple[str, int, bytes]

_ALL = 2**62
_ENTRY = "INSERT INTO entries VALUES (?,?,?,?,?)"
_COMMAND = "INSERT INTO commands VALUES (?,?)"
_HEAD = (
    "INSERT INTO streams VALUES (?,?,?) ON CONFLICT (stream)"
    " DO UPDATE SET version = excluded.version, leaf = excluded.leaf"
)


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that a log gained: entries, command ids and the heads of streams."""

    entries: list[Entry]
    commands: list[tuple[str, int]]
    heads: list[Head]


def size(path: Path) -> int:
    """Return the position of a log's last entry."""
    connection = sqlite3.connect(path)
    try:
        (found,) = connection.execute("SELECT max(position) FROM entries").fetchone()
    finally:
        connection.close()
    return int(found)


def written(path: Path, after: int = 0, upto: int = _ALL) -> Written:
    """Read from a log all that it gained after a position, up to another."""
    connection = sqlite3.connect(path)
    try:
        entries = connection.execute(
            "SELECT * FROM entries WHERE position > ? AND position <= ? ORDER BY position",
            (after, upto),
        ).fetchall()
        commands = connection.execute(
            "SELECT * FROM commands WHERE position > ? AND position <= ? ORDER BY position",
            (after, upto),
        ).fetchall()
    finally:
        connection.close()
    last = {entry[1]: entry for entry in entries}
    return Written(entries, commands, [head_of(entry) for entry in last.values()])


def head_of(entry: Entry) -> Head:
    """The row of `streams` that an entry brings with it."""
    return entry[1], entry[2], leaf_hash(entry[4])


class RawLog:
    """The tables and triggers of a log, written to with nothing but `execute`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        for statement in (*STATEMENTS, "PRAGMA journal_mode=WAL", *WRITER_PRAGMAS):
            self._connection.execute(statement)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def at_once(self, rows: Written) -> float:
        """Append all rows in one transaction; returns its seconds."""
        connection = self._connection
        with Stopwatch() as watch:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_ENTRY, rows.entries)
            connection.executemany(_COMMAND, rows.commands)
            connection.executemany(_HEAD, rows.heads)
            connection.execute("COMMIT")
        return watch.seconds

    def one_by_one(self, rows: Written) -> float:
        """Append each entry with its command and head in a transaction; returns the seconds."""
        command_at = {position: (name, position) for name, position in rows.commands}
        each = [(entry, head_of(entry), command_at.get(entry[0])) for entry in rows.entries]
        execute = self._connection.execute
        with Stopwatch() as watch:
            for entry, head, command in each:
                execute("BEGIN IMMEDIATE")
                execute(_ENTRY, entry)
                execute(_HEAD, head)
                if command is not None:
                    execute(_COMMAND, command)
                execute("COMMIT")
        return watch.seconds


def read_all(path: Path) -> float:
    """Select and parse every entry of a log in order, keeping none; returns the seconds."""
    connection = sqlite3.connect(path)
    loads = orjson.loads
    try:
        with Stopwatch() as watch:
            for (entry,) in connection.execute("SELECT entry FROM entries ORDER BY position"):
                loads(entry)
    finally:
        connection.close()
    return watch.seconds


def hash_all(path: Path) -> float:
    """Select every row of a log and hash what it says, keeping nothing; returns the seconds."""
    connection = sqlite3.connect(path)
    try:
        with Stopwatch() as watch:
            for _, _, _, _, entry in connection.execute("SELECT * FROM entries ORDER BY position"):
                sha256(entry).digest()
            for name, _, _ in connection.execute("SELECT * FROM streams"):
                sha256(name.encode()).digest()
            for name, _ in connection.execute("SELECT * FROM commands"):
                sha256(name.encode()).digest()
            for _, _, _, hashes in connection.execute("SELECT * FROM tiles"):
                sha256(hashes).digest()
    finally:
        connection.close()
    return watch.seconds
