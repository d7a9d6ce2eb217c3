"""Pages of the log cut into turns: each stream's new entries with the state after them."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from engine.corrections import is_correction
from engine.projection import SubjectFold, Turn
from engine.workflow import Entry, Lifecycles, Workflow
from event_store.errors import GapError
from event_store.log import Log
from event_store.stored import loaded
from event_store.tree import leaf_hash

STATES = 4_096
"""States kept between pages: memory stays flat however long the log is."""


class Page:
    """Some entries in a row: their turns, and the position and leaf hash of the last."""

    __slots__ = ("last", "leaf", "turns")

    def __init__(self, turns: list[Turn], last: int, leaf: bytes) -> None:
        self.turns = turns
        self.last = last
        self.leaf = leaf


class _Stream:
    """One stream within a page: what was folded of it so far."""

    __slots__ = ("corrected", "entries", "evolve", "keys", "lift", "state", "version")

    def __init__(self, workflow: Workflow, keys: tuple[str, ...]) -> None:
        self.lift = workflow.lift
        self.keys = keys
        self.version = 0
        self.corrected = False
        self.entries: list[Entry] = []
        self.state: Any = None
        self.evolve: Callable[[Any, Entry], Any] | None = None


class Turns:
    """Reads pages in the order of the log and carries the states of subjects on.

    Streams of areas other than `areas` are passed by: nobody folds them.
    """

    def __init__(
        self,
        log: Log,
        lifecycles: Lifecycles,
        subjects: Mapping[str, SubjectFold],
        areas: Collection[str],
    ) -> None:
        self._log = log
        self._lifecycles = lifecycles
        self._subjects = subjects
        self._areas = areas
        self._states: OrderedDict[str, tuple[int, object]] = OrderedDict()

    def page(self, after: int, upto: int) -> Page:
        """Return the entries after…upto; raises GapError, DamagedLogError, UnknownEventError."""
        raw = self._log.page(after, upto)
        _check_dense(raw, after, upto)
        streams: dict[str, _Stream | None] = {}
        path = self._log.path
        for position, text in raw:
            # An entry goes as soon as it is folded: holding a page of them costs more than
            # reading it.
            entry: Entry = loaded(text, path, position)
            stream = entry["stream"]
            if stream in streams:
                known = streams[stream]
            else:
                known = streams[stream] = self._begin(stream, entry["version"])
            if known is None:
                continue
            entry = known.lift(entry)
            known.version = entry["version"]
            if known.evolve is None:
                known.entries.append(entry)
                known.corrected = known.corrected or is_correction(entry["type"])
            elif known.corrected or is_correction(entry["type"]):
                known.corrected = True
            else:
                known.state = known.evolve(known.state, entry)
        turns = [self._turn(name, known) for name, known in streams.items() if known is not None]
        while len(self._states) > STATES:
            self._states.popitem(last=False)
        return Page(turns, upto, leaf_hash(raw[-1][1]))

    def _begin(self, stream: str, version: int) -> _Stream | None:
        """Open a stream whose next entry is that of `version`; None if nobody folds it."""
        workflow = self._lifecycles.of_stream(stream)
        if workflow is None or workflow.area not in self._areas:
            return None
        found = _Stream(workflow, tuple(stream.split("/")[1:]))
        subject = self._subjects.get(workflow.area)
        if subject is not None:
            found.evolve = partial(subject.evolve, workflow)
            kept = self._states.pop(stream, None)
            if kept is not None and kept[0] == version - 1:
                found.state = kept[1]
            elif version == 1:
                found.state = subject.initial(workflow)
            else:
                whole = self._whole(stream, workflow, version - 1)
                found.state = subject.refold(workflow, whole)
        return found

    def _turn(self, stream: str, known: _Stream) -> Turn:
        area = stream.partition("/")[0]
        turn = Turn(area, known.keys, known.entries, known.state)
        if known.corrected:
            workflow = self._lifecycles.by_area[area]
            whole = self._whole(stream, workflow, known.version)
            turn.whole = whole
            if area in self._subjects:
                turn.state = self._subjects[area].refold(workflow, whole)
        if area in self._subjects:
            self._states[stream] = (known.version, turn.state)
        return turn

    def _whole(self, stream: str, workflow: Workflow, upto: int) -> list[Entry]:
        return [workflow.lift(entry) for entry in self._log.stream(stream, 0, upto)]


def _check_dense(raw: Sequence[tuple[int, bytes]], after: int, upto: int) -> None:
    for expected, (position, _) in enumerate(raw, after + 1):
        if position != expected:
            raise GapError(expected=expected, found=position)
    if after + len(raw) != upto:
        raise GapError(expected=after + len(raw) + 1, found=None)
