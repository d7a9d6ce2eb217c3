"""The file of views: where it lies, what may be in it, and one who builds it at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import sqlite3
import time
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from event_store import beside, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = ":memory:"
"""Where views are that are gone when they are closed."""
WAIT = 10
"""Seconds that one program waits for another that builds the same views."""
LOCK = beside.VIEWS_LOCK.removeprefix(beside.VIEWS)
"""Ends the name of the file that whoever builds views holds a lock on."""
_OTHERS = 0o077
"""Permissions of everybody but the owner."""
_STEP = 0.02


class _Kind(kinds.Kind):
    """Views hold the tables of any projections, of several versions."""

    def knows(self, statements: frozenset[str]) -> bool:
        """Say whether there is nothing but tables and indexes of projections."""
        return all(re.fullmatch(_OURS, each) for each in statements - _FIXED)

    def is_earlier(self, statements: frozenset[str]) -> bool:
        """Say whether an earlier program made the file."""
        return self.knows(statements - _EARLIER)

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
    " failed_at INTEGER, error TEXT, sums TEXT NOT NULL, row_digest BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID"
)
_KIND = _Kind(0x436F6E56, (_TRACKING, _CURSORS))  # "ConV"
_FIXED = kinds.stated(_KIND.schema)
_EARLIER = kinds.stated(
    [
        """CREATE TABLE cursors (application_name TEXT PRIMARY KEY, leaf BLOB NOT NULL,
  failed_at INTEGER, error TEXT) STRICT, WITHOUT ROWID""",
        """CREATE TABLE snapshots (stream TEXT PRIMARY KEY, kind TEXT NOT NULL,
  version INTEGER NOT NULL, leaf BLOB NOT NULL, core BLOB NOT NULL) STRICT, WITHOUT ROWID""",
        """CREATE TABLE parts (stream TEXT NOT NULL, key TEXT NOT NULL, part BLOB NOT NULL,
  PRIMARY KEY (stream, key)) STRICT, WITHOUT ROWID""",
    ]
)
"""What earlier programs kept in this file."""
_OURS = (
    r'CREATE TABLE "?[a-z0-9_]+_\d+_[a-z0-9_]+"?'
    r" \(([a-z0-9_]+ (TEXT|INTEGER|BLOB), )+PRIMARY KEY \([a-z0-9_, ]+\)\) STRICT, WITHOUT ROWID"
    r"|CREATE INDEX [a-z0-9_]+_\d+_[a-z0-9_]+_by_\d+ ON \"?[a-z0-9_]+\"? \([a-z0-9_, ]+\)"
)


def connected(path: str, log_id: str) -> sqlite3.Connection:
    """Open the views at `path`, made where there are none.

    Raises BesideError, BuildingError, sqlite3.Error, OSError.
    """
    if not beside.exists(path):
        with building(path):
            return _connected(path, log_id)
    if not os.access(path, os.W_OK):
        beside.check_place(path)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return _connected(path, log_id)


def looked_at(path: str, log_id: str) -> sqlite3.Connection:
    """Open views that are there for reading only, as they are; raises as `connected` does."""
    return beside.BesideFile(path, _KIND, log_id).read_only()


def in_memory(log_id: str) -> sqlite3.Connection:
    """Make views that are gone when they are closed."""
    made = sqlite3.connect(MEMORY, isolation_level=None, check_same_thread=False)
    beside.BesideFile(MEMORY, _KIND, log_id).fill(made)
    return made


def _connected(path: str, log_id: str) -> sqlite3.Connection:
    connection = beside.BesideFile(path, _KIND, log_id).connected(wait=WAIT)
    try:
        connection.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def remove(path: str) -> None:
    """Delete damaged views, unless somebody builds them just now; raises OSError."""
    with suppress(BuildingError), building(path):
        beside.remove(path)


class BuildingError(Exception):
    """Another program has been building the same views for longer than one waits."""


@contextmanager
def building(path: str, wait: float = WAIT) -> Iterator[None]:
    """Be the only one who makes, builds or deletes the views at `path`.

    Raises BuildingError, BesideError, OSError.
    """
    if path == MEMORY:  # nobody else has them
        yield
        return
    descriptor = beside.open_plain(beside.path_of(path, LOCK), os.O_RDWR | os.O_CREAT)
    try:
        _wait_for(descriptor, wait)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise BuildingError from None
            time.sleep(_STEP)
        else:
            return


def aside_of(log_path: str) -> str:
    """A place of this user alone for the views of a log on a read-only medium."""
    import tempfile  # noqa: PLC0415 - seldom needed, and reading commands start faster without

    folder = Path(tempfile.gettempdir()) / f"congress-views-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # whatever the umask
    found = folder.lstat()
    if found.st_uid != os.getuid() or not S_ISDIR(found.st_mode) or found.st_mode & _OTHERS:
        # Somebody else's folder of that name could hold planted answers.
        folder = Path(tempfile.mkdtemp(prefix="congress-views-"))
    return str(folder / (sha256(log_path.encode()).hexdigest()[:24] + beside.VIEWS))
