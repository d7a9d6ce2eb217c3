"""The same season from the command line, on a file. All figures are synthetic."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT
from tests.season.season import Season
from tests.season.stories import finished, follower_until, pilot_until

ROOT = Path(__file__).resolve().parents[2]


def congress(log: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program on a log."""
    call = [sys.executable, "-c", "import cli; cli.main()", "--log", str(log), *arguments]
    return subprocess.run(
        call, cwd=ROOT, input=said, capture_output=True, encoding="utf-8", check=False
    )


def lines(commands: Iterable[dict[str, Any]]) -> str:
    """A file of commands, recorded on the evening of their day as in memory."""
    season = Season()
    sent = []
    for command in commands:
        season.when(command)
        sent.append(season.sent)
    return "".join(json.dumps(command, ensure_ascii=False) + "\n" for command in sent)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "season.db"
    assert congress(path, "init", "--simulation").returncode == 0
    return path


def recorded(log: Path, commands: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    done = congress(log, "apply", "-", said=lines(commands))
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def answer(log: Path, *arguments: str) -> Any:
    done = congress(log, *arguments, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_season_is_recorded_line_by_line(log: Path) -> None:
    commands = finished()
    results = recorded(log, commands)
    assert [r["outcome"] for r in results] == ["accepted"] * len(commands)
    assert [r["line"] for r in results] == [*range(1, len(commands) + 1)]
    keys = {"line", "command_id", "outcome", "events", "reasons", "flags"}
    assert all(set(result) == keys for result in results)
    assert set(results[0]["events"][0]) == {"position", "type", "stream", "version"}
    assert answer(log, "status")["held"] == {"count": 3, "total": 3, "percent": "100.0"}


def test_file_and_memory_agree(log: Path) -> None:
    commands = follower_until("reported")
    recorded(log, commands)
    season = Season().given(commands)
    assert answer(log, "show", LARGE) == season.show()
    assert answer(log, "status") == season.status()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_refusal_is_explained_and_told_by_the_exit_code(log: Path, language: str) -> None:
    recorded(log, follower_until("lessons_learned"))
    few = c.hold(attendance=c.attendance(12, present=7), agenda_done=[])
    few["recorded_at"] = "2017-08-20T18:00:00+07:00"
    done = congress(log, "--lang", language, "apply", "-", said=json.dumps(few))
    result = json.loads(done.stdout)
    assert (done.returncode, result["outcome"], result["events"]) == (3, "refused", [])
    assert {r["code"] for r in result["reasons"]} == {"quorum_missing", "agenda_incomplete"}
    assert all(set(reason) == {"code", "message", "rule"} for reason in result["reasons"])
    assert all(reason["message"] and reason["rule"] for reason in result["reasons"])


def test_languages_differ(log: Path) -> None:
    said = json.dumps(c.plan(LARGE))
    spoken = [congress(log, "--lang", one, "apply", "-", said=said).stdout for one in ("vi", "en")]
    assert spoken[0] != spoken[1]


def test_program_goes_on_after_a_refusal(log: Path) -> None:
    commands = [c.open_campaign(), c.plan("TDP-77"), c.register(LARGE)]
    done = congress(log, "apply", "-", said=lines(commands))
    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert (outcomes, done.returncode) == (["accepted", "refused", "accepted"], 3)


def test_same_file_twice_is_recorded_once(log: Path) -> None:
    commands = [{**s, "command_id": f"c-{n}"} for n, s in enumerate(follower_until("held"))]
    said = lines(commands)
    first, second = (congress(log, "apply", "-", said=said) for _ in range(2))
    results = [json.loads(line) for line in second.stdout.splitlines()]
    assert [r["outcome"] for r in results] == ["duplicate"] * len(commands)
    assert [r["events"] for r in results] == [
        json.loads(line)["events"] for line in first.stdout.splitlines()
    ]
    assert second.returncode == 0


def test_12_august_from_the_command_line(log: Path) -> None:
    recorded(log, pilot_until("officers_elected"))
    day = ("--as-of", "2017-08-12")
    assert answer(log, "show", PILOT, *day)["state"] == "officers_elected"
    assert answer(log, "show", PILOT, *day, "--known-at", "2017-08-12")["state"] == "pilot"


def test_history_is_one_entry_a_line(log: Path) -> None:
    recorded(log, follower_until("reported"))
    done = congress(log, "history", LARGE, "-o", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["version"] for row in rows] == [*range(1, 9)]
    assert {row["stream"] for row in rows} == {f"congress/{c.CAMPAIGN}/{LARGE}"}


def test_history_may_bring_what_the_campaign_said_of_the_branch(log: Path) -> None:
    recorded(log, follower_until("held"))
    done = congress(log, "history", PILOT, "--with-campaign", "-o", "jsonl")
    types = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    named = {
        "campaign.branch_registered",
        "campaign.pilot_designated",
        "campaign.observers_invited",
        "campaign.lessons_session_held",
    }
    assert named <= set(types)
    assert types.count("campaign.branch_registered") == 1
    assert "campaign.opened" not in types


def test_branch_that_is_unknown_is_not_found(log: Path) -> None:
    recorded(log, [c.open_campaign()])
    assert congress(log, "show", "TDP-77").returncode == 5


def test_log_that_is_no_simulation_is_not_told_the_time(tmp_path: Path) -> None:
    log = tmp_path / "real.db"
    assert congress(log, "init").returncode == 0
    command = c.restamped(c.open_campaign(), recorded_at="2017-07-01T18:00:00+07:00")
    done = congress(log, "apply", "-", said=json.dumps(command))
    result = json.loads(done.stdout)
    assert (result["outcome"], result["reasons"][0]["code"]) == ("invalid", "invalid_data")


def test_line_that_is_no_json_is_invalid(log: Path) -> None:
    done = congress(log, "apply", "-", said='{"command": \n')
    result = json.loads(done.stdout)
    assert (result["outcome"], result["reasons"][0]["code"]) == ("invalid", "invalid_data")
    assert done.returncode == 3


def test_nothing_shown_differs_from_the_record(log: Path) -> None:
    recorded(log, finished())
    assert congress(log, "replay", "--check").returncode == 0
