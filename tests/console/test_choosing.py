"""Which campaigns and branches are meant: by name, by path, in a log that holds several."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from tests.console.conftest import Done, Run
from tests.engine.synthetic import CAMPAIGN, Script, accept, new_engine, open_season


def answer(done: Done) -> Any:
    assert (done.code, done.err) == (0, ""), done.err
    return done.json


@pytest.fixture(scope="module")
def wards_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three campaigns in one log; two of them have a TDP-08."""
    path = tmp_path_factory.mktemp("wards") / "congress.db"
    wards = {
        CAMPAIGN: ("gia-thuy", ["ha-noi", "long-bien"], {"TDP-08": 12, "TDP-01": 10}),
        "bo-de-2017": ("bo-de", ["ha-noi", "long-bien"], {"TDP-08": 7}),
        "kim-ma-2017": ("kim-ma", ["ha-noi", "ba-dinh"], {"KM-01": 5, "KM-02": 5, "KM-03": 5}),
    }
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        for campaign, (ward, above, rolls) in wards.items():
            script = Script(campaign, prefix=ward)
            committee = {"id": ward, "name": f"Đảng ủy phường {ward}", "path": above}
            open_season(script, rolls, committee=committee)
            accept(engine, script.commands)
    return path


@pytest.fixture
def wards(wards_made: Path, tmp_path: Path) -> Path:
    for path in wards_made.parent.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / wards_made.name


def test_a_cancelled_branch_leaves_the_count_of_its_campaign_and_of_all(
    congress: Run, wards: Path
) -> None:
    script = Script("kim-ma-2017", prefix="k").on("2017-08-01")
    script.do("cancel", "KM-03", {"reason": "chờ sắp xếp"})
    assert congress("apply", "-", input=script.commands).code == 0
    found = answer(congress("status", "--campaign", "kim-ma-2017", "-o", "json"))
    assert found["held"] == {"count": 0, "total": 2, "percent": "0.0"}
    assert answer(congress("status", "-o", "json"))["total"] == 5


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("ha-noi", 6),
        ("ha-noi/long-bien", 3),
        ("ha-noi/long-bien/", 3),
        ("ha-noi/long-bien/gia-thuy", 2),
        ("ha-noi/long-bien/bo-de", 1),
        ("ha-noi/ba-dinh", 3),
        ("", 6),
    ],
)
def test_a_path_takes_all_campaigns_below_a_committee(
    path: str, total: int, congress: Run, wards: Path
) -> None:
    assert answer(congress("status", "--path", path, "-o", "json"))["total"] == total


@pytest.mark.parametrize("path", ["long-bien", "ha-noi/long", "ha", "ha-noi/long-bien/gia-thuy/x"])
def test_a_path_begins_at_the_top_and_holds_whole_names(
    path: str, congress: Run, wards: Path
) -> None:
    assert congress("status", "--path", path).code == 5


def test_a_branch_of_several_campaigns_is_named_with_its_own(congress: Run, wards: Path) -> None:
    done = congress("show", "TDP-08")
    assert done.code == 5
    assert f"{CAMPAIGN}/TDP-08" in done.err
    assert "bo-de-2017/TDP-08" in done.err
    named = answer(congress("show", "bo-de-2017/TDP-08", "-o", "json"))
    assert named["campaign"] == "bo-de-2017"
    assert answer(congress("show", "TDP-08", "--campaign", "bo-de-2017", "-o", "json")) == named
    assert answer(congress("show", "TDP-01", "-o", "json"))["campaign"] == CAMPAIGN
    assert congress("next").code == 2
    assert congress("next", "--campaign", "bo-de-2017").code == 0


def test_overdue_branches_of_several_campaigns_bear_their_campaigns(
    congress: Run, wards: Path
) -> None:
    board = answer(congress("status", "--as-of", "2017-09-16", "-o", "json"))
    assert "bo-de-2017/TDP-08" in board["overdue"]
    alone = answer(
        congress("status", "--as-of", "2017-09-16", "--campaign", CAMPAIGN, "-o", "json")
    )
    assert alone["overdue"] == ["TDP-01", "TDP-08"]
