"""What a program hands in that no log can hold is a problem with a code, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from application.application import Application
from application.call import Call
from application.congresses.congresses import Congresses
from application.creation import create
from application.scope import Scope
from engine.advance import Engine
from event_store.closed import LogClosedError
from event_store.log import Log
from event_store.memory import MemoryLogRecorder
from event_store.words import Problem
from tests.left_over import english

CALL = Call(actor="op:test")
VALUES: tuple[Any, ...] = (5, None, True, ["a"], {"a": 1}, b"x", dt.date(2031, 1, 1), "a\0b")
PATHS: tuple[Any, ...] = (None, "a\0b", "", 5, b"season.db", ["season.db"])


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = str(tmp_path / "season.db")
    create(path, simulation=True)
    return path


def refused(what: Callable[[], object], code: str) -> None:
    with pytest.raises(Problem) as found:
        what()
    assert found.value.code == code
    assert english(found.value.say("vi")) == set()
    assert found.value.say("vi") != found.value.say("en")


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("member", ["campaign", "branch"])
def test_an_address_is_made_of_texts(member: str, value: Any) -> None:
    refused(lambda: Scope({member: value}), "bad_address")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Scope({5: "x"}),  # type: ignore[dict-item]
        lambda: Scope(None),  # type: ignore[arg-type]
        lambda: Scope("TDP-08"),  # type: ignore[arg-type]
        lambda: Scope(path=5),  # type: ignore[arg-type]
        lambda: Scope(path="a\0b"),
    ],
)
def test_so_are_its_members_and_the_path(make: Callable[[], Scope]) -> None:
    refused(make, "bad_address")


def test_half_a_letter_names_nothing_on_record(log: str) -> None:
    with Congresses.open(log) as application:
        for ask, member in ((application.board, "campaign"), (application.branch, "branch")):
            refused(lambda ask=ask, member=member: ask(Scope({member: "\ud800"}), CALL),  # type: ignore[misc]
                    f"unknown_{member}")  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_a_path_is_a_text_that_names_a_file(path: Any) -> None:
    refused(lambda: Congresses.open(path), "bad_path")
    refused(lambda: create(path), "bad_path")
    refused(lambda: Log.open(path), "bad_path")
    if path is not None:  # a log in memory
        refused(lambda: Log.create(path), "bad_path")


def test_a_name_that_is_too_long_is_said_to_be(tmp_path: Path) -> None:
    for length in (230, 250, 300):
        path = str(tmp_path / ("l" * length))
        refused(lambda path=path: create(path), "long_name")  # type: ignore[misc]
        refused(lambda path=path: Log.create(path), "long_name")  # type: ignore[misc]
    assert list(tmp_path.iterdir()) == []
    create(str(tmp_path / ("l" * 200)), actor="op:test")


def test_links_that_lead_round_are_unreachable(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    refused(lambda: Log.open(tmp_path / "round" / "season.db"), "store_unavailable")


def questions(application: Congresses) -> Iterator[Callable[[], object]]:
    """What can be asked of a log, and told it."""
    scope = Scope({"campaign": "gt-2017", "branch": "TDP-08"})
    yield lambda: application.board(Scope(), CALL)
    yield lambda: application.radar(Scope(), CALL)
    yield lambda: application.history(scope, CALL)
    yield lambda: application.attempts(Scope(), CALL)
    yield lambda: application.checkpoints(CALL)
    yield lambda: application.projected(CALL)
    yield lambda: application.prune(CALL)
    yield lambda: application.verify(CALL, full=True)
    yield lambda: application.check_up(CALL)
    yield lambda: application.back_up(f"{application.log.path}.copy", CALL)
    yield lambda: application.persons.access()  # noqa: PLW0108 - to be asked for persons is one
    yield lambda: application.persons.decisions()  # noqa: PLW0108
    yield lambda: application.forget_cursor("reader")
    yield application.cursors
    yield lambda: application.record({"command": "plan"}, CALL)
    yield lambda: list(application.record_lines([b"{}"], CALL))
    yield lambda: application.engine
    yield lambda: application.writable


@pytest.mark.parametrize("read_only", [True, False])
def test_a_closed_log_answers_nothing_and_records_nothing(log: str, read_only: bool) -> None:
    application = Congresses.open(log, read_only=read_only)
    application.board(Scope(), CALL)
    application.close()
    for ask in questions(application):
        refused(ask, "log_closed")
    application.close()


def test_a_closed_application_of_any_lifecycles_is_not_opened_again(log: str) -> None:
    with Congresses.open(log) as found:
        lifecycles = found.lifecycles
    application = Application.open(log, lifecycles)
    assert isinstance(application.engine, Engine)
    application.close()
    refused(lambda: application.engine, "log_closed")


def test_every_store_says_that_it_was_closed(log: str) -> None:
    for opened in (Log.open(log), Log.open(log, read_only=True)):
        opened.close()
        refused(lambda opened=opened: opened.size, "log_closed")  # type: ignore[misc]
    memory = MemoryLogRecorder()
    memory.close()
    with pytest.raises(LogClosedError):
        memory.reading().__enter__()
