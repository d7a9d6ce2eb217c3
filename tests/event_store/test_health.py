"""A check of a log while others record in it."""

from pathlib import Path

import pytest

from event_store.health import damage
from event_store.log import Log
from tests.event_store.conftest import append, raw


def test_who_records_meanwhile_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.log"
    Log.create(path).close()
    head = Log.head

    def after_another(log: Log, stream: str) -> tuple[int, bytes] | None:
        with Log.open(path) as other:
            append(other)
        return head(log, stream)

    with Log.open(path) as log:
        append(log, 3)
        with monkeypatch.context() as patched:
            patched.setattr(Log, "head", after_another)
            assert damage(log) is None
        assert damage(log) is None


def test_an_index_that_says_something_else_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    Log.create(path).close()
    with Log.open(path) as log:
        append(log, 3)
    with raw(path) as connection:
        connection.execute("UPDATE streams SET leaf = zeroblob(32) WHERE stream != 'log'")
    with Log.open(path, read_only=True) as log:
        found = damage(log)
    assert found is not None
    assert "the index of" in found.en
