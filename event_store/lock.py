"""One writer at a time: a lock file beside the log, and a lock between threads."""

from __future__ import annotations

import fcntl
import os
import threading
from typing import Self


class FileLock:
    """An exclusive lock on a file that is made when first needed and never deleted.

    Entering waits for as long as another writer holds it; a process that dies lets go of it.
    Raises OSError if the file can neither be opened nor made.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._mutex = threading.Lock()
        self._owner: int | None = None
        self._fd: int | None = None
        self._pid = 0

    def __enter__(self) -> Self:
        """Wait for the lock."""
        me = threading.get_ident()
        if self._owner == me:
            msg = "this thread is writing to the log already: finish that transaction first"
            raise RuntimeError(msg)
        self._mutex.acquire()
        try:
            fcntl.flock(self._file(), fcntl.LOCK_EX)
        except BaseException:
            self._mutex.release()
            raise
        self._owner = me
        return self

    def __exit__(self, *_: object) -> None:
        """Let the next writer in."""
        self._owner = None
        if self._fd is not None:
            fcntl.flock(self._fd, fcntl.LOCK_UN)
        self._mutex.release()

    def close(self) -> None:
        """Close the file, which stays where it is; entering opens it again."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _file(self) -> int:
        if self._fd is not None and self._pid != os.getpid():
            # A forked child shares its parent's lock: it must take one of its own.
            self.close()
        if self._fd is None:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            self._pid = os.getpid()
        return self._fd
