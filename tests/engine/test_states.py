"""What decides is folded from the log: nothing beside it, nothing remembered of another log."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.advance import Engine
from event_store.log import Log
from tests.engine.synthetic import (
    CAMPAIGN,
    Envelope,
    Script,
    accept,
    new_engine,
    open_season,
    said,
)

BRANCHES = {f"B-{n:03d}": 3 + n % 15 for n in range(1, 91)}


def commands(branches: dict[str, int], prefix: str = "s", **opening: Any) -> list[Envelope]:
    script = Script(prefix=prefix)
    open_season(script, branches, **opening)
    return script.commands


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("season") / "season.db"
    with Log.create(path, simulation=True) as log:
        accept(new_engine(log), commands(BRANCHES))
    return path


@pytest.fixture
def season(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path))


def questions() -> list[Envelope]:
    """Commands whose answers need the campaign: its pilots, its rolls, its deadline."""
    script = Script(prefix="q").on("2017-08-01")
    for branch in ("B-001", "B-045", "B-091"):
        script.do("plan", branch, {"planned_on": "2017-08-20"})
        script.do("learn", branch)
    again = {"name": "lại", "official": 1, "probationary": 0, "exempt": 0, "had_committee": False}
    script.do("register_branch", data={"branch": "B-090", **again})
    script.do("plan", "B-002", {"planned_on": "2018-08-20"})
    return script.commands


def answers(path: Path, asked: list[Envelope]) -> list[dict[str, Any]]:
    with Log.open(path) as log:
        engine = new_engine(log)
        return [said(engine.advance(envelope)) for envelope in asked]


def tables_of_old(views: Path) -> None:
    """The tables in which an earlier version kept states, with another deadline and no branch."""
    core = '{"version":91,"stage":"open","policy":"vn-2017","deadline":"2099-01-01"}'
    with closing(sqlite3.connect(views)) as connection, connection:
        connection.executescript(
            "CREATE TABLE snapshots (stream TEXT PRIMARY KEY, kind TEXT NOT NULL,"
            " version INTEGER NOT NULL, leaf BLOB NOT NULL, core BLOB NOT NULL) STRICT;"
            "CREATE TABLE parts (stream TEXT, key TEXT, part BLOB, PRIMARY KEY (stream, key));"
        )
        with Log.open(views.with_suffix("")) as log:
            leaf = log.leaf(f"campaign/{CAMPAIGN}")
        row = (f"campaign/{CAMPAIGN}", "Campaign/1", 91, leaf, core.encode())
        connection.execute("INSERT INTO snapshots VALUES (?,?,?,?,?)", row)


def plans(prefix: str, day: str) -> list[Envelope]:
    script = Script(prefix=prefix).on("2017-08-01")
    for branch in ("B-001", "B-002"):
        script.do("plan", branch, {"planned_on": day})
    return script.commands


def no_file(views: Path) -> None:
    views.unlink(missing_ok=True)


def garbage(views: Path) -> None:
    views.write_bytes(b"this is no database at all" * 1000)


def a_folder(views: Path) -> None:
    views.mkdir()


@pytest.mark.parametrize("spoil", [no_file, tables_of_old, garbage, a_folder])
def test_nothing_beside_the_log_changes_a_decision(
    season: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    other = tmp_path / "bare" / "season.db"
    other.parent.mkdir()
    shutil.copy(season, other)
    spoil(Path(f"{season}.views"))
    found = answers(season, questions())
    assert found == answers(other, questions())
    assert {answer["outcome"] for answer in found} == {"accepted", "refused"}


def test_deciding_leaves_nothing_beside_the_log(season: Path) -> None:
    answers(season, questions()[:1])
    assert {path.name for path in season.parent.iterdir()} == {"season.db", "season.db.lock"}


def put_in_place(path: Path, copy: Path) -> None:
    """Write another log over a log that others have open, as one transaction."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)


@pytest.fixture
def engine(season: Path) -> Iterator[Engine]:
    """An engine that has folded the campaign and a branch already."""
    with Log.open(season) as log:
        found = new_engine(log)
        accept(found, plans("p", "2017-08-20"))
        yield found


@pytest.mark.parametrize("more", [-45, 0, 110])
def test_a_log_that_was_put_in_place_is_not_continued_from_memory(
    engine: Engine, more: int, tmp_path: Path
) -> None:
    """Smaller, of the same size, greater: its states are its own."""
    branches = {f"C-{n:03d}": 5 for n in range(1, engine.log.size + more - 3)} | {"B-001": 7}
    with Log.create(tmp_path / "other.db", simulation=True) as other:
        accept(new_engine(other), commands(branches, "o", deadline="2018-09-15"))
        assert other.size == engine.log.size + more
    put_in_place(Path(engine.log.path), tmp_path / "other.db")
    planned, unknown = (engine.advance(envelope) for envelope in plans("n", "2018-09-10"))
    assert planned.outcome == "accepted", said(planned)
    assert [reason.code for reason in unknown.reasons] == ["unknown_branch"]


def test_a_log_that_differs_only_before_its_last_entry_is_not_continued_from_memory(
    engine: Engine, tmp_path: Path
) -> None:
    last = Script(prefix="f").on("2017-08-01")
    last.do("record_finding", "B-060", {"heading": "goals", "tag": "missing_forecast"})
    accept(engine, last.commands)
    with Log.create(tmp_path / "other.db", simulation=True) as other:
        later = {envelope["command_id"]: envelope for envelope in commands(BRANCHES)}
        later["s-0001"]["data"]["deadline"] = "2018-01-15"
        later["s-0002"]["data"]["name"] = "Chi bộ khác"
        accept(new_engine(other), [*later.values(), *plans("p", "2017-08-20"), *last.commands])
        assert other.size == engine.log.size
        assert other.raw(other.size) == engine.log.raw(other.size)
    put_in_place(Path(engine.log.path), tmp_path / "other.db")
    late = Script(prefix="n").on("2017-08-02").do("plan", "B-003", {"planned_on": "2018-06-10"})
    accept(engine, late.commands)


def test_a_log_that_was_rolled_back_and_grew_again_is_not_continued_from_memory(
    engine: Engine, season: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(season)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    script = Script(prefix="n").on("2017-08-01").do("designate_pilot", data={"branch": "B-009"})
    script.do("designate_pilot", data={"branch": "B-010"})
    accept(engine, script.commands[:1])
    put_in_place(season, copy)
    with Log.open(season) as log:
        accept(new_engine(log), script.commands[1:])
    answered = engine.advance(script.commands[0] | {"command_id": "again"})
    assert [reason.code for reason in answered.reasons] == ["pilot_quota_exceeded"]


@pytest.mark.parametrize("others", ["", "b", "ba", "bca"])
def test_rules_that_the_log_before_adopted_are_looked_for_again(
    tmp_path: Path, others: str
) -> None:
    """A position remembered from another log is not named as the rules of an entry."""

    def adopted(log: Log, name: str) -> int:
        with log.write() as transaction:
            policy = {"name": name, "text": name}
            return transaction.rules([], policy, "2017-07-20T00:00:00.000000Z")

    with Log.create(tmp_path / "other.db", simulation=True) as other:
        positions = {name: adopted(other, name) for name in others}
        size = other.size
    with Log.create(tmp_path / "season.db", simulation=True) as log:
        assert (adopted(log, "a"), adopted(log, "a")) == (2, 2)
        put_in_place(tmp_path / "season.db", tmp_path / "other.db")
        assert adopted(log, "a") == positions.get("a", size + 1)
