"""The tree over a stretch of entries, in blocks of 256, held against the stored tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store.proof.passes.faults import Fault, VerificationStep
from event_store.tiles import WIDTH, tile_root
from event_store.tree import Growing, fold
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from event_store.proof.passes.raw_rows import RawRows

_HASH = 32


class Blocks:
    """Takes the leaf hashes of whole blocks in order, and what remains of the last one."""

    def __init__(self, rows: RawRows, start: int, sizes: Collection[int]) -> None:
        self.roots: list[bytes] = []
        """Roots of the full blocks."""
        self.peaks: dict[int, list[bytes]] = {}
        """Of each size that was asked for: the subtrees within its last block."""
        self.fault: Fault | None = None
        """The first stored tile of the lowest level that differs."""
        self._rows = rows
        self._first = self._size = start - 1
        self._sizes = sorted(sizes)

    def add(self, leaves: list[bytes]) -> None:
        """Take the leaf hashes of the next block."""
        after, self._size = self._size, self._size + len(leaves)
        while self._sizes and self._sizes[0] <= after:
            del self._sizes[0]
        if self._sizes and self._sizes[0] <= self._size:
            self._remember(after, leaves)
        if len(leaves) == WIDTH:
            self.roots.append(tile_root(leaves))
            if self.fault is None:
                n = after // WIDTH
                self.fault = tile_fault(self._rows, 0, n, leaves, self.roots[-1])

    def _remember(self, after: int, leaves: Iterable[bytes]) -> None:
        wanted = set(self._sizes)
        block = Growing()
        for size, leaf in enumerate(leaves, after + 1):
            block.add(leaf)
            if size in wanted:
                self.peaks[size] = block.peaks()


def tile_fault(
    rows: RawRows, level: int, n: int, hashes: Sequence[bytes], root: bytes
) -> Fault | None:
    """Compare a stored tile; the fault names the first position under the first bad hash."""
    span = WIDTH**level
    begin = n * WIDTH * span + 1
    found = rows.tile_row(level, n)
    if found is None:
        return Fault(
            VerificationStep.TABLES,
            "tile_mismatch",
            begin,
            Text(f"tile {level}/{n} is missing", f"thiếu khối {level}/{n} của cây băm"),
        )
    stored_root, stored = found
    if stored != b"".join(hashes):
        stored = stored if isinstance(stored, bytes) else b""
        place = next(
            (i for i, each in enumerate(hashes) if stored[i * _HASH : (i + 1) * _HASH] != each), 0
        )
        detail = Text(
            f"hash {place} of tile {level}/{n} is another",
            f"mã thứ {place} trong khối {level}/{n} của cây băm bị khác",
        )
        return Fault(VerificationStep.TABLES, "tile_mismatch", begin + place * span, detail)
    if stored_root != root:
        detail = Text(
            f"the root of tile {level}/{n} is another",
            f"mã gốc của khối {level}/{n} trong cây băm bị khác",
        )
        return Fault(VerificationStep.TABLES, "tile_mismatch", begin, detail)
    return None


class Tree:
    """The tree over the whole log, from its blocks."""

    def __init__(self, roots: Sequence[bytes], peaks: Mapping[int, list[bytes]]) -> None:
        self._roots = roots
        self._peaks = peaks

    def roots_at(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """Roots at some of the sizes that the blocks were asked for."""
        found, whole = {}, Growing()
        for size in sorted(sizes):
            blocks, rest = divmod(size, WIDTH)
            while whole.size < blocks:
                whole.add(self._roots[whole.size])
            found[size] = fold([*whole.peaks(), *(self._peaks[size] if rest else ())])
        return found

    def faults(self, rows: RawRows) -> Iterable[Fault | None]:
        """Compare the stored tiles above the lowest level, and that there is no other tile."""
        level, roots = 0, list(self._roots)
        expected = set()
        while roots:
            expected |= {(level, n) for n in range(len(roots))}
            level += 1
            tiles = [roots[i : i + WIDTH] for i in range(0, len(roots) - WIDTH + 1, WIDTH)]
            roots = [tile_root(hashes) for hashes in tiles]
            for n, hashes in enumerate(tiles):
                yield tile_fault(rows, level, n, hashes, roots[n])
        for level, n in rows.tile_names():
            if (level, n) not in expected:
                detail = Text(
                    f"there is a tile {level}/{n} that cannot be full",
                    f"có khối {level}/{n} của cây băm chưa thể đủ mục",
                )
                yield Fault(VerificationStep.TABLES, "tile_mismatch", None, detail)
