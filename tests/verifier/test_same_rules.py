"""What a full verification refuses in an entry, the stand-alone verifier refuses too."""

from typing import Any

import pytest

import verify_bundle
from event_store.errors import BadEntryError
from event_store.members import check_shape
from event_store.proof.passes import one_entry

ENTRY: dict[str, Any] = {
    "actor": "op:x",
    "command": {"n": 1, "of": 1},
    "data": {},
    "format": 1,
    "occurred_on": "2017-08-11",
    "position": 9,
    "recorded_at": "2017-08-11T01:00:00.000000Z",
    "rules": 2,
    "stream": "congress/w/b-1",
    "type": "congress.planned",
    "type_version": 1,
    "version": 1,
}
TARGETS: list[Any] = ["-0", "1", True, 0, -1, [], 2.0]
PAPERS: list[Any] = [[], [{}], [{"kind": "", "number": "1"}]]
CHANGES: list[dict[str, Any]] = [
    *({"data": {"target_position": value}} for value in TARGETS),
    *(
        {"occurred_on": day}
        for day in ("2017-02-30", "2017-2-3", "\uff12\uff10\uff11\uff17-08-11", "0000-01-01")
    ),
    *(
        {"recorded_at": f"2017-08-11T{time}.000000Z"}
        for time in ("01:00:60", "24:00:00", "01:00:0\u0663")
    ),
    *({"flags": flags} for flags in ([], ["b", "a"], ["a", "a"], ["A"], [True])),
    *({"evidence": found} for found in PAPERS),
    *({"override": found} for found in ({}, {"authority": "a", "document": "d"})),
    *({"command": {"n": n, "of": of}} for n, of in ((2, 1), (0, 1), (True, True))),
    *({"command": {"n": 1, "of": 1, "id": "x"}}, {"command": {"n": 1, "of": 1, "digest": "x"}}),
    *({name: True} for name in ("position", "version", "type_version", "rules", "format")),
    *({"stream": stream} for stream in ("congress/w", "log/heads", "congress/w/", "x", "a b/c")),
    *({"type": kind} for kind in ("log.heads", "log.rules_adopted", "congress", "Congress.x")),
    *({"facts": {}}, {"role": ""}, {"correlation": "-x"}, {"actor": "op: x"}, {"prev": "x"}),
]


def refused(entry: dict[str, Any]) -> bool:
    try:
        check_shape(entry)
        one_entry._check_place(entry)
    except BadEntryError:
        return True
    return False


@pytest.mark.parametrize("change", CHANGES, ids=repr)
def test_both_refuse_it(change: dict[str, Any]) -> None:
    entry = {**ENTRY, **change}
    assert refused(entry)
    assert verify_bundle.faulty_member(entry)


def test_both_take_a_right_one() -> None:
    assert not refused(ENTRY)
    assert not verify_bundle.faulty_member(ENTRY)
