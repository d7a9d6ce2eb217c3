"""The states of a lifecycle: where an entry leads, by the table of its definition alone."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from engine.structs import Struct

Entry = Mapping[str, Any]
Reached = dict[str, tuple[int, str]]
"""Each state that counts as reached, with the position and the day of the entry that led there."""


class Staged(Protocol):
    """What the engine keeps of every subject; all else is its lifecycle's."""

    version: int
    stage: str
    reached: Reached


class State(Struct):
    """A subject as the engine knows it, for lifecycles to add their facts to."""

    version: int = 0
    stage: str = ""
    reached: Reached = {}

    def day_of(self, state: str) -> str | None:
        """Return the day on which `state` was reached, if it still counts."""
        found = self.reached.get(state)
        return found[1] if found else None


class Move(NamedTuple):
    """What one row of the table does: where it leads, on or back, and what then lies ahead."""

    target: str
    forward: bool
    later: tuple[str, ...]


class Stages:
    """The table of a definition: for an event and the state before it, the state after it."""

    def __init__(self, text: str) -> None:
        raw = parsed(text)
        self.order: tuple[str, ...] = tuple(raw.get("states", ()))
        self.initial: str = raw.get("initial", "")
        self.rank = {state: rank for rank, state in enumerate(self.order)}
        self.moves = dict(self._moves(raw.get("transitions", ())))

    def follow(self, state: Staged, entry: Entry, record: Staged | None = None) -> None:
        """Lead `state` to where `entry` leads; without a row for its state it stays there.

        `record` is given where entries that come before this one in the log have not happened
        yet on the day that is asked about: it has followed all of them. If the state as of that
        day has no row, the entry does what it did on record, and the state is the furthest that
        was reached by then. A subject without `reached` is led on, and its days are not kept.
        """
        led = self.moves.get((entry["type"], (record or state).stage))
        move = led if record is None else self.moves.get((entry["type"], state.stage)) or led
        if move is None:
            return
        reached: Reached | None = getattr(state, "reached", None)
        if reached is None:
            state.stage = move.target
            return
        if not move.forward:
            for name in move.later:
                reached.pop(name, None)
        if move.forward or (move == led and move.target not in (record or state).reached):
            reached[move.target] = (entry["position"], entry["occurred_on"])
        state.stage = move.target if record is None else self.furthest(reached)

    def furthest(self, reached: Reached) -> str:
        """Return the last state, in their order, of those that were reached."""
        return max(reached, key=self.rank.__getitem__, default=self.initial)

    def _moves(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str], Move]]:
        for row in rows:
            target = row.get("to")
            if target is None:
                continue
            rank, sources = self.rank.get(target, 0), row.get("from", ())
            later = self.order[rank + 1 :]
            for source in self.order if sources == ANY else sources:
                forward = rank > self.rank.get(source, 0)
                yield (row.get("event", ""), source), Move(target, forward, later)


ANY = "*"


@lru_cache(maxsize=16)
def parsed(text: str) -> Mapping[str, Any]:
    """Return a definition as TOML gives it, parsed once; it is not to be changed."""
    import tomllib  # noqa: PLC0415 - where no entry is folded nobody needs it

    return tomllib.loads(text)
