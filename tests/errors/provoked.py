"""How each error comes about, by a command of the program. All names are synthetic."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from event_store.log import Draft, Log
from tests.errors import proofs
from tests.errors.desk import WHY, Desk, Words
from tests.newer import logs as newer
from tests.operator.conftest import OPEN as SEASON
from tests.operator.conftest import registered
from tests.operator.program import Operator

STATUS = ("log",)


def log_missing(desk: Desk) -> Words:
    desk.log.unlink()
    return STATUS


def log_exists(_: Desk) -> Words:
    return ("init",)


def bad_origin(desk: Desk) -> Words:
    desk.log.unlink()
    return ("init", "--origin", "a b")


def not_a_log(desk: Desk) -> Words:
    desk.put("season.db", "x" * 200)
    return STATUS


def not_a_log_but_a_folder(desk: Desk) -> Words:
    desk.log.unlink()
    desk.log.mkdir()
    return STATUS


def not_a_log_but_empty(desk: Desk) -> Words:
    desk.put("season.db")
    return STATUS


def not_a_log_but_another_file(desk: Desk) -> Words:
    desk.log.unlink()
    with closing(sqlite3.connect(desk.log)) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
    return STATUS


def newer_format(desk: Desk) -> Words:
    with closing(sqlite3.connect(desk.log)) as file:
        file.execute("PRAGMA user_version = 9")
    return STATUS


def rolled_back(desk: Desk) -> Words:
    desk.sign()
    with Log.open(desk.log, read_only=True) as log:
        size = log.size
    desk.sql(f"DELETE FROM entries WHERE position = {size}")
    return STATUS


def gap(desk: Desk) -> Words:
    desk.register("m-003")
    desk.sql("DELETE FROM entries WHERE position = 2")
    return ("subscribe",)


def damaged(desk: Desk) -> Words:
    desk.sql("UPDATE entries SET entry = CAST('{' AS BLOB) WHERE position = 2")
    return STATUS


def damaged_page(desk: Desk) -> Words:
    content = desk.log.read_bytes()
    desk.put("season.db", content[:4096] + b"\xff" * (len(content) - 4096))
    return STATUS


def beside_foreign(desk: Desk) -> Words:
    Path(f"{desk.log}.cursors").symlink_to(desk.put("elsewhere"))
    return ("subscribe", "--name", "reader")


def beside_kind(desk: Desk) -> Words:
    Path(f"{desk.log}.cursors").mkdir()
    return ("subscribe", "--name", "reader")


def store_unavailable(desk: Desk) -> Words:
    return ("backup", desk.at("none/copy.db"))


def log_linked(desk: Desk) -> Words:
    os.link(desk.log, desk.at("other-name.db"))
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín")


def lock_linked(desk: Desk) -> Words:
    Path(f"{desk.log}.lock").unlink(missing_ok=True)
    Path(f"{desk.log}.lock").symlink_to(desk.put("elsewhere"))
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín")


def log_busy(desk: Desk) -> Words:
    lock = Path(f"{desk.log}.lock").open("w")  # noqa: SIM115 - held while the command runs
    fcntl.flock(lock, fcntl.LOCK_EX)
    OPEN.append(lock)
    return ("--wait", "0", "person", "add", "m-009", "--name", "Người Mẫu Chín")


def stray_files(desk: Desk) -> Words:
    desk.log.unlink()
    desk.put("season.db-wal", "x" * 100)
    return ("init",)


def schema_changed(desk: Desk) -> Words:
    with closing(sqlite3.connect(desk.log)) as file:
        file.execute("CREATE INDEX mine ON entries (type)")
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín")


def bad_config(desk: Desk) -> Words:
    desk.put("season.db.config", "[1")
    return ("config",)


def bad_setting(_: Desk) -> Words:
    return ("config", "clock-days", "never")


def cursor_foreign(_: Desk) -> Words:
    return ("subscribe", "--after", "2:" + "f" * 64)


def cursor_foreign_by_name(desk: Desk) -> Words:
    desk.ok("subscribe", "--name", "reader")
    with closing(sqlite3.connect(f"{desk.log}.cursors")) as file, file:
        file.execute("UPDATE cursors SET leaf = zeroblob(32)")
    return ("subscribe", "--name", "reader")


def cursors_damaged(desk: Desk) -> Words:
    desk.put("season.db.cursors", "x" * 200)
    return ("subscribe", "--name", "reader")


def unknown_event(desk: Desk) -> Words:
    practice = Operator(Path(desk.at("practice.db")))
    practice.ok("init", "--simulation")
    practice.ok(*SEASON)
    registered(practice, newer.BRANCH, 12, "--had-committee")
    stream = f"congress/gt-2017/{newer.BRANCH}"
    draft = replace(newer.draft(stream, "congress.recounted"), occurred_on="2017-07-01")
    newer.append(practice.log, draft)
    return ("--log", str(practice.log), "next", newer.BRANCH)


def copy_exists(desk: Desk) -> Words:
    return ("backup", desk.put("there.db", "x"))


def log_in_place(desk: Desk) -> Words:
    return ("restore", desk.at("copy.db"))


def other_log(desk: Desk) -> Words:
    desk.other("other.example/season")
    return ("restore", desk.at("other.db"), "--force")


def copy_rolled_back(desk: Desk) -> Words:
    desk.register("m-003")
    return ("restore", desk.at("copy.db"), "--force")


def copy_forked(desk: Desk) -> Words:
    shutil.copy(desk.at("copy.db"), desk.at("second.db"))
    desk.register("m-003")
    desk.register("m-004", log="second.db")
    return ("restore", desk.at("second.db"), "--force")


def bad_person(_: Desk) -> Words:
    return ("person", "add", "m 1", "--name", "Người Mẫu Một")


def person_exists(_: Desk) -> Words:
    return ("person", "add", "m-001", "--name", "Người Mẫu Một")


def person_unknown(_: Desk) -> Words:
    return ("person", "show", "m-099")


def person_erased(desk: Desk) -> Words:
    desk.ok("person", "erase", "m-001", *WHY, "--yes")
    return ("person", "correct", "m-001", "--name", "Người Mẫu Hai")


def person_newer(desk: Desk) -> Words:
    with Log.open(desk.log) as log, log.write() as tx:
        moved = Draft(actor="op:newer", stream="person/m-001", type="person.moved", data={"x": 1})
        tx.append_system(moved, recorded_at=tx.last_recorded_at)
    return ("person", "show", "m-001")


def person_held(desk: Desk) -> Words:
    desk.ok("person", "hold", "m-001", *WHY)
    return ("person", "erase", "m-001", *WHY, "--yes")


def several_holds(desk: Desk) -> Words:
    desk.ok("person", "hold", "m-001", *WHY)
    desk.ok("person", "hold", "m-001", *WHY)
    return ("person", "release", "m-001", *WHY)


def person_lost(desk: Desk) -> Words:
    Path(f"{desk.log}.people").unlink()
    return ("person", "erase", "m-001", *WHY, "--yes")


def name_in_the_way(desk: Desk) -> Words:
    desk.register("m-006")
    shutil.copy(desk.at("copy.db"), desk.log)
    return ("person", "add", "m-006", "--name", "Người Mẫu Bảy")


def names_not_granted(_: Desk) -> Words:
    return ("person", "show", "m-001")


def decision_unknown_of_that_number(desk: Desk) -> Words:
    desk.ok("person", "hold", "m-001", *WHY)
    return ("person", "release", "m-001", "--hold", "9", *WHY)


def copy_missing(desk: Desk) -> Words:
    return ("restore", desk.at("none.db"), "--force")


def long_name(desk: Desk) -> Words:
    return ("--log", desk.at("l" * 240), "init")


def long_name_of_a_copy(desk: Desk) -> Words:
    return ("backup", desk.at("l" * 300))


def long_name_of_a_key(desk: Desk) -> Words:
    return ("keys", "new", "--key", desk.at("l" * 250))


def not_a_log_but_a_pipe(desk: Desk) -> Words:
    desk.log.unlink()
    os.mkfifo(desk.log)
    return STATUS


def gap_in_a_branch(desk: Desk) -> Words:
    desk.register("m-003")
    desk.sql("DELETE FROM entries WHERE position = 2")
    return ("show", "--at", "2")


def decision_unknown(_: Desk) -> Words:
    return ("person", "revoke", "op:khac", *WHY)


def people_damaged(desk: Desk) -> Words:
    desk.put("season.db.people.keys", "x" * 200)
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín")


def people_damaged_vault(desk: Desk) -> Words:
    desk.put("season.db.people", "x" * 200)
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín")


def not_a_simulation(_: Desk) -> Words:
    at = ("--recorded-at", "2031-01-01T00:00:00Z")
    return ("person", "add", "m-009", "--name", "Người Mẫu Chín", *at)


def bad_time(desk: Desk) -> Words:
    return (*practising(desk), "--recorded-at", "2031-01-01 at noon")


def time_went_back(desk: Desk) -> Words:
    words = practising(desk)
    Operator(Path(words[1])).ok(*words[2:], "--recorded-at", "2031-01-01T00:00:00Z")
    return (*words[:4], "m-010", *words[5:], "--recorded-at", "2030-01-01T00:00:00Z")


def practising(desk: Desk) -> Words:
    """The words by which somebody is registered in a simulation."""
    Operator(Path(desk.at("practice.db"))).ok("init", "--simulation")
    name = ("--name", "Người Mẫu Chín")
    return ("--log", desk.at("practice.db"), "person", "add", "m-009", *name)


def name_in_text(_: Desk) -> Words:
    why = ("--reason", "theo yêu cầu của Người Mẫu 001", *WHY[2:])
    return ("person", "erase", "m-001", *why, "--yes")


OPEN: list[object] = []
"""Files that are held while a command runs."""
SCENES: tuple[Callable[[Desk], Words], ...] = (
    log_missing, log_exists, bad_origin, not_a_log, not_a_log_but_a_folder, not_a_log_but_empty,
    not_a_log_but_another_file, newer_format, rolled_back, gap, damaged, damaged_page,
    beside_foreign, beside_kind, store_unavailable, log_linked, lock_linked, log_busy, stray_files,
    schema_changed, bad_config, bad_setting, cursor_foreign, cursor_foreign_by_name,
    cursors_damaged, unknown_event, copy_exists, log_in_place, other_log, copy_rolled_back,
    copy_forked, proofs.bad_note, proofs.bad_key, proofs.bad_trust, proofs.key_exists,
    proofs.key_missing, proofs.state_missing, proofs.state_behind, proofs.no_checkpoint,
    proofs.unknown_origin, proofs.bad_signature, proofs.other_key, proofs.bad_cosignature,
    proofs.stale_request, proofs.fork, proofs.same_name, proofs.bad_proof, proofs.same_name_copy,
    bad_person, person_exists, person_unknown, person_erased, person_held,
    person_newer, several_holds,
    copy_missing, long_name, long_name_of_a_copy, long_name_of_a_key, not_a_log_but_a_pipe,
    gap_in_a_branch, decision_unknown_of_that_number,
    person_lost, name_in_the_way, names_not_granted, decision_unknown, people_damaged,
    people_damaged_vault, name_in_text, not_a_simulation, bad_time, time_went_back,
)  # fmt: skip
"""Each is the code of its error, with what tells two of one code apart."""
