"""The recorder on SQLite: the library's application recorder over the tables of the log."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from event_store.lock import FileLock
from event_store.schema import STATEMENTS
from event_store.sqlite_files import LogDatastore
from event_store.store import Batch, Head, Row, Tail
from event_store.subscription import SQLiteSubscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from event_store.store import Event as Insertion

_MIN, _MAX = -(2**63), 2**63 - 1
_STREAM = (
    "SELECT stream, version, type, entry FROM entries"
    " WHERE stream = ? AND version > ? AND version <= ? ORDER BY version ASC LIMIT ?"
)
_STREAM_BACKWARDS = _STREAM.replace("ASC", "DESC")
_LAST = "\U0010ffff"
"""Sorts behind every name of a stream that begins alike."""


class SQLiteRows:
    """The tables within one transaction of one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._executemany = connection.executemany

    def _one(self, statement: str, *parameters: object) -> Any:
        row = self._execute(statement, parameters).fetchone()
        return row and row[0]

    def size(self) -> int:
        """Last position, 0 if there is none."""
        return int(self._one("SELECT max(position) FROM entries") or 0)

    def entry(self, position: int) -> bytes | None:
        """Bytes of one entry, None if there is no such position."""
        found: bytes | None = self._one("SELECT entry FROM entries WHERE position = ?", position)
        return found

    def entries(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, in order."""
        return self._execute(
            "SELECT position, entry FROM entries WHERE position > ? AND position <= ?"
            " ORDER BY position",
            (after, upto),
        ).fetchall()

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
        return found

    def heads(self, prefix: str) -> Iterator[tuple[str, int, bytes]]:
        """Stream, version, leaf of all streams that start with `prefix`, sorted by bytes."""
        return self._execute(
            "SELECT stream, version, leaf FROM streams WHERE stream >= ? AND stream < ?"
            " ORDER BY stream",
            (prefix, prefix + _LAST),
        )

    def command(self, command_id: str) -> int | None:
        """First position of a command, None if the id is free."""
        found: int | None = self._one(
            "SELECT position FROM commands WHERE command_id = ?", command_id
        )
        return found

    def tile(self, level: int, n: int) -> bytes | None:
        """The 8,192 bytes of a full tile, or None if it is not full."""
        found: bytes | None = self._one(
            "SELECT hashes FROM tiles WHERE level = ? AND n = ?", level, n
        )
        return found

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Roots of the full tiles start…stop-1 of a level, in order."""
        rows = self._execute(
            "SELECT root FROM tiles WHERE level = ? AND n >= ? AND n < ? ORDER BY n",
            (level, start, stop),
        )
        return [root for (root,) in rows]

    def checkpoint(self) -> int:
        """Size of the newest stored checkpoint, 0 if there is none."""
        return int(self._one("SELECT max(size) FROM checkpoints") or 0)

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


class SQLiteLogRecorder(SQLiteApplicationRecorder):
    """Keeps entries, heads, commands and tiles in one file; knows no JSON, wants no genesis."""

    datastore: LogDatastore

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="entries")
        self.path = datastore.path
        self.select_max_notification_id_statement = "SELECT max(position) FROM entries"
        self._tail = Tail()

    def construct_create_table_statements(self) -> list[str]:
        """The tables and triggers of docs/log-format.md."""
        return list(STATEMENTS)

    @contextmanager
    def reading(self) -> Iterator[SQLiteRows]:
        """Committed rows, in one transaction."""
        with self.datastore.read() as connection:
            yield SQLiteRows(connection)

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        """The one writer: committed when left, rolled back if left by an exception."""
        with self.datastore.locked():
            with self.datastore.committed() as connection:
                batch = Batch(SQLiteRows(connection), self._tail)
                yield batch
                batch.flush()
            self._tail = batch.tail()

    def close(self) -> None:
        """Close all connections, under the lock."""
        self.datastore.close()

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append in one transaction; returns the positions. Keywords: expect, command_id, seal."""
        with self.writing() as batch:
            return _inserted(batch, stored_events, **kwargs)

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append within a transaction that the caller commits."""
        batch = Batch(SQLiteRows(c.sqlite_cursor.connection), self._tail)
        positions = _inserted(batch, stored_events, **kwargs)
        batch.flush()
        return positions

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The entries of one stream as the library's stored events."""
        low, high = _MIN if gt is None else gt, _MAX if lte is None else lte
        with self.datastore.read() as connection:
            rows = connection.execute(
                _STREAM_BACKWARDS if desc else _STREAM,
                (str(originator_id), low, high, -1 if limit is None else limit),
            )
            return [StoredEvent(*row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Entries by position as the library's notifications."""
        low = _MIN if start is None else start - inclusive_of_start
        chosen = f" AND type IN ({','.join('?' * len(topics))})" if topics else ""
        with self.datastore.read() as connection:
            rows = connection.execute(
                "SELECT stream, version, type, entry, position FROM entries"  # noqa: S608 - only ?
                f" WHERE position > ? AND position <= ?{chosen} ORDER BY position LIMIT ?",
                (low, _MAX if stop is None else stop, *topics, limit),
            )
            return [Notification(*row) for row in rows]

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> SQLiteSubscription:
        """Entries after `gt` as they are committed, by any process. Use it with `with`."""
        return SQLiteSubscription(self, self.path, gt=gt, topics=topics)


def open_recorder(path: str) -> SQLiteLogRecorder:
    """The recorder on an existing log; connections open when first needed."""
    return SQLiteLogRecorder(LogDatastore(path, FileLock(path + ".lock")))


def new_recorder(path: str, *, shared: bool = True) -> SQLiteLogRecorder:
    """The recorder on a new file with empty tables; one that nobody shares needs no lock."""
    lock = FileLock(path + ".lock") if shared else nullcontext()
    recorder = SQLiteLogRecorder(LogDatastore(path, lock, create=True))
    recorder.create_table()
    return recorder


def _inserted(
    batch: Batch,
    stored_events: Sequence[StoredEvent],
    *,
    expect: Iterable[tuple[str, int]] = (),
    command_id: str | None = None,
    seal: Callable[[Any, int, bytes | None], bytes] | None = None,
    **_: Any,
) -> list[int]:
    events: list[Insertion] = [
        (str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events
    ]
    rows = batch.insert(events, expect=expect, command_id=command_id, seal=seal)
    return [row[0] for row in rows]
