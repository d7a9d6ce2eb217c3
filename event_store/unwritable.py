"""Reading a log beside which nothing may be made: as it lies there, or in a private copy.

SQLite reads a log with a WAL only where it may make or share a third file. Without that right a
log without a WAL is read as a file that nobody changes, and held against the disk afterwards; one
with a WAL is copied, both files as they were at one moment.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from event_store.errors import StoreUnavailableError
from event_store.words import Text

Stamp = tuple[int, ...]
"""By what it is seen that a log was written to."""

_HEADER = 32
"""Bytes at the start of a WAL that change whenever it is begun again."""
_TRIES, _PAUSE = 50, 0.05
_TICK = 50_000_000
"""Nanoseconds within which two writes may bear one time."""
_copies: dict[str, tuple[Stamp, tempfile.TemporaryDirectory[str]]] = {}
_copying = threading.Lock()


class Snapshot(sqlite3.Connection):
    """A connection to a log as it was when it was opened."""

    path: str
    stamp: Stamp
    private: bool
    """Whether it is to a copy, which nobody else changes."""

    def is_current(self) -> bool:
        """Say whether the log is still as it was; raises OSError."""
        return stamp_of(self.path) == self.stamp

    def check(self) -> None:
        """Raise StoreUnavailableError if what was read may be neither old nor new."""
        if not self.private and not self.is_current():
            raise StoreUnavailableError(
                self.path, "changed", Text("it was read as it lies there", "sổ được đọc tại chỗ")
            )


def stamp_of(path: str) -> Stamp:
    """Return by what a change of the log, or of its WAL, is seen; raises OSError."""
    found = Path(path).stat()
    wal = _wal(path)
    beside = (wal.stat().st_size, wal.stat().st_mtime_ns) if wal.exists() else (0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns, *(beside if beside[0] else (0, 0)))


def open_unwritable(path: str, pragmas: tuple[str, ...]) -> Snapshot:
    """Open a log for reading without making anything beside it.

    Raises sqlite3.Error, OSError, StoreUnavailableError if it is written to all the time.
    """
    stamp = _settled(path)
    wal = _wal(path)
    private = wal.exists() and wal.stat().st_size > 0
    place, query = path, "immutable=1"
    if private:
        with _copying:
            stamp, place = _copied(path, stamp)
        query = "mode=ro"
    quoted = place.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(
        f"file://{quoted}?{query}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
        factory=Snapshot,
    )
    connection.path, connection.stamp, connection.private = path, stamp, private
    for pragma in pragmas:
        connection.execute(pragma)
    return connection


def _wal(path: str) -> Path:
    return Path(path + "-wal")


def _settled(path: str) -> Stamp:
    """Return the log's stamp once it is old enough for the next write to bear another."""
    while True:
        stamp = stamp_of(path)
        if abs(time.time_ns() - max(stamp[2], stamp[4])) > _TICK:
            return stamp
        time.sleep(_PAUSE)


def _copied(path: str, stamp: Stamp) -> tuple[Stamp, str]:
    """Return the private copy of a log with its WAL, made once for a state of both."""
    known = _copies.get(path)
    if known is not None and known[0] == stamp:
        return stamp, str(Path(known[1].name) / "log")
    for _ in range(_TRIES):
        folder = tempfile.TemporaryDirectory(prefix="congress-read-")
        before = stamp_of(path)
        if _copy(path, Path(folder.name) / "log", before):
            _copies[path] = before, folder
            return before, str(Path(folder.name) / "log")
        folder.cleanup()
        time.sleep(_PAUSE)
    raise StoreUnavailableError(
        path, "changed", Text("it is written to all the time", "sổ đang được ghi liên tục")
    )


def _copy(path: str, place: Path, before: Stamp) -> bool:
    """Copy both files; say whether they fit together.

    A WAL that only grew meanwhile does: SQLite takes of it what was committed.
    """
    header = _start(path)
    shutil.copyfile(path, place)
    shutil.copyfile(_wal(path), _wal(str(place)))
    return stamp_of(path)[:3] == before[:3] and header == _start(path)


def _start(path: str) -> bytes:
    with _wal(path).open("rb") as file:
        return file.read(_HEADER)
