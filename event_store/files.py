"""Opening and creating log files: what is refused, in which order, and nothing half-made."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from event_store import canonical
from event_store.aside import built_aside
from event_store.beside import LOCK, path_of
from event_store.disk import sync
from event_store.errors import (
    DamagedLogError,
    LogExistsError,
    LogMissingError,
    NewerFormatError,
    NotALogError,
    RolledBackError,
)
from event_store.lock import FileLock
from event_store.members import FORMAT, is_count
from event_store.pairs import check_alone, check_journal
from event_store.schema import APPLICATION_ID, USER_VERSION
from event_store.sqlite_opening import os_failure
from event_store.sqlite_reader import SQLiteReader
from event_store.stored import damaged_at, is_altered
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from event_store.patience import Patience
    from event_store.store import Store, StoreRows

HASH = "rfc6962-sha256"
"""The one tree this program knows."""


def open_file(
    path: str, *, read_only: bool = False, patience: Patience | None = None
) -> tuple[Store, dict[str, Any]]:
    """Open an existing log; returns its store and its genesis entry.

    Raises LogMissingError, NotALogError, NewerFormatError, RolledBackError,
    StoreUnavailableError, DamagedLogError.
    """
    check_readable(path)
    recorder: Store = SQLiteReader(path) if read_only else recorder_at(path, patience)
    try:
        with recorder.reading() as rows:
            user_version = check_header(path, rows)
            genesis = _genesis(path, rows)
            _check_known(path, rows, genesis, user_version)
            _check_size(path, rows)
    except BaseException:
        recorder.close()
        raise
    return recorder, genesis


def recorder_at(path: str, patience: Patience | None = None) -> Store:
    """The library's recorder on an existing log."""
    # Reading needs no library, and starts faster without.
    from event_store.sqlite import open_recorder  # noqa: PLC0415

    return open_recorder(path, patience)


def create_file(
    path: str, begin: Callable[[Store], None], patience: Patience | None = None
) -> None:
    """Make a new log file that `begin` fills, whole or not at all.

    It is built aside and takes its name last. Raises LogExistsError, StrayFilesError,
    StoreUnavailableError.
    """
    log = Path(path)
    lock = FileLock(path_of(path, LOCK), patience)
    try:
        _check_free(log)
        with closing(lock), lock:
            _check_free(log)
            with built_aside(log) as aside:
                _build(aside, begin)
                _check_free(log)
                aside.rename(log)
            sync(log.parent)
    except OSError as error:
        raise os_failure(path, error) from error


def _check_free(log: Path) -> None:
    if log.exists():
        raise LogExistsError(str(log))
    check_alone(log)


def _build(aside: Path, begin: Callable[[Store], None]) -> None:
    from event_store.sqlite import new_recorder  # noqa: PLC0415 - as in `recorder_at`

    recorder = new_recorder(str(aside), shared=False)
    try:
        begin(recorder)
    finally:
        recorder.close()
    if aside.with_name(aside.name + "-wal").exists():
        # Its name would be left behind on renaming, and the genesis with it.
        raise OSError(errno.EIO, "the write-ahead log could not be emptied")
    sync(aside)


def check_readable(path: str) -> None:
    """Find what SQLite would say less clearly, or find no fault with, without opening the file.

    Closing it again would let go of every lock that this process holds on it, in whichever
    connection: another process that ends would then take the WAL of our writer away with it.
    """
    try:
        found = Path(path).stat()
    except FileNotFoundError as error:
        raise LogMissingError(path) from error
    except OSError as error:
        raise os_failure(path, error, reading=True) from error
    if stat.S_ISDIR(found.st_mode):
        raise NotALogError(path, Text("it is a folder", "đây là thư mục"))
    if not stat.S_ISREG(found.st_mode):
        raise NotALogError(path, Text("it is not a regular file", "không phải tệp thường"))
    if not os.access(path, os.R_OK):
        refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raise os_failure(path, refused, reading=True)
    if not found.st_size:
        raise NotALogError(path, Text("it is empty", "tệp rỗng"))
    check_journal(path)


def check_header(path: str, rows: Any) -> int:
    """Return the version of the tables; raises NotALogError for another application's file."""
    application, user_version = rows.header()
    if application != APPLICATION_ID:
        other = Text(
            f"it is an SQLite file of another application ({application:#x})",
            f"tệp SQLite của chương trình khác ({application:#x})",
        )
        raise NotALogError(path, other)
    return int(user_version)


def _genesis(path: str, rows: StoreRows) -> dict[str, Any]:
    try:
        first = rows.entry(1)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
            raise
        raise NotALogError(
            path,
            Text(f"its tables are not those of a log: {error}", "thiếu bảng mà sổ ghi phải có"),
        ) from error
    genesis = _loaded(first)
    if genesis.get("type") != "log.created" or not isinstance(genesis.get("data"), dict):
        raise NotALogError(path, NO_GENESIS)
    return genesis


TABLES = Text("tables of version", "bảng phiên bản")
ENTRIES = Text("entries of format", "mục ghi dạng")
_THE_HASH = Text("the hash", "hàm băm")
NO_GENESIS = Text("it has no entry 1 of type log.created", "không có mục ghi 1 loại log.created")


def older_tables(version: int) -> Text:
    """What is wrong with a file whose tables are of a version that no program wrote."""
    return Text(f"its tables are of version {version}", f"các bảng có phiên bản {version}")


def _check_known(path: str, rows: StoreRows, genesis: dict[str, Any], user_version: int) -> None:
    if user_version < USER_VERSION:
        raise DamagedLogError(path, older_tables(user_version))
    if user_version > USER_VERSION:
        raise NewerFormatError(path, TABLES, found=user_version, known=USER_VERSION)
    size = rows.size()
    for position, entry in ((1, genesis), (size, _loaded(rows.entry(size)))):
        found = entry.get("format")
        if not is_count(found):
            raise damaged_at(path, position)
        if found != FORMAT and is_altered(rows, position):
            raise damaged_at(path, position)
        if found != FORMAT:
            raise NewerFormatError(path, ENTRIES, found=found, known=FORMAT, position=position)
    data = genesis["data"]
    if not isinstance(data.get("origin"), str) or not isinstance(data.get("simulation"), bool):
        raise damaged_at(path, 1)
    if data.get("hash") != HASH:
        raise NewerFormatError(path, _THE_HASH, found=data.get("hash"), known=HASH, position=1)


def _check_size(path: str, rows: StoreRows) -> None:
    size, checkpoint = rows.size(), rows.checkpoint()
    if size < checkpoint:
        raise RolledBackError(path, size=size, checkpoint=checkpoint)


def _loaded(entry: bytes | None) -> dict[str, Any]:
    """An entry, or nothing where the bytes are no JSON object."""
    with suppress(ValueError):
        found = canonical.loads(entry or b"")
        if isinstance(found, dict):
            return found
    return {}
