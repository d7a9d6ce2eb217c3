"""The judge of the trials finds what is wrong: a log is damaged in every way it looks for."""

import random
import sqlite3
from pathlib import Path

import pytest

from event_store.log import Log
from tests.event_store.conftest import change
from tests.reliability import checks, work

SOUND_SIZE = 300


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A log of more than a tile, with a heads entry."""
    path = tmp_path / "season.db"
    chance = random.Random(1)
    with Log.create(path) as log:
        while log.size < SOUND_SIZE:
            work.write(log, chance, "a")
        with log.write() as transaction:
            transaction.append_heads()
            transaction.append([work.draft(1, "person/b")], recorded_at=transaction.now()[0])
    return path


def test_a_sound_log_has_no_faults(sound: Path) -> None:
    assert checks.faults(sound) == []
    with Log.open(sound, read_only=True) as log:
        assert checks.read(sound).root() == log.root()


LAST = "(SELECT max(position) FROM entries)"
EARLY = "(SELECT max(position) FROM entries WHERE type = 'note.taken' AND position < 200)"


def altered(old: str, new: str, where: str) -> str:
    """The statement that changes the text of one entry."""
    text = f"CAST(replace(entry, '{old}', '{new}') AS BLOB)"
    return f"UPDATE entries SET entry = {text} WHERE position = {where}"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"DELETE FROM entries WHERE position = {LAST} - 3", "not dense"),
        (f"DELETE FROM entries WHERE position = {LAST}", "table of streams"),
        (f"UPDATE entries SET stream = 'person/x' WHERE position = {EARLY}", "columns differ"),
        (altered('"n":', '"n" :', EARLY), "not canonical"),
        (altered("op:test", "op:best", EARLY), "another entry before it"),
        (altered('"of":', '"of":9', LAST), "torn"),
        (altered('"recorded_at":"2', '"recorded_at":"3', EARLY), "recorded before"),
        (altered('"streams":', '"streams":1', f"{LAST} - 1"), "other heads"),
        ("UPDATE streams SET version = version + 1", "table of streams"),
        ("DELETE FROM commands WHERE command_id LIKE 'a-1%'", "table of commands"),
        ("UPDATE tiles SET hashes = zeroblob(8192)", "tiles"),
        ("DELETE FROM tiles", "tiles"),
    ],
)
def test_what_is_wrong_is_found(sound: Path, statement: str, found: str) -> None:
    change(sound, statement)
    assert found in "; ".join(checks.faults(sound))


def test_what_was_acknowledged_and_is_lost_is_found(sound: Path) -> None:
    leaves = checks.read(sound).leaves
    told = dict(enumerate(leaves, 1))
    assert checks.faults(sound, told) == []
    assert "1 acknowledged" in checks.faults(sound, {**told, len(leaves) + 1: leaves[0]})[0]
    assert "1 acknowledged" in checks.faults(sound, {**told, 7: leaves[0]})[0]


def test_a_file_that_is_no_log_is_found(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    path.write_bytes(b"x" * 5_000)
    assert checks.faults(path)
    path.unlink()
    sqlite3.connect(path).close()
    assert checks.faults(path)
