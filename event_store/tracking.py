"""Writing views: the library's tracking recorder, rows and cursor in one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import OperationalError, Tracking
from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore, SQLiteTrackingRecorder

from event_store.errors import GapError
from event_store.views import (
    BESIDE,
    CursorMovedError,
    PhysicalTable,
    Row,
    TableRows,
    Views,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from event_store.views import Shape

_SAVE = (
    "INSERT INTO cursors VALUES (?, ?, NULL, NULL) ON CONFLICT (application_name)"
    " DO UPDATE SET leaf = excluded.leaf, failed_at = NULL, error = NULL"
)


class ViewsDatastore(SQLiteDatastore):
    """The library's datastore on the one connection of the views."""

    def __init__(self, views: Views) -> None:
        super().__init__(views.path, originator_id_type="text", pool_size=1)
        self._views = views

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """One transaction; a writing one takes the file's lock before it reads anything."""
        connection = self._views.connection
        with self._views.answering(), _as_library():
            connection.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
            try:
                yield SQLiteCursor(connection.cursor())
                connection.execute("COMMIT" if commit else "ROLLBACK")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


@contextmanager
def _as_library() -> Iterator[None]:
    """Name a faulty statement as the library does, which asks ahead for tables that way."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:
            raise OperationalError(error) from error
        raise


class ViewsRecorder(SQLiteTrackingRecorder):
    """Keeps the cursors of projections, one row each, and their rows."""

    def __init__(self, datastore: ViewsDatastore, views: Views) -> None:
        super().__init__(datastore)
        self._views = views

    @classmethod
    def on(cls, views: Views) -> ViewsRecorder:
        """The recorder on open views, whose tables are made with the file."""
        return cls(ViewsDatastore(views), views)

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._views.connection

    def prepare(self, cursor: str, shapes: Sequence[Shape], *, beside: bool = False) -> None:
        """Make the tables of a projection anew, empty, its cursor before the first position.

        With `beside` those in use stay as they are until `swap`.
        """
        with self.datastore.transaction(commit=True):
            self._prepare(cursor, shapes, beside=beside)

    def prepare_once(self, cursor: str, shapes: Sequence[Shape]) -> None:
        """Make the tables of a projection unless somebody has made them already."""
        with self.datastore.transaction(commit=True) as c:
            if self._max_tracking_id(cursor, c) is None:
                self._prepare(cursor, shapes, beside=False)

    def _prepare(self, cursor: str, shapes: Sequence[Shape], *, beside: bool) -> None:
        prefix = BESIDE if beside else ""
        for shape in shapes:
            table = table_of(cursor, shape, prefix)
            self._connection.execute(f"DROP TABLE IF EXISTS {table.name}")
            self._connection.execute(table.creating())
            for statement in () if beside else table.indexing():
                self._connection.execute(statement)
        self._forget(prefix + cursor)
        self._connection.execute(_SAVE, (prefix + cursor, b""))
        self._connection.execute("INSERT INTO tracking VALUES (?, 0)", (prefix + cursor,))

    def swap(self, cursor: str, shapes: Sequence[Shape]) -> None:
        """Put the tables built beside in the place of those in use."""
        with self.datastore.transaction(commit=True):
            for shape in shapes:
                table, made = table_of(cursor, shape), table_of(cursor, shape, BESIDE)
                self._connection.execute(f"DROP TABLE IF EXISTS {table.name}")
                self._connection.execute(f"ALTER TABLE {made.name} RENAME TO {table.name}")
                for statement in table.indexing():
                    self._connection.execute(statement)
            self._forget(cursor)
            for name in ("tracking", "cursors"):
                self._connection.execute(
                    f"UPDATE {name} SET application_name = ? WHERE application_name = ?",  # noqa: S608
                    (cursor, BESIDE + cursor),
                )

    def drop_older(self, name: str, version: int) -> None:
        """Drop what older versions of a projection left."""
        with self.datastore.transaction(commit=True):
            for (cursor,) in self._connection.execute(
                "SELECT application_name FROM tracking"
            ).fetchall():
                own, _, number = cursor.rpartition(":")
                if own == name and number.isdecimal() and int(number) < version:
                    self._drop_tables(f"{name}_{number}_")
                    self._forget(cursor)

    def _drop_tables(self, prefix: str) -> None:
        tables = self._connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, ?) = ?",
            (len(prefix), prefix),
        ).fetchall()
        for (table,) in tables:
            self._connection.execute(f"DROP TABLE {table}")

    @contextmanager
    def pages(
        self, wanted: Sequence[tuple[str, Sequence[Shape]]], *, beside: bool = False
    ) -> Iterator[list[Page]]:
        """One transaction in which several projections fold the same entries.

        Raises CursorMovedError, GapError; nothing of it is kept then.
        """
        prefix = BESIDE if beside else ""
        with self.datastore.transaction(commit=True) as c:
            made = []
            for cursor, shapes in wanted:
                tables = {shape.name: table_of(cursor, shape, prefix) for shape in shapes}
                made.append(Page(self._views, tables, prefix + cursor))
            yield made
            for page in made:
                self._move(c, page)

    def _move(self, c: SQLiteCursor, page: Page) -> None:
        """Write a page's rows and its cursor; positions leave no hole."""
        if page.last is None:
            return
        first, last, leaf = page.last
        known = self._max_tracking_id(page.cursor, c)
        if known is None or known >= first:
            raise CursorMovedError(page.cursor)
        if first != known + 1:
            raise GapError(expected=known + 1, found=first)
        page.flush()
        self._insert_tracking(c, Tracking(page.cursor, last))
        self._connection.execute(_SAVE, (page.cursor, leaf))

    def stop(self, cursor: str, position: int, error: str) -> None:
        """Keep why a projection did not go on; its cursor stays where it is."""
        with self.datastore.transaction(commit=True):
            self._connection.execute(
                "UPDATE cursors SET failed_at = ?, error = ? WHERE application_name = ?",
                (position, error, cursor),
            )

    def _forget(self, cursor: str) -> None:
        for name in ("tracking", "cursors"):
            self._connection.execute(
                f"DELETE FROM {name} WHERE application_name = ?",  # noqa: S608
                (cursor,),
            )


class Page(TableRows):
    """The rows of a projection while it folds a page: changes are collected, written once."""

    def __init__(self, views: Views, tables: Mapping[str, PhysicalTable], cursor: str) -> None:
        super().__init__(views, tables)
        self.cursor = cursor
        self.last: tuple[int, int, bytes] | None = None
        self._seen: dict[str, dict[tuple[Any, ...], Row | None]] = {name: {} for name in tables}
        self._changed: dict[str, set[tuple[Any, ...]]] = {name: set() for name in tables}

    def get(self, table: str, *key: Any) -> Row | None:
        """The row under `key` with what was changed so far, None if there is none."""
        seen = self._seen[table]
        if key not in seen:
            seen[key] = super().get(table, *key)
        return seen[key]

    def put(self, table: str, row: Row) -> None:
        """Set the row under its key."""
        key = tuple([row[column] for column in self._tables[table].shape.key])
        self._seen[table][key] = row
        self._changed[table].add(key)

    def delete(self, table: str, *key: Any) -> None:
        """Take the row under `key` away, if there is one."""
        self._seen[table][key] = None
        self._changed[table].add(key)

    def select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None = None
    ) -> list[Row]:
        """The rows as `TableRows.select` finds them, with what was changed so far."""
        self.flush()
        seen = self._seen[table]
        key = self._tables[table].shape.key
        return [
            seen.setdefault(tuple([row[c] for c in key]), row) or row
            for row in super().select(table, equal, below=below)
        ]

    def done(self, first: int, last: int, leaf: bytes) -> None:
        """Say that the entries first…last are folded; `leaf` is the leaf hash of the last."""
        self.last = (first, last, leaf)

    def flush(self) -> None:
        """Write what was changed; it stays uncommitted."""
        execute = self._views.connection
        for name, changed in self._changed.items():
            if not changed:
                continue
            table, seen = self._tables[name], self._seen[name]
            rows = [(key, seen[key]) for key in changed]
            gone = [key for key, row in rows if row is None]
            execute.executemany(table.putting, [table.packed(row) for _, row in rows if row])
            execute.executemany(table.deleting, gone)
            changed.clear()
