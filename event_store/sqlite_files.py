"""Connections to an SQLite log: readers that cannot write, and one writer under the lock."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, nullcontext, suppress
from threading import get_ident
from typing import TYPE_CHECKING, NoReturn

from eventsourcing.persistence import ConnectionPoolClosedError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from event_store.closed import LogClosedError
from event_store.definitions import ChangedSchemaError, difference
from event_store.errors import (
    LinkedLogError,
    LogError,
    StoreUnavailableError,
)
from event_store.holders import holder_of
from event_store.lock import FileLock
from event_store.patience import HeldError, Patience, wait_patiently
from event_store.schema import WRITER_PRAGMAS
from event_store.sqlite_opening import (
    PRIMARY,
    connect,
    detail_of,
    identity,
    is_frozen,
    open_reader,
    os_failure,
    translated,
    unreadable,
    uri,
)
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.holders import Holder

__all__ = [
    "LogDatastore",
    "ReaderPool",
    "identity",
    "is_frozen",
    "open_reader",
    "open_writer",
    "os_failure",
    "translated",
    "uri",
]

_SLICE = "PRAGMA busy_timeout=250"
"""SQLite waits so long at a time, in milliseconds: a key that interrupts is heard in between."""
_NO_FILE = (0, 0)
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class ReaderPool(SQLiteConnectionPool):
    """Connections that can only read."""

    def __init__(self, path: str) -> None:
        super().__init__(db_name=path)

    def _create_connection(self) -> SQLiteConnection:
        return SQLiteConnection(open_reader(self.db_name), max_age=None)

    def give_back(self, connection: SQLiteConnection) -> None:
        """Return a connection; it is closed if the pool was closed meanwhile."""
        try:
            self.put_connection(connection)
        except ConnectionPoolClosedError:
            connection.close()

    def close(self) -> None:
        """Close what is idle; a connection in use is closed by its user.

        The library closes those too, which crashes the process if a thread is within SQLite.
        """
        with self._put_condition:
            self._in_use.clear()
            super().close()


def open_writer(path: str, *, create: bool = False) -> sqlite3.Connection:
    """Open the writer's connection; raises sqlite3.Error."""
    connection = connect(uri(path, "mode=rwc" if create else "mode=rw"), WRITER_PRAGMAS)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class LogDatastore(SQLiteDatastore):
    """The library's datastore with one lazily opened writer beside the pool of readers."""

    def __init__(
        self, path: str, lock: FileLock | nullcontext[None], *, create: bool = False
    ) -> None:
        super().__init__(path, originator_id_type="text")
        self.pool: ReaderPool = ReaderPool(path)
        self.path = path
        self.lock = lock
        self._patience = lock.patience if isinstance(lock, FileLock) else Patience()
        self._create = create
        self._connection: sqlite3.Connection | None = None
        self._file = _NO_FILE
        self._schema = -1
        self.changes = -1
        """What SQLite changes when another connection has written, as the last transaction saw it.
        """
        self._ended: LogError | None = None
        self._holder: int | None = None
        self._closed = False

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """The library's way in: a reader's transaction, or the writer's under the lock."""
        if commit:
            with self.locked():
                connection = self.begin()
                try:
                    yield SQLiteCursor(connection.cursor())
                except BaseException as error:
                    self.abandon(connection, error)
                    raise
                self.commit(connection)
        else:
            with self.read() as connection:
                yield SQLiteCursor(connection.cursor())

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One snapshot of what is committed."""
        try:
            pooled = self.pool.get_connection(is_writer=False)
        except sqlite3.Error as error:
            raise translated(self.path, error) from error
        except ConnectionPoolClosedError as error:
            raise self._was_closed() from error
        except OSError as error:
            raise os_failure(self.path, error) from error
        connection = pooled._sqlite_conn  # noqa: SLF001 - the library offers no other way
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.Error as error:
            raise translated(self.path, error) from error
        except UnicodeDecodeError as error:
            raise unreadable(self.path, error) from error
        finally:
            if connection.in_transaction:
                connection.rollback()
            self.pool.give_back(pooled)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold the writer's lock over several transactions of this thread."""
        with self.locked():
            self._holder = get_ident()
            try:
                yield
            finally:
                self._holder = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock; raises StoreUnavailableError if it cannot be had."""
        taken = self.take_lock()
        try:
            yield
        finally:
            if taken:
                self.let_go()

    def take_lock(self) -> bool:
        """Take the writer's lock, unless this thread holds it; say whether to let go of it.

        Raises StoreUnavailableError if it cannot be had.
        """
        if self._holder == get_ident():
            return False
        try:
            self.lock.__enter__()
        except OSError as error:
            raise os_failure(self.path, error) from error
        return True

    def let_go(self) -> None:
        """Let go of the writer's lock."""
        self.lock.__exit__(None, None, None)

    def commit(self, connection: sqlite3.Connection) -> None:
        """Make what was written durable."""
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(connection)
            raise self._failed(error, commit=True) from error

    def abandon(self, connection: sqlite3.Connection, error: BaseException) -> None:
        """Write nothing, because of an error; raises what an error of SQLite means."""
        self._roll_back(connection)
        if isinstance(error, sqlite3.Error):
            raise self._failed(error) from error
        if isinstance(error, UnicodeDecodeError):
            raise unreadable(self.path, error) from error

    def close(self) -> None:
        """Close readers, then the writer, which empties the WAL into the log, under the lock."""
        if getattr(self, "_closed", True):
            return
        if self._connection is None:
            self._end(None)
        else:
            self._end_in_turn(self._connection)
        if isinstance(self.lock, FileLock):
            self.lock.close()

    def _end_in_turn(self, writer: sqlite3.Connection) -> None:
        """Close under the lock; all is kept already, so that waiting in vain is no failure."""
        try:
            with self.locked():
                self._end(writer)
        except StoreUnavailableError:
            # SQLite's own locks let it empty the WAL only if nobody else has the log open.
            self._end(writer, checkpoint=False)

    def _end(self, writer: sqlite3.Connection | None, *, checkpoint: bool = True) -> None:
        self._closed = True
        self.pool.close()
        if writer is not None:
            # Closing alone would leave the WAL if another process still reads. If it fails,
            # all is safe in the WAL all the same, and the next writer empties it.
            with suppress(sqlite3.Error):
                if checkpoint:
                    writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
            writer.close()
            self._connection = None

    def begin(self) -> sqlite3.Connection:
        """Begin the one writing transaction, under the lock."""
        if self._closed:
            raise self._was_closed()
        if self._ended is not None:
            self._refuse()
        try:
            return self._begun()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY not in _HELD:
                raise self._failed(error) from error
        found: list[sqlite3.Connection] = []
        try:
            wait_patiently(lambda _: self._try_again(found), self._patience, self._holder_of_file)
        except HeldError as error:
            raise os_failure(self.path, error) from error
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return found[0]

    def _try_again(self, found: list[sqlite3.Connection]) -> bool:
        """Begin, if nobody holds the file by now."""
        try:
            found.append(self._begun())
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY in _HELD:
                return False
            raise
        return True

    def _begun(self) -> sqlite3.Connection:
        self._check_place()
        if self._connection is None:
            self._connection = open_writer(self.path, create=self._create)
            self._connection.execute(_SLICE)
            self._check_place()
        self._connection.execute("BEGIN IMMEDIATE")
        changes = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if changes != self.changes:
            if not self._create:
                self._check_schema(self._connection)
            self.changes = changes
        return self._connection

    def _check_place(self) -> None:
        """Refuse to write to a file that others do not find by this name, or by another one too.

        What is written would be kept, and lost: the WAL goes by the name.
        """
        if self._create:
            return
        try:
            found = os.stat(self.path)  # noqa: PTH116 - before every transaction: a third
        except OSError as error:
            raise StoreUnavailableError(self.path, "lost", detail_of(error)) from error
        if self._file not in (_NO_FILE, (found.st_dev, found.st_ino)):
            raise StoreUnavailableError(
                self.path, "lost", Text("another file is there now", "nay là tệp khác")
            )
        if found.st_nlink > 1:
            raise LinkedLogError(self.path, found.st_nlink)
        self._file = found.st_dev, found.st_ino

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        """Refuse to write where a trigger, an index or a view of somebody's could join in."""
        version = connection.execute("PRAGMA schema_version").fetchone()[0]
        if version == self._schema:
            return
        found = difference(connection.execute)
        if found is not None:
            self._roll_back(connection)
            raise ChangedSchemaError(self.path, *found)
        self._schema = version

    def _holder_of_file(self) -> Holder:
        return holder_of(f"{self.path}-shm", self.path)

    def _was_closed(self) -> LogClosedError:
        return LogClosedError(self.path)

    def _refuse(self) -> NoReturn:
        raise StoreUnavailableError(
            self.path,
            "io_error",
            Text(
                "an earlier write failed, this writer has ended",
                "lần ghi trước đã hỏng, không ghi tiếp",
            ),
        ) from self._ended

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._failed(error, commit=True)

    def _failed(self, error: sqlite3.Error, *, commit: bool = False) -> Exception:
        """Translate an error of the writer; after an I/O error at commit nothing is certain."""
        code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
        hard = commit and code == sqlite3.SQLITE_IOERR
        found = translated(self.path, error, unsure=hard)
        if hard and isinstance(found, LogError):
            self._ended = found
        return found
