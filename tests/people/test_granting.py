"""Who may see names, and who did: decisions and looks, each kept for good."""

import sqlite3
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import pytest

from event_store.log import Log
from event_store.people.access import Accesses
from event_store.people.decisions import Decision, Kind, Why
from event_store.people.errors import PersonHeldError
from event_store.people.looking import Asked, look
from event_store.people.people import People
from event_store.people.vault import Erasure
from tests.operator.program import Done, Operator
from tests.people.conftest import ME, NAME, OTHER, WHY, register, sealed

INSPECTOR = "op:inspector"


def asked_by(operator: Operator, actor: str, *words: str) -> Done:
    return operator.run("person", "show", "m-014", "--actor", actor, *words)


def looks(operator: Operator, *words: str) -> list[tuple[str, str, bool, str | None]]:
    rows = operator.ok("person", "access", *words, "-o", "json").json
    return [(row["actor"], row["ref"], row["granted"], row["reason"]) for row in rows]


def test_names_are_shown_to_whom_they_are_granted(operator: Operator) -> None:
    done = asked_by(operator, INSPECTOR)
    assert (done.code, NAME in done.out + done.err) == (3, False)
    assert f"Names are not granted to {INSPECTOR}" in done.err
    operator.ok("person", "grant", INSPECTOR, *WHY)
    done = asked_by(operator, INSPECTOR)
    assert (done.code, NAME in done.out) == (0, True)
    operator.ok("person", "revoke", INSPECTOR, *WHY)
    assert asked_by(operator, INSPECTOR).code == 3
    operator.ok("person", "grant", INSPECTOR, *WHY)
    assert asked_by(operator, INSPECTOR).code == 0


def test_every_look_is_recorded_a_refused_one_too(operator: Operator) -> None:
    asked_by(operator, INSPECTOR, "--reason", "curious")
    asked_by(operator, ME, "--reason", "soạn quyết định")
    assert looks(operator) == [
        (ME, "m-014", True, "soạn quyết định"),
        (INSPECTOR, "m-014", False, "curious"),
    ]
    assert looks(operator, "--by", INSPECTOR) == [(INSPECTOR, "m-014", False, "curious")]
    assert looks(operator, "--ref", "m-015") == []
    assert looks(operator, "--since", "1/1/2099") == []
    assert "m-014  person show  ✓" in operator.ok("person", "access").out


def test_an_erased_name_is_no_look(operator: Operator) -> None:
    operator.ok("person", "erase", "m-014", *WHY, "--yes")
    assert asked_by(operator, INSPECTOR).code == 0
    assert looks(operator) == []


def test_a_look_that_cannot_be_recorded_shows_nothing(operator: Operator) -> None:
    path = operator.log.with_name("season.db.access")
    path.write_bytes(b"something else" * 100)
    done = asked_by(operator, ME)
    assert (done.code, NAME in done.out) == (7, False)
    path.unlink()
    path.mkdir()
    done = asked_by(operator, ME)
    assert (done.code, NAME in done.out) == (7, False)


def test_looks_and_decisions_are_only_added_to(operator: Operator) -> None:
    asked_by(operator, ME)
    for end, table in ((".access", "accesses"), (".people", "decisions")):
        path = operator.log.with_name(f"season.db{end}")
        assert path.stat().st_mode & 0o777 == 0o600
        connection = sqlite3.connect(path)
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET actor = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                connection.execute(statement)
        connection.close()


@pytest.mark.parametrize(
    ("time", "granted"),
    [("2026-08-20T23:59:59+07:00", True), ("2026-08-21T00:00:00+07:00", False)],
)
def test_a_grant_and_a_hold_end_with_their_last_day(log: Log, time: str, granted: bool) -> None:
    people = People(log, clock=lambda: datetime.fromisoformat(time))
    register(people, sealed("m-014"))
    why = Why("theo yêu cầu", "Đảng ủy phường", "12-QĐ/ĐU")
    for kind, subject in DATED:
        people.vault.decide(
            Decision(
                kind=kind, subject=subject, until="2026-08-20", why=why, actor=ME, at=people.now()
            )
        )
    assert look(people, ["m-014"], Asked(ME, "person show")).granted == granted
    held: AbstractContextManager[Any] = nullcontext()
    if granted:
        held = pytest.raises(PersonHeldError)
    with held, people.writing() as tx:
        tx.erase(Erasure("m-014", ME, why))


DATED: tuple[tuple[Kind, str], ...] = (("grant", ME), ("hold", "m-014"))


def test_no_grant_is_given_for_a_day_that_is_past_or_to_nobody(operator: Operator) -> None:
    done = operator.run("person", "grant", INSPECTOR, *WHY, "--until", "2020-01-01")
    assert (done.code, "is past" in done.err) == (2, True)
    operator.ok("person", "grant", INSPECTOR, *WHY, "--until", "31/12/2099")
    assert asked_by(operator, INSPECTOR).code == 0
    done = operator.run("person", "grant", "Người Mẫu", *WHY)
    assert (done.code, "must be 1 to 128 ASCII" in done.err) == (2, True)


def test_nothing_is_revoked_that_was_not_granted(operator: Operator) -> None:
    done = operator.run("person", "revoke", INSPECTOR, *WHY)
    assert (done.code, f"no grant in force for {INSPECTOR}" in done.err) == (5, True)


def test_every_decision_stays_on_the_list(operator: Operator) -> None:
    operator.ok("person", "grant", INSPECTOR, *WHY, "--until", "2099-12-31")
    operator.ok("person", "revoke", INSPECTOR, *WHY)
    operator.ok("person", "hold", "m-014", *WHY)
    rows = operator.ok("person", "decisions", "-o", "json").json
    assert [(r["n"], r["kind"], r["subject"], r["in_force"]) for r in rows] == [
        (1, "grant", ME, True),
        (2, "grant", INSPECTOR, False),
        (3, "revoke", INSPECTOR, False),
        (4, "hold", "m-014", True),
    ]
    assert (rows[1]["until"], rows[1]["document"], rows[1]["actor"]) == (
        "2099-12-31", "12-QĐ/ĐU", ME,
    )  # fmt: skip
    now = operator.ok("person", "decisions", "--now", "-o", "json").json
    assert [row["n"] for row in now] == [1, 4]


def test_looks_of_another_log_are_refused(operator: Operator) -> None:
    asked_by(operator, ME)
    other = Operator(operator.log.with_name("other.db"))
    other.ok("init", "--origin", "example.local/other")
    other.ok("person", "add", "m-014", "--name", OTHER)
    copied = Accesses(str(operator.log), "").path
    other.log.with_name("other.db.access").write_bytes(
        operator.log.with_name(copied.rpartition("/")[2]).read_bytes()
    )
    done = other.run("person", "show", "m-014")
    assert (done.code, "belongs to another log" in done.err) == (7, True)
