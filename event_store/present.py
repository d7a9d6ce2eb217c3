"""How late it is at least, and whether the machine's clock can be right.

Recorded time never falls: one entry under the year 2099 would mark a log for ever. So a clock
that runs far ahead of everything else that shows how late it is has to be confirmed.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from event_store import canonical, clock
from event_store.beside import LOCK
from event_store.errors import LogError
from event_store.words import CLOCK_AHEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from event_store.clock import Clock
    from event_store.log import Log
    from event_store.store import StoreRows

RELEASED = "2026-11-28T00:00:00.000000Z"
"""When this version of the program was made: it never ran before that."""
A_DAY = timedelta(days=1)
_SHORT_LIVED = ("-wal", "-shm", "-journal", LOCK, ".new")
"""Ends of the names of files that any command touches, one that only reads as well."""


class ClockAheadError(LogError):
    """The machine's clock runs far ahead of everything else that shows how late it is."""

    code = "clock_ahead"
    text = CLOCK_AHEAD

    def __init__(self, *, now: str, last: str, known: str, days: int) -> None:
        super().__init__(now=_shown(now), last=_shown(last), known=_shown(known), days=str(days))
        self.now = now
        self.last = last
        self.known = known
        self.days = days


class ClockCheck:
    """Refuses a clock that is too far ahead, until somebody accepts it.

    Within a day of the newest entry it costs one comparison; only beyond are the settings read,
    and only where the newest entry is too old anything else is looked at.
    """

    def __init__(
        self, path: str, read_clock: Clock = clock.system_clock, *, accepted: bool = False
    ) -> None:
        """Check for the log at `path`; its settings say how many days are too many.

        `accepted` is whether somebody said that the clock is right.
        """
        self._path = path
        self._clock = read_clock
        self._limit = ""
        self._accepted = accepted

    def check(self, time: str, last: str, rows: Callable[[], StoreRows]) -> None:
        """Raise ClockAheadError if nothing shows that it can be as late as `time`.

        `last` is the time of the newest entry; `rows` gives the tables of the log.
        """
        if time <= self._limit or self._accepted:
            return
        self._limit = _later(last, A_DAY)
        if time <= self._limit:
            return
        days = self._days()
        self._limit = _later(last, timedelta(days=days))
        if time <= self._limit:
            return
        known = max(RELEASED, last, *self._evidence(time, rows()))
        limit = _later(known, timedelta(days=days))
        if time > limit:
            self._limit = ""
            raise ClockAheadError(now=time, last=last, known=known, days=days)
        self._limit = limit

    def now(self) -> str:
        """Return what the clock says."""
        return clock.written(self._clock())

    def _days(self) -> int:
        from event_store.config import CLOCK_DAYS, Config  # noqa: PLC0415 - seldom needed

        return Config(self._path).get("clock_days") or CLOCK_DAYS

    def _evidence(self, time: str, rows: StoreRows) -> Iterator[str]:
        yield from _confirmed(rows)
        folder, name = os.path.split(self._path)
        # A command that only reads writes views: under a wrong clock it would vouch for it.
        settled = clock.read(time) - A_DAY
        with os.scandir(folder) as found:
            for each in found:
                beside = each.name.startswith(f"{name}.")
                if each.name != name and (not beside or each.name.endswith(_SHORT_LIVED)):
                    continue
                touched = _touched(each)
                if touched is not None and (each.name == name or touched <= settled):
                    yield clock.written(touched)


def check_first(time: str) -> None:
    """Raise ClockAheadError for the genesis of a log by a clock far ahead of the machine's.

    A new log has nothing beside it that shows how late it is, and nothing in it to lose.
    """
    from event_store.config import CLOCK_DAYS  # noqa: PLC0415 - nor is this

    known = max(RELEASED, clock.written(clock.system_clock()))
    if time > _later(known, timedelta(days=CLOCK_DAYS)):
        raise ClockAheadError(now=time, last=clock.BEGINNING, known=known, days=CLOCK_DAYS)


def clock_ahead(log: Log, read_clock: Clock = clock.system_clock) -> ClockAheadError | None:
    """Return why nothing can be recorded by a clock now, None if it can."""
    if log.simulation or log.in_memory:
        return None
    check = log.clock_check or ClockCheck(log.path, read_clock)
    try:
        with log.reading() as rows:
            check.check(check.now(), _time_at(rows, rows.size()), lambda: rows)
    except ClockAheadError as error:
        return error
    return None


def from_the_future(log: Log) -> tuple[int, str] | None:
    """Return position and time of the first entry recorded over a day after the machine's time.

    None if there is none, and in a simulation.
    """
    if log.simulation:
        return None
    machine = clock.written(clock.system_clock())
    with log.reading() as rows:
        low, high = 1, rows.size()
        if not clock.is_far_ahead(_time_at(rows, high), machine):
            return None
        while low < high:
            middle = (low + high) // 2
            if clock.is_far_ahead(_time_at(rows, middle), machine):
                high = middle
            else:
                low = middle + 1
        return high, _time_at(rows, high)


def _confirmed(rows: StoreRows) -> Iterator[str]:
    """Yield when witnesses confirmed the newest checkpoint: their clocks are not this one."""
    size = rows.checkpoint()
    lines = rows.cosignatures(size) if size else []
    if not lines:
        return
    from event_store.proof.errors import BadNoteError  # noqa: PLC0415 - seldom needed
    from event_store.proof.notes import TIME_SIZE, parse_signatures  # noqa: PLC0415

    for line in lines:
        try:
            for signature in parse_signatures(line):
                seconds = int.from_bytes(signature.payload[:TIME_SIZE], "big")
                yield clock.written(datetime.fromtimestamp(seconds, UTC))
        except (BadNoteError, ValueError, OverflowError, OSError):
            continue


def _touched(file: os.DirEntry[str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat(follow_symlinks=False).st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _later(time: str, by: timedelta) -> str:
    try:
        return clock.written(clock.read(time) + by)
    except OverflowError:
        return "9999-12-31T23:59:59.999999Z"


def _shown(time: str) -> str:
    """Return a time as the clock on the wall in Việt Nam shows it."""
    try:
        return clock.read(time).astimezone(clock.VIET_NAM).strftime("%Y-%m-%d %H:%M")
    except OverflowError:
        return time


def _time_at(rows: StoreRows, position: int) -> str:
    found = rows.entry(position)
    return str(canonical.loads(found)["recorded_at"]) if found else clock.BEGINNING
