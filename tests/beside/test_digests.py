"""Rows of views: a changed or missing one is found, and their bytes are the same in every run."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from event_store.tracking import ViewsRecorder
from event_store.view_tables import BESIDE
from event_store.views import ProjectionCursor, Views, ViewsDamagedError
from tests.projections.test_cursors import SEEN

CURSOR = "counting:1"


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    """Views with two rows."""
    with closing(Views.at(str(tmp_path / "views"), "0123456789abcdef")) as made:
        ViewsRecorder.on(made).prepare(CURSOR, [SEEN])
        with ViewsRecorder.on(made).pages([(CURSOR, [SEEN])]) as (page,):
            page.put("seen", {"stream": "a", "entries": 1})
            page.put("seen", {"stream": "b", "entries": 2})
            page.done(1, 3, b"leaf")
        yield made


def change(views: Views, statement: str) -> None:
    """Change the file as somebody else would."""
    with closing(sqlite3.connect(views.path)) as connection, connection:
        connection.execute(statement)


def test_whole_views_are_found_whole(views: Views) -> None:
    assert [*views.check()] == []
    with ViewsRecorder.on(views).pages([(CURSOR, [SEEN])]) as (page,):
        page.delete("seen", "a")
        page.put("seen", {"stream": "b", "entries": 5})
        page.done(4, 4, b"next")
    assert [*views.check()] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE counting_1_seen SET entries = 9 WHERE stream = 'a'",
        "UPDATE counting_1_seen SET stream = 'c' WHERE stream = 'a'",
        "UPDATE counting_1_seen SET row_digest = x'00' WHERE stream = 'a'",
    ],
)
def test_a_changed_row_is_found_when_it_is_read(views: Views, statement: str) -> None:
    change(views, statement)
    with pytest.raises(ViewsDamagedError):
        views.rows(CURSOR, [SEEN]).select("seen", {})
    assert [*views.check()] == ["counting_1_seen"]


def test_a_missing_row_is_found_in_the_whole_table(views: Views) -> None:
    change(views, "DELETE FROM counting_1_seen WHERE stream = 'a'")
    assert [*views.check()] == ["counting_1_seen"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE tracking SET notification_id = 2", "UPDATE cursors SET sums = '{}'"],
)
def test_a_changed_cursor_is_found(views: Views, statement: str) -> None:
    change(views, statement)
    with pytest.raises(ViewsDamagedError):
        views.cursors()


def test_a_row_of_another_log_or_table_is_not_taken(views: Views) -> None:
    with pytest.raises(ViewsDamagedError):
        Views(views.path, "fedcba9876543210", views.connection).cursor(CURSOR)
    assert views.table_of(CURSOR, SEEN).prefix == views.table_of(CURSOR, SEEN, BESIDE).prefix
    assert views.table_of("other:1", SEEN).prefix != views.table_of(CURSOR, SEEN).prefix


def test_each_thread_has_a_connection_and_errors_of_the_program_are_raised(views: Views) -> None:
    found: list[ProjectionCursor | None] = []
    others: list[sqlite3.Connection] = []

    def read() -> None:
        others.append(views.connection)
        found.append(views.cursor(CURSOR))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert found == [views.cursor(CURSOR)]
    assert others[0] is not views.connection
    with pytest.raises(sqlite3.ProgrammingError), views.answering():
        views.connection.execute("SELECT ?", ())
    views.close()
    with pytest.raises(sqlite3.ProgrammingError):
        views.cursors()
