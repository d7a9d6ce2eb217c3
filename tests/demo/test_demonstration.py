"""The demonstration: what a newcomer runs first tells a whole season and leaves its log."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.congresses.demonstration import chapters
from application.congresses.packaged import demonstration
from event_store.log import Log

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import cli; cli.main()"
LANGUAGES = ("en", "vi")
in_both_languages = pytest.mark.parametrize("spoken", LANGUAGES)

RECORDED = {
    "campaign.opened", "campaign.branch_registered", "campaign.guidance_disseminated",
    "campaign.pilot_designated", "campaign.observers_invited", "campaign.lessons_session_held",
    "congress.planned", "congress.pilot_held", "congress.lessons_learned", "congress.held",
    "congress.officers_elected", "congress.reported", "congress.ballot_recorded",
    "congress.rescheduled", "congress.roll_updated", "congress.quorum_failed",
    "congress.secretary_appointed", "congress.seats_left_open", "congress.finding_recorded",
    "congress.document_attached", "congress.approved", "congress.complaint_filed",
    "congress.complaint_resolved", "congress.entry_amended", "congress.entry_voided",
}  # fmt: skip
TAGS = {
    "missing_forecast", "missing_opportunities", "missing_challenges", "no_breakthrough_solution",
}  # fmt: skip


def congress(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONGRESS_")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "CONGRESS_LANG": "en", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def entries(log: Path) -> list[dict[str, Any]]:
    with Log.open(log, read_only=True) as opened:
        return list(opened.scan())


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log that the demonstration leaves."""
    folder = tmp_path_factory.mktemp("demo")
    done = congress(folder, "demo")
    assert done.returncode == 0, done.stderr
    return folder / "congress-demo.db"


@in_both_languages
def test_the_demonstration_tells_the_season_and_ends_with_every_branch_held(
    spoken: str, tmp_path: Path
) -> None:
    done = congress(tmp_path, "demo", CONGRESS_LANG=spoken)
    assert (done.returncode, done.stderr) == (0, "")
    held = {"en": "held", "vi": "đã tổ chức"}[spoken]
    board = done.stdout[done.stdout.index(held) :]
    assert re.search(r"^2017-08-20  4/12  33\.3 % ", board, re.MULTILINE)
    assert re.search(r"^2017-09-15  12/12  100\.0 % ", board, re.MULTILINE)
    assert "TDP-08" in board


@in_both_languages
def test_the_one_refusal_is_shown_with_every_reason_and_its_rule(
    spoken: str, tmp_path: Path
) -> None:
    shown = congress(tmp_path, "--lang", spoken, "demo").stdout
    word = {"en": "REFUSED", "vi": "TỪ CHỐI"}[spoken]
    rule = {"en": "    rule: ", "vi": "    quy định: "}[spoken]
    assert shown.count(word) == 1
    told = shown[shown.index(word) :].splitlines()[1:5]
    assert told[0].startswith("  - lessons_gate_closed: ")
    assert told[2].startswith("  - override_incomplete: ")
    assert all(line.startswith(rule) and len(line) > len(rule) for line in (told[1], told[3]))


def test_the_same_is_told_every_time(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first, second = (congress(tmp_path / name, "demo") for name in ("one", "two"))
    assert first.stdout == second.stdout


@pytest.mark.parametrize("words", [("demo", "--log", "new.db"), ("--log", "new.db", "demo")])
def test_the_log_can_be_named_before_or_after_the_command(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    assert congress(tmp_path, *words).returncode == 0
    assert (tmp_path / "new.db").exists()
    assert not (tmp_path / "congress-demo.db").exists()
    assert not (tmp_path / "congress.db").exists()


def test_the_log_can_be_named_by_a_variable(tmp_path: Path) -> None:
    assert congress(tmp_path, "demo", CONGRESS_LOG="named.db").returncode == 0
    assert (tmp_path / "named.db").exists()


def test_a_second_run_into_the_same_file_is_refused_and_leaves_it_unchanged(
    tmp_path: Path,
) -> None:
    log = tmp_path / "congress-demo.db"
    congress(tmp_path, "demo")
    before = log.read_bytes()
    again = congress(tmp_path, "demo")
    assert again.returncode == 3
    assert again.stdout == ""
    assert "congress-demo.db" in again.stderr
    assert log.read_bytes() == before


def test_where_to_go_next_names_commands_that_work_on_the_log_as_it_was_named(
    tmp_path: Path,
) -> None:
    shown = congress(tmp_path, "demo", "--log", "my season.db").stdout
    steps = re.findall(r"^  congress --log 'my season\.db' (.*?) +#", shown, re.MULTILINE)
    assert {step.split()[0] for step in steps} >= {"status", "show", "history", "next"}
    for step in steps:
        done = congress(tmp_path, "--log", "my season.db", *step.split())
        assert done.returncode == 0, f"{step}: {done.stderr}"


@in_both_languages
@pytest.mark.parametrize("call", ["bin/congress", "congress"])
def test_each_hint_can_be_typed_as_it_is_printed(call: str, spoken: str, tmp_path: Path) -> None:
    """Where the shell finds the program, and where it was called by its path, as by make."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "congress"
    program.write_text(f"#!{sys.executable}\n{PROGRAM}\n")
    program.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONGRESS_")}
    path = f"{folder}:/usr/bin:/bin" if call == "congress" else "/usr/bin:/bin"
    environment = {**kept, "PYTHONPATH": str(ROOT), "PATH": path}

    def typed(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", line], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    log = 'it\'s "my" season.db'
    shown = typed(f"{call} --lang {spoken} demo --log {shlex.quote(log)}")
    assert (shown.returncode, shown.stderr) == (0, "")
    hints = [line for line in shown.stdout.splitlines() if line.startswith(f"  {call} ")]
    assert len(hints) == 9
    for hint in hints:
        done = typed(hint)
        assert (done.returncode, done.stderr) == (0, ""), hint
        assert done.stdout
    words = {"en": "held", "vi": "đã tổ chức"}[spoken]
    assert words in typed(hints[0]).stdout


def test_applying_the_file_to_a_fresh_log_gives_the_same_entries_and_root(
    season: Path, tmp_path: Path
) -> None:
    assert congress(tmp_path, "--log", "own.db", "init", "--simulation").returncode == 0
    done = congress(tmp_path, "--log", "own.db", "apply", str(demonstration()))
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    refused = [result for result in results if result["outcome"] != "accepted"]
    assert [result["command_id"] for result in refused] == ["gt-033-refused-on-purpose"]
    with Log.open(season, read_only=True) as told, Log.open(tmp_path / "own.db") as own:
        assert own.size == told.size
        positions = range(1, told.size + 1)
        assert [own.raw(n) for n in positions] == [told.raw(n) for n in positions]
        assert own.root() == told.root()


def test_every_kind_of_event_of_a_season_is_there(season: Path) -> None:
    recorded = entries(season)
    assert {entry["type"] for entry in recorded} >= RECORDED
    findings = [e for e in recorded if e["type"] == "congress.finding_recorded"]
    assert {entry["data"]["tag"] for entry in findings} == TAGS
    flags = {flag for entry in recorded for flag in entry.get("flags", ())}
    assert flags == {"backdated", "reported_late", "surplus_exceeded"}
    assert len({e["correlation"] for e in recorded if e["type"].endswith("registered")}) == 1
    overridden = [entry for entry in recorded if entry.get("override")]
    assert [set(entry["override"]) for entry in overridden] == [
        {"authority", "document", "reason"}
    ]


def test_a_tie_is_decided_by_a_rerun_that_need_not_exceed_half(season: Path) -> None:
    ballots = [e for e in entries(season) if e["type"] == "congress.ballot_recorded"]
    rules = {row["rule"] for ballot in ballots for row in ballot["data"]["outcome"]}
    assert rules >= {"majority", "no_majority", "tied", "rerun_plurality", "rerun_outvoted"}


def test_every_branch_has_reported_in_the_end(season: Path) -> None:
    done = congress(season.parent, "--log", season.name, "status", "-o", "json")
    report = json.loads(done.stdout)
    assert report["reported"] == {"count": 12, "total": 12, "percent": "100.0"}
    assert report["overdue"] == []


def test_the_branch_below_nine_members_has_no_committee(season: Path) -> None:
    done = congress(season.parent, "--log", season.name, "show", "TDP-04", "-o", "json")
    assert [o["post"] for o in json.loads(done.stdout)["officers"]] == ["secretary", "deputy"]


def members(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and text of every string in a value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from members(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from members(item, name)
    elif isinstance(value, str):
        yield name, value


def test_nobody_is_named_people_are_references() -> None:
    commands = [json.loads(t) for c in chapters(demonstration()) for _, t in c.lines]
    texts = [found for command in commands for found in members(command.get("data", {}))]
    people = ("ref", "committee", "secretary", "deputy", "counting_board")
    references = [text for name, text in texts if name in people]
    assert references
    assert all(re.fullmatch(r"m-\d{3}", reference) for reference in references)
    names = {text for name, text in texts if name == "name"}
    branches = {f"Chi bộ tổ dân phố số {number}" for number in range(1, 13)}
    assert names == branches | {"Đảng ủy phường Gia Thụy"}
    assert {command["actor"] for command in commands} == {"op:org-officer"}


def test_the_file_says_in_both_languages_what_is_real_and_what_is_synthetic() -> None:
    lines = demonstration().read_text("utf-8").splitlines()
    opening = "\n".join(line for line in lines[:20] if line.startswith("#"))
    assert "TỰ ĐẶT RA" in opening
    assert "SYNTHETIC" in opening


def test_every_chapter_is_told_in_both_languages() -> None:
    for chapter in chapters(demonstration()):
        assert sorted(chapter.story) == sorted(LANGUAGES)
        assert chapter.lines
