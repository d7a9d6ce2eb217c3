"""What every log promises, on either store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from event_store import canonical, tree
from event_store.errors import (
    BadEntryError,
    CanonicalError,
    CommandIdReusedError,
    EntryTooLargeError,
    TimeWentBackError,
    VersionConflictError,
)
from event_store.log import Draft, Log
from tests.event_store.conftest import T0, Wound, b64, check_whole, note, take

HASH = b64(bytes(32))
DEFINITIONS = [{"name": "b", "version": 1, "text": "B"}, {"name": "a", "version": 2, "text": "A"}]
POLICY = {"name": "p", "text": "P"}
TOO_LARGE = Draft(actor="op:test", stream="person/a", type="note.taken", data={"x": "x" * 60_000})


class TestBeginning:
    def test_a_new_log_holds_its_genesis(self, new_log: Callable[..., Log]) -> None:
        log = new_log(origin="example.org/season")
        assert log.size == 1
        assert log.entry(1) == {
            "actor": "log",
            "data": {
                "hash": "rfc6962-sha256",
                "origin": "example.org/season",
                "simulation": False,
            },
            "format": 1,
            "position": 1,
            "recorded_at": T0,
            "stream": "log",
            "type": "log.created",
            "type_version": 1,
            "version": 1,
        }
        assert (log.origin, log.simulation) == ("example.org/season", False)
        leaf = tree.leaf_hash(log.raw(1)).hex()
        assert log.event_id(1) == f"{leaf[:16]}-1-{leaf[:8]}"
        check_whole(log)

    def test_a_simulation_begins_before_all_time(self, new_log: Callable[..., Log]) -> None:
        log = new_log(simulation=True)
        assert log.simulation
        assert log.entry(1)["recorded_at"] == "1970-01-01T00:00:00.000000Z"
        assert log.origin == "congress.local/log"

    @pytest.mark.parametrize("origin", ["", "a b", "a+b", "https://a.org/x", "đ", "a\n"])
    def test_a_bad_origin_is_refused(self, new_log: Callable[..., Log], origin: str) -> None:
        with pytest.raises(BadEntryError) as caught:
            new_log(origin=origin)
        assert caught.value.code == "bad_origin"


class TestAppending:
    def test_entries_are_returned_as_recorded(self, log: Log) -> None:
        found = take(log, note(1), note(2), note(3, "person/b"), command_id="c", digest=HASH)
        assert found == [log.entry(2), log.entry(3), log.entry(4)]
        assert [e["version"] for e in found] == [1, 2, 1]
        assert [e["command"]["n"] for e in found] == [1, 2, 3]
        assert {e["command"]["of"] for e in found} == {3}
        assert log.command("c") == found
        check_whole(log)

    def test_a_command_without_id_has_neither_id_nor_digest(self, log: Log) -> None:
        assert take(log, note())[0]["command"] == {"n": 1, "of": 1}

    def test_a_transaction_sees_what_it_appended(self, log: Log) -> None:
        with log.write() as tx:
            assert (tx.size, tx.last_recorded_at, tx.version("person/a")) == (1, T0, 0)
            assert tx.leaf("person/a") is None
            first = tx.append([note(1)], recorded_at=T0, command_id="c", digest=HASH)
            second = tx.append([note(2)], recorded_at=T0)
            assert (tx.size, tx.version("person/a")) == (3, 2)
            assert tx.stream("person/a") == first + second
            assert tx.stream("person/a", after=1) == second
            assert tx.command("c") == first
            assert log.size == 1
            assert log.stream("person/a") == []
            assert log.streams("note") == []
            assert log.stream("log", 0, 0) == []
        assert log.stream("person/a") == first + second
        assert tx.leaf("person/a") == tree.leaf_hash(log.raw(3))
        check_whole(log)

    def test_many_commands_fill_tiles(self, log: Log) -> None:
        for size in (254, 1, 1, 300, 256):
            with log.write() as tx:
                for n in range(size):
                    tx.append([note(n, f"person/{n % 7}")], recorded_at=T0)
        assert log.size == 813
        check_whole(log)

    def test_an_exception_rolls_everything_back(self, log: Log) -> None:
        take(log, *(note(n) for n in range(250)))

        def fail() -> None:
            with log.write() as tx:
                drafts = [note(n) for n in range(10)]
                tx.append(drafts, recorded_at=T0, command_id="c", digest=HASH)
                tx.rules(DEFINITIONS, POLICY, T0)
                tx.stream("person/a")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert (log.size, log.version("person/a"), log.command("c")) == (251, 250, [])
        take(log, *(note(n) for n in range(10)), command_id="c", digest=HASH)
        check_whole(log)

    def test_giving_up_quietly_writes_nothing(self, log: Log) -> None:
        with log.write() as tx:
            tx.append([note()], recorded_at=T0)
            tx.rollback()
        assert log.size == 1
        take(log, note())
        check_whole(log)

    def test_an_empty_command_writes_nothing(self, log: Log) -> None:
        assert take(log, command_id="c", digest=HASH) == []
        assert (log.size, log.command("c")) == (1, [])

    def test_the_same_thread_cannot_write_twice_at_once(self, log: Log) -> None:
        with log.write() as tx:
            with pytest.raises(RuntimeError, match="writing to the log already"), log.write():
                pass
            tx.append([note()], recorded_at=T0)
        assert log.size == 2

    def test_threads_take_turns(self, log: Log) -> None:
        def work(name: int) -> None:
            for n in range(25):
                take(log, note(n, f"person/{name}"), note(n, "person/all"))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (log.size, log.version("person/all")) == (201, 100)
        check_whole(log)

    def test_a_closed_log_refuses_to_write(self, log: Log) -> None:
        log.close()
        log.close()
        with pytest.raises(ValueError, match="was closed"), log.write():
            pass


class TestRefusing:
    """One command is refused as a whole; its transaction goes on with others."""

    def check(self, log: Log, error: type[Exception], drafts: list[Draft], **options: Any) -> Any:
        before = take(log, note(0, "person/old"), command_id="old", digest=HASH)
        with log.write() as tx:
            tx.append([note(1, "person/new")], recorded_at=T0)
            with pytest.raises(error) as caught:
                tx.append(drafts, **{"recorded_at": T0, **options})
            assert (tx.size, tx.last_recorded_at) == (3, T0)
            tx.append([note(2, "person/new")], recorded_at=T0)
        assert [e["stream"] for e in log.scan(before[0]["position"])] == ["person/new"] * 2
        check_whole(log)
        return caught.value

    def test_another_version_than_expected(self, log: Log) -> None:
        error = self.check(log, VersionConflictError, [note()], expect={"person/new": 0})
        assert (error.stream, error.expected, error.actual) == ("person/new", 0, 1)
        assert error.code == "version_conflict"

    def test_another_version_of_a_stream_that_was_only_read(self, log: Log) -> None:
        error = self.check(
            log, VersionConflictError, [note()], expect={"person/a": 0, "person/none": 4}
        )
        assert (error.stream, error.expected, error.actual) == ("person/none", 4, 0)

    def test_an_id_that_is_taken(self, log: Log) -> None:
        error = self.check(log, CommandIdReusedError, [note()], command_id="old", digest=HASH)
        assert (error.command_id, error.position) == ("old", 2)

    def test_an_entry_that_is_too_large_takes_the_command_along(self, log: Log) -> None:
        error = self.check(
            log, EntryTooLargeError, [note(), TOO_LARGE], command_id="c", digest=HASH
        )
        assert (error.stream, error.limit) == ("person/a", 60_000)
        assert log.command("c") == []

    def test_a_time_before_the_last(self, log: Log) -> None:
        early = "2030-12-31T23:59:59.999999Z"
        error = self.check(log, TimeWentBackError, [note()], recorded_at=early)
        assert (error.given, error.last) == (early, T0)

    def test_what_has_no_canonical_form(self, log: Log) -> None:
        bad = Draft(actor="op:test", stream="person/a", type="note.taken", data={"x": 1.5})
        error = self.check(log, CanonicalError, [note(), bad])
        assert (error.code, error.path) == ("not_integer", "data.x")

    def test_a_member_of_the_wrong_shape(self, log: Log) -> None:
        error = self.check(log, BadEntryError, [note(), note(stream="Đ")])
        assert error.member == "stream"

    def test_a_domain_entry_without_rules(self, log: Log) -> None:
        bad = note(stream="campaign/a", occurred_on="2031-01-01")
        assert self.check(log, BadEntryError, [bad]).member == "rules"

    def test_a_date_in_the_future(self, log: Log) -> None:
        bad = note(occurred_on="2031-01-02")
        assert self.check(log, BadEntryError, [bad]).code == "future_date"

    def test_the_largest_entry_is_accepted(self, log: Log) -> None:
        [probe] = take(log, Draft(actor="o", stream="person/a", type="n.t", data={"x": ""}))
        room = 60_000 - len(log.raw(probe["position"])) - len(f'"prev":"{HASH}",')
        take(log, Draft(actor="o", stream="person/a", type="n.t", data={"x": "x" * room}))
        assert len(log.raw(3)) == 60_000
        with pytest.raises(EntryTooLargeError) as caught:
            take(
                log, Draft(actor="o", stream="person/a", type="n.t", data={"x": "x" * (room + 1)})
            )
        assert caught.value.size == 60_001


def test_both_stores_write_the_same_bytes(tmp_path: Any) -> None:
    clocks = Wound(), Wound()
    name = "congress.local/log"
    logs = [
        Log.create(tmp_path / "a.log", origin=name, clock=clocks[0], accept_clock=True),
        Log.create(None, origin=name, clock=clocks[1]),
    ]
    for log, clock in zip(logs, clocks, strict=True):
        for n in range(300):
            clock.wind(0.25 if n % 5 else -3)
            with log.write() as tx:
                time, _ = tx.now()
                tx.append(
                    [note(n, f"congress/a/{n % 11}", occurred_on="2030-12-31")],
                    recorded_at=time,
                    command_id=f"c-{n}",
                    digest=HASH,
                    rules=tx.rules(DEFINITIONS, {**POLICY, "text": str(n // 100)}, time),
                )
                if n % 50 == 49:
                    tx.append_heads()
    assert logs[0].size == logs[1].size > 300
    assert [logs[0].raw(p) for p in range(1, logs[0].size + 1)] == [
        logs[1].raw(p) for p in range(1, logs[1].size + 1)
    ]
    assert logs[0].root() == logs[1].root()
    logs[0].close()


def test_what_is_handed_on_is_what_was_written(log: Log) -> None:
    deep: Any = {"rows": ({"n": 1}, {"n": 2}), "a_name_nobody_had": [True, "đ"]}
    found = take(log, note(1), Draft(actor="x", stream="person/b", type="a.b", data=deep))
    assert found == [canonical.check(log.raw(n)) for n in (2, 3)]


def test_a_writer_sees_what_another_one_wrote_between_its_transactions(
    tmp_path: Path, clock: Wound
) -> None:
    path = tmp_path / "shared.log"
    Log.create(path, clock=clock, accept_clock=True).close()
    with Log.open(path, clock=clock) as mine, Log.open(path, clock=clock) as other:
        for turn in range(3):
            for log in (mine, mine, other):
                before = log.entry(log.size)
                with log.write() as tx:
                    assert (tx.size, tx.last_recorded_at) == (log.size, before["recorded_at"])
                    assert tx.version("person/a") == log.version("person/a")
                clock.wind(1)
                take(log, note(turn))
        assert [e["version"] for e in mine.stream("person/a")] == list(range(1, 10))
        check_whole(other)


def test_what_was_rolled_back_after_it_was_read_is_forgotten(log: Log) -> None:
    take(log, note(1))
    with log.write() as tx:
        tx.append([note(2)], recorded_at=tx.now()[0])
        assert len(tx.stream("person/a")) == 2
        tx.rollback()
    with log.write() as tx:
        assert (tx.size, tx.version("person/a")) == (2, 1)
    take(log, note(3))
    check_whole(log)
