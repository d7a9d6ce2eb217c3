"""A run that breaks off between log and vault leaves what the next one repairs, or reports."""

import secrets
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from event_store.errors import StoreUnavailableError
from event_store.log import Log
from event_store.people.checking import differences, repair
from event_store.people.commitment import secret
from event_store.people.decisions import Why
from event_store.people.errors import ErasureUnrecordedError, NameInTheWayError
from event_store.people.keys import KeyFile
from event_store.people.people import People
from event_store.people.vault import Erasure, Vault
from event_store.words import same
from tests.people.conftest import NAME, OTHER, files, holding, register, sealed

ROOT = Path(__file__).parents[2]
ORDER = Erasure("m-014", "op:test", Why("theo yêu cầu", "Đảng ủy phường", "12-QĐ/ĐU"))
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
BEGIN = """
import os, secrets, signal, sys
from event_store.log import Log
from event_store.people.commitment import secret
from event_store.people.people import People
from event_store.people.decisions import Why
from event_store.people.vault import Erasure, Vault
from event_store.people.keys import KeyFile
people = People(Log.open(sys.argv[1]))
value = secret("m-014", "Người Mẫu Mười Bốn", {}, bytes(range(32)))
order = Erasure("m-014", "op:test", Why("theo yêu cầu", "Đảng ủy phường", "12-QĐ/ĐU"))
def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
"""
REGISTER = "tx.register([value], actor='op:test', draw=secrets.token_bytes)"
SALT = bytes(range(32))


def killed(log: Path, *statements: str) -> None:
    """Run a program that is killed where it says so."""
    program = BEGIN + "\n".join(statements)
    done = subprocess.run(
        [sys.executable, "-c", program, str(log)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "season.db"
    Log.create(path).close()
    return path


def found(path: Path) -> list[tuple[str, str]]:
    with Log.open(path, read_only=True) as log:
        return [(each.what, each.subject) for each in differences(People(log))]


def test_a_name_whose_entry_was_never_written_is_taken_back(path: Path) -> None:
    killed(path, "with people.writing() as tx:", f"    {REGISTER}", f"    {KILL}")
    assert found(path) == [("unfinished", "m-014")]
    with Log.open(path) as log:
        people = People(log)
        assert people.standing("m-014")[0].state == "unknown"
        key = people.vault.keys.keys([0])[0]
        register(people, sealed("m-015", OTHER))
        assert people.vault.versions() == [("m-015", 1)]
    assert found(path) == []
    assert holding(path.parent, NAME.encode(), SALT, key) == []


def test_the_reference_of_a_name_that_was_taken_back_is_free(path: Path) -> None:
    killed(path, "with people.writing() as tx:", f"    {REGISTER}", f"    {KILL}")
    again = sealed("m-014", OTHER)
    with Log.open(path) as log:
        register(People(log), again)
        assert People(log).secrets(People(log).standings()) == {"m-014": again}
    assert found(path) == []


def test_a_name_whose_entry_was_written_is_kept(path: Path) -> None:
    killed(path, "Vault.settle = killed", "with people.writing() as tx:", f"    {REGISTER}")
    with Log.open(path) as log:
        people = People(log)
        given = secret("m-014", NAME, {}, SALT)
        assert people.secrets(people.standings()) == {"m-014": given}
        register(people, sealed("m-015"))
        assert people.vault.pending() == []
        assert people.secrets(people.standing("m-014")) == {"m-014": given}
    assert found(path) == []


def test_a_journal_that_a_crash_left_is_private_and_rolled_back_by_who_reads(path: Path) -> None:
    with Log.open(path) as log:
        register(People(log), secret("m-013", OTHER, {}, SALT))
    killed(
        path,
        "with people.vault._database.writing() as connection:",
        "    connection.execute('PRAGMA cache_size=1')",
        "    connection.execute('DELETE FROM names')",
        "    connection.execute('CREATE TABLE spilled AS SELECT randomblob(1000000)')",
        f"    {KILL}",
    )
    journal = Path(f"{path}.people-journal")
    assert journal.stat().st_mode & 0o777 == 0o600
    assert found(path) == []
    assert not journal.exists()


def test_a_key_that_came_before_its_name_is_found_and_erased(path: Path) -> None:
    killed(path, "Vault._encrypted = killed", "with people.writing() as tx:", f"    {REGISTER}")
    with Log.open(path) as log:
        people = People(log)
        assert people.vault.keys.used() == [0]
        register(people, sealed("m-015"))
        assert found(path) == [("stray_key", "0")]
        repair(people)
        assert people.vault.keys.used() == [1]
        assert len(people.secrets(people.standings())) == 1
    assert found(path) == []


ERASING: dict[str, tuple[str, ...]] = {
    "before the key is overwritten": ("KeyFile.overwrite = killed",),
    "before the log says so": ("finish = Vault.finish",
                               "Vault.finish = lambda *a: (finish(*a), killed())"),
    "before the vault knows that the log says so": ("Vault.recorded = killed",),
}  # fmt: skip


@pytest.mark.parametrize("where", ERASING)
@pytest.mark.parametrize("how", ["by the next command", "by a repair"])
def test_an_erasure_that_broke_off_is_finished(path: Path, where: str, how: str) -> None:
    with Log.open(path) as log:
        register(People(log), secret("m-014", NAME, {}, SALT), sealed("m-013"))
        key = People(log).vault.keys.keys([0])[0]
        root, size = log.root(), log.size
    killed(path, *ERASING[where], "with people.writing() as tx:", "    tx.erase(order)")
    assert ("unfinished", "m-014") in found(path)
    assert all(what != "lost" for what, _ in found(path))
    with Log.open(path) as log:
        people = People(log)
        assert people.standing("m-014")[0].state in ("erasing", "erased")
        assert people.secrets(people.standings()).keys() == {"m-013"}
        finish(people, how)
        (last,) = people.standing("m-014")
        assert (last.state, last.version) == ("erased", 2)
        assert last.entry is not None
        assert last.entry["data"]["document"] == "12-QĐ/ĐU"
        assert log.root(size) == root
        assert [e["type"] for e in log.stream("person/m-014")].count("person.erased") == 1
    assert found(path) == []
    assert holding(path.parent, key, SALT) == []


def finish(people: People, how: str) -> None:
    if how == "by a repair":
        repair(people)
    else:
        register(people, sealed("m-015"))


@pytest.mark.parametrize("restored", ["the vault", "the keys", "both"])
def test_a_copy_that_is_put_back_brings_no_name_back(path: Path, restored: str) -> None:
    ends = {"the vault": [".people"], "the keys": [".people.keys"]}
    with Log.open(path) as log:
        people = People(log)
        register(people, secret("m-014", NAME, {}, SALT), sealed("m-013"))
        copies = files(path.parent)
        with people.writing() as tx:
            tx.erase(ORDER)
        for end in ends.get(restored, [".people", ".people.keys"]):
            Path(f"{path}{end}").write_bytes(copies[f"season.db{end}"])
        assert people.standing("m-014")[0].state == "erased"
        assert people.secrets(people.standings()).keys() == {"m-013"}
        assert {what for what, _ in found(path)} <= {"leftover", "stray_key"}
        assert found(path) != []
        repair(people)
        assert people.vault.keys.used() == [1]
        assert people.vault.versions() == [("m-013", 1)]
        assert people.secrets(people.standings()).keys() == {"m-013"}
    assert found(path) == []


def test_a_name_of_a_newer_log_is_not_replaced_unasked(path: Path) -> None:
    """An older log was put back beside the names: what only the newer one knew is in the way."""
    with Log.open(path) as log:
        register(People(log), sealed("m-014"))
    older = path.read_bytes()
    with Log.open(path) as log:
        people = People(log)
        register(people, sealed("m-015"))
        with people.writing() as tx:
            tx.correct(sealed("m-014", OTHER), actor="op:test", draw=secrets.token_bytes)
        newer = people.vault.versions()
    path.write_bytes(older)
    again = sealed("m-015", OTHER)
    with Log.open(path) as log:
        people, size = People(log), log.size
        with pytest.raises(NameInTheWayError, match="m-015"):
            register(people, sealed("m-013"), again)
        with pytest.raises(NameInTheWayError, match="m-014"), people.writing() as tx:
            tx.correct(sealed("m-014"), actor="op:test", draw=secrets.token_bytes)
        assert (log.size, people.vault.versions()) == (size, newer)
        repair(people)
        register(people, again)
        assert people.secrets(people.standings())["m-015"] == again
    assert found(path) == []


def full(*_: object) -> None:
    raise StoreUnavailableError("season.db", "disk_full", same("SQLITE_FULL"))


def erased_on_a_full_disk(people: People) -> None:
    with people.writing() as tx:
        tx.erase(ORDER)
        full()


def test_a_name_that_is_gone_is_said_to_be_gone_when_the_log_cannot_be_told(path: Path) -> None:
    with Log.open(path) as log:
        people = People(log)
        register(people, sealed("m-014"))
        with pytest.raises(ErasureUnrecordedError) as told:
            erased_on_a_full_disk(people)
        assert told.value.refs == ["m-014"]
        assert "is erased, but the log does not say so yet" in str(told.value)
        repair(people)
        assert people.standing("m-014")[0].state == "erased"


def test_a_name_whose_key_cannot_be_overwritten_yet_is_said_to_be_gone(path: Path) -> None:
    with Log.open(path) as log:
        people = People(log)
        register(people, secret("m-014", NAME, {}, SALT))
        key = people.vault.keys.keys([0])[0]
        with (
            patch.object(KeyFile, "overwrite", full),
            pytest.raises(ErasureUnrecordedError),
            people.writing() as tx,
        ):
            tx.erase(ORDER)
        assert people.standing("m-014")[0].state == "erasing"
        register(people, sealed("m-013"))
        assert people.standing("m-014")[0].state == "erased"
    assert (found(path), holding(path.parent, key, SALT)) == ([], [])


def test_no_commitment_is_written_whose_name_could_not_be_kept(path: Path) -> None:
    with Log.open(path) as log:
        people, size = People(log), log.size
        with patch.object(Vault, "put", full), pytest.raises(StoreUnavailableError):
            register(people, sealed("m-014"))
        assert log.size == size
        with people.writing() as tx:
            tx.register([sealed("m-014")], actor="op:test", draw=secrets.token_bytes)
        assert people.standing("m-014")[0].state == "registered"
