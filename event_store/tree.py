"""The Merkle tree of RFC 6962: hashes, roots, proofs and their verification; pure functions.

A hash is 32 raw bytes everywhere. Proofs are computed over any source of perfect subtrees, so
that a list of leaves and the stored tiles (`event_store.tiles`) share one algorithm.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY_ROOT = sha256().digest()
"""Root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash the exact bytes of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


class Subtrees(Protocol):
    """A source of hashes of perfect subtrees."""

    def node(self, height: int, index: int) -> bytes:
        """Hash of the `index`-th subtree of 2**height leaves; IndexError if it is not full."""


class Growing:
    """The root of leaves that come one by one, in memory that grows with their logarithm."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Take the next leaf hash."""
        count = self.size
        while count & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            count >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def peaks(self) -> list[bytes]:
        """The perfect subtrees that the leaves taken so far make up, the largest first."""
        return self._peaks.copy()

    def root(self) -> bytes:
        """Root over all leaves taken so far."""
        return fold(self._peaks)


class Leaves:
    """Subtrees over leaf hashes held in memory; for tests and small trees."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            self._levels.append(
                [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
            )

    def node(self, height: int, index: int) -> bytes:
        """Hash of the `index`-th subtree of 2**height leaves; IndexError if it is not full."""
        return self._levels[height][index]


def root(leaves: Iterable[bytes]) -> bytes:
    """Root of a tree given by all its leaf hashes."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def root_of(tree: Subtrees, size: int) -> bytes:
    """Root of the first `size` leaves."""
    return range_hash(tree, 0, size)


def range_hash(tree: Subtrees, start: int, stop: int) -> bytes:
    """Hash over leaves start…stop-1, where RFC 6962 makes one subtree of them."""
    peaks = []
    while start < stop:
        height = (stop - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        peaks.append(tree.node(height, start >> height))
        start += 1 << height
    return fold(peaks)


def inclusion_proof(tree: Subtrees, index: int, size: int) -> list[bytes]:
    """Hashes that lead from leaf `index` to the root at `size`, lowest first.

    Raises IndexError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        msg = f"leaf {index} is not in a tree of {size}"
        raise IndexError(msg)
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(range_hash(tree, middle, stop))
            stop = middle
        else:
            path.append(range_hash(tree, start, middle))
            start = middle
    path.reverse()
    return path


def consistency_proof(tree: Subtrees, old: int, new: int) -> list[bytes]:
    """Hashes that prove the tree of `new` leaves to begin with that of `old`.

    Raises IndexError unless 0 <= old <= new. The proof is empty for old = 0 and old = new.
    """
    if not 0 <= old <= new:
        msg = f"a tree of {new} leaves does not begin with one of {old}"
        raise IndexError(msg)
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, stop = 0, new
    whole = True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(range_hash(tree, middle, stop))
            stop = middle
        else:
            proof.append(range_hash(tree, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(range_hash(tree, start, stop))
    proof.reverse()
    return proof


def verify_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], expected: bytes
) -> bool:
    """Whether `path` leads from the leaf hash at `index` to the root `expected` at `size`."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(other, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `old` leaves became the one of `new` by appending."""
    if old == new:
        return not proof and old_root == new_root
    if not 0 <= old < new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    return bool(steps) and _verify_steps(old, new, (old_root, new_root), steps)


def _verify_steps(old: int, new: int, roots: tuple[bytes, bytes], steps: list[bytes]) -> bool:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (before, after) == roots


def _split(size: int) -> int:
    """Largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def fold(peaks: Sequence[bytes]) -> bytes:
    """Join subtrees of falling size into one root, from the right."""
    if not peaks:
        return EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found
