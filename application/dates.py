"""Dates as people write them in Việt Nam, and as they are shown to them."""

import datetime as dt
import re

from application.problems import Problem
from event_store.clock import is_date, normal
from event_store.errors import BadTimeError
from event_store.words import Text

BAD_DAY = Text(
    "'{day}' is not a date; write it as YYYY-MM-DD, such as 2017-08-20.",
    "'{day}' không phải ngày có trong lịch; hãy viết dạng YYYY-MM-DD, ví dụ 2017-08-20.",
)

END_OF_DAY, START_OF_DAY = "23:59:59.999999", "00:00:00.000000"
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})").fullmatch


def shown_time(time: str) -> str:
    """Return a time of the log as the clock on the wall in Việt Nam showed it."""
    local = dt.datetime.fromisoformat(time) + dt.timedelta(hours=7)
    return local.strftime("%Y-%m-%d %H:%M")


def shown_day(day: str) -> str:
    """Return a day as it is read in Việt Nam: `20/8/2017`."""
    year, month, number = day.split("-")
    return f"{int(number)}/{int(month)}/{year}"


def checked_day(day: str) -> str:
    """Return a day that is one, `YYYY-MM-DD`; raises Problem (bad_day) for anything else."""
    if not is_date(day):
        raise Problem("bad_day", BAD_DAY, {"day": day})
    return day


def parse_day(text: str) -> str | None:
    """Return `2017-08-20` for `2017-08-20`, `20/8/2017` or `20-8-2017`; None for anything else."""
    found = _VIETNAMESE(text.strip())
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            return dt.date(year, month, day).isoformat()
        return dt.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return None


def parse_time(text: str, of_day: str = END_OF_DAY) -> str | None:
    """Return a time of the log for a time with offset, or for a day: its end, or its start.

    None for anything else.
    """
    day = parse_day(text)
    try:
        return normal(text.strip() if day is None else f"{day}T{of_day}+07:00")
    except BadTimeError:
        return None
