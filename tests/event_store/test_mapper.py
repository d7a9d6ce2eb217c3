"""The mapper: entries go through the library's event store, and no row can name code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from eventsourcing.persistence import StoredEvent

from event_store import canonical
from event_store.errors import BadEntryError, UnknownTypeError
from event_store.log import Log
from event_store.mapper import EventStore, EventType, Recorded, RegistryMapper
from tests.event_store.conftest import T0, note

if TYPE_CHECKING:
    from collections.abc import Callable

PLANTED: list[str] = []


def planted(*_: object) -> None:
    """What a hostile row would like to run."""
    PLANTED.append("ran")


REGISTRY = {
    "note.taken": EventType(
        version=3,
        upcasts={1: lambda d: {**d, "by": "unrecorded"}, 2: lambda d: {**d, "n": d["n"] * 10}},
    ),
    "log.created": EventType(),
}


@pytest.fixture
def events(log: Log) -> EventStore[str]:
    with log.write() as tx:
        tx.append([note(4), note(5, type_version=3)], recorded_at=T0)
    recorder: Any = log.store
    return EventStore(RegistryMapper(REGISTRY), recorder)


def test_older_data_is_lifted_on_reading(events: EventStore[str]) -> None:
    first, second = (e for e in events.get("person/a") if isinstance(e, Recorded))
    assert (first.data, first.type_version) == ({"n": 40, "by": "unrecorded"}, 3)
    assert (first.entry["data"], first.entry["type_version"]) == ({"n": 4}, 1)
    assert (second.data, second.stream, second.version) == ({"n": 5}, "person/a", 2)


def test_what_was_read_is_written_as_it_was_recorded(
    events: EventStore[str], new_log: Callable[..., Log]
) -> None:
    source: Any = events.recorder
    target: Any = new_log().store
    copy = EventStore(RegistryMapper(REGISTRY), target)
    recordings = copy.put(list(events.get("person/a")))
    assert [r.notification.id for r in recordings] == [2, 3]
    assert target.select_events("person/a") == source.select_events("person/a")


@pytest.mark.parametrize(
    "topic", ["os:system", "tests.event_store.test_mapper:planted", "note.forged"]
)
def test_a_row_cannot_name_what_is_run(topic: str) -> None:
    entry = {"type": topic, "type_version": 1, "data": {}, "stream": "s", "version": 1}
    row = StoredEvent("s", 1, topic, canonical.encode(entry))
    with pytest.raises(UnknownTypeError) as caught:
        RegistryMapper(REGISTRY).to_domain_event(row)
    assert (caught.value.kind, caught.value.known) == (topic, None)
    assert PLANTED == []


def test_a_version_from_the_future_is_refused() -> None:
    entry = {"type": "note.taken", "type_version": 4, "data": {}, "stream": "s", "version": 1}
    mapper = RegistryMapper(REGISTRY)
    with pytest.raises(UnknownTypeError) as caught:
        mapper.to_domain_event(StoredEvent("s", 1, "note.taken", canonical.encode(entry)))
    assert (caught.value.version, caught.value.known) == (4, 3)
    with pytest.raises(UnknownTypeError):
        mapper.to_stored_event(Recorded.of(entry))


def test_a_row_must_say_what_its_entry_says() -> None:
    entry = {"type": "log.created", "type_version": 1, "data": {}}
    with pytest.raises(BadEntryError) as caught:
        RegistryMapper(REGISTRY).to_domain_event(
            StoredEvent("s", 1, "note.taken", canonical.encode(entry))
        )
    assert caught.value.code == "column_mismatch"


def test_only_entries_are_stored() -> None:
    foreign: Any = object()
    with pytest.raises(TypeError):
        RegistryMapper(REGISTRY).to_stored_event(foreign)


def test_a_type_must_be_able_to_lift_all_its_versions() -> None:
    with pytest.raises(ValueError, match=r"\[1, 3\]"):
        EventType(version=4, upcasts={2: dict})
