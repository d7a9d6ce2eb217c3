"""A reader killed while it catches up leaves views that follow from the log. All synthetic."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from application.congresses.packaged import lifecycles
from application.views import opened
from engine.view_checking import check_views
from event_store.log import Log
from tests.projections.seasons import season
from workflows.projections.season import PROJECTIONS

ROOT = Path(__file__).resolve().parents[2]
TRIALS = int(os.environ.get("CONGRESS_TRIALS", "6"))
"""100 by the environment."""
CATCHING_UP = """
import sys, time
from application.congresses.packaged import lifecycles
from application.views import opened
from event_store.log import Log
from workflows.projections.season import PROJECTIONS
projector = opened(Log.open(sys.argv[1], read_only=True), lifecycles(), PROJECTIONS)
todo = projector.rebuild if sys.argv[2] == "rebuild" else projector.catch_up
left = int(sys.argv[3])

def progress(count):
    global left
    left -= 1
    print(count, flush=True)
    time.sleep(0.005 if left < 1 else 0)

todo(progress, page=1)
"""
"""Slows down after some steps, so that it is still at it when it is killed."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    with season(tmp_path_factory.mktemp("season") / "season.db", 1) as made:
        yield made


@pytest.mark.parametrize("trial", range(TRIALS))
def test_killed_reader_leaves_what_follows_from_the_log(log: Log, trial: int) -> None:
    lots = random.Random(trial)
    if trial % 2 == 0:
        Path(f"{log.path}.views").unlink(missing_ok=True)
    how = "rebuild" if trial % 3 == 2 else "catch_up"
    was_killed = killed(log.path, how, lots.randint(1, 40), lots.random() / 200)
    found = opened(log, lifecycles(), PROJECTIONS)
    if how == "catch_up" and trial % 2 == 0:
        assert was_killed
        assert 0 < found.lags()[0].position < log.size
    assert list(check_views(found)) == []
    assert found.catch_up() == []
    assert {lag.lag for lag in found.lags()} == {0}
    assert list(check_views(found)) == []
    found.views.close()


def killed(path: str, how: str, steps: int, delay_seconds: float) -> bool:
    """Start a reader and kill it some steps into its work; says whether it was still at it."""
    call = [sys.executable, "-c", CATCHING_UP, path, how, str(steps)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=environment) as reader:
        assert reader.stdout is not None
        for _ in range(steps):
            if not reader.stdout.readline():
                break
        time.sleep(delay_seconds)
        reader.send_signal(signal.SIGKILL)
        return reader.wait() == -signal.SIGKILL
