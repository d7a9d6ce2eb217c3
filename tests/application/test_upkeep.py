"""Views rebuilt, and compared with the log: what is said of a difference, and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from event_store import view_files
from event_store.log import Log
from event_store.views import Views
from event_store.words import Problem
from tests.operator.program import Operator
from tests.reading.program import play_demonstration
from tests.reliability.forging import behind_its_back

CALL = Call()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("upkeep") / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture
def log(played: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(played, tmp_path / "season.db"))


def spoil_index(log: Path) -> None:
    with behind_its_back(log) as connection:
        connection.execute("UPDATE streams SET version = version + 1 WHERE stream LIKE '%TDP-08'")


def lose_the_end(log: Path) -> None:
    with behind_its_back(log) as connection:
        last = "(SELECT max(position) FROM entries)"
        connection.execute(f"DELETE FROM entries WHERE position = {last}")


def spoil_views(log: Path) -> None:
    Operator(log).ok("status")
    with closing(sqlite3.connect(f"{log}.views")) as views, views:
        views.execute("UPDATE board_2_branches SET name = 'khác' WHERE branch = 'TDP-03'")


def difference(log: Path) -> Problem:
    with Congresses.open(log) as application, pytest.raises(Problem) as found:
        application.compare(CALL)
    return found.value


@pytest.mark.parametrize("spoil", [spoil_index, lose_the_end])
def test_what_is_wrong_in_the_log_is_for_verify(log: Path, spoil: Callable[[Path], None]) -> None:
    spoil(log)
    error = difference(log)
    assert error.code == "replay_differs"
    for language in ("en", "vi"):
        said = error.say(language)
        assert "congress verify" in said
        assert "replay" not in said
        assert ".views" not in said
    assert error.say("en").startswith("1 difference between")
    assert error.say("vi").startswith("Có 1 điểm khác giữa")


def test_what_is_wrong_in_the_views_is_for_replay_and_only_they_may_go(log: Path) -> None:
    spoil_views(log)
    error = difference(log)
    for language in ("en", "vi"):
        said = error.say(language)
        assert "congress replay" in said
        assert f"{log}.views" in said
        assert "verify" not in said


def test_both_are_told_where_both_are_wrong(log: Path) -> None:
    spoil_views(log)
    spoil_index(log)
    said = difference(log).say("en")
    assert said.startswith("2 differences between")
    assert "congress verify" in said
    assert f"{log}.views" in said


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_difference_is_shown_line_by_line(log: Path, language: str) -> None:
    spoil_index(log)
    done = Operator(log).run("--lang", language, "replay", "--check")
    assert done.code == 6
    assert "\\u000a" not in done.err
    first, one, advice = done.err.splitlines()
    assert first.endswith(":")
    assert one.startswith("  congress/gia-thuy-2017/TDP-08 (")
    assert "congress verify" in advice


def test_a_line_feed_in_a_name_begins_no_line(tmp_path: Path) -> None:
    done = Operator(tmp_path / "no\nError: such").run("status")
    assert done.code == 5
    assert len(done.err.splitlines()) == 1
    assert "\\u000a" in done.err


def test_nothing_is_said_to_be_rebuilt_where_nothing_can_be_written(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Root may write anywhere: the refusal of the folder is played."""
    connect = view_files.connected
    elsewhere = str(tmp_path / "elsewhere.views")

    def connected(path: str, log_id: str) -> sqlite3.Connection:
        if path != elsewhere:
            raise PermissionError(13, os.strerror(13))
        return connect(path, log_id)

    monkeypatch.setattr(view_files, "connected", connected)
    monkeypatch.setattr(view_files, "aside_of", lambda _: elsewhere)
    with Log.open(log, read_only=True) as opened:
        views = Views.open(opened.path, opened.log_id)
    with closing(views):
        assert views.path == elsewhere
        assert views.unwritable is not None
        assert views.unwritable.vi == "không có quyền"
    with Congresses.open(log) as application, pytest.raises(Problem) as found:
        application.rebuild(CALL)
    assert found.value.code == "views_unavailable"
    assert "Nothing was rebuilt" in found.value.say("en")
    assert "Chưa dựng lại" in found.value.say("vi")
    done = Operator(log).run("replay")
    assert (done.code, done.out) == (7, "")
