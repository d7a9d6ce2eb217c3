"""Files that are there whole or not at all, and durable once they are."""

from __future__ import annotations

import os
from pathlib import Path


def write_new(path: Path | str, content: bytes, *, mode: int = 0o600) -> None:
    """Make a file that must not be there yet; raises FileExistsError and other OSError.

    What could not be written whole, as on a full disk, is taken away again.
    """
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(path).unlink()
        raise
    sync(Path(path).resolve().parent)


def replace_file(path: Path | str, content: bytes, *, mode: int = 0o600) -> None:
    """Put a file in the place of another, or where there was none; raises OSError."""
    target = Path(path).resolve()
    aside = target.with_name(target.name + ".new")
    aside.unlink(missing_ok=True)
    write_new(aside, content, mode=mode)
    aside.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable; raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
