"""Views beside the log: rows of projections with their cursors, in a file that may be deleted.

Reading needs nothing but SQLite; what writes is in `event_store.tracking`.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from event_store import beside, canonical
from event_store.errors import BesideError, LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from event_store.tracking import ViewsRecorder

Row = dict[str, Any]
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF
_WAIT_SECONDS = 10
_OTHERS = 0o077
"""Permissions of everybody but the owner."""
BESIDE = "new_"
"""Starts the names of tables that are built beside those in use."""


class Shape(Protocol):
    """A table as a projection declares it: column types are TEXT, INTEGER or JSON."""

    @property
    def name(self) -> str:
        """Its name within the projection."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Type of each column."""

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that name a row."""

    @property
    def indexes(self) -> tuple[tuple[str, ...], ...]:
        """Columns that rows are looked for by."""


class Cursor(NamedTuple):
    """How far a projection has come: `position` is the last folded, `leaf` its leaf hash."""

    position: int
    leaf: bytes
    failed_at: int | None = None
    error: str | None = None


class ViewsUnavailableError(LogError):
    """The views cannot be read or written now: what they show has to be folded from the log."""

    code = "views_unavailable"

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(
            f"The views {path} cannot be used now ({detail}). The log is untouched: answers can "
            "be folded from it, only slower."
        )
        self.path = path
        self.detail = detail


class ViewsDamagedError(ViewsUnavailableError):
    """The views' file is damaged: it may be deleted."""

    code = "views_damaged"


class CursorMovedError(Exception):
    """Somebody else moved the cursor between our look and our transaction: look again."""


class Views:
    """The views of one log. Tables are named `<projection>_<version>_<table>`."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._recorder: ViewsRecorder | None = None
        self.in_the_way: BesideError | None = None
        """What keeps the views from lying beside the log, if it is no file."""

    @classmethod
    def open(cls, log_path: str | None, log_id: str = "") -> Self:
        """Open the views beside the log, or in a temporary folder where nothing can be written.

        A damaged file is deleted and made again. Raises ViewsUnavailableError, BesideError.
        """
        if log_path is None:
            memory = sqlite3.connect(":memory:", isolation_level=None)
            beside.BesideFile(":memory:", _KIND, log_id).fill(memory)
            return cls(":memory:", memory)
        in_the_way = None
        try:
            return cls.at(log_path + beside.VIEWS, log_id)
        except BesideError as error:
            if error.what != "kind":
                raise
            in_the_way = error
        except (sqlite3.OperationalError, OSError):
            pass
        aside = _aside(log_path)
        try:
            made = cls.at(aside, log_id)
        except (sqlite3.Error, OSError) as error:
            raise ViewsUnavailableError(aside, str(error)) from error
        made.in_the_way = in_the_way
        return made

    @classmethod
    def at(cls, path: str, log_id: str = "") -> Self:
        """Open or make views at `path`; raises sqlite3.Error, OSError, BesideError."""
        try:
            return cls(path, _connected(path, log_id))
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            beside.remove(path)
            return cls(path, _connected(path, log_id))

    def close(self) -> None:
        """Close the file."""
        if self._recorder is not None:
            self._recorder.datastore.close()
        self.connection.close()

    def writer(self) -> ViewsRecorder:
        """What makes tables, changes rows and moves cursors."""
        if self._recorder is None:
            # Reading commands seldom write, and start faster without.
            from event_store.tracking import ViewsRecorder  # noqa: PLC0415

            with self.answering():
                self._recorder = ViewsRecorder.on(self)
        return self._recorder

    def cursors(self) -> dict[str, Cursor]:
        """The cursor of each projection by `name:version`; empty where nothing was built."""
        with self.answering():
            rows = self.connection.execute(
                "SELECT application_name, notification_id, leaf, failed_at, error"
                " FROM tracking JOIN cursors USING (application_name)"
            )
            return {name: Cursor(*rest) for name, *rest in rows}

    def rows(self, cursor: str, shapes: Sequence[Shape]) -> TableRows:
        """The rows of one projection, for reading."""
        return TableRows(self, {shape.name: table_of(cursor, shape) for shape in shapes})

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Say what SQLite's errors mean; raises ViewsUnavailableError, ViewsDamagedError."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            kind = ViewsDamagedError if _is_damage(error) else ViewsUnavailableError
            raise kind(self.path, str(error)) from error


class PhysicalTable:
    """A table of the file: its name, its statements, and how its rows are packed."""

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        self.shape = shape
        self.columns = tuple(shape.columns)
        self.json = tuple(c for c, kind in shape.columns.items() if kind == "JSON")
        listed, marks = ", ".join(self.columns), ", ".join("?" * len(self.columns))
        where = " AND ".join(f"{column} = ?" for column in shape.key)
        self.selecting = f"SELECT {listed} FROM {name}"  # noqa: S608 - names are declared
        self.one = f"{self.selecting} WHERE {where}"
        self.deleting = f"DELETE FROM {name} WHERE {where}"  # noqa: S608
        self.putting = f"INSERT OR REPLACE INTO {name} VALUES ({marks})"  # noqa: S608

    def creating(self) -> str:
        """The statement that makes the table."""
        kinds = {"JSON": "TEXT"}
        columns = ", ".join(f"{c} {kinds.get(k, k)}" for c, k in self.shape.columns.items())
        key = ", ".join(self.shape.key)
        return f"CREATE TABLE {self.name} ({columns}, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID"

    def indexing(self) -> list[str]:
        """The statements that make its indexes."""
        return [
            f"CREATE INDEX {self.name}_by_{number} ON {self.name} ({', '.join(columns)})"
            for number, columns in enumerate(self.shape.indexes)
        ]

    def unpacked(self, values: Sequence[Any]) -> Row:
        """A row from what SQLite gave."""
        row = dict(zip(self.columns, values, strict=True))
        for column in self.json:
            row[column] = canonical.loads(row[column])
        return row

    def packed(self, row: Row) -> list[Any]:
        """A row as SQLite takes it."""
        kinds = self.shape.columns
        return [
            canonical.dumps(row[column]).decode() if kinds[column] == "JSON" else row[column]
            for column in self.columns
        ]


def table_of(cursor: str, shape: Shape, beside: str = "") -> PhysicalTable:
    """The table of the file that holds a declared table of the projection of `cursor`."""
    return PhysicalTable(f"{beside}{cursor.replace(':', '_')}_{shape.name}", shape)


class TableRows:
    """The rows of one projection as they stand in the file."""

    def __init__(self, views: Views, tables: Mapping[str, PhysicalTable]) -> None:
        self._views = views
        self._tables = tables

    def get(self, table: str, *key: Any) -> Row | None:
        """The row under `key`, None if there is none."""
        known = self._tables[table]
        with self._views.answering():
            found = self._views.connection.execute(known.one, key).fetchone()
        return None if found is None else known.unpacked(found)

    def select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None = None
    ) -> list[Row]:
        """The rows where columns are `equal` to values and one is `below` a value, by key."""
        known = self._tables[table]
        conditions = [f"{column} IS ?" for column in equal]
        values = [*equal.values()]
        if below is not None:
            conditions.append(f"{below[0]} < ?")
            values.append(below[1])
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        statement = f"{known.selecting}{where} ORDER BY {', '.join(known.shape.key)}"
        with self._views.answering():
            found = self._views.connection.execute(statement, values).fetchall()
        return [known.unpacked(values) for values in found]

    def every(self, table: str) -> Iterator[Row]:
        """All rows of a table by key, a few at a time."""
        known = self._tables[table]
        with self._views.answering():
            found = self._views.connection.execute(
                f"{known.selecting} ORDER BY {', '.join(known.shape.key)}"
            )
            for values in found:
                yield known.unpacked(values)


class _Kind(beside.Kind):
    """Views hold the tables of any projections, of several versions."""

    def knows(self, statements: frozenset[str]) -> bool:
        """Say whether there is nothing but tables and indexes of projections."""
        return all(_is_ours(each) for each in statements - _FIXED)

    def is_earlier(self, statements: frozenset[str]) -> bool:
        """Say whether an earlier program made the file."""
        return self.knows(statements)

    def adopt(self, connection: sqlite3.Connection, _: str, fill: Callable[[], None]) -> bool:
        """Start again: whose rows these are nobody can say, and the log gives them again."""
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TABLE {name}")
        fill()
        return True


_TRACKING = (
    "CREATE TABLE tracking (application_name TEXT, notification_id INTEGER,"
    " PRIMARY KEY (application_name)) WITHOUT ROWID"
)
_CURSORS = (
    "CREATE TABLE cursors (application_name TEXT PRIMARY KEY, leaf BLOB NOT NULL,"
    " failed_at INTEGER, error TEXT) STRICT, WITHOUT ROWID"
)
_SNAPSHOTS = (
    """CREATE TABLE snapshots (stream TEXT PRIMARY KEY, kind TEXT NOT NULL,
  version INTEGER NOT NULL, leaf BLOB NOT NULL, core BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE parts (stream TEXT NOT NULL, key TEXT NOT NULL, part BLOB NOT NULL,
  PRIMARY KEY (stream, key)) STRICT, WITHOUT ROWID""",
)
"""What earlier programs kept in this file."""
_KIND = _Kind(0x436F6E56, (_TRACKING, _CURSORS))  # "ConV"
_FIXED = beside.stated([*_KIND.schema, *_SNAPSHOTS])
_is_ours = re.compile(
    r'CREATE TABLE "?[a-z0-9_]+_\d+_[a-z0-9_]+"?'
    r" \(([a-z0-9_]+ (TEXT|INTEGER|BLOB), )+PRIMARY KEY \([a-z0-9_, ]+\)\) STRICT, WITHOUT ROWID"
    r"|CREATE INDEX [a-z0-9_]+_\d+_[a-z0-9_]+_by_\d+ ON \"?[a-z0-9_]+\"? \([a-z0-9_, ]+\)"
).fullmatch


def _connected(path: str, log_id: str) -> sqlite3.Connection:
    if beside.exists(path) and not os.access(path, os.W_OK):
        beside.check_place(path)
        raise PermissionError(path)
    connection = beside.BesideFile(path, _KIND, log_id).connected(wait=_WAIT_SECONDS)
    try:
        connection.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGED


def _aside(log_path: str) -> str:
    """A place of this user alone for the views of a log on a read-only medium."""
    import tempfile  # noqa: PLC0415 - seldom needed, and reading commands start faster without

    folder = Path(tempfile.gettempdir()) / f"congress-views-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if found.st_uid != os.getuid() or not S_ISDIR(found.st_mode) or found.st_mode & _OTHERS:
        # Somebody else's folder of that name could hold planted answers.
        folder = Path(tempfile.mkdtemp(prefix="congress-views-"))
    return str(folder / (sha256(log_path.encode()).hexdigest()[:24] + ".views"))
