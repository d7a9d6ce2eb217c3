"""The quick verification finds what is wrong in the tail, and in what was signed last.

All synthetic.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from event_store.proof.notes import Checkpoint
from event_store.proof.passes.kept_notes import Anchor
from event_store.proof.verifying import verify
from tests.proof.test_verifying import WRONG_ENTRIES, Change, named, put
from tests.reliability.forging import Base, behind_its_back, sealed, write


def found(path: Path, base: Base, *anchors: Anchor) -> tuple[str, int | None] | None:
    report = verify(path, full=False, policy=base.policy, anchors=anchors)
    return named(report.fault)


def in_the_tail(base: Base) -> int:
    """The position of an entry that no checkpoint covers, of a stream that others know."""
    return next(
        place
        for place, e in enumerate(base.entries, 1)
        if place > base.checkpoints[-1]
        and e["version"] > 1
        and e["command"]["of"] == 1
        and "id" in e["command"]
    )


@pytest.mark.parametrize(("code", "change"), WRONG_ENTRIES.values(), ids=WRONG_ENTRIES)
def test_an_entry_of_the_tail_that_is_wrong(
    code: str, change: Change, base: Base, copy: Path
) -> None:
    position = in_the_tail(base)
    put(copy, position, change(base.entries[position - 1]))
    assert found(copy, base) == (code, position)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM entries WHERE position = {tail}", "gap"),
        ("DELETE FROM streams WHERE stream = (SELECT stream FROM entries WHERE position = {last})",
         "index_mismatch"),
        ("UPDATE commands SET position = 9 WHERE position = {tail}", "command_reused"),
        ("DELETE FROM commands WHERE position = {tail}", "index_mismatch"),
    ],
)  # fmt: skip
def test_tables_of_the_tail_are_looked_into(
    statement: str, code: str, base: Base, copy: Path
) -> None:
    tail, last = in_the_tail(base), base.size
    with behind_its_back(copy) as connection:
        connection.execute(statement.format(tail=tail, last=last))
    assert found(copy, base) == (code, last if "streams" in statement else tail)


def test_a_command_of_the_signed_part_is_not_asked_again(base: Base, copy: Path) -> None:
    position = in_the_tail(base)
    entry = base.entries[position - 1]
    put(copy, position, {**entry, "command": {**entry["command"], "id": "c-0003"}})
    assert found(copy, base) == ("command_reused", position)


def test_a_commitment_in_the_tail_is_computed_again(base: Base, tmp_path: Path) -> None:
    """As a crash leaves it: committed, not yet signed."""
    heads = next(e for e in base.entries if e["type"] == "log.heads")
    path = tmp_path / "copy.db"
    time = {"recorded_at": base.entries[-1]["recorded_at"]}
    write(path, sealed([*base.entries, {**heads, **time}]), base.path)
    assert found(path, base, base.anchor) is None
    entry = sealed([*base.entries, {**heads, **time}])[-1]
    with behind_its_back(path) as connection:
        changed = entry.replace(b'"streams":', b'"streams":1')
        connection.execute(
            "UPDATE entries SET entry = ? WHERE position = ?", (changed, base.size + 1)
        )
    assert found(path, base) == ("heads_mismatch", base.size + 1)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE tiles SET root = zeroblob(32)", "root_mismatch"),
        ("UPDATE checkpoints SET note = replace(note, 'congress', 'kongress')", "bad_signature"),
        ("UPDATE checkpoints SET size = size - 1", "root_mismatch"),
    ],
)
def test_what_was_signed_last_is_held_against_the_tree(
    statement: str, code: str, base: Base, copy: Path
) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(statement)
    moved = "size - 1" in statement
    assert found(copy, base) == (code, base.checkpoints[-1] - moved)


def test_the_last_entry_that_was_signed_is_read_itself(base: Base, copy: Path) -> None:
    size = base.checkpoints[-1]
    heads = base.entries[size - 1]
    write(copy, sealed(base.entries), base.path)
    put(copy, size, {**heads, "actor": "op:forger"})
    assert found(copy, base) in (("tile_mismatch", size), ("root_mismatch", size))


def test_notes_kept_elsewhere_tell_an_old_copy_and_another_history(base: Base, copy: Path) -> None:
    assert found(copy, base, base.anchor) is None
    origin = base.anchor.checkpoint.origin
    longer = Anchor("longer", Checkpoint(origin, base.size + 3, bytes(32)))
    other = Anchor("other", Checkpoint(origin, 50, bytes(32)))
    assert found(copy, base, base.anchor, longer) == ("rolled_back", base.size + 1)
    assert found(copy, base, base.anchor, other) == ("fork", 50)


def test_without_any_checkpoint_every_entry_is_looked_at(base: Base, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    write(path, sealed(base.entries[:120]))
    report = verify(path, full=False)
    assert (report.fault, report.checked_from, report.signed_to) == (None, 1, 0)
    put(path, 60, {**base.entries[59], "occurred_on": "2032-01-01"})
    assert found(path, base) == ("future_date", 60)
