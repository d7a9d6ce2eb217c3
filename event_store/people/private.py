"""SQLite files beside the log that overwrite what they delete: names, and who looked at them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from event_store import beside
from event_store.errors import DamagedLogError, NotALogError
from event_store.kinds import Kind
from event_store.people.errors import PeopleDamagedError
from event_store.sqlite_opening import os_failure, translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class PrivateDatabase:
    """An SQLite file of one log, private, that overwrites what it deletes.

    It has a rollback journal and no WAL, so that nothing of it outlives a transaction elsewhere.
    Raises StoreUnavailableError, PeopleDamagedError, BesideError.
    """

    def __init__(
        self,
        log_path: str,
        log_id: str,
        end: str,
        application: int,
        schema: Sequence[str],
        later: Sequence[str] = (),
    ) -> None:
        """Use the file beside a log, made when first written; `application` is its SQLite id.

        `later` are statements that an older file lacks until it is asked for them.
        """
        self.path = beside.path_of(log_path, end)
        kind = Kind(application, schema, journal="DELETE", later=later)
        self._file = beside.BesideFile(self.path, kind, log_id)

    @property
    def exists(self) -> bool:
        """Whether there is anything to read."""
        return beside.exists(self.path)

    def check(self) -> None:
        """Look the file over, if there is one, and change nothing but what a crash left undone."""
        with self._translating():
            if self.exists and os.path.lexists(f"{self.path}-journal"):
                self._readable().close()
            self._file.check()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give one snapshot of what is committed."""
        with self._translating(), closing(self._readable()) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give one transaction: durable when left, nothing if left by an exception."""
        with self._translating(), closing(self._file.connected()) as connection:
            beside.make_private(self.path)  # a copy that was put back may be open to others
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _readable(self) -> sqlite3.Connection:
        # A journal that a crash left can only be rolled back by somebody who may write.
        if os.access(self.path, os.W_OK):
            return self._file.connected()
        connection = self._file.read_only()
        if connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is not None:
            return connection
        connection.close()  # the first run broke off: there is nothing to read
        nothing = sqlite3.connect(":memory:", isolation_level=None)
        self._file.fill(nothing)
        return nothing

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            found = translated(self.path, error)
            if isinstance(found, NotALogError | DamagedLogError):
                raise PeopleDamagedError(self.path, found.found) from error
            raise found from error
        except OSError as error:
            raise os_failure(self.path, error) from error
