"""The heads of all streams, and the tree over them that a `log.heads` entry commits to.

The lines are cut into blocks of 256: whoever keeps one hash a block can prove one line without
hashing all the others.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from event_store import canonical, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Line = tuple[str, int, bytes]
"""Stream, version, leaf hash of that version's entry."""
BLOCK = 256
"""Lines of a block."""


def head_line(stream: str, version: int, leaf: bytes) -> bytes:
    """The line of one stream's head; never an entry, which starts with a brace."""
    return b"head\n%b\n%d\n%b" % (stream.encode(), version, leaf)


@dataclass(frozen=True, slots=True)
class Heads:
    """The tree over the heads of `count` streams.

    `firsts` are the first stream of each block, `hashes` the roots of the blocks.
    """

    count: int
    firsts: Sequence[str]
    hashes: Sequence[bytes]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Heads:
        """Hash all lines, given sorted by the bytes of the streams' names."""
        lines = list(lines)
        leaves = line_hashes(lines)
        cuts = range(0, len(lines), BLOCK)
        return cls(
            len(lines),
            [lines[cut][0] for cut in cuts],
            [
                tree.root_of(tree.Leaves(leaves[c : c + BLOCK]), len(leaves[c : c + BLOCK]))
                for c in cuts
            ],
        )

    def root(self) -> bytes:
        """Root over all lines: a tree over blocks has the shape of the one over lines."""
        return tree.root_of(tree.Leaves(self.hashes), len(self.hashes))

    def within(self, stream: str) -> tuple[str, str | None]:
        """The first stream of the block that holds `stream`, and that of the next block."""
        block = self._block(stream)
        return self.firsts[block], self.firsts[block + 1] if block + 1 < len(self.firsts) else None

    def proof(self, stream: str, lines: Sequence[Line]) -> tuple[int, list[bytes]]:
        """Index of a stream's line, and the hashes that lead from it to the root.

        `lines` are those of its block. Raises ValueError if the block is another.
        """
        block = self._block(stream)
        leaves = tree.Leaves(line_hashes(lines))
        if tree.root_of(leaves, len(lines)) != self.hashes[block]:
            msg = "the lines of a block do not give its hash"
            raise ValueError(msg)
        index = [name for name, _, _ in lines].index(stream)
        path = tree.inclusion_proof(leaves, index, len(lines))
        above = tree.inclusion_proof(tree.Leaves(self.hashes), block, len(self.hashes))
        return block * BLOCK + index, path + above

    def _block(self, stream: str) -> int:
        return bisect_right(self.firsts, stream.encode(), key=str.encode) - 1

    def to_bytes(self) -> bytes:
        """Write the tree down, to be kept beside the log."""
        hashes = b64encode(b"".join(self.hashes)).decode()
        return canonical.dumps([self.count, self.firsts, hashes])

    @classmethod
    def from_bytes(cls, kept: bytes) -> Heads | None:
        """Read a tree that was kept; None if it is none."""
        with suppress(ValueError, TypeError):
            count, firsts, joined = canonical.loads(kept)
            raw = b64decode(joined)
            hashes = [raw[i : i + 32] for i in range(0, len(raw), 32)]
            if len(hashes) == len(firsts) == -(-count // BLOCK):
                return cls(count, firsts, hashes)
        return None


def line_hashes(lines: Iterable[Line]) -> list[bytes]:
    """The leaf hashes of lines; as fast as it can be, for a log may have very many."""
    return [
        sha256(b"\x00head\n%b\n%d\n%b" % (stream.encode(), version, leaf)).digest()
        for stream, version, leaf in lines
    ]
