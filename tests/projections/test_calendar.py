"""Working days of 2017 and 2026, from the policy's calendar."""

from pathlib import Path

import pytest

import workflows
from workflows.policy import parse_policy
from workflows.projections.workdays import Workdays

POLICY = Path(workflows.__file__).parent / "policies" / "vn-2017.toml"


@pytest.fixture
def workdays() -> Workdays:
    return Workdays(parse_policy(POLICY.read_text("utf-8")))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2017-08-18", 7, "2017-08-29"),
        ("2017-08-31", 1, "2017-09-01"),
        ("2017-09-01", 1, "2017-09-05"),
        ("2017-01-25", 1, "2017-02-02"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-08-28", 1, "2026-09-03"),
    ],
)
def test_days_off_are_passed_over(workdays: Workdays, start: str, days: int, due: str) -> None:
    assert workdays.after(start, days) == (due, True)
    assert workdays.until(start, due) == days
    assert workdays.until(due, start) == -days


def test_year_without_a_calendar_counts_monday_to_friday(workdays: Workdays) -> None:
    assert workdays.after("2019-08-30", 1) == ("2019-09-02", False)


@pytest.mark.parametrize("as_of", ["2017-09-06", "2017-02-03", "2017-08-21", "2026-02-24"])
def test_latest_overdue_is_the_last_day_whose_term_has_passed(
    workdays: Workdays, as_of: str
) -> None:
    latest = workdays.latest_overdue(as_of, 7)
    assert workdays.after(latest, 7)[0] < as_of
    day_after = f"{latest[:8]}{int(latest[8:]) + 1:02d}"
    assert workdays.after(day_after, 7)[0] >= as_of


def test_the_calendar_has_a_first_and_a_last_day(workdays: Workdays) -> None:
    assert workdays.after("9999-12-30", 5)[0] == "9999-12-31"
    assert workdays.until("9999-12-27", "9999-12-31") == 4
    assert workdays.until("9999-12-31", "9999-12-31") == 0
    assert workdays.latest_overdue("0001-01-02", 5) == "0001-01-01"
