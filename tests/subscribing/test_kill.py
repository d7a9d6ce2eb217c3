"""Killing writer, subscriber and consumer at any moment leaves nothing out."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRIALS = os.environ.get("CONGRESS_TRIALS", "30")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("trials")
    call = [sys.executable, "-m", "tests.subscribing.trials", str(folder), TRIALS, "1"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    findings: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return findings


def test_trials_catch_readers_at_work(found: dict[str, Any]) -> None:
    assert found["busy"] > int(TRIALS) // 4
    assert found["size"] > int(TRIALS)


def test_consumer_that_keeps_its_sequence_has_each_effect_exactly_once(
    found: dict[str, Any],
) -> None:
    assert found["effects"] == list(range(1, found["size"] + 1))
    assert all(found["ids"])


def test_named_cursor_leaves_nothing_out_and_repeats_only_the_line_in_flight(
    found: dict[str, Any],
) -> None:
    named = found["named"]
    assert sorted(set(named)) == list(range(1, found["size"] + 1))
    steps = [later - sooner for sooner, later in pairwise(named)]
    assert set(steps) <= {0, 1}
    assert len(named) - len(set(named)) < found["starts"]
