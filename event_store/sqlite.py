"""The recorder on SQLite: the library's application recorder over the tables of the log."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from event_store.beside import LOCK, path_of
from event_store.lock import FileLock
from event_store.schema import STATEMENTS
from event_store.sqlite_files import LogDatastore
from event_store.sqlite_rows import SQLiteRows
from event_store.store import Batch, Tail
from event_store.subscription import SQLiteSubscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from event_store.patience import Patience
    from event_store.store import Event as Insertion

_MIN, _MAX = -(2**63), 2**63 - 1
_STREAM = (
    "SELECT stream, version, type, entry FROM entries"
    " WHERE stream = ? AND version > ? AND version <= ? ORDER BY version ASC LIMIT ?"
)
_STREAM_BACKWARDS = _STREAM.replace("ASC", "DESC")


class SQLiteLogRecorder(SQLiteApplicationRecorder):
    """Keeps entries, heads, commands and tiles in one file; knows no JSON, wants no genesis."""

    datastore: LogDatastore

    in_memory = False

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="entries")
        self.path = datastore.path
        self.select_max_notification_id_statement = "SELECT max(position) FROM entries"
        self.tail = Tail()
        """What the last transaction left to the next."""

    def construct_create_table_statements(self) -> list[str]:
        """The tables and triggers of docs/log-format.md."""
        return list(STATEMENTS)

    @contextmanager
    def reading(self) -> Iterator[SQLiteRows]:
        """Committed rows, in one transaction."""
        with self.datastore.read() as connection:
            yield SQLiteRows(connection)

    def writing(self) -> SQLiteWriting:
        """The one writer: committed when left, rolled back if left by an exception."""
        return SQLiteWriting(self)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep other writers out over several transactions of this thread."""
        with self.datastore.holding():
            yield

    def rest(self) -> None:
        """Nothing: what may write stays open."""

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
        batch = Batch(SQLiteRows(c.sqlite_cursor.connection), self.tail)
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


class SQLiteWriting:
    """One transaction of a recorder's writer; one object, since every single command pays for it.

    Committed when left, rolled back if left by an exception.
    """

    __slots__ = ("_batch", "_connection", "_datastore", "_recorder", "_taken")

    def __init__(self, recorder: SQLiteLogRecorder) -> None:
        self._recorder = recorder
        self._datastore = recorder.datastore

    def __enter__(self) -> Batch:
        """Wait for the lock, and begin."""
        self._taken = self._datastore.take_lock()
        try:
            self._connection = self._datastore.begin()
            self._batch = self._begun()
        except BaseException:
            self._let_go()
            raise
        return self._batch

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Commit, or roll back; then let the next writer in."""
        try:
            if error is None:
                self._commit()
            else:
                self._datastore.abandon(self._connection, error)
        finally:
            self._let_go()

    def _begun(self) -> Batch:
        try:
            rows = SQLiteRows(self._connection, self._datastore.changes)
            return Batch(rows, self._recorder.tail)
        except BaseException as error:
            self._datastore.abandon(self._connection, error)
            raise

    def _commit(self) -> None:
        try:
            self._batch.flush()
        except BaseException as error:
            self._datastore.abandon(self._connection, error)
            raise
        self._datastore.commit(self._connection)
        self._recorder.tail = self._batch.tail()

    def _let_go(self) -> None:
        if self._taken:
            self._datastore.let_go()


def open_recorder(path: str, patience: Patience | None = None) -> SQLiteLogRecorder:
    """The recorder on an existing log; connections open when first needed."""
    return SQLiteLogRecorder(LogDatastore(path, FileLock(path_of(path, LOCK), patience)))


def new_recorder(path: str, *, shared: bool = True) -> SQLiteLogRecorder:
    """The recorder on a new file with empty tables; one that nobody shares needs no lock."""
    lock = FileLock(path_of(path, LOCK)) if shared else nullcontext()
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
