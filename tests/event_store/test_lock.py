"""One writer at a time, and closing while others are at work."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from pathlib import Path

import pytest

from event_store.errors import StoreUnavailableError
from event_store.log import Log
from tests.event_store.conftest import append, note, raw, run

WRITE_ONCE = """
    import sys
    from event_store.log import Draft, Log
    with Log.open(sys.argv[1]) as log, log.write() as tx:
        tx.append([Draft(actor="op:test", stream="person/b", type="note.taken", data={"n": 0})],
                  recorded_at=tx.now()[0])
"""


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


CLOSING = """
    import sys, threading
    from event_store.log import Draft, Log
    path = sys.argv[1]
    with Log.open(path) as log, log.write() as tx:
        draft = Draft(actor="op:test", stream="person/a", type="note.taken", data={"x": "x" * 999})
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
    print(len(complaints), *{c.replace(path, "X") for c in complaints})
"""


def test_a_log_may_be_closed_while_others_read(path: Path) -> None:
    """SQLite's connections must not be closed under a thread that uses them: that crashes."""
    done = run(CLOSING, str(path))
    assert (done.returncode, done.stderr) == (0, "")
    said = "The log X was closed. Nothing was read or recorded: open it again."
    assert done.stdout == f"120 {said}\n"


def test_a_log_is_not_closed_within_its_own_transaction(path: Path) -> None:
    with Log.open(path) as log:
        with log.write() as tx:
            tx.append([note()], recorded_at=tx.now()[0])
            with pytest.raises(RuntimeError, match="writing to the log already"):
                log.close()
        assert log.size == 2
        append(log)
        assert log.size == 3


class TestFile:
    """The file that is written is the one that others read."""

    def test_a_second_look_within_the_process_takes_no_lock_away(self, path: Path) -> None:
        """Another process that ends would remove the WAL, and what is written to it later."""
        with Log.open(path) as log:
            append(log)
            Log.open(path, read_only=True).close()
            Log.open(path).close()
            assert run(WRITE_ONCE, str(path)).returncode == 0
            assert path.with_name(path.name + "-wal").exists()
            append(log)
            assert run(WRITE_ONCE, str(path)).returncode == 0
            append(log)
        with Log.open(path) as log:
            assert [log.version(f"person/{name}") for name in "ab"] == [3, 2]

    @pytest.mark.parametrize("replaced", [False, True])
    def test_nothing_is_written_to_a_file_that_was_moved_away(
        self, path: Path, replaced: bool
    ) -> None:
        moved = path.with_name("moved.log")
        with Log.open(path) as log:
            append(log)
            path.rename(moved)
            if replaced:
                with Log.create(path.with_name("other.log")) as other, other.write() as tx:
                    tx.rollback()
                path.with_name("other.log").rename(path)
            with pytest.raises(StoreUnavailableError) as caught:
                append(log)
            assert caught.value.cause == "lost"
            assert log.size == 2
