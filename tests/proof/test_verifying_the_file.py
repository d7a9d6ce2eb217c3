"""Verifying what is beside the entries: tables, notes, pages of the file. All synthetic."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from event_store.errors import LogMissingError
from event_store.proof.errors import BadNoteError, UnknownOriginError
from event_store.proof.notes import Checkpoint
from event_store.proof.passes.kept_notes import Anchor, read_anchor
from event_store.proof.trust import parse_policy, written_policy
from event_store.proof.verifying import verify
from tests.proof.test_verifying import found
from tests.reliability.forging import LOG, WITNESS, Base, behind_its_back


@pytest.mark.parametrize(
    ("statement", "code", "position"),
    [
        ("DROP TABLE tiles", "not_a_log", None),
        ("PRAGMA user_version = 2", "newer_format", None),
        ("PRAGMA application_id = 7", "not_a_log", None),
        ("DROP TRIGGER entries_once", "index_mismatch", None),
        ("CREATE TRIGGER x AFTER INSERT ON entries BEGIN SELECT 1; END", "index_mismatch", None),
        ("CREATE TABLE more (x)", "index_mismatch", None),
        ("DROP INDEX entries_stream", "index_mismatch", None),
        ("DELETE FROM commands WHERE command_id = 'c-0003'", "index_mismatch", 8),
        ("INSERT INTO tiles VALUES (0, 9, zeroblob(32), zeroblob(8192))", "tile_mismatch", None),
        ("UPDATE tiles SET root = zeroblob(32)", "tile_mismatch", 1),
        ("DELETE FROM tiles", "tile_mismatch", 1),
        (
            "UPDATE checkpoints SET note = replace(note, 'congress', 'kongress')",
            "bad_signature",
            0,
        ),
        ("UPDATE checkpoints SET note = 'nothing'", "bad_signature", 0),
        ("UPDATE cosignatures SET line = 'nothing'", "bad_cosignature", 0),
        ("UPDATE cosignatures SET name = 'nobody'", "bad_cosignature", 0),
        ("UPDATE cosignatures SET size = 9", "bad_cosignature", 9),
        ("UPDATE checkpoints SET size = 77 WHERE size < 300", "root_mismatch", 77),
        ("INSERT INTO checkpoints VALUES (100000, 'x')", "rolled_back", -1),
    ],
)
def test_tables_and_notes_are_looked_into(
    statement: str, code: str, position: int | None, base: Base, copy: Path
) -> None:
    """Position 0 stands for the first checkpoint, -1 for the one after the last entry."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(statement)
    signed = {0: base.checkpoints[0], -1: base.size + 1}
    meant = position if position is None else signed.get(position, position)
    assert found(copy, base) == (code, meant)


def test_a_view_is_no_table(base: Base, copy: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE streams RENAME TO hidden")
        connection.execute("CREATE VIEW streams AS SELECT * FROM hidden")
    assert found(copy, base) == ("not_a_log", None)


def test_a_checkpoint_ends_in_a_commitment(base: Base, copy: Path) -> None:
    size = base.size
    body = base.anchor.checkpoint.body
    note = f"{body}\n{LOG.signature(body.encode()).line}"
    with behind_its_back(copy) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (?, ?)", (size, note))
    assert found(copy, base) == ("heads_missing", size)


def test_a_checkpoint_signed_by_a_stranger_proves_nothing(base: Base, copy: Path) -> None:
    stranger = replace(LOG, seed=bytes(32))
    (size, *_) = base.checkpoints
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        (note,) = connection.execute(
            "SELECT note FROM checkpoints WHERE size = ?", (size,)
        ).fetchone()
        body = note.partition("\n\n")[0] + "\n"
        forged_note = f"{body}\n{stranger.signature(body.encode()).line}"
        connection.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (forged_note, size))
    assert found(copy, base) == ("bad_signature", size)
    assert found(copy, base, policy=None, anchors=[]) is None, "nobody was named to trust"


def test_a_page_that_cannot_be_read_is_damage_with_its_position(base: Base, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        offsets = [
            copy.read_bytes().index(entry)
            for (entry,) in connection.execute("SELECT entry FROM entries WHERE position = 300")
        ]
    page = offsets[0] // 4096
    with copy.open("r+b") as file:
        file.seek(page * 4096)
        file.write(bytes([0xFF]) * 12)
    code, position = found(copy, base) or ("", 0)
    assert code == "damaged"
    assert position is not None
    assert 285 < position <= 300


def test_an_index_page_that_lies_is_found(base: Base, copy: Path) -> None:
    """No row is another, but looking an entry up by its stream would not find it."""
    raw = bytearray(copy.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'entries_stream'"
        ).fetchone()
    name = b"congress/ward-2031/TDP-05"
    place = raw.index(name, (root - 1) * 4096)
    raw[place + len(name) - 1] ^= 1
    copy.write_bytes(raw)
    code, _ = found(copy, base) or ("", 0)
    assert code in ("index_mismatch", "damaged")


def test_what_is_no_log_is_said_to_be_none(base: Base, tmp_path: Path) -> None:
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.touch()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE x (y)")
    for path in (empty, other, tmp_path):
        assert found(path, base) == ("not_a_log", None)
    with pytest.raises(LogMissingError):
        verify(tmp_path / "nothing", full=True)


def test_a_policy_must_know_the_log(base: Base, copy: Path) -> None:
    other = replace(LOG, name="other.example/log")
    policy = parse_policy(written_policy([other.public], [WITNESS.public], 1))
    for full in (True, False):
        with pytest.raises(UnknownOriginError):
            verify(copy, full=full, policy=policy)


def test_a_note_of_another_log_is_no_anchor(base: Base) -> None:
    other = Anchor("the note", Checkpoint("other.example/log", 1, bytes(32)))
    with pytest.raises(BadNoteError, match=r"other\.example/log"):
        verify(base.path, full=False, anchors=[other])


def test_a_note_from_paper_needs_no_signature(base: Base) -> None:
    body = base.anchor.checkpoint.body
    assert read_anchor(body, "paper").checkpoint == base.anchor.checkpoint
    assert read_anchor(body.rstrip(), "paper").checkpoint == base.anchor.checkpoint
    with pytest.raises(BadNoteError, match="paper"):
        read_anchor("three\nlines\nhere\n", "paper")
