"""A second interface answers as the command line does, in both languages at once."""

import ast
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.application import json_lines
from tests.application.json_lines import QUESTIONS, JsonLines
from tests.reading.program import answer, congress, play_demonstration

LANGUAGES = ("en", "vi")
CAMPAIGN = "gia-thuy-2017"
BRANCH = {"address": {"campaign": CAMPAIGN, "branch": "TDP-08"}}
REFUSED = {
    "command": "report",
    "campaign": CAMPAIGN,
    "branch": "TDP-01",
    "actor": "op:org-officer",
}
SAME: list[tuple[dict[str, Any], list[str]]] = [
    ({"ask": "status"}, ["status"]),
    ({"ask": "status", "scope": {"known_at": "2017-08-12T16:59:59.999999Z"}},
     ["status", "--known-at", "2017-08-12"]),
    ({"ask": "status", "scope": {"as_of": "2017-08-20", "path": "ha-noi"}},
     ["status", "--as-of", "2017-08-20", "--path", "ha-noi"]),
    ({"ask": "radar", "scope": {"address": {"campaign": CAMPAIGN}, "as_of": "2017-08-25"}},
     ["radar", "--campaign", CAMPAIGN, "--as-of", "2017-08-25"]),
    ({"ask": "officers"}, ["officers"]),
    ({"ask": "show", "scope": BRANCH}, ["show", "TDP-08"]),
    ({"ask": "entry", "at": 31}, ["show", "--at", "31"]),
    ({"ask": "history", "scope": BRANCH}, ["history", "TDP-08"]),
    ({"ask": "marked"}, ["history", "--marked"]),
    ({"ask": "log", "query": {"types": ["held"]}}, ["log", "--type", "held"]),
    ({"ask": "diff", "scope": BRANCH, "span": [{"position": 30}, {"position": 50}]},
     ["diff", "TDP-08", "30..50"]),
    ({"ask": "blame", "scope": BRANCH}, ["blame", "TDP-08"]),
    ({"ask": "find", "words": "to dan pho 8"}, ["find", "to dan pho 8"]),
    ({"ask": "next", "scope": BRANCH}, ["next", "TDP-08"]),
    ({"ask": "attempts"}, ["attempts"]),
    ({"ask": "audit"}, ["audit"]),
    ({"ask": "cursors"}, ["cursors"]),
    ({"ask": "projections"}, ["projections"]),
    ({"ask": "checkpoints"}, ["checkpoint"]),
    ({"ask": "verify", "full": True}, ["verify", "--full"]),
]  # fmt: skip
"""A line, and the command whose `-o json` is the same."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("second") / "season.db"
    play_demonstration(path)
    congress(path, "subscribe", "--name", "web-page", "--after", "100")
    return path


@pytest.fixture(scope="module")
def interface(log: Path) -> Iterator[JsonLines]:
    made = JsonLines(log)
    yield made
    made.close()


def asked(interface: JsonLines, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(found) for found in interface.answered(map(json.dumps, lines))]


def test_it_is_small_and_made_of_the_application_alone() -> None:
    text = Path(json_lines.__file__).read_text("utf-8")
    assert len(text.splitlines()) <= 200
    modules = {n.module for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom)}
    ours = {m for m in modules if m and not m.startswith(("collections", "typing", "pathlib"))}
    assert all(module.startswith("application.") for module in ours)


def test_each_answer_is_what_the_command_prints(log: Path, interface: JsonLines) -> None:
    """Two threads, a language each, at the same time."""

    def all_of(language: str) -> list[dict[str, Any]]:
        return asked(interface, *({**line, "language": language} for line, _ in SAME))

    with ThreadPoolExecutor(2) as threads:
        found = dict(zip(LANGUAGES, threads.map(all_of, LANGUAGES), strict=True))
    for language in LANGUAGES:
        for (line, words), got in zip(SAME, found[language], strict=True):
            assert got.get("answer") == answer(log, *words, CONGRESS_LANG=language), line


def test_what_was_exported_are_the_entries(log: Path, interface: JsonLines) -> None:
    (found,) = asked(interface, {"ask": "export"})
    assert found["answer"] == congress(log, "export").stdout.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_are_said_in_the_language_of_the_call(
    log: Path, interface: JsonLines, language: str
) -> None:
    (found,) = asked(
        interface,
        {"ask": "status", "language": language, "scope": {"address": {"campaign": "nowhere"}}},
    )
    assert found["problem"]["code"] == "unknown_campaign"
    said = congress(log, "status", "--campaign", "nowhere", CONGRESS_LANG=language).stderr
    assert found["problem"]["message"] in said


FINDING = {
    "command": "record_finding", "campaign": CAMPAIGN, "branch": "TDP-01", "command_id": "x-1",
    "actor": "op:org-officer", "recorded_at": "2027-01-01T08:00:00+07:00",
    "data": {"heading": "goals", "tag": "missing_forecast"},
}  # fmt: skip


def test_actions_are_taken(log: Path, interface: JsonLines, tmp_path: Path) -> None:
    key, copy = str(tmp_path / "log.key"), tmp_path / "copy.db"
    assert congress(log, "keys", "new", "--key", key).returncode == 0
    lines = [{"ask": "record", "envelope": FINDING}, {"ask": "record", "envelope": FINDING}]
    recorded, again = (found["answer"] for found in asked(interface, *lines))
    assert (recorded["outcome"], again["outcome"]) == ("accepted", "duplicate")
    assert recorded["events"] == again["events"]
    (refused,) = asked(interface, {"ask": "record", "language": "vi", "envelope": REFUSED})
    said = congress(log, "apply", "-", said=json.dumps(REFUSED), CONGRESS_LANG="vi").stdout
    assert refused["answer"]["reasons"] == json.loads(said)["reasons"]
    signed, copied, rebuilt = asked(
        interface, {"ask": "sign", "key": key}, {"ask": "backup", "file": str(copy)},
        {"ask": "replay"},
    )  # fmt: skip
    assert signed["answer"]["size"] == copied["answer"]["size"] == answer(copy, "verify")["size"]
    assert rebuilt["answer"]["size"] == copied["answer"]["size"]


def test_every_question_is_asked_here() -> None:
    asked_here = {line["ask"] for line, _ in SAME} | {"doctor"}
    others = {"export", "record", "backup", "sign", "replay"}
    assert asked_here | others == set(QUESTIONS)
