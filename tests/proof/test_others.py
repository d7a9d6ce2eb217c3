"""The tree beside what others published and wrote: certificate transparency, and pymerkle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency

from event_store import tree

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The eight leaves with which implementations of RFC 6962 and RFC 9162 are tested."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def leaves() -> tree.Leaves:
    return tree.Leaves(map(tree.leaf_hash, LEAVES))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert tree.root_of(leaves(), size).hex() == ROOTS[size - 1]
    assert tree.root(map(tree.leaf_hash, LEAVES[:size])).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int) -> None:
    found = tree.inclusion_proof(leaves(), index, size)
    assert [each.hex() for each in found] == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_the_consistency_proofs_are_those_of_certificate_transparency(old: int, new: int) -> None:
    found = tree.consistency_proof(leaves(), old, new)
    assert [each.hex() for each in found] == CONSISTENCY[old, new]


def foreign(count: int) -> Any:
    """The same leaves in pymerkle's tree."""
    found = InmemoryTree(algorithm="sha256")
    for number in range(count):
        found.append_entry(b"%d" % number)
    return found


def own(count: int) -> tree.Leaves:
    return tree.Leaves([tree.leaf_hash(b"%d" % number) for number in range(count)])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_pymerkle_gives_the_same_roots_and_inclusion_proofs(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 400))
    size = data.draw(st.integers(1, count))
    index = data.draw(st.integers(0, size - 1))
    theirs, ours = foreign(count), own(count)
    assert theirs.get_root(size) == tree.root_of(ours, size)
    path = bytes.fromhex("".join(theirs.prove_inclusion(index + 1, size).serialize()["path"]))
    found = tree.inclusion_proof(ours, index, size)
    assert tree.leaf_hash(b"%d" % index) + b"".join(found) == path


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_each_proves_to_the_other_that_its_tree_grew(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 400))
    old = data.draw(st.integers(1, new - 1))
    theirs, ours = foreign(new), own(new)
    assert tree.verify_consistency(
        old=old,
        new=new,
        old_root=theirs.get_root(old),
        new_root=theirs.get_root(new),
        proof=tree.consistency_proof(ours, old, new),
    )
    proof = theirs.prove_consistency(old, new)
    verify_consistency(tree.root_of(ours, old), tree.root_of(ours, new), proof)
    with pytest.raises(InvalidProof):
        verify_consistency(tree.root_of(ours, new), tree.root_of(ours, old), proof)
