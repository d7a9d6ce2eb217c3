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

    def part(self, stream: str, kind: str, key: str) -> tuple[int, bytes | None] | None:
        """Return the snapshot's version and one part of it (None if it has no such part).

        Returns None if the snapshot itself is gone: that must not be taken for a missing part.
        """
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                found: tuple[int, bytes | None] | None = connection.execute(
                    "SELECT version, part FROM snapshots LEFT JOIN parts"
                    " ON parts.stream=snapshots.stream AND key=?"
                    " WHERE snapshots.stream=? AND kind=?",
                    (key, stream, kind),
                ).fetchone()
                return found
        return None

    def parts(self, stream: str, kind: str) -> tuple[int, list[tuple[str, bytes]]] | None:
        """Return the snapshot's version and all its parts by key, None if it is gone."""
        with suppress(sqlite3.Error):
            connection = self._connected(create=False)
            if connection is not None:
                rows = connection.execute(
                    "SELECT version, key, part FROM snapshots LEFT JOIN parts"
                    " ON parts.stream=snapshots.stream WHERE snapshots.stream=? AND kind=?"
                    " ORDER BY key",
                    (stream, kind),
                ).fetchall()
                if rows:
                    return rows[0][0], [(key, part) for _, key, part in rows if key is not None]
        return None

    def save(
        self,
        stream: str,
        kind: str,
        snapshot: Snapshot,
        changed: Mapping[str, bytes],
        *,
        base: int | None,
    ) -> bool:
        """Keep a snapshot with the parts changed since version `base`; say whether it was kept.

        With `base` None `changed` is all of them. It is not kept where the snapshot of version
        `base` is not there any more: its other parts would be missing.
        """
        try:
            connection = self._connected(create=True)
            if connection is None:
                return False
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if base is None:
                    connection.execute("DELETE FROM parts WHERE stream=?", (stream,))
                elif not self._stands(connection, stream, kind, base):
                    return False
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

    @staticmethod
    def _stands(connection: sqlite3.Connection, stream: str, kind: str, version: int) -> bool:
        asked = "SELECT 1 FROM snapshots WHERE stream=? AND kind=? AND version=?"
        return connection.execute(asked, (stream, kind, version)).fetchone() is not None

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
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_SCHEMA)
            self._connection = connection
        return self._connection


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
