"""Times, members and the sealing of an entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_store import canonical, clock
from event_store.entry import Circumstances, Draft, prepare, seal
from event_store.errors import BadEntryError, BadTimeError, CanonicalError, EntryTooLargeError
from event_store.members import MAX_ENTRY, check_members
from tests.event_store.conftest import T0, b64, draft_of, note

HASH = b64(bytes(32))


@pytest.mark.parametrize(
    ("given_time", "expected"),
    [
        ("2017-08-11T08:00:00+07:00", "2017-08-11T01:00:00.000000Z"),
        ("2017-08-11T01:00:00Z", "2017-08-11T01:00:00.000000Z"),
        ("2017-08-11t01:00:00.5z", "2017-08-11T01:00:00.500000Z"),
        ("2017-08-11T01:00:00.1234569-00:30", "2017-08-11T01:30:00.123456Z"),
        ("2017-08-11T01:00:00.000001Z", "2017-08-11T01:00:00.000001Z"),
        ("0001-01-02T00:00:00Z", "0001-01-02T00:00:00.000000Z"),
    ],
)
def test_a_time_is_brought_into_the_logs_form(given_time: str, expected: str) -> None:
    assert clock.normal(given_time) == expected
    assert len(expected) == 27


@pytest.mark.parametrize(
    "bad",
    [
        "2017-08-11T01:00:00",
        "2017-08-11",
        "2017-02-30T01:00:00Z",
        "2017-02-30T01:00:00.000000Z",
        "2017-08-11T01:00:60Z",
        "2017-08-11 01:00:00Z",
        "0001-01-01T00:00:00+07:00",
        "2017-08-11T01:00:00.Z",
        "\uff12017-08-11T01:00:00Z",
        "2017-08-11T01:00:00Z\n",
        "",
    ],
)
def test_what_is_no_time_is_refused(bad: str) -> None:
    with pytest.raises(BadTimeError) as caught:
        clock.normal(bad)
    assert caught.value.given == bad


@given(st.integers(-(2**55), 2**57))
def test_the_local_date_is_seven_hours_ahead(microseconds: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    time = clock.written(moment)
    assert len(time) == 27
    assert clock.read(time) == moment
    assert clock.local_date(time) == (moment + timedelta(hours=7)).date().isoformat()


def test_the_local_date_of_no_time_is_refused() -> None:
    with pytest.raises(BadTimeError):
        clock.local_date("2017-08-11T01:00:00Z")


def domain(**changes: Any) -> dict[str, Any]:
    """A domain entry with every member, before changes; None takes a member away."""
    entry = {
        "actor": "op:test",
        "command": {"digest": HASH, "id": "c-1", "n": 1, "of": 2},
        "correlation": "run-1",
        "data": {},
        "evidence": [{"kind": "minutes", "number": "1", "date": "2031-01-01", "sha256": "0" * 64}],
        "facts": {"a": 1},
        "flags": ["a", "b"],
        "format": 1,
        "occurred_on": "2031-01-01",
        "override": {"authority": "a", "document": "b", "reason": "c"},
        "position": 9,
        "prev": HASH,
        "recorded_at": T0,
        "role": "operator",
        "rules": 2,
        "stream": "congress/c-1/b-1",
        "type": "congress.planned",
        "type_version": 1,
        "version": 2,
    }
    return {k: v for k, v in {**entry, **changes}.items() if v is not None}


def test_every_vector_has_good_members(vectors: dict[str, Any]) -> None:
    for vector in vectors["entries"]:
        check_members(json.loads(vector["entry"]))
    check_members(domain())
    check_members(domain(unheard_of={"by": "this version"}))


BAD: list[tuple[str, dict[str, Any]]] = [
    ("actor", {"actor": ""}),
    ("actor", {"actor": "a b"}),
    ("actor", {"actor": "a" * 129}),
    ("actor", {"actor": "đ"}),
    ("actor", {"actor": None}),
    ("command", {"command": None}),
    ("command", {"command": {"n": 0, "of": 1}}),
    ("command", {"command": {"n": 2, "of": 1}}),
    ("command", {"command": {"n": True, "of": 1}}),
    ("command", {"command": {"id": "x", "n": 1, "of": 1}}),
    ("command", {"command": {"digest": HASH, "n": 1, "of": 1}}),
    ("command", {"command": {"digest": "x", "id": "x", "n": 1, "of": 1}}),
    ("correlation", {"correlation": "-x"}),
    ("correlation", {"correlation": "x" * 65}),
    ("data", {"data": []}),
    ("data", {"data": None}),
    ("evidence", {"evidence": []}),
    ("evidence", {"evidence": [{"kind": "minutes"}]}),
    ("evidence", {"evidence": [{"kind": "m", "number": "1", "date": "2031-02-30"}]}),
    ("evidence", {"evidence": [{"kind": "m", "number": "1", "sha256": "0" * 63}]}),
    ("evidence", {"evidence": [{"kind": "m", "number": "1", "sha256": "A" * 64}]}),
    ("facts", {"facts": {}}),
    ("flags", {"flags": []}),
    ("flags", {"flags": ["b", "a"]}),
    ("flags", {"flags": ["a", "a"]}),
    ("flags", {"flags": ["A"]}),
    ("format", {"format": None}),
    ("format", {"format": True}),
    ("occurred_on", {"occurred_on": None}),
    ("occurred_on", {"occurred_on": "2031-1-1"}),
    ("override", {"override": {"authority": "a", "document": "b"}}),
    ("override", {"override": {"authority": "a", "document": "b", "reason": ""}}),
    ("position", {"position": 0}),
    ("position", {"position": None}),
    ("prev", {"prev": None}),
    ("prev", {"version": 1}),
    ("prev", {"prev": HASH[:-2] + "B="}),
    ("recorded_at", {"recorded_at": "2031-01-01T00:00:00Z"}),
    ("role", {"role": ""}),
    ("rules", {"rules": None}),
    ("stream", {"stream": "congress/c-1"}),
    ("stream", {"stream": "campaign/a/b"}),
    ("stream", {"stream": "inspection"}),
    ("stream", {"stream": "Inspection/c-1"}),
    ("stream", {"stream": "a\nb"}),
    ("stream", {"stream": "a//b"}),
    ("stream", {"stream": "/".join(["x" * 50] * 5)}),
    ("type", {"type": "congress.Planned"}),
    ("type", {"type": "congress.planned.v1"}),
    ("type", {"type": "planned"}),
    ("type_version", {"type_version": 0}),
    ("version", {"version": "2"}),
]


@pytest.mark.parametrize(("member", "changes"), BAD)
def test_a_bad_member_is_named(member: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadEntryError) as caught:
        check_members(domain(**changes))
    assert (caught.value.code, caught.value.member) == ("bad_entry", member)


@pytest.mark.parametrize("member", ["command", "occurred_on", "rules"])
@pytest.mark.parametrize("stream", ["inspection/c-1/b-1", "logs/a", "persons/a", "log/other"])
def test_no_area_is_excused_from_rules_command_and_day(stream: str, member: str) -> None:
    check_members(domain(stream=stream))
    with pytest.raises(BadEntryError) as caught:
        check_members(domain(stream=stream, **{member: None}))
    assert caught.value.member == member


@pytest.mark.parametrize("stream", ["log", "log/heads", "person/m-014"])
def test_what_no_rule_decides_is_a_closed_list(stream: str) -> None:
    check_members(domain(stream=stream, command=None, occurred_on=None, rules=None))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("future_date", {"occurred_on": "2031-01-02"}),
        ("newer_format", {"format": 2}),
        ("rules_missing", {"rules": 9}),
    ],
)
def test_other_faults_have_their_own_names(code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadEntryError) as caught:
        check_members(domain(**changes))
    assert caught.value.code == code


def test_from_five_in_the_evening_utc_it_is_the_next_day() -> None:
    check_members(domain(recorded_at="2031-01-01T17:00:00.000000Z", occurred_on="2031-01-02"))
    with pytest.raises(BadEntryError):
        check_members(domain(recorded_at="2031-01-01T16:59:59.999999Z", occurred_on="2031-01-02"))


def sealed(draft: Draft, **about: Any) -> bytes:
    circumstances = Circumstances(**{"recorded_at": T0, **about})
    return seal(prepare(draft, circumstances, n=1, version=2), 7, bytes(32))


def test_every_vector_is_sealed_from_its_draft(vectors: dict[str, Any]) -> None:
    for vector in vectors["entries"]:
        entry = json.loads(vector["entry"])
        command = entry.get("command", {})
        about = Circumstances(
            entry["recorded_at"],
            command.get("id"),
            command.get("digest"),
            entry.get("rules"),
            command.get("of", 0),
        )
        prepared = prepare(draft_of(entry), about, n=1, version=entry["version"])
        prev = bytes.fromhex("00" * 32) if "prev" in entry else None
        found = json.loads(seal(prepared, entry["position"], prev))
        assert found == {**entry, **({"prev": HASH} if prev else {})}


@given(
    st.builds(
        note,
        occurred_on=st.none() | st.just("2030-12-31"),
        facts=st.just({}) | st.just({"z": 1}),
        flags=st.lists(st.sampled_from(["x", "b", "a"])),
        evidence=st.just([]) | st.just([{"kind": "m", "number": 'Số "1"\n'}]),
        override=st.none() | st.just({"authority": "a", "document": "đ", "reason": "r"}),
        correlation=st.none() | st.just("k"),
        role=st.none() | st.sampled_from(["operator", 'đ","stream":"x', "\\"]),
    )
)
def test_sealing_gives_the_canonical_form(draft: Draft) -> None:
    entry = sealed(draft, command_id="c", digest=HASH, rules=3, of=1)
    found = canonical.check(entry)
    check_members(found)
    assert found["role"] == draft.role if draft.role else "role" not in found
    assert found.get("flags", []) == sorted(set(draft.flags))
    for member in ("facts", "evidence", "override", "correlation", "occurred_on"):
        assert (member in found) == bool(getattr(draft, member))


def test_a_draft_is_judged_before_it_is_written() -> None:
    for bad, error in (
        (note(occurred_on="2031-01-02"), BadEntryError),
        (note(stream="congress/a/b"), BadEntryError),
        (note(stream="a b"), BadEntryError),
        (note(correlation=""), BadEntryError),
        (note(role="e\u0323"), CanonicalError),
        (Draft(actor="x", stream="person/s", type="a.b", data={"N": 1}), CanonicalError),
    ):
        with pytest.raises(error):
            sealed(bad)


def test_sixty_thousand_bytes_are_the_limit() -> None:
    room = MAX_ENTRY - len(sealed(note(role="x"))) + 1
    assert len(sealed(note(role="x" * room))) == MAX_ENTRY
    with pytest.raises(EntryTooLargeError) as caught:
        sealed(note(role="x" * (room + 1)))
    assert (caught.value.size, caught.value.limit, caught.value.code) == (
        60_001,
        60_000,
        "too_large",
    )
