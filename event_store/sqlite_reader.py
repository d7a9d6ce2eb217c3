"""A log that is only read: the same rows as the recorder gives, without the library behind it.

Small commands spend most of their time on imports, and most of them only read.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from event_store.causes import ONLY_READ
from event_store.closed import LogClosedError
from event_store.errors import StoreUnavailableError
from event_store.sqlite_opening import (
    is_stale,
    open_reader,
    os_failure,
    settle,
    translated,
    unreadable,
)
from event_store.sqlite_rows import SQLiteRows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from event_store.store import Batch


class SQLiteReader:
    """Gives committed rows of one file to any number of threads; never writes."""

    in_memory = False

    def __init__(self, path: str) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[SQLiteRows]:
        """Committed rows, in one transaction; raises StoreUnavailableError, DamagedLogError."""
        connection = self._connection()
        try:
            connection.execute("BEGIN")
            yield SQLiteRows(connection)
            settle(connection)
        except sqlite3.Error as error:
            settle(connection)
            raise translated(self.path, error) from error
        except UnicodeDecodeError as error:
            raise unreadable(self.path, error) from error
        finally:
            if connection.in_transaction:
                connection.rollback()
            self._give_back(connection)

    def writing(self) -> AbstractContextManager[Batch]:
        """Refused: this is for reading."""
        self._refuse()

    def holding(self) -> AbstractContextManager[None]:
        """Refused: this is for reading."""
        self._refuse()

    def close(self) -> None:
        """Close what is idle; a connection in use is closed by its user."""
        self._closed = True
        self.rest()

    def rest(self) -> None:
        """Close what is idle, until it is needed again."""
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise LogClosedError(self.path)
        try:
            while self._idle:
                connection = self._idle.pop()
                if not is_stale(connection):
                    return connection
                connection.close()
            return open_reader(self.path)
        except sqlite3.Error as error:
            raise translated(self.path, error) from error
        except OSError as error:
            raise os_failure(self.path, error) from error

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _refuse(self) -> NoReturn:
        raise StoreUnavailableError(self.path, "read_only", ONLY_READ)
