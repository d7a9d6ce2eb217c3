"""Stretches put together: what an entry owes to those before its own stretch."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from event_store.members import is_count
from event_store.proof.passes.faults import Fault, VerificationStep, first
from event_store.proof.passes.heads_tree import HeadsTree
from event_store.proof.passes.stretch import broken, no_rules, reused, torn, went_back
from event_store.transaction import HEADS
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.passes.stretch import Head, Pending, PendingHeads, Stretch


class VerifiedHistory:
    """All that later entries depend on, of the stretches admitted so far."""

    def __init__(self, rows: RawRows, *, simulation: bool) -> None:
        self.heads: dict[bytes, Head] = {}
        """Last version of each stream and its leaf hash."""
        self.commands: list[bytes] = []
        """The ids of commands, in order."""
        self.begins: list[int] = []
        """Where each of `commands` begins."""
        self._rows = rows
        self._simulation = simulation
        self._adopted: set[int] = set()
        self._time = b""
        self._type = b""
        self._pending: Pending | None = None
        self._tree = HeadsTree()
        self._moved: dict[bytes, Head] = {}

    def admit(self, stretch: Stretch) -> Fault | None:
        """Judge the next stretch by all before it; returns the first fault of both kinds."""
        self.commands += stretch.commands
        self.begins += stretch.begins
        fault = first(stretch.fault, *self._owed(stretch))
        if fault is not None:
            fault = first(fault, self.reused())
        for heads in stretch.heads:
            if fault is not None and (fault.position or 0) <= heads.position:
                return fault
            self._move(heads.changed)
            found = self._wrong_heads(heads)
            if found:
                return Fault(VerificationStep.HEADS, "heads_mismatch", heads.position, found)
        if fault is None:
            self._take(stretch)
        return fault

    def reused(self) -> Fault | None:
        """Find the first command whose id was used before."""
        known: dict[bytes, int] = {}
        for name, position in zip(self.commands, self.begins, strict=True):
            if name in known:
                return reused(position, name, known[name]).fault
            known[name] = position
        return None

    def end(self, size: int) -> Fault | None:
        """Judge that the log may end here."""
        if self._pending is None:
            return None
        n, of = self._pending[2], self._pending[3].decode()
        found = Text(
            f"entry {n} of {of} of the last command is missing",
            f"thiếu mục {n}/{of} của lệnh cuối",
        )
        return Fault(VerificationStep.COMMAND, "command_torn", size, found)

    def _owed(self, stretch: Stretch) -> Iterator[Fault]:
        """What the stretch could not judge by itself."""
        start = stretch.start
        if stretch.opening != self._pending:
            given = stretch.opening or self._pending
            if given is not None:
                yield torn(start, given, self._pending).fault
        if stretch.begun and stretch.begun < self._time:
            yield went_back(start, stretch.begun, self._time).fault
        for stream, (position, version, prev) in stretch.firsts.items():
            head = self._head(stream) or (0, b"")
            if (version - 1, prev) != head:
                yield broken(position, version, prev, head).fault
                break
        for rules, position in stretch.needed.items():
            if not self._holds_rules(rules):
                yield no_rules(position, rules).fault
        for position, stream, target in stretch.targets:
            if self._rows.stream_at(target) != stream:
                found = Text(
                    f"target_position {target} is not in the same stream",
                    f"target_position {target} không thuộc cùng hồ sơ",
                )
                yield Fault(VerificationStep.RULES, "bad_entry", position, found)

    def _head(self, stream: bytes) -> Head | None:
        """The head of a stream before the stretch that is being admitted."""
        return self.heads.get(stream)

    def _holds_rules(self, position: int) -> bool:
        """Whether an earlier position adopts rules."""
        return position in self._adopted

    def _move(self, changed: Mapping[bytes, Head]) -> None:
        self.heads.update(changed)
        self._moved.update(changed)

    def _wrong_heads(self, heads: PendingHeads) -> Text | None:
        """Compute again what an entry commits to."""
        if (heads.before or self._type) == HEADS.encode():
            return Text("it follows on another", "đứng ngay sau một mục log.heads khác")
        if self._simulation and heads.recorded_at != (heads.previous or self._time):
            return Text(
                "in a simulation it is recorded when the entry before it is",
                "trong sổ mô phỏng phải ghi cùng lúc với mục đứng trước",
            )
        self._tree.update(self._moved)
        self._moved = {}
        size, streams = heads.position - 1, self._tree.size
        data = heads.data
        for member, value in (("size", size), ("streams", streams)):
            if data.get(member) != value or not is_count(data[member]):
                return Text(
                    f"{member} is {data.get(member)}, not {value}",
                    f"{member} là {data.get(member)}, không phải {value}",
                )
        if data.get("root") != b64encode(self._tree.root()).decode():
            return Text(
                f"its root is not that of the {streams} streams",
                f"mã gốc không phải của {streams} hồ sơ",
            )
        return None

    def _take(self, stretch: Stretch) -> None:
        self._adopted |= stretch.adopted
        self._time, self._type = stretch.ended, stretch.last_type
        self._pending = stretch.closing
        self._move(stretch.changed)
