"""Following an SQLite log: its entries by position as they are committed, by any process."""

from __future__ import annotations

import sqlite3
import time
from threading import Event, Lock
from typing import TYPE_CHECKING, Self

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from event_store.errors import GapError, ShrunkLogError, StoreUnavailableError
from event_store.sqlite_files import identity, open_reader, os_failure, translated
from event_store.sqlite_opening import detail_of
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOON, _LATEST = 0.003, 0.012
"""Seconds between two looks: soon after a commit, and when there was none for a while."""
_PAGE = 500
"""Entries that a subscription holds at a time."""


class CommitWatch:
    """Tells when somebody committed to the log at `path`, and when its file is lost.

    SQLite counts, for each connection, the commits of all others: no writer has to tell.
    """

    def __init__(self, path: str) -> None:
        """Begin to listen; raises StoreUnavailableError."""
        self._path = path
        self._lock = Lock()
        self._closed = Event()
        try:
            self._file = identity(path)
            self._connection = open_reader(path)
            self._seen = self._version()
        except sqlite3.Error as error:
            raise translated(path, error) from error
        except OSError as error:
            raise os_failure(path, error) from error

    def __enter__(self) -> Self:
        """Listen until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def wait(self, seconds: float | None = None) -> bool:
        """Say whether something was committed since the last call, within `seconds` at most.

        Without `seconds` it waits until then, or until another thread closes this. Raises
        StoreUnavailableError when the file was moved, removed or replaced: SQLite would go on
        reading the old one for ever.
        """
        until = None if seconds is None else time.monotonic() + seconds
        pause = _SOON
        while not self._has_changed():
            if self._closed.is_set() or (until is not None and time.monotonic() >= until):
                return False
            self._closed.wait(pause)
            pause = min(pause * 1.1, _LATEST)
        return True

    def close(self) -> None:
        """Stop listening, in every thread; a second time does nothing."""
        self._closed.set()
        with self._lock:
            self._connection.close()

    def _has_changed(self) -> bool:
        with self._lock:
            if self._closed.is_set():
                return False
            try:
                found, file = self._version(), identity(self._path)
            except sqlite3.Error as error:
                raise translated(self._path, error) from error
            except OSError as error:
                raise self._lost(detail_of(error)) from error
        if file != self._file:
            raise self._lost(Text("another file is there now", "nay là tệp khác"))
        changed = found != self._seen
        self._seen = found
        return changed

    def _version(self) -> int:
        stamp = getattr(self._connection, "stamp", None)
        if stamp is not None:
            from event_store.unwritable import stamp_of  # noqa: PLC0415 - imported by then

            return hash(stamp_of(self._path))
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _lost(self, detail: Text) -> StoreUnavailableError:
        return StoreUnavailableError(self._path, "lost", detail)


class SQLiteSubscription(Subscription[ApplicationRecorder]):
    """Entries after a position, each once, without a hole; needs no thread of its own.

    Iterating waits for the next entry; `page` does not wait longer than it is told. `stop`
    may be called from any thread.
    """

    def __init__(
        self,
        recorder: ApplicationRecorder,
        path: str,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._path = path
        self._last = gt or 0
        self._held: list[Notification] = []
        self._changes = CommitWatch(path)

    def __exit__(self, *args: object, **kwargs: object) -> None:
        """Stop, and let go of the file."""
        super().__exit__(*args, **kwargs)
        self._changes.close()

    def stop(self) -> None:
        """End the iteration, also one that waits; safe to call twice."""
        super().stop()
        self._changes.close()

    def __next__(self) -> Notification:
        """The next entry, as soon as there is one."""
        if not self._held:
            self._held = list(reversed(self.page()))
        if self._has_been_stopped or not self._held:
            raise StopIteration
        return self._held.pop()

    def page(self, seconds: float | None = None) -> Sequence[Notification]:
        """The next entries, none if nothing came within `seconds` or this was stopped.

        Raises GapError where a position is missing, ShrunkLogError if the log ends before what
        was read already, StoreUnavailableError when it is lost.
        """
        while not self._has_been_stopped:
            found = self._read()
            if found:
                self._last = found[-1].id
                return found
            if not self._changes.wait(seconds):
                break
        return ()

    def _read(self) -> Sequence[Notification]:
        """What follows, as far as it has no hole."""
        found = self._recorder.select_notifications(
            self._last, _PAGE, topics=self._topics, inclusive_of_start=False
        )
        if not found:
            self._check_size()
        if self._topics:
            return found
        for index, notification in enumerate(found):
            if notification.id != self._last + index + 1:
                if index:
                    return found[:index]
                raise GapError(expected=self._last + 1, found=notification.id)
        return found

    def _check_size(self) -> None:
        size = self._recorder.max_notification_id() or 0
        if size < self._last:
            raise ShrunkLogError(self._path, size=size, read=self._last)
