"""Replaying: every state folded again from nothing, compared with what is shown."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.corrections import fold
from engine.pieces import Piece, WholeLog, each
from engine.states import States
from engine.structs import Struct, encoded
from engine.workflow import Entry, Lifecycles, Workflow
from event_store.log import Log

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StateDifference:
    """A stream whose shown state is not what its entries say; `position` is its last entry's."""

    stream: str
    position: int
    what: str


def each_state(
    log: Log,
    lifecycles: Lifecycles,
    judge: Callable[[Log, Workflow, str, Any, Entry], T | None],
    whole: WholeLog | None = None,
) -> Iterator[T]:
    """Fold every stream from nothing, by two processes where that is faster.

    `judge` is given the log, workflow, stream, state and last entry of each, in whichever process
    has it; what it returns is yielded, by stream, unless it is None. `whole` are the streams where
    they are known. Raises GapError, UnknownEventError, DamagedLogError.
    """

    def judged(own: Log, piece: Piece) -> list[T]:
        workflow = lifecycles.by_area[piece.area]
        found = (judge(own, workflow, *state) for state in _states(own, workflow, piece))
        return [each for each in found if each is not None]

    pieces = (whole or WholeLog.of(log)).pieces(lifecycles.by_area.keys())
    with closing(each(log, pieces, judged)) as answers:
        for some in answers:
            yield from some


def _states(log: Log, workflow: Workflow, piece: Piece) -> Iterator[tuple[str, Any, Entry]]:
    """Yield stream, state and last entry of each stream of a piece."""
    take = workflow.take
    for stream, entries, corrected in piece.streams(log, workflow):
        if corrected:
            state = fold(workflow, entries)
        else:
            state = workflow.begin()
            for entry in entries:
                state = take(state, entry)
        yield stream, state, entries[-1]


def check(
    log: Log, lifecycles: Lifecycles, progress: Callable[[int], None] = lambda _: None
) -> Iterator[StateDifference]:
    """Yield every difference between a fold from nothing and what the program shows.

    Checked are: dense positions; dense versions of each stream; the index of streams against
    the entries; the states that commands are decided on.
    """
    whole = yield from _check_index(log, progress)
    yield from each_state(log, lifecycles, _difference, whole)


def _check_index(
    log: Log, progress: Callable[[int], None]
) -> Generator[StateDifference, None, WholeLog]:
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
    return WholeLog(dict(sorted(versions.items())), last)


def _difference(
    log: Log, workflow: Workflow, stream: str, state: Any, final: Entry
) -> StateDifference | None:
    """Compare a state with the one that commands are decided on."""
    shown = States()
    same = _is_shown(log, shown, workflow, stream, state)
    if not same and log.version(stream) != final["version"]:
        same = _is_shown_now(log, shown, workflow, stream)
    return None if same else StateDifference(stream, final["position"], "state")


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
