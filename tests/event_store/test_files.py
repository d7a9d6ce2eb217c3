"""A log as a file: made whole or not at all, refused where it is something else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from event_store import canonical, files
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
from tests.event_store.conftest import append, change, raw, run


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
        code = """
            import os, sys
            from event_store import files
            from event_store.log import Log
            files.sync = lambda _: os.kill(os.getpid(), 9)
            Log.create(sys.argv[1])
        """
        assert run(code, str(path)).returncode == -9
        assert len(list(tmp_path.glob(".*.congress-part"))) == 1
        Log.create(path).close()
        assert not list(tmp_path.glob(".*.congress-part"))
        with Log.open(path) as log:
            assert log.size == 1

    def test_a_file_of_somebodys_own_is_kept_whatever_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "x.log"
        names = (".new", ".new-wal", ".new-shm", ".new-journal", ".new-20260801")
        for end in names:
            path.with_name(path.name + end).write_bytes(b"a log of mine")
        Log.create(path).close()
        kept = [path.with_name(path.name + end).read_bytes() for end in names]
        assert kept == [b"a log of mine"] * len(names)

    @pytest.mark.parametrize("step", ["_build", "sync"])
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
        for step in ("_build", "sync"):
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
        assert self.check_refused(tmp_path, NotALogError).found.en == "it is a folder"

    def test_another_applications_database(self, tmp_path: Path) -> None:
        path = tmp_path / "x.log"
        with raw(path) as connection:
            connection.execute("CREATE TABLE entries (position, entry)")
        assert "another application" in self.check_refused(path, NotALogError).found.en

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

    def test_tables_of_a_newer_version(self, path: Path) -> None:
        change(path, "PRAGMA user_version=2")
        error = self.check_refused(path, NewerFormatError)
        assert (error.found, error.known, error.code) == (2, 1, "newer_format")

    def test_tables_of_a_version_that_never_was_are_damage(self, path: Path) -> None:
        change(path, "PRAGMA user_version=0")
        assert self.check_refused(path, DamagedLogError).code == "damaged"

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
            assert [e["version"] for e in one.stream("person/a")] == list(range(1, 301))

    def test_rules_adopted_by_another_opening_are_found(self, path: Path) -> None:
        def adopt(log: Log, name: str) -> int:
            with log.write() as tx:
                return tx.rules([], {"name": name, "text": ""}, tx.now()[0])

        with Log.open(path) as one, Log.open(path) as two:
            assert (adopt(one, "p"), adopt(two, "q"), adopt(one, "q")) == (2, 3, 3)
            assert (adopt(two, "p"), one.size) == (2, 3)


def test_importing_the_log_loads_only_what_it_needs() -> None:
    code = """
        import sys
        import event_store.log
        heavy = {"asyncio", "ssl", "http", "socket", "psycopg", "hypothesis", "transitions",
                 "msgspec", "click", "rich", "subprocess", "tempfile"}
        print(*sorted(heavy & set(sys.modules)))
    """
    done = run(code)
    assert (done.returncode, done.stdout.split()) == (0, [])
