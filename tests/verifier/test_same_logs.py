"""What a full verification refuses in a whole log, the stand-alone verifier refuses too.

Each log is linked again after it was changed, so that only the rules can tell.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reliability import two_ways, verifiers
from tests.reliability.relinked import Item, Relinked, items_of, write
from tests.reliability.rewrites import put
from tests.verifier.seasons import BRANCH, real_season, season

Change = Callable[[list[Item]], object]
REFUSED: dict[str, tuple[Change, str]] = {
    "a simulation that begins at another time": (
        lambda items: put(items[0], "recorded_at", "2017-06-01T00:00:00.000000Z"),
        "bad_genesis",
    ),
    "an origin with a scheme": (
        lambda items: _tell_genesis(items, origin="https://example.org/log"),
        "bad_genesis",
    ),
    "an origin of other letters": (
        lambda items: _tell_genesis(items, origin="đ.example/log"),
        "bad_genesis",
    ),
    "heads that follow on heads": (
        lambda items: items.append(items[-1].copy()),
        "heads_mismatch",
    ),
    "heads at a time of their own, in a simulation": (
        lambda items: put(items[-1], "recorded_at", "2040-01-01T00:00:00.000000Z"),
        "heads_mismatch",
    ),
    "a command of which the first entry is missing": (
        lambda items: put(items[0], "command", {"n": 2, "of": 2}),
        "command_torn",
    ),
    "a correction of an entry of another stream": (
        lambda items: _amend(items, items[0].entry["position"]),
        "bad_entry",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_refuse_it(name: str, tmp_path: Path) -> None:
    change, code = REFUSED[name]
    items = items_of(season().log.scan())
    change(items)
    whole, own = answers(items, tmp_path)
    assert (whole[0], own[0]) == (code, code)
    assert whole[1] == own[1]


@pytest.mark.parametrize("first", [None, 1, 2])
def test_entries_of_one_command_agree_in_members_of_the_future_too(
    first: int | None, tmp_path: Path
) -> None:
    items = items_of(season().log.scan())
    at = next(n for n, item in enumerate(items) if item.home == BRANCH)
    for n, item in enumerate((items[at], items[at].copy()), 1):
        more = {} if first is None else {"more": 1 if n == 1 else first}
        put(item, "command", {"n": n, "of": 2, **more})
        items[at + n - 1 : at + 1] = [item]
    whole, own = answers(items, tmp_path)
    expected = "command_torn" if first == 2 else "ok"
    assert (whole[0], own[0]) == (expected, expected)


@pytest.mark.parametrize("made", [season, real_season])
def test_both_take_a_right_one(made: Any, tmp_path: Path) -> None:
    whole, own = answers(items_of(made().log.scan()), tmp_path)
    assert (whole[0], own[0]) == ("ok", "ok")


def test_a_real_log_begins_when_it_does(tmp_path: Path) -> None:
    items = items_of(real_season().log.scan())
    put(items[0], "recorded_at", "2017-06-01T00:00:00.000000Z")
    whole, own = answers(items, tmp_path)
    assert (whole[0], own[0]) == ("ok", "ok")


def answers(items: list[Item], folder: Path) -> tuple[Any, Any]:
    log = Relinked.of(items)
    write(folder / "log.db", log)
    text = json.dumps(verifiers.bundle(BRANCH, log))
    return two_ways.answer(folder / "log.db", log), verifiers.judged(text, log.policy())


def _tell_genesis(items: list[Item], **told: str) -> None:
    put(items[0], "data", {**items[0].entry["data"], **told})


def _amend(items: list[Item], target: int) -> None:
    item = next(item for item in items[::-1] if item.home.startswith("campaign/"))
    put(item, "data", {**item.entry["data"], "target_position": target})
