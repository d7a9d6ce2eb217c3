"""Views and log give the same answers, however the entries were cut into pages. Synthetic."""

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.scope import Scope
from application.views import opened
from engine.projecting import ProjectionRun, Projector
from engine.reading import Reader
from engine.twin import Past, fold
from engine.view_checking import check_views
from event_store.log import Log
from event_store.views import Views
from tests.projections.oracle import board, held, watched
from tests.projections.seasons import WARDS, season
from workflows.projections.missing import missing
from workflows.projections.season import PROJECTIONS

pytestmark = pytest.mark.usefixtures("in_english")

SEEDS = range(int(os.environ.get("CONGRESS_SEASONS", "8")))
"""More of them by the environment."""
CHOSEN = (None, None), ("gia-thuy-2017", None), (None, "ha-noi"), (None, "ha-noi/long-bien")


@pytest.fixture(scope="module", params=SEEDS)
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("season")
    with season(folder / "season.db", request.param) as made:
        yield made


@pytest.fixture
def fresh(log: Log, tmp_path: Path) -> Any:
    """The same log without views."""
    shutil.copy(log.path, tmp_path / "copy.db")
    with Log.open(tmp_path / "copy.db", read_only=True) as made:
        yield made


def questions(log: Log) -> list[tuple[str | None, str | None]]:
    """What is asked: now, as of days and as known at times of the season."""
    lots = random.Random(log.size)
    days = [None, "2017-07-02", "2017-12-31", f"2017-08-{lots.randint(1, 28):02d}"]
    times = [None, log.entry(lots.randint(20, log.size))["recorded_at"]]
    return [(day, time) for day in days for time in times]


def test_status_is_that_of_every_branch_folded(log: Log) -> None:
    congresses, reader = Congresses(log, lifecycles(), PROJECTIONS), Reader(log, lifecycles())
    for as_of, known_at in questions(log):
        view = reader.view(as_of, known_at)
        for campaign, path in CHOSEN:
            expected = board(reader, view, campaign=campaign, path=path).report(known_at)
            found = congresses.board(scope(campaign, path, as_of, known_at), Call())
            assert found.counts == expected


def test_radar_and_officers_are_those_of_every_branch_folded(log: Log) -> None:
    congresses, reader = Congresses(log, lifecycles(), PROJECTIONS), Reader(log, lifecycles())
    for as_of, known_at in questions(log):
        view = reader.view(as_of, known_at)
        for campaign, path in CHOSEN:
            asked = scope(campaign, path, as_of, known_at)
            branches = watched(reader, view, (campaign, path))
            expected = missing(branches, view.as_of, reader.policy_named)
            assert congresses.radar(asked, Call()).items == expected
            listed = list(held(reader, view, (campaign, path)))
            named = [officer for row in listed for officer in row["officers"]]
            found = congresses.officers(asked, Call())
            assert found.branches == len(listed)
            assert [{name: row[name] for name in named[0]} for row in found.officers] == named


def test_a_past_moment_is_what_the_views_showed_then(log: Log, tmp_path: Path) -> None:
    """The same rows, whether folded live up to a position or long after."""
    reader = Reader(log, lifecycles())
    for upto in (log.size, log.size * 2 // 3, log.size // 3):
        views = Views.at(str(tmp_path / f"views-{upto}"))
        projector = Projector(log, lifecycles(), PROJECTIONS, views)
        for projection in PROJECTIONS.all:
            projector.writer().prepare(projection.cursor, projection.tables)
        ProjectionRun(projector, upto=upto, page=17, progress=lambda _: None).fold(
            PROJECTIONS.all, 0
        )
        twins = fold(reader, PROJECTIONS, Past(upto))
        for projection in PROJECTIONS.all:
            for table in projection.tables:
                live = list(views.rows(projection.cursor, projection.tables).every(table.name))
                twin = twins[projection.name].select(table.name, {})
                assert twin == live
        views.close()


def scope(
    campaign: str | None, path: str | None, as_of: str | None = None, known_at: str | None = None
) -> Scope:
    return Scope({} if campaign is None else {"campaign": campaign}, path, as_of, known_at)


def test_radar_finds_overdue_what_the_board_finds_overdue(log: Log) -> None:
    congresses = Congresses(log, lifecycles(), PROJECTIONS)
    stages = {"not_planned", "not_held", "posts_unsettled", "not_elected", "report_missing"}
    for as_of in ("2017-07-30", "2017-08-30", "2017-12-31"):
        asked = scope(None, None, as_of)
        named = sorted(
            f"{row['campaign']}/{row['branch']}"
            for row in congresses.radar(asked, Call()).items
            if row["overdue"] and row["what"] in stages
        )
        assert named == congresses.board(asked, Call()).overdue


@pytest.mark.parametrize("page", [1, 7, 5_000])
def test_rows_do_not_hang_on_how_the_log_was_cut(fresh: Log, page: int) -> None:
    projector = opened(fresh, lifecycles(), PROJECTIONS)
    assert projector.catch_up(page=page) == []
    assert list(check_views(projector, page=13)) == []
    assert {lag.lag for lag in projector.lags()} == {0}
    projector.views.close()


def test_rebuilt_views_are_the_live_ones(fresh: Log) -> None:
    projector = opened(fresh, lifecycles(), PROJECTIONS)
    projector.catch_up(page=11)
    live = contents(projector.views)
    assert projector.rebuild(page=50) == []
    assert contents(projector.views) == live
    projector.views.close()


def contents(views: Views) -> dict[str, list[Any]]:
    """All rows of all projections."""
    return {
        f"{p.name}.{table.name}": list(views.rows(p.cursor, p.tables).every(table.name))
        for p in PROJECTIONS.all
        for table in p.tables
    }


def test_random_seasons_reach_what_they_are_to_show(tmp_path: Path) -> None:
    types: set[str] = set()
    for seed in SEEDS:
        with season(tmp_path / f"{seed}.db", seed) as log:
            types |= {entry["type"] for entry in log.scan()}
            assert len(WARDS) == len(log.streams("campaign/"))
    assert {
        "congress.reported",
        "congress.approved",
        "congress.entry_voided",
        "congress.entry_amended",
        "campaign.entry_voided",
        "campaign.entry_amended",
        "campaign.branch_renamed",
        "campaign.pilot_withdrawn",
        "congress.complaint_filed",
        "congress.cancelled",
        "congress.election_annulled",
    } <= types
