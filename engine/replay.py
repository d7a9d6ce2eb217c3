"""Replaying: every state folded again from nothing, compared with what is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.corrections import fold, is_correction
from engine.states import States
from engine.structs import Struct, encoded
from engine.workflow import Entry, Lifecycles, Workflow
from event_store.log import Log


@dataclass(frozen=True, slots=True)
class StateDifference:
    """A stream whose shown state is not what its entries say; `position` is its last entry's."""

    stream: str
    position: int
    what: str


def replay_states(log: Log, lifecycles: Lifecycles) -> Iterator[tuple[Workflow, str, Any, Entry]]:
    """Yield workflow, stream, state and last entry of every stream, one stream in memory.

    Raises GapError and UnknownEventError.
    """
    for workflow in lifecycles.workflows:
        lift, take, current = workflow.lift, workflow.take, workflow.versions
        corrections = {type_ for type_ in current if is_correction(type_)}
        scanned = log.scan_streams(f"{workflow.area}/")
        for stream, grouped in groupby(scanned, key=itemgetter("stream")):
            entries = [
                entry if current.get(entry["type"]) == entry["type_version"] else lift(entry)
                for entry in grouped
            ]
            if not corrections.isdisjoint([entry["type"] for entry in entries]):
                state = fold(workflow, entries)
            else:
                state = workflow.begin()
                for entry in entries:
                    state = take(state, entry)
            yield workflow, stream, state, entries[-1]


def check(
    log: Log, lifecycles: Lifecycles, progress: Callable[[int], None] = lambda _: None
) -> Iterator[StateDifference]:
    """Yield every difference between a fold from nothing and what the program shows.

    Checked are: dense positions; dense versions of each stream; the index of streams against
    the entries; the states that commands are decided on.
    """
    yield from _check_index(log, progress)
    shown = States()
    for workflow, stream, state, final in replay_states(log, lifecycles):
        same = _is_shown(log, shown, workflow, stream, state)
        if not same and log.version(stream) != final["version"]:
            same = _is_shown_now(log, shown, workflow, stream)
        if not same:
            yield StateDifference(stream, final["position"], "state")


def _check_index(log: Log, progress: Callable[[int], None]) -> Iterator[StateDifference]:
    """Compare positions, versions and the index of streams; others may write meanwhile."""
    last, index = 0, None
    versions: dict[str, int] = {}
    while index is None:
        for entry in log.scan(last):
            stream, last = entry["stream"], entry["position"]
            if entry["version"] != versions.get(stream, 0) + 1:
                yield StateDifference(stream, last, "version")
            versions[stream] = entry["version"]
            progress(1)
        found = dict(log.streams())
        index = found if log.size == last else None
    for stream in sorted({name for name, _ in versions.items() ^ index.items()}):
        yield StateDifference(stream, last, "index")


def _is_shown(log: Log, shown: States, workflow: Workflow, stream: str, state: Any) -> bool:
    """Say whether a state is the one that commands are decided on."""
    shown.forget()
    return picture(state) == picture(shown.load(log, workflow, stream))


def _is_shown_now(log: Log, shown: States, workflow: Workflow, stream: str) -> bool:
    """Compare a stream to which somebody is writing, until nobody did for a moment."""
    version = -1
    same = False
    while version != log.version(stream):
        version = log.version(stream)
        entries = [workflow.lift(entry) for entry in log.stream(stream)]
        same = _is_shown(log, shown, workflow, stream, fold(workflow, entries))
    return same


def picture(state: Any) -> bytes:
    """Return a state as bytes to compare: the same state gives the same bytes."""
    return encoded(state) if isinstance(state, Struct) else repr(plain(state)).encode()


def plain(value: Any) -> Any:
    """Return a state as nested plain values, the public slots of its objects by name."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(value)
    slots = [name for name in getattr(type(value), "__slots__", ()) if name[0] != "_"]
    return {name: plain(getattr(value, name)) for name in slots} if slots else value
