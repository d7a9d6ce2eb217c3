"""Writing views: the library's tracking recorder, rows and cursor in one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import OperationalError
from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore, SQLiteTrackingRecorder

from event_store.errors import GapError
from event_store.view_tables import BESIDE, Key, Row, Sums, TableRows
from event_store.views import ProjectionCursor, ProjectionMovedError, Views

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from event_store.view_tables import PhysicalTable, Shape


class ViewsDatastore(SQLiteDatastore):
    """The library's datastore on the views' connection of each thread."""

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

    def prepare_for(
        self, cursor: str, shapes: Sequence[Shape], seen: ProjectionCursor | None
    ) -> None:
        """Make the tables of a projection anew if its cursor still is what was `seen`."""
        with self.datastore.transaction(commit=True):
            if self._views.cursor(cursor) == seen:
                self._prepare(cursor, shapes, beside=False)

    def _prepare(self, cursor: str, shapes: Sequence[Shape], *, beside: bool) -> None:
        prefix = BESIDE if beside else ""
        for shape in shapes:
            table = self._views.table_of(cursor, shape, prefix)
            self._connection.execute(f"DROP TABLE IF EXISTS {table.name}")
            self._connection.execute(table.creating())
            for statement in () if beside else table.indexing():
                self._connection.execute(statement)
        self._forget(prefix + cursor)
        self._save(prefix + cursor, ProjectionCursor(0, b""))

    def swap(self, cursor: str, shapes: Sequence[Shape]) -> None:
        """Put the tables built beside in the place of those in use."""
        with self.datastore.transaction(commit=True):
            for shape in shapes:
                table = self._views.table_of(cursor, shape)
                made = self._views.table_of(cursor, shape, BESIDE)
                self._connection.execute(f"DROP TABLE IF EXISTS {table.name}")
                self._connection.execute(f"ALTER TABLE {made.name} RENAME TO {table.name}")
                for statement in table.indexing():
                    self._connection.execute(statement)
            reached = self._views.cursor(BESIDE + cursor)
            if reached is None:
                raise ProjectionMovedError(cursor)
            self._forget(BESIDE + cursor)
            self._forget(cursor)
            self._save(cursor, reached)

    def drop_older(self, name: str, before: int) -> list[str]:
        """Drop what the versions of a projection `before` one left; returns their cursors."""
        dropped = []
        with self.datastore.transaction(commit=True):
            for (cursor,) in self._connection.execute(
                "SELECT application_name FROM tracking"
            ).fetchall():
                own, _, number = cursor.removeprefix(BESIDE).rpartition(":")
                if own == name and number.isdecimal() and int(number) < before:
                    self._drop_tables(cursor.replace(":", "_") + "_")
                    self._forget(cursor)
                    dropped.append(cursor)
        return dropped

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
    ) -> Iterator[list[PageRows]]:
        """One transaction in which several projections fold the same entries.

        Raises CursorMovedError, GapError; nothing of it is kept then.
        """
        prefix = BESIDE if beside else ""
        with self.datastore.transaction(commit=True):
            made = []
            for cursor, shapes in wanted:
                at = self._views.cursor(prefix + cursor)
                if at is None:
                    raise ProjectionMovedError(cursor)
                tables = {s.name: self._views.table_of(cursor, s, prefix) for s in shapes}
                made.append(PageRows(self._views, tables, prefix + cursor, at))
            yield made
            for page in made:
                self._move(page)

    def _move(self, page: PageRows) -> None:
        """Write a page's rows and its cursor; positions leave no hole."""
        if page.last is None:
            if page.stays:
                page.flush()
                self._save(page.cursor, page.begun._replace(sums=str(page.sums)))
            return
        first, last, leaf = page.last
        known = page.begun.position
        if known >= first:
            raise ProjectionMovedError(page.cursor)
        if first != known + 1:
            raise GapError(expected=known + 1, found=first)
        page.flush()
        self._save(page.cursor, ProjectionCursor(last, leaf, sums=str(page.sums)))

    def stop(self, cursor: str, position: int, error: str) -> None:
        """Keep why a projection did not go on; its cursor stays where it is."""
        with self.datastore.transaction(commit=True):
            at = self._views.cursor(cursor)
            if at is not None:
                self._save(cursor, at._replace(failed_at=position, error=error))

    def _save(self, name: str, cursor: ProjectionCursor) -> None:
        position, *rest = cursor
        self._connection.execute("INSERT OR REPLACE INTO tracking VALUES (?, ?)", (name, position))
        digest = self._views.digest_of_cursor(name, cursor)
        self._connection.execute(
            "INSERT OR REPLACE INTO cursors VALUES (?, ?, ?, ?, ?, ?)", (name, *rest, digest)
        )

    def _forget(self, cursor: str) -> None:
        for name in ("tracking", "cursors"):
            self._connection.execute(
                f"DELETE FROM {name} WHERE application_name = ?",  # noqa: S608
                (cursor,),
            )


class PageRows(TableRows):
    """The rows of a projection while it folds a page: changes are collected, written once."""

    def __init__(
        self,
        views: Views,
        tables: Mapping[str, PhysicalTable],
        cursor: str,
        begun: ProjectionCursor,
    ) -> None:
        super().__init__(views, tables)
        self.cursor = cursor
        self.begun = begun
        self.sums = Sums(begun.sums)
        self.last: tuple[int, int, bytes] | None = None
        self.stays = False
        """Whether the rows are to be kept although the cursor does not move yet."""
        self.written: dict[str, set[int]] | None = None
        """Hashes of all keys that tables made empty were given; None if nobody knows them."""
        self._seen: dict[str, dict[Key, Row | None]] = {name: {} for name in tables}
        # Digests of rows as they are in the file, and keys in the order in which they changed:
        # what is written is the same in every run.
        self._stored: dict[str, dict[Key, bytes | None]] = {name: {} for name in tables}
        self._changed: dict[str, dict[Key, None]] = {name: {} for name in tables}

    def get(self, table: str, *key: Any) -> Row | None:
        """The row under `key` with what was changed so far, None if there is none."""
        seen = self._seen[table]
        if key not in seen:
            found = self._find(table, key) if self._may_be_stored(table, key) else None
            self._stored[table][key] = None if found is None else found[-1]
            seen[key] = None if found is None else self._checked(self._tables[table], found)
        return seen[key]

    def put(self, table: str, row: Row) -> None:
        """Set the row under its key."""
        key = self._tables[table].key_of(row)
        self._seen[table][key] = row
        self._changed[table][key] = None

    def delete(self, table: str, *key: Any) -> None:
        """Take the row under `key` away, if there is one."""
        self._seen[table][key] = None
        self._changed[table][key] = None

    def select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None = None
    ) -> list[Row]:
        """The rows as `TableRows.select` finds them, with what was changed so far."""
        self.flush()
        known, seen, stored = self._tables[table], self._seen[table], self._stored[table]
        rows = []
        for values in self._select(table, equal, below=below):
            row = self._checked(known, values)
            key = known.key_of(row)
            stored[key] = values[-1]
            rows.append(seen.setdefault(key, row) or row)
        return rows

    def done(self, first: int, last: int, leaf: bytes) -> None:
        """Say that the entries first…last are folded; `leaf` is the leaf hash of the last."""
        self.last = (first, last, leaf)

    def flush(self) -> None:
        """Write what was changed; it stays uncommitted."""
        for name, changed in self._changed.items():
            if changed:
                self._write(name, changed)
                changed.clear()

    def _write(self, name: str, changed: Mapping[Key, None]) -> None:
        table, seen, stored = self._tables[name], self._seen[name], self._stored[name]
        put, gone, digests = [], [], []
        for key in changed:
            row = seen[key]
            if row is None:
                after = None
            else:
                packed = table.packed(row)
                put.append(packed)
                after = packed[-1]
            before = stored[key] if key in stored else self._digest(name, key)
            digests.append((before, after))
            stored[key] = after
            if after is None and before is not None:
                gone.append(key)
        self.sums.change(name, digests)
        execute = self._views.connection
        execute.executemany(table.putting, put)
        execute.executemany(table.deleting, gone)
        if self.written is not None:
            self.written.setdefault(name, set()).update(map(hash, changed))

    def _may_be_stored(self, name: str, key: Key) -> bool:
        return self.written is None or hash(key) in self.written.get(name, ())

    def _digest(self, name: str, key: Key) -> bytes | None:
        if not self._may_be_stored(name, key):
            return None
        found = self._views.connection.execute(self._tables[name].digest, key).fetchone()
        return None if found is None else found[0]
