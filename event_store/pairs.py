"""Files that SQLite pairs with a log by their name: those of another log would end up in it."""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from contextlib import suppress
from pathlib import Path

from event_store.errors import LogError, StoreUnavailableError
from event_store.schema import APPLICATION_ID
from event_store.words import Text, same

KEPT, SHARED = ("-wal", "-journal"), "-shm"
"""Ends of the names of what may hold entries, and of what connections share."""
_LOCKS, _FIRST_LOCK = 9, 120
"""The bytes of a shared file that connections hold locks on, by SQLite's WAL-index format."""
_MAGIC = bytes.fromhex("d9d505f920a163d7")
_APPLICATION = slice(68, 72)
"""Where the first page of a file names its application."""
_LONGEST = 1 << 20
"""Bytes of a journal that holds no more than one page."""


class StrayFilesError(LogError):
    """Where a log is to be made lies what belongs to one that is gone."""

    code = "stray_files"
    text = Text(
        "There is no file {path}, but {names} of one that was there: it may hold the only copy of "
        "its last entries, or be in use, and SQLite would mix it into a new file. Nothing was "
        "made and nothing deleted: end the program that uses it, then put the old file back, or "
        "move these to another folder.",
        "Không có tệp {path}, nhưng còn {names} của tệp cũ: có thể là bản duy nhất của các mục "
        "ghi cuối, hoặc đang được dùng, và SQLite sẽ trộn vào tệp mới. Chưa tạo và chưa xóa gì: "
        "hãy kết thúc chương trình đang dùng, đưa tệp cũ về, hoặc chuyển các tệp này sang thư mục "
        "khác.",
    )

    def __init__(self, path: str, names: list[str]) -> None:
        super().__init__(path=path, names=", ".join(names))
        self.path = path
        self.names = names


def check_alone(path: Path) -> None:
    """Raise StrayFilesError if files lie there that SQLite would pair with a new one."""
    found = [path.name + end for end in KEPT if _has_content(f"{path}{end}")]
    if _is_used(f"{path}{SHARED}"):
        found.append(path.name + SHARED)
    if found:
        raise StrayFilesError(str(path), found)


def _has_content(path: str) -> bool:
    """Say whether there is more than the empty file that a reader leaves."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return bool(found.st_size) or not stat.S_ISREG(found.st_mode)


def _is_used(path: str) -> bool:
    """Say whether a program still has the file open that was there, though its name is gone."""
    try:
        shared = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.lockf(shared, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS, _FIRST_LOCK)
    except OSError:
        return True
    finally:
        os.close(shared)
    return False


def check_journal(path: str) -> None:
    """Raise StoreUnavailableError for a journal that SQLite would play back into the log.

    One that an interrupted change of the journal mode left holds the first page alone, and does
    no harm.
    """
    journal = path + "-journal"
    try:
        size = os.lstat(journal).st_size
    except OSError:
        return
    if size and not _is_harmless(Path(journal), size, path):
        raise StoreUnavailableError(path, "journal", same(journal))


def _is_harmless(journal: Path, size: int, path: str) -> bool:
    with suppress(OSError, struct.error):
        with journal.open("rb") as file:
            start = file.read(_LONGEST)
        if start[:1] == b"\0":  # the end of a transaction, by programs that keep the file
            return True
        count, _, pages, sector, length = struct.unpack_from(">5I", start, 8)
        whole = size <= sector + count * (length + 8) + sector
        if start[:8] != _MAGIC or not whole or pages * length != Path(path).stat().st_size:
            return False
        return all(
            _is_first_page(start[at : at + 4 + length])
            for at in range(sector, sector + count * (length + 8), length + 8)
        )
    return False


def _is_first_page(record: bytes) -> bool:
    (number,) = struct.unpack_from(">I", record)
    return bool(number == 1 and record[4:][_APPLICATION] == APPLICATION_ID.to_bytes(4, "big"))
