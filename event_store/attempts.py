"""What was asked and refused, kept apart from the record in `<log>.attempts`; may be deleted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from event_store import beside, canonical
from event_store.beside import BesideFile, Earlier, Kind
from event_store.errors import BesideError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VARIABLE = "CONGRESS_ATTEMPTS"
"""`off` in this variable of the environment keeps no attempts."""
WAIT = 2
"""Seconds that one writer of attempts waits for another."""

_SCHEMA = (
    """CREATE TABLE attempts (n INTEGER PRIMARY KEY, log TEXT NOT NULL,
  attempt BLOB NOT NULL) STRICT""",
    """CREATE TRIGGER attempts_no_update BEFORE UPDATE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END""",
    """CREATE TRIGGER attempts_no_delete BEFORE DELETE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END""",
)
_EARLIER = Earlier("attempts", "log", "n, log, attempt", _SCHEMA)
_KIND = Kind(0x436F6E54, _SCHEMA, journal="DELETE", earlier=_EARLIER)  # "ConT"
_UNUSABLE = (sqlite3.Error, OSError, BesideError)


class Attempts:
    """The refused commands of one log.

    Never part of the record: whatever goes wrong with the file (read-only folder, foreign file,
    full disk) means that an attempt is not kept, never an error.
    """

    def __init__(self, log: str, log_id: str) -> None:
        """Use the file beside the log at path `log`, made when first needed.

        A log that is no file, such as one in memory, has no attempts.
        """
        self.path = log + beside.ATTEMPTS if Path(log).is_absolute() else None
        self._file = BesideFile(log + beside.ATTEMPTS, _KIND, log_id)
        self._log_id = log_id

    @property
    def wanted(self) -> bool:
        """Whether attempts are to be kept."""
        return self.path is not None and os.environ.get(VARIABLE, "").lower() != "off"

    def add(self, attempts: Sequence[Mapping[str, Any]]) -> bool:
        """Append attempts, each a JSON object; say whether they were kept."""
        if self.path is None:
            return False
        try:
            rows = [(self._log_id, canonical.dumps(attempt)) for attempt in attempts]
            with closing(self._open()) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO attempts (log, attempt) VALUES (?,?)", rows)
        except (*_UNUSABLE, ValueError, TypeError):
            return False
        return True

    def check(self) -> None:
        """Raise BesideError if the file is not one that this program may use."""
        if self.path is not None:
            with suppress(sqlite3.Error, OSError):
                self._file.read_only().close()

    def newest_first(self) -> Iterator[dict[str, Any]]:
        """Yield the attempts on this log, the last one first; nothing if there is no file."""
        if self.path is None or not beside.exists(self.path):
            return
        with suppress(*_UNUSABLE, ValueError), closing(self._file.read_only()) as connection:
            rows = connection.execute(
                "SELECT attempt FROM attempts WHERE log=? ORDER BY n DESC", (self._log_id,)
            )
            for (attempt,) in rows:
                yield canonical.loads(attempt)

    def count(self) -> int | None:
        """Return how many attempts are kept, None if there is no file that tells."""
        if self.path is None or not beside.exists(self.path):
            return None
        with suppress(*_UNUSABLE), closing(self._file.read_only()) as connection:
            row = connection.execute("SELECT count(*) FROM attempts WHERE log=?", (self._log_id,))
            return int(row.fetchone()[0])
        return None

    def _open(self) -> sqlite3.Connection:
        connection = self._file.connected(wait=WAIT)
        # The file is no record: a power cut may cost the last attempts, never their order.
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
