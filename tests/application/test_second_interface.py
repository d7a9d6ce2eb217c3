"""A second interface answers as the command line does, in both languages at once."""

import ast
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from application.congresses.congresses import Congresses
from application.people.persons import Persons
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
    ({"ask": "board"}, ["status"]),
    ({"ask": "board", "scope": {"known_at": "2017-08-12T16:59:59.999999Z"}},
     ["status", "--known-at", "2017-08-12"]),
    ({"ask": "board", "scope": {"as_of": "2017-08-20", "path": "ha-noi"}},
     ["status", "--as-of", "2017-08-20", "--path", "ha-noi"]),
    ({"ask": "radar", "scope": {"address": {"campaign": CAMPAIGN}, "as_of": "2017-08-25"}},
     ["radar", "--campaign", CAMPAIGN, "--as-of", "2017-08-25"]),
    ({"ask": "officers"}, ["officers"]),
    ({"ask": "branch", "scope": BRANCH}, ["show", "TDP-08"]),
    ({"ask": "entry", "at": 31}, ["show", "--at", "31"]),
    ({"ask": "history", "scope": BRANCH}, ["history", "TDP-08"]),
    ({"ask": "marked"}, ["history", "--marked"]),
    ({"ask": "entries", "query": {"types": ["held"]}}, ["log", "--type", "held"]),
    ({"ask": "changes", "scope": BRANCH, "span": [{"position": 30}, {"position": 50}]},
     ["diff", "TDP-08", "30..50"]),
    ({"ask": "blame", "scope": BRANCH}, ["blame", "TDP-08"]),
    ({"ask": "find", "words": "to dan pho 8"}, ["find", "to dan pho 8"]),
    ({"ask": "next_steps", "scope": BRANCH}, ["next", "TDP-08"]),
    ({"ask": "attempts"}, ["attempts"]),
    ({"ask": "audit"}, ["audit"]),
    ({"ask": "cursors"}, ["cursors"]),
    ({"ask": "projected"}, ["projections"]),
    ({"ask": "checkpoints"}, ["checkpoint"]),
    ({"ask": "verify", "full": True}, ["verify", "--full"]),
    ({"ask": "persons.listed"}, ["person", "list"]),
    ({"ask": "persons.check"}, ["person", "check"]),
    ({"ask": "persons.access"}, ["person", "access"]),
    ({"ask": "persons.decisions"}, ["person", "decisions"]),
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
    ours = {
        m
        for m in modules
        if m and not m.startswith(("collections", "dataclasses", "typing", "pathlib"))
    }
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
        {"ask": "board", "language": language, "scope": {"address": {"campaign": "nowhere"}}},
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
        interface, {"ask": "sign", "key": key}, {"ask": "back_up", "file": str(copy)},
        {"ask": "rebuild"},
    )  # fmt: skip
    assert signed["answer"]["size"] == copied["answer"]["size"] == answer(copy, "verify")["size"]
    assert rebuilt["answer"]["size"] == copied["answer"]["size"]


def test_every_question_and_every_action_is_here() -> None:
    """What is left out is no question: how the application is opened, and what it is made of."""
    parts = {"open", "close", "check_open", "writable", "clock_ahead", "engine", "reader", "at",
             "index_names", "persons", "automatic", "resolved", "addressed", "names"}  # fmt: skip
    assert public(Congresses) - parts | {
        f"persons.{name}" for name in public(Persons) - {"people", "recording"}
    } == set(QUESTIONS)


def public(of: type) -> set[str]:
    """Return the names of what a class and those that it extends have."""
    return {
        name
        for each in of.__mro__[:-1]
        for name, value in vars(each).items()
        if not name.startswith("_") and isinstance(value, (FunctionType, classmethod, property))
    }


WHY = {"reason": "request", "authority": "ward", "document": "1-QD"}
LIST = "branch;name;official;probationary;exempt\nTDP-90;Chi bo 90;9;0;0\n"


def test_each_of_the_others_answers(interface: JsonLines, log: Path, tmp_path: Path) -> None:
    """In an order in which each has something to do."""
    key, wit = str(tmp_path / "log.key"), str(tmp_path / "wit.key")
    for words in (["--key", key], ["--key", wit, "--witness", "--name", "wit.example/w"]):
        assert congress(log, "keys", "new", *words).returncode == 0
    trust = tmp_path / "trust.policy"
    public_key = congress(log, "keys", "show", "--key", wit).stdout.strip()
    policy = congress(log, "keys", "show", "--key", key, "--policy", "--witness", public_key)
    trust.write_text(policy.stdout)
    branch = {"scope": BRANCH}
    opened = {"campaign": CAMPAIGN, "actor": "op:a", "recorded_at": "2027-01-02T08:00:00+07:00"}
    person = {"ref": "m-901", "actor": "op:a"}
    lines: list[dict[str, Any]] = [
        {"ask": "campaigns"},
        {"ask": "outlook", "envelope": {**REFUSED, "command": "withdraw"}},
        {"ask": "check_up"},
        {"ask": "board_changes"},
        {"ask": "standings", **branch, "wanted": "held"},
        {"ask": "subscribe", "name": "page", "types": ["congress.*"]},
        {"ask": "forget_cursor", "name": "page"},
        {"ask": "record_lines", "lines": [json.dumps({**REFUSED, "command": "nothing"})]},
        {"ask": "register_list", "list": LIST, "envelope": opened},
        {"ask": "persons.add", **person, "name": "Người Mẫu"},
        {"ask": "persons.import_list", "actor": "op:a", "list": "ref,name\nm-902,Người Mẫu Hai\n"},
        {"ask": "persons.correct", **person, "name": "Người Mẫu Một"},
        {"ask": "persons.grant", "actor": "op:a", "to": "op:a", "why": WHY},
        {"ask": "persons.show", **person, "reason": "test"},
        {"ask": "persons.disclose", "refs": ["m-901"], "actor": "op:a", "reason": "test"},
        {"ask": "persons.revoke", "actor": "op:a", "to": "op:a", "why": WHY},
        {"ask": "persons.hold", **person, "why": WHY},
        {"ask": "persons.release", **person, "why": WHY},
        {"ask": "persons.erase", **person, "why": WHY},
        {"ask": "persons.mend"},
        {"ask": "sign", "key": key},
        {"ask": "prove", **branch},
        {"ask": "prune"},
        {"ask": "compare"},
        {"ask": "request", "seen": 0},
    ]
    found = asked(interface, *lines)
    assert [
        (line, got) for line, got in zip(lines, found, strict=True) if "answer" not in got
    ] == []
    request = tmp_path / "request"
    request.write_text(found[-1]["answer"]["request"])
    signed = congress(log, "witness", "sign", str(request), "--key", wit, "--policy", str(trust))
    assert signed.returncode == 0, signed.stderr
    (kept,) = asked(
        interface,
        {"ask": "confirm", "signatures": signed.stdout, "policy": trust.read_text()},
    )
    assert [each["witness"] for each in kept["answer"]] == ["wit.example/w"]
