"""Projections beside entries of an area that they do not fold. Synthetic."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.log_entries import Query
from application.scope import Scope
from engine.advance import Engine
from engine.asking import possibilities
from engine.guards import day_has_come
from engine.payloads import Line, Payload
from engine.projecting import Projector
from engine.projection import Projection, Projections, Table, Turn, WritableRows
from engine.reading import Reader
from engine.stages import State
from engine.structs import replace
from engine.view_checking import check_views
from engine.workflow import Lifecycles, Record, Workflow
from event_store.log import Log
from event_store.views import Views
from tests.projections.seasons import season
from tests.season import commands as c
from tests.season.season import given
from tests.season.stories import opened
from workflows.projections.season import PROJECTIONS

DEFINITION = """
workflow = "inspection"
version = 1
initial = "unopened"
states = ["unopened", "under_inspection"]

[kinds.fact]
guards = ["day_has_come"]

[[transitions]]
command = "open_inspection"
event = "inspection.opened"
kind = "fact"
from = ["unopened"]
to = "under_inspection"
"""


class OpenInspection(Payload):
    """The ward committee decides to inspect the branch."""

    subject: Line


INSPECTION = Workflow(
    area="inspection",
    address=("campaign", "branch"),
    parent="campaign",
    text=DEFINITION,
    payloads={"open_inspection": OpenInspection},
    guards={"day_has_come": day_has_come},
    initial=State,
    evolve=lambda inspection, _: inspection,
    record=lambda _: Record(),
    identify=lambda _: None,
    versions={"inspection.opened": 1},
    upcasts={},
    computed={},
)


def together() -> Lifecycles:
    """The lifecycles of a season, and inspections."""
    known = lifecycles()
    return replace(known, workflows=(*known.workflows, INSPECTION))


def opening(campaign: str, branch: str) -> dict[str, Any]:
    return {
        "command": "open_inspection",
        "campaign": campaign,
        "branch": branch,
        "occurred_on": "2017-06-01",
        "actor": "op:inspector",
        "data": {"subject": "Sổ đảng viên"},
    }


Rows = dict[tuple[str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    """A season without an inspection, and its views."""
    path = tmp_path_factory.mktemp("alone") / "season.db"
    with season(path, 3, steps=60) as made:
        views = Views.at(str(path.with_name("views")))
        projector = Projector(made, lifecycles(), PROJECTIONS, views)
        assert projector.catch_up() == []
        rows = rows_of(projector)
        views.close()
    return path, rows


@pytest.fixture(scope="module")
def log(alone: tuple[Path, Rows], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """The same season and then the rules with inspections, and one inspection."""
    path = tmp_path_factory.mktemp("season") / "season.db"
    path.write_bytes(alone[0].read_bytes())
    with Log.open(path) as made:
        stream = next(name for name, _ in made.streams("congress/"))
        engine = Engine(made, together())
        result = engine.advance(opening(*stream.split("/")[1:]))
        assert result.outcome == "accepted", result.reasons
        yield made


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    made = Views.at(str(tmp_path / "views"))
    yield made
    made.close()


def rows_of(projector: Projector) -> Rows:
    return {
        (projection.name, table.name): projector.rows(projection.name).select(table.name, {})
        for projection in projector.projections.all
        for table in projection.tables
    }


@pytest.mark.parametrize("page", [1, 7, 5_000])
@pytest.mark.parametrize("known", [together, lifecycles])
def test_an_entry_of_another_area_moves_the_cursor_and_nothing_else(
    alone: tuple[Path, Rows], log: Log, views: Views, known: Any, page: int
) -> None:
    projector = Projector(log, known(), PROJECTIONS, views)
    assert projector.catch_up(page=page) == []
    assert {lag.position for lag in projector.lags()} == {log.size}
    assert rows_of(projector) == alone[1]
    assert [*check_views(projector)] == []
    assert projector.rebuild() == []


SEEN = Table("seen", {"stream": "TEXT", "entries": "INTEGER"}, ("stream",))


def test_a_projection_of_another_area_sees_that_area_alone(log: Log, views: Views) -> None:
    settled: list[str] = []

    def count(rows: WritableRows, turn: Turn) -> None:
        stream = "/".join((turn.area, *turn.keys))
        rows.put("seen", {"stream": stream, "entries": len(turn.entries)})

    def settle(_: WritableRows, turns: Any) -> None:
        settled.extend(turn.area for turn in turns)

    counting = Projection("counting", 1, (SEEN,), count, frozenset({"inspection"}), settle)
    projections = Projections((*PROJECTIONS.all, counting), PROJECTIONS.subjects)
    projector = Projector(log, together(), projections, views)
    assert projector.catch_up(page=16) == []
    (row,) = projector.rows("counting").select("seen", {})
    assert row["stream"].startswith("inspection/")
    assert settled == ["inspection"]


def test_an_event_of_another_area_that_cannot_be_read_stops_only_who_folds_it(
    log: Log, views: Views
) -> None:
    older = replace(INSPECTION, versions={"inspection.opened": 0})
    known = replace(lifecycles(), workflows=(*lifecycles().workflows, older))
    folding = Projection("folding", 1, (SEEN,), lambda *_: None, frozenset({"inspection"}))
    projections = Projections((*PROJECTIONS.all, folding), PROJECTIONS.subjects)
    stopped = Projector(log, known, projections, views).catch_up()
    assert [(lag.name, lag.failed_at) for lag in stopped] == [("folding", log.size)]
    assert "UnknownEventError" in (stopped[0].error or "")


def test_a_campaign_asks_its_congresses_alone_whether_they_have_reported() -> None:
    campaign = given(opened(), opening(c.CAMPAIGN, c.LARGE), rules=together())
    campaign.when(c.of_campaign("close_campaign", "2017-09-20"))
    campaign.then_refused("campaign_unfinished")
    (reason,) = campaign.result.reasons
    assert reason.facts["count"] == len(opened()) - 1
    rows = possibilities(Reader(campaign.log, together()), {"campaign": c.CAMPAIGN}, "en")
    (closing,) = [row for row in rows if row["command"] == "close_campaign"]
    assert [reason["code"] for reason in closing["reasons"]] == ["campaign_unfinished"]


def test_a_campaign_and_a_branch_are_exported_and_shown_with_all_lifecycles(log: Log) -> None:
    application = Congresses(log, together(), PROJECTIONS)
    (stream,) = [name for name, _ in log.streams("inspection/")]
    _, key, branch = stream.split("/")
    one = Scope({"campaign": key, "branch": branch})
    for scope, parts in ((Scope({"campaign": key}), [key]), (one, [key, branch])):
        exported = application.export(scope, Call())
        positions = [position for position, _ in exported.entries]
        assert log.size in positions
        own = [n for name, n in log.streams() if name.split("/")[1:][: len(parts)] == parts]
        assert exported.count == len(positions) == sum(own)
    newest = next(application.entries(one, Query(), Call()))
    assert newest.entry["stream"] == stream
