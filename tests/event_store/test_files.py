"""A log as a file: what SQLite enforces, what is refused on opening, what a bad disk leaves."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from event_store import canonical, files, sqlite_files
from event_store.errors import (
    BadEntryError,
    DamagedLogError,
    GapError,
    LogError,
    LogExistsError,
    LogMissingError,
    NewerFormatError,
    NotALogError,
    RolledBackError,
    StoreUnavailableError,
)
from event_store.log import Log
from event_store.schema import WRITER_PRAGMAS
from tests.event_store.conftest import note

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
ROOT = Path(__file__).parent.parent.parent


def append(log: Log, count: int = 1) -> None:
    with log.write() as tx:
        tx.append([note(n) for n in range(count)], recorded_at=tx.now()[0])


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any SQLite program may open it, with the pragmas of a careful one."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA recursive_triggers=ON")
    try:
        yield connection
    finally:
        connection.close()


def change(path: Path, *statements: str) -> None:
    """Alter a closed log behind its back."""
    with raw(path) as connection:
        for name in ("entries_no_update", "entries_no_delete", "entries_next", "entries_once"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.execute(statement)


class TestTables:
    """The schema's own guard against any program that can open the file."""

    @pytest.fixture
    def filled(self, path: Path) -> Path:
        with Log.open(path) as log:
            append(log, 3)
        return path

    @pytest.mark.parametrize(
        ("statement", "refusal"),
        [
            ("INSERT INTO entries VALUES (6, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (4, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (NULL, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (5, 'note/a', 3, 't', x'7b7d')", "version is taken"),
            (
                "REPLACE INTO entries VALUES (5, 'note/a', 3, 't', x'7b7d')",
                "version is taken",
            ),
            ("REPLACE INTO entries VALUES (4, 'note/a', 3, 't', x'7b7d')", "next|taken"),
            (
                "INSERT INTO entries SELECT 4, 'x', 1, 't', x'' WHERE 1 ON CONFLICT DO NOTHING",
                "must be next",
            ),
            ("UPDATE entries SET entry = x'7b7d' WHERE position = 4", "append only"),
            ("UPDATE OR REPLACE entries SET position = 2 WHERE position = 4", "append only"),
            ("DELETE FROM entries WHERE position = 4", "append only"),
            ("DELETE FROM entries", "append only"),
            ("INSERT INTO entries VALUES (5, 'x', 1, 't', zeroblob(60001))", "CHECK"),
            ("INSERT INTO entries VALUES (5, 'x', 1, 't', 'text')", "cannot store TEXT"),
        ],
    )
    def test_entries_are_only_appended(self, filled: Path, statement: str, refusal: str) -> None:
        with raw(filled) as connection:
            before = connection.execute("SELECT * FROM entries").fetchall()
            with pytest.raises(sqlite3.IntegrityError, match=refusal):
                connection.execute(statement)
            assert connection.execute("SELECT * FROM entries").fetchall() == before

    def test_the_next_position_is_accepted(self, filled: Path) -> None:
        with raw(filled) as connection:
            connection.execute("INSERT INTO entries VALUES (5, 'note/a', 4, 't', x'7b7d')")
            assert connection.execute("SELECT max(position) FROM entries").fetchone() == (5,)

    def test_the_file_says_what_it_is(self, filled: Path) -> None:
        header = filled.read_bytes()[:100]
        assert header[68:72] == b"Cong"
        assert header[60:64] == bytes([0, 0, 0, 1])
        assert header[18:20] == b"\x02\x02", "write-ahead logging is not on"

    def test_the_tables_are_those_of_the_format(self, path: Path) -> None:
        with raw(path) as connection:
            found = connection.execute(
                "SELECT name, type, sql LIKE '%STRICT%' FROM sqlite_schema"
                " WHERE sql IS NOT NULL ORDER BY name"
            ).fetchall()
        assert found == [
            ("checkpoints", "table", 1),
            ("commands", "table", 1),
            ("cosignatures", "table", 1),
            ("entries", "table", 1),
            ("entries_next", "trigger", 0),
            ("entries_no_delete", "trigger", 0),
            ("entries_no_update", "trigger", 0),
            ("entries_once", "trigger", 0),
            ("entries_stream", "index", 0),
            ("streams", "table", 1),
            ("tiles", "table", 1),
        ]

    def test_the_writer_waits_for_the_disk(self, path: Path) -> None:
        connection = sqlite_files.open_writer(str(path))
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "recursive_triggers",
                "trusted_schema",
                "cell_size_check",
                "busy_timeout",
            )
        }
        connection.close()
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "recursive_triggers": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "busy_timeout": 5000,
        }
        assert len(WRITER_PRAGMAS) == len(found) - 1

    def test_a_reader_cannot_write(self, path: Path) -> None:
        with Log.open(path) as log, log.store.reading() as rows:
            connection: sqlite3.Connection = rows._connection  # type: ignore[attr-defined]
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute("DELETE FROM streams")


class TestCreating:
    def test_only_the_log_and_its_lock_remain(self, path: Path) -> None:
        assert sorted(p.name for p in path.parent.iterdir()) == ["season.log", "season.log.lock"]

    def test_what_is_there_is_not_touched(self, path: Path) -> None:
        before = path.read_bytes()
        with pytest.raises(LogExistsError) as caught:
            Log.create(path)
        assert (caught.value.path, caught.value.code) == (str(path), "log_exists")
        assert path.read_bytes() == before

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(StoreUnavailableError) as caught:
            Log.create(tmp_path / "none" / "x.log")
        assert caught.value.cause == "no_folder"
        assert list(tmp_path.iterdir()) == []

    def test_a_bad_origin_leaves_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(BadEntryError):
            Log.create(tmp_path / "x.log", origin="a b")
        assert list(tmp_path.iterdir()) == []

    def test_the_remains_of_a_crash_are_cleared(self, tmp_path: Path) -> None:
        path = tmp_path / "x.log"
        for end in (".new", ".new-wal", ".new-shm"):
            path.with_name(path.name + end).write_bytes(b"half a log")
        Log.create(path).close()
        assert not list(tmp_path.glob("*.new*"))
        with Log.open(path) as log:
            assert log.size == 1

    @pytest.mark.parametrize("step", ["_build", "_sync"])
    def test_a_failure_leaves_no_half_log(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        real = getattr(files, step)

        def breaks(*arguments: Any) -> None:
            real(*arguments)
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, step, breaks)
        with pytest.raises(StoreUnavailableError) as caught:
            Log.create(tmp_path / "x.log")
        assert caught.value.cause == "disk_full"
        assert [p.name for p in tmp_path.iterdir()] == ["x.log.lock"]

    def test_a_kill_at_any_moment_leaves_a_whole_log_or_none(self, tmp_path: Path) -> None:
        for step in ("_build", "_sync"):
            path = tmp_path / f"{step}.log"
            code = f"""
                import os, sys
                from event_store import files
                from event_store.log import Log
                real = files.{step}
                def dies(*arguments):
                    real(*arguments)
                    os.kill(os.getpid(), 9)
                files.{step} = dies
                Log.create(sys.argv[1])
            """
            assert run(code, str(path)).returncode == -9
            assert not path.exists()
            Log.create(path).close()

    def test_odd_names_are_only_names(self, tmp_path: Path) -> None:
        path = tmp_path / "100% sure? #1 – đại hội.log"
        with Log.create(path) as log:
            append(log)
        assert Log.open(path).size == 2
        assert path.exists()

    def test_a_link_leads_to_the_same_lock(self, path: Path) -> None:
        link = path.with_name("link.log")
        link.symlink_to(path)
        with Log.open(link) as log:
            append(log)
            assert log.path == str(path)
        assert not link.with_name("link.log.lock").exists()


class TestOpening:
    def check_refused(self, path: Path, error: type[LogError]) -> Any:
        """Opening fails in either way and leaves the file as it was."""
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(error):
            Log.open(path, read_only=True)
        with pytest.raises(error) as caught:
            Log.open(path)
        if before is not None:
            assert path.read_bytes() == before
        return caught.value

    def test_a_missing_file(self, tmp_path: Path) -> None:
        error = self.check_refused(tmp_path / "x.log", LogMissingError)
        assert error.path == str(tmp_path / "x.log")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 4096, b"SQLite format 3\x00"])
    def test_a_file_that_is_no_database(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "x.log"
        path.write_bytes(content)
        self.check_refused(path, NotALogError)
        assert [p.name for p in tmp_path.iterdir()] == ["x.log"]

    def test_random_bytes_behind_a_good_header(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:100] + os.urandom(8000))
        with pytest.raises((NotALogError, DamagedLogError)):
            Log.open(path)

    def test_a_folder(self, tmp_path: Path) -> None:
        assert self.check_refused(tmp_path, NotALogError).found == "it is a folder"

    def test_another_applications_database(self, tmp_path: Path) -> None:
        path = tmp_path / "x.log"
        with raw(path) as connection:
            connection.execute("CREATE TABLE entries (position, entry)")
        assert "another application" in self.check_refused(path, NotALogError).found

    def test_other_tables(self, path: Path) -> None:
        change(path, "DROP TABLE entries")
        self.check_refused(path, NotALogError)

    def test_no_genesis(self, path: Path) -> None:
        change(path, "DELETE FROM entries")
        self.check_refused(path, NotALogError)

    @pytest.mark.parametrize("entry", [b"{}", b"[]", b"no json", b'{"type":"log.created"}'])
    def test_another_first_entry(self, path: Path, entry: bytes) -> None:
        change(path, f"UPDATE entries SET entry = x'{entry.hex()}'")
        self.check_refused(path, NotALogError)

    @pytest.mark.parametrize("version", [0, 2])
    def test_tables_of_another_version(self, path: Path, version: int) -> None:
        change(path, f"PRAGMA user_version={version}")
        error = self.check_refused(path, NewerFormatError)
        assert (error.found, error.known, error.code) == (version, 1, "newer_format")

    def test_what_is_no_log_is_said_before_what_is_newer(self, path: Path) -> None:
        change(path, "PRAGMA user_version=2", "DELETE FROM entries")
        self.check_refused(path, NotALogError)

    @pytest.mark.parametrize("member", ["format", "hash"])
    def test_a_genesis_of_a_later_kind(self, path: Path, member: str) -> None:
        entry = Log.open(path).entry(1)
        if member == "format":
            entry["format"] = 2
        else:
            entry["data"]["hash"] = "sha3"
        change(path, f"UPDATE entries SET entry = x'{canonical.encode(entry).hex()}'")
        error = self.check_refused(path, NewerFormatError)
        assert error.found == (2 if member == "format" else "sha3")

    def test_a_last_entry_of_a_later_kind(self, path: Path) -> None:
        with raw(path) as connection:
            connection.execute(
                "INSERT INTO entries VALUES (2, 's', 1, 't', ?)", (b'{"format":2}',)
            )
        assert self.check_refused(path, NewerFormatError).found == 2

    def test_a_log_shorter_than_its_checkpoint(self, path: Path) -> None:
        change(path, "INSERT INTO checkpoints VALUES (1, 'a note'), (2, 'a note')")
        error = self.check_refused(path, RolledBackError)
        assert (error.size, error.checkpoint, error.code) == (1, 2, "rolled_back")

    def test_a_log_as_long_as_its_checkpoint_opens(self, path: Path) -> None:
        change(path, "INSERT INTO checkpoints VALUES (1, 'a note')")
        with Log.open(path) as log:
            assert log.size == 1

    def test_a_log_open_for_reading_refuses_to_write(self, path: Path) -> None:
        with Log.open(path, read_only=True) as log:
            with pytest.raises(StoreUnavailableError) as caught, log.write():
                pass
            assert caught.value.cause == "read_only"
            assert log.size == 1

    def test_what_was_written_is_there_when_opened_again(self, path: Path) -> None:
        with Log.open(path) as log:
            append(log, 300)
            entries = list(log.scan())
            root = log.root()
        assert sorted(p.name for p in path.parent.iterdir()) == ["season.log", "season.log.lock"]
        with Log.open(path) as log:
            assert list(log.scan()) == entries
            assert log.root() == root


class TestDamage:
    def test_a_missing_position_stops_a_scan(self, path: Path) -> None:
        with Log.open(path) as log:
            append(log, 5)
        change(path, "DELETE FROM entries WHERE position = 3")
        with Log.open(path) as log:
            scan = log.scan()
            assert [next(scan)["position"], next(scan)["position"]] == [1, 2]
            with pytest.raises(GapError) as caught:
                next(scan)
            assert (caught.value.expected, caught.value.found) == (3, 4)

    def test_a_missing_tile_is_not_passed_over(self, path: Path) -> None:
        with Log.open(path) as log:
            append(log, 600)
        change(path, "DELETE FROM tiles WHERE n = 0")
        with Log.open(path) as log, pytest.raises(DamagedLogError):
            log.root()

    def test_two_openings_see_each_other(self, path: Path) -> None:
        with Log.open(path) as one, Log.open(path) as two:
            for n in range(300):
                append(one if n % 3 else two)
                assert one.size == two.size == n + 2
            assert one.root() == two.root()
            assert [e["version"] for e in one.stream("note/a")] == list(range(1, 301))

    def test_rules_adopted_by_another_opening_are_found(self, path: Path) -> None:
        def adopt(log: Log, name: str) -> int:
            with log.write() as tx:
                return tx.rules([], {"name": name, "text": ""}, tx.now()[0])

        with Log.open(path) as one, Log.open(path) as two:
            assert (adopt(one, "p"), adopt(two, "q"), adopt(one, "q")) == (2, 3, 3)
            assert (adopt(two, "p"), one.size) == (2, 3)


class TestLock:
    """One writer at a time, among all processes that know the lock, and all that do not."""

    def is_held(self, path: Path) -> bool:
        with path.with_name(path.name + ".lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def test_the_lock_is_held_as_long_as_the_transaction(self, path: Path) -> None:
        with Log.open(path) as log:
            assert not self.is_held(path)
            with log.write() as tx:
                assert self.is_held(path)
                tx.append_heads()
                assert self.is_held(path)
            assert not self.is_held(path)
            assert log.size == 2

    def test_the_lock_is_let_go_of_after_a_failure(self, path: Path) -> None:
        with Log.open(path) as log:
            with pytest.raises(ZeroDivisionError), log.write():
                raise ZeroDivisionError
            assert not self.is_held(path)

    def test_the_lock_is_held_while_the_wal_is_emptied(self, path: Path) -> None:
        with Log.open(path) as log:
            append(log)
            closing = threading.Thread(target=log.close)
            with path.with_name(path.name + ".lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                closing.start()
                closing.join(0.2)
                assert closing.is_alive()
            closing.join()
        assert not path.with_name(path.name + "-wal").exists()

    def test_a_program_that_knows_no_lock_cannot_write_in_between(self, path: Path) -> None:
        with Log.open(path) as log, raw(path) as other, log.write():
            other.execute("PRAGMA busy_timeout=1")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")

    def test_a_forked_child_takes_a_lock_of_its_own(self, path: Path) -> None:
        code = """
            import fcntl, os, sys
            from event_store.lock import FileLock
            lock = FileLock(sys.argv[1])
            with lock:
                child = os.fork()
                if not child:
                    try:
                        fcntl.flock(lock._file(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        os._exit(7)
                    os._exit(0)
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
        assert run(code, str(path) + ".lock").stdout == "7\n"

    def test_a_reader_does_not_keep_the_wal_from_being_emptied(self, path: Path) -> None:
        copy = path.with_name("copy.log")
        with raw(path) as other:
            assert other.execute("SELECT count(*) FROM entries").fetchone() == (1,)
            with Log.open(path) as log:
                append(log, 20)
            copy.write_bytes(path.read_bytes())
        with Log.open(copy) as log:
            assert log.size == 21


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


FILL_UP = """
    import json, resource, sys
    from event_store.errors import StoreUnavailableError
    from event_store.log import Draft, Log
    path, limit = sys.argv[1], int(sys.argv[2])
    log = Log.open(path)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    kept, causes = log.size, []
    while len(causes) < 3:
        try:
            with log.write() as tx:
                draft = Draft(actor="op:test", stream="note/a", type="note.taken",
                              data={"x": "x" * 20_000})
                tx.append([draft] * 3, recorded_at=tx.now()[0])
            kept += 3
        except StoreUnavailableError as error:
            causes.append(error.cause)
    print(json.dumps({"kept": kept, "causes": causes}))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A disk with little room, and how to enter it; without the right to mount, none."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield place, "mounted" if mounted else "limited"
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


class TestBadDisk:
    def check_whole(self, path: Path, kept: int) -> None:
        with Log.open(path) as log:
            assert log.size == kept
            assert [e["position"] for e in log.scan()] == list(range(1, kept + 1))

    def test_a_full_disk_keeps_what_was_acknowledged(self, small_disk: tuple[Path, str]) -> None:
        folder, kind = small_disk
        path = folder / "x.log"
        Log.create(path).close()
        done = run(FILL_UP, str(path), "0" if kind == "mounted" else "600000")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert found["kept"] > 4
        if kind == "mounted":
            assert found["causes"] == ["disk_full"] * 3
        self.check_whole(path, found["kept"])

    def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(self, path: Path) -> None:
        done = run(FILL_UP, str(path), "600000")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert found["kept"] > 4
        assert set(found["causes"]) <= {"disk_full", "io_error"}
        self.check_whole(path, found["kept"])
        with Log.open(path) as log:
            append(log)

    def test_after_a_full_disk_writing_goes_on(self, path: Path) -> None:
        with Log.open(path) as log:
            append(log)
            connection = log.store.datastore._connection  # type: ignore[attr-defined]
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")
            with pytest.raises(StoreUnavailableError) as caught:
                append(log, 500)
            assert (caught.value.cause, caught.value.unsure) == ("disk_full", False)
            assert log.size == 2
            connection.execute("PRAGMA max_page_count=1000000")
            append(log, 500)
            assert log.size == 502

    def test_an_error_at_commit_ends_the_writer(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Log.open(path) as log:
            append(log)
            datastore = log.store.datastore  # type: ignore[attr-defined]
            monkeypatch.setattr(datastore, "_connection", Failing(datastore._connection))
            with pytest.raises(StoreUnavailableError) as caught:
                append(log)
            assert (caught.value.cause, caught.value.unsure) == ("io_error", True)
            assert "not known" in str(caught.value)
            with pytest.raises(StoreUnavailableError, match="this writer has ended"):
                append(log)
            assert log.size == 2
        self.check_whole(path, 2)

    def test_another_program_holding_the_file_is_named(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        quick = [p for p in WRITER_PRAGMAS if "busy" not in p] + ["PRAGMA busy_timeout=1"]
        monkeypatch.setattr(sqlite_files, "WRITER_PRAGMAS", tuple(quick))
        with Log.open(path) as log, raw(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailableError) as caught:
                append(log)
            assert caught.value.cause == "busy"
            other.execute("ROLLBACK")
            append(log)
            assert log.size == 2


class Failing:
    """A connection whose disk fails when it must be waited for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._real = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, statement: str, *parameters: Any) -> Any:
        if statement != "COMMIT":
            return self._real.execute(statement, *parameters)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise error


WITHOUT_RIGHTS = """
    import json, os, sys
    from event_store.errors import StoreUnavailableError
    from event_store.log import Draft, Log
    if os.geteuid() == 0:
        os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
    found = []
    def attempt(name, call):
        try:
            call()
            found.append(name)
        except StoreUnavailableError as error:
            found.append([name, error.cause])
    def write():
        with Log.open(sys.argv[1]) as log, log.write() as tx:
            tx.append_heads()
    attempt("read", lambda: Log.open(sys.argv[1]).raw(1))
    attempt("write", write)
    attempt("create", lambda: Log.create(sys.argv[1] + "2"))
    print(json.dumps(found))
"""


class TestRights:
    @pytest.fixture
    def open_path(self, tmp_path: Path, path: Path) -> Path:
        """A log that may be reached by anybody."""
        for folder in (tmp_path, *list(tmp_path.parents)[:3]):
            with contextlib.suppress(PermissionError):
                folder.chmod(folder.stat().st_mode | 0o055)
        path.chmod(0o644)
        return path

    def attempts(self, path: Path) -> Any:
        done = run(WITHOUT_RIGHTS, str(path), str(NOBODY))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def test_a_file_without_the_right_to_write(self, open_path: Path) -> None:
        open_path.chmod(0o444)
        open_path.parent.chmod(0o777)
        open_path.with_name(open_path.name + ".lock").chmod(0o666)
        found = self.attempts(open_path)
        assert found == ["read", ["write", "read_only"], "create"]

    def test_a_folder_without_the_right_to_write(self, open_path: Path) -> None:
        open_path.parent.chmod(0o555)
        try:
            found = self.attempts(open_path)
        finally:
            open_path.parent.chmod(0o755)
        assert found == [["read", "read_only"], ["write", "read_only"], ["create", "read_only"]]

    def test_a_file_without_the_right_to_read(self, open_path: Path) -> None:
        open_path.chmod(0)
        open_path.parent.chmod(0o777)
        found = self.attempts(open_path)
        assert found[:2] == [["read", "read_only"], ["write", "read_only"]]

    def test_a_read_only_medium_is_read_as_it_is(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing is made beside the log; where mounting is allowed, the medium is a real one."""
        with Log.open(path) as log:
            append(log, 300)
        with read_only_medium(path.parent, monkeypatch) as real, Log.open(path) as log:
            assert log.size == 301
            assert not path.with_name(path.name + "-shm").exists()
            if real:
                with pytest.raises(StoreUnavailableError) as caught:
                    append(log)
                assert caught.value.cause == "read_only"

    def test_a_wal_on_a_read_only_medium_is_not_passed_over(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wal = path.with_name(path.name + "-wal")
        monkeypatch.setattr(os, "statvfs", lambda _: ReadOnly)
        wal.write_bytes(b"something")
        assert not sqlite_files.is_frozen(str(path))
        wal.write_bytes(b"")
        assert sqlite_files.is_frozen(str(path))
        wal.unlink()
        assert sqlite_files.is_frozen(str(path))
        monkeypatch.undo()
        assert not sqlite_files.is_frozen(str(path))


class ReadOnly:
    f_flag = os.ST_RDONLY


@contextlib.contextmanager
def read_only_medium(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Make a folder a read-only medium, or at least have it called one."""
    bind = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False)
    if bind.returncode == 0:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        try:
            yield True
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    else:
        monkeypatch.setattr(os, "statvfs", lambda _: ReadOnly)
        yield False


def test_importing_the_log_loads_only_what_it_needs() -> None:
    code = """
        import sys
        import event_store.log
        heavy = {"asyncio", "ssl", "http", "socket", "psycopg", "hypothesis", "transitions",
                 "msgspec", "click", "rich", "event_store.mapper", "subprocess", "tempfile"}
        print(*sorted(heavy & set(sys.modules)))
    """
    done = run(code)
    assert (done.returncode, done.stdout.split()) == (0, [])


CLOSING = """
    import sys, threading
    from event_store.log import Draft, Log
    path = sys.argv[1]
    with Log.open(path) as log, log.write() as tx:
        draft = Draft(actor="op:test", stream="note/a", type="note.taken", data={"x": "x" * 999})
        tx.append([draft] * 2000, recorded_at=tx.now()[0])
    complaints = []
    def read(log):
        try:
            while True:
                sum(1 for _ in log.scan())
        except ValueError as error:
            complaints.append(str(error))
    for _ in range(30):
        log = Log.open(path)
        threads = [threading.Thread(target=read, args=(log,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        log.size
        log.close()
        for thread in threads:
            thread.join()
    print(len(complaints), *{c.removeprefix("the log " + path) for c in complaints})
"""


def test_a_log_may_be_closed_while_others_read(path: Path) -> None:
    """SQLite's connections must not be closed under a thread that uses them: that crashes."""
    done = run(CLOSING, str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "120  was closed\n"


def test_a_log_is_not_closed_within_its_own_transaction(path: Path) -> None:
    with Log.open(path) as log:
        with log.write() as tx:
            tx.append([note()], recorded_at=tx.now()[0])
            with pytest.raises(RuntimeError, match="writing to the log already"):
                log.close()
        assert log.size == 2
        append(log)
        assert log.size == 3
