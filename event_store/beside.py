"""What lies beside a log: one way to name such files, make them, and find out whose they are.

A file beside a log is used only if it has one name, is no link, and says that it is of this log:
anything else was put there by somebody, and is neither read for an answer nor written into.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from event_store.errors import BesideError
from event_store.kinds import Kind, stated
from event_store.sqlite_opening import read_all, uri

if TYPE_CHECKING:
    from collections.abc import Iterable

MODE = 0o600
"""Reading and writing for the owner, nothing for others, whatever the umask."""
LOCK = ".lock"
VIEWS, CURSORS, ATTEMPTS = ".views", ".cursors", ".attempts"
PEOPLE, KEYS, ACCESS = ".people", ".people.keys", ".access"
DIGEST_KEY, CONFIG = ".people.digest", ".config"
VIEWS_LOCK = VIEWS + LOCK
DATABASES = (VIEWS, CURSORS, ATTEMPTS, PEOPLE, ACCESS)
"""Ends of the names of SQLite files beside a log."""
OF_SQLITE = ("", "-wal", "-shm", "-journal")
"""Ends of the names of the files that SQLite pairs by name."""
WAIT = 5
"""Seconds that one program waits for another."""


def path_of(log: str, end: str) -> str:
    """Return the path of the file with one of these ends that lies beside a log, or another file.

    Only here such a path is made: what lies elsewhere tomorrow does so for all.
    """
    return log + end


Standing = Literal["ours", "empty", "earlier"]
"""What a file is that may be used: one of this log, or one that becomes so."""
_opening = threading.Lock()
"""Closing any handle of a file lets go of the locks that SQLite holds on it in this process: while
a file is being made, no other thread may open it."""


def exists(path: str) -> bool:
    """Say whether anything has this name, be it a link to nothing."""
    return os.path.lexists(path)


def is_emptied(path: str) -> bool:
    """Say whether an SQLite file is there and holds nothing: what it kept is gone."""
    with suppress(OSError):
        found = os.lstat(path)
        return (
            stat.S_ISREG(found.st_mode) and not found.st_size and not _has_content(f"{path}-wal")
        )
    return False


def check_place(path: str, ends: Iterable[str] = OF_SQLITE) -> os.stat_result | None:
    """Look at a file and those that SQLite pairs with it; returns what has the name itself.

    Raises BesideError, OSError.
    """
    first = None
    for end in ends:
        found = _looked_at(path + end)
        if not end:
            first = found
    return first


def _looked_at(path: str) -> os.stat_result | None:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    _check(path, found)
    return found


def _check(path: str, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise BesideError(path, "link")
    if not stat.S_ISREG(found.st_mode):
        raise BesideError(path, "kind")
    if found.st_nlink > 1:
        raise BesideError(path, "names")


def open_plain(path: str, flags: int = os.O_RDONLY) -> int:
    """Open a file that is no SQLite file, made private with O_CREAT; returns its descriptor.

    Raises BesideError, OSError.
    """
    check_place(path, ("",))
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, MODE)
    try:
        _check(path, os.fstat(descriptor))
        if flags & os.O_ACCMODE != os.O_RDONLY:
            os.fchmod(descriptor, MODE)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_private(path: str) -> bool:
    """Say whether nobody but the owner may read a file; one that is not there keeps nothing."""
    try:
        return not stat.S_IMODE(Path(path).lstat().st_mode) & ~MODE
    except FileNotFoundError:
        return True


def make_private(path: str) -> None:
    """Close a file to others; raises BesideError, OSError.

    Nothing is opened for reading: that would let go of SQLite's locks when it is closed.
    """
    if check_place(path, ("",)) is not None and not is_private(path):
        flags = getattr(os, "O_PATH", os.O_RDONLY) | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags)
        try:
            Path(f"/proc/self/fd/{descriptor}").chmod(MODE)
        finally:
            os.close(descriptor)


def _made(path: str) -> None:
    """Make an empty file that only its owner may read, unless somebody makes it meanwhile."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(FileExistsError):
        descriptor = os.open(path, flags, MODE)
        try:
            os.fchmod(descriptor, MODE)
        finally:
            os.close(descriptor)


class BesideFile:
    """One SQLite file beside a log."""

    def __init__(self, path: str, kind: Kind, log_id: str) -> None:
        """Use the file at `path`; it is made when it is first connected to."""
        self.path = path
        self.kind = kind
        self.log_id = log_id

    def connected(self, *, wait: float = WAIT) -> sqlite3.Connection:
        """Open the file for reading and writing, made if need be, adopted if it is an earlier one.

        Raises BesideError, sqlite3.Error, OSError.
        """
        while True:
            connection = self._connected(wait)
            if connection is not None:
                return connection

    def read_only(self, *, wait: float = WAIT) -> sqlite3.Connection:
        """Open a file that is there, as it is: an earlier one stays so, an empty one too.

        Raises BesideError, sqlite3.Error, OSError.
        """
        if check_place(self.path) is None:
            raise FileNotFoundError(self.path)
        connection = self._opened("mode=ro", wait)
        try:
            self._looked_over(connection)
            check_place(self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Read all of a file that is there; raises as `read_only` does, and for damage."""
        if check_place(self.path) is not None:
            with closing(self.read_only()) as connection:
                read_all(connection)

    def _connected(self, wait: float) -> sqlite3.Connection | None:
        with _opening:
            found = check_place(self.path)
            if found is None:
                _made(self.path)
                found = check_place(self.path)
            elif _has_content(self.path + "-wal"):
                # Who opens a file for writing and is the last to close it moves its WAL into it.
                self.read_only(wait=wait).close()
            connection = self._opened("mode=rw", wait)
        try:
            # Nothing is written before it is certain whose file this is.
            standing = self._looked_over(connection)
            if not _is_same(found, check_place(self.path)):
                connection.close()
                return None
            self._set_up(connection, wait, standing)
        except BaseException:
            connection.close()
            raise
        return connection

    def _opened(self, query: str, wait: float) -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri(self.path, query),
            uri=True,
            isolation_level=None,
            timeout=wait,
            check_same_thread=False,
        )
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        return connection

    def _set_up(self, connection: sqlite3.Connection, wait: float, standing: Standing) -> None:
        patiently(connection, f"PRAGMA journal_mode={self.kind.journal}", wait)
        if standing == "ours":
            return
        make_private(self.path)
        connection.execute("BEGIN IMMEDIATE")
        try:
            self.claim(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _looked_over(self, connection: sqlite3.Connection) -> Standing:
        """Say what the file is, all of it at one moment: somebody may be making it."""
        connection.execute("BEGIN")
        try:
            return self.standing(connection)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def claim(self, connection: sqlite3.Connection) -> None:
        """Fill an empty file, or adopt an earlier one, within a writing transaction."""
        standing = self.standing(connection)
        if standing == "empty":
            self.fill(connection)
        elif standing == "earlier" and not self.kind.adopt(
            connection, self.log_id, lambda: self.fill(connection)
        ):
            raise BesideError(self.path, "owner")

    def fill(self, connection: sqlite3.Connection) -> None:
        """Make the tables, and say whose file it is."""
        connection.execute(f"PRAGMA application_id={self.kind.application}")
        connection.execute(f"PRAGMA user_version={self.kind.version}")
        for statement in self.kind.schema:
            connection.execute(statement)
        connection.execute("INSERT INTO owner VALUES (1, ?)", (self.log_id,))

    def standing(self, connection: sqlite3.Connection) -> Standing:
        """Say what the file is; raises BesideError unless it is ours, or may become so."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        statements = stated(
            sql
            for (sql,) in connection.execute(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
            ).fetchall()
        )
        if application == self.kind.application:
            if version < self.kind.version and self.kind.is_earlier(statements):
                return "earlier"
            self._check(connection, version, statements)
            return "ours"
        if application or version:
            raise BesideError(self.path, "application")
        if not statements:
            return "empty"
        if not self.kind.is_earlier(statements):
            raise BesideError(self.path, "tables")
        return "earlier"

    def _check(
        self, connection: sqlite3.Connection, version: int, statements: frozenset[str]
    ) -> None:
        if version > self.kind.version:
            raise BesideError(self.path, "newer")
        if version != self.kind.version or not self.kind.knows(statements):
            raise BesideError(self.path, "tables")
        owner = connection.execute("SELECT log_id FROM owner").fetchone()
        if owner != (self.log_id,):
            raise BesideError(self.path, "owner")


def _has_content(path: str) -> bool:
    with suppress(OSError):
        return os.lstat(path).st_size > 0
    return False


def _is_same(one: os.stat_result | None, other: os.stat_result | None) -> bool:
    if one is None or other is None:
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def patiently(connection: sqlite3.Connection, statement: str, wait: float) -> None:
    """Run a statement for which SQLite itself does not wait while somebody else uses the file."""
    until = time.monotonic() + wait
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def remove(path: str) -> None:
    """Delete a file that may be deleted, and what SQLite keeps beside it; a folder stays."""
    for end in OF_SQLITE:
        with suppress(FileNotFoundError, IsADirectoryError):
            Path(path + end).unlink()
