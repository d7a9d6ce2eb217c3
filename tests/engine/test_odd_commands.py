"""Commands at the edge of what can be written: each has an answer, none breaks the program."""

from typing import Any

import pytest

from engine.advance import Engine
from tests.engine.synthetic import (
    CAMPAIGN,
    OVERRIDE,
    Script,
    accept,
    codes,
    new_engine,
    open_season,
)

PLAN = {"command": "plan", "campaign": CAMPAIGN, "branch": "TDP-01", "actor": "op:x"}
DAY = {"planned_on": "2017-08-01"}


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else "deep"


ODD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, {"invalid"}),
    "only null": ({"command": None, "data": None}, {"invalid"}),
    "a command that is a list": ({**PLAN, "command": ["plan"]}, {"invalid"}),
    "data that is a list": ({**PLAN, "data": [1]}, {"invalid"}),
    "data that is text": ({**PLAN, "data": "x"}, {"invalid"}),
    "too deep": ({**PLAN, "data": {**DAY, "x": nested(20)}}, {"invalid"}),
    "too deep, with an id in use": (
        {**PLAN, "command_id": "s-0001", "data": {"x": nested(20)}},
        {"refused", "invalid"},
    ),
    "a fraction, with an id in use": (
        {**PLAN, "command_id": "s-0001", "data": {"x": 1.5}},
        {"refused", "invalid"},
    ),
    "a key nobody may use, with an id in use": (
        {**PLAN, "command_id": "s-0001", "data": {"Bad Key": 1}},
        {"refused", "invalid"},
    ),
    "an override that is text": ({**PLAN, "data": DAY, "override": "yes"}, {"invalid"}),
    "an override that is a list": ({**PLAN, "data": DAY, "override": []}, {"invalid"}),
    "an override with a figure": (
        {**PLAN, "data": DAY, "override": {**OVERRIDE, "reason": 7}},
        {"refused", "invalid"},
    ),
    "an override with a key of its own": (
        {**PLAN, "data": DAY, "override": {**OVERRIDE, "Because Of": "x"}},
        {"refused", "invalid"},
    ),
    "an override of blanks": (
        {**PLAN, "data": DAY, "override": dict.fromkeys(OVERRIDE, "  ")},
        {"refused", "invalid"},
    ),
    "an override nobody needs": ({**PLAN, "data": DAY, "override": OVERRIDE}, {"accepted"}),
    "evidence of nothing": ({**PLAN, "data": DAY, "evidence": []}, {"accepted"}),
    "evidence without a number": (
        {**PLAN, "data": DAY, "evidence": [{"kind": "minutes"}]},
        {"invalid"},
    ),
    "a hash in capitals": (
        {**PLAN, "data": DAY, "evidence": [{"kind": "k", "number": "1", "sha256": "AB" * 32}]},
        {"invalid"},
    ),
    "the first day of all": ({**PLAN, "data": {"planned_on": "0001-01-01"}}, {"refused"}),
    "the last day of all": ({**PLAN, "data": {"planned_on": "9999-12-31"}}, {"refused"}),
    "due on the first day of all": (
        {**PLAN, "data": {**DAY, "due_on": "0001-01-01"}},
        {"refused"},
    ),
    "due on the last day of all": (
        {**PLAN, "data": {**DAY, "due_on": "9999-12-31"}},
        {"refused"},
    ),
    "recorded in the last second of all": (
        {**PLAN, "data": DAY, "recorded_at": "9999-12-31T23:59:59Z"},
        {"refused", "invalid"},
    ),
    "recorded in the first second of all": (
        {**PLAN, "data": DAY, "recorded_at": "0001-01-01T00:00:00+14:00"},
        {"refused", "invalid"},
    ),
    "recorded in a leap second": (
        {**PLAN, "data": DAY, "recorded_at": "2017-12-31T23:59:60Z"},
        {"invalid"},
    ),
    "recorded without an offset": (
        {**PLAN, "data": DAY, "recorded_at": "2017-12-31T23:59:59"},
        {"invalid"},
    ),
    "happened on the first day of all": (
        {**PLAN, "data": DAY, "occurred_on": "0001-01-01"},
        {"accepted"},
    ),
    "a version below none": ({**PLAN, "data": DAY, "expected_version": -1}, {"invalid"}),
    "a version that is text": ({**PLAN, "data": DAY, "expected_version": "0"}, {"invalid"}),
    "the version that is to be": ({**PLAN, "data": DAY, "expected_version": 0}, {"accepted"}),
    "a number beyond all numbers": ({**PLAN, "data": {**DAY, "seats": 2**60}}, {"invalid"}),
    "an actor with a blank": ({**PLAN, "data": DAY, "actor": "op: x"}, {"invalid"}),
    "an actor with an accent": ({**PLAN, "data": DAY, "actor": "op:cán-bộ"}, {"invalid"}),
    "an id with a slash": ({**PLAN, "data": DAY, "command_id": "a/b"}, {"invalid"}),
    "a branch with a slash": ({**PLAN, "data": DAY, "branch": "a/b"}, {"invalid"}),
    "a branch with a line end": ({**PLAN, "data": DAY, "branch": "TDP-01\n"}, {"invalid"}),
    "a campaign with dots": ({**PLAN, "data": DAY, "campaign": ".."}, {"invalid"}),
    "a place of many lines": ({**PLAN, "data": {**DAY, "place": "một\nhai"}}, {"accepted"}),
    "a place with a bell": ({**PLAN, "data": {**DAY, "place": "một\x07"}}, {"invalid"}),
    "a place with a lone half of a letter": (
        {**PLAN, "data": {**DAY, "place": "\ud83d"}},
        {"invalid"},
    ),
}


@pytest.fixture
def engine() -> Engine:
    script = Script()
    open_season(script, {"TDP-01": 10})
    engine = new_engine()
    accept(engine, script.commands)
    return engine


@pytest.mark.parametrize(("envelope", "outcomes"), ODD.values(), ids=ODD)
def test_every_command_has_an_answer(
    engine: Engine, envelope: dict[str, Any], outcomes: set[str]
) -> None:
    size = engine.log.size
    result = engine.advance(envelope)
    assert result.outcome in outcomes, codes(result)
    assert engine.log.size == size + (result.outcome == "accepted")


@pytest.mark.parametrize("length", [40_000, 59_000, 60_000, 200_000])
def test_an_entry_that_would_be_too_large_is_refused_whole(engine: Engine, length: int) -> None:
    papers = [{"kind": "k", "number": "n" * 400} for _ in range(length // 430)]
    size = engine.log.size
    result = engine.advance({**PLAN, "data": DAY, "evidence": papers})
    if result.outcome == "accepted":
        assert len(engine.log.raw(engine.log.size)) <= 60_000
    else:
        assert codes(result) == ["too_large"]
        assert engine.log.size == size
    assert engine.advance({**PLAN, "data": DAY}).outcome in ("accepted", "refused")
