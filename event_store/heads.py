"""The heads of all streams, and the tree over them that a `log.heads` entry commits to."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from event_store import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Line = tuple[str, int, bytes]
"""Stream, version, leaf hash of that version's entry."""


def head_line(stream: str, version: int, leaf: bytes) -> bytes:
    """The line of one stream's head; never an entry, which starts with a brace."""
    return b"head\n%b\n%d\n%b" % (stream.encode(), version, leaf)


class StreamHeads:
    """The tree over the heads of all streams, given sorted by the bytes of their names."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._leaves = tree.Leaves(_hashes(lines))
        self.count = len(lines)

    def root(self) -> bytes:
        """Root over all lines."""
        return tree.root_of(self._leaves, self.count)

    def proof(self, stream: str) -> tuple[int, list[bytes]]:
        """Index of a stream's line, and the hashes that lead from it to the root.

        Raises ValueError if there is no such stream.
        """
        index = [name for name, _, _ in self._lines].index(stream)
        return index, tree.inclusion_proof(self._leaves, index, self.count)


def _hashes(lines: Iterable[Line]) -> list[bytes]:
    """The leaf hashes of lines; as fast as it can be, for a log may have very many."""
    return [
        sha256(b"\x00head\n%b\n%d\n%b" % (stream.encode(), version, leaf)).digest()
        for stream, version, leaf in lines
    ]
