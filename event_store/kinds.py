"""Kinds of SQLite files beside a log: what each holds, who made it, how earlier ones looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence


class Kind:
    """A kind of SQLite file beside a log: what it holds, who made it, how older ones look."""

    def __init__(
        self,
        application: int,
        schema: Sequence[str],
        *,
        version: int = 1,
        journal: Literal["WAL", "DELETE"] = "WAL",
        earlier: Earlier | None = None,
        later: Sequence[str] = (),
    ) -> None:
        """`schema` are the statements that make its tables; each file has an `owner` besides.

        `later` are those that were added since: a file may lack all of them.
        """
        self.application = application
        self.version = version
        self.journal = journal
        self.schema = (_OWNER, *schema)
        self.earlier = earlier
        self._known = (stated(self.schema), stated((*self.schema, *later)))

    def knows(self, statements: frozenset[str]) -> bool:
        """Say whether a file of this kind holds what it should."""
        return statements in self._known

    def is_earlier(self, statements: frozenset[str]) -> bool:
        """Say whether a file that names no program was made by an earlier one of ours."""
        return self.earlier is not None and statements == stated(self.earlier.schema)

    def adopt(self, connection: sqlite3.Connection, log_id: str, fill: Callable[[], None]) -> bool:
        """Turn an earlier file into one of today, False if it is of another log."""
        earlier = self.earlier
        if earlier is None or not earlier.is_of(connection, log_id):
            return False
        earlier.step_aside(connection)
        fill()
        earlier.take_over(connection)
        return True


class Earlier:
    """What a kind of file held before files said whose they are; each row named its log."""

    def __init__(self, table: str, log: str, columns: str, schema: Sequence[str]) -> None:
        self.table = table
        self.log = log
        self.columns = columns
        self.schema = tuple(schema)

    def is_of(self, connection: sqlite3.Connection, log_id: str) -> bool:
        """Say whether any row is of this log, or there is none."""
        owners = connection.execute(f"SELECT DISTINCT {self.log} FROM {self.table}").fetchall()  # noqa: S608 - names are ours
        return not owners or (log_id,) in owners

    def step_aside(self, connection: sqlite3.Connection) -> None:
        """Give the table another name, without what was tied to it."""
        tied = connection.execute(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'index')"
            " AND sql IS NOT NULL"
        ).fetchall()
        for kind, name in tied:
            connection.execute(f"DROP {kind} {name}")
        connection.execute(f"ALTER TABLE {self.table} RENAME TO earlier")

    def take_over(self, connection: sqlite3.Connection) -> None:
        """Put the rows into the table of today."""
        connection.execute(
            f"INSERT INTO {self.table} ({self.columns}) SELECT {self.columns} FROM earlier"  # noqa: S608
        )
        connection.execute("DROP TABLE earlier")


_OWNER = (
    "CREATE TABLE owner (one INTEGER PRIMARY KEY CHECK (one = 1), log_id TEXT NOT NULL) STRICT"
)


def stated(statements: Iterable[str]) -> frozenset[str]:
    """Return statements in the form in which they are compared."""
    return frozenset(" ".join(statement.split()) for statement in statements)
