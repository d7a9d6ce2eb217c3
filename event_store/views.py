"""Views beside the log: rows of projections with their cursors, in a file that may be deleted.

Reading needs nothing but SQLite; what writes is in `event_store.tracking`.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from event_store import beside, view_files
from event_store.errors import BesideError, LogError
from event_store.sqlite_opening import detail_of
from event_store.view_files import BuildingError
from event_store.view_tables import (
    BESIDE,
    PhysicalTable,
    Sums,
    TableRows,
    digest_of,
    is_whole,
    prefix_of,
)
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from event_store.view_tables import Shape

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF
_OF_THE_PROGRAM = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)
"""Errors of whoever calls SQLite: no file is to blame, and nothing may hide them."""


class ProjectionCursor(NamedTuple):
    """How far a projection has come: `position` is the last folded, `leaf` its leaf hash."""

    position: int
    leaf: bytes
    failed_at: int | None = None
    error: str | None = None
    sums: str = "{}"
    """What the rows of each table come to, as `view_tables.Sums` writes it."""


class ViewsUnavailableError(LogError):
    """The views cannot be read or written now: what they show has to be folded from the log."""

    code = "views_unavailable"

    text = Text(
        "The views {path} cannot be used now ({detail}). The log is untouched: answers can be "
        "folded from it, only slower.",
        "Chưa dùng được các bảng tính sẵn {path} ({detail}). Sổ ghi không bị ảnh hưởng: câu trả "
        "lời được tính từ sổ ghi, chỉ chậm hơn.",
    )

    def __init__(self, path: str, detail: Text) -> None:
        super().__init__(path=path, detail=detail)
        self.path = path
        self.detail = detail


class ViewsDamagedError(ViewsUnavailableError):
    """The views' file is damaged: it may be deleted."""

    code = "views_damaged"
    text = Text(
        "The views {path} are damaged ({detail}). The log is untouched: delete this file, then "
        "repeat the command.",
        "Các bảng tính sẵn {path} bị hỏng ({detail}). Sổ ghi không bị ảnh hưởng: hãy xóa tệp này "
        "rồi chạy lại lệnh.",
    )


class ProjectionMovedError(Exception):
    """Somebody else moved the cursor between our look and our transaction: look again."""


class Views:
    """The views of one log, for any number of threads: each has a connection of its own.

    Tables are named `<projection>_<version>_<table>`.
    """

    def __init__(self, path: str, log_id: str, first: sqlite3.Connection) -> None:
        """Use the file at `path`, to which this thread has connected; see `open` and `at`."""
        self.path = path
        self.log_id = log_id
        self.in_the_way: BesideError | None = None
        """What keeps the views from lying beside the log, if it is no file."""
        self.unwritable: Text | None = None
        """Why the views lie elsewhere, where nothing can be written beside the log."""
        self.replaced: ViewsDamagedError | None = None
        """What was wrong with the file that had to be deleted, if one was."""
        self._connections = {get_ident(): first}
        self._lock = Lock()
        self._closed = False

    @classmethod
    def open(cls, log_path: str | None, log_id: str = "") -> Self:
        """Open the views beside the log, or in a temporary folder where nothing can be written.

        A damaged file is deleted and made again. Raises ViewsUnavailableError, BesideError.
        """
        if log_path is None:
            return cls(view_files.MEMORY, log_id, view_files.in_memory(log_id))
        in_the_way = unwritable = None
        try:
            return cls.at(beside.path_of(log_path, beside.VIEWS), log_id)
        except BesideError as error:
            if error.what != "kind":
                raise
            in_the_way = error
        except (sqlite3.OperationalError, OSError) as error:
            unwritable = detail_of(error)
        aside = view_files.aside_of(log_path)
        try:
            made = cls.at(aside, log_id)
        except (sqlite3.Error, OSError) as error:
            raise ViewsUnavailableError(aside, detail_of(error)) from error
        made.in_the_way, made.unwritable = in_the_way, unwritable
        return made

    @classmethod
    def at(cls, path: str, log_id: str = "") -> Self:
        """Open or make views at `path`.

        Raises sqlite3.Error, OSError, BesideError, ViewsUnavailableError.
        """
        try:
            return cls(path, log_id, view_files.connected(path, log_id))
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            view_files.remove(path)
            made = cls(path, log_id, view_files.connected(path, log_id))
            made.replaced = ViewsDamagedError(path, detail_of(error))
            return made
        except BuildingError as error:
            raise _busy(path) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        found = self._connections.get(get_ident())
        return self._connect() if found is None or self._closed else found

    def close(self) -> None:
        """Close the file, for every thread."""
        with self._lock:
            self._closed = True
            for connection in self._connections.values():
                connection.close()

    def cursors(self) -> dict[str, ProjectionCursor]:
        """The cursor of each projection by `name:version`; empty where nothing was built."""
        with self.answering():
            rows = self.connection.execute(f"{_CURSORS}").fetchall()
        return {row[0]: self._cursor(row) for row in rows}

    def cursor(self, name: str) -> ProjectionCursor | None:
        """One cursor, None if there is none."""
        with self.answering():
            row = self.connection.execute(f"{_CURSORS} WHERE application_name = ?", (name,))
            found = row.fetchone()
        return None if found is None else self._cursor(found)

    def rows(self, cursor: str, shapes: Sequence[Shape]) -> TableRows:
        """The rows of one projection, for reading."""
        return TableRows(self, {shape.name: self.table_of(cursor, shape) for shape in shapes})

    def table_of(self, cursor: str, shape: Shape, beside: str = "") -> PhysicalTable:
        """The table of the file that holds a declared table of the projection of `cursor`."""
        return PhysicalTable(cursor, shape, self.log_id, beside)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread read one state of the views, whatever others write meanwhile."""
        with self.answering():
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def building(self, wait: float = view_files.WAIT) -> Iterator[None]:
        """Be the only one who builds these views; raises ViewsUnavailableError, BesideError."""
        try:
            with view_files.building(self.path, wait):
                yield
        except BuildingError as error:
            raise _busy(self.path) from error
        except OSError as error:
            raise ViewsUnavailableError(self.path, detail_of(error)) from error

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Say what SQLite's errors mean; raises ViewsUnavailableError, ViewsDamagedError."""
        try:
            yield
        except _OF_THE_PROGRAM:
            raise
        except sqlite3.DatabaseError as error:
            if _is_faulty(error):
                raise
            kind = ViewsDamagedError if _is_damage(error) else ViewsUnavailableError
            raise kind(self.path, detail_of(error)) from error

    def check(self) -> Iterator[str]:
        """Yield the name of each table whose rows are not all there as they were written."""
        for name, cursor in self.cursors().items():
            sums = Sums(cursor.sums)
            start = name.removeprefix(BESIDE).replace(":", "_") + "_"
            beside = BESIDE if name.startswith(BESIDE) else ""
            with self.answering():
                found = self.connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table'"
                    " AND substr(name, 1, ?) = ?",
                    (len(beside + start), beside + start),
                ).fetchall()
                tables = {table for (table,) in found}
                for table in sorted(tables | {beside + start + own for own in sums.tables()}):
                    if table not in tables or not self._is_whole(table, start, sums):
                        yield table

    def _is_whole(self, table: str, start: str, sums: Sums) -> bool:
        own = table.removeprefix(BESIDE)
        prefix, counted, of = prefix_of(self.log_id, own), Sums(), own.removeprefix(start)
        for values in self.connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
            if not is_whole(prefix, values):
                return False
            counted.change(of, [(None, values[-1])])
        return counted[of] == sums[of]

    def damaged(self, detail: Text) -> ViewsDamagedError:
        """The error that says what is damaged."""
        return ViewsDamagedError(self.path, detail)

    def digest_of_cursor(self, name: str, cursor: ProjectionCursor) -> bytes:
        """The digest that a cursor's row carries."""
        values = [name, cursor.position, cursor.leaf.hex(), *cursor[2:]]
        return digest_of(prefix_of(self.log_id, "cursors"), values)

    def _cursor(self, row: tuple[Any, ...]) -> ProjectionCursor:
        name, *rest, digest = row
        cursor = ProjectionCursor(*rest)
        if self.digest_of_cursor(name, cursor) != digest:
            raise self.damaged(
                Text(
                    f"the cursor of {name} is not as it was written",
                    f"con trỏ của {name} không còn như đã ghi",
                )
            )
        return cursor

    def _connect(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                msg = f"the views {self.path} were closed"
                raise sqlite3.ProgrammingError(msg)
            if self.path == view_files.MEMORY:
                return next(iter(self._connections.values()))
            with self.answering():
                made = view_files.connected(self.path, self.log_id)
            self._connections[get_ident()] = made
            return made


_CURSORS = (
    "SELECT application_name, notification_id, leaf, failed_at, error, sums, row_digest"
    " FROM cursors JOIN tracking USING (application_name)"
)


def _busy(path: str) -> ViewsUnavailableError:
    detail = Text(
        f"another program has been building them for more than {view_files.WAIT} seconds",
        f"chương trình khác đang tính lại đã hơn {view_files.WAIT} giây",
    )
    return ViewsUnavailableError(path, detail)


def _is_faulty(error: sqlite3.Error) -> bool:
    """Say whether a statement is wrong, and not only without the table that somebody dropped."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code == sqlite3.SQLITE_ERROR and not str(error).startswith("no such table")


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own: bytes that are no text
        return str(error).startswith("Could not decode")
    return code & _PRIMARY in _DAMAGED
