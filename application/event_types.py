"""Which event types there are, for questions that name some by patterns."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import chain
from typing import TYPE_CHECKING

from application.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from application.application import Application
    from application.log_entries import Recorded


def some_or_known(
    application: Application, wanted: Sequence[str], entries: Iterator[Recorded]
) -> Iterator[Recorded]:
    """Return the entries of some types; where there are none, each type must be known.

    A newer program's type is found where it is on record. Raises Problem (unknown_type).
    """
    if not wanted:
        return entries
    first = next(entries, None)
    if first is None:
        check_known(application, wanted)
        return iter(())
    return chain([first], entries)


def check_known(application: Application, wanted: Iterable[str]) -> None:
    """Refuse a pattern that no type has, with its first part or without.

    Raises Problem (unknown_type).
    """
    # Seldom needed: a question starts faster without.
    from application.subscriptions import NO_TYPE, NO_TYPE_BUT_NEAR  # noqa: PLC0415
    from engine.event_schemas import event_types  # noqa: PLC0415

    known = event_types(application.lifecycles)
    parts = {part for each in known for part in (each, each.partition(".")[2])}
    for one in wanted:
        if not any(fnmatchcase(part, one) for part in parts):
            near = get_close_matches(one, sorted(known), n=1)
            facts = {"type": one, "near": near[0] if near else ""}
            raise Problem("unknown_type", NO_TYPE_BUT_NEAR if near else NO_TYPE, facts)
