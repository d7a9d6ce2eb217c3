"""The tail of a log after a checkpoint, judged by what its tables say of the part before."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from functools import partial
from typing import TYPE_CHECKING, Any

from event_store.proof.passes.faults import Fault, FaultError, VerificationStep, first, stop_at
from event_store.proof.passes.history import VerifiedHistory
from event_store.proof.passes.parts import walk
from event_store.proof.passes.stretch import reused
from event_store.transaction import RULES
from event_store.tree import leaf_hash
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.passes.stretch import Head, PendingHeads, Stretch

_encoded = partial(b2a_base64, newline=False)


class Resumed(VerifiedHistory):
    """The history of a log at a size, looked up in its tables where an entry asks for it."""

    def __init__(self, rows: RawRows, last: Mapping[str, Any], *, simulation: bool) -> None:
        """`last` is the entry that was signed last."""
        super().__init__(rows, simulation=simulation)
        self._size: int = last["position"]
        self._time, self._type = last["recorded_at"].encode(), last["type"].encode()
        self._touched: dict[bytes, Head | None] = {}
        self._begun = False

    def admit(self, stretch: Stretch) -> Fault | None:
        """Judge the tail by the tables; returns the first fault."""
        for stream in stretch.firsts:
            before = self._rows.version_before(stream, stretch.start)
            self._touched[stream] = before and (before[0], _encoded(leaf_hash(before[1])))
        return super().admit(stretch)

    def _head(self, stream: bytes) -> Head | None:
        return self._touched[stream]

    def reused(self) -> Fault | None:
        """Find the first command whose id was used before, by its row if not in the tail."""
        for name, position in zip(self.commands, self.begins, strict=True):
            before = self._rows.command_at(name)
            if isinstance(before, int) and before <= self._size:
                return first(reused(position, name, before).fault, super().reused())
        return super().reused()

    def _holds_rules(self, position: int) -> bool:
        return bool(self._rows.type_at(position) == RULES.encode())

    def _wrong_heads(self, heads: PendingHeads) -> Text | None:
        if not self._begun:
            self._begun = True
            # Of the streams that moved in the tail, the table tells only where they are now.
            rows = self._rows.all_streams()
            old = {stream: (version, _encoded(leaf)) for stream, version, leaf in rows}
            moved = {stream: head for stream, head in self._touched.items() if head is not None}
            for stream in self._touched:
                old.pop(stream, None)
            self._tree.update(old | moved)
        return super()._wrong_heads(heads)


def check_tail(
    rows: RawRows, history: VerifiedHistory, start: int, stop: int, step: Callable[[int], None]
) -> None:
    """Judge the entries from start to stop, and their rows in the tables; raises FaultError."""
    stretch = walk(rows, start, stop, step)
    stop_at(history.admit(stretch) or history.reused() or history.end(stop))
    for stream, (version, leaf) in history.heads.items():
        if rows.head_of(stream) != (version, a2b_base64(leaf)):
            found = Text(
                f"the row of streams for {stream.decode()} is another",
                f"dòng của hồ sơ {stream.decode()} trong bảng streams bị khác",
            )
            position = rows.position_of(stream, version)
            raise FaultError(VerificationStep.TABLES, "index_mismatch", position, found)
    for name, position in zip(history.commands, history.begins, strict=True):
        if rows.command_at(name) != position:
            found = Text(
                f"the row of commands for {name.decode()} is another",
                f"dòng của lệnh {name.decode()} trong bảng commands bị khác",
            )
            raise FaultError(VerificationStep.TABLES, "index_mismatch", position, found)
