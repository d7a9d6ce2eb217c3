"""A log that an older program wrote is shown, told and gone on with as any other."""

from pathlib import Path

import pytest

from event_store.log import Log
from tests.console.conftest import Run, entries
from tests.engine.old_season import PILOT, record_old_season
from tests.engine.synthetic import Script, report


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "congress.db"
    with Log.create(path, simulation=True) as log:
        record_old_season(log)
    return path


def test_old_ballots_are_shown_with_their_officers(congress: Run, old: Path) -> None:
    before = entries(old)
    sheet = congress("show", PILOT, "-o", "json").json
    assert sheet["state"] == "officers_elected"
    assert [(o["post"], o["ref"], o["basis"], o["votes"]) for o in sheet["officers"]] == [
        ("committee", "m-001", "elected", 11),
        ("committee", "m-002", "elected", 11),
        ("committee", "m-003", "elected", 11),
        ("secretary", "m-001", "elected", 12),
        ("deputy", "m-002", "elected", 11),
    ]
    for args in (("show", PILOT), ("history", PILOT), ("status",), ("next", PILOT)):
        assert congress(*args).code == 0
    assert entries(old) == before, "lifted as they are read, never rewritten"


def test_the_season_goes_on_and_replays(congress: Run, old: Path) -> None:
    script = Script(prefix="later").on("2017-08-16")
    report(script, PILOT)
    assert congress("apply", "-", input=script.commands).code == 0
    assert congress("replay", "--check").code == 0
    assert congress("show", PILOT, "-o", "json").json["state"] == "reported"


def test_the_history_tells_an_old_ballot_in_the_current_version(congress: Run, old: Path) -> None:
    rows = congress("history", PILOT, "-o", "jsonl").lines
    ballots = [row for row in rows if row["type"] == "congress.ballot_recorded"]
    assert len(ballots) == 3
    rules = {item["rule"] for row in ballots for item in row["data"]["outcome"]}
    assert rules == {"unrecorded"}
