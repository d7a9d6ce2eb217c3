"""Tiles of the tree as C2SP `tlog-tiles` cuts it: 256 hashes each, stored only when full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from event_store import tree
from event_store.errors import DamagedLogError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 256
"""Hashes of a full tile."""
_HASH = 32
_HEIGHT = 8


class TileRows(Protocol):
    """What the tree needs of a store: full tiles, their roots, and the entries of the tail."""

    def tile(self, level: int, n: int) -> bytes | None:
        """The 8,192 bytes of a full tile, or None if it is not full."""

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Roots of the full tiles start…stop-1 of a level, in order."""

    def entries(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, in order."""


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Root of one full tile, given as its 256 hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [tree.node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def width(level: int, n: int, size: int) -> int:
    """How many hashes tile (level, n) has in a tree of `size` leaves: 0 to 256."""
    return max(0, min(WIDTH, (size >> _HEIGHT * level) - n * WIDTH))


class TileTree:
    """The tree at one size, read from full tiles and hashed from the tail."""

    def __init__(self, rows: TileRows, size: int) -> None:
        self._rows = rows
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._subtrees: dict[tuple[int, int, int], list[bytes]] = {}

    def tile(self, level: int, n: int) -> bytes:
        """The hashes of tile (level, n) at this size, joined; full or partial.

        Raises IndexError if the tile has no hash at this size, DamagedLogError if rows are gone.
        """
        wanted = width(level, n, self._size)
        if not wanted:
            msg = f"tile {level}/{n} is empty at size {self._size}"
            raise IndexError(msg)
        if (level, n) not in self._tiles:
            hashes = self._read(level, n, wanted)
            if len(hashes) != wanted * _HASH:
                has = len(hashes) // _HASH
                found = Text(
                    f"tile {level}/{n} has {has} hashes, not {wanted}",
                    f"khối {level}/{n} của cây băm có {has} mã, đáng lẽ {wanted}",
                )
                raise DamagedLogError("", found)
            self._tiles[level, n] = hashes
        return self._tiles[level, n]

    def node(self, height: int, index: int) -> bytes:
        """Hash of the `index`-th subtree of 2**height leaves; IndexError if it is not full."""
        level, above = divmod(height, _HEIGHT)
        n, place = divmod(index << above, WIDTH)
        return self._row(level, n, above)[place >> above]

    def root(self) -> bytes:
        """Root of the tree at this size."""
        return tree.root_of(self, self._size)

    def _row(self, level: int, n: int, above: int) -> list[bytes]:
        """The subtrees of 2**above hashes within a tile; paths of one tree share most of them."""
        place = (level, n, above)
        if place not in self._subtrees:
            if above:
                below = self._row(level, n, above - 1)
                row = [tree.node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
            else:
                hashes = self.tile(level, n)
                row = [hashes[i : i + _HASH] for i in range(0, len(hashes), _HASH)]
            self._subtrees[place] = row
        return self._subtrees[place]

    def _read(self, level: int, n: int, wanted: int) -> bytes:
        full = self._rows.tile(level, n)
        if full is not None:
            return full[: wanted * _HASH]
        start = n * WIDTH
        if level:
            return b"".join(self._rows.tile_roots(level - 1, start, start + wanted))
        tail = self._rows.entries(start, start + wanted)
        return b"".join([tree.leaf_hash(entry) for _, entry in tail])
