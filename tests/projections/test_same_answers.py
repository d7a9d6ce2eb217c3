"""Views and log give the same answers, however the entries were cut into pages. Synthetic."""

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from console.answering import officers, radar
from console.commands.status import board, told
from console.packaged import lifecycles
from console.views import opened, shown
from engine.reading import Reader
from engine.view_checking import check_views
from event_store.log import Log
from event_store.views import Views
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


def test_status_is_the_same_from_the_views_and_from_the_log(log: Log) -> None:
    reader, from_views = Reader(log, lifecycles()), 0
    for as_of, known_at in questions(log):
        view = reader.view(as_of, known_at)
        for campaign, path in CHOSEN:
            chosen = {"campaign": campaign, "path": path}
            expected = board(reader, view, **chosen).report(known_at)
            assert told(reader, view, known_at, **chosen) == expected
        with shown(reader) as views:
            assert views is not None
            from_views += views.now("board", view) is not None
    assert 2 <= from_views < len(questions(log))


def test_radar_and_officers_are_the_same_from_the_views_and_from_the_log(log: Log) -> None:
    reader = Reader(log, lifecycles())
    for as_of in (None, "2017-12-31"):
        view = reader.view(as_of, None)
        with shown(reader) as views:
            assert views is not None
            assert views.now("radar", view) is not None
            for chosen in CHOSEN:
                found = radar(reader, views, view, chosen)
                expected = radar(reader, None, view, chosen)
                assert found == expected
                assert missing(found, view.as_of, reader.policy_named) == missing(
                    expected, view.as_of, reader.policy_named
                )
                listed = officers(reader, views, view, chosen)
                assert listed == officers(reader, None, view, chosen)


def test_radar_finds_overdue_what_the_board_finds_overdue(log: Log) -> None:
    reader = Reader(log, lifecycles())
    stages = {"not_planned", "not_held", "posts_unsettled", "not_elected", "report_missing"}
    for as_of in ("2017-07-30", "2017-08-30", "2017-12-31"):
        view = reader.view(as_of, None)
        late = missing(radar(reader, None, view, (None, None)), as_of, reader.policy_named)
        named = sorted(
            f"{row['campaign']}/{row['branch']}"
            for row in late
            if row["overdue"] and row["what"] in stages
        )
        assert named == board(reader, view).report(None)["overdue"]


@pytest.mark.parametrize("page", [1, 7, 5_000])
def test_rows_do_not_hang_on_how_the_log_was_cut(fresh: Log, page: int) -> None:
    projector = opened(Reader(fresh, lifecycles()))
    assert projector.catch_up(page=page) == []
    assert list(check_views(projector, page=13)) == []
    assert {lag.lag for lag in projector.lags()} == {0}
    projector.views.close()


def test_rebuilt_views_are_the_live_ones(fresh: Log) -> None:
    projector = opened(Reader(fresh, lifecycles()))
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
