"""A run of usual entries, judged at once: the same checks, most of them over all together.

It never finds a fault. Anything unusual raises DoubtError, the walk stays as it was, and the run
is judged one by one, to the same end.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from functools import lru_cache, partial
from hashlib import sha256
from operator import le
from typing import TYPE_CHECKING

from event_store import clock
from event_store.errors import BadEntryError, BadTimeError
from event_store.members import check_stream
from event_store.proof.passes.faults import FaultError
from event_store.proof.passes.shapes import DoubtError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from event_store.proof.passes.shapes import Facts, Row
    from event_store.proof.passes.stretch import Head
    from event_store.proof.passes.walking import Walk

_are_hashes = re.compile(rb"(?:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)*").fullmatch
"""Any number of hashes in base64, one after the other."""
_HOUR = len("2017-08-11T01")
_ONES = frozenset((b"1", b""))
_encoded = partial(b2a_base64, newline=False)


class ColumnRun:
    """Rows of which none is looked into: their columns, and the facts of their entries."""

    def __init__(self, rows: Sequence[Row]) -> None:
        columns = tuple(zip(*rows, strict=True))
        self._positions, self._streams, self._versions, self._kinds, self._entries = columns

    def join(self, walk: Walk) -> list[bytes]:
        """Let the walk go on over the run; returns the leaf hashes. Raises DoubtError."""
        first = walk.found.stop + 1
        if self._positions != tuple(range(first, first + len(self._positions))):
            raise DoubtError
        facts = walk.shapes.facts(self._kinds, self._entries)
        (digests, names, ns, ofs, targets, days, ats, self._prevs, times, rules, named, places) = (
            zip(*facts, strict=True)
        )
        self._check_columns(named, ats, places)
        _check_order(times, days, walk.time)
        if not _are_hashes(b"".join(digests)):
            raise DoubtError
        self._check_references(walk, rules, targets)
        leaves = [sha256(b"\x00" + entry).digest() for entry in self._entries]
        mark = walk.mark()
        try:
            if walk.pending is None and ns == ofs and _ONES.issuperset(ofs):
                self._begin(walk, names)
            else:
                self._follow(walk, facts, times)
            self._link(walk, leaves)
        except (DoubtError, FaultError):
            walk.go_back(mark)
            raise DoubtError from None
        walk.found.begun = walk.found.begun or times[0]
        walk.time, walk.last_type = times[-1], self._kinds[-1]
        walk.found.stop = self._positions[-1]
        return leaves

    def _check_columns(
        self, named: Sequence[bytes], ats: Sequence[bytes], places: Sequence[bytes]
    ) -> None:
        if (
            named != self._streams
            or tuple(map(int, ats)) != self._positions
            or tuple(map(int, places)) != self._versions
            or set(map(type, self._versions)) != {int}
            or not all(map(_is_stream, set(named)))
        ):
            raise DoubtError

    def _check_references(
        self, walk: Walk, rules: Sequence[bytes], targets: Sequence[bytes]
    ) -> None:
        if any(targets):
            raise DoubtError(next(place for place, target in enumerate(targets) if target))
        for name in set(rules):
            position = self._positions[rules.index(name)]
            number = int(name or 0)
            if number >= position or (number and not walk.knows(position, number)):
                raise DoubtError

    def _follow(self, walk: Walk, facts: Sequence[Facts], times: Sequence[bytes]) -> None:
        """Follow commands of several entries."""
        for position, command, time in zip(self._positions, facts, times, strict=True):
            if int(command[2] or 0) > int(command[3] or 0):
                raise DoubtError
            walk.follow(position, command, time)

    def _link(self, walk: Walk, leaves: Sequence[bytes]) -> None:
        """Hold each entry against the one before it in its stream, and take its place."""
        heads, streams = walk.heads, self._streams
        before = zip([version - 1 for version in self._versions], self._prevs, strict=True)
        now = zip(self._versions, map(_encoded, leaves), strict=True)
        fresh: dict[bytes, tuple[int, int, bytes]] = {}
        for position, stream, expected, head in zip(
            self._positions, streams, before, now, strict=True
        ):
            found = heads.get(stream)
            if found != expected:
                if found is not None or not _are_hashes(expected[1]):
                    self._undo(heads, fresh, position)
                    raise DoubtError
                fresh[stream] = (position, head[0], expected[1])
            heads[stream] = head
        walk.found.firsts.update(fresh)
        walk.touched.update(streams)

    def _undo(self, heads: dict[bytes, Head], fresh: Collection[bytes], stop: int) -> None:
        """Put the heads back that entries before `stop` have moved."""
        count = stop - self._positions[0]
        moved = zip(self._streams[:count], self._versions, self._prevs, strict=False)
        for stream, version, prev in reversed(list(moved)):
            heads[stream] = (version - 1, prev)
        for stream in fresh:
            del heads[stream]

    def _begin(self, walk: Walk, names: Sequence[bytes]) -> None:
        """Note where commands begin that have an id; each is of one entry."""
        found = walk.found
        if all(names):
            found.commands += names
            found.begins += self._positions
            return
        for name, position in zip(names, self._positions, strict=True):
            if name:
                found.commands.append(name)
                found.begins.append(position)


def _check_order(times: Sequence[bytes], days: Sequence[bytes], last: bytes) -> None:
    """Judge times and dates; raises DoubtError."""
    if times[0] < last or not all(map(le, times, times[1:])) or not all(map(_is_day, set(days))):
        raise DoubtError
    if times[0][:_HOUR] == times[-1][:_HOUR]:
        in_time = max(days) <= _local_date(times[0][:_HOUR])
    else:
        in_time = all(map(le, days, [_local_date(time[:_HOUR]) for time in times]))
    if not in_time:
        raise DoubtError


@lru_cache(maxsize=100_000)
def _is_stream(name: bytes) -> bool:
    try:
        check_stream(name.decode())
    except (BadEntryError, UnicodeDecodeError):
        return False
    return True


@lru_cache(maxsize=10_000)
def _is_day(day: bytes) -> bool:
    """Whether a date is in the calendar; none at all is as good."""
    return not day or clock.is_date(day.decode(errors="replace"))


@lru_cache(maxsize=10_000)
def _local_date(hour: bytes) -> bytes:
    """The local date of an hour in UTC; raises DoubtError if there is no such hour."""
    time = f"{hour.decode(errors='replace')}:00:00.000000Z"
    if not clock.is_time(time):
        raise DoubtError
    try:
        return clock.local_date(time).encode()
    except BadTimeError:
        raise DoubtError from None
