"""Where a file is, or shall be: whole paths, for what the system would only refuse bare."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from event_store.errors import LogError
from event_store.sqlite_opening import os_failure
from event_store.words import Text

LONGEST = 255
"""Bytes of one name in a folder, on the disks that people use."""
ROOM = 48
"""Bytes that other files need that bear its name with a beginning or an ending."""


class BadPathError(LogError, ValueError):
    """What was given cannot be the path of a file; `given` is as it was written."""

    code = "bad_path"
    text = Text(
        "{given} cannot be the path of a file: give a text that is not empty and holds no zero "
        "byte. Nothing was done.",
        "{given} không thể là đường dẫn tệp: hãy ghi chữ, không để trống, không chứa ký tự NUL. "
        "Chưa làm gì.",
    )

    def __init__(self, given: object) -> None:
        super().__init__(given=repr(given))
        self.given = given


def place_of(path: object) -> Path:
    """Return a path whole and without links; raises BadPathError, StoreUnavailableError."""
    if not isinstance(path, str | os.PathLike):
        raise BadPathError(path)
    name = os.fspath(path)
    if not isinstance(name, str) or not name or "\0" in name:
        raise BadPathError(path)
    try:
        return Path(name).resolve()
    except RuntimeError as error:  # links that lead round in a circle, up to Python 3.12
        raise os_failure(name, OSError(errno.ELOOP, os.strerror(errno.ELOOP))) from error
    except OSError as error:
        raise os_failure(name, error) from error


def new_place(path: object) -> Path:
    """Return `place_of` a file that may be made there, with room for what its name is put into.

    Raises BadPathError, StoreUnavailableError (`long_name`).
    """
    place = place_of(path)
    try:
        there = place.exists()
    except OSError as error:
        raise os_failure(str(place), error) from error
    if not there and len(os.fsencode(place.name)) > LONGEST - ROOM:
        raise os_failure(str(place), OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)))
    return place
