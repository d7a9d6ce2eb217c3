"""Each trial of reliability in a small size; `make reliability` makes them in full."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability import outcome
from tests.reliability.__main__ import SIZES, TRIALS

ROOT = Path(__file__).parents[2]
SHOWN = re.compile(
    r"(?P<name>[\w -]+): N=(?P<trials>[\d,]+), failures 0, at most [\d.]+% with 95 % certainty"
)


def tried(name: str, trials: int) -> str:
    """Make trials in a process of their own, which forks others; return the line it prints."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            f"tests.reliability.{name}",
            "--trials",
            str(trials),
            "--seed",
            "1",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = SHOWN.match(done.stdout)
    assert shown is not None, done.stdout
    assert int(shown["trials"].replace(",", "")) >= trials
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_nothing_is_lost_and_nothing_is_altered(name: str) -> None:
    """Power loss fails too where `synchronous=NORMAL` shows no loss: it would be blind."""
    tried(name, TRIALS[name][SIZES.index("smoke")])


def test_the_longest_wait_of_eight_at_once_is_told() -> None:
    assert re.search(r"longest wait \d+ ms", tried("crowd", 16))


@pytest.mark.parametrize(
    ("trials", "failures", "expected"),
    [(1_000, 0, 0.0030), (4_000, 0, 0.00075), (50, 1, 0.0914), (20, 2, 0.2826), (3, 3, 1.0)],
)
def test_the_bound_is_that_of_clopper_and_pearson(
    trials: int, failures: int, expected: float
) -> None:
    assert outcome.bound(trials, failures) == pytest.approx(expected, rel=0.01)
