"""What a log writes by itself: times, rules and heads, on either store."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from event_store import tree
from event_store.errors import (
    BadTimeError,
    NotASimulationError,
    TimeWentBackError,
)
from event_store.log import Draft, Log
from tests.event_store.conftest import T0, Wound, b64, check_whole, note, take

HASH = b64(bytes(32))
DEFINITIONS = [{"name": "b", "version": 1, "text": "B"}, {"name": "a", "version": 2, "text": "A"}]
POLICY = {"name": "p", "text": "P"}
TOO_LARGE = Draft(actor="op:test", stream="person/a", type="note.taken", data={"x": "x" * 60_000})


class TestClock:
    def test_time_is_the_clocks(self, log: Log, clock: Wound) -> None:
        clock.wind(1.5)
        with log.write() as tx:
            assert tx.now() == ("2031-01-01T00:00:01.500000Z", False)

    def test_time_never_falls(self, log: Log, clock: Wound) -> None:
        clock.wind(-2)
        with log.write() as tx:
            assert tx.now() == (T0, False)
            assert "flags" not in tx.append([note()], recorded_at=T0)[0]

    def test_a_clock_further_behind_leaves_a_flag(self, log: Log, clock: Wound) -> None:
        clock.wind(-2.000001)
        with log.write() as tx:
            time, behind = tx.now()
            assert (time, behind) == (T0, True)
            [entry] = tx.append([note(flags=["a", "z"])], recorded_at=time)
            assert entry["flags"] == ["a", "clock_behind", "z"]
            heads = tx.append_heads()
            assert heads is not None
            assert heads["flags"] == ["clock_behind"]

    def test_only_a_simulation_takes_a_time(self, new_log: Callable[..., Log]) -> None:
        with new_log().write() as tx, pytest.raises(NotASimulationError):
            tx.now("2031-01-01T00:00:00Z")
        with new_log(simulation=True).write() as tx:
            assert tx.now("1999-12-31T23:00:00-01:00") == ("2000-01-01T00:00:00.000000Z", False)
            assert tx.now() == (T0, False)
            with pytest.raises(BadTimeError):
                tx.now("2000-01-01")

    def test_simulated_time_never_falls(self, new_log: Callable[..., Log]) -> None:
        log = new_log(simulation=True)
        with log.write() as tx:
            time, _ = tx.now("2040-01-01T00:00:00Z")
            tx.append([note()], recorded_at=time)
            assert tx.now(time) == (time, False)
            with pytest.raises(TimeWentBackError) as caught:
                tx.now("2039-12-31T23:59:59.999999Z")
            assert caught.value.last == time


class TestRules:
    def test_rules_are_adopted_once(self, log: Log) -> None:
        with log.write() as tx:
            assert tx.rules(DEFINITIONS, POLICY, T0) == 2
            assert tx.rules(DEFINITIONS[::-1], POLICY, T0) == 2
        with log.write() as tx:
            assert tx.rules(DEFINITIONS, POLICY, T0) == 2
            assert tx.rules(DEFINITIONS, {**POLICY, "text": "Q"}, T0) == 3
            assert tx.rules(DEFINITIONS[:1], POLICY, T0) == 4
            assert tx.rules(DEFINITIONS, POLICY, T0) == 2
        assert log.size == 4
        check_whole(log)

    def test_rules_carry_their_texts_and_digests(self, log: Log) -> None:
        with log.write() as tx:
            tx.rules(DEFINITIONS, POLICY, T0)
        entry = log.entry(2)
        assert (entry["actor"], entry["type"], entry["stream"]) == (
            "log",
            "log.rules_adopted",
            "log",
        )
        assert "command" not in entry
        assert [d["name"] for d in entry["data"]["definitions"]] == ["a", "b"]
        assert entry["data"]["definitions"][0] == {
            "digest": "VZrq0IJk1XldOQlxjN0Fq9SVcuhP5VWQ7vMaiKCP3/0=",
            "name": "a",
            "text": "A",
            "version": 2,
        }

    def test_rules_that_were_rolled_back_are_adopted_again(self, log: Log) -> None:
        with log.write() as tx:
            assert tx.rules(DEFINITIONS, POLICY, T0) == 2
            tx.rollback()
        with log.write() as tx:
            tx.append([note()], recorded_at=T0)
            assert tx.rules(DEFINITIONS, POLICY, T0) == 3
        assert log.entry(3)["type"] == "log.rules_adopted"

    def test_rules_seen_in_a_transaction_that_was_rolled_back_do_not_count(self, log: Log) -> None:
        other = {**POLICY, "name": "q"}
        with log.write() as tx:
            assert tx.rules(DEFINITIONS, POLICY, T0) == 2
            assert tx.rules(DEFINITIONS, other, T0) == 3
            tx.rollback()
        with log.write() as tx:
            assert tx.rules(DEFINITIONS, other, T0) == 2
            assert tx.rules(DEFINITIONS, POLICY, T0) == 3
        assert log.entry(2)["data"]["policy"]["name"] == "q"

    def test_a_domain_entry_names_its_rules(self, log: Log) -> None:
        with log.write() as tx:
            [entry] = tx.append(
                [note(stream="congress/a/b", occurred_on="2031-01-01")],
                recorded_at=T0,
                rules=tx.rules(DEFINITIONS, POLICY, T0),
            )
        assert (entry["position"], entry["rules"]) == (3, 2)
        check_whole(log)


class TestHeads:
    def test_heads_cover_all_before_them(self, log: Log) -> None:
        take(log, note(1, "person/b"), note(2, "person/a"), note(3, "person/b"))
        with log.write() as tx:
            entry = tx.append_heads()
            assert entry is not None
            assert tx.append_heads() is None
        assert entry == log.entry(5)
        lines = b"".join
        expected = tree.root(
            tree.leaf_hash(lines([b"head\n", name, b"\n", version, b"\n", leaf]))
            for name, version, leaf in (
                (b"log", b"1", tree.leaf_hash(log.raw(1))),
                (b"person/a", b"1", tree.leaf_hash(log.raw(3))),
                (b"person/b", b"2", tree.leaf_hash(log.raw(4))),
            )
        )
        assert entry["data"] == {"root": b64(expected), "size": 4, "streams": 3}
        with log.write() as tx:
            assert tx.append_heads() is None
            tx.append([note()], recorded_at=T0)
            again = tx.append_heads()
            assert again is not None
            assert (again["data"]["size"], again["data"]["streams"]) == (6, 4)
        check_whole(log)

    def test_heads_in_a_simulation_stand_at_the_previous_time(
        self, new_log: Callable[..., Log]
    ) -> None:
        with new_log(simulation=True).write() as tx:
            heads = tx.append_heads()
            assert heads is not None
            assert heads["recorded_at"] == "1970-01-01T00:00:00.000000Z"
