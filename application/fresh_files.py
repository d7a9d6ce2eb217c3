"""A file that is there whole or not at all, and never in the place of something else."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from application.problems import Problem
from event_store.disk import sync
from event_store.places import new_place, place_of
from event_store.sqlite_opening import detail_of
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

ANSWERS = (".jsonl", ".json", ".csv")
"""Endings that no file of a log has, so that `season.db.csv` may lie beside `season.db`."""
PRIVATE = 0o600
"""Reading and writing for the owner, nothing for others."""
OF_THE_LOG = Text(
    "{path} belongs to the log {log}. Nothing was written: choose another name.",
    "{path} thuộc về sổ ghi {log}. Chưa ghi gì: hãy chọn tên khác.",
)
PRECIOUS = Text(
    "{path} is a key, what a key remembers, or a database. Nothing was written: choose another "
    "name.",
    "{path} là khóa, tệp nhớ của khóa, hoặc cơ sở dữ liệu. Chưa ghi gì: hãy chọn tên khác.",
)
THERE_ALREADY = Text(
    "{path} exists already. Nothing was written: choose another name, or replace the file with "
    "--force.",
    "{path} đã có sẵn. Chưa ghi gì: hãy chọn tên khác, hoặc ghi --force để thay tệp này.",
)
A_FOLDER = Text(
    "{path} is a folder. Nothing was written: give the name of a file in it.",
    "{path} là thư mục. Chưa ghi gì: hãy ghi tên một tệp trong đó.",
)
NO_FILE = Text(
    "{path} is not a regular file, and nothing else is replaced. Nothing was written: choose "
    "another name, or '-' for standard output where the command takes it.",
    "{path} không phải tệp thường, không thay được. Chưa ghi gì: hãy chọn tên khác, hoặc '-' (đầu "
    "ra chuẩn) nếu lệnh nhận.",
)
UNWRITABLE = Text(
    "{path} cannot be written: {why}. Nothing was written: {to_do}.",
    "Không ghi được {path}: {why}. Chưa ghi gì: {to_do}.",
)
ANOTHER_FOLDER = Text("choose another folder", "hãy chọn thư mục khác")
TO_DO = {
    errno.ENOENT: Text(
        "create the folder first, or correct the path", "hãy tạo thư mục trước, hoặc sửa đường dẫn"
    ),
    errno.ENOTDIR: Text("correct the path", "hãy sửa đường dẫn"),
    errno.ENOSPC: Text("free some space", "hãy dọn bớt đĩa"),
    errno.EDQUOT: Text("free some space", "hãy dọn bớt đĩa"),
}
"""What to do about an error of the system, if not to choose another folder."""
_KEY, _DATABASE, _STATE = b"PRIVATE+KEY+", b"SQLite format 3\x00", ".state"
"""How files begin, or end, that are not replaced by force either."""


@contextmanager
def fresh_file(
    path: str, *, log: str, force: bool = False, private: bool = False
) -> Iterator[BinaryIO]:
    """Open a file for writing that appears when the block ends, if it ends well.

    It is written beside its place, then moved there; nobody but the owner may ever read a
    `private` one. Raises Problem: file_in_the_way for a file that exists, unless `force`, and for
    the log and what belongs to it, keys and databases; unwritable_file.
    """
    target, kept = new_place(path), place_of(log)
    _refuse(target, kept, force=force)
    aside = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(8)}.part")
    try:
        with open(aside, "xb", opener=_private if private else None) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _refuse(target, kept, force=force)
        aside.replace(target)
        sync(target.parent)
    except OSError as error:
        to_do = TO_DO.get(error.errno or 0, ANOTHER_FOLDER)
        facts = {"path": str(target), "why": detail_of(error), "to_do": to_do}
        raise Problem("unwritable_file", UNWRITABLE, facts) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    made = os.open(path, flags, PRIVATE)
    os.fchmod(made, PRIVATE)
    return made


def _refuse(target: Path, log: Path, *, force: bool) -> None:
    text = None
    if _is_of_log(target, log):
        text = OF_THE_LOG
    elif _is_precious(target):
        text = PRECIOUS
    elif target.is_dir():
        text = A_FOLDER
    elif target.exists() and not target.is_file():
        text = NO_FILE
    elif os.path.lexists(target) and not force:
        text = THERE_ALREADY
    if text is not None:
        raise Problem("file_in_the_way", text, {"path": str(target), "log": str(log)})


def _is_precious(target: Path) -> bool:
    """Say whether a file is a key, what a key remembers, or a database: none is made again."""
    if not target.is_file():
        return False
    with target.open("rb") as file:
        start = file.read(len(_DATABASE))
    key = target.with_name(target.name.removesuffix(_STATE))
    return start.startswith((_KEY, _DATABASE)) or (key != target and key.exists())


def _is_of_log(target: Path, log: Path) -> bool:
    """Say whether a file is the log or lies beside it under its name, as `-wal` does.

    Both are whole paths without links: SQLite puts `-wal` where the log really is.
    """
    if target.exists() and log.exists() and target.samefile(log):
        return True
    rest = target.name.removeprefix(log.name)
    beside = target.parent == log.parent and target.name.startswith(log.name)
    return beside and rest[:1] in ("", "-", ".") and target.suffix not in ANSWERS
