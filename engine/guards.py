"""Guards: pure questions to a case, each answered with a reason or nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from engine.reasons import Reason
from engine.structs import Struct

NOT_YET = 2**53 - 1
"""The position of a command that has no entry yet: after everything recorded."""


class Case(Struct):
    """Everything that a guard may look at; nothing else exists for it.

    `state` is the lifecycle's own state, `parent` the state of the stream above or None, `key` and
    `parent_key` the identifiers of this stream's subject and of the stream above (`key` again if
    there is none); `keys` are all of its address, `above` the states of all streams above, the
    nearest first. `data` the typed payload (None when only data-free questions are
    asked), `raw` the same as plain JSON, `day` the day on which it happened, `today` the local
    date of recording, `position` that of the entry when a recorded one is judged again.
    `children` hands in the states of the streams below, by key, of the area that is asked for: a
    guard knows one lifecycle below, and others may be there.
    """

    command: str
    key: str
    parent_key: str
    state: Any
    parent: Any
    policy: Any
    data: Any
    raw: Mapping[str, Any]
    day: str
    today: str
    position: int = NOT_YET
    keys: tuple[str, ...] = ()
    above: tuple[Any, ...] = ()
    children: Callable[[str], Iterable[tuple[str, Any]]] = lambda _: ()


Answer = Reason | Iterable[Reason] | None
Guard = Callable[[Case], Answer]
G = TypeVar("G", bound=Guard)

_NEEDS_DATA: set[Guard] = set()


def needs_data(guard: G) -> G:
    """Mark a guard that can only be asked when the payload is known."""
    _NEEDS_DATA.add(guard)
    return guard


def ask(guards: Iterable[Guard], case: Case) -> list[Reason]:
    """Return every reason that any of `guards` gives; data guards wait for data."""
    if case.data is None:
        guards = [guard for guard in guards if guard not in _NEEDS_DATA]
    reasons: list[Reason] = []
    for guard in guards:
        answer = guard(case)
        if answer is not None:
            reasons += (answer,) if isinstance(answer, Reason) else answer
    return reasons


def day_has_come(case: Case) -> Reason | None:
    """D2: what is recorded has happened, so its day is not after today (local date)."""
    if case.day <= case.today:
        return None
    return Reason("future_date", {"day": case.day, "today": case.today})
