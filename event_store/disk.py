"""Files that are there whole or not at all, and durable once they are."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

_PART = ".congress-new"


def write_new(path: Path | str, content: bytes, *, mode: int = 0o600) -> None:
    """Make a file that must not be there yet; raises FileExistsError and other OSError.

    It has exactly this mode, whatever the umask. What could not be written whole, as on a full
    disk, is taken away again.
    """
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(fd, "wb") as file:
            os.fchmod(fd, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(path).unlink()
        raise
    sync(Path(path).resolve().parent)


def replace_file(path: Path | str, content: bytes, *, mode: int = 0o600) -> None:
    """Put a file in the place of another, or where there was none; raises OSError.

    Clears what killed runs left of their attempts, and touches no other file.
    """
    target = Path(path).resolve()
    _clear(target)
    aside, fd = _begun(target)
    try:
        with os.fdopen(fd, "wb") as file:
            os.fchmod(fd, mode)
            file.write(content)
            file.flush()
            os.fsync(fd)
            # It is locked until it has its name: nobody takes it for a leftover.
            aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(target.parent)


def _begun(target: Path) -> tuple[Path, int]:
    """Make an empty file beside a place, locked by this process."""
    while True:
        aside = target.with_name(f".{target.name}.{os.urandom(8).hex()}{_PART}")
        fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX)
        if os.fstat(fd).st_nlink:  # or somebody cleared it before it was locked
            return aside, fd
        os.close(fd)


def _clear(target: Path) -> None:
    """Delete the files of `_begun` whose makers are gone."""
    is_ours = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}{_PART}").fullmatch
    for path in [path for path in target.parent.iterdir() if is_ours(path.name)]:
        with suppress(OSError):
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(fd)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable; raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
