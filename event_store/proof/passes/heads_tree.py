"""The tree over the heads of all streams, kept up from one entry `log.heads` to the next.

A log may commit to its heads after every command: only the paths of streams that moved are
hashed again, and everything only where a stream is new and moves the others aside.
"""

from __future__ import annotations

from binascii import a2b_base64
from typing import TYPE_CHECKING

from event_store.heads import head_line
from event_store.tree import EMPTY_ROOT, leaf_hash, node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from event_store.proof.passes.stretch import Head


class HeadsTree:
    """The lines of docs/log-format.md, section 2, and the levels of hashes above them."""

    def __init__(self) -> None:
        self._lines: dict[bytes, bytes] = {}
        self._at: dict[bytes, int] = {}
        self._levels: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        """How many streams there are."""
        return len(self._levels[0])

    def update(self, heads: Mapping[bytes, Head]) -> None:
        """Take the heads of streams that moved, or are new."""
        for stream, (version, leaf) in heads.items():
            line = head_line(stream.decode(), version, a2b_base64(leaf))
            self._lines[stream] = leaf_hash(line)
        if heads.keys() <= self._at.keys():
            self._mend(heads)
        else:
            self._rebuild()

    def root(self) -> bytes:
        """Root over all lines, sorted by the bytes of the names."""
        return self._levels[-1][0] if self.size else EMPTY_ROOT

    def _rebuild(self) -> None:
        names = sorted(self._lines)
        self._at = {name: place for place, name in enumerate(names)}
        level = [self._lines[name] for name in names]
        self._levels = [level]
        while len(level) > 1:
            pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            # The last one without a partner goes up as it is: RFC 6962 splits just so.
            level = [*pairs, level[-1]] if len(level) % 2 else pairs
            self._levels.append(level)

    def _mend(self, streams: Iterable[bytes]) -> None:
        places = {self._at[stream] for stream in streams}
        for stream in streams:
            self._levels[0][self._at[stream]] = self._lines[stream]
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            places = {place // 2 for place in places}
            for place in places:
                pair = below[2 * place : 2 * place + 2]
                level[place] = node_hash(*pair) if len(pair) > 1 else pair[0]
