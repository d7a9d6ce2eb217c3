"""Corrections: what an amendment or a void does to earlier entries, and who rests on them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from engine.guards import Case
from engine.reasons import Reason
from engine.stages import Staged, State
from engine.structs import Struct
from engine.workflow import Entry, Workflow

AMENDED, VOIDED = ".entry_amended", ".entry_voided"
OCCURRED_ON = "occurred_on"
Counts = Callable[[Entry], bool]
"""Says whether an entry counts at the moment that is asked about."""


def is_correction(type_: str) -> bool:
    """Say whether an event type corrects an earlier entry instead of changing the state."""
    return type_.endswith((AMENDED, VOIDED))


def voided_positions(entries: Iterable[Entry]) -> set[int]:
    """Return the positions that a void has taken back."""
    return {e["data"]["target_position"] for e in entries if e["type"].endswith(VOIDED)}


def effective(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of one stream as they stand after its corrections.

    Voided entries are gone, amended ones carry the new value; the corrections themselves are
    left out. Nothing is changed in place.
    """
    voided = voided_positions(entries)
    amended: dict[int, Entry] = {}
    for entry in entries:
        if entry["type"].endswith(AMENDED) and entry["position"] not in voided:
            position = entry["data"]["target_position"]
            before = amended.get(position) or _at(entries, position)
            if before is not None:
                amended[position] = with_value(before, entry["data"])
    return [
        amended.get(entry["position"], entry)
        for entry in entries
        if entry["position"] not in voided and not is_correction(entry["type"])
    ]


def fold(workflow: Workflow, entries: Iterable[Entry], as_of: str | None = None) -> Any:
    """Return the state after `entries` (one whole stream, lifted).

    With `as_of` (a day) only what had occurred by then counts; corrections act on all days.
    """
    listed = list(entries)
    version = listed[-1]["version"] if listed else 0
    if any(is_correction(entry["type"]) for entry in listed):
        listed = effective(listed)
    state = fold_some(workflow, listed, None if as_of is None else occurred_by(as_of))
    state.version = version
    return state


def fold_some(workflow: Workflow, entries: Iterable[Entry], counts: Counts | None) -> Any:
    """Return the state after those of some effective entries that count; None: all of them."""
    state = workflow.begin()
    for entry, record in counted(workflow, entries, counts):
        state = workflow.take(state, entry, record)
    return state


def occurred_by(day: str) -> Counts:
    """Return what says whether an entry had occurred by a day."""
    return lambda entry: bool(entry["occurred_on"] <= day)


def counted(
    workflow: Workflow, entries: Iterable[Entry], counts: Counts | None
) -> Iterator[tuple[Entry, Staged | None]]:
    """Yield those of some effective entries that count, or are of a type that always does.

    With each comes where all entries before it led, if some of these may not count.
    """
    if counts is None:
        yield from ((entry, None) for entry in entries)
        return
    record = State(stage=workflow.stages.initial)
    for entry in entries:
        if counts(entry) or entry["type"] in workflow.timeless:
            yield entry, record
        workflow.stages.follow(record, entry)


def with_value(entry: Entry, amendment: Mapping[str, Any]) -> Entry:
    """Return a copy of `entry` with one value replaced; KeyError if there is no such place.

    `amendment` has `field` (a dotted path in the data, or `occurred_on`) and `value`; `derived`
    replaces what the rules had computed.
    """
    changed = {**entry, "data": deepcopy(entry["data"])}
    path = amendment["field"]
    if path == OCCURRED_ON:
        changed[OCCURRED_ON] = amendment["value"]
    else:
        *parents, last = path.split(".")
        place = changed["data"]
        for step in parents:
            place = _child(place, step)
        if isinstance(place, list):
            _child(place, last)
            place[int(last)] = amendment["value"]
        elif isinstance(place, dict):
            place[last] = amendment["value"]
        else:
            raise KeyError(path)
    changed["data"].update(amendment.get("derived", {}))
    return changed


def value_at(entry: Entry, path: str) -> Any:
    """Return the value that a dotted path names in `entry`, None if it was not given."""
    if path == OCCURRED_ON:
        return entry[OCCURRED_ON]
    place: Any = entry["data"]
    try:
        for step in path.split("."):
            place = _child(place, step)
    except KeyError:
        return None
    return place


class Verdict(Struct, frozen=True):
    """How a recorded entry is judged: keys of the reasons against it, and what is computed."""

    against: frozenset[tuple[str, str]]
    derived: Mapping[str, Any]


Judge = Callable[[Entry, Any], Verdict]
"""Judges a recorded entry in the state before it."""


def relying(
    workflow: Workflow,
    before: Sequence[Entry],
    after: Sequence[Entry],
    since: int,
    judge: Judge,
) -> Iterator[int]:
    """Yield the positions after `since` that a correction would overturn.

    `before` and `after` are the effective entries of one stream without and with the
    correction. An entry is overturned when a rule newly speaks against it, or when the rules
    would now compute something else than it records.
    """
    old, new = workflow.begin(), workflow.begin()
    remaining = {entry["position"]: entry for entry in after}
    for entry in before:
        position = entry["position"]
        changed = remaining.get(position)
        if position > since and changed is not None:
            then, now = judge(entry, old), judge(changed, new)
            if now.against - then.against or now.derived != then.derived:
                yield position
        old = workflow.take(old, entry)
        if changed is not None:
            new = workflow.take(new, changed)


def resting_children(
    workflow: Workflow, entries: Sequence[Entry], judge_before: Judge, judge_after: Judge
) -> Iterator[int]:
    """Yield the positions of a child stream that a correction of its parent would overturn."""
    state = workflow.begin()
    for entry in effective(entries):
        then, now = judge_before(entry, state), judge_after(entry, state)
        if now.against - then.against or now.derived != then.derived:
            yield entry["position"]
        state = workflow.take(state, entry)


def as_verdict(
    reasons: Iterable[Reason], flags: Iterable[str], case: Case, workflow: Workflow
) -> Verdict:
    """Return the verdict on a recorded `case`: an override stands for the codes in its `flags`."""
    marked = set(flags)
    against = frozenset(reason.key for reason in reasons if reason.code not in marked)
    if case.command not in workflow.computed:
        return Verdict(against, {})
    return Verdict(against, workflow.record(case).data)


def _at(entries: Iterable[Entry], position: int) -> Entry | None:
    return next((entry for entry in entries if entry["position"] == position), None)


def _child(place: Any, step: str) -> Any:
    if isinstance(place, dict) and step in place:
        return place[step]
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return place[int(step)]
    raise KeyError(step)
