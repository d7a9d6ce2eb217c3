"""Cursors: no hole, no step twice, no error skipped; what is beside the log may go. Synthetic."""

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import TrackingRecorder
from eventsourcing.tests import persistence as published

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.reading import Reading
from application.scope import Scope
from application.views import opened
from engine.projecting import Projector
from engine.projection import Projection, Projections, Table, Turn, WritableRows
from event_store.errors import GapError
from event_store.log import Log
from event_store.tracking import ViewsRecorder
from event_store.views import ProjectionMovedError, Views, ViewsUnavailableError
from tests.projections.seasons import season
from workflows.projections.season import PROJECTIONS

pytestmark = pytest.mark.usefixtures("in_english")

AREAS = frozenset({"campaign", "congress"})
SEEN = Table("seen", {"stream": "TEXT", "entries": "INTEGER"}, ("stream",))


def count(rows: WritableRows, turn: Turn) -> None:
    stream = "/".join((turn.area, *turn.keys))
    before = rows.get("seen", stream)
    entries = len(turn.entries) + (before["entries"] if before else 0)
    rows.put("seen", {"stream": stream, "entries": entries})


COUNTING = Projection("counting", 1, (SEEN,), count, AREAS)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    with season(tmp_path_factory.mktemp("season") / "season.db", 3) as made:
        yield made


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    made = Views.at(str(tmp_path / "views"))
    yield made
    made.close()


def projector(log: Log, views: Views, *projections: Projection) -> Projector:
    return Projector(log, lifecycles(), Projections(projections, {}), views)


class TestTracking(published.TrackingRecorderTestCase):  # type: ignore[misc, unused-ignore]
    """The library's own published tests of cursors, run against ours."""

    def create_recorder(self) -> TrackingRecorder:
        return ViewsRecorder.on(Views.open(None))


def test_entry_is_folded_once_however_often_it_is_caught_up(log: Log, views: Views) -> None:
    counting = projector(log, views, COUNTING)
    for _ in range(3):
        assert counting.catch_up(page=9) == []
    found = {row["stream"]: row["entries"] for row in counting.rows("counting").select("seen", {})}
    domain = ("campaign/", "congress/")
    assert found == {name: version for p in domain for name, version in log.streams(p)}


@pytest.mark.parametrize(("first", "error"), [(5, GapError), (3, ProjectionMovedError)])
def test_cursor_refuses_any_but_the_next_position(
    views: Views, first: int, error: type[Exception]
) -> None:
    writer = ViewsRecorder.on(views)
    writer.prepare("counting:1", [SEEN])
    wanted = [("counting:1", [SEEN])]
    with writer.pages(wanted) as (page,):
        page.put("seen", {"stream": "a", "entries": 1})
        page.done(1, 3, b"leaf")

    def go_on() -> None:
        with writer.pages(wanted) as (page,):
            page.put("seen", {"stream": "b", "entries": 1})
            page.done(first, 6, b"leaf")

    with pytest.raises(error):
        go_on()
    assert views.cursors()["counting:1"].position == 3
    assert [row["stream"] for row in views.rows("counting:1", [SEEN]).select("seen", {})] == ["a"]


def failing_at(position: int) -> Projection:
    def fail(rows: WritableRows, turn: Turn) -> None:
        if any(entry["position"] == position for entry in turn.entries):
            raise ValueError("no such luck")
        count(rows, turn)

    return Projection("failing", 1, (SEEN,), fail, AREAS)


def test_failing_fold_stops_at_its_position_and_says_so(log: Log, views: Views) -> None:
    both = projector(log, views, failing_at(40), COUNTING)
    stopped = both.catch_up(page=16)
    assert [(lag.name, lag.position, lag.failed_at) for lag in stopped] == [("failing", 39, 40)]
    assert "no such luck" in (stopped[0].error or "")
    assert [lag.position for lag in both.lags()] == [39, log.size]
    assert sum(row["entries"] for row in both.rows("failing").select("seen", {})) < 39


def test_mended_fold_goes_on_where_it_stopped(log: Log, views: Views) -> None:
    projector(log, views, failing_at(40)).catch_up()
    mended = Projection("failing", 1, (SEEN,), count, AREAS)
    again = projector(log, views, mended)
    assert again.catch_up() == []
    assert [(lag.position, lag.error) for lag in again.lags()] == [(log.size, None)]


def test_failed_rebuild_leaves_what_was_shown(log: Log, views: Views) -> None:
    shown = Projection("failing", 1, (SEEN,), count, AREAS)
    projector(log, views, shown).catch_up()
    before = projector(log, views, shown).rows("failing").select("seen", {})
    stopped = projector(log, views, failing_at(40)).rebuild()
    assert [lag.failed_at for lag in stopped] == [40]
    assert projector(log, views, shown).rows("failing").select("seen", {}) == before


def test_new_version_is_made_beside_the_last_and_older_ones_go(log: Log, views: Views) -> None:
    projector(log, views, COUNTING).catch_up()
    wider = Table("seen", {"stream": "TEXT", "entries": "INTEGER", "more": "JSON"}, ("stream",))

    def fold(rows: WritableRows, turn: Turn) -> None:
        stream = "/".join((turn.area, *turn.keys))
        rows.put("seen", {"stream": stream, "entries": 0, "more": {"đ": [1]}})

    newer = projector(log, views, Projection("counting", 2, (wider,), fold, AREAS))
    assert newer.catch_up() == []
    assert newer.rows("counting").select("seen", {})[0]["more"] == {"đ": [1]}
    older = projector(log, views, COUNTING)
    assert older.catch_up() == []
    assert older.rows("counting").select("seen", {})[0]["entries"] > 0
    assert [*views.cursors()] == ["counting:1", "counting:2"]
    newest = projector(log, views, Projection("counting", 3, (wider,), fold, AREAS))
    assert newest.catch_up() == []
    assert [*views.cursors()] == ["counting:2", "counting:3"]
    assert newest.prune() == ["counting:2"]
    with pytest.raises(ViewsUnavailableError):
        newer.rows("counting").select("seen", {})


def test_two_readers_catch_up_at_once(log: Log, views: Views) -> None:
    one, other = projector(log, views, COUNTING), projector(log, Views.at(views.path), COUNTING)
    steps = itertools.count()

    def meanwhile(_: int) -> None:
        if next(steps) == 1:
            assert other.catch_up(page=10) == []

    assert one.catch_up(meanwhile, page=10) == []
    found = one.rows("counting").select("seen", {})
    assert sum(row["entries"] for row in found) == sum(
        version for prefix in ("campaign/", "congress/") for _, version in log.streams(prefix)
    )
    other.views.close()


# --- What lies beside the log may go at any time ------------------------------------------------


def contents(path: Path) -> dict[str, Any]:
    """All rows of all projections of a log, caught up."""

    def ask(reading: Reading) -> dict[str, Any]:
        return {
            table.name: reading.latest[p.name].select(table.name, {})
            for p in PROJECTIONS.all
            for table in p.tables
        }

    with Congresses.open(path) as application:
        return application.at(Scope(), Call(), ask, *(p.name for p in PROJECTIONS.all))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    season(tmp_path / "season.db", 5).close()
    return tmp_path / "season.db"


def test_views_that_were_deleted_are_made_again(path: Path) -> None:
    before = contents(path)
    Path(f"{path}.views").unlink()
    assert contents(path) == before


def test_damaged_views_are_made_again(path: Path) -> None:
    before = contents(path)
    views = Path(f"{path}.views")
    views.write_bytes(b"nothing of the kind" * 400)
    assert contents(path) == before
    connection = sqlite3.connect(views)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = views.read_bytes()
    views.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert contents(path) == before


def test_views_of_another_log_are_made_again(path: Path) -> None:
    contents(path)
    path.unlink()
    season(path, 6).close()
    found = contents(path)
    Path(f"{path}.views").unlink()
    assert contents(path) == found


def test_views_of_a_log_that_was_longer_are_made_again(path: Path, tmp_path: Path) -> None:
    season(tmp_path / "short.db", 5, steps=30).close()
    contents(path)
    (tmp_path / "short.db").replace(path)
    found = contents(path)
    Path(f"{path}.views").unlink()
    assert contents(path) == found


def test_views_go_elsewhere_where_none_can_be_beside_the_log(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(path)
    Path(f"{path}.views").unlink()
    Path(f"{path}.views").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    assert contents(path) == before
    (folder,) = elsewhere.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert len(list(folder.glob("*.views"))) == 1


def test_looking_at_the_lag_moves_nothing(path: Path) -> None:
    with Log.open(path, read_only=True) as log:
        found = opened(log, lifecycles(), PROJECTIONS)
        assert {lag.position for lag in found.lags()} == {0}
        assert {lag.lag for lag in found.lags()} == {log.size}
        found.views.close()
