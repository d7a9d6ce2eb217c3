"""Times and dates as the log writes them: UTC, microseconds, 27 characters; local is +7 hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from event_store.errors import BadTimeError

if TYPE_CHECKING:
    from collections.abc import Callable

    Clock = Callable[[], datetime]

BEGINNING = "1970-01-01T00:00:00.000000Z"
"""Genesis of a simulation, so that simulated time may start anywhere."""
BEHIND = timedelta(seconds=2)
"""A clock further behind the last entry than this leaves a flag."""
FAR_AHEAD = timedelta(days=1)
"""An entry further ahead of the machine's clock than this was recorded under a wrong clock."""
VIET_NAM = timezone(timedelta(hours=7))
"""No zone table: the offset has been the same since before any log."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII).fullmatch
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII
).fullmatch
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def written(time: datetime) -> str:
    """Write a time with offset in the log's form: `2017-08-11T01:00:00.000000Z`."""
    # Twice as fast as strftime, and years below 1000 keep four digits everywhere.
    utc = time if time.tzinfo is UTC else time.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def read(time: str) -> datetime:
    """Read a time in the log's form; raises BadTimeError for any other."""
    if not _TIME(time):
        raise BadTimeError(time)
    try:
        return datetime.fromisoformat(time)
    except ValueError as error:
        raise BadTimeError(time) from error


def normal(time: str) -> str:
    """Bring an RFC 3339 time with offset into the log's form; digits below 1 µs are dropped.

    Raises BadTimeError for a time without offset, or that no calendar has.
    """
    if _TIME(time):
        read(time)
        return time
    found = _RFC3339(time)
    if not found:
        raise BadTimeError(time)
    try:
        fraction = found[1] or ""
        offset = "+00:00" if found[2] in "Zz" else found[2]
        read_time = datetime.fromisoformat(time[:10] + "T" + time[11:19] + fraction + offset)
        read_time.astimezone(VIET_NAM)  # the last hours of the calendar have no local date
        return written(read_time)
    except (ValueError, OverflowError) as error:
        raise BadTimeError(time) from error


def is_time(value: object) -> bool:
    """Whether a value is a time in the log's form and in the calendar."""
    try:
        return isinstance(value, str) and bool(read(value))
    except BadTimeError:
        return False


def is_date(value: object) -> bool:
    """Whether a value is `YYYY-MM-DD` and in the calendar."""
    if not isinstance(value, str) or not _DATE(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_far_ahead(time: str, machine: str) -> bool:
    """Say whether a time of the log lies more than a day ahead of the machine's clock."""
    return read(time) - read(machine) > FAR_AHEAD


@lru_cache(maxsize=4_096)
def local_date(time: str) -> str:
    """The date in Việt Nam of a time in the log's form, as `YYYY-MM-DD`.

    Raises BadTimeError.
    """
    # Only from 17:00 UTC on is it the next day; most entries are made before.
    if _TIME(time) and time[11:13] < "17":
        return time[:10]
    try:
        return read(time).astimezone(VIET_NAM).date().isoformat()
    except OverflowError as error:  # the last hours of the calendar have no local date
        raise BadTimeError(time) from error
