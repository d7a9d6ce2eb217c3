"""What a command's types judged is not walked through again: held against the whole walk here."""

import gc
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.congresses.packaged import lifecycles
from bench.season import lines
from engine.advance import Engine
from engine.feeding import feed
from engine.payloads import Identifier, Line, Payload, outdated
from engine.structs import Struct, defstruct, is_closed
from event_store import canonical, transaction
from event_store.entry import Circumstances, Draft, Unsealed, prepare
from event_store.errors import BadEntryError
from event_store.log import Log
from event_store.members import check_members
from tests.engine.synthetic import accept, new_engine
from tests.engine.whole_season import whole_season


class Oracle:
    """Prepares each entry twice: as it is asked for, and as if nobody had judged it."""

    def __init__(self) -> None:
        self.judged = 0
        self.made: list[Unsealed] = []

    def __call__(self, draft: Draft, *about: Any, **more: Any) -> Unsealed:
        entry = prepare(draft, *about, **more)
        assert entry == prepare(replace(draft, judged=False), *about, **more)
        self.judged += draft.judged
        self.made.append(entry)
        return entry


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    made = Oracle()
    monkeypatch.setattr(transaction, "prepare", made)
    return made


def check_against(log: Log, oracle: Oracle) -> None:
    """Every entry that was handed on is the one that is read, and as canonical as can be."""
    read = [canonical.check(log.raw(n)) for n in range(2, log.size + 1)]
    assert oracle.made == read
    for entry in read:
        check_members(entry)


def test_a_whole_season_with_corrections_and_overrides(oracle: Oracle) -> None:
    engine = new_engine()
    accept(engine, whole_season())
    check_against(engine.log, oracle)
    assert 0 < oracle.judged < len(oracle.made)


def test_a_file_of_commands(oracle: Oracle) -> None:
    engine = new_engine(Log.create(None))
    numbered = list(enumerate(lines(700), 1))
    assert {r.outcome for found in feed(engine, [numbered]) for r in found} == {"accepted"}
    check_against(engine.log, oracle)
    assert oracle.judged == len(numbered)


def test_only_corrections_are_of_an_open_type() -> None:
    open_ = {n for w in lifecycles().workflows for n, t in w.payloads.items() if not is_closed(t)}
    assert open_ == {"amend"}


class Row(Struct):
    """Takes any other member."""

    n: int = 0


def test_what_could_hold_anything_is_open() -> None:
    for kind in (Any, dict[str, int], float, Row, bytes, int | dict[str, int], list[Any]):
        fields = {"__annotations__": {"member": kind}, "__module__": __name__}
        assert not is_closed(type("Open", (Payload,), fields))
    for name in ("Upper", "ngày", "x" * 65):
        fields = {"__annotations__": {name: int}, "__module__": __name__}
        assert not is_closed(type("Named", (Payload,), fields))


def test_a_tag_is_a_name_as_others_are() -> None:
    for tag, closed in (("kind", True), ("Kind", False)):
        tagged = defstruct(
            "Tagged", [("n", int)], tag_field=tag, tag="x", forbid_unknown_fields=True
        )
        assert is_closed(tagged) == closed


@pytest.mark.parametrize(
    "wrong", [{"role": ""}, {"occurred_on": "2031-2-1"}, {"type_version": 0}, {"flags": ["No"]}]
)
def test_what_is_added_to_a_judged_command_is_judged(wrong: dict[str, Any]) -> None:
    draft = Draft(
        actor="op:a", stream="book/b-1", type="book.lent", data={}, occurred_on="2031-01-01",
        judged=True,
    )  # fmt: skip
    about = Circumstances("2031-02-01T00:00:00.000000Z", rules=2, of=1)
    assert prepare(draft, about, n=1, version=1)
    with pytest.raises(BadEntryError):
        prepare(replace(draft, **wrong), about, n=1, version=1)
    for odd in (replace(about, rules=-3), replace(about, command_id="x", digest="y")):
        with pytest.raises(BadEntryError):
            prepare(draft, odd, n=1, version=1)


class Noted(Payload):
    """A note under a name."""

    NAMES = frozenset({"title"})

    key: Identifier
    title: Line


@given(
    st.sampled_from(
        ["con", "CON", "x", "Com1", "lpt9.txt", "com", "com10", "console", "aux.", "nul"]
    ),
    st.sampled_from(["a", "a\nb", "con"]),
)
def test_a_glance_overlooks_nothing_that_only_old_entries_may_hold(key: str, title: str) -> None:
    value = {"key": key, "title": title}
    if list(outdated(value, Noted)):
        assert not canonical.Glance({"data": value}).modern


def test_nobody_else_collects_more_seldom_after_a_file() -> None:
    usual = gc.get_threshold()
    engine = Engine(Log.create(None), lifecycles())
    fed = feed(engine, [list(enumerate(lines(3), 1))])
    assert [gc.get_threshold() for _ in fed] == [usual]
    assert gc.get_threshold() == usual
