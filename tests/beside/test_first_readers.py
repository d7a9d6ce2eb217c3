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

from console.commands.status import newest, told
from console.language import speaking
from console.packaged import lifecycles
from console.views import Shown, answered
from engine.reading import Reader
from event_store import beside
from event_store.log import Log
from event_store.views import Views
from tests.projections.seasons import season

pytestmark = pytest.mark.usefixtures("in_english")

ROOT = Path(__file__).parents[2]
ROWS = """
import json, sys
from console.packaged import lifecycles
from console.views import PROJECTIONS
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


def status(path: str) -> dict[str, Any]:
    """Ask for the board as a command does."""
    with speaking("en"), Log.open(path, read_only=True) as log:
        reader = Reader(log, lifecycles())
        return told(reader, reader.view(None, None), None)


def test_first_readers_are_all_answered_from_the_views(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = status(log.path)
    for _ in range(3):
        for path in Path(log.path).parent.glob("*.views*"):
            path.unlink()
        with ThreadPoolExecutor(4) as readers:
            found = list(readers.map(status, [log.path] * 4))
        assert found == [expected] * 4
    assert capsys.readouterr().err == ""


def test_damaged_views_are_reported_and_answers_are_right(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = status(log.path)
    with Log.open(log.path, read_only=True) as opened:
        views = Views.open(opened.path, opened.log_id)
        views.connection.execute("UPDATE board_1_units SET counts = '{}'")
        views.close()
    assert status(log.path) == expected
    assert "damaged" in capsys.readouterr().err
    assert status(log.path) == expected
    assert capsys.readouterr().err == ""


def test_views_that_vanish_while_they_are_read_cost_no_answer(log: Log) -> None:
    reader = Reader(log, lifecycles())
    view = reader.view(None, None)

    def ask(views: Shown | None) -> tuple[int, dict[str, Any]]:
        for end in beside.OF_SQLITE:
            Path(log.path + beside.VIEWS + end).unlink(missing_ok=True)
        assert views is not None
        rows = views.now("board", view)
        assert rows is not None
        assert rows.select("units", {})
        return newest(reader, view)

    assert answered(reader, ask) == newest(reader, view)


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
