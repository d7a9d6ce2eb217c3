"""Names lie encrypted beside the log, under keys of their own; each file says nothing alone."""

import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from event_store.beside import is_private
from event_store.errors import BesideError
from event_store.log import Log
from event_store.people.checking import differences
from event_store.people.decisions import Decision, Why
from event_store.people.errors import (
    PeopleDamagedError,
    PersonErasedError,
    PersonExistsError,
    PersonHeldError,
    PersonUnknownError,
)
from event_store.people.people import People
from event_store.people.vault import Erasure
from tests.people.conftest import BEGUN, NAME, OTHER, files, holding, register, sealed

ROOT = Path(__file__).parents[2]
REGISTER = """
import secrets, sys
from event_store.log import Log
from event_store.people.commitment import secret
from event_store.people.people import People
with Log.open(sys.argv[1]) as log:
    for n in range(10):
        value = secret(f"{sys.argv[2]}-{n}", "Người Mẫu", {}, secrets.token_bytes(32))
        with People(log).writing() as tx:
            tx.register([value], actor="op:test", draw=secrets.token_bytes)
"""
ERASURE = Erasure("m-014", "op:test", Why("theo yêu cầu", "Đảng ủy phường", "12-QĐ/ĐU"))


def test_a_name_is_found_again_and_lies_in_no_file(people: People, tmp_path: Path) -> None:
    given = sealed("m-014", born_on="1970-01-01")
    register(people, given)
    assert people.secrets(people.standings()) == {"m-014": given}
    assert holding(tmp_path, NAME.encode(), given.salt, given.value, b"1970-01-01") == []
    (entry,) = people.log.stream("person/m-014")
    assert entry["data"] == {"commitment": given.commitment()}
    assert "command" not in entry
    assert "occurred_on" not in entry


def test_only_the_owner_may_read_the_files(people: People, tmp_path: Path) -> None:
    register(people, sealed("m-014"))
    for end in (".people", ".people.keys"):
        assert (tmp_path / f"season.db{end}").stat().st_mode & 0o777 == 0o600


def test_looking_makes_no_file(people: People, tmp_path: Path) -> None:
    before = set(files(tmp_path))
    assert people.secrets(people.standing("m-014")) == {}
    assert list(differences(people)) == []
    assert set(files(tmp_path)) == before


def test_a_reference_stands_for_one_person(people: People) -> None:
    register(people, sealed("m-014"))
    with pytest.raises(PersonExistsError):
        register(people, sealed("m-015"), sealed("m-014", OTHER))
    with pytest.raises(PersonExistsError):
        register(people, sealed("m-016"), sealed("m-016", OTHER))
    assert [standing.ref for standing in people.standings()] == ["m-014"]
    assert people.vault.versions() == [("m-014", 1)]


def test_a_correction_is_a_version_under_a_new_salt(people: People) -> None:
    first, second = sealed("m-014"), sealed("m-014", OTHER)
    register(people, first)
    with people.writing() as tx:
        tx.correct(second, actor="op:test", draw=secrets.token_bytes)
    assert people.secrets(people.standings()) == {"m-014": second}
    commitments = [entry["data"]["commitment"] for entry in people.log.stream("person/m-014")]
    assert commitments == [first.commitment(), second.commitment()]
    assert people.vault.find([("m-014", 1)]) == {("m-014", 1): first}


def test_a_person_has_one_key_and_each_version_a_nonce_that_was_drawn(people: People) -> None:
    drawn: list[bytes] = []

    def draw(size: int) -> bytes:
        drawn.append(secrets.token_bytes(size))
        return drawn[-1]

    with people.writing() as tx:
        tx.register([sealed("m-014")], actor="op:test", draw=draw)
    with people.writing() as tx:
        tx.correct(sealed("m-014", OTHER), actor="op:test", draw=draw)
    assert sorted(map(len, drawn)) == [12, 12, 32]
    assert people.vault.keys.used() == [0]


def test_nobody_unknown_or_erased_is_corrected_or_erased_again(people: People) -> None:
    register(people, sealed("m-014"))
    with people.writing() as tx:
        tx.erase(ERASURE)
    for error, ref in ((PersonUnknownError, "m-015"), (PersonErasedError, "m-014")):
        with pytest.raises(error), people.writing() as tx:
            tx.correct(sealed(ref), actor="op:test", draw=secrets.token_bytes)
        with pytest.raises(error), people.writing() as tx:
            tx.erase(Erasure(ref, "op:test", ERASURE.why))
    with pytest.raises(PersonErasedError):
        register(people, sealed("m-014", OTHER))


def test_after_erasing_neither_name_nor_salt_nor_key_is_in_any_file(
    people: People, tmp_path: Path
) -> None:
    given = [sealed(f"m-{n:03}", f"Người Mẫu {n}") for n in range(200)]
    register(people, *given)
    second = sealed("m-014", OTHER)
    with people.writing() as tx:
        tx.correct(second, actor="op:test", draw=secrets.token_bytes)
    slot = 14
    key = people.vault.keys.keys([slot])[slot]
    with sqlite3.connect(tmp_path / "season.db.people") as connection:
        kept = connection.execute("SELECT sealed FROM names WHERE ref='m-014'").fetchall()
    connection.close()
    assert holding(tmp_path, key) == ["season.db.people.keys"]
    with people.writing() as tx:
        tx.erase(ERASURE)
    secret_parts = [key, given[14].salt, given[14].value, second.salt, second.value]
    ciphertexts = [sealed[:44] for (sealed,) in kept]
    assert len(ciphertexts) == 2
    assert holding(tmp_path, *secret_parts, *ciphertexts) == []
    assert len(people.secrets(people.standings())) == 199


def test_a_hold_that_came_at_the_last_moment_keeps_the_name(people: People) -> None:
    register(people, sealed("m-014"))
    size = people.log.size
    hold = Decision(kind="hold", subject="m-014", why=ERASURE.why, actor="op:test", at="")
    people.vault.decide(hold)
    with pytest.raises(PersonHeldError), people.writing() as tx:
        tx.erase(ERASURE)
    with pytest.raises(PersonHeldError):
        people.vault.erase(ERASURE, people.today())
    assert people.log.size == size
    assert people.vault.erasures() == []
    assert people.secrets(people.standing("m-014")).keys() == {"m-014"}


def test_no_proof_changes_by_erasing(people: People, log: Log) -> None:
    register(people, sealed("m-014"), sealed("m-015"))
    size, root = log.size, log.root()
    proofs = [log.inclusion_proof(position, size) for position in range(1, size + 1)]
    with people.writing() as tx:
        tx.erase(ERASURE)
    assert log.size == size + 1
    assert log.root(size) == root
    assert [log.inclusion_proof(p, size) for p in range(1, size + 1)] == proofs
    last = log.entry(log.size)
    assert (last["type"], last["stream"], last["version"]) == ("person.erased", "person/m-014", 2)
    assert last["data"] == {
        "authority": "Đảng ủy phường",
        "document": "12-QĐ/ĐU",
        "reason": "theo yêu cầu",
    }


def test_values_without_keys_say_nothing(people: People, tmp_path: Path) -> None:
    register(people, sealed("m-014"))
    (tmp_path / "season.db.people.keys").unlink()
    assert people.secrets(people.standings()) == {}
    assert [(d.what, d.subject) for d in differences(people)] == [("lost", "m-014")]


def test_a_lost_name_can_be_recorded_again(people: People, tmp_path: Path) -> None:
    register(people, sealed("m-013"), sealed("m-014"))
    (tmp_path / "season.db.people.keys").unlink()
    again = sealed("m-014", OTHER)
    with people.writing() as tx:
        tx.correct(again, actor="op:test", draw=secrets.token_bytes)
    assert people.secrets(people.standings()) == {"m-014": again}
    assert people.vault.keys.used() == [2]


def test_a_value_moved_to_another_person_is_not_taken(people: People, tmp_path: Path) -> None:
    register(people, sealed("m-013", OTHER), sealed("m-014"))
    with sqlite3.connect(tmp_path / "season.db.people") as connection:
        connection.execute(
            "UPDATE names SET sealed = (SELECT sealed FROM names WHERE ref = 'm-013')"
            " WHERE ref = 'm-014'"
        )
        connection.execute("UPDATE persons SET slot = -1 WHERE ref = 'm-013'")
        connection.execute("UPDATE persons SET slot = 0 WHERE ref = 'm-014'")
    connection.close()
    assert people.vault.find([("m-014", 1)]) == {}


def test_a_vault_with_another_name_than_the_log_committed_to_is_not_believed(
    people: People,
) -> None:
    register(people, sealed("m-014"))
    forged = sealed("m-014", OTHER)
    with people.log.write():
        people.vault.drop([("m-014", 1)])
        people.vault.put([(("m-014", 1), forged)], secrets.token_bytes)
    assert people.vault.find([("m-014", 1)]) == {("m-014", 1): forged}
    assert people.secrets(people.standing("m-014")) == {}


def test_the_files_of_another_log_are_refused(people: People, tmp_path: Path) -> None:
    register(people, sealed("m-014"))
    with Log.create(tmp_path / "other.db", origin="example.local/other") as other:
        for end in BEGUN[:2]:
            (tmp_path / f"other.db{end}").write_bytes((tmp_path / f"season.db{end}").read_bytes())
        with pytest.raises(BesideError):
            People(other).vault.pending()
        with pytest.raises(BesideError):
            People(other).vault.keys.used()


@pytest.mark.parametrize("end", BEGUN[:2])
def test_a_file_of_something_else_is_refused_and_kept(
    people: People, tmp_path: Path, end: str
) -> None:
    register(people, sealed("m-014"))
    path = tmp_path / f"season.db{end}"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(PeopleDamagedError):
        people.secrets(people.standings())
    assert path.read_bytes() == b"something else" * 100


def test_several_who_register_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    Log.create(path).close()
    programs = [
        subprocess.Popen([sys.executable, "-c", REGISTER, str(path), name], cwd=ROOT)
        for name in "abcd"
    ]
    assert [program.wait() for program in programs] == [0, 0, 0, 0]
    with Log.open(path) as log:
        people = People(log)
        assert len(people.secrets(people.standings())) == 40
        assert list(differences(people)) == []


def test_a_file_that_others_may_read_is_found_and_closed_again(
    people: People, tmp_path: Path
) -> None:
    register(people, sealed("m-014"))
    path = tmp_path / "season.db.people"
    path.chmod(0o644)
    assert not is_private(str(path))
    assert [(d.what, d.subject) for d in differences(people)] == [("readable", str(path))]
    register(people, sealed("m-015"))
    assert is_private(str(path))
    assert list(differences(people)) == []
