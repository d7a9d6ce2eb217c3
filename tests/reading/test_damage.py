"""Damage that is read ends with 6 and says where, in every command and both languages."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from event_store import canonical
from event_store.errors import DamagedLogError
from event_store.log import Log
from tests.reliability import pages
from tests.reliability.forging import behind_its_back
from tests.reliability.pages import Sound

BRANCH = f"congress/gia-thuy-2017/{pages.BRANCH}"
READING = [words for words in pages.COMMANDS if pages.BRANCH in words]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return pages.make(tmp_path_factory.mktemp("damage") / "sound")


@pytest.fixture
def desk(sound: Sound, tmp_path: Path) -> Path:
    return pages.desk(sound, tmp_path / "desk")


def put(path: Path, position: int, text: object) -> None:
    with behind_its_back(path) as connection:
        connection.execute("UPDATE entries SET entry = ? WHERE position = ?", (text, position))


def last_of_branch(path: Path) -> int:
    with Log.open(path, read_only=True) as log:
        return int(log.stream(BRANCH)[-1]["position"])


@pytest.mark.parametrize("text", [b"{", b"[]", b"{}", b"\xff", b"", b"null", b'{"position":1}'])
@pytest.mark.parametrize("words", READING)
def test_an_entry_that_is_none_is_named_by_its_position(
    words: str, text: bytes, desk: Path
) -> None:
    position = last_of_branch(desk / "season.db")
    put(desk / "season.db", position, text)
    code, said = pages.run(desk, words)
    assert (code, f"position {position}" in said) == (pages.DAMAGED, True), said


@pytest.mark.parametrize("words", ["status", "log", "export", "subscribe", "replay", "radar"])
def test_what_reads_by_position_names_it_too(words: str, desk: Path) -> None:
    put(desk / "season.db", 30, b'{"position":30')
    code, said = pages.run(desk, words)
    assert (code, "position 30" in said) == (pages.DAMAGED, True), said


def test_a_letter_that_was_changed_is_found_where_a_stream_is_read(desk: Path) -> None:
    """It is JSON, it is an entry, and its hash is not the one that its stream holds."""
    with Log.open(desk / "season.db", read_only=True) as log:
        position = log.stream(BRANCH)[2]["position"]
        text = log.raw(position)
    put(desk / "season.db", position, text.replace(b'"actor":"op:', b'"actor":"oq:'))
    for words in (f"history {pages.BRANCH}", f"advance {pages.BRANCH} learn"):
        code, said = pages.run(desk, words)
        assert (code, f"position {position}" in said) == (pages.DAMAGED, True), said


def test_it_is_said_in_vietnamese(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk / "season.db", 30, b"")
    monkeypatch.setattr(pages, "QUIET", ())
    code, said = pages.run(desk, "--lang vi status")
    assert (code, "bị hỏng ở vị trí 30" in said) == (pages.DAMAGED, True), said
    assert "không còn đúng mục đã ghi" in said


def test_a_page_is_named(desk: Path) -> None:
    path = desk / "season.db"
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'streams'"
        ).fetchone()
    whole = path.read_bytes()
    start = (root - 1) * pages.PAGE
    path.write_bytes(whole[:start] + b"\xff" * pages.PAGE + whole[start + pages.PAGE :])
    code, said = pages.run(desk, f"history {pages.BRANCH}")
    assert (code, f"page {root}" in said) == (pages.DAMAGED, True), said


def test_a_mistake_of_the_program_is_not_taken_for_damage(desk: Path) -> None:
    with pytest.raises(KeyError), Log.open(desk / "season.db", read_only=True) as log:
        log.entry(30)["no_such_member"]


def test_a_stumble_over_damage_is_told_as_damage(desk: Path) -> None:
    path = desk / "season.db"
    with Log.open(path, read_only=True) as log:
        entry = log.entry(30)
    put(path, 30, canonical.encode({**entry, "data": {}}))
    with pytest.raises(DamagedLogError) as caught, Log.open(path, read_only=True) as log:
        log.entry(30)["data"]["no_such_member"]
    assert caught.value.position == 30


@pytest.mark.parametrize(
    ("table", "change"),
    [("streams", "leaf = zeroblob(3)"), ("streams", "version = 'x'"), ("entries", "entry = 'x'")],
)
def test_a_value_of_another_type_is_damage(table: str, change: str, desk: Path) -> None:
    path = desk / "season.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = dict(
            connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL").fetchall()
        )
        pages._rewrite(connection, {table: pages._loose(before[table])}, "entries_no_update")
        connection.execute(f"UPDATE {table} SET {change} WHERE stream = ?", (BRANCH,))
        pages._rewrite(connection, {table: before[table]}, "")
        connection.execute(before["entries_no_update"])
    code, said = pages.run(desk, f"advance {pages.BRANCH} learn")
    assert (code, table in said or "position" in said) == (pages.DAMAGED, True), said
