"""The tree over heads is the plain tree over their lines."""

from __future__ import annotations

from hashlib import sha256

import pytest

from event_store import tree
from event_store.heads import Line, StreamHeads, head_line


def lines_of(count: int) -> list[Line]:
    """Synthetic heads, sorted by name."""
    return [(f"s/{n:05d}", n + 1, sha256(b"%d" % n).digest()) for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 255, 256, 257, 700])
def test_the_root_and_each_proof_are_those_of_the_lines(count: int) -> None:
    lines = lines_of(count)
    plain = tree.Leaves([tree.leaf_hash(head_line(*line)) for line in lines])
    heads = StreamHeads(lines)
    assert (heads.count, heads.root()) == (count, tree.root_of(plain, count))
    for index in {0, count // 2, count - 1, min(count - 1, 256)}:
        found = heads.proof(lines[index][0])
        assert found == (index, tree.inclusion_proof(plain, index, count))


def test_a_stream_without_a_line_has_no_proof() -> None:
    with pytest.raises(ValueError, match="s/none"):
        StreamHeads(lines_of(3)).proof("s/none")
