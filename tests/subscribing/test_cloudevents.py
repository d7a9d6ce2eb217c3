"""The shape of what subscribers get, held against the CloudEvents library."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from application.congresses.packaged import lifecycles
from engine.cloudevents import attributes, line
from event_store.log import Log
from event_store.tree import leaf_hash
from tests.subscribing.running import congress, events

LOG_ID = "0123456789abcdef"
LEAF = bytes(range(32))
ENTRY: dict[str, Any] = {
    "actor": "op:org-officer",
    "command": {"n": 1, "of": 1},
    "correlation": "import-7",
    "data": {"planned_on": "2017-08-20"},
    "format": 1,
    "occurred_on": "2017-08-11",
    "position": 57,
    "recorded_at": "2017-08-14T02:03:04.000005Z",
    "rules": 2,
    "stream": "congress/gia-thuy-2017/TDP-01",
    "type": "congress.planned",
    "type_version": 1,
    "version": 1,
}
VIET_NAM = dt.timezone(dt.timedelta(hours=7))


def made(entry: dict[str, Any], origin: str = "congress.local/log") -> dict[str, Any]:
    return attributes(entry, LEAF, LOG_ID, origin, lifecycles())


def parsed(text: str) -> Any:
    return JSONFormat().read(CloudEvent, text)


def test_every_attribute_says_what_the_entry_says() -> None:
    assert made(ENTRY) == {
        "specversion": "1.0",
        "id": "0123456789abcdef-57-00010203",
        "source": "congress.local/log",
        "type": "congress.planned",
        "subject": "congress/gia-thuy-2017/TDP-01",
        "time": "2017-08-11T00:00:00+07:00",
        "recordedtime": "2017-08-14T02:03:04.000005Z",
        "sequence": "00000000000000000057",
        "leaf": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "partitionkey": "congress/gia-thuy-2017/TDP-01",
        "dataschema": "https://congress.local/schemas/congress.planned.1.json",
        "datacontenttype": "application/json",
        "correlationid": "import-7",
    }


def test_an_entry_without_correlation_has_no_correlationid() -> None:
    assert "correlationid" not in made({k: v for k, v in ENTRY.items() if k != "correlation"})


def test_entries_of_the_log_itself_happen_when_they_are_recorded() -> None:
    system = {k: v for k, v in ENTRY.items() if k != "occurred_on"}
    assert made(system)["time"] == made(system)["recordedtime"] == ENTRY["recorded_at"]


def test_sequence_sorts_as_positions_do() -> None:
    sequences = [made({**ENTRY, "position": p})["sequence"] for p in (9, 10, 99, 100, 10**15)]
    assert sequences == sorted(sequences)


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("example.vn/ha-noi/log", "example.vn/ha-noi/log"),
        ('a"b<c>', "a%22b%3Cc%3E"),
        ("a\\b|c^d`{e}", "a%5Cb%7Cc%5Ed%60%7Be%7D"),
    ],
)
def test_source_is_a_reference_whatever_the_origin(origin: str, source: str) -> None:
    assert made(ENTRY, origin)["source"] == source


def test_a_line_has_one_end() -> None:
    text = line(
        {**ENTRY, "data": {"reason": "one\ntwo \u2028 three"}}, LEAF, LOG_ID, "o", lifecycles()
    )
    assert text.count(b"\n") == 1
    assert text.endswith(b"}\n")


def test_every_line_of_a_season_is_a_cloudevent(played: Path) -> None:
    for text in congress(played, "subscribe").stdout.splitlines():
        event, raw = parsed(text), json.loads(text)
        entry = raw["data"]
        assert event.get_data() == entry
        assert event.get_id() == raw["id"]
        assert event.get_type() == entry["type"]
        assert event.get_subject() == event.get_extension("partitionkey") == entry["stream"]
        assert int(event.get_extension("sequence")) == entry["position"]
        assert event.get_datacontenttype() == "application/json"
        day = entry.get("occurred_on")
        if day:
            midnight = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), VIET_NAM)
            assert event.get_time() == midnight


def test_ids_are_those_of_the_log_and_never_change(played: Path) -> None:
    once, again = (events(congress(played, "subscribe").stdout) for _ in range(2))
    assert once == again
    with Log.open(played, read_only=True) as log:
        leaves = [leaf_hash(log.raw(p)).hex() for p in range(1, log.size + 1)]
        assert [e["leaf"] for e in once] == leaves
        ids = [f"{log.log_id}-{p}-{leaf[:8]}" for p, leaf in enumerate(leaves, start=1)]
        assert [e["id"] for e in once] == ids
