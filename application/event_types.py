"""Which event types there are, for questions that name some."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import chain
from typing import TYPE_CHECKING

from application.problems import Problem
from engine.event_schemas import event_types
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from application.log_entries import Recorded
    from engine.workflow import Lifecycles

NO_TYPE = Text("There is no type '{type}'.", "Không có loại '{type}'.")
NO_TYPE_BUT_NEAR = Text(
    "There is no type '{type}'. Did you mean {near}?", "Không có loại '{type}'. Có phải {near}?"
)


def some_or_known(
    lifecycles: Lifecycles, wanted: Collection[str], entries: Iterator[Recorded]
) -> Iterator[Recorded]:
    """Return the entries of some types; where there are none, each type must be known.

    A newer program's type is found where it is on record. Raises Problem (unknown_type).
    """
    first = next(entries, None)
    if first is None:
        check_patterns(lifecycles, wanted)
        return iter(())
    return chain([first], entries)


def check_patterns(lifecycles: Lifecycles, wanted: Iterable[str]) -> None:
    """Refuse a pattern that no type has, with its first part or without.

    Raises Problem (unknown_type).
    """
    known = event_types(lifecycles)
    parts = {part for each in known for part in (each, each.partition(".")[2])}
    for one in wanted:
        if not any(fnmatchcase(part, one) for part in parts):
            raise _unknown(one, known)


def check_types(lifecycles: Lifecycles, wanted: Collection[str]) -> None:
    """Refuse what is neither a type nor all of an area (`area.*`).

    Raises Problem (unknown_type).
    """
    if not wanted:
        return
    known = event_types(lifecycles)
    known |= {name.partition(".")[0] + ".*" for name in known}
    for one in wanted:
        if one not in known:
            raise _unknown(one, known)


def _unknown(wanted: str, known: Iterable[str]) -> Problem:
    near = get_close_matches(wanted, sorted(known), n=1)
    facts = {"type": wanted, "near": near[0] if near else ""}
    return Problem("unknown_type", NO_TYPE_BUT_NEAR if near else NO_TYPE, facts)
