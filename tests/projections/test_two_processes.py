"""Rebuilt and replayed by two processes as by one: the same to the byte. All synthetic."""

import gc
import os
import signal
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine import rebuilding
from engine.pieces import Piece, WholeLog, each
from engine.projecting import ProjectionRun, Projector
from engine.projection import Projection, Projections, Turn, WritableRows
from engine.replay import StateDifference, check, each_state, picture
from event_store import helper
from event_store.errors import GapError
from event_store.log import Log
from event_store.views import Views
from tests.projections.seasons import season
from workflows.projections.board import BOARD
from workflows.projections.season import PROJECTIONS

SEEDS = (1, 3)


@pytest.fixture(scope="module", params=SEEDS)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    with season(tmp_path_factory.mktemp("season") / "season.db", request.param, steps=600) as made:
        return made.path


@pytest.fixture
def log(path: str) -> Iterator[Log]:
    with Log.open(path, read_only=True) as made:
        yield made


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes for the shortest log, in pieces of a few entries."""
    monkeypatch.setattr(helper, "LARGE", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(rebuilding, "PIECE", 4)


def tables(views: Views) -> dict[str, list[Any]]:
    """Every table and index of the file with its rows as they are, cursors and digests too."""
    found: dict[str, list[Any]] = {}
    schema = views.connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
    for kind, name, statement in schema.fetchall():
        rows = f"SELECT * FROM {name}" if kind == "table" else "SELECT 0"
        found[name] = [statement, *views.connection.execute(rows).fetchall()]
    return found


def rebuilt(log: Log, folder: Path, projections: Projections = PROJECTIONS) -> dict[str, Any]:
    views = Views.at(str(folder / f"{len(list(folder.iterdir()))}.views"), log.log_id)
    projector = Projector(log, lifecycles(), projections, views)
    assert projector.rebuild(page=50) == []
    found = tables(views)
    assert list(views.check()) == []
    views.close()
    return found


@pytest.fixture
def by_positions(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The views as the walk along the positions makes them, by one process."""
    with monkeypatch.context() as patched:
        patched.setattr(rebuilding.Rebuild, "succeeds", lambda _: False)
        return rebuilt(log, tmp_path)


@pytest.fixture
def by_streams_only(by_positions: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no walk along the positions: it would hide that the other way failed."""
    assert by_positions

    def never(*_: object) -> None:
        raise AssertionError("walked along the positions")

    monkeypatch.setattr(ProjectionRun, "fold", never)


@pytest.mark.usefixtures("by_streams_only")
def test_one_process_rebuilds_what_the_positions_give(
    log: Log, tmp_path: Path, by_positions: dict[str, Any]
) -> None:
    assert rebuilt(log, tmp_path) == by_positions


@pytest.mark.usefixtures("two", "by_streams_only")
def test_two_processes_rebuild_what_the_positions_give(
    log: Log, tmp_path: Path, by_positions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = helper.Helper.ask

    def counted(self: helper.Helper, piece: object) -> None:
        asked.append(piece)
        ask(self, piece)

    monkeypatch.setattr(helper.Helper, "ask", counted)
    assert rebuilt(log, tmp_path) == by_positions
    assert len(asked) >= 3, "the second process did nothing"


@pytest.mark.usefixtures("two", "by_streams_only")
def test_second_process_that_dies_changes_no_row(
    log: Log, tmp_path: Path, by_positions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, answered = os.getpid(), []
    answer = rebuilding.Rebuild._answer

    def mortal(self: rebuilding.Rebuild, log: Log, piece: Piece) -> Any:
        answered.append(piece)
        if os.getpid() != first and len(answered) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer(self, log, piece)

    monkeypatch.setattr(rebuilding.Rebuild, "_answer", mortal)
    assert rebuilt(log, tmp_path) == by_positions


@pytest.mark.usefixtures("two")
def test_fold_that_fails_is_told_with_its_position(log: Log, tmp_path: Path) -> None:
    """Where a fold by streams fails, the positions say where; progress is told of each once."""
    corrupt = next(e["position"] for e in log.scan() if e["type"] == "campaign.branch_registered")

    def fail(rows: WritableRows, turn: Turn) -> None:
        if any(entry["position"] == corrupt for entry in turn.entries):
            raise ValueError("no such luck")
        BOARD.fold(rows, turn)

    failing = Projection("failing", 1, BOARD.tables, fail, BOARD.areas, sees=BOARD.sees)
    views = Views.at(str(tmp_path / "views"), log.log_id)
    told: list[int] = []
    projections = Projections((*PROJECTIONS.all, failing), PROJECTIONS.subjects)
    stopped = Projector(log, lifecycles(), projections, views).rebuild(told.append)
    assert [(lag.name, lag.failed_at) for lag in stopped] == [("failing", corrupt)]
    assert sum(told) == log.size
    assert views.cursors()[BOARD.cursor].position == log.size
    views.close()


@pytest.mark.usefixtures("two")
def test_interrupted_rebuild_leaves_no_process_and_what_was_shown(
    log: Log, tmp_path: Path
) -> None:
    views = Views.at(str(tmp_path / "views"), log.log_id)
    projector = Projector(log, lifecycles(), PROJECTIONS, views)
    assert projector.rebuild() == []
    shown = views.cursors()

    def interrupt(_: int) -> None:
        assert active_children()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        projector.rebuild(interrupt, page=8)
    assert active_children() == []
    assert gc.isenabled()
    assert {name: at for name, at in views.cursors().items() if name in shown} == shown
    assert caught.tb is not None
    assert projector.rebuild() == []
    views.close()


@pytest.mark.usefixtures("two")
def test_states_are_the_same_by_two_processes(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WholeLog.pieces, "__defaults__", (4,))
    by_two = list(each_state(log, lifecycles(), shown))
    monkeypatch.setattr(helper, "LARGE", 2**60)
    by_one = list(each_state(log, lifecycles(), shown))
    assert [found[:2] for found in by_two] == [found[:2] for found in by_one]
    assert {pid for *_, pid in by_one} == {os.getpid()} != {pid for *_, pid in by_two}
    names = [stream for stream, *_ in by_one]
    assert names == [s for s, _ in log.streams() if s.startswith(("campaign/", "congress/"))]


def shown(_: Log, __: Any, stream: str, state: Any, ___: Any) -> tuple[str, bytes, int]:
    return stream, picture(state), os.getpid()


@pytest.mark.usefixtures("two")
def test_differences_are_found_by_two_processes(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WholeLog.pieces, "__defaults__", (4,))
    assert list(check(log, lifecycles())) == []
    last = log.streams("congress/")[-1][0]
    monkeypatch.setattr("engine.replay._is_shown", lambda *given: given[3] != last)
    (found,) = check(log, lifecycles())
    assert isinstance(found, StateDifference)
    assert (found.stream, found.what) == (last, "state")


@pytest.mark.usefixtures("two")
def test_first_error_in_order_is_raised_whoever_meets_another_before(log: Log) -> None:
    every = list(WholeLog.of(log).pieces({"congress"}, 10))

    def fail(_: Log, piece: Piece) -> None:
        if piece in every[2:]:
            raise ValueError(piece.first)

    with pytest.raises(ValueError, match=every[2].first):
        list(each(log, every, fail))


def test_stream_that_lacks_its_last_entry_is_a_gap(log: Log) -> None:
    for piece in WholeLog.of(log).pieces({"campaign", "congress"}, 20):
        workflow = lifecycles().by_area[piece.area]
        found = piece.streams(log, workflow)
        assert sum(len(entries) for _, entries, _ in found) == piece.entries
        with pytest.raises(GapError):
            list(piece._replace(entries=piece.entries + 1).streams(log, workflow))
