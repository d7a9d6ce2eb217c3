"""Commands under a clock that is far ahead: asked about on a terminal, refused elsewhere."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from event_store import clock, present
from event_store.log import Log
from tests.engine.test_clock_ahead import BRANCH, OPEN
from tests.operator.program import Operator

FAR = timedelta(days=26_000)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    operator = Operator(tmp_path / "s.db")
    operator.ok("init")
    operator.ok(*OPEN)
    return operator


@pytest.fixture
def wrong(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """The same log, on a machine whose clock is 71 years ahead; files bear the right times."""

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + FAR

    monkeypatch.setattr(clock, "datetime", Ahead)
    return operator


def size(operator: Operator) -> int:
    with Log.open(operator.log, read_only=True) as log:
        return log.size


def lines(path: Path, count: int) -> str:
    command: dict[str, Any] = {"command": "suspend", "campaign": "gt", "actor": "op:a"}
    command |= {"data": {"reason": "flood"}}
    path.write_text("".join(json.dumps(command) + "\n" for _ in range(count)))
    return str(path)


def test_a_single_command_is_refused_with_the_code(wrong: Operator) -> None:
    before = size(wrong)
    for spoken, said in (("en", "set the clock right"), ("vi", "hãy chỉnh lại đồng hồ")):
        done = wrong.run("--lang", spoken, *BRANCH, "-o", "json")
        assert [reason["code"] for reason in done.json["reasons"]] == ["clock_ahead"]
        assert (done.code, said in done.json["reasons"][0]["message"]) == (3, True)
    assert size(wrong) == before
    assert not Path(f"{wrong.log}.attempts").exists()


@pytest.mark.parametrize("option", [(), ("--atomic",), ("--dry-run",)])
def test_a_file_is_refused_once(wrong: Operator, tmp_path: Path, option: tuple[str, ...]) -> None:
    before = size(wrong)
    done = wrong.run("apply", *option, lines(tmp_path / "l", 2_500))
    (answer,) = (json.loads(line) for line in done.out.splitlines())
    assert (done.code, answer["line"]) == (3, 1)
    assert [reason["code"] for reason in answer["reasons"]] == ["clock_ahead"]
    assert "Stopped there" in done.err
    assert size(wrong) == before


def test_what_is_recorded_already_is_answered(operator: Operator, wrong: Operator) -> None:
    del wrong
    command = {"command": "suspend", "campaign": "gt", "actor": "op:a", "command_id": "c-1",
               "data": {"reason": "flood"}}  # fmt: skip
    path = operator.log.with_name("one")
    path.write_text(json.dumps(command))
    assert operator.run("apply", "--accept-clock", str(path)).code == 0
    present_size = size(operator)
    done = operator.ok("apply", str(path))
    assert json.loads(done.out)["outcome"] == "duplicate"
    assert size(operator) == present_size


def test_lists_names_and_checkpoints_are_refused(wrong: Operator, tmp_path: Path) -> None:
    before = size(wrong)
    listed = tmp_path / "l.csv"
    listed.write_text("branch,name,official,probationary,exempt,had_committee\nX-1,B,9,0,0,no\n")
    key = str(tmp_path / "safe.key")
    wrong.ok("keys", "new", "--key", key)
    for words in (
        ["campaign", "register-branches", str(listed)],
        ["person", "add", "m-1", "--name", "Người Mẫu"],
        ["checkpoint", "--key", key],
    ):
        done = wrong.run(*words)
        assert (done.code, "--accept-clock" in done.err) == (3, True), (words, done.err)
        assert size(wrong) == before
        assert not Path(f"{wrong.log}.people").exists()
    for words in (
        ["campaign", "register-branches", str(listed), "--accept-clock"],
        ["person", "add", "m-1", "--name", "Người Mẫu"],
    ):
        wrong.ok(*words)


def test_accepted_it_is_recorded(wrong: Operator) -> None:
    wrong.ok(*BRANCH, "--accept-clock")
    with Log.open(wrong.log, read_only=True) as log:
        assert log.entry(log.size)["recorded_at"] > "2090"


def test_doctor_tells_of_it(wrong: Operator) -> None:
    rows = wrong.ok("doctor", "-o", "json").json
    found = rows["checks"] if isinstance(rows, dict) else rows
    (told,) = (row for row in found if row["check"] == "clock")
    assert told["state"] == "warning"


@pytest.mark.parametrize(("answer", "code"), [("n\n", 130), ("y\n", 0)])
def test_somebody_at_a_terminal_is_asked(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    rested = datetime.now(UTC) - timedelta(days=300)
    monkeypatch.setattr(present, "RELEASED", clock.written(rested))
    # Another process: there the clock is right, and everything else is old.
    folder = operator.log.parent
    old = folder / "old.db"
    with Log.create(old, clock=lambda: rested):
        pass
    for file in folder.glob("old.db*"):
        os.utime(file, (rested.timestamp(), rested.timestamp()))
    aged = Operator(old)
    environment = Operator.environment
    program = folder / "sitecustomize.py"
    released = f"present.RELEASED = {clock.written(rested)!r}"
    program.write_text(f"from event_store import present\n{released}\n")
    monkeypatch.setattr(
        Operator,
        "environment",
        staticmethod(
            lambda **given: {
                **environment(**given),
                "PYTHONPATH": f"{folder}:{environment()['PYTHONPATH']}",
            }
        ),
    )
    done = aged.talk(OPEN, [("Is the machine's clock right?", answer)])
    assert (done.code, size(aged) > 1) == (code, code == 0), done.out
