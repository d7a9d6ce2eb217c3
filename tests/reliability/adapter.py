"""The program's own code over a disk of our making: apsw's SQLite in the clothes of `sqlite3`.

The `sqlite3` module takes no VFS. While `over(disk)` lasts, every connection that the program
opens is one of apsw on that VFS; statements, pragmas, transactions and errors stay the program's.
It is another copy of SQLite: nothing else may have the log open meanwhile, since two copies in
one process do not see each other's locks.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import apsw

from event_store import sqlite_files, sqlite_opening
from event_store.schema import WRITER_PRAGMAS
from event_store.sqlite_opening import PRIMARY

OPENING = {
    "mode=rwc": apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE,
    "mode=rw": apsw.SQLITE_OPEN_READWRITE,
    "mode=ro": apsw.SQLITE_OPEN_READONLY,
}


class Connection:
    """As much of `sqlite3.Connection` as the log's recorder uses."""

    def __init__(self, name: str, vfs: str) -> None:
        flags = OPENING[name.rpartition("?")[2]] | apsw.SQLITE_OPEN_URI
        with _errors():
            self._real = apsw.Connection(name, flags=flags, vfs=vfs)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._real.in_transaction

    @property
    def total_changes(self) -> int:
        """How many rows were changed since it was opened."""
        return self._real.total_changes()

    @property
    def connection(self) -> "Connection":
        """Itself: it is its own cursor."""
        return self

    def cursor(self) -> "Connection":
        """Return what executes statements."""
        return self

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "Rows":
        """Run one statement to its end."""
        with _errors():
            if statement == "COMMIT":
                return self._commit()
            return Rows(self._real.execute(statement, parameters).fetchall())

    def _commit(self) -> "Rows":
        """Commit; apsw raises what its VFS raised, even where SQLite made nothing of it.

        That is so when the WAL is emptied after the commit: then the commit stands.
        """
        expected = self._size()
        try:
            self._real.execute("COMMIT")
        except apsw.Error:
            if self.in_transaction or self._size() != expected:
                raise
        return Rows()

    def _size(self) -> Any:
        return self._real.execute("SELECT max(position) FROM entries").fetchone()

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement with many rows."""
        with _errors():
            self._real.executemany(statement, rows)

    def rollback(self) -> None:
        """Give the transaction up."""
        self.execute("ROLLBACK")

    def close(self) -> None:
        """Close it; as `sqlite3` does, without a word on what went wrong."""
        with suppress(apsw.Error):
            self._real.close(True)


class Rows(list[Any]):
    """What a statement answered."""

    def fetchone(self) -> Any:
        """Return the next row, None if there is no more."""
        return self.pop(0) if self else None

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return self


@contextmanager
def over(vfs: str, *, synchronous: str = "FULL", pages: int | None = None) -> Iterator[None]:
    """Let the program run on a VFS of apsw.

    `synchronous` and the number of `pages` after which the WAL is emptied may be other than the
    program's: nothing else is changed.
    """
    pragmas = [p.replace("synchronous=FULL", f"synchronous={synchronous}") for p in WRITER_PRAGMAS]
    if pages is not None:
        pragmas.append(f"PRAGMA wal_autocheckpoint={pages}")

    def connect(name: str, wanted: tuple[str, ...]) -> Connection:
        connection = Connection(name, vfs)
        for pragma in pragmas if wanted is WRITER_PRAGMAS else wanted:
            connection.execute(pragma)
        return connection

    kept = sqlite_opening.connect
    vars(sqlite_opening)["connect"] = vars(sqlite_files)["connect"] = connect
    try:
        yield
    finally:
        vars(sqlite_opening)["connect"] = vars(sqlite_files)["connect"] = kept


@contextmanager
def _errors() -> Iterator[None]:
    """Raise what `sqlite3` would raise."""
    try:
        yield
    except apsw.Error as error:
        code: int = vars(error).get("extendedresult", 0)
        constraint = isinstance(error, apsw.ConstraintError)
        found = (sqlite3.IntegrityError if constraint else sqlite3.OperationalError)(str(error))
        found.sqlite_errorcode = code
        found.sqlite_errorname = str(
            apsw.mapping_extended_result_codes.get(code)
            or apsw.mapping_result_codes.get(code & PRIMARY, "")
        )
        raise found from error
