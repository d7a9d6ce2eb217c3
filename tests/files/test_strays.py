"""What SQLite pairs with a log by its name is never taken over, and never deleted."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from event_store.aside import built_aside, clear, leftovers
from event_store.errors import StoreUnavailableError
from event_store.log import Log
from tests.event_store.conftest import append, run
from tests.operator.program import ROOT, Operator

ENDS = ("-wal", "-shm")
STRAYS = ("-wal", "-journal")
KILLED = """
    import os, sys
    from event_store.log import Log
    from tests.event_store.conftest import append
    log = Log.open(sys.argv[1])
    append(log, 3)
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def killed(season: Operator) -> Operator:
    """A log that a killed writer left, with a WAL that holds its last entries."""
    assert run(KILLED, str(season.log)).returncode == -9
    return season


@pytest.mark.parametrize("words", [("init",), ("init", "--simulation"), ("demo",)])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_wal_of_a_log_that_is_gone_is_not_taken_over(
    killed: Operator, words: tuple[str, ...], language: str
) -> None:
    gone = killed.log.rename(killed.log.with_name("moved"))
    before = {path.name: path.read_bytes() for path in killed.log.parent.iterdir()}
    done = killed.run("--lang", language, *words)
    assert (done.code, done.out) == (3, "")
    assert "season.db-wal" in done.err
    assert ("Nothing was made" if language == "en" else "Chưa tạo") in done.err
    after = {path.name: path.read_bytes() for path in killed.log.parent.iterdir()}
    assert after == before
    gone.rename(killed.log)
    assert killed.run("verify", "--full").code == 0


@pytest.mark.parametrize("end", STRAYS)
def test_neither_init_nor_backup_touches_what_lies_there(season: Operator, end: str) -> None:
    stray = season.log.with_name(f"other.db{end}")
    stray.write_bytes(b"the only copy")
    assert Operator(season.log.with_name("other.db")).run("init").code == 3
    done = season.run("backup", "other.db", "--force")
    assert (done.code, done.out) == (3, "")
    assert stray.read_bytes() == b"the only copy"
    assert not stray.with_name("other.db").exists()
    assert not list(season.log.parent.glob(".*congress-part"))


def test_what_a_reader_leaves_is_in_nobodys_way(season: Operator) -> None:
    season.ok("status")
    season.log.unlink()
    for end in ("", ".views"):
        for beside in season.log.parent.glob(f"{season.log.name}{end}"):
            beside.unlink()
    assert season.log.with_name("season.db-wal").stat().st_size == 0
    season.ok("init", "--simulation")
    season.ok("verify", "--full")


def test_what_a_running_program_shares_is_not_taken_over(season: Operator) -> None:
    """It has the file open whose name is gone, and would write to the WAL of the new one."""
    words = [sys.executable, "-c", textwrap.dedent(READING), str(season.log)]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        season.log.unlink()
        done = season.run("init")
        assert (done.code, done.out) == (3, "")
        assert "season.db-shm" in done.err
        program.communicate(b"\n")


def test_restore_sets_a_wal_and_a_journal_aside(season: Operator) -> None:
    season.ok("backup", "copy.db")
    season.log.unlink()
    for end in ("-wal", "-journal"):
        season.log.with_name(f"season.db{end}").write_bytes(b"the only copy")
    season.ok("restore", "copy.db")
    season.ok("verify", "--full")
    kept = sorted(season.log.parent.glob("season.db.before-restore-*"))
    assert [path.read_bytes() for path in kept] == [b"the only copy"] * 2


def test_a_copy_with_a_journal_of_its_own_is_not_replaced(season: Operator) -> None:
    season.ok("backup", "copy.db")
    journal = season.log.with_name("copy.db-journal")
    journal.write_bytes(b"the only copy")
    assert season.run("backup", "copy.db", "--force").code == 3
    assert journal.read_bytes() == b"the only copy"


def foreign_journal(path: Path, place: Path) -> None:
    """Leave the journal of an unfinished change to another file at `place`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA cache_size=1")
        connection.execute("CREATE TABLE x (a)")
        connection.execute("INSERT INTO x VALUES (zeroblob(100000))")
        connection.execute("PRAGMA cache_spill=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE x SET a = randomblob(100000)")
        connection.execute("INSERT INTO x VALUES (zeroblob(1000000))")
        shutil.copy(f"{path}-journal", place)


@pytest.mark.parametrize(
    "words", [("status",), ("verify",), ("apply", "X-1.jsonl"), ("backup", "c")]
)
def test_a_journal_of_another_file_is_not_played_back(
    season: Operator, words: tuple[str, ...], tmp_path: Path
) -> None:
    journal = season.log.with_name("season.db-journal")
    foreign_journal(tmp_path / "other.db", journal)
    before = season.log.read_bytes(), journal.read_bytes()
    for language, told in (("en", "play back"), ("vi", "ghi đè vào sổ")):
        done = season.run("--lang", language, *words)
        assert (done.code, done.out) == (7, ""), done.err
        assert told in done.err
    assert (season.log.read_bytes(), journal.read_bytes()) == before
    journal.unlink()
    assert season.run("verify", "--full").code == 0


def test_a_change_of_the_journal_mode_that_broke_off_is_finished(season: Operator) -> None:
    """The first writer of a copy makes a journal of the first page, and may be killed there."""
    season.ok("backup", "copy.db")
    copy = season.log.with_name("copy.db")
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=1")
        connection.execute("PRAGMA cache_spill=1")
        left = copy.with_name("copy.db-journal").read_bytes()
        connection.execute("ROLLBACK")
    copy.with_name("copy.db-journal").write_bytes(left)
    with Log.open(copy) as log:
        append(log)
    assert Operator(copy).run("verify", "--full").code == 0


def test_an_empty_or_a_finished_journal_is_nobodys(season: Operator) -> None:
    journal = season.log.with_name("season.db-journal")
    for content in (b"", bytes(512)):
        journal.write_bytes(content)
        assert season.run("status").code == 0


def test_what_is_no_journal_at_all_is_kept(season: Operator) -> None:
    journal = season.log.with_name("season.db-journal")
    journal.write_bytes(b"a diary")
    with pytest.raises(StoreUnavailableError):
        Log.open(season.log)
    assert journal.read_bytes() == b"a diary"


READING = """
    import sys
    from event_store.log import Log
    with Log.open(sys.argv[1], read_only=True) as log:
        log.size
        print(flush=True)
        input()
"""
BUILDING = """
    import os, sys
    from pathlib import Path
    from event_store.aside import built_aside
    with built_aside(Path(sys.argv[1])) as aside:
        aside.write_bytes(b"half")
        aside.with_name("log-journal").write_bytes(b"half")
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(
    "words", [("backup", "copy.db"), ("restore", "first.db", "--force"), ("--log", "n.db", "init")]
)
def test_what_an_interrupted_one_left_is_named_and_cleared_by_the_next(
    season: Operator, words: tuple[str, ...]
) -> None:
    season.ok("backup", "first.db")
    own = season.log.with_name(".mine.0123456789abcdef.congress-part")
    own.write_bytes(b"a file of somebody's own")
    assert run(BUILDING, str(season.log.with_name("other.db"))).returncode == -9
    (left,) = leftovers(season.log.parent)
    assert left.name in season.run("doctor").out
    season.ok(*words)
    assert leftovers(season.log.parent) == []
    assert not left.exists()
    assert own.read_bytes() == b"a file of somebody's own"


def test_what_another_is_building_is_left_alone(tmp_path: Path) -> None:
    with built_aside(tmp_path / "a") as aside:
        aside.write_bytes(b"half")
        assert leftovers(tmp_path) == []
        clear(tmp_path)
        with built_aside(tmp_path / "b"):
            assert aside.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_somebodys_own_within_is_kept(tmp_path: Path) -> None:
    assert run(BUILDING, str(tmp_path / "a")).returncode == -9
    (folder,) = leftovers(tmp_path)
    (folder / "letter.txt").write_text("mine")
    clear(tmp_path)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


RESTORING = """
    import os, sys
    from pathlib import Path
    from event_store import restoring
    left = int(sys.argv[2])
    def dying(real):
        def call(*words, **more):
            global left
            if left == 0:
                os.kill(os.getpid(), 9)
            left -= 1
            return real(*words, **more)
        return call
    begun = restoring._set_aside
    def set_aside(*words):
        os.link, Path.rename, Path.unlink = map(dying, (os.link, Path.rename, Path.unlink))
        Path.replace = dying(Path.replace)
        return begun(*words)
    restoring._set_aside = set_aside
    restoring.restore("copy.db", sys.argv[1], lambda *_: None, stamp="20310101T000000Z",
                      force=True, accept_rollback=True)
"""


@pytest.mark.parametrize("step", range(12))
def test_a_restore_cut_off_anywhere_keeps_the_log_beside_its_wal(
    season: Operator, step: int
) -> None:
    season.ok("backup", "copy.db")
    assert run(KILLED, str(season.log)).returncode == -9
    with Log.open(season.log, read_only=True) as log:
        wanted = log.size, log.root()
    folder = season.log.parent
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RESTORING), str(season.log), str(step)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -9
    season.ok("restore", "copy.db", "--force", "--accept-rollback")
    season.ok("verify", "--full")
    kept = [p for p in folder.glob("season.db.before-restore-*") if p.name[-4:] not in ENDS]
    found = []
    for path in kept:
        with Log.open(path, read_only=True) as log:
            found.append((log.size, log.root()))
    assert wanted in found
    assert not [path for path in folder.glob("*-wal") if path.stat().st_nlink > 1]
