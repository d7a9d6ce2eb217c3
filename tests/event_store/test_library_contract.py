"""The library's own published tests of a recorder, run against ours."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, StoredEvent
from eventsourcing.tests import persistence as published

from event_store import tree
from event_store.memory import MemoryLogRecorder
from event_store.sqlite import SQLiteLogRecorder, new_recorder, open_recorder
from event_store.tiles import TileTree

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = count(1)


class TextIds:
    """Streams are named by text, in order, not by random ids."""

    def new_originator_id(self) -> str:
        return f"stream/{next(_NUMBERS)}"


class InMemory(TextIds):
    def create_recorder(self) -> ApplicationRecorder:
        return MemoryLogRecorder()


class OnDisk(TextIds):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.recorders: list[SQLiteLogRecorder] = []

    def tearDown(self) -> None:
        for recorder in self.recorders:
            recorder.close()
        self.folder.cleanup()

    def create_recorder(self) -> ApplicationRecorder:
        path = Path(self.folder.name) / f"{len(self.recorders)}.log"
        self.recorders.append(new_recorder(str(path)))
        return self.recorders[-1]


class TestMemoryRecorder(InMemory, published.ApplicationRecorderTestCase[Any]):
    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestSQLiteRecorder(OnDisk, published.ApplicationRecorderTestCase[Any]):
    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestMemoryPositionsDoNotInterleave(
    InMemory, published.NonInterleavingNotificationIDsBaseCase
):
    pass


class TestSQLitePositionsDoNotInterleave(OnDisk, published.NonInterleavingNotificationIDsBaseCase):
    pass


@pytest.fixture(params=["sqlite", "memory"])
def recorder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    made: Any = (
        new_recorder(str(tmp_path / "r")) if request.param == "sqlite" else MemoryLogRecorder()
    )
    yield made
    made.close()


def event(stream: str, version: int, state: bytes = b"x") -> StoredEvent:
    return StoredEvent(stream, version, "t", state)


def test_events_are_read_between_versions_and_backwards(recorder: Any) -> None:
    recorder.insert_events([event("s", n) for n in range(5)])

    def versions(**bounds: Any) -> list[int]:
        return [e.originator_version for e in recorder.select_events("s", **bounds)]

    assert versions() == [0, 1, 2, 3, 4]
    assert versions(gt=1) == [2, 3, 4]
    assert versions(gt=-1, lte=0) == [0]
    assert versions(desc=True, limit=2) == [4, 3]


def test_a_taken_version_leaves_nothing_of_its_transaction(recorder: Any) -> None:
    recorder.insert_events([event("s", 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([event("r", 1), event("s", 1)], command_id="c")
    with recorder.reading() as rows:
        assert (rows.size(), rows.head("r"), rows.command("c")) == (1, None, None)
        assert TileTree(rows, 1).root() == tree.leaf_hash(b"x")
    assert recorder.insert_events([event("r", 1)], command_id="c") == [2]


def test_the_head_of_a_stream_is_its_greatest_version(recorder: Any) -> None:
    recorder.insert_events([event("s", 5, b"five")])
    recorder.insert_events([event("s", 2, b"two"), event("r", 1)])
    with recorder.reading() as rows:
        assert rows.head("s") == (5, tree.leaf_hash(b"five"))
    recorder.insert_events([event("s", 6, b"six"), event("s", 4, b"four")])
    with recorder.reading() as rows:
        assert rows.head("s") == (6, tree.leaf_hash(b"six"))


def test_an_entry_above_the_limit_is_refused_by_the_store_itself(recorder: Any) -> None:
    assert recorder.insert_events([event("s", 1, b"x" * 60_000)]) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events([event("s", 2, b"x" * 60_001)])
    assert recorder.max_notification_id() == 1


def test_expected_versions_and_seals_are_taken_as_keywords(recorder: Any) -> None:
    def seal(state: bytes, position: int, prev: bytes | None) -> bytes:
        return b"%b %d %b" % (state, position, prev.hex().encode() if prev else b"-")

    recorder.insert_events([event("s", 1), event("s", 2)], seal=seal, expect=[("s", 0)])
    first, second = (e.state for e in recorder.select_events("s"))
    assert first == b"x 1 -"
    assert second == b"x 2 " + tree.leaf_hash(first).hex().encode()
    with pytest.raises(Exception, match="at version 2, you expected 1"):
        recorder.insert_events([event("s", 3)], expect=[("s", 1)])


def swallowing(recorder: Any) -> None:
    """Write, fail half way, pay no heed, write on."""
    with recorder.writing() as batch:
        batch.insert([("r", 1, "t", b"x"), ("s", 1, "t", b"x")])
        with suppress(IntegrityError, sqlite3.IntegrityError):
            batch.flush()
        batch.insert([("q", 1, "t", b"x")])


def test_a_write_that_failed_half_way_cannot_be_committed(recorder: Any) -> None:
    recorder.insert_events([event("s", 1)])
    with pytest.raises(RuntimeError, match="can only be rolled back"):
        swallowing(recorder)
    assert recorder.max_notification_id() == 1
    assert recorder.select_events("r") == []


def test_events_inserted_within_the_callers_transaction(tmp_path: Path) -> None:
    """The library's process recorders write tracking rows beside the events."""
    recorder = new_recorder(str(tmp_path / "r"))
    with recorder.datastore.transaction(commit=True) as cursor:
        assert recorder._insert_events(cursor, [event("s", 1), event("s", 2)]) == [1, 2]
    assert recorder.insert_events([event("s", 3)]) == [3]
    assert recorder.max_notification_id() == 3
    recorder.close()


def test_a_subscription_hears_another_recorder(tmp_path: Path) -> None:
    path = str(tmp_path / "r")
    here, there = new_recorder(path), None
    try:
        with here.subscribe(gt=None) as subscription:
            there = open_recorder(path)
            for n in range(1, 4):
                there.insert_events([event("s", n)])
                assert next(subscription).id == n
    finally:
        here.close()
        if there is not None:
            there.close()


def test_a_subscription_leaves_no_thread_behind(recorder: Any) -> None:
    before = set(threading.enumerate())
    with recorder.subscribe(gt=0):
        pass
    assert set(threading.enumerate()) == before


def test_a_subscription_that_cannot_poll_ends_with_the_error(tmp_path: Path) -> None:
    recorder = new_recorder(str(tmp_path / "r"))
    recorder.path = str(tmp_path / "gone")
    with pytest.raises(Exception, match="No such file"), recorder.subscribe(gt=0) as events:
        next(events)
    recorder.close()


def test_a_subscription_stopped_early_gives_nothing(recorder: Any) -> None:
    for _ in range(3):
        subscription = recorder.subscribe(gt=None)
        subscription.stop()
        with subscription:
            assert list(subscription) == []
