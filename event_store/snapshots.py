"""States kept beside the log so that no command folds a long stream again; may be deleted."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS snapshots (stream TEXT PRIMARY KEY, kind TEXT NOT NULL,
  version INTEGER NOT NULL, leaf BLOB NOT NULL, core BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (stream TEXT NOT NULL, key TEXT NOT NULL, part BLOB NOT NULL,
  PRIMARY KEY (stream, key)) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state at `version` of its stream; `leaf` is the leaf hash of that version's entry."""

    version: int
    leaf: bytes
    core: bytes


class Snapshots:
    """Snapshots of one log, in `<log>.views`.

    A cache and nothing else: whatever goes wrong with it (read-only folder, foreign file, full
    disk) means "there is no snapshot", never an error. `kind` is the shape of what is kept; a
    snapshot of another kind is not found.
    """

    def __init__(self, path: str | None) -> None:
        """Use the file at `path`, made when first needed; None keeps nothing."""
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def load(self, stream: str, kind: str) -> Snapshot | None:
        """Return the snapshot of `stream`, None if there is none."""
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                row = connection.execute(
                    "SELECT version, leaf, core FROM snapshots WHERE stream=? AND kind=?",
                    (stream, kind),
                ).fetchone()
                return None if row is None else Snapshot(*row)
        return None

    def part(self, stream: str, key: str) -> bytes | None:
        """Return one part of the state of `stream`, None if there is none."""
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                row = connection.execute(
                    "SELECT part FROM parts WHERE stream=? AND key=?", (stream, key)
                ).fetchone()
                return None if row is None else bytes(row[0])
        return None

    def parts(self, stream: str) -> list[tuple[str, bytes]]:
        """Return all parts of the state of `stream`, by key."""
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                return connection.execute(
                    "SELECT key, part FROM parts WHERE stream=? ORDER BY key", (stream,)
                ).fetchall()
        return []

    def save(
        self,
        stream: str,
        kind: str,
        snapshot: Snapshot,
        changed: Mapping[str, bytes],
        *,
        anew: bool,
    ) -> bool:
        """Keep a snapshot with its changed parts, all parts if `anew`; say whether it was kept."""
        try:
            connection = self._connected(create=True)
            if connection is None:
                return False
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if anew:
                    connection.execute("DELETE FROM parts WHERE stream=?", (stream,))
                connection.executemany(
                    "INSERT OR REPLACE INTO parts VALUES (?,?,?)",
                    ((stream, key, part) for key, part in changed.items()),
                )
                connection.execute(
                    "INSERT OR REPLACE INTO snapshots VALUES (?,?,?,?,?)",
                    (stream, kind, snapshot.version, snapshot.leaf, snapshot.core),
                )
        except sqlite3.Error:
            return False
        return True

    def forget(self, stream: str) -> None:
        """Drop the snapshot of `stream`."""
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("DELETE FROM snapshots WHERE stream=?", (stream,))
                    connection.execute("DELETE FROM parts WHERE stream=?", (stream,))

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self, *, create: bool) -> sqlite3.Connection | None:
        if self._connection is None and self._path is not None:
            mode = "rwc" if create else "rw"
            connection = sqlite3.connect(
                f"file:{_quoted(self._path)}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=2,
            )
            connection.execute("PRAGMA synchronous=OFF")
            connection.executescript(_SCHEMA)
            self._connection = connection
        return self._connection


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
