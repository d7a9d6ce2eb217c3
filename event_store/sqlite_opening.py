"""Opening an SQLite log for reading, and what SQLite's errors mean: no library beside SQLite."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from event_store.errors import (
    Cause,
    DamagedLogError,
    LogError,
    NotALogError,
    StoreUnavailableError,
)
from event_store.schema import READER_PRAGMAS

PRIMARY = 0xFF
"""SQLite's extended result codes carry the primary one in the lowest byte."""
_NEARLY_FULL = 256 * 1024
_CAUSES: dict[int, Cause] = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_CANTOPEN: "io_error",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}


def uri(path: str, query: str) -> str:
    """The SQLite URI of a file."""
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{quoted}?{query}"


def translated(path: str, error: sqlite3.Error, *, unsure: bool = False) -> Exception:
    """The error of this package, or of the library, that says what SQLite's error means."""
    if isinstance(error, sqlite3.IntegrityError):
        # Only a writer meets it, which has imported the library already.
        from eventsourcing.persistence import IntegrityError  # noqa: PLC0415

        return IntegrityError(error)
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
    if code == sqlite3.SQLITE_NOTADB:
        return NotALogError(path, "it is not an SQLite file")
    if code == sqlite3.SQLITE_CORRUPT:
        return DamagedLogError(path, str(error))
    if code not in _CAUSES:
        return error
    name = getattr(error, "sqlite_errorname", "")
    return StoreUnavailableError(path, _cause(path, code), f"{error}, {name}", unsure=unsure)


def os_failure(path: str, error: OSError) -> LogError:
    """The error of this package for one of the operating system."""
    return StoreUnavailableError(path, _os_cause(error), error.strerror or str(error))


def _os_cause(error: OSError) -> Cause:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "disk_full"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "read_only"
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "no_folder"
    return "io_error"


def _cause(path: str, code: int) -> Cause:
    folder = Path(path).parent
    if code == sqlite3.SQLITE_CANTOPEN and not os.access(folder, os.W_OK):
        # SQLite needs to make its -shm file beside the log, even to read.
        return "read_only"
    if code == sqlite3.SQLITE_IOERR and folder.is_dir():
        # A full disk shows as an I/O error where SQLite extends its shared memory file.
        space = os.statvfs(folder)
        if space.f_bavail * space.f_frsize < _NEARLY_FULL:
            return "disk_full"
    return _CAUSES[code]


def identity(path: str) -> tuple[int, int]:
    """Device and number of the file that has this name now; raises OSError."""
    found = Path(path).stat()
    return found.st_dev, found.st_ino


def is_frozen(path: str) -> bool:
    """Whether nobody can write the medium and no WAL, or an empty one, lies beside the log."""
    if not os.statvfs(Path(path).parent).f_flag & os.ST_RDONLY:
        return False
    try:
        return Path(path + "-wal").stat().st_size == 0
    except FileNotFoundError:
        return True


def open_reader(path: str) -> sqlite3.Connection:
    """Open a log for reading only; raises sqlite3.Error."""
    query = "immutable=1" if is_frozen(path) else "mode=ro"
    return connect(uri(path, query), READER_PRAGMAS)


def connect(name: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    """Open a file by its URI, in autocommit mode; raises sqlite3.Error."""
    connection = sqlite3.connect(name, uri=True, check_same_thread=False, isolation_level=None)
    for pragma in pragmas:
        connection.execute(pragma)
    return connection
