"""One writer at a time: a lock file beside the log, and a lock between threads."""

from __future__ import annotations

import _thread
import errno
import fcntl
import os
import threading
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING, Self

from event_store.beside import LOCK
from event_store.errors import LinkedLockError, StoreUnavailableError
from event_store.patience import Patience, wait_patiently
from event_store.words import same

if TYPE_CHECKING:
    from collections.abc import Callable

    from event_store.holders import Holder


class FileLock:
    """An exclusive lock on a file that is made when first needed and never deleted.

    Entering waits while another writer holds it; a process that dies lets go of it. Raises
    HeldError, an OSError, if it waits longer than `patience` has it; LinkedLockError if the file
    is a link or no regular file; StoreUnavailableError or OSError if it can neither be opened nor
    made.
    """

    def __init__(self, path: str, patience: Patience | None = None) -> None:
        self.path = path
        self.patience = Patience() if patience is None else patience
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
        if not self._mutex.acquire(blocking=False):
            wait_patiently(self._of_other_thread, self.patience, self.holder)
        try:
            self._take()
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

    def holder(self) -> Holder:
        """Return who holds the lock, as far as the system tells."""
        from event_store.holders import holder_of  # noqa: PLC0415 - seldom needed

        return holder_of(self.path)

    def _of_other_thread(self, seconds: float) -> bool:
        return self._mutex.acquire(timeout=seconds)

    def _take(self) -> None:
        fd = self._file()
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._fd = None
            queue = _Queue(fd)
            try:
                wait_patiently(queue.wait, self.patience, self.holder)
            except BaseException:
                queue.leave()
                raise
            self._fd = fd

    def _file(self) -> int:
        if self._fd is not None and self._pid != os.getpid():
            # A forked child shares its parent's lock: it must take one of its own.
            self.close()
        if self._fd is None:
            self._fd = _opened(self.path)
            self._pid = os.getpid()
        return self._fd


class _Queue:
    """A thread that stands in the system's own queue: asking now and then would come too late.

    It cannot be called back: if it is left, it lets go of the lock as soon as it gets it.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._turn = threading.Lock()
        self._served = threading.Lock()
        self._served.acquire()
        self._error: OSError | None = None
        self._left = self._over = False
        _thread.start_new_thread(self._stand, ())

    def wait(self, seconds: float) -> bool:
        """Say whether the lock was had within that time; raises OSError."""
        if not self._served.acquire(timeout=seconds):
            return False
        if self._error is not None:
            raise self._error
        return True

    def leave(self) -> None:
        """Give up: the file is closed, now or when the thread gets the lock."""
        with self._turn:
            self._left = True
            if not self._over:
                return
        os.close(self._fd)

    def _stand(self) -> None:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
        except OSError as error:
            self._error = error
        with self._turn:
            self._over = True
            if self._left:
                os.close(self._fd)
        self._served.release()


def _opened(path: str) -> int:
    """Open a lock file that has this one name.

    One that is made is for those who may write what it guards. Were it another name of a log,
    closing it would take away the locks that SQLite holds there.
    """
    return open_lock(path, os.O_RDWR, _there_or_made)


def open_lock(path: str, flags: int, opening: Callable[[str, int], int] = os.open) -> int:
    """Open a lock file, by `opening`, if it is a regular file with this one name.

    Raises LinkedLockError; StoreUnavailableError if it is there and may not be opened; OSError.
    """
    try:
        # A pipe would keep whoever opens it waiting.
        fd = opening(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in _ODD:
            raise LinkedLockError(path) from error
        if error.errno == errno.EACCES and os.path.lexists(path):
            raise StoreUnavailableError(path, "read_only", same("EACCES")) from error
        raise
    found = os.fstat(fd)
    if found.st_nlink > 1 or not S_ISREG(found.st_mode):
        os.close(fd)
        raise LinkedLockError(path)
    return fd


def _there_or_made(path: str, flags: int) -> int:
    while True:
        try:
            return os.open(path, flags)
        except FileNotFoundError:
            pass
        with suppress(FileExistsError):  # somebody made it meanwhile
            fd = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
            os.fchmod(fd, 0o600 | _shared(path.removesuffix(LOCK)))
            return fd


def _shared(path: str) -> int:
    """Return the rights to a lock of those besides the owner who may write what it guards."""
    with suppress(OSError):
        mode = os.stat(path).st_mode  # noqa: PTH116 - before every first write: as little as can be
        return sum(6 << bits for bits in (0, 3) if mode & 2 << bits)
    return 0


_ODD = (errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""Where a link, a folder, a socket or a device lies."""
