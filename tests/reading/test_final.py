"""An answer about a time is final once something is recorded after it. Figures are synthetic."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from event_store.log import Log
from tests.operator.program import Operator
from tests.season import commands as c

START = dt.datetime(2017, 7, 1, 1, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
BRANCHES = [f"TDP-{number:02}" for number in range(1, 9)]


class Clock:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


def at(seconds: int) -> str:
    return (START + seconds * SECOND).isoformat()


@contextmanager
def writing(path: Path, clock: Clock) -> Iterator[Engine]:
    with Log.open(path, clock=clock) as log:
        engine = Engine(log, lifecycles())
        yield engine


def registered(branch: str) -> dict[str, Any]:
    return {**c.register(branch), "occurred_on": "2017-07-01"}


def bare(command: dict[str, Any]) -> dict[str, Any]:
    """A command of a real log: it says no time of recording."""
    return {name: value for name, value in command.items() if name != "recorded_at"}


def record(engine: Engine, *commands: dict[str, Any]) -> None:
    with engine.session() as session:
        for command in commands:
            assert session.advance(bare(command)).outcome == "accepted"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Path:
    """A real log with a campaign, opened at the start."""
    path = tmp_path / "log.db"
    Log.create(path, clock=clock).close()
    with writing(path, clock) as engine:
        record(engine, c.open_campaign())
    return path


def status(log: Path, time: str) -> tuple[int, bool]:
    done = Operator(log).ok("status", "--known-at", time, "-o", "json")
    assert list(done.json).index("final") == list(done.json).index("known_at") + 1
    assert ("Not final" in done.err) != done.json["final"]
    return done.json["total"], done.json["final"]


def test_a_group_that_is_being_recorded_keeps_its_times_open(log: Path, clock: Clock) -> None:
    with writing(log, clock) as engine:
        with engine.session() as session:
            for seconds, branch in enumerate(BRANCHES, start=1):
                clock.now = START + seconds * SECOND
                register = registered(branch)
                assert session.advance(bare(register)).outcome == "accepted"
            assert status(log, at(4)) == (0, False)
            assert status(log, at(8)) == (0, False)
        found = [status(log, at(seconds)) for seconds in (0, 4, 8, 9)]
        assert found == [(0, True), (4, True), (8, False), (8, False)]
        clock.now += SECOND
        record(engine, registered("TDP-09"))
    assert status(log, at(4)) == (4, True)
    assert status(log, at(8)) == (8, True)
    assert status(log, at(9)) == (9, False)


def test_a_group_of_one_time_is_open_at_that_very_time(log: Path, clock: Clock) -> None:
    with writing(log, clock) as engine:
        clock.now += SECOND
        with engine.session() as session:
            for branch in BRANCHES:
                session.advance(bare(registered(branch)))
            assert status(log, at(1)) == (0, False)
            assert status(log, at(0)) == (0, False)
        assert status(log, at(0)) == (0, True)
        assert status(log, at(1)) == (8, False)


def test_a_time_to_come_is_never_final(log: Path) -> None:
    assert status(log, "2099-01-01") == (0, False)


LATE = "2030-01-01"
EARLY = "2017-08-14"


def test_every_object_with_a_time_says_whether_it_is_final(season: Path) -> None:
    operator = Operator(season)
    for words in (("status",), ("officers",), ("show", "TDP-08"), ("show", "--at", "3")):
        asked = operator.ok(*words, "--known-at", EARLY, "-o", "json")
        assert (asked.json["final"], asked.err) == (True, "")
        late = operator.ok(*words, "--known-at", LATE, "-o", "json")
        assert (late.json["final"], "Not final" in late.err) == (False, True)
        assert "final" not in operator.ok(*words, "-o", "json").json


@pytest.mark.parametrize(
    "words",
    [
        ("radar", "--known-at"),
        ("history", "TDP-08", "--known-at"),
        ("history", "--marked", "--known-at"),
        ("blame", "TDP-08", "--known-at"),
        ("audit", "--known-at"),
        ("audit", "--until"),
        ("export", "--known-at"),
        ("log", "--until"),
    ],
    ids=" ".join,
)
def test_people_are_told_of_what_is_not_final(season: Path, words: tuple[str, ...]) -> None:
    operator = Operator(season)
    assert "final" not in operator.ok(*words, EARLY).err
    assert "nothing is recorded after 2030-01-01 23:59 yet" in operator.ok(*words, LATE).err
    vietnamese = operator.ok("--lang", "vi", *words, LATE) if said_in(words) else None
    assert vietnamese is None or "Chưa chốt" in vietnamese.err


def said_in(words: tuple[str, ...]) -> bool:
    """One command is enough to hear the other language."""
    return words[0] == "radar"


def test_a_difference_says_it_of_each_of_its_times(season: Path) -> None:
    operator = Operator(season)
    both = operator.ok("diff", "TDP-08", f"known:{EARLY}..known:{LATE}", "-o", "json")
    old, new = both.json["from"], both.json["to"]
    assert (old["final"], new["final"]) == (True, False)
    assert old["known_at"] == "2017-08-14T16:59:59.999999Z"
    assert both.err.count("Not final") == 1
    plain = operator.ok("diff", "TDP-08", "30..2017-08-20", "-o", "json")
    assert [sorted(plain.json[side]) for side in ("from", "to")] == [["as_of", "position"]] * 2
