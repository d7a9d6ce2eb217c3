"""The recorder's own subscription: dense, across connections, never waiting on a lost file."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from event_store.errors import GapError, ShrunkLogError, StoreUnavailableError
from event_store.log import Draft, Log
from event_store.subscription import CommitWatch, SQLiteSubscription
from tests.subscribing.running import moved_away, without


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Log]:
    with Log.create(tmp_path / "log.db") as log:
        yield log


def append(log: Log, count: int = 1) -> None:
    with log.write() as transaction:
        now, _ = transaction.now()
        for _ in range(count):
            draft = Draft(
                actor="log",
                stream="person/m-1",
                type="person.registered",
                data={"commitment": "A" * 43 + "="},
            )
            transaction.append_system(draft, recorded_at=now)


def subscribed(log: Log, after: int = 0) -> SQLiteSubscription:
    return log.store.subscribe(gt=after)  # type: ignore[attr-defined, no-any-return]


def test_pages_follow_each_other_without_a_hole(small: Log) -> None:
    append(small, 1200)
    with subscribed(small) as subscription:
        pages = [[n.id for n in subscription.page(0)] for _ in range(4)]
    assert [len(page) for page in pages] == [500, 500, 201, 0]
    assert [position for page in pages for position in page] == list(range(1, 1202))


def test_a_commit_between_looking_and_waiting_is_not_missed(small: Log) -> None:
    with subscribed(small, after=1) as subscription:
        assert list(subscription.page(0)) == []
        append(small)
        assert [n.id for n in subscription.page()] == [2]


def test_a_writer_that_comes_later_is_heard(small: Log) -> None:
    with subscribed(small, after=1) as subscription:
        with Log.open(small.path) as another:
            append(another)
        assert next(subscription).id == 2
        with Log.open(small.path) as third:
            append(third, 2)
        assert [next(subscription).id, next(subscription).id] == [3, 4]


def test_a_waiting_subscription_is_stopped_from_another_thread(small: Log) -> None:
    with subscribed(small, after=1) as subscription:
        stopper = threading.Timer(0.05, subscription.stop)
        stopper.start()
        assert list(subscription) == []
        stopper.join()


def test_what_stands_before_a_hole_is_delivered_then_nothing(small: Log) -> None:
    append(small, 9)
    without(Path(small.path), 5, 6)
    with subscribed(small) as subscription:
        assert [n.id for n in subscription.page(0)] == [1, 2, 3, 4]
        for _ in range(2):
            with pytest.raises(GapError) as error:
                subscription.page(0)
            assert (error.value.expected, error.value.found) == (5, 7)


def test_a_hole_right_after_the_place_is_seen(small: Log) -> None:
    append(small, 9)
    without(Path(small.path), 5)
    with subscribed(small, after=4) as subscription, pytest.raises(GapError):
        next(subscription)


def test_a_log_that_ends_before_the_place_is_refused(small: Log) -> None:
    append(small, 3)
    with subscribed(small, after=4) as subscription:
        assert list(subscription.page(0)) == []
        without(Path(small.path), 4)
        with pytest.raises(ShrunkLogError):
            subscription.page()


def test_a_lost_file_ends_the_waiting(small: Log) -> None:
    with subscribed(small, after=1) as subscription:
        moved_away(Path(small.path))
        with pytest.raises(StoreUnavailableError) as error:
            next(subscription)
    assert error.value.cause == "lost"


def test_changes_are_told_once(small: Log) -> None:
    with CommitWatch(small.path) as changes:
        assert not changes.wait(0)
        append(small)
        append(small)
        assert changes.wait(0)
        assert not changes.wait(0)


def test_closed_changes_wait_no_longer(small: Log) -> None:
    changes = CommitWatch(small.path)
    changes.close()
    changes.close()
    assert not changes.wait()
