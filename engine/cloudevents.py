"""One entry, one CloudEvent 1.0: the shape in which every subscriber is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.schemas import schema_id
from event_store import canonical
from event_store.entry import event_id
from event_store.origin import as_uri_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.workflow import Lifecycles

_SEQUENCE_DIGITS = 20


def attributes(
    entry: Mapping[str, Any], leaf: bytes, log_id: str, origin: str, lifecycles: Lifecycles
) -> dict[str, Any]:
    """Return the context attributes of an entry, all of them fixed once it is recorded.

    `lifecycles` say what the names of sources and schemas begin with.
    `leaf` is the entry's leaf hash: with `sequence` it is the place to which a reader returns.
    `time` is when it happened: midnight in Việt Nam of `occurred_on`, for the log's own entries
    the time of recording. `recordedtime` is when the log learned it.
    """
    type_, version = entry["type"], entry["type_version"]
    recorded, occurred = entry["recorded_at"], entry.get("occurred_on")
    made = {
        "specversion": "1.0",
        "id": event_id(log_id, entry["position"], leaf),
        "source": lifecycles.sources + as_uri_reference(origin),
        "type": type_,
        "subject": entry["stream"],
        "time": f"{occurred}T00:00:00+07:00" if occurred else recorded,
        "recordedtime": recorded,
        "sequence": str(entry["position"]).zfill(_SEQUENCE_DIGITS),
        "leaf": leaf.hex(),
        "partitionkey": entry["stream"],
        "dataschema": schema_id(lifecycles.schemas, type_, version),
        "datacontenttype": "application/json",
    }
    if "correlation" in entry:
        made["correlationid"] = entry["correlation"]
    return made


def line(
    entry: Mapping[str, Any], leaf: bytes, log_id: str, origin: str, lifecycles: Lifecycles
) -> bytes:
    """Return an entry as one line of CloudEvents JSON; `data` is the whole entry as recorded.

    Its bytes are those of the log, so a subscriber can hash them and compare roots.
    """
    about = attributes(entry, leaf, log_id, origin, lifecycles)
    return canonical.dumps({**about, "data": entry}) + b"\n"
