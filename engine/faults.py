"""Malformed commands: what is wrong with one, as reasons."""

import json
from collections import Counter
from difflib import get_close_matches
from typing import Any

from engine.envelope import UnknownCommandError
from engine.payloads import PayloadError
from engine.reasons import Reason, Text
from event_store.errors import BadTimeError, LogError, NotASimulationError, TimeWentBackError

FAULTS = 100
"""Errors of one command that are reported one by one."""
_TIMES: dict[type[LogError], Text] = {
    NotASimulationError: Text(
        "is only allowed in a simulation", "chỉ được dùng trong sổ mô phỏng"
    ),
    BadTimeError: Text(
        "must be a time with offset like 2017-08-20T09:00:00+07:00",
        "phải là thời điểm có múi giờ, ví dụ 2017-08-20T09:00:00+07:00",
    ),
    TimeWentBackError: Text(
        "is before the last entry: times never fall",
        "sớm hơn mục ghi cuối: thời gian không lùi",
    ),
}


def fault(where: str, what: Text) -> Reason:
    """Return the reason that says what is wrong in one place."""
    told = Text(writable(what.en), writable(what.vi))
    return Reason("invalid_data", {"where": writable(where), "fault": told})


def writable(text: str) -> str:
    """Return a text without halves of letters, which no answer and no file can hold."""
    return text.encode(errors="replace").decode()


def unknown(error: UnknownCommandError) -> Reason:
    """Return the reason for a command that does not exist, with the one probably meant, or all."""
    known = sorted(error.known)
    close, listed = get_close_matches(error.name, known, n=1), ", ".join(known)
    hint = (
        Text(f" (did you mean '{close[0]}'?)", f" (có phải '{close[0]}'?)")
        if close
        else Text(f" (known: {listed})", f" (các lệnh: {listed})")
    )
    return Reason("unknown_command", {"command": writable(error.name), "hint": hint})


def malformed(error: PayloadError) -> list[Reason]:
    """Return one reason for each fault; of very many the first ones, and how many more."""
    told = [fault(found.where, found.what) for found in error.faults[:FAULTS]]
    more = len(error.faults) - len(told)
    if more:
        told.append(fault("line", Text(f"has {more} more errors", f"còn {more} lỗi khác")))
    return told


def bad_time(error: LogError) -> Reason:
    """Return the reason for a recorded_at that cannot be taken."""
    return fault("recorded_at", _TIMES[type(error)])


def given_twice(written: bytes) -> Reason | None:
    """Return the reason for a name that an object of a JSON text has twice, if any has."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            times = Counter(name for name, _ in pairs)
            found.extend(name for name, count in times.items() if count > 1)
        return made

    # Numbers are not looked at here, however long.
    json.loads(written.decode(), object_pairs_hook=look, parse_int=len)
    if not found:
        return None
    return fault(", ".join(found[:FAULTS]), Text("is given twice", "ghi hai lần"))
