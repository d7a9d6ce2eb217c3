"""The walk along a stretch of positions: every entry held against those before it.

A run of entries is first judged at once (`passes.at_once`), which is how the usual
ones are judged ten times faster. Whatever is in doubt is judged here, one by one, in the order
of the steps, and only here a fault is found.
"""

from __future__ import annotations

from binascii import b2a_base64
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from event_store import canonical, clock
from event_store.members import is_domain
from event_store.proof.passes.at_once import ColumnRun
from event_store.proof.passes.faults import FaultError, VerificationStep
from event_store.proof.passes.one_entry import judged
from event_store.proof.passes.shapes import COMMAND, DoubtError, Shapes
from event_store.proof.passes.stretch import (
    PendingHeads,
    Stretch,
    broken,
    no_rules,
    torn,
    went_back,
)
from event_store.proof.passes.system import GENESIS, check_genesis, check_rules
from event_store.transaction import HEADS, RULES
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from event_store.proof.passes.shapes import Row
    from event_store.proof.passes.stretch import Head, Pending

    Mark = tuple[Pending | None, Pending | None, int]

_SYSTEM = frozenset(kind.encode() for kind in (GENESIS, HEADS, RULES))
"""Types that are looked into."""


class Walk:
    """Takes the rows of a stretch in order; raises FaultError at the first that is wrong."""

    def __init__(self, start: int) -> None:
        self.found = Stretch(start, start - 1)
        self.shapes = Shapes()
        self.heads: dict[bytes, Head] = {}
        """Heads of the streams met so far."""
        self.touched: set[bytes] = set()
        """Streams that moved since the last `log.heads`."""
        self.time = b""
        self.last_type = b""
        self.pending: Pending | None = None

    def take(self, rows: list[Row]) -> list[bytes]:
        """Judge the next rows; returns the leaf hashes of their entries."""
        leaves: list[bytes] = []
        for special, run in groupby(rows, key=_is_special):
            if special:
                leaves += [self._take_one(row) for row in run]
            else:
                self._take_run(list(run), leaves)
        return leaves

    def check_end(self, stop: int) -> None:
        """Judge that the stretch was taken whole."""
        if self.found.stop != stop:
            expected = self.found.stop + 1
            raise FaultError(
                VerificationStep.ENTRY, "gap", expected, Text("it is missing", "không còn")
            )

    def close(self) -> Stretch:
        """Return what was found."""
        found = self.found
        found.changed, found.closing = self._changed(), self.pending
        found.ended, found.last_type = self.time, self.last_type
        return found

    def mark(self) -> Mark:
        """How far the commands have come."""
        return self.pending, self.found.opening, len(self.found.commands)

    def go_back(self, mark: Mark) -> None:
        """Forget the commands that came since."""
        self.pending, self.found.opening, count = mark
        del self.found.commands[count:], self.found.begins[count:]

    def _take_run(self, rows: list[Row], leaves: list[bytes]) -> None:
        """Judge rows at once, all but those that are in doubt."""
        while rows:
            doubt = self._join(rows, leaves)
            if doubt is None:
                return
            if doubt.place is None and len(rows) > 1:
                middle = len(rows) // 2
                self._take_run(rows[:middle], leaves)
                rows = rows[middle:]
            else:
                place = doubt.place or 0
                self._take_run(rows[:place], leaves)
                leaves.append(self._take_one(rows[place]))
                rows = rows[place + 1 :]

    def _join(self, rows: list[Row], leaves: list[bytes]) -> DoubtError | None:
        """Judge rows at once; returns the doubt if there is one, and has done nothing then."""
        try:
            leaves += ColumnRun(rows).join(self)
        except DoubtError as doubt:
            return doubt
        return None

    def _take_one(self, row: Row) -> bytes:
        """Judge one row, step by step."""
        position, stream, version, kind, _ = row
        if position != self.found.stop + 1:
            self._miss(position)
        entry = judged(row)
        previous = self.time
        self._order(position, entry)
        self._stream(position, entry)
        self.follow(position, _command(entry), self.time)
        self._refer(position, entry)
        if entry["type"] == HEADS:
            heads = (self.last_type, self.time, previous, self._changed())
            self.found.heads.append(PendingHeads(position, entry["data"], *heads))
            self.touched.clear()
        leaf = sha256(b"\x00" + row[4]).digest()
        self.heads[stream] = (version, b2a_base64(leaf, newline=False))
        self.touched.add(stream)
        self.last_type = kind
        self.found.stop = position
        if kind not in _SYSTEM:
            self.shapes.learn(entry)
        return leaf

    def _changed(self) -> dict[bytes, Head]:
        return {stream: self.heads[stream] for stream in self.touched}

    def _miss(self, position: Any) -> None:
        expected = self.found.stop + 1
        if isinstance(position, int) and position > expected:
            found = Text(
                f"position {position} follows on {expected - 1}",
                f"vị trí {position} đứng ngay sau {expected - 1}",
            )
            raise FaultError(VerificationStep.ENTRY, "gap", expected, found)
        detail = Text(
            f"a row at {position!r} where position {expected} should be",
            f"có dòng ở {position!r}, đáng lẽ là vị trí {expected}",
        )
        at = position if isinstance(position, int) else expected
        raise FaultError(VerificationStep.ENTRY, "bad_entry", at, detail)

    def _order(self, position: int, entry: dict[str, Any]) -> None:
        """Judge genesis, times and dates."""
        if position == 1 or entry["type"] == GENESIS:
            check_genesis(position, entry)
        time = entry["recorded_at"].encode()
        if time < self.time:
            raise went_back(position, time, self.time)
        occurred_on = entry.get("occurred_on", "")
        if occurred_on > clock.local_date(entry["recorded_at"]):
            found = Text(
                f"occurred on {occurred_on}, recorded at {entry['recorded_at']}",
                f"xảy ra ngày {occurred_on}, ghi lúc {entry['recorded_at']}",
            )
            raise FaultError(VerificationStep.ORDER, "future_date", position, found)
        self.found.begun = self.found.begun or time
        self.time = time

    def _stream(self, position: int, entry: dict[str, Any]) -> None:
        """Judge version and prev by the entry before it in its stream."""
        stream, version = entry["stream"].encode(), entry["version"]
        prev = entry.get("prev", "").encode()
        head = self.heads.get(stream)
        if head is None:
            self.found.firsts[stream] = (position, version, prev)
        elif (version - 1, prev) != head:
            raise broken(position, version, prev, head)

    def follow(self, position: int, command: Sequence[bytes], time: bytes) -> None:
        """Follow the entries of one command, from digest, id, n and of; raises FaultError."""
        digest, name, n, of = command[:4]
        given = (digest, name, int(n or 0), of, time)
        if position == self.found.start and given[2] > 1:
            self.found.opening = given
        elif (self.pending is not None or given[2] > 1) and given != self.pending:
            raise torn(position, given, self.pending)
        elif name and given[2] == 1:
            self.found.commands.append(name)
            self.found.begins.append(position)
        goes_on = given[2] < int(of or 0)
        self.pending = (digest, name, given[2] + 1, of, time) if goes_on else None

    def _refer(self, position: int, entry: dict[str, Any]) -> None:
        """Judge rules and references, as far as they are within the stretch."""
        rules = entry.get("rules")
        if rules is not None and not self.knows(position, rules):
            raise no_rules(position, rules)
        if entry["type"] == RULES:
            check_rules(position, entry["data"])
            self.found.adopted.add(position)
        target = entry["data"].get("target_position") if is_domain(entry["stream"]) else None
        if target is None:
            return
        if target >= position:
            found = Text(
                f"target_position {target} is not before it",
                f"target_position {target} không đứng trước mục này",
            )
            raise FaultError(VerificationStep.RULES, "bad_entry", position, found)
        self.found.targets.append((position, entry["stream"].encode(), target))

    def knows(self, position: int, rules: int) -> bool:
        """Whether an entry may name a position for its rules; notes one before the stretch."""
        if self.found.start <= rules:
            return rules in self.found.adopted
        self.found.needed.setdefault(rules, position)
        return True


def _command(entry: dict[str, Any]) -> list[bytes]:
    """What `follow` takes; members that nobody knows yet must be the same too, as the digest."""
    command = entry.get("command", {})
    found = [str(command.get(member, "")).encode() for member in COMMAND]
    if len(command) > sum(member in command for member in COMMAND):
        more = {name: value for name, value in command.items() if name not in COMMAND}
        found[0] += canonical.encode(more)
    return found


def _is_special(row: Row) -> bool:
    return row[3] in _SYSTEM
