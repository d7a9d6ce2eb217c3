"""The rows of a log as they lie in the file: nothing about them is taken for granted."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from event_store.definitions import difference
from event_store.errors import StoreUnavailableError
from event_store.proof.passes.faults import FaultError, VerificationStep
from event_store.sqlite_opening import detail_of, open_reader, os_failure, settle, translated
from event_store.sqlite_rows import SQLiteRows
from event_store.tiles import WIDTH
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.definitions import SchemaFault
    from event_store.proof.passes.shapes import Row

_ROW = "SELECT position, CAST(stream AS BLOB), version, CAST(type AS BLOB), entry FROM entries"
"""Names as bytes: what is no text at all can still be read, and be named as wrong."""
_LOWEST = -(2**63)


class RawRows(SQLiteRows):
    """The tables within one transaction, for somebody who trusts none of them."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        super().__init__(connection)
        self.path = path

    def batches(self, start: int, stop: int) -> Iterator[list[Row]]:
        """All rows from start to stop, 256 at a time; what lies before position 1 comes first.

        Raises FaultError at the first position that SQLite cannot read.
        """
        low = start
        while low <= stop:
            for rows in self._scan(low, stop):
                yield rows
                low += len(rows)
            if low > stop:
                return
            # The scan ended early: by a gap, or because SQLite could not go on.
            rows, error = self._one_by_one(low, min(stop, low + WIDTH - 1))
            if rows:
                yield rows
                low += len(rows)
            if error is not None:
                raise FaultError(
                    VerificationStep.ENTRY, "damaged", low, detail_of(error)
                ) from error
            if not rows:
                return

    def _scan(self, low: int, stop: int) -> Iterator[list[Row]]:
        try:
            cursor = self._execute(
                f"{_ROW} WHERE position >= ? AND position <= ? ORDER BY position",
                (low if low > 1 else _LOWEST, stop),
            )
            while rows := cursor.fetchmany(WIDTH):
                yield rows
        except sqlite3.DatabaseError as error:
            self.check_reachable(error)

    def _one_by_one(self, low: int, high: int) -> tuple[list[Row], sqlite3.Error | None]:
        """The rows to the first that is missing, or cannot be read; and why it cannot."""
        found: list[Row] = []
        try:
            for position in range(low, high + 1):
                row = self._execute(f"{_ROW} WHERE position = ?", (position,)).fetchone()
                if row is None:
                    break
                found.append(row)
        except sqlite3.DatabaseError as error:
            self.check_reachable(error)
            return found, error
        return found, None

    def row(self, position: int) -> Row:
        """The row at a position; raises FaultError if there is none."""
        found: Row | None = self._execute(f"{_ROW} WHERE position = ?", (position,)).fetchone()
        if found is None:
            raise FaultError(
                VerificationStep.ENTRY, "gap", position, Text("it is missing", "không còn")
            )
        return found

    def check_reachable(self, error: sqlite3.Error) -> None:
        """Raise what an error means, unless it speaks of the contents of the file."""
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)):
            raise error
        meaning = translated(self.path, error)
        if isinstance(meaning, StoreUnavailableError):
            raise meaning from error

    def last_position(self) -> Any:
        """The largest position, whatever it is; None if there is no row."""
        return self._one("SELECT max(position) FROM entries")

    def stream_at(self, position: int) -> Any:
        """The stream of an entry, as bytes; None if there is no such position."""
        return self._one("SELECT CAST(stream AS BLOB) FROM entries WHERE position = ?", position)

    def type_at(self, position: int) -> Any:
        """The type of an entry, as bytes; None if there is no such position."""
        return self._one("SELECT CAST(type AS BLOB) FROM entries WHERE position = ?", position)

    def head_of(self, stream: bytes) -> tuple[Any, Any] | None:
        """Version and leaf in the row of a stream; None if there is none."""
        found: tuple[Any, Any] | None = self._execute(
            "SELECT version, leaf FROM streams WHERE stream = CAST(? AS TEXT)", (stream,)
        ).fetchone()
        return found

    def command_at(self, name: bytes) -> Any:
        """Where a command begins, by its row; None if there is none."""
        return self._one("SELECT position FROM commands WHERE command_id = CAST(? AS TEXT)", name)

    def version_before(self, stream: bytes, position: int) -> tuple[int, bytes] | None:
        """Version and entry of a stream's last entry before a position."""
        found: tuple[int, bytes] | None = self._execute(
            "SELECT version, entry FROM entries WHERE stream = CAST(? AS TEXT) AND position < ?"
            " ORDER BY version DESC LIMIT 1",
            (stream, position),
        ).fetchone()
        return found

    def position_of(self, stream: bytes, version: Any) -> int | None:
        """Where a version of a stream stands, found without the index."""
        found: int | None = self._one(
            "SELECT position FROM entries NOT INDEXED WHERE stream = CAST(? AS TEXT)"
            " AND version IS ?",
            stream,
            version,
        )
        return found

    def all_streams(self) -> Iterator[tuple[Any, Any, Any]]:
        """Stream, as bytes, version and leaf of every row of `streams`."""
        return self._execute("SELECT CAST(stream AS BLOB), version, leaf FROM streams")

    def all_commands(self) -> Iterator[tuple[Any, Any]]:
        """Id, as bytes, and position of every row of `commands`."""
        return self._execute("SELECT CAST(command_id AS BLOB), position FROM commands")

    def commands_from(self, start: int, stop: int) -> Iterator[tuple[Any, Any]]:
        """The rows of `commands` with a position from start to stop."""
        return self._execute(
            "SELECT CAST(command_id AS BLOB), position FROM commands"
            " WHERE position >= ? AND position <= ?",
            (start, stop),
        )

    def count_of_commands(self) -> int:
        """How many rows `commands` has."""
        return int(self._one("SELECT count(*) FROM commands"))

    def tile_row(self, level: int, n: int) -> tuple[Any, Any] | None:
        """Root and hashes of a stored tile, as they are."""
        found: tuple[Any, Any] | None = self._execute(
            "SELECT root, hashes FROM tiles WHERE level = ? AND n = ?", (level, n)
        ).fetchone()
        return found

    def tile_names(self) -> Iterator[tuple[Any, Any]]:
        """Level and number of every stored tile."""
        return self._execute("SELECT level, n FROM tiles ORDER BY level, n")

    def notes(self) -> list[tuple[Any, Any]]:
        """Size and note, as bytes, of every checkpoint, the smallest first."""
        return self._execute(
            "SELECT size, CAST(note AS BLOB) FROM checkpoints ORDER BY size"
        ).fetchall()

    def lines(self) -> list[tuple[Any, Any, Any]]:
        """Size, name and line, as bytes, of every cosignature, by size and name."""
        return self._execute(
            "SELECT size, CAST(name AS BLOB), CAST(line AS BLOB) FROM cosignatures"
            " ORDER BY size, name"
        ).fetchall()

    def definitions_fault(self) -> tuple[str, SchemaFault] | None:
        """The first table, index, trigger or view that is not as it should be."""
        return difference(self._execute)

    def is_table(self, name: str, columns: str) -> bool:
        """Whether there is such a table with such columns, and no view in its place."""
        kind, page = self._execute(
            "SELECT type, rootpage FROM sqlite_schema WHERE name = ?", (name,)
        ).fetchone() or ("", 0)
        if kind != "table" or not page:
            return False
        try:
            self._execute(f"SELECT {columns} FROM {name} LIMIT 0")  # noqa: S608 - words of ours
        except sqlite3.OperationalError:
            return False
        return True

    def pages(self) -> str:
        """What SQLite finds wrong with its pages, indexes and types; empty if nothing."""
        found = str(self._one("PRAGMA integrity_check(1)"))
        return "" if found == "ok" else found


@contextmanager
def raw_rows(path: str, *, mapped: bool = False) -> Iterator[RawRows]:
    """Open a log for verifying it, in one transaction; raises StoreUnavailableError.

    `mapped` reads faster, but a bad disk ends the process.
    """
    try:
        connection = open_reader(path)
    except OSError as error:
        raise os_failure(path, error) from error
    with closing(connection):
        if mapped:
            connection.execute(f"PRAGMA mmap_size={2**40}")
        connection.execute("BEGIN")
        yield RawRows(connection, path)
        settle(connection)
