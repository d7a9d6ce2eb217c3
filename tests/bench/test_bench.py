"""The benchmark measures every row; how fast is for people to judge."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "one command, a stream's first touch",
    "one command, streams known",
    "apply a season: engine",
    "apply a season: congress apply",
    "replay every state",
    "verify all, an entry",
    "verify all by one process",
    "rebuild every projection",
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
    "congress status",
)
FIGURES = re.compile(r"( +\d+\.\d\d \(\d+\.\d\d\) (s|ms|µs)){2} +\d+\.\d\d \(\d+\.\d\d\)")


@pytest.fixture(scope="module")
def printed() -> list[str]:
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_its_figures(printed: list[str], row: str) -> None:
    (line,) = [line for line in printed if line.startswith(row)]
    assert FIGURES.search(line)


@pytest.mark.slow
def test_every_target_is_judged(printed: list[str]) -> None:
    judged = [line for line in printed if line.endswith((" ok", " short"))]
    assert len(judged) == 21
    assert printed[-1].endswith("of 21 targets met")
