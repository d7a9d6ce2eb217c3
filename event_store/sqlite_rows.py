"""The tables of an SQLite log within one transaction of one connection."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from event_store.store import Head, Row

_MAX = 2**63 - 1
_HASH = 32
_LAST = "\U0010ffff"
"""Sorts behind every name of a stream that begins alike."""


class DamagedRowError(sqlite3.DatabaseError):
    """A row holds something else than its table may hold."""

    def __init__(self, table: str, key: object) -> None:
        self.found = Text(
            f"the row {key} of the table {table} holds something else than it must",
            f"dòng {key} của bảng {table} không đúng nội dung phải có",
        )
        super().__init__(self.found.en)


class SQLiteRows:
    """The tables within one transaction of one connection."""

    def __init__(self, connection: sqlite3.Connection, changes: int | None = None) -> None:
        """`changes` is what SQLite changes when another connection has written, if known."""
        self._connection = connection
        self._changes = changes
        self._execute = connection.execute
        self._executemany = connection.executemany

    def _one(self, statement: str, *parameters: object) -> Any:
        row = self._execute(statement, parameters).fetchone()
        return row and row[0]

    def header(self) -> tuple[int, int]:
        """Application and version of the tables, as the file's header says."""
        return int(self._one("PRAGMA application_id")), int(self._one("PRAGMA user_version"))

    def size(self) -> int:
        """Last position, 0 if there is none."""
        return int(self._one("SELECT max(position) FROM entries") or 0)

    def last(self) -> tuple[int, bytes] | None:
        """Last position and its entry, None if there is none."""
        found: tuple[int, bytes] | None = self._execute(
            "SELECT position, entry FROM entries ORDER BY position DESC LIMIT 1"
        ).fetchone()
        return found

    def changes(self) -> tuple[int, int]:
        """Equal to an earlier answer only where nobody wrote in between: no other, nor this one.

        A transaction sees nothing of others, so they are asked about once.
        """
        if self._changes is None:
            self._changes = int(self._one("PRAGMA data_version"))
        return self._changes, self._connection.total_changes

    def entry(self, position: int) -> bytes | None:
        """Bytes of one entry, None if there is no such position."""
        found = self._one("SELECT entry FROM entries WHERE position = ?", position)
        return None if found is None else _bytes(found, "entries", position)

    def position(self, stream: str, version: int) -> int | None:
        """Position of a version of a stream, None if there is none."""
        found: int | None = self._one(
            "SELECT position FROM entries WHERE stream = ? AND version = ?", stream, version
        )
        return found

    def entries(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, in order."""
        rows = self._execute(
            "SELECT position, entry FROM entries WHERE position > ? AND position <= ?"
            " ORDER BY position",
            (after, upto),
        ).fetchall()
        for position, entry in rows:
            if type(entry) is not bytes:
                raise DamagedRowError("entries", position)
        return rows

    def stream(self, stream: str, after: int, upto: int | None) -> list[bytes]:
        """Bytes of a stream's entries with after < version <= upto, in order of version."""
        rows = self._execute(
            "SELECT entry FROM entries WHERE stream = ? AND version > ? AND version <= ?"
            " ORDER BY version",
            (stream, after, _MAX if upto is None else upto),
        )
        return [entry for (entry,) in rows]

    def streams(
        self, prefix: str, after: tuple[str, int], upto: int, limit: int
    ) -> list[tuple[str, int, bytes]]:
        """Stream, version, bytes of entries to position `upto`, by (stream, version) > `after`."""
        return self._execute(
            "SELECT stream, version, entry FROM entries INDEXED BY entries_stream"
            " WHERE (stream, version) > (?, ?) AND stream >= ? AND stream < ? AND position <= ?"
            " ORDER BY stream, version LIMIT ?",
            (*after, prefix, prefix + _LAST, upto, limit),
        ).fetchall()

    def head(self, stream: str) -> Head | None:
        """Head of one stream, None if it has no entry."""
        found: Head | None = self._execute(
            "SELECT version, leaf FROM streams WHERE stream = ?", (stream,)
        ).fetchone()
        if not _is_head(found) if found else self._has_entries(stream):
            raise DamagedRowError("streams", stream)
        return found

    def _has_entries(self, stream: str) -> bool:
        return self._one("SELECT 1 FROM entries WHERE stream = ? LIMIT 1", stream) is not None

    def heads(self, prefix: str) -> Iterator[tuple[str, int, bytes]]:
        """Stream, version, leaf of all streams that start with `prefix`, sorted by bytes."""
        rows = self._execute(
            "SELECT stream, version, leaf FROM streams WHERE stream >= ? AND stream < ?"
            " ORDER BY stream",
            (prefix, prefix + _LAST),
        )
        for row in rows:
            if type(row[0]) is not str or not _is_head(row[1:]):
                raise DamagedRowError("streams", row[0])
            yield row

    def command(self, command_id: str) -> int | None:
        """First position of a command, None if the id is free."""
        found = self._one("SELECT position FROM commands WHERE command_id = ?", command_id)
        return None if found is None else _count(found, "commands", command_id)

    def tile(self, level: int, n: int) -> bytes | None:
        """The 8,192 bytes of a full tile, or None if it is not full."""
        found = self._one("SELECT hashes FROM tiles WHERE level = ? AND n = ?", level, n)
        return None if found is None else _bytes(found, "tiles", f"{level}/{n}")

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Roots of the full tiles start…stop-1 of a level, in order."""
        rows = self._execute(
            "SELECT root FROM tiles WHERE level = ? AND n >= ? AND n < ? ORDER BY n",
            (level, start, stop),
        )
        return [_bytes(root, "tiles", f"{level}/{start + at}") for at, (root,) in enumerate(rows)]

    def checkpoint(self) -> int:
        """Size of the newest stored checkpoint, 0 if there is none."""
        found = self._one("SELECT max(size) FROM checkpoints")
        return 0 if found is None else _count(found, "checkpoints", found)

    def checkpoints(self, after: int, upto: int) -> list[tuple[int, str]]:
        """Size and note of the checkpoints with after < size <= upto, the smallest first."""
        rows = self._execute(
            "SELECT size, note FROM checkpoints WHERE size > ? AND size <= ? ORDER BY size",
            (after, upto),
        )
        return [(size, _text(note, "checkpoints", size)) for size, note in rows]

    def sizes_cosigned(self) -> list[int]:
        """Sizes of the checkpoints that somebody cosigned, the smallest first."""
        rows = self._execute(
            "SELECT DISTINCT size FROM cosignatures"
            " WHERE size IN (SELECT size FROM checkpoints) ORDER BY size"
        )
        return [_count(size, "cosignatures", size) for (size,) in rows]

    def cosignatures(self, size: int) -> list[str]:
        """The cosignature lines of the checkpoint at `size`, by the name of the witness."""
        rows = self._execute("SELECT line FROM cosignatures WHERE size = ? ORDER BY name", (size,))
        return [_text(line, "cosignatures", size) for (line,) in rows]

    def add_entries(self, rows: Sequence[Row]) -> None:
        """Append entries; the triggers refuse any but the next position and a free version."""
        if not self._connection.in_transaction:
            # SQLite gives a transaction up by itself on a full disk or an I/O error: were that
            # overlooked, these rows would be committed one by one.
            raise sqlite3.OperationalError("the transaction was given up")
        self._executemany("INSERT INTO entries VALUES (?,?,?,?,?)", rows)

    def put_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Set the heads of streams."""
        self._executemany(
            "INSERT INTO streams VALUES (?,?,?) ON CONFLICT (stream)"
            " DO UPDATE SET version = excluded.version, leaf = excluded.leaf",
            [(stream, *head) for stream, head in heads],
        )

    def add_commands(self, commands: Iterable[tuple[str, int]]) -> None:
        """Add the first positions of command ids."""
        self._executemany("INSERT INTO commands VALUES (?,?)", commands)

    def add_tile(self, level: int, n: int, root: bytes, hashes: bytes) -> None:
        """Add a full tile."""
        self._execute("INSERT INTO tiles VALUES (?,?,?,?)", (level, n, root, hashes))

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep a checkpoint as signed; signing it again replaces it."""
        self._execute("INSERT OR REPLACE INTO checkpoints VALUES (?,?)", (size, note))

    def put_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness's line under the checkpoint at `size`; a later one replaces it."""
        self._execute("INSERT OR REPLACE INTO cosignatures VALUES (?,?,?)", (size, name, line))


def _is_head(found: Sequence[Any]) -> bool:
    version, leaf = found
    return type(version) is int and type(leaf) is bytes and len(leaf) == _HASH


def _bytes(found: object, table: str, key: object) -> bytes:
    if not isinstance(found, bytes):
        raise DamagedRowError(table, key)
    return found


def _text(found: object, table: str, key: object) -> str:
    if not isinstance(found, str):
        raise DamagedRowError(table, key)
    return found


def _count(found: object, table: str, key: object) -> int:
    if type(found) is not int:
        raise DamagedRowError(table, key)
    return found
