"""The canonical form: its vectors, its refusals, and that quick and slow tests agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from event_store import canonical
from event_store.errors import CanonicalError

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
ODD_KEYS = st.sampled_from(
    ["", "A", "_a", "1", "a-b", "a" * 64, "a" * 65, "đ", 'a"b', "a,b", "a\n"]
)
TEXTS = st.text(max_size=8) | st.sampled_from(
    ["ủy", "u\u0309y", "null", '":1.5', ',"B":', "\\t", "\t", "\n\u0303", "\x7f", "\x85", "·"]
)
GOOD_LEAVES = st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | TEXTS
LEAVES = (
    GOOD_LEAVES
    | st.none()
    | st.floats()
    | st.integers(min_value=2**53)
    | st.text(st.characters(categories=["Cs", "Mn", "Cc"]), max_size=3)
)


def nested(leaves: Any, keys: Any) -> Any:
    return st.recursive(
        leaves, lambda c: st.lists(c, max_size=4) | st.dictionaries(keys, c, max_size=4)
    )


def slowly(value: object) -> bytes | str:
    """What the rules say by themselves: the text, or the name of the refusal."""
    try:
        canonical._walk(value, "", 0)
    except CanonicalError as error:
        return error.code
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def quickly(value: object) -> bytes | str:
    try:
        return canonical.encode(value)
    except CanonicalError as error:
        return error.code


def deep(levels: int, inner: object = 1) -> object:
    value = inner
    for _ in range(levels):
        value = {"a": value}
    return value


def test_every_vector_of_the_form(vectors: dict[str, Any]) -> None:
    for vector in vectors["canonical"]:
        try:
            found: dict[str, str] = {
                "out": canonical.encode(canonical.parse(vector["in"].encode())).decode()
            }
        except CanonicalError as error:
            found = {"error": error.code}
        assert {"in": vector["in"], **found} == vector


def test_every_digest_of_a_command(vectors: dict[str, Any]) -> None:
    assert vectors["commands"]
    for vector in vectors["commands"]:
        assert canonical.digest(vector["envelope"]) == vector["digest"]


@given(nested(GOOD_LEAVES, KEYS))
def test_quick_and_slow_agree_on_what_is_mostly_good(value: object) -> None:
    assert quickly(value) == slowly(value)


@settings(max_examples=400)
@given(nested(LEAVES, KEYS | ODD_KEYS))
@example({"a": "\n\u0303"})
@example({"a": [1, {"b": [None]}]})
@example(deep(17))
@example({"a": "\ud800"})
@example({"a": 2**53})
@example({"a": (1, 2)})
@example([1.0])
@example("x\x9f")
def test_quick_and_slow_agree_on_anything(value: object) -> None:
    # Twice: the second time all keys are known, and the quick tests stand alone.
    assert quickly(value) == slowly(value)
    assert quickly(value) == slowly(value)


@given(nested(GOOD_LEAVES, KEYS))
def test_what_is_written_is_read_back(value: object) -> None:
    text = quickly(value)
    if isinstance(text, bytes):
        assert canonical.parse(text) == value
        assert canonical.check(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"b":1,"a":1}', "not_canonical"),
        (b'{"a": 1}', "not_canonical"),
        (b'{"a":-0}', "not_canonical"),
        (b'{"a":"\\u0061"}', "not_canonical"),
        (b'{"a":"\\/"}', "not_canonical"),
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"a":1}\n', "not_canonical"),
        (b'{"a":1', "not_json"),
        (b'\xef\xbb\xbf{"a":1}', "not_json"),
        (b'{"a":NaN}', "not_integer"),
        (b'{"a":Infinity}', "not_integer"),
        (b'{"a":' + b"9" * 5000 + b"}", "integer_range"),
        (b'{"a":-9007199254740992}', "integer_range"),
        (b'{"a":"\xff"}', "not_unicode"),
        (b'{"a":"\\ud800"}', "not_unicode"),
        (b'{"a":"\t"}', "control_character"),
        (b"[" * 60_000, "too_deep"),
        (b"", "not_json"),
    ],
)
def test_a_text_that_is_not_canonical_is_named(text: bytes, code: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical.check(text)
    assert caught.value.code == code


def test_sixteen_levels_are_the_limit() -> None:
    assert canonical.check(canonical.encode(deep(16))) == deep(16)
    assert quickly(deep(17)) == "too_deep"
    assert quickly(deep(16, [])) == "too_deep"


def test_the_place_of_a_fault_is_named() -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical.encode({"data": {"rows": [{"x": 1}, {"x": None}]}})
    assert (caught.value.code, caught.value.path) == ("null", "data.rows[1].x")


def test_a_digest_ignores_what_a_retry_may_change() -> None:
    first = {"command": "plan", "data": {"name": "Ủy", "gone": None}}
    again = {
        "command_id": "c-1",
        "expected_version": 3,
        "data": {"name": "U\u0309y"},
        "command": "plan",
        "branch": None,
    }
    assert canonical.digest(first) == canonical.digest(again)
    assert canonical.digest({**first, "actor": "op:x"}) != canonical.digest(first)


def test_a_digest_refuses_what_could_not_be_recorded() -> None:
    bottomless = deep(5_000)
    for value, code in ((1.5, "not_integer"), ([None], "null"), (bottomless, "too_deep")):
        with pytest.raises(CanonicalError) as caught:
            canonical.digest({"data": value})
        assert caught.value.code == code


def test_keys_learned_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "_KNOWN_KEYS_MAX", len(canonical._KNOWN_KEYS))
    before = len(canonical._KNOWN_KEYS)
    assert canonical.encode({"never_seen_before": 1}) == b'{"never_seen_before":1}'
    assert len(canonical._KNOWN_KEYS) == before
