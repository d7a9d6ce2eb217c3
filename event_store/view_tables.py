"""Tables of views: their statements, how rows are packed, and the digests that rows carry.

A digest guards a row against damage and against a hand that changes it in passing. It is no proof:
who may write the file can compute it too, and `replay --check` compares with the log.
"""

from __future__ import annotations

from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from event_store import canonical
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from event_store.views import Views

Row = dict[str, Any]
Key = tuple[Any, ...]
BESIDE = "new_"
"""Starts the names of tables that are built beside those in use."""
_BYTES = 16
"""Of a digest: no two rows are alike by chance."""


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


def prefix_of(log_id: str, table: str) -> bytes:
    """Return what every digest of a table starts from: a row is good for that table alone."""
    return f"{log_id}\n{table}\n".encode()


def digest_of(prefix: bytes, values: Sequence[Any]) -> bytes:
    """Return the digest of a row as it is in the file, or of another list of plain values."""
    return sha256(prefix + canonical.dumps(values)).digest()[:_BYTES]


class PhysicalTable:
    """A table of the file: its name, its statements, and how its rows are packed."""

    def __init__(self, cursor: str, shape: Shape, log_id: str, beside: str = "") -> None:
        own = f"{cursor.replace(':', '_')}_{shape.name}"
        self.name = name = beside + own
        self.shape = shape
        self.columns = tuple(shape.columns)
        self.prefix = prefix_of(log_id, own)
        self.key_of: Callable[[Row], Key] = _key_of(shape.key)
        """The key of a row."""
        self.json = tuple(c for c, kind in shape.columns.items() if kind == "JSON")
        self._places = tuple(map(self.columns.index, self.json))
        listed, marks = ", ".join(self.columns), ", ".join("?" * len(self.columns))
        where = " AND ".join(f"{column} = ?" for column in shape.key)
        self.selecting = f"SELECT {listed}, row_digest FROM {name}"  # noqa: S608 - names are declared
        self.one = f"{self.selecting} WHERE {where}"
        self.digest = f"SELECT row_digest FROM {name} WHERE {where}"  # noqa: S608
        self.deleting = f"DELETE FROM {name} WHERE {where}"  # noqa: S608
        self.putting = f"INSERT OR REPLACE INTO {name} VALUES ({marks}, ?)"  # noqa: S608

    def creating(self) -> str:
        """The statement that makes the table."""
        kinds = {"JSON": "TEXT"}
        columns = ", ".join(f"{c} {kinds.get(k, k)}" for c, k in self.shape.columns.items())
        key = ", ".join(self.shape.key)
        return (
            f"CREATE TABLE {self.name} ({columns}, row_digest BLOB, PRIMARY KEY ({key}))"
            " STRICT, WITHOUT ROWID"
        )

    def indexing(self) -> list[str]:
        """The statements that make its indexes."""
        return [
            f"CREATE INDEX {self.name}_by_{number} ON {self.name} ({', '.join(columns)})"
            for number, columns in enumerate(self.shape.indexes)
        ]

    def unpacked(self, values: Sequence[Any]) -> Row:
        """A row from what SQLite gave, its digest last."""
        row = dict(zip(self.columns, values, strict=False))
        for column in self.json:
            row[column] = canonical.loads(row[column])
        return row

    def packed(self, row: Row) -> list[Any]:
        """A row as SQLite takes it, its digest last; equal rows have equal bytes."""
        values = [row[column] for column in self.columns]
        for place in self._places:
            values[place] = canonical.ordered(values[place]).decode()
        values.append(digest_of(self.prefix, values))
        return values


def _key_of(columns: Sequence[str]) -> Callable[[Row], Key]:
    if len(columns) == 1:
        (column,) = columns
        return lambda row: (row[column],)
    return itemgetter(*columns)


class TableRows:
    """The rows of one projection as they stand in the file; each is checked when it is read.

    Raises ViewsDamagedError for a row that is not as it was written.
    """

    def __init__(self, views: Views, tables: Mapping[str, PhysicalTable]) -> None:
        self._views = views
        self._tables = tables

    def get(self, table: str, *key: Any) -> Row | None:
        """The row under `key`, None if there is none."""
        found = self._find(table, key)
        return None if found is None else self._checked(self._tables[table], found)

    def select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None = None
    ) -> list[Row]:
        """The rows where columns are `equal` to values and one is `below` a value, by key."""
        known = self._tables[table]
        return [self._checked(known, values) for values in self._select(table, equal, below=below)]

    def every(self, table: str) -> Iterator[Row]:
        """All rows of a table by key, a few at a time."""
        known = self._tables[table]
        with self._views.answering():
            found = self._views.connection.execute(
                f"{known.selecting} ORDER BY {', '.join(known.shape.key)}"
            )
            for values in found:
                yield self._checked(known, values)

    def raw(self, table: str) -> Iterator[tuple[Key, tuple[Any, ...]]]:
        """All rows of a table by key, as they are in the file and unchecked, each with its key."""
        known = self._tables[table]
        places = [known.columns.index(column) for column in known.shape.key]
        with self._views.answering():
            for values in self._views.connection.execute(
                f"{known.selecting} ORDER BY {', '.join(known.shape.key)}"
            ):
                yield tuple([values[place] for place in places]), values

    def _find(self, table: str, key: Key) -> tuple[Any, ...] | None:
        with self._views.answering():
            execute = self._views.connection.execute
            found: tuple[Any, ...] | None = execute(self._tables[table].one, key).fetchone()
        return found

    def _select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None
    ) -> list[tuple[Any, ...]]:
        known = self._tables[table]
        conditions = [f"{column} IS ?" for column in equal]
        values = [*equal.values()]
        if below is not None:
            conditions.append(f"{below[0]} < ?")
            values.append(below[1])
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        statement = f"{known.selecting}{where} ORDER BY {', '.join(known.shape.key)}"
        with self._views.answering():
            return self._views.connection.execute(statement, values).fetchall()

    def _checked(self, known: PhysicalTable, values: tuple[Any, ...]) -> Row:
        if not is_whole(known.prefix, values):
            raise self._views.damaged(
                Text(
                    f"a row of {known.name} is not as it was written",
                    f"có dòng bị sửa trong {known.name}",
                )
            )
        return known.unpacked(values)


def is_whole(prefix: bytes, values: Sequence[Any]) -> bool:
    """Say whether a row, its digest last, is as it was written."""
    try:
        return bool(digest_of(prefix, values[:-1]) == values[-1])
    except TypeError:  # bytes where a text belongs
        return False


class Sums:
    """How many rows each table of a projection has, and all their digests as one number.

    It changes with every row that is put or taken away, so that a missing row is found too.
    """

    def __init__(self, text: str = "{}") -> None:
        self._tables = {
            table: (count, int(number, 16))
            for table, (count, number) in canonical.loads(text).items()
        }

    def change(self, table: str, rows: Iterable[tuple[bytes | None, bytes | None]]) -> None:
        """Take the digests of rows as they were out, and those of what they are now in."""
        count, number = self._tables.get(table, (0, 0))
        for before, after in rows:
            if before is not None:
                count -= 1
                number ^= int.from_bytes(before)
            if after is not None:
                count += 1
                number ^= int.from_bytes(after)
        self._tables[table] = (count, number)

    def __getitem__(self, table: str) -> tuple[int, int]:
        """Count and number of a table."""
        return self._tables.get(table, (0, 0))

    def tables(self) -> list[str]:
        """The tables that have, or had, rows."""
        return [*self._tables]

    def __str__(self) -> str:
        """The text from which it is made again."""
        written = {t: (count, f"{n:x}") for t, (count, n) in self._tables.items() if count}
        return canonical.ordered(written).decode()
