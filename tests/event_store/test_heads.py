"""The tree over heads in blocks is the plain tree over their lines."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from event_store import tree
from event_store.heads import Heads, Line, head_line


def lines_of(count: int) -> list[Line]:
    """Synthetic heads, sorted by name."""
    return [(f"s/{n:05d}", n + 1, sha256(b"%d" % n).digest()) for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 511, 512, 513, 700, 1025])
def test_the_root_and_each_proof_are_those_of_the_lines(count: int) -> None:
    lines = lines_of(count)
    plain = tree.Leaves([tree.leaf_hash(head_line(*line)) for line in lines])
    heads = Heads.of(lines)
    assert heads.root() == tree.root_of(plain, count)
    for index in {0, count // 2, count - 1, min(count - 1, 256)}:
        stream = lines[index][0]
        first, stop = heads.within(stream)
        block = [line for line in lines if first <= line[0] and (stop is None or line[0] < stop)]
        assert heads.proof(stream, block) == (index, tree.inclusion_proof(plain, index, count))


def test_other_lines_in_a_block_are_found_out() -> None:
    lines = lines_of(300)
    heads = Heads.of(lines)
    wrong = [*lines[:255], ("s/00255", 1, lines[0][2])]
    with pytest.raises(ValueError, match="do not give its hash"):
        heads.proof("s/00003", wrong)


def test_what_is_kept_is_read_back_and_what_is_none_is_not() -> None:
    heads = Heads.of(lines_of(300))
    assert Heads.from_bytes(heads.to_bytes()) == heads
    assert Heads.from_bytes(b"[]") is None
    assert Heads.from_bytes(b"?") is None


@pytest.mark.parametrize(
    "change", [{"count": 513}, {"firsts": ["s/00000"]}, {"hashes": [b"h" * 32]}]
)
def test_a_kept_tree_whose_parts_do_not_fit_is_none(change: dict[str, Any]) -> None:
    assert Heads.from_bytes(replace(Heads.of(lines_of(300)), **change).to_bytes()) is None
