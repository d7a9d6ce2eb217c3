"""Readers at once: all of them are answered, from views that come out the same in every run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.reading import Reading
from application.scope import Scope
from event_store import beside
from event_store.log import Log
from event_store.views import Views
from tests.projections.seasons import season
from workflows.projections.board import BOARD
from workflows.projections.season import PROJECTIONS

pytestmark = pytest.mark.usefixtures("in_english")

ROOT = Path(__file__).parents[2]
ROWS = """
import json, sys
from application.congresses.packaged import lifecycles
from workflows.projections.season import PROJECTIONS
from engine.projecting import Projector
from event_store.log import Log
from event_store.views import Views

with Log.open(sys.argv[1], read_only=True) as log:
    views = Views.at(sys.argv[2], log.log_id)
    Projector(log, lifecycles(), PROJECTIONS, views).catch_up(page=int(sys.argv[3]))
    tables = [
        repr([values for _, values in views.rows(p.cursor, p.tables).raw(table.name)])
        for p in PROJECTIONS.all
        for table in p.tables
    ]
    sums = [cursor.sums for cursor in views.cursors().values()]
    print(json.dumps([tables, sums]))
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """A season of some branches."""
    with season(tmp_path_factory.mktemp("readers") / "season.db", 7) as made:
        yield made


def status(path: str, said: list[str] | None = None) -> dict[str, Any]:
    """Ask for the board as a command does; what is noticed beside is put into `said`."""
    heard: list[str] = [] if said is None else said
    with Congresses.open(path, lifecycles(), PROJECTIONS) as congresses:
        call = Call(notice=lambda notice: heard.append(notice.say("en")))
        return congresses.board(Scope(), call).to_json()


def test_first_readers_are_all_answered_from_the_views(log: Log) -> None:
    expected, said = status(log.path), list[str]()
    for _ in range(3):
        for path in Path(log.path).parent.glob("*.views*"):
            path.unlink()
        with ThreadPoolExecutor(4) as readers:
            found = list(readers.map(status, [log.path] * 4, [said] * 4))
        assert found == [expected] * 4
    assert said == []


def test_damaged_views_are_reported_and_answers_are_right(log: Log) -> None:
    expected, said = status(log.path), list[str]()
    with Log.open(log.path, read_only=True) as opened:
        views = Views.open(opened.path, opened.log_id)
        views.connection.execute(f"UPDATE board_{BOARD.version}_units SET counts = '{{}}'")
        views.close()
    assert status(log.path, said) == expected
    assert [text for text in said if "damaged" in text]
    said.clear()
    assert status(log.path, said) == expected
    assert said == []


def test_views_that_vanish_while_they_are_read_cost_no_answer(log: Log) -> None:
    congresses = Congresses(log, lifecycles(), PROJECTIONS)

    def ask(reading: Reading) -> dict[str, Any]:
        for end in beside.OF_SQLITE:
            Path(log.path + beside.VIEWS + end).unlink(missing_ok=True)
        assert reading.rows()["board"].select("units", {})
        return congresses.board(Scope(), Call()).to_json()

    assert congresses.at(Scope(), Call(), ask, "board") == status(log.path)


def test_rows_have_the_same_bytes_in_every_run_and_for_any_page(log: Log, tmp_path: Path) -> None:
    found = []
    for seed, page in (("1", "5000"), ("2", "7"), ("3", "64")):
        views = str(tmp_path / f"views-{seed}")
        done = subprocess.run(
            [sys.executable, "-c", ROWS, log.path, views, page],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        found.append(json.loads(done.stdout))
    assert found[0] == found[1] == found[2]
