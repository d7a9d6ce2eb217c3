"""Two engines on one log: whoever writes second decides on what the first one wrote."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.replay import check
from event_store.log import Log
from tests.engine.laws import broken
from tests.engine.synthetic import CAMPAIGN, Script, accept, codes, new_engine, open_season

ROOT = Path(__file__).resolve().parents[2]
BRANCHES = {f"B-{n:03d}": 5 for n in range(1, 101)}
EACH = 150
WORK = """
import json, sys
from tests.engine.synthetic import CAMPAIGN, new_engine, said
from event_store.log import Log

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Log.open(path) as log:
    engine = new_engine(log)
    sys.stdin.readline()
    done, conflicts = [], 0
    while len(done) < count:
        branch = f"B-{1 + len(done) % 3:03d}"
        version = log.version(f"congress/{CAMPAIGN}/{branch}")
        finding = {"heading": name, "tag": str(len(done))}
        result = engine.advance({
            "command": "record_finding", "campaign": CAMPAIGN, "branch": branch,
            "actor": f"op:{name}", "command_id": f"{name}-{len(done)}", "data": finding,
            "expected_version": version,
        })
        if result.outcome == "accepted":
            assert result.events[0]["version"] == version + 1
            done.append(result.events[0]["position"])
        else:
            assert [r.code for r in result.reasons] == ["version_conflict"], said(result)
            assert result.reasons[0].facts["expected"] == version
            conflicts += 1
print(json.dumps({"done": done, "conflicts": conflicts}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season with more branches than a snapshot waits for."""
    path = tmp_path_factory.mktemp("two") / "season.db"
    script = Script()
    open_season(script, BRANCHES)
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, script.commands)
    return path


@pytest.fixture
def season(made: Path, tmp_path: Path) -> Path:
    for path in made.parent.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / made.name


@pytest.fixture
def two(season: Path) -> Iterator[tuple[Engine, Engine]]:
    """Two engines on one file, each with a log of its own, as two programs have."""
    with ExitStack() as stack:
        engines = []
        for _ in range(2):
            engine = new_engine(stack.enter_context(Log.open(season)))
            engines.append(engine)
        yield engines[0], engines[1]


def finding(branch: str, **more: Any) -> dict[str, Any]:
    script = Script().on("2017-08-01")
    script.do("record_finding", branch, {"heading": "goals", "tag": "missing_forecast"}, **more)
    envelope = script.commands[0]
    del envelope["command_id"]
    return envelope


def renaming() -> list[dict[str, Any]]:
    renamed = {"branch": "B-007", "name": "Chi bộ mới", "reason": "tách"}
    script = Script().on("2017-08-01").do("rename_branch", data=renamed)
    del script.commands[0]["command_id"]
    return script.commands


def start(path: Path, name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(path), name, str(EACH)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_lose_no_update_and_tell_every_conflict(season: Path) -> None:
    workers = [start(season, name) for name in ("thu", "hai")]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = []
    for worker in workers:
        out, err = worker.communicate()
        assert worker.returncode == 0, err
        answers.append(json.loads(out))
    with Log.open(season, read_only=True) as log:
        entries = list(log.scan())
        assert list(check(log, lifecycles())) == []
    assert broken(entries) == []
    found: dict[str, list[int]] = {"op:thu": [], "op:hai": []}
    for entry in entries:
        if entry["type"] == "congress.finding_recorded":
            found[entry["actor"]].append(entry["position"])
    assert [answer["done"] for answer in answers] == [found["op:thu"], found["op:hai"]]
    assert len(found["op:thu"]) == len(found["op:hai"]) == EACH


def test_each_sees_what_the_other_did(two: tuple[Engine, Engine]) -> None:
    one, other = two
    script = Script(prefix="w").on("2017-08-01")
    script.do("designate_pilot", data={"branch": "B-001"})
    script.do("designate_pilot", data={"branch": "B-002"})
    script.do("plan", "B-001", {"planned_on": "2017-08-01"})
    script.do("plan", "B-001", {"planned_on": "2017-08-01"})
    assert one.advance(script.commands[0]).outcome == "accepted"
    assert codes(other.advance(script.commands[1])) == ["pilot_quota_exceeded"]
    assert other.advance(script.commands[2]).outcome == "accepted"
    assert codes(one.advance(script.commands[3])) == ["wrong_state"]


def test_the_same_command_from_both_is_recorded_once(two: tuple[Engine, Engine]) -> None:
    envelope = finding("B-001", command_id="both")
    first, second = (engine.advance({**envelope, "command_id": "both"}) for engine in two)
    assert [first.outcome, second.outcome] == ["accepted", "duplicate"]
    assert first.events == second.events


def test_a_correction_by_the_other_is_seen(two: tuple[Engine, Engine]) -> None:
    one, other = two
    script = Script(prefix="w").on("2017-08-01")
    script.do("plan", "B-001", {"planned_on": "2017-08-01"})
    accept(one, script.commands)
    plan = one.log.size
    script.do("void", "B-001", {"target_position": plan, "reason": "ghi nhầm"})
    script.do("plan", "B-001", {"planned_on": "2017-08-02"})
    accept(other, script.commands[1:2])
    accept(one, script.commands[2:])


@pytest.mark.parametrize("command", ["amend", "void"])
def test_a_rehearsed_correction_takes_nothing_from_the_other(
    two: tuple[Engine, Engine], command: str
) -> None:
    """What stands beside the log serves both: a transaction that is given up must not touch it."""
    one, other = two
    accept(one, [finding("B-001")])
    data: dict[str, Any] = {"target_position": 50, "reason": "thử"}
    if command == "amend":
        data |= {"field": "official", "value": 6}
    script = Script(prefix="w").on("2017-08-01").do(command, data=data)
    size = other.log.size
    with other.session(dry_run=True) as session:
        assert session.advance(script.commands[0]).outcome == "accepted"
    assert other.log.size == size
    for number in (2, 50, 100):
        accept(one, [finding(f"B-{number:03d}")])


def test_a_state_that_was_given_up_is_not_decided_on(two: tuple[Engine, Engine]) -> None:
    one, other = two
    plan = Script(prefix="w").on("2017-08-01").do("plan", "B-001", {"planned_on": "2017-08-01"})
    with one.session() as session:
        assert session.advance(plan.commands[0]).outcome == "accepted"
        session.give_up()
    with suppress(ZeroDivisionError), one.session() as session:
        assert session.advance(plan.commands[0]).outcome == "accepted"
        raise ZeroDivisionError
    assert other.advance(plan.commands[0]).outcome == "accepted"
    assert one.advance(plan.commands[0]).outcome == "duplicate"


def test_a_replay_beside_a_writer_finds_no_difference(season: Path) -> None:
    """The log is read at one size; what is appended meanwhile is nobody's fault."""
    with ExitStack() as stack:
        writing = stack.enter_context(Log.open(season))
        reading = stack.enter_context(Log.open(season, read_only=True))
        engine = new_engine(writing)
        numbers = iter(range(1, 10**6))

        def write(_: int) -> None:
            number = next(numbers)
            if number % 10 == 0:
                accept(engine, [finding(f"B-{number % 100 + 1:03d}")])

        assert list(check(reading, lifecycles(), write)) == []
        assert engine.log.version(f"congress/{CAMPAIGN}/B-011") > 0


@pytest.mark.parametrize("moment", ["streams", "scan_streams", "stream"])
def test_a_replay_finds_no_difference_whenever_somebody_writes(
    season: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with ExitStack() as stack:
        writing = stack.enter_context(Log.open(season))
        reading = stack.enter_context(Log.open(season, read_only=True))
        engine = new_engine(writing)
        asked = getattr(Log, moment)
        times = iter([True, False, True])

        def meanwhile(log: Log, *args: Any) -> Any:
            if log is reading and next(times, False):
                accept(engine, [*renaming(), finding("B-001"), finding("B-100")])
            return asked(log, *args)

        monkeypatch.setattr(Log, moment, meanwhile)
        assert list(check(reading, lifecycles())) == []
