"""Pages of the log cut into turns: each stream's new entries with the state after them."""

from collections import OrderedDict
from collections.abc import Mapping

from engine.corrections import is_correction
from engine.projection import Subject, Turn
from engine.workflow import Entry, Lifecycles, Workflow
from event_store import canonical
from event_store.errors import GapError
from event_store.log import Log
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


class Turns:
    """Reads pages in the order of the log and carries the states of subjects on."""

    def __init__(self, log: Log, lifecycles: Lifecycles, subjects: Mapping[str, Subject]) -> None:
        self._log = log
        self._lifecycles = lifecycles
        self._subjects = subjects
        self._states: OrderedDict[str, tuple[int, object]] = OrderedDict()

    def page(self, after: int, upto: int) -> Page:
        """Return the entries after…upto; raises GapError, UnknownEventError."""
        with self._log.store.reading() as rows:
            raw = rows.entries(after, upto)
        if len(raw) != upto - after or raw[-1][0] != upto:
            missing = next((p for p, (q, _) in enumerate(raw, after + 1) if p != q), None)
            expected = missing or after + len(raw) + 1
            raise GapError(expected=expected, found=None)
        streams: dict[str, tuple[Workflow, list[Entry]] | None] = {}
        loads = canonical.loads
        for _, text in raw:
            entry = loads(text)
            stream = entry["stream"]
            if stream not in streams:
                workflow = self._lifecycles.of_stream(stream)
                streams[stream] = None if workflow is None else (workflow, [])
            known = streams[stream]
            if known is not None:
                known[1].append(known[0].lift(entry))
        turns = [self._turn(name, *known) for name, known in streams.items() if known is not None]
        while len(self._states) > STATES:
            self._states.popitem(last=False)
        return Page(turns, upto, leaf_hash(raw[-1][1]))

    def forget(self) -> None:
        """Drop all states: what was made from them was not kept."""
        self._states.clear()

    def _turn(self, stream: str, workflow: Workflow, entries: list[Entry]) -> Turn:
        area, *keys = stream.split("/")
        turn = Turn(area, tuple(keys), entries)
        if any(is_correction(entry["type"]) for entry in entries):
            turn.whole = self._whole(stream, workflow, entries[-1]["version"])
        subject = self._subjects.get(area)
        if subject is not None:
            turn.state = self._state(stream, workflow, turn, subject)
            self._states[stream] = (entries[-1]["version"], turn.state)
        return turn

    def _state(self, stream: str, workflow: Workflow, turn: Turn, subject: Subject) -> object:
        kept = self._states.pop(stream, None)
        if turn.whole is not None:
            return subject.refold(turn.whole)
        before = turn.entries[0]["version"] - 1
        if kept is not None and kept[0] == before:
            state = kept[1]
        elif before == 0:
            state = subject.initial()
        else:
            state = subject.refold(self._whole(stream, workflow, before))
        for entry in turn.entries:
            state = subject.evolve(state, entry)
        return state

    def _whole(self, stream: str, workflow: Workflow, upto: int) -> list[Entry]:
        return [workflow.lift(entry) for entry in self._log.stream(stream, 0, upto)]
