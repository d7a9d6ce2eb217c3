"""What was asked and refused, kept apart from the record in `<log>.attempts`; may be deleted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from event_store import beside, canonical
from event_store.beside import BesideFile
from event_store.errors import BesideError, DamagedLogError, NotALogError
from event_store.kinds import Earlier, Kind
from event_store.sqlite_opening import os_failure, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

VARIABLE = "CONGRESS_ATTEMPTS"
"""`off` in this variable of the environment keeps no attempts."""
WAIT = 0.5
"""Seconds that one writer of attempts waits for another: commands wait for neither."""
MOST = 20_000
"""Attempts that are kept at most."""
MOST_BYTES = 16 << 20
"""Bytes that they take at most, about."""

_NO_DELETE = """CREATE TRIGGER attempts_no_delete BEFORE DELETE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END"""
_SCHEMA = (
    """CREATE TABLE attempts (n INTEGER PRIMARY KEY, log TEXT NOT NULL,
  attempt BLOB NOT NULL) STRICT""",
    """CREATE TRIGGER attempts_no_update BEFORE UPDATE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END""",
    _NO_DELETE,
)
_EARLIER = Earlier("attempts", "log", "n, log, attempt", _SCHEMA)
_KIND = Kind(0x436F6E54, _SCHEMA, journal="DELETE", earlier=_EARLIER)  # "ConT"


class Attempts:
    """The refused commands of one log.

    Never part of the record: whatever goes wrong with the file (read-only folder, foreign file,
    full disk) means that an attempt is not kept, never an error.
    """

    def __init__(self, log: str, log_id: str, *, in_memory: bool = False) -> None:
        """Use the file beside the log at path `log`, made when first needed.

        A log in memory has no attempts.
        """
        path = beside.path_of(log, beside.ATTEMPTS)
        self.path = None if in_memory else path
        self._file = BesideFile(path, _KIND, log_id)
        self._log_id = log_id

    @property
    def wanted(self) -> bool:
        """Whether attempts are to be kept."""
        return self.path is not None and os.environ.get(VARIABLE, "").lower() != "off"

    def add(self, attempts: Iterable[Mapping[str, Any] | bytes], *, left_out: int = 0) -> bool:
        """Append attempts, each a JSON object or the text of one; say whether they were kept.

        They are numbered without a gap but for `left_out` older ones of the same batch. The
        oldest in the file go when there are more than MOST, or they take more than MOST_BYTES.
        """
        if self.path is None:
            return False
        with _tolerant() as failed, closing(self._open()) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            first = _number(connection, "max") + 1 + left_out
            connection.executemany(
                "INSERT INTO attempts (n, log, attempt) VALUES (?,?,?)",
                ((n, self._log_id, _text(each)) for n, each in enumerate(attempts, first)),
            )
            _drop_oldest(connection)
        return not failed

    def dropped(self) -> int:
        """Return how many older attempts are kept no more."""
        found = 0
        if self.path is not None and beside.exists(self.path):
            with _tolerant(), closing(self._file.read_only()) as connection:
                found = max(_number(connection, "min") - 1, 0)
        return found

    def check(self) -> None:
        """Raise BesideError if the file is not one that this program may use, or is damaged.

        Raises StoreUnavailableError if it cannot be read.
        """
        if self.path is None:
            return
        try:
            self._file.check()
        except sqlite3.Error as error:
            found = translated(self.path, error)
            if isinstance(found, NotALogError | DamagedLogError):
                raise BesideError(self.path, "damaged") from error
            raise found from error
        except OSError as error:
            raise os_failure(self.path, error) from error

    def newest_first(self) -> Iterator[dict[str, Any]]:
        """Yield the attempts on this log, the last one first; nothing if there is no file."""
        if self.path is None or not beside.exists(self.path):
            return
        with _tolerant(), closing(self._file.read_only()) as connection:
            rows = connection.execute(
                "SELECT attempt FROM attempts WHERE log=? ORDER BY n DESC", (self._log_id,)
            )
            for (text,) in rows:
                attempt = _read(text)
                if attempt is not None:
                    yield attempt

    def count(self) -> int | None:
        """Return how many attempts are kept, None if there is no file that tells."""
        if self.path is None or not beside.exists(self.path):
            return None
        with _tolerant(), closing(self._file.read_only()) as connection:
            row = connection.execute("SELECT count(*) FROM attempts WHERE log=?", (self._log_id,))
            return int(row.fetchone()[0])
        return None

    def _open(self) -> sqlite3.Connection:
        connection = self._file.connected(wait=WAIT)
        # The file is no record: nobody waits for the disk, and a power cut may cost attempts.
        connection.execute("PRAGMA synchronous=OFF")
        return connection


@contextmanager
def _tolerant() -> Iterator[list[Exception]]:
    """Take a file that cannot be used as one that keeps nothing; an error of ours stays one.

    What was wrong is in the list that it yields.
    """
    failed: list[Exception] = []
    try:
        yield failed
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except (sqlite3.Error, OSError, BesideError) as error:
        failed.append(error)


def _text(attempt: Mapping[str, Any] | bytes) -> bytes:
    return attempt if isinstance(attempt, bytes) else canonical.dumps(attempt)


def _read(text: bytes) -> dict[str, Any] | None:
    """Return an attempt, None where something else stands."""
    try:
        found = canonical.loads(text)
    except (ValueError, TypeError):
        return None
    return found if isinstance(found, dict) else None


def _number(connection: sqlite3.Connection, which: str) -> int:
    (found,) = connection.execute(f"SELECT {which}(n) FROM attempts").fetchone()  # noqa: S608 - min or max
    return int(found or 0)


def _drop_oldest(connection: sqlite3.Connection) -> None:
    """Keep what the bounds allow, and a tenth less, so that it is not done each time."""
    last = _number(connection, "max")
    rows = last - _number(connection, "min") + 1
    too_large = _bytes(connection) > MOST_BYTES
    if rows <= MOST and not too_large:
        return
    kept = min(rows - rows // 4, MOST - MOST // 10)
    connection.execute("DROP TRIGGER attempts_no_delete")
    connection.execute("DELETE FROM attempts WHERE n <= ?", (last - kept,))
    while kept > 1 and _bytes(connection) > MOST_BYTES:
        kept -= kept // 4 or 1
        connection.execute("DELETE FROM attempts WHERE n <= ?", (last - kept,))
    connection.execute(_NO_DELETE)


def _bytes(connection: sqlite3.Connection) -> int:
    asked = ("page_count", "freelist_count", "page_size")
    pages, free, size = (connection.execute(f"PRAGMA {a}").fetchone()[0] for a in asked)
    return int((pages - free) * size)
