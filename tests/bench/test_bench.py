"""The benchmark measures every row, and gives a verdict only where the machine allows one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import program
from bench.machine import SLOW_FLUSH, Conditions, Machine, Reading, definitions
from bench.measuring import Row, Series, Turns
from bench.table import MET, MISSED, UNJUDGED, Table

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "one command, a stream's first touch",
    "one command, streams known |",
    "first command of an engine, 40 branches",
    "one command, streams known, 40 branches",
    "first command of an engine, 160 branches",
    "one command, streams known, 160 branches",
    "congress status after a command, 40 branches",
    "congress status after a command, 160 branches",
    "congress advance, 40 branches",
    "congress advance, 160 branches",
    "apply a season: engine",
    "apply a season: congress apply",
    "replay every state, an entry",
    "replay every state of one campaign, 160 branches",
    "verify all, an entry",
    "verify all by one process",
    "rebuild every projection, an entry",
    "rebuild every projection of one campaign, 160 branches",
    "the board of a past time",
    "one command | get, record, save by eventsourcing",
    "a command of a file | the same in groups",
    "replay an entry | load every aggregate",
    "update_roll, warm: 160 branches",
    "update_roll, cold: 160 branches",
    "record_finding, warm: 160 branches",
    "record_finding, cold: 160 branches",
    "update_roll, 160 streams known",
    "update_roll, warm: a log of 3,000 entries",
    "update_roll, cold: a log of 3,000 entries",
    "record_finding, warm: a log of 3,000 entries",
    "record_finding, cold: a log of 3,000 entries",
    "prove a branch of 3,000 entries",
    "congress --help",
    "congress show",
    "congress history",
    "congress status, views warm",
)
WAITING = ("one ", "first ", "a command ", "congress advance", "apply ", "update_roll", "record_")
FLUSHING = tuple(row for row in ROWS if row.startswith(WAITING))
FIGURES = re.compile(r"( +\d+\.\d\d \(\d+\.\d\d\) (s|ms|µs)){2} +\d+\.\d\d \(\d+\.\d\d\)")
JUDGED = re.compile(r"[<>]=\d.* (ok|short|no verdict \(.+\))$")
SUMMARY = re.compile(r"28 targets: (\d+) met, (\d+) missed, (\d+) without a verdict")


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", "--tiny"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def printed(run: subprocess.CompletedProcess[str]) -> list[str]:
    return run.stdout.splitlines()


def line_of(printed: list[str], row: str) -> str:
    (line,) = [line for line in printed if line.startswith(row)]
    return line


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_its_figures(printed: list[str], row: str) -> None:
    line = line_of(printed, row)
    assert FIGURES.search(line)
    assert re.search(r"load \d+\.\d\d", line)
    assert bool(re.search(r"flush \d+\.\d\d ms", line)) is (row in FLUSHING)


@pytest.mark.slow
def test_every_target_is_judged_and_the_exit_code_says_how(
    run: subprocess.CompletedProcess[str], printed: list[str]
) -> None:
    judged = [line for line in printed if JUDGED.search(line)]
    (met, missed, unjudged) = map(int, SUMMARY.search(run.stdout).groups())  # type: ignore[union-attr]
    assert len(judged) == met + missed + unjudged
    assert run.returncode == (MISSED if missed else UNJUDGED if unjudged else MET), run.stderr
    assert set(definitions()) <= set(printed)


# --- Verdicts, with readings that are given ------------------------------------------------------

IDLE = Conditions(load=0.9, others=0.02, stolen=0.0, slowed=1.02, flush=0.0002)
BUSY = {
    "others used 0.80 of a core": Conditions(3.1, 0.8, 0.0, 1.0, 0.0002),
    "the host took 20% of the time": Conditions(1.0, 0.0, 0.2, 1.0, 0.0002),
    "a fixed loop took 1.90 times its best": Conditions(1.0, 0.0, 0.0, 1.9, 0.0002),
}
SLOW = Conditions(load=0.9, others=0.02, stolen=0.0, slowed=1.02, flush=0.004)


def row(measured: float, conditions: Conditions | None, **more: bool) -> Row:
    """A row against a floor of one millisecond, with half of its speed as target."""
    return Row("a row", Series([measured], conditions), Series([0.001]), 0.5, **more)


def test_on_an_idle_machine_the_ratio_decides() -> None:
    assert row(0.0019, IDLE, flushes=True).verdict == "ok"
    assert row(0.0021, IDLE, flushes=True).verdict == "short"


@pytest.mark.parametrize("why", BUSY)
@pytest.mark.parametrize("measured", [0.0019, 0.0021])
def test_a_busy_machine_gives_no_verdict(why: str, measured: float) -> None:
    for flushes in (True, False):
        judged = row(measured, BUSY[why], flushes=flushes)
        assert judged.verdict == "no verdict"
        assert judged.excuse == f"busy: {why}"


@pytest.mark.parametrize("measured", [0.0005, 0.0019, 0.0021])
def test_a_slow_disk_gives_no_verdict_on_a_ratio_with_a_flush_in_it(measured: float) -> None:
    judged = row(measured, SLOW, flushes=True)
    assert judged.verdict == "no verdict"
    assert judged.excuse == "slow disk: a flush took 4.00 ms"


def test_a_slow_disk_is_no_excuse_where_nothing_is_flushed() -> None:
    assert row(0.0021, SLOW).verdict == "short"


def test_a_command_faster_than_the_bare_commit_of_its_row_is_not_believed() -> None:
    assert row(0.0006, IDLE, flushes=True).verdict == "no verdict"
    assert row(0.0006, IDLE).verdict == "ok"


def test_what_nobody_watched_is_not_judged() -> None:
    assert row(0.0019, None).verdict == "no verdict"


@pytest.mark.parametrize(
    ("given", "code", "counted"),
    [
        ([0.0019, 0.0019], MET, "2 targets: 2 met, 0 missed, 0 without a verdict"),
        ([0.0019, 0.0021], MISSED, "2 targets: 1 met, 1 missed, 0 without a verdict"),
        ([0.0019, None], UNJUDGED, "2 targets: 1 met, 0 missed, 1 without a verdict"),
        ([0.0021, None], MISSED, "2 targets: 0 met, 1 missed, 1 without a verdict"),
    ],
)
def test_no_verdict_is_not_counted_as_met(
    given: list[float | None], code: int, counted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = Table()
    rows = [row(time or 0.001, IDLE if time else SLOW, flushes=True) for time in given]
    table.show("rows", rows)
    assert table.close() == code
    assert counted in capsys.readouterr().out


def test_the_line_of_a_row_shows_flush_and_load(capsys: pytest.CaptureFixture[str]) -> None:
    Table().show("rows", [row(0.0019, SLOW, flushes=True), row(0.0019, SLOW)])
    flushed, other = capsys.readouterr().out.splitlines()[-2:]
    assert "load 0.90, flush 4.00 ms" in flushed
    assert "load 0.90" in other
    assert "flush" not in other


# --- Readings ------------------------------------------------------------------------------------


def reading(at: float, **given: float | None) -> Reading:
    usual = {"load": 1.0, "own": at, "busy": at, "stolen": 0.0, "spin": 0.002, "flush": 0.0002}
    return Reading(at=at, **{**usual, **given})  # type: ignore[arg-type]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("bench.machine._spin", lambda: 0.002)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    return Machine(tmp_path)


def test_what_this_program_uses_itself_is_nobody_elses(machine: Machine) -> None:
    found = machine.between([reading(0.0), reading(10.0, own=19.0, busy=20.0)])
    assert found.others == pytest.approx(0.1)
    assert not found.busy


def test_what_others_use_is_what_all_use_but_this_program(machine: Machine) -> None:
    found = machine.between([reading(0.0), reading(10.0, own=9.0, busy=17.0)])
    assert found.busy == "others used 0.80 of a core"


def test_where_nothing_is_said_of_the_cores_the_load_speaks(machine: Machine) -> None:
    quiet = machine.between([reading(0.0, busy=None), reading(10.0, busy=None, load=1.1)])
    loud = machine.between([reading(0.0, busy=None), reading(10.0, busy=None, load=2.6)])
    assert not quiet.busy
    assert loud.busy == "others used 1.60 of a core"


def test_stolen_time_is_a_share_of_all_cores(machine: Machine) -> None:
    found = machine.between([reading(0.0), reading(10.0, stolen=3.0)])
    assert found.stolen == pytest.approx(0.15)


def test_a_flush_is_the_one_in_the_middle(machine: Machine) -> None:
    flushes = [0.0001, 0.0002, 0.009]
    found = machine.between([reading(n, flush=flush) for n, flush in enumerate(flushes)])
    assert found.flush == pytest.approx(0.0002)
    assert not found.slow
    assert machine.between([reading(0, flush=1.0), reading(1, flush=1.0)]).flush > SLOW_FLUSH


def test_a_slow_disk_is_noticed_while_a_row_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import time

    real = os.fdatasync

    def slow(descriptor: int) -> None:
        time.sleep(0.002)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", slow)
    with Machine(tmp_path) as watched:
        (series,) = Turns(watched, 1).take(lambda: 0.001)
    assert series.conditions is not None
    assert series.conditions.slow


# --- What is started -----------------------------------------------------------------------------

SETTINGS = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from bench import program
program.settle(Path(sys.argv[2]))
code = "import os, sys, engine.machine; print(sys.dont_write_bytecode, sys.flags.dev_mode, " \\
    "engine.machine.__cached__, [n for n in os.environ if n.startswith('CONGRESS_')])"
program.started(sys.executable, "-c", code)
program.timed(sys.executable, "-c", code, into=Path(sys.argv[2]) / "said")
"""


def test_children_run_from_bytecode_that_is_kept_whatever_this_process_was_told(
    tmp_path: Path,
) -> None:
    bytecode = tmp_path / "bytecode"
    bytecode.mkdir()
    subprocess.run(
        [sys.executable, "-c", SETTINGS, str(ROOT), str(bytecode)],
        env={
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONDEVMODE": "1",
            "CONGRESS_LOG": "/nowhere/another.db",
        },
        check=True,
    )
    writes, development, cached, congress = (bytecode / "said").read_text("utf-8").split(" ", 3)
    assert (writes, development, congress.strip()) == ("False", "False", "[]")
    assert Path(cached).is_relative_to(bytecode)
    assert Path(cached).exists()


def test_the_command_that_is_measured_is_that_of_this_checkout() -> None:
    assert program.ROOT == ROOT
