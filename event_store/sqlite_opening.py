"""Opening an SQLite log for reading, and what SQLite's errors mean: no library beside SQLite."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from event_store.errors import (
    Cause,
    DamagedLogError,
    LogBusyError,
    LogError,
    NotALogError,
    StoreUnavailableError,
)
from event_store.patience import HeldError
from event_store.schema import READER_PRAGMAS
from event_store.sqlite_rows import DamagedRowError

PRIMARY = 0xFF
"""SQLite's extended result codes carry the primary one in the lowest byte."""
_NEARLY_FULL = 256 * 1024
_NO_RIGHT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
"""What SQLite answers where it may not make or share its file beside a log."""
_CAUSES: dict[int, Cause] = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_CANTOPEN: "io_error",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}


_PATIENCE = 3.0
"""Seconds for finding out which page is damaged."""
_PLACE = re.compile(r"[Pp]age ([0-9]+)").search
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH)
"""What SQLite answers where its pages, or a value in them, cannot be as it wrote them."""


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
    if code in _DAMAGE or isinstance(error, DamagedRowError) or _speaks_of_damage(str(error)):
        return DamagedLogError(path, _located(path, str(error)))
    if code not in _CAUSES:
        return error
    name = getattr(error, "sqlite_errorname", "")
    return StoreUnavailableError(path, _cause(path, code), f"{error}, {name}", unsure=unsure)


def _located(path: str, found: str) -> str:
    """What SQLite found, and where, as far as it can say that in a few seconds."""
    if "malformed" not in found:
        return found
    until = time.monotonic() + _PATIENCE
    try:
        missing = _missing_pages(Path(path))
        if missing:
            return f"{found}: {missing}"
        with closing(open_reader(path)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
            return f"{found}: {_page_of(connection) or _table_of(connection)}"
    except (sqlite3.Error, OSError, UnicodeDecodeError, ValueError):
        return f"{found}: in the table of tables, page 1"


def _missing_pages(path: Path) -> str:
    """What the header says of the size, if the file is shorter than that."""
    size = path.stat().st_size
    with closing(open_reader(str(path))) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
    return f"the file ends within page {size // page + 1}" if size % page else ""


def _page_of(connection: sqlite3.Connection) -> str:
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error:
        return ""
    place = _PLACE(said)
    if place:
        return f"page {place[1]}"
    return "" if said == "ok" or "malformed" in said else str(said)


def _table_of(connection: sqlite3.Connection) -> str:
    for table in ("entries", "streams", "commands", "tiles", "checkpoints", "cosignatures"):
        try:
            for _ in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our names
                pass
        except sqlite3.Error:
            return f"in the table {table}"
    return "in an index"


def unreadable(path: str, error: UnicodeDecodeError) -> DamagedLogError:
    """The error for bytes that SQLite cites from the file as its message, damaged as they are."""
    return DamagedLogError(path, f"its texts are no UTF-8: {error}")


def read_all(connection: sqlite3.Connection) -> None:
    """Read every row of a file whose tables are known; raises sqlite3.Error where it is damaged.

    SQLite's own check takes columns of tables without row ids for NULL (3.40).
    """
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (name,) in tables:
        for _ in connection.execute(f"SELECT * FROM {name}"):  # noqa: S608 - names are ours
            pass


def _speaks_of_damage(found: str) -> bool:
    """Whether an error without a code of its own speaks of what is in the file."""
    return found.startswith(("Could not decode to UTF-8", "no such table", "no such column"))


def os_failure(path: str, error: OSError) -> LogError:
    """The error of this package for one of the operating system."""
    if isinstance(error, HeldError):
        return LogBusyError(path, error.holder, error.seconds)
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
    """Open a log for reading only, also where nothing may be made beside it.

    Raises sqlite3.Error, OSError, StoreUnavailableError.
    """
    if not is_frozen(path):
        connection = connect(uri(path, "mode=ro"), READER_PRAGMAS)
        try:
            connection.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            connection.close()
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY not in _NO_RIGHT:
                raise
        else:
            return connection
    from event_store.unwritable import open_unwritable  # noqa: PLC0415 - seldom needed

    return open_unwritable(path, READER_PRAGMAS)


def settle(connection: sqlite3.Connection) -> None:
    """Check, once something was read, that nobody changed it meanwhile where that could be.

    Raises StoreUnavailableError.
    """
    check = getattr(connection, "check", None)
    if check is not None:
        check()


def is_stale(connection: sqlite3.Connection) -> bool:
    """Say whether a connection sees an older state only, and a new one has to be opened."""
    is_current = getattr(connection, "is_current", None)
    return is_current is not None and not is_current()


def connect(name: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    """Open a file by its URI, in autocommit mode; raises sqlite3.Error."""
    connection = sqlite3.connect(name, uri=True, check_same_thread=False, isolation_level=None)
    for pragma in pragmas:
        connection.execute(pragma)
    return connection
