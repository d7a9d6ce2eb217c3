"""`congress backup`: a copy is one moment of the log, whole, and never made over a record."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from base64 import b64encode
from pathlib import Path

import pytest

from event_store import sqlite_opening
from event_store.backup import back_up
from event_store.errors import DamagedLogError, StoreUnavailableError
from event_store.log import Log
from tests.backup.conftest import contents, files, grow, refused
from tests.event_store.conftest import change
from tests.reading.program import ROOT, answer, congress
from tests.reliability import checks


def silent(*_: object) -> None:
    """Show no progress."""


def test_a_copy_holds_what_the_log_holds(season: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    found = answer(season, "backup", str(copy))
    size, root = contents(season)
    assert (found["size"], found["root"]) == (size, b64encode(root).decode())
    assert found["file"] == str(copy)
    assert contents(copy) == (size, root)
    assert checks.faults(copy) == []
    told = congress(season, "backup", str(tmp_path / "second.db"))
    assert found["log_id"] in told.stdout
    assert found["root"] in told.stdout


def test_a_copy_is_one_file_that_can_be_read_anywhere(season: Path, tmp_path: Path) -> None:
    (stick := tmp_path / "stick").mkdir()
    answer(season, "backup", str(stick / "copy.db"))
    assert [path.name for path in stick.iterdir()] == ["copy.db"]
    with Log.open(stick / "copy.db", read_only=True) as log:
        assert log.size > 100
    assert [path.name for path in stick.iterdir()] == ["copy.db"], "reading leaves nothing beside"
    assert "TDP-08" in congress(stick / "copy.db", "show", "TDP-08").stdout


def test_what_only_the_wal_holds_is_copied(small: Path, tmp_path: Path) -> None:
    with Log.open(small):
        grow(small, 7)
        with Log.open(small) as writer, writer.write() as transaction:
            transaction.append_heads()
        copy = back_up(str(small), str(tmp_path / "copy.db"), silent)
    assert copy.size == 29
    assert contents(tmp_path / "copy.db") == contents(small)


WRITE_ON = """
    import sys
    from event_store.log import Log
    from tests.event_store.conftest import append
    with Log.open(sys.argv[1]) as log:
        print("begun", flush=True)
        while True:
            append(log, 3)
"""


def test_each_copy_made_while_others_write_is_a_beginning_of_the_log(
    small: Path, tmp_path: Path
) -> None:
    grow(small, 3_000)
    words = [sys.executable, "-c", textwrap.dedent(WRITE_ON), str(small)]
    copies = []
    writers = [subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"begun\n"
        for n in range(5):
            copies.append(back_up(str(small), str(tmp_path / f"copy-{n}.db"), silent))
            answer(small, "status")
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    with Log.open(small, read_only=True) as log:
        for copy in copies:
            assert checks.faults(Path(copy.path)) == []
            assert log.root(copy.size) == copy.root
    sizes = [copy.size for copy in copies]
    assert sizes == sorted(set(sizes)), "the writers did not go on meanwhile"


def test_a_copy_is_not_made_over_a_file_unless_forced(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    answer(small, "backup", str(copy))
    before = copy.read_bytes()
    grow(small)
    assert "--force" in refused(small, 3, "backup", str(copy))
    assert copy.read_bytes() == before
    assert answer(small, "backup", str(copy), "--force")["size"] == 26
    assert contents(copy) == contents(small)


def test_nothing_but_an_earlier_copy_of_the_log_is_replaced(small: Path, tmp_path: Path) -> None:
    other, longer = tmp_path / "other.db", tmp_path / "longer.db"
    with Log.create(other, origin="other.example/log"):
        pass
    answer(small, "backup", str(longer))
    grow(longer)
    for path in (other, longer):
        before = contents(path)
        assert "no earlier copy" in refused(small, 3, "backup", str(path), "--force")
        assert contents(path) == before
    for name, content in (("key", b"PRIVATE+KEY+"), ("note.txt", b"a letter")):
        (tmp_path / name).write_bytes(content)
        refused(small, 3, "backup", str(tmp_path / name), "--force")
        assert (tmp_path / name).read_bytes() == content


def test_a_copy_that_somebody_writes_to_is_not_replaced(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    answer(small, "backup", str(copy))
    with Log.open(copy) as used, used.write() as transaction:
        transaction.append_heads()
        transaction.rollback()
    with Log.open(copy) as used:
        with used.write() as transaction:
            transaction.append_heads()
        assert "written to" in refused(small, 3, "backup", str(copy), "--force")
    assert contents(copy)[0] == 22


@pytest.mark.parametrize(
    "damage", ["PRAGMA user_version=99", "DELETE FROM entries WHERE position = 9"]
)
def test_a_log_that_cannot_be_opened_is_not_replaced(
    damage: str, small: Path, tmp_path: Path
) -> None:
    """One of a later program, or one that lost entries, may be all that somebody has."""
    other = tmp_path / "other.db"
    answer(small, "backup", str(other))
    change(other, damage)
    before = other.read_bytes()
    assert "no earlier copy" in refused(small, 3, "backup", str(other), "--force")
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    "end", ["", "-wal", ".lock", ".people", ".people-journal", ".people.keys", ".views-wal"]
)
def test_a_log_is_not_copied_over_itself(small: Path, end: str) -> None:
    before = contents(small)
    assert "itself" in refused(small, 3, "backup", str(small) + end, "--force")
    assert contents(small) == before


def test_what_cannot_be_copied_leaves_nothing(small: Path, tmp_path: Path) -> None:
    refused(tmp_path / "none.db", 5, "backup", str(tmp_path / "copy.db"))
    refused(small, 7, "backup", str(tmp_path / "no-folder" / "copy.db"))
    (tmp_path / "text.db").write_text("not a log at all")
    refused(tmp_path / "text.db", 6, "backup", str(tmp_path / "copy.db"))
    assert files(tmp_path) == {"season.db", "text.db"}


def test_a_damaged_log_gives_no_copy(small: Path, tmp_path: Path) -> None:
    grow(small, 300)
    change(small, "UPDATE tiles SET hashes = zeroblob(8192), root = zeroblob(32)")
    with pytest.raises(DamagedLogError):
        back_up(str(small), str(tmp_path / "copy.db"), silent)
    assert files(tmp_path) == {"season.db"}


def test_a_full_disk_leaves_no_half_copy(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite_opening.connect

    def small_disk(name: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        connection = real(name, pragmas)
        connection.execute("PRAGMA max_page_count=3")
        return connection

    monkeypatch.setattr("event_store.backup.connect", small_disk)
    with pytest.raises(StoreUnavailableError) as caught:
        back_up(str(small), str(tmp_path / "copy.db"), silent)
    assert (caught.value.cause, caught.value.path) == ("disk_full", str(tmp_path / "copy.db"))
    assert files(tmp_path) == {"season.db"}


def test_progress_is_told_to_the_end(small: Path, tmp_path: Path) -> None:
    grow(small, 6_000)
    told: dict[str, list[tuple[int, int]]] = {"copying": [], "checking": []}
    back_up(str(small), str(tmp_path / "copy.db"), lambda phase, *far: told[phase].append(far))
    for steps in told.values():
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1] > 1


def test_the_copy_has_the_permissions_of_the_log(small: Path, tmp_path: Path) -> None:
    small.chmod(0o640)
    answer(small, "backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o640


def test_errors_are_told_in_vietnamese(small: Path, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    answer(small, "backup", copy)
    assert "đã có sẵn" in refused(small, 3, "backup", copy, CONGRESS_LANG="vi")
    told = congress(small, "sao-luu", copy, "--force", CONGRESS_LANG="vi")
    assert "Đã sao chép" in told.stderr
    assert "số mục ghi" in told.stdout
