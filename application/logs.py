"""One log, opened for any number of threads: to be read, and to be written when it has to be."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Self

from event_store.clock import system_clock
from event_store.closed import LogClosedError
from event_store.log import Log
from event_store.patience import SECONDS, Patience

__all__ = ["SECONDS", "OpenLog", "Patience", "open_log"]

if TYPE_CHECKING:
    from pathlib import Path

    from event_store.clock import Clock
    from event_store.present import ClockAheadError


def open_log(
    url: Path | str, *, clock: Clock = system_clock, patience: Patience | None, read_only: bool
) -> Log:
    """Open the log at `url`, a path; raises the errors of `Log.open`."""
    patience = patience or Patience(SECONDS)
    return Log.open(url, read_only=read_only, clock=clock, patience=patience)


class OpenLog:
    """A log until `close`; opened for reading only, it is opened once more for recording."""

    def __init__(self, log: Log, *, clock: Clock = system_clock) -> None:
        self.log = log
        self._clock = clock
        self._turn = RLock()
        self._closed = False
        self._writable: Log | None = None

    @property
    def writable(self) -> Log:
        """The log, opened for recording; raises LogClosedError, the errors of `Log.open`."""
        self.check_open()
        if not self.log.read_only:
            return self.log
        with self._turn:
            if self._writable is None:
                log = self.log
                self._writable = Log.open(log.path, clock=self._clock, patience=log.patience)
            return self._writable

    def clock_ahead(self) -> ClockAheadError | None:
        """Return why nothing can be recorded by its clock now, None if it can."""
        from event_store.present import clock_ahead  # noqa: PLC0415 - questions need no clock

        return clock_ahead(self.log, self._clock)

    def close(self) -> None:
        """Close the log; a second time does nothing."""
        with self._turn:
            self._closed = True
            if self._writable is not None:
                self._writable.close()
            self.log.close()

    def check_open(self) -> None:
        """Raise LogClosedError once it was closed: nothing is opened again behind that."""
        if self._closed:
            raise LogClosedError(self.log.path)

    def __enter__(self) -> Self:
        """Use the log until the block ends."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the log; an error that comes from damaged entries leaves as DamagedLogError."""
        try:
            self.log.__exit__(kind, error, trace)
        finally:
            self.close()
