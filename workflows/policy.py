"""A policy: the rules of one season as data, never as constants in code."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from engine.reasons import Text
from engine.structs import Struct
from engine.workflow import PolicyError


class Ratio(Struct, frozen=True):
    """A share as two whole numbers: no rule is ever judged with a fraction."""

    numerator: int
    denominator: int

    @classmethod
    def parse(cls, text: str) -> "Ratio":
        """Read `2/3`; raises ValueError."""
        numerator, denominator = (int(part) for part in text.split("/"))
        if numerator < 0 or denominator < 1:
            raise ValueError(text)
        return cls(numerator, denominator)

    def of_at_least(self, whole: int) -> int:
        """Return the smallest whole number that is at least this share of `whole`."""
        return -(-whole * self.numerator // self.denominator)

    def of_at_most(self, whole: int) -> int:
        """Return the largest whole number that is at most this share of `whole`."""
        return whole * self.numerator // self.denominator


_NUMBERS = (
    "min_official_members", "committee_threshold", "max_deputies", "committee_min",
    "committee_max", "secretary_rounds_before_appointment", "max_shift_months",
    "report_deadline_working_days", "approval_deadline_working_days",
    "complaint_window_working_days", "ballot_retention_months", "backdated_after_days",
)  # fmt: skip
_LISTS = ("agenda", "required_documents", "required_with_committee", "report_outline")
SATURDAY = 5
_BASES = ("reg244_art32", "charter_art12")


class Policy:
    """One parsed policy file; attributes bear the names of its keys.

    Head-counts are numbers of official members, `*_working_days` are working days,
    `*_months` calendar months.
    """

    name: str
    min_official_members: int
    committee_threshold: int
    max_deputies: int
    committee_min: int
    committee_max: int
    secretary_rounds_before_appointment: int
    max_shift_months: int
    report_deadline_working_days: int
    approval_deadline_working_days: int
    complaint_window_working_days: int
    ballot_retention_months: int
    backdated_after_days: int
    agenda: list[str]
    required_documents: list[str]
    required_with_committee: list[str]
    report_outline: list[str]

    def __init__(self, text: str) -> None:
        """Parse `text`; raises PolicyError with every fault."""
        import tomllib  # noqa: PLC0415 - many questions need no policy

        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            told = Text(str(error), f"không đúng dạng TOML ({_place(str(error))})")
            raise PolicyError("?", [told]) from None
        faults = [
            Text(f"'{key}' must be a whole number", f"'{key}' phải là số nguyên")
            for key in _NUMBERS
            if not isinstance(raw.get(key), int) or isinstance(raw.get(key), bool)
        ]
        faults += [
            Text(f"'{key}' must be a list", f"'{key}' phải là danh sách")
            for key in _LISTS
            if not _is_list(raw.get(key))
        ]
        faults += _choice_faults(raw)
        if faults:
            raise PolicyError(str(raw.get("name", "?")), faults)
        for key in ("name", *_NUMBERS, *_LISTS):
            setattr(self, key, raw[key])
        self.text = text
        self.quorum = Ratio.parse(raw["quorum"])
        self.surplus_max = Ratio.parse(raw["surplus_max"])
        self.majority_base: str = raw["majority_base"]
        self.max_rounds: int | None = raw.get("max_rounds")
        self.allow_single_candidate: bool = raw.get("allow_single_candidate", True)
        self.lessons_gate: str = raw["lessons_gate"]
        self.pilots_min: int = raw["pilots"]["min"]
        self.pilots_max: int = raw["pilots"]["max"]
        self.surplus_table = {int(k): int(v) for k, v in raw.get("surplus_table", {}).items()}
        self._days_off = {int(k): frozenset(v) for k, v in raw.get("days_off", {}).items()}
        self._sources: Mapping[str, Mapping[str, str]] = raw.get("sources", {})

    @cached_property
    def sources(self) -> Mapping[str, Text]:
        """What each rule stands on, by the code of its refusal."""
        return {code: Text(s["en"], s["vi"]) for code, s in self._sources.items()}

    def surplus(self, seats: int) -> int:
        """Return how many more candidates than `seats` may stand (244-QĐ/TW, article 17)."""
        listed = self.surplus_table.get(seats)
        return self.surplus_max.of_at_most(seats) if listed is None else listed

    def working_day_after(self, start: dt.date, days: int) -> tuple[dt.date, bool]:
        """Return the `days`-th working day after `start`, and whether every year was listed.

        At the end of the calendar it is the last day of that.
        """
        day, left, listed = start, days, True
        while left > 0 and day < dt.date.max:
            day += dt.timedelta(days=1)
            off = self._days_off.get(day.year)
            listed = listed and off is not None
            if day.weekday() < SATURDAY and (off is None or day.isoformat() not in off):
                left -= 1
        return day, listed


@lru_cache(maxsize=16)
def parse_policy(text: str) -> Policy:
    """Return the policy of `text`, parsed once; raises PolicyError with every fault."""
    try:
        made = Policy(text)
        _ = made.sources  # they are looked at here, not when a refusal is explained
    except PolicyError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        named = type(error).__name__
        fault = Text(
            "a table of it is not as it should be ({found})",
            "có bảng không đúng quy cách ({found})",
        ).filled(found=Text(f"{named}: {error}", named))
        raise PolicyError("?", [fault]) from None
    return made


def shift_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` calendar months later (earlier if negative).

    A day that the month does not have becomes its last day; the calendar's ends are its limits.
    """
    from calendar import monthrange  # noqa: PLC0415 - only deciding needs it, and it is slow to load

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.min if months < 0 else dt.date.max
    _, last = monthrange(year, month + 1)
    return dt.date(year, month + 1, min(day.day, last))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _place(said: str) -> str:
    """Return where a text is no TOML: line and column, in Vietnamese."""
    found = re.search(r"line (\d+), column (\d+)", said)
    return f"dòng {found[1]}, cột {found[2]}" if found else "cuối tệp"


def _choice_faults(raw: Mapping[str, Any]) -> list[Text]:
    name = raw.get("name")
    faults = [] if isinstance(name, str) and name else [Text("it has no name", "thiếu tên")]
    if raw.get("majority_base") not in _BASES:
        bases = ", ".join(_BASES)
        faults.append(
            Text(f"'majority_base' must be one of {bases}", f"'majority_base' phải là {bases}")
        )
    if raw.get("tie_rule") != "rerun_plurality":
        faults.append(
            Text("'tie_rule' must be rerun_plurality", "'tie_rule' phải là rerun_plurality")
        )
    for key in ("quorum", "surplus_max"):
        try:
            Ratio.parse(raw[key])
        except (KeyError, ValueError, AttributeError):
            faults.append(
                Text(
                    f"'{key}' must be a share like \"2/3\"",
                    f"'{key}' phải là tỷ lệ như \"2/3\"",
                )
            )
    pilots = raw.get("pilots", {})
    if not all(isinstance(pilots.get(key), int) for key in ("min", "max")):
        faults.append(
            Text("'pilots' must have 'min' and 'max'", "'pilots' phải có 'min' và 'max'")
        )
    if not isinstance(raw.get("lessons_gate"), str):
        faults.append(Text("'lessons_gate' is missing", "thiếu 'lessons_gate'"))
    if "max_rounds" in raw and not isinstance(raw["max_rounds"], int):
        faults.append(
            Text("'max_rounds' must be a whole number", "'max_rounds' phải là số nguyên")
        )
    return faults
