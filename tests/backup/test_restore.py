"""`congress restore`: nothing is deleted, and no older or other past slips in unnoticed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from event_store import restoring
from event_store.errors import StoreUnavailableError
from event_store.log import Log
from event_store.proof.errors import BadNoteError
from event_store.restoring import kept_checkpoints, restore
from tests.backup.conftest import contents, files, grow, refused
from tests.backup.test_backup import silent
from tests.event_store.conftest import append, change, run
from tests.reading.program import ROOT, answer, congress
from tests.reliability import checks


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A copy of the small log."""
    answer(small, "backup", str(tmp_path / "copy.db"))
    return tmp_path / "copy.db"


def aside(path: Path) -> list[Path]:
    """The logs that were kept aside, without their WAL."""
    found = sorted(path.parent.glob(f"{path.name}.before-restore-*"))
    return [each for each in found if not each.name.endswith(("-wal", "-shm"))]


class TestRestoring:
    def test_a_restored_log_is_what_was_copied(
        self, small: Path, copy: Path, tmp_path: Path
    ) -> None:
        again = tmp_path / "again.db"
        found = answer(again, "restore", str(copy))
        assert contents(again) == contents(small)
        assert (found["size"], found["rolled_back"], found["aside"]) == (21, False, None)
        assert checks.faults(again) == []
        grow(again)
        assert checks.faults(again) == []
        assert contents(copy) == contents(small), "the copy stays as it was"

    def test_a_restored_season_is_read_as_before(self, season: Path, tmp_path: Path) -> None:
        answer(season, "backup", str(tmp_path / "copy.db"))
        again = tmp_path / "again.db"
        answer(again, "restore", str(tmp_path / "copy.db"))
        for words in (("status",), ("history", "TDP-08"), ("replay", "--check")):
            assert congress(again, *words).stdout == congress(season, *words).stdout
        assert "accepted" not in congress(again, "replay", "--check").stderr

    def test_a_log_is_replaced_only_when_forced_and_is_kept_aside(
        self, small: Path, copy: Path
    ) -> None:
        before = contents(small)
        assert "--force" in refused(small, 3, "restore", str(copy))
        assert (contents(small), aside(small)) == (before, [])
        found = answer(small, "restore", str(copy), "--force")
        assert [str(path) for path in aside(small)] == [found["aside"]]
        assert contents(aside(small)[0]) == before
        answer(small, "restore", str(copy), "--force")
        assert len(aside(small)) == 2, "the first is not overwritten"

    def test_a_damaged_log_is_replaced(self, small: Path, copy: Path) -> None:
        small.write_bytes(small.read_bytes()[:5_000])
        answer(small, "restore", str(copy), "--force")
        assert checks.faults(small) == []
        assert aside(small)[0].stat().st_size == 5_000

    def test_what_is_derived_from_the_old_log_is_gone(self, season: Path, tmp_path: Path) -> None:
        answer(season, "backup", str(tmp_path / "copy.db"))
        congress(season, "status")
        views = season.with_name(season.name + ".views")
        assert views.exists()
        answer(season, "restore", str(tmp_path / "copy.db"), "--force")
        assert not views.exists()
        assert congress(season, "replay", "--check").returncode == 0

    def test_the_wal_of_the_old_log_stays_with_it(self, small: Path, copy: Path) -> None:
        """A crash left it: its last entries are in the WAL only."""
        run(
            """
            import os, sys
            from event_store.log import Log
            from tests.event_store.conftest import append
            append(Log.open(sys.argv[1]), 4)
            os.kill(os.getpid(), 9)
            """,
            str(small),
        )
        done = answer(small, "restore", str(copy), "--force", "--accept-rollback")
        assert contents(small) == contents(copy)
        assert contents(aside(small)[0])[0] == done["size"] + 4

    def test_a_damaged_copy_is_not_restored(self, small: Path, copy: Path, tmp_path: Path) -> None:
        grow(small, 300)
        answer(small, "backup", str(copy), "--force")
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute("UPDATE tiles SET hashes = zeroblob(8192)")
        assert "tile_mismatch" in refused(tmp_path / "new.db", 6, "restore", str(copy))
        copy.write_bytes(b"half a copy")
        refused(tmp_path / "new.db", 6, "restore", str(copy))
        refused(tmp_path / "new.db", 5, "restore", str(tmp_path / "none.db"))
        assert files(tmp_path) == {"season.db", "copy.db"}

    def test_a_log_is_not_restored_from_itself(self, small: Path) -> None:
        before = contents(small)
        assert "itself" in refused(small, 3, "restore", str(small), "--force")
        assert contents(small) == before


HOLD = """
    import sys
    from event_store.log import Log
    log = Log.open(sys.argv[1], read_only=sys.argv[2] == "reading")
    with log.reading() if sys.argv[2] == "reading" else log.write() as rows:
        rows.size if sys.argv[2] == "writing" else rows.size()
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["reading", "writing"])
def test_a_log_that_a_program_has_open_is_not_replaced(small: Path, copy: Path, how: str) -> None:
    """It would go on in the old file, and take the new one's WAL away when it ends."""
    before = contents(small)
    words = [sys.executable, "-c", textwrap.dedent(HOLD), str(small), how]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"open\n"
        assert "another program" in refused(small, 7, "restore", str(copy), "--force")
        assert (contents(small), aside(small)) == (before, [])
        program.communicate()
    answer(small, "restore", str(copy), "--force")


def test_a_writer_waits_until_the_copy_is_in_place(
    small: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started in the midst of it, it writes to the restored log."""
    writer: list[subprocess.Popen[bytes]] = []
    real = restoring._set_aside

    def in_the_midst(*arguments: str) -> str | None:
        code = "import sys; from tests.backup.conftest import *; grow(Path(sys.argv[1]), 2)"
        kept = real(*arguments)  # type: ignore[arg-type]
        writer.append(subprocess.Popen([sys.executable, "-c", code, str(small)], cwd=ROOT))
        return kept

    monkeypatch.setattr(restoring, "_set_aside", in_the_midst)
    restore(str(copy), str(small), silent, stamp="now", force=True)
    if writer[0].wait():  # it looked while the log had no name, and said so
        grow(small, 2)
    assert contents(small)[0] == 23
    assert checks.faults(small) == []


@pytest.mark.parametrize("step", ["_set_aside", "take_name"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_step_nothing_is_lost(small: Path, copy: Path, step: str, when: str) -> None:
    before = contents(small)
    code = f"""
        import os, sys
        from event_store import restoring
        real = restoring.{step}
        def dies(*arguments):
            if "{when}" == "after":
                real(*arguments)
            os.kill(os.getpid(), 9)
        restoring.{step} = dies
        restoring.restore(sys.argv[1], sys.argv[2], lambda *_: None, stamp="now", force=True)
    """
    assert run(code, str(copy), str(small)).returncode == -9
    kept = [path for path in (small, *aside(small)) if path.exists()]
    assert before in [contents(path) for path in kept]
    answer(small, "restore", str(copy), "--force")
    assert contents(small) == contents(copy)


def test_a_wal_without_its_log_is_not_taken_for_one_of_the_copy(small: Path, copy: Path) -> None:
    """So a crash between two renamings leaves it."""
    with Log.open(small) as log:
        append(log, 3)
        wal = small.with_name(small.name + "-wal").read_bytes()
    small.unlink()
    small.with_name(small.name + "-wal").write_bytes(wal)
    answer(small, "restore", str(copy))
    assert contents(small) == contents(copy)
    (kept,) = small.parent.glob("*.before-restore-*-wal")
    assert kept.read_bytes() == wal


class TestRollback:
    def test_a_copy_older_than_the_log_is_reported(self, small: Path, copy: Path) -> None:
        grow(small, 5)
        before = contents(small)
        said = refused(small, 6, "restore", str(copy), "--force")
        assert "rolled back" in said
        assert "21" in said
        assert "26" in said
        assert (contents(small), aside(small)) == (before, [])

    def test_a_rollback_can_be_accepted_and_is_told_loudly(self, small: Path, copy: Path) -> None:
        grow(small, 5)
        words = ("restore", str(copy), "--force", "--accept-rollback")
        done = congress(small, *words)
        assert done.returncode == 0
        assert "ROLLED BACK: the log holds 21 entries now" in done.stderr
        assert "26" in done.stderr
        assert contents(small) == contents(copy)
        assert contents(aside(small)[0])[0] == 26

    def test_a_copy_older_than_a_kept_checkpoint_is_reported(
        self, small: Path, copy: Path, tmp_path: Path
    ) -> None:
        note, key = tmp_path / "kept.note", tmp_path / "log.key"
        congress(small, "keys", "new", "--key", str(key))
        note.write_text(congress(small, "checkpoint", "--key", str(key)).stdout)
        fresh = tmp_path / "fresh.db"
        for anchor in (note, Path(f"{key}.state")):
            said = refused(fresh, 6, "restore", str(copy), "--anchor", str(anchor))
            assert "21" in said
            assert "22" in said
            assert str(anchor) in said
        said = refused(fresh, 6, "restore", str(copy), CONGRESS_KEY=str(key))
        assert "log.key.state" in said
        assert not fresh.exists()
        answer(small, "backup", str(copy), "--force")
        answer(fresh, "restore", str(copy), "--anchor", str(note), CONGRESS_KEY=str(key))
        assert contents(fresh) == contents(small)

    def test_after_an_accepted_rollback_the_key_signs_no_second_history(
        self, small: Path, copy: Path, tmp_path: Path
    ) -> None:
        key = str(tmp_path / "log.key")
        congress(small, "keys", "new", "--key", key)
        congress(small, "checkpoint", "--key", key)
        answer(small, "restore", str(copy), "--force", "--accept-rollback")
        grow(small, 5)
        assert congress(small, "checkpoint", "--key", key).returncode == 6

    def test_a_log_cut_below_its_checkpoint_tells_what_is_missing(
        self, small: Path, copy: Path, tmp_path: Path
    ) -> None:
        key = str(tmp_path / "log.key")
        grow(small, 9)
        congress(small, "keys", "new", "--key", key)
        congress(small, "checkpoint", "--key", key)
        change(small, "DELETE FROM entries WHERE position > 10")
        assert "31" in refused(small, 6, "restore", str(copy), "--force")

    def test_a_key_that_has_signed_nothing_knows_nothing(self, copy: Path, tmp_path: Path) -> None:
        key = str(tmp_path / "log.key")
        congress(tmp_path / "none.db", "keys", "new", "--key", key, "--name", "congress.local/log")
        answer(tmp_path / "fresh.db", "restore", str(copy), CONGRESS_KEY=key)

    def test_the_key_of_another_log_has_no_say(self, copy: Path, tmp_path: Path) -> None:
        other, key = tmp_path / "other.db", str(tmp_path / "log.key")
        Log.create(other, origin="other.example/log").close()
        congress(other, "keys", "new", "--key", key)
        assert congress(other, "checkpoint", "--key", key).returncode == 0
        answer(tmp_path / "fresh.db", "restore", str(copy), CONGRESS_KEY=key)


class TestForks:
    def test_a_copy_of_another_log_is_refused(self, small: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        Log.create(other, origin="other.example/log").close()
        answer(other, "backup", str(tmp_path / "other-copy.db"))
        before = contents(small)
        words = ("restore", str(tmp_path / "other-copy.db"), "--force", "--accept-rollback")
        assert "of the log" in refused(small, 6, *words)
        assert (contents(small), aside(small)) == (before, [])

    @pytest.mark.parametrize("longer", [1, 9])
    def test_a_copy_with_another_past_is_refused(
        self, small: Path, copy: Path, longer: int
    ) -> None:
        grow(copy, longer)
        with Log.open(small) as log:
            for _ in range(4):
                append(log)
        words = ("restore", str(copy), "--force", "--accept-rollback")
        assert "different entries" in refused(small, 6, *words)
        assert (contents(small)[0], aside(small)) == (25, [])

    def test_a_copy_that_does_not_lead_to_a_kept_checkpoint_is_refused(
        self, copy: Path, tmp_path: Path
    ) -> None:
        note = tmp_path / "kept.note"
        root = "A" * 43 + "="
        with Log.open(copy, read_only=True) as log:
            note.write_text(f"{log.origin}\n20\n{root}\n")
        words = ("restore", str(copy), "--anchor", str(note), "--accept-rollback")
        said = refused(tmp_path / "fresh.db", 6, *words)
        assert "different entries within their first 20" in said
        note.write_text(f"other.example/log\n20\n{root}\n")
        assert "other.example" in refused(tmp_path / "fresh.db", 6, *words)
        for nothing in ("no checkpoint at all\n", ""):
            note.write_text(nothing)
            assert str(note) in refused(tmp_path / "fresh.db", 2, *words)
        assert files(tmp_path) == {"season.db", "copy.db", "kept.note"}


def test_a_kept_checkpoint_is_read_from_a_note_and_from_what_a_key_remembers() -> None:
    root = "A" * 43 + "="
    body, other = f"one.example/log\n7\n{root}\n", f"two.example/log\n9\n{root}\n"
    note = f"{body}\n— one.example/log {root}\n"
    assert [each.size for each in kept_checkpoints(note)] == [7]
    assert [each.size for each in kept_checkpoints(f"{body}\n{other}")] == [7, 9]
    assert kept_checkpoints("") == []
    with pytest.raises(BadNoteError):
        kept_checkpoints("nothing of that kind")


def test_a_folder_that_cannot_be_written_is_told(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError) as caught:
        restore(str(copy), str(tmp_path / "none" / "season.db"), silent, stamp="now")
    assert caught.value.cause == "no_folder"
    assert files(tmp_path) == {"season.db", "copy.db"}


def test_errors_are_told_in_vietnamese(small: Path, copy: Path) -> None:
    grow(small)
    for words, said in (
        (("restore", str(copy)), "đã có sẵn"),
        (("phuc-hoi", str(copy), "--force"), "bản lùi"),
    ):
        done = congress(small, *words, CONGRESS_LANG="vi")
        assert done.returncode in (3, 6)
        assert said in done.stderr
    accepted = ("restore", str(copy), "--force", "--accept-rollback")
    assert "SỔ BỊ LÙI" in congress(small, *accepted, CONGRESS_LANG="vi").stderr
