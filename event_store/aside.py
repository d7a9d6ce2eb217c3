"""Building a file in a folder of its own, beside the place that it will take.

The folder's name says whose it is, and a lock within it whether the builder is still alive: so it
is certain what a killed one left, and the next one clears it. Nothing else is ever deleted.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_is_ours = re.compile(r"\..+\.[0-9a-f]{16}\.congress-part").fullmatch
_LOCK = "lock"
_FILE = "log"
_OURS = tuple(_FILE + end for end in ("", "-wal", "-shm", "-journal"))
_MADE = 60
"""Seconds after which a folder without a lock is no longer one that is just being made."""


@contextmanager
def built_aside(place: Path) -> Iterator[Path]:
    """Give a path for a file that will be moved to `place`; what is not moved is deleted.

    Clears what interrupted builders left in that folder. Raises OSError.
    """
    clear(place.parent)
    folder, lock = _begun(place)
    try:
        yield folder / _FILE
    finally:
        _emptied(folder)
        os.close(lock)


def leftovers(folder: Path) -> list[Path]:
    """Return what interrupted builders left in a folder."""
    found = []
    for path in _candidates(folder):
        lock = _taken(path)
        if lock is not None:
            os.close(lock)
            found.append(path)
    return found


def clear(folder: Path) -> None:
    """Delete what interrupted builders left in a folder, as far as that is allowed."""
    for path in _candidates(folder):
        lock = _taken(path)
        if lock is not None:
            _emptied(path)
            os.close(lock)
        elif not (path / _LOCK).exists():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _MADE:
                    path.rmdir()


def _candidates(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [
            Path(each.path)
            for each in os.scandir(folder)
            if _is_ours(each.name) and each.is_dir(follow_symlinks=False)
        ]
    return []


def _begun(place: Path) -> tuple[Path, int]:
    while True:
        folder = place.with_name(f".{place.name}.{os.urandom(8).hex()}.congress-part")
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # whatever the umask
        with suppress(FileNotFoundError):  # somebody cleared it before it was locked
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)


def _taken(folder: Path) -> int | None:
    """Return the lock of a folder whose builder is gone, None if he is at work."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _emptied(folder: Path) -> None:
    """Delete a folder and what a builder puts there; it stays if anything else is in it."""
    with suppress(OSError):
        for name in (*_OURS, _LOCK):
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
