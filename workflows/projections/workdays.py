"""Working days by a policy's calendar, counted forth and back; days are `YYYY-MM-DD`."""

import datetime as dt

from workflows.policy import Policy


class Workdays:
    """The calendar of one policy; what was counted once is remembered.

    A year that the policy does not list counts Monday to Friday.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._after: dict[tuple[str, int], tuple[str, bool]] = {}
        self._between: dict[tuple[str, str], int] = {}

    def after(self, day: str, days: int) -> tuple[str, bool]:
        """Return the `days`-th working day after `day`, and whether every year was listed."""
        found = self._after.get((day, days))
        if found is None:
            due, listed = self._policy.working_day_after(dt.date.fromisoformat(day), days)
            found = self._after[day, days] = (due.isoformat(), listed)
        return found

    def until(self, start: str, end: str) -> int:
        """Return how many working days after `start` are not after `end`; negative backwards."""
        if end < start:
            return -self.until(end, start)
        found = self._between.get((start, end))
        if found is None:
            found, last, day = 0, start, self.after(start, 1)[0]
            while last < day <= end:  # the last day of the calendar has none after it
                found, last, day = found + 1, day, self.after(day, 1)[0]
            self._between[start, end] = found
        return found

    def latest_overdue(self, as_of: str, days: int) -> str:
        """Return the latest day from which `days` working days had passed before `as_of`."""
        day = dt.date.fromisoformat(as_of)
        while day > dt.date.min and self.after(day.isoformat(), days)[0] >= as_of:
            day -= dt.timedelta(days=1)
        return day.isoformat()
