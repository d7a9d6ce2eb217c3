"""The library's mapper with a closed list of types: a row can never name code to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import EventStore, JSONTranscoder, Mapper, StoredEvent

from event_store import canonical
from event_store.errors import BadEntryError, UnknownTypeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eventsourcing.domain import DomainEventProtocol

    Upcast = Callable[[dict[str, Any]], dict[str, Any]]

__all__ = ["EventStore", "EventType", "Recorded", "RegistryMapper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One type of entry as this program knows it."""

    version: int = 1
    """The current shape of its data."""
    upcasts: Mapping[int, Upcast] = field(default_factory=lambda: MappingProxyType({}))
    """From each older version, the step to the next: data in, data out."""

    def __post_init__(self) -> None:
        """Refuse a type whose older versions could not be lifted; raises ValueError."""
        missing = [v for v in range(1, self.version) if v not in self.upcasts]
        if missing:
            msg = f"versions {missing} have no step towards version {self.version}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One entry as it is read: its data in the current shape, all else as recorded."""

    originator_id: str
    """The stream, under the library's name."""
    originator_version: int
    """The version in the stream, under the library's name."""
    type: str
    type_version: int
    """The shape of `data`, lifted to the current version of its type."""
    data: Mapping[str, Any]
    entry: Mapping[str, Any]
    """The entry itself, never lifted: this is what is written."""

    @property
    def stream(self) -> str:
        """The stream it stands in."""
        return self.originator_id

    @property
    def version(self) -> int:
        """Its place in the stream."""
        return self.originator_version

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Recorded:
        """An entry as it is, before anything is lifted."""
        return cls(
            originator_id=entry["stream"],
            originator_version=entry["version"],
            type=entry["type"],
            type_version=entry["type_version"],
            data=entry["data"],
            entry=entry,
        )


class RegistryMapper(Mapper[str]):
    """Maps between `Recorded` and stored events; the registry decides which types there are."""

    def __init__(self, registry: Mapping[str, EventType]) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._registry = registry

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Write an entry in canonical form; raises UnknownTypeError, CanonicalError."""
        if not isinstance(domain_event, Recorded):
            msg = f"the log stores entries, not {type(domain_event).__name__}"
            raise TypeError(msg)
        self._known(domain_event.type, domain_event.entry["type_version"])
        return StoredEvent(
            originator_id=domain_event.stream,
            originator_version=domain_event.version,
            topic=domain_event.type,
            state=canonical.encode(domain_event.entry),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """Read an entry and lift its data to the current version of its type.

        Raises UnknownTypeError, and BadEntryError where the row and its entry differ.
        """
        entry = canonical.loads(stored_event.state)
        kind = stored_event.topic
        if entry["type"] != kind:
            raise BadEntryError(
                "column_mismatch", "type", f"is {entry['type']}, the row says {kind}"
            )
        version, data = entry["type_version"], entry["data"]
        known = self._known(kind, version)
        for older in range(version, known.version):
            data = known.upcasts[older](data)
        return Recorded(
            originator_id=str(stored_event.originator_id),
            originator_version=stored_event.originator_version,
            type=kind,
            type_version=known.version,
            data=data,
            entry=entry,
        )

    def _known(self, kind: str, version: int) -> EventType:
        known = self._registry.get(kind)
        if known is None or version > known.version:
            raise UnknownTypeError(kind, version, known=known.version if known else None)
        return known
