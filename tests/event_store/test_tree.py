"""The tree and its tiles against the published tree of 70,000 leaves, and against each other."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from event_store import tree
from event_store.memory import MemoryLogRecorder
from event_store.sqlite import new_recorder
from event_store.tiles import TileTree, width
from tests.event_store.conftest import b64

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from event_store.store import StoreRows

SIZE = 70_000


def leaves(size: int) -> list[bytes]:
    return [tree.leaf_hash(str(i).encode()) for i in range(size)]


@pytest.fixture(scope="module")
def published() -> list[bytes]:
    return leaves(SIZE)


@pytest.fixture(scope="module", params=["sqlite", "memory"])
def rows(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StoreRows]:
    """The published tree's leaves as entries, appended in uneven portions."""
    folder = tmp_path_factory.mktemp("tree")
    recorder = fill(folder) if request.param == "sqlite" else fill(None)
    with recorder.reading() as found:
        yield found
    recorder.close()


def fill(folder: Path | None) -> Any:
    recorder: Any = new_recorder(str(folder / "tree")) if folder else MemoryLogRecorder()
    start = 0
    for portion in (1, 254, 1, 1, 511, 10_000, SIZE):
        stop = min(SIZE, start + portion)
        recorder.insert_events(
            [StoredEvent("leaf", i, "leaf", str(i).encode()) for i in range(start, stop)]
        )
        start = stop
    return recorder


@contextmanager
def changed(items: list[bytes], index: int) -> Iterator[list[bytes]]:
    """A copy of a proof with one bit turned."""
    copy = items.copy()
    copy[index] = bytes([copy[index][0] ^ 1]) + copy[index][1:]
    yield copy


def test_published_roots_from_leaves(vectors: dict[str, Any], published: list[bytes]) -> None:
    assert b64(tree.root([])) == vectors["empty_root"]
    source = tree.Leaves(published)
    for size, expected in vectors["tree"]["roots"].items():
        assert b64(tree.root(published[: int(size)])) == expected
        assert b64(tree.root_of(source, int(size))) == expected


def test_published_roots_from_stored_tiles(vectors: dict[str, Any], rows: StoreRows) -> None:
    for size, expected in vectors["tree"]["roots"].items():
        assert b64(TileTree(rows, int(size)).root()) == expected
    assert b64(TileTree(rows, 0).root()) == vectors["empty_root"]


def test_published_tiles(vectors: dict[str, Any], rows: StoreRows) -> None:
    stored = TileTree(rows, SIZE)
    for tile in vectors["tree"]["tiles"]:
        level, name = tile["path"].removeprefix("tile/").split("/", 1)
        n, _, partial = name.partition(".p/")
        found = stored.tile(int(level), int(n))
        assert sha256(found).hexdigest() == tile["sha256_hex"]
        assert len(found) == 32 * (int(partial) if partial else 256)


def test_only_full_tiles_are_stored(rows: StoreRows) -> None:
    assert [n for n in range(300) if rows.tile(0, n) is not None] == list(range(273))
    assert [n for n in range(300) if rows.tile(1, n) is not None] == [0]
    assert rows.tile(2, 0) is None


def test_published_proofs(
    vectors: dict[str, Any], published: list[bytes], rows: StoreRows
) -> None:
    inclusion, consistency = vectors["tree"]["inclusion"], vectors["tree"]["consistency"]
    for source in (tree.Leaves(published), TileTree(rows, SIZE)):
        path = tree.inclusion_proof(source, inclusion["index"], inclusion["size"])
        assert [b64(h) for h in path] == inclusion["path"]
        proof = tree.consistency_proof(source, consistency["old"], consistency["new"])
        assert [b64(h) for h in proof] == consistency["proof"]


@given(st.data())
def test_an_inclusion_proof_proves_its_leaf_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    all_leaves = leaves(size)
    root = tree.root(all_leaves)
    path = tree.inclusion_proof(tree.Leaves(all_leaves), index, size)

    def proves(leaf: bytes, at: int, steps: list[bytes], expected: bytes = root) -> bool:
        return tree.verify_inclusion(leaf, index=at, size=size, path=steps, expected=expected)

    assert proves(all_leaves[index], index, path)
    assert not proves(tree.leaf_hash(b"another"), index, path)
    other = tree.leaf_hash(b"another")
    assert not proves(all_leaves[index], index, [*path, root])
    # A step too many, with the very root that it would lead to.
    assert not proves(all_leaves[index], index, [*path, other], tree.node_hash(other, root))
    assert not proves(all_leaves[index], index, [*path, other], tree.node_hash(root, other))
    assert not proves(all_leaves[index], index, path, tree.EMPTY_ROOT)
    assert not proves(all_leaves[index], size, path)
    assert not proves(all_leaves[index], -1, path)
    if path:
        assert not proves(all_leaves[index], index, path[:-1])
        assert not proves(all_leaves[index], index ^ 1, path)
        with changed(path, data.draw(st.integers(0, len(path) - 1))) as wrong:
            assert not proves(all_leaves[index], index, wrong)


@given(st.data())
def test_a_consistency_proof_proves_growth_and_nothing_else(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(0, new))
    all_leaves = leaves(new)
    roots = tree.root(all_leaves[:old]), tree.root(all_leaves)
    proof = tree.consistency_proof(tree.Leaves(all_leaves), old, new)

    def proves(steps: list[bytes], before: bytes = roots[0], after: bytes = roots[1]) -> bool:
        return tree.verify_consistency(
            old=old, new=new, old_root=before, new_root=after, proof=steps
        )

    other = tree.leaf_hash(b"another")
    assert proves(proof)
    assert not proves(proof, before=other)
    assert not proves([*proof, other])
    if 0 < old < new:
        assert not proves(proof, after=other)
        assert not proves(proof[:-1])
        with changed(proof, data.draw(st.integers(0, len(proof) - 1))) as wrong:
            assert not proves(wrong)
        assert not tree.verify_consistency(
            old=new, new=old, old_root=roots[1], new_root=roots[0], proof=proof
        )
        # A tree of twice the size has one step more, and a proof without it proves nothing.
        assert not tree.verify_consistency(
            old=old, new=2 * new, old_root=roots[0], new_root=roots[1], proof=proof
        )
        before, after = (tree.node_hash(other, r) for r in roots)
        assert not proves([*proof, other], before, after)


def test_proofs_beyond_the_tree_are_refused(published: list[bytes]) -> None:
    source = tree.Leaves(published[:5])
    for index, size in ((5, 5), (-1, 5), (0, 0), (4, 6)):
        with pytest.raises(IndexError):
            tree.inclusion_proof(source, index, size)
    for old, new in ((6, 5), (-1, 5), (3, 6)):
        with pytest.raises(IndexError):
            tree.consistency_proof(source, old, new)


@given(st.integers(0, 70_000))
def test_tiles_hold_each_leaf_once(size: int) -> None:
    assert sum(width(0, n, size) for n in range(size // 256 + 2)) == size


@pytest.mark.parametrize(("level", "n"), [(0, 274), (1, 2), (3, 0)])
def test_an_empty_tile_does_not_exist(rows: StoreRows, level: int, n: int) -> None:
    with pytest.raises(IndexError):
        TileTree(rows, SIZE).tile(level, n)


def test_a_subtree_that_is_not_full_has_no_hash(rows: StoreRows) -> None:
    assert TileTree(rows, 256).node(8, 0) == tree.root(leaves(256))
    with pytest.raises(IndexError):
        TileTree(rows, 255).node(8, 0)
    with pytest.raises(IndexError):
        TileTree(rows, 200).node(7, 1)
