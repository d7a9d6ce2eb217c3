"""Full disks, read-only places and failing ones: what a log keeps, and what it says."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from event_store import sqlite_files
from event_store.errors import (
    StoreUnavailableError,
)
from event_store.log import Log
from event_store.patience import Patience
from event_store.schema import WRITER_PRAGMAS
from tests.event_store.conftest import append, raw, run

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


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
                draft = Draft(actor="op:test", stream="person/a", type="note.taken",
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
        with Log.open(path, patience=Patience(0.1)) as log, raw(path) as other:
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
    # What is imported later could not be read any more, where Python is in a home folder.
    import event_store.sqlite, event_store.unwritable
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
        assert found == ["read", ["write", "read_only"], ["create", "read_only"]]

    def test_a_file_without_the_right_to_read(self, open_path: Path) -> None:
        open_path.chmod(0)
        open_path.parent.chmod(0o777)
        found = self.attempts(open_path)
        assert found[:2] == [["read", "no_right"], ["write", "no_right"]]

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
