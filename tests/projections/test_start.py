"""What a reading command imports once the views are warm: start-up is mostly imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading.program import environment, play_demonstration

START = """
import json, sys
import cli
sys.argv = ["congress", "--log", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    status = end.code
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps([status, sorted(names)]), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("season") / "season.db"
    play_demonstration(path)
    return path


DATACLASSES = """
import dataclasses, json, sys
made, process = [], dataclasses._process_class
def noted(cls, *given):
    made.append(f"{cls.__module__}.{cls.__name__}")
    return process(cls, *given)
dataclasses._process_class = noted
import cli
sys.argv = ["congress", "--log", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    status = end.code
print(json.dumps([status, made]), file=sys.stderr)
"""
LEFT = {
    "application.call.Call",
    "engine.guards.Case",
    "engine.reasons.Reason",
    "engine.reasons.Wording",
    "engine.workflow.Lifecycles",
    "engine.workflow.Record",
    "engine.workflow.Workflow",
    "event_store.entry.Circumstances",
    "event_store.entry.Draft",
}
"""Each takes a millisecond to make, a Struct a fiftieth: this may only become smaller."""


def imported(log: Path, *words: str, by: str = START) -> set[str]:
    call = [sys.executable, "-c", by, str(log), *words]
    done = subprocess.run(call, env=environment(), capture_output=True, text=True, check=False)
    status, names = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(names)


@pytest.mark.parametrize("words", [("status",), ("show", "TDP-08"), ("history", "TDP-08")])
def test_reading_needs_no_library_that_only_writing_needs(
    log: Path, words: tuple[str, ...]
) -> None:
    assert "eventsourcing" in imported(log, "replay")
    assert imported(log, *words).isdisjoint({"eventsourcing", "transitions", "rich", "pydantic"})


@pytest.mark.parametrize("words", [("status",), ("show", "TDP-08"), ("history", "TDP-08")])
def test_reading_makes_no_dataclass_but_those_left(log: Path, words: tuple[str, ...]) -> None:
    assert imported(log, *words, by=DATACLASSES) <= LEFT


@pytest.mark.parametrize("words", [("status",), ("show", "TDP-08"), ("history", "TDP-08")])
def test_reading_needs_nothing_that_only_a_second_process_needs(
    log: Path, words: tuple[str, ...]
) -> None:
    assert imported(log, *words).isdisjoint({"multiprocessing", "signal", "selectors"})
