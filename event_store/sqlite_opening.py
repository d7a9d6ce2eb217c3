"""Opening an SQLite log for reading, and what SQLite's errors mean: no library beside SQLite."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from event_store.errors import (
    DamagedLogError,
    LogBusyError,
    LogError,
    NotALogError,
    StoreUnavailableError,
)
from event_store.patience import HeldError
from event_store.schema import READER_PRAGMAS
from event_store.sqlite_rows import DamagedRowError
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.causes import Cause

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
_PLACE = r"[Pp]age ([0-9]+)"
MISSING = r"row (\d+) missing from index (\w+)"
OF_INDEX = r"(?:wrong # of entries in|non-unique entry in) index (\w+)"
"""What SQLite says of an index that is not as the table has it."""
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
        return NotALogError(path, Text("it is not an SQLite file", "không phải tệp SQLite"))
    if code in _DAMAGE or isinstance(error, DamagedRowError) or _speaks_of_damage(str(error)):
        return DamagedLogError(path, _located(path, error))
    if code not in _CAUSES:
        return error
    name = getattr(error, "sqlite_errorname", "SQLite")
    detail = Text(f"{error}, {name}", name)
    return StoreUnavailableError(path, _cause(path, code), detail, unsure=unsure)


def detail_of(error: Exception) -> Text:
    """What SQLite or the system says; what it says in English only is elsewhere the error's name.

    So nobody reads English who asked for Vietnamese.
    """
    if isinstance(error, OSError):
        named = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return Text(error.strerror or str(error), _SYSTEM.get(error.errno or 0, named))
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
    named = getattr(error, "sqlite_errorname", type(error).__name__)
    return Text(str(error), _SQLITE.get(code, named))


_SYSTEM = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đĩa đã đầy",
    errno.ENOENT: "không có tệp hoặc thư mục",
    errno.ENOTDIR: "không phải thư mục",
    errno.EISDIR: "là thư mục",
    errno.EIO: "đĩa báo lỗi",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.ELOOP: "liên kết lặp vòng",
}
_SQLITE = {
    sqlite3.SQLITE_NOTADB: "không phải tệp SQLite",
    sqlite3.SQLITE_CORRUPT: "cấu trúc tệp sai",
    sqlite3.SQLITE_BUSY: "chương trình khác đang dùng tệp",
    sqlite3.SQLITE_LOCKED: "chương trình khác đang dùng tệp",
    sqlite3.SQLITE_FULL: "đĩa đã đầy",
    sqlite3.SQLITE_READONLY: "tệp chỉ cho đọc",
    sqlite3.SQLITE_CANTOPEN: "không mở được tệp",
    sqlite3.SQLITE_IOERR: "đĩa báo lỗi",
    sqlite3.SQLITE_ERROR: "thiếu bảng hoặc cột",
}


def _located(path: str, error: sqlite3.Error) -> Text:
    """What SQLite found, and where, as far as it can say that in a few seconds."""
    if isinstance(error, DamagedRowError):
        return error.found
    found = str(error)
    if "malformed" not in found:
        return detail_of(error)
    where = _place_of_damage(path)
    what = Text(found, "cấu trúc tệp sai")
    return Text("{what}: {where}", "{what}: {where}").filled(what=what, where=where)


def _place_of_damage(path: str) -> Text:
    until = time.monotonic() + _PATIENCE
    try:
        missing = _missing_pages(Path(path))
        if missing:
            return missing
        with closing(open_reader(path)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
            return _page_of(connection) or _table_of(connection)
    except (sqlite3.Error, OSError, UnicodeDecodeError, ValueError):
        return Text("in the table of tables, page 1", "ở bảng của các bảng, trang 1")


def _missing_pages(path: Path) -> Text | None:
    """What the header says of the size, if the file is shorter than that."""
    size = path.stat().st_size
    with closing(open_reader(str(path))) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
    if not size % page:
        return None
    last = size // page + 1
    return Text(f"the file ends within page {last}", f"tệp bị cắt ở trang {last}")


def _page_of(connection: sqlite3.Connection) -> Text | None:
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error:
        return None
    place = re.search(_PLACE, said)
    if place:
        return Text(f"page {place[1]}", f"trang {place[1]}")
    return None if said == "ok" or "malformed" in said else of_pages(str(said))


def of_pages(said: str) -> Text:
    """What a check of SQLite's found in the pages or indexes of a file."""
    missing, of_index = re.fullmatch(MISSING, said), re.fullmatch(OF_INDEX, said)
    page = re.search(_PLACE, said)
    if missing:
        return Text(said, f"thiếu dòng {missing[1]} trong chỉ mục {missing[2]}")
    if of_index:
        return Text(said, f"chỉ mục {of_index[1]} sai số mục hoặc trùng mục")
    return Text(said, f"cấu trúc tệp sai: trang {page[1]}" if page else "cấu trúc tệp sai")


def _table_of(connection: sqlite3.Connection) -> Text:
    for table in ("entries", "streams", "commands", "tiles", "checkpoints", "cosignatures"):
        try:
            for _ in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our names
                pass
        except sqlite3.Error:
            return Text(f"in the table {table}", f"ở bảng {table}")
    return Text("in an index", "ở một chỉ mục")


def unreadable(path: str, error: UnicodeDecodeError) -> DamagedLogError:
    """The error for bytes that SQLite cites from the file as its message, damaged as they are."""
    return DamagedLogError(path, Text(f"its texts are no UTF-8: {error}", "chữ không phải UTF-8"))


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


def os_failure(path: str, error: OSError, *, reading: bool = False) -> LogError:
    """The error of this package for one of the operating system.

    `reading` says that nothing more than the right to read was needed.
    """
    if isinstance(error, HeldError):
        return LogBusyError(path, error.holder, error.seconds)
    cause = _os_cause(error)
    if reading and cause == "read_only":
        cause = "no_right"
    return StoreUnavailableError(path, cause, _named(error))


def _named(error: OSError) -> Text:
    named = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return Text(error.strerror or str(error), named)


def _os_cause(error: OSError) -> Cause:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "disk_full"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "read_only"
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "no_folder"
    if error.errno == errno.ENAMETOOLONG:
        return "long_name"
    return "io_error"


def _cause(path: str, code: int) -> Cause:
    folder = Path(path).parent
    if code == sqlite3.SQLITE_CANTOPEN and Path(path).exists() and not os.access(path, os.R_OK):
        return "no_right"
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
    found = os.stat(path)  # noqa: PTH116 - asked before every use: a third of the time
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
