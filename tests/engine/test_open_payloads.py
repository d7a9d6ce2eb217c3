"""A lifecycle may take what no type describes; then every value is looked at."""

from typing import Any

import pytest

from engine.advance import Engine
from engine.structs import replace
from event_store import canonical
from event_store.log import Log
from tests.library.lending import LIBRARY, Buy, ask


class Gift(Buy):
    """A book that came with anything."""

    more: dict[str, Any] = {}


BOOKS = replace(LIBRARY.workflows[0], payloads={**LIBRARY.workflows[0].payloads, "buy": Gift})
OPEN = replace(LIBRARY, workflows=(BOOKS,))


def deep(levels: int) -> Any:
    return {"a": deep(levels - 1)} if levels else 1


def buy(more: Any) -> dict[str, Any]:
    return ask("buy", "2026-01-02", title="T", pages=9, more=more)


WRONG = (
    {"a": 1.5}, {"Bad Key": 1}, {"a": [{"Ngày": 1}]}, deep(20), {"a": 2**60}, {"a": "\x07"},
    {"a" * 65: 1},
)  # fmt: skip


@pytest.mark.parametrize("more", WRONG)
def test_what_an_entry_cannot_hold_is_refused(more: Any) -> None:
    engine = Engine(Log.create(None), OPEN)
    size = engine.log.size
    result = engine.advance(buy(more))
    assert (result.outcome, {reason.code for reason in result.reasons}) == (
        "invalid",
        {"invalid_data"},
    )
    assert engine.log.size == size


def test_what_it_can_hold_is_recorded() -> None:
    engine = Engine(Log.create(None), OPEN)
    more = {"a": [1, {"b": "c", "d_1": None}], "e": "Nhà văn hóa"}
    assert engine.advance(buy(more)).outcome == "accepted"
    entry = canonical.check(engine.log.raw(engine.log.size))
    assert entry["data"]["more"] == {"a": [1, {"b": "c"}], "e": "Nhà văn hóa"}
