"""Corrections on bare entries: nothing is erased or changed in place, and the order stays."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.congresses.packaged import lifecycles
from engine.corrections import (
    Verdict,
    effective,
    fold,
    relying,
    value_at,
    voided_positions,
    with_value,
)
from engine.workflow import Entry, Workflow
from tests.engine.laws import standing

BRANCH = lifecycles().by_area["congress"]


def entry(position: int, type_: str = "congress.finding_recorded", **data: Any) -> dict[str, Any]:
    return {
        "position": position,
        "version": position,
        "type": type_,
        "type_version": 1,
        "occurred_on": "2017-08-01",
        "data": data,
    }


def amended(position: int, target: int, field: str, value: Any, **more: Any) -> dict[str, Any]:
    data = {"target_position": target, "field": field, "value": value, "reason": "sai", **more}
    return entry(position, "congress.entry_amended", **data)


def voided(position: int, target: int) -> dict[str, Any]:
    return entry(position, "congress.entry_voided", target_position=target, reason="nhầm")


def told(entries: Sequence[Entry]) -> list[tuple[int, Any]]:
    return [(e["position"], e["data"]) for e in effective(entries)]


def test_without_corrections_all_entries_stand_as_they_are() -> None:
    entries = [entry(1, a=1), entry(2, a=2)]
    assert effective(entries) == entries


def test_a_voided_entry_no_longer_stands_and_the_void_itself_does_nothing() -> None:
    assert told([entry(1, a=1), entry(2, a=2), voided(3, 1)]) == [(2, {"a": 2})]


def test_an_amended_entry_stands_in_its_old_place_with_its_new_value() -> None:
    entries = [entry(1, a=1), entry(2, a=2), amended(3, 1, "a", 7), entry(4, a=4)]
    assert told(entries) == [(1, {"a": 7}), (2, {"a": 2}), (4, {"a": 4})]


def test_the_last_of_several_amendments_of_one_value_counts() -> None:
    entries = [entry(1, a=1), amended(2, 1, "a", 2), amended(3, 1, "a", 3)]
    assert told(entries) == [(1, {"a": 3})]


def test_amendments_of_several_values_all_count() -> None:
    entries = [entry(1, a=1, b=1), amended(2, 1, "a", 2), amended(3, 1, "b", 3)]
    assert told(entries) == [(1, {"a": 2, "b": 3})]


def test_voiding_an_amendment_brings_back_what_it_replaced() -> None:
    entries = [entry(1, a=1), amended(2, 1, "a", 2), voided(3, 2)]
    assert told(entries) == [(1, {"a": 1})]


def test_voiding_the_first_of_two_amendments_leaves_the_second() -> None:
    entries = [entry(1, a=1, b=1), amended(2, 1, "a", 2), amended(3, 1, "b", 3), voided(4, 2)]
    assert told(entries) == [(1, {"a": 1, "b": 3})]


def test_an_amendment_of_a_voided_entry_does_not_bring_it_back() -> None:
    assert told([entry(1, a=1), amended(2, 1, "a", 2), voided(3, 1)]) == []


def test_what_is_recorded_is_never_changed_in_place() -> None:
    entries = [entry(1, a={"b": [1, 2]}), amended(2, 1, "a.b.0", 9), amended(3, 1, "a.b.1", 8)]
    before = deepcopy(entries)
    assert told(entries) == [(1, {"a": {"b": [9, 8]}})]
    assert entries == before


def test_what_the_rules_computed_anew_comes_with_the_amendment() -> None:
    ballot = entry(1, votes=3, outcome=[{"ref": "m-001", "elected": False}])
    change = amended(2, 1, "votes", 9, derived={"outcome": [{"ref": "m-001", "elected": True}]})
    assert told([ballot, change])[0][1]["outcome"][0]["elected"]
    assert not told([ballot, change, voided(3, 2)])[0][1]["outcome"][0]["elected"]


@pytest.mark.parametrize(
    ("field", "value", "data"),
    [
        ("a", 5, {"a": 5, "b": {"c": [1, {"d": 2}]}}),
        ("b.c.0", 5, {"a": 1, "b": {"c": [5, {"d": 2}]}}),
        ("b.c.1.d", 5, {"a": 1, "b": {"c": [1, {"d": 5}]}}),
        ("b.c", [], {"a": 1, "b": {"c": []}}),
        ("new", 5, {"a": 1, "b": {"c": [1, {"d": 2}]}, "new": 5}),
        ("b.new", 5, {"a": 1, "b": {"c": [1, {"d": 2}], "new": 5}}),
    ],
)
def test_a_dotted_path_names_a_place_in_the_data(field: str, value: Any, data: Any) -> None:
    original = entry(1, a=1, b={"c": [1, {"d": 2}]})
    assert with_value(original, {"field": field, "value": value})["data"] == data
    assert original["data"] == {"a": 1, "b": {"c": [1, {"d": 2}]}}


@pytest.mark.parametrize(
    "field",
    [
        "a.x",
        "b.c.2",
        "b.c.-1",
        "b.c.x",
        "b.c.1.d.e",
        "no.x",
        "b.c.²",
        "b.c.",
        ".a",
        "b..c",
        "b.c.0.0",
    ],
)
def test_a_place_that_is_not_there_is_no_place(field: str) -> None:
    with pytest.raises(KeyError):
        with_value(entry(1, a=1, b={"c": [1, {"d": 2}]}), {"field": field, "value": 1})


def test_the_day_is_amended_beside_the_data_and_nothing_else_is() -> None:
    change = {"field": "occurred_on", "value": "2017-07-01"}
    assert with_value(entry(1, a=1), change) == {**entry(1, a=1), "occurred_on": "2017-07-01"}
    for member in ("recorded_at", "actor", "flags", "position"):
        found = with_value(entry(1, a=1), {"field": member, "value": "x"})
        assert found["data"] == {"a": 1, member: "x"}, "only a place in the data is ever named"


def test_the_old_value_is_found_or_was_not_given() -> None:
    original = entry(1, a=1, b={"c": [1, {"d": 2}]})
    asked = ("a", "b.c.1.d", "occurred_on", "b.x", "x", "b.c.7")
    assert [value_at(original, path) for path in asked] == [1, 2, "2017-08-01", None, None, None]


def test_a_stream_whose_every_entry_was_voided_keeps_its_version() -> None:
    plan = entry(1, "congress.planned", planned_on="2017-08-20")
    state = fold(BRANCH, [plan, voided(2, 1)])
    assert (state.version, state.stage) == (2, "unplanned")


def test_a_question_about_a_day_counts_what_had_occurred_by_then() -> None:
    plan = entry(1, "congress.planned", planned_on="2017-08-20")
    learn = {**entry(2, "congress.lessons_learned"), "occurred_on": "2017-08-14"}
    stages = {day: fold(BRANCH, [plan, learn], day).stage for day in ("2017-07-31", "2017-08-13")}
    assert stages == {"2017-07-31": "unplanned", "2017-08-13": "planned"}
    assert fold(BRANCH, [plan, learn], "2017-08-14").stage == "lessons_learned"


def test_corrections_act_on_all_days_whenever_they_were_made() -> None:
    plan = entry(1, "congress.planned", planned_on="2017-08-20")
    late = {"occurred_on": "2017-12-31"}
    void = {**voided(2, 1), **late}
    assert fold(BRANCH, [plan, void], "2017-08-01").stage == "unplanned"
    earlier = {**amended(2, 1, "occurred_on", "2017-07-01"), **late}
    assert fold(BRANCH, [plan, earlier], "2017-07-15").stage == "planned"


class Count:
    """A state that counts and refuses nothing."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.version = 0


def counting() -> Workflow:
    def evolve(state: Count, found: Entry) -> Count:
        state.seen.append(found["position"])
        return state

    parts: Any = dict.fromkeys(("text", "guards", "record", "identify", "versions", "upcasts"))
    return Workflow(
        area="count", address=("count",), parent=None, payloads={}, initial=Count,
        evolve=evolve, computed={}, **parts,
    )  # fmt: skip


def test_an_entry_rests_on_another_when_a_rule_speaks_up_without_it() -> None:
    """Here the rule is that every entry needs the one just before it."""

    def judge(found: Entry, state: Count) -> Verdict:
        missing = found["position"] - 1 not in state.seen
        return Verdict(frozenset({("nothing_before", "")} if missing else ()), {})

    before = [entry(n) for n in (1, 2, 3, 4)]
    without = [found for found in before if found["position"] != 2]
    assert list(relying(counting(), before, without, 2, judge)) == [3]


def test_an_entry_rests_on_another_when_it_would_be_counted_differently() -> None:
    def judge(_: Entry, state: Count) -> Verdict:
        return Verdict(frozenset(), {"number": len(state.seen)})

    before = [entry(n) for n in (1, 2, 3)]
    assert list(relying(counting(), before, before[1:], 1, judge)) == [2, 3]


def test_what_spoke_against_an_entry_before_does_not_make_it_rest_on_anything() -> None:
    def judge(_: Entry, __: Count) -> Verdict:
        return Verdict(frozenset({("always", "")}), {})

    before = [entry(n) for n in (1, 2, 3)]
    assert list(relying(counting(), before, before[1:], 1, judge)) == []


def test_only_later_entries_rest_on_an_entry() -> None:
    def judge(_: Entry, state: Count) -> Verdict:
        return Verdict(frozenset(), {"number": len(state.seen)})

    before = [entry(n) for n in (1, 2, 3)]
    assert list(relying(counting(), before, before[:2], 3, judge)) == []


@st.composite
def streams(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A stream with any number of lawful corrections: of what stands, or of an amendment."""
    entries: list[dict[str, Any]] = []
    for position in range(1, draw(st.integers(1, 14)) + 1):
        gone = voided_positions(entries)
        alive = [e for e in entries if e["position"] not in gone]
        facts = [e for e in alive if "corr" not in e["type"] and e["type"].endswith("recorded")]
        changes = [e for e in alive if e["type"].endswith("amended")]
        kind = draw(st.sampled_from(["fact", "fact", "amend", "amend", "void"]))
        if kind == "amend" and facts:
            target = draw(st.sampled_from(facts))["position"]
            field = draw(st.sampled_from(["a", "b.c", "b.d.0", "occurred_on"]))
            value = "2017-07-02" if field == "occurred_on" else draw(st.integers(0, 9))
            entries.append(amended(position, target, field, value))
        elif kind == "void" and facts + changes:
            target = draw(st.sampled_from(facts + changes))["position"]
            entries.append(voided(position, target))
        else:
            entries.append(entry(position, a=position, b={"c": 0, "d": [0, 1]}))
    return entries


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(streams())
def test_what_stands_is_the_same_to_a_second_reader(entries: list[dict[str, Any]]) -> None:
    before = deepcopy(entries)
    assert effective(entries) == standing(entries)
    assert entries == before
