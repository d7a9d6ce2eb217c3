"""Looking a log's store over: settings, lock, the newest entries; reads only, changes nothing."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from base64 import b64encode
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from event_store import canonical
from event_store.attempts import Attempts
from event_store.beside import ATTEMPTS, LOCK, VIEWS, VIEWS_LOCK, check_place, path_of
from event_store.config import Config
from event_store.cursors import Cursors
from event_store.definitions import difference
from event_store.errors import (
    CanonicalError,
    LinkedLockError,
    LogError,
    StoreUnavailableError,
)
from event_store.holders import Holder, holder_of
from event_store.lock import open_lock
from event_store.people.access import Accesses
from event_store.people.vault import Vault
from event_store.schema import WRITER_PRAGMAS
from event_store.sqlite_files import is_frozen, open_reader, os_failure, translated
from event_store.sqlite_opening import detail_of, of_pages
from event_store.tree import leaf_hash
from event_store.view_files import looked_at
from event_store.views import ProjectionCursor, Views, ViewsUnavailableError
from event_store.words import Text, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from event_store.definitions import SchemaFault
    from event_store.log import Log

RESET_BUG = ((3, 7, 0), (3, 51, 2))
"""First and last SQLite that may damage a WAL when several connections write and checkpoint."""
RECENT = 1_000
"""Entries that are looked at closely, the newest ones."""
SMALL = 64 * 1024 * 1024
"""Bytes of a file that SQLite is asked to check whole."""


@dataclass(frozen=True, slots=True)
class FileSettings:
    """How the file is set up; `changed` is what is not defined as docs/log-format.md has it."""

    user_version: int
    journal_mode: str
    synchronous: str
    changed: tuple[str, SchemaFault] | None
    frozen: bool
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lock:
    """The writer's lock: `none` if no writer was ever there, `odd` if it is no file of its own."""

    state: Literal["none", "free", "held", "unreadable", "odd"]
    holder: Holder | None = None


def library_version() -> str:
    """Return the version of the SQLite library."""
    return sqlite3.sqlite_version


def has_reset_bug(version: str) -> bool:
    """Say whether a version of SQLite has the WAL-reset bug."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    return RESET_BUG[0] <= numbers <= RESET_BUG[1]


def settings(path: str) -> FileSettings:
    """Return how the log at an absolute path is set up; raises LogError, OSError."""
    with _reader(path) as connection:

        def pragma(name: str) -> str:
            return str(connection.execute(f"PRAGMA {name}").fetchone()[0])

        return FileSettings(
            user_version=int(pragma("user_version")),
            journal_mode=pragma("journal_mode"),
            synchronous=_synchronous(),
            changed=difference(connection.execute),
            frozen=is_frozen(path),
            sizes={end: _bytes(path_of(path, end)) for end in ("", "-wal", VIEWS, ATTEMPTS)},
        )


def lock(path: str) -> Lock:
    """Return who holds the writer's lock of the log at `path`, asking only for a moment."""
    try:
        fd = open_lock(path_of(path, LOCK), os.O_RDONLY)
    except FileNotFoundError:
        return Lock("none")
    except LinkedLockError:
        return Lock("odd")
    except (StoreUnavailableError, OSError):
        return Lock("unreadable")
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return Lock("free")
    except BlockingIOError:
        return Lock("held", holder_of(path_of(path, LOCK)))
    except OSError:
        return Lock("unreadable")
    finally:
        os.close(fd)


def views(path: str, log_id: str) -> tuple[dict[str, ProjectionCursor], Text | None]:
    """Return the cursors of the views at `path`, and what is wrong with these, if anything.

    Every row of every table is looked at. Raises BesideError.
    """
    try:
        with closing(Views(path, log_id, looked_at(path, log_id))) as found:
            with found.snapshot():
                cursors, damaged = found.cursors(), ", ".join(found.check())
            return cursors, same(damaged) if damaged else None
    except ViewsUnavailableError as error:
        return {}, error.detail
    except (sqlite3.Error, OSError) as error:
        return {}, detail_of(error)


def beside_log(log: Log) -> Iterator[LogError]:
    """Yield what is wrong with each file beside a log, other than views; changes nothing."""
    checks: tuple[Callable[[], object], ...] = (
        Cursors(log.path, log.log_id).check,
        Attempts(log.path, log.log_id, in_memory=log.in_memory).check,
        *Vault(log.path, log.log_id).checks(),
        Accesses(log.path, log.log_id).check,
        Config(log.path).all,
        partial(_views_lock, log.path + VIEWS_LOCK),
    )
    for check in checks:
        try:
            check()
        except LogError as error:
            yield error


def _views_lock(path: str) -> None:
    try:
        check_place(path, ("",))
    except OSError as error:
        raise os_failure(path, error) from error


def damage(log: Log) -> Text | None:
    """Return what is wrong with the newest entries or, in a small file, with any page.

    None if nothing was found; that is no proof for the rest of a long log, nor against somebody
    who altered an entry and every hash after it.
    """
    size = log.size
    after = max(0, size - RECENT)
    last: dict[str, _StreamEnd] = {}
    time = ""
    for expected, entry in enumerate(log.scan(after, size), start=after + 1):
        if entry["position"] != expected:
            return Text(
                f"position {expected}: the entry says {entry['position']}",
                f"vị trí {expected}: mục ghi lại ghi {entry['position']}",
            )
        text = log.raw(expected)
        found = _alone(text, entry, time) or _following(entry, last.get(entry["stream"]))
        if found is not None:
            return found
        last[entry["stream"]] = _StreamEnd(expected, entry["version"], leaf_hash(text))
        time = entry["recorded_at"]
    indexed = (_indexed(log, stream, seen) for stream, seen in last.items())
    found = next((each for each in indexed if each is not None), None)
    if log.size != size:  # the index may be ahead of what was read: somebody is recording
        found = None
    return found or _pages(log.path)


class _StreamEnd(NamedTuple):
    """The last entry of a stream that was looked at, with its leaf hash."""

    position: int
    version: int
    leaf: bytes


def _alone(text: bytes, entry: Mapping[str, Any], time: str) -> Text | None:
    """What is wrong with an entry by itself; `time` is when the one before was recorded."""
    position = entry["position"]
    try:
        canonical.check(text)
    except CanonicalError as error:
        return Text("position {n}: {error}", "vị trí {n}: {error}").filled(n=position, error=error)
    if entry["recorded_at"] < time:
        return Text(
            f"position {position}: recorded before the entry before it",
            f"vị trí {position}: ghi sớm hơn mục đứng trước",
        )
    return None


def _following(entry: Mapping[str, Any], before: _StreamEnd | None) -> Text | None:
    """What is wrong with an entry as the next one of its stream after `before`."""
    position, stream, version = entry["position"], entry["stream"], entry["version"]
    if before is None:
        return None
    if version != before.version + 1:
        return Text(
            f"position {position}: version {version} of {stream}",
            f"vị trí {position}: phiên bản {version} của {stream}",
        )
    if entry.get("prev") != b64encode(before.leaf).decode():
        return Text(
            f"positions {before.position} and {position} do not fit together: one of them is not "
            "as it was recorded",
            f"vị trí {before.position} và {position} không khớp nhau: một trong hai mục không còn "
            "như lúc ghi",
        )
    return None


def _indexed(log: Log, stream: str, last: _StreamEnd) -> Text | None:
    """What is wrong with the index of streams about the last entry of one."""
    known, leaf = log.head(stream) or (0, b"")
    if known != last.version:
        return Text(
            f"{stream}: the index says version {known}, not {last.version}",
            f"{stream}: chỉ mục ghi phiên bản {known}, không phải {last.version}",
        )
    if leaf != last.leaf:
        return Text(
            f"the index of {stream} and position {last.position} do not fit together: one of them "
            "is not as it was recorded",
            f"chỉ mục của {stream} và vị trí {last.position} không khớp nhau: một trong hai không "
            "còn như lúc ghi",
        )
    return None


def _pages(path: str) -> Text | None:
    if _bytes(path) > SMALL:
        return None
    with _reader(path) as connection:
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return None if found == "ok" else of_pages(found)


@contextmanager
def _reader(path: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(open_reader(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise translated(path, error) from error


def _synchronous() -> str:
    """Return what writers of this program ask for."""
    asked = [p.partition("=")[2] for p in WRITER_PRAGMAS if p.startswith("PRAGMA synchronous=")]
    return asked[0]


def _bytes(path: str) -> int:
    with suppress(OSError):
        return Path(path).stat().st_size
    return 0
