"""Files beside the log that only their owner may read: made 0600, and narrowed again if copied."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from event_store.errors import DamagedLogError, NotALogError
from event_store.people.errors import PeopleDamagedError, PeopleForeignError
from event_store.sqlite_opening import os_failure, translated, uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODE = 0o600
"""Reading and writing for the owner, nothing for others."""
VERSION = 1
"""Of the tables, in each file's `user_version`."""
WAIT = 5
"""Seconds that one program waits for another."""
_OWNER = (
    "CREATE TABLE owner (one INTEGER PRIMARY KEY CHECK (one = 1), log_id TEXT NOT NULL) STRICT"
)


def make_private(path: str) -> int:
    """Open a file for reading and writing that nobody else may read, made if need be.

    The mode is set before a byte is written. Raises StoreUnavailableError.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE)
        try:
            os.fchmod(descriptor, MODE)
        except OSError:
            os.close(descriptor)
            raise
    except OSError as error:
        raise os_failure(path, error) from error
    return descriptor


def is_private(path: str) -> bool:
    """Say whether nobody but the owner may read a file; one that is not there keeps nothing."""
    try:
        return not stat.S_IMODE(Path(path).stat().st_mode) & ~MODE
    except FileNotFoundError:
        return True


class PrivateDatabase:
    """An SQLite file of one log, private, that overwrites what it deletes.

    It has a rollback journal and no WAL, so that nothing of it outlives a transaction elsewhere.
    Raises StoreUnavailableError, PeopleDamagedError, PeopleForeignError.
    """

    def __init__(self, path: str, log_id: str, application: int, schema: Sequence[str]) -> None:
        """Use the file at `path`, made when first written; `application` is its SQLite id."""
        self.path = path
        self._log_id = log_id
        self._application = application
        self._schema = schema

    @property
    def exists(self) -> bool:
        """Whether there is anything to read."""
        return Path(self.path).exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give one snapshot of what is committed."""
        # A journal that a crash left can only be rolled back by somebody who may write.
        query = "mode=rw" if os.access(self.path, os.W_OK) else "mode=ro"
        with self._opened(query) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            if _is_begun(connection):
                self._check(connection)
                yield connection
            else:  # the first run broke off: there is nothing to read
                with closing(sqlite3.connect(":memory:")) as nothing:
                    self._fill(nothing)
                    yield nothing

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give one transaction: durable when left, nothing if left by an exception."""
        os.close(make_private(self.path))
        with self._opened("mode=rw") as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                if not _is_begun(connection):
                    self._fill(connection)
                self._check(connection)
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self, query: str) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(
                    uri(self.path, query), uri=True, isolation_level=None, timeout=WAIT
                )
            ) as connection:
                yield connection
        except sqlite3.Error as error:
            found = translated(self.path, error)
            if isinstance(found, NotALogError | DamagedLogError):
                raise PeopleDamagedError(self.path, found.found) from error
            raise found from error

    def _fill(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA application_id={self._application}")
        connection.execute(f"PRAGMA user_version={VERSION}")
        for statement in (_OWNER, *self._schema):
            connection.execute(statement)
        connection.execute("INSERT INTO owner VALUES (1, ?)", (self._log_id,))

    def _check(self, connection: sqlite3.Connection) -> None:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != self._application:
            raise PeopleDamagedError(self.path, "it is a file of another kind")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            raise PeopleDamagedError(self.path, f"its tables are of version {version}")
        owner = connection.execute("SELECT log_id FROM owner").fetchone()
        if owner != (self._log_id,):
            raise PeopleForeignError(self.path)


def _is_begun(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
