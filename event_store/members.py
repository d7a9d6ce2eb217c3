"""The members of an entry and their rules: docs/log-format.md, section 2; one place for all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from event_store import clock
from event_store.errors import BadEntryError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FORMAT = 1
"""Version of the table of members that this program writes and knows."""
MAX_ENTRY = 60_000
"""Bytes of the largest entry."""
MAX_STREAM = 200
SYSTEM_STREAMS = ("log", "log/heads")
PERSONS = "person/"
"""With `SYSTEM_STREAMS` the only streams whose entries no rule decides."""

_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
is_identifier = re.compile(_IDENTIFIER).fullmatch
_is_stream = re.compile(rf"{_IDENTIFIER}(/{_IDENTIFIER})*").fullmatch
_is_domain = re.compile(
    rf"campaign/{_IDENTIFIER}|congress/{_IDENTIFIER}/{_IDENTIFIER}"
    rf"|(?!(?:campaign|congress)/)[a-z][a-z0-9_]*(/{_IDENTIFIER})+"
).fullmatch
is_device = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])(\..*)?", re.IGNORECASE).fullmatch
"""Whether Windows takes an identifier for a device, with whatever follows a dot.

No new reference is such a name; `engine.payloads` says the same of all other identifiers.
"""
is_actor = re.compile(r"[!-~]{1,128}").fullmatch
_is_type = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*").fullmatch
_is_code = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
_is_hash = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=").fullmatch
_is_hex = re.compile(r"[0-9a-f]{64}").fullmatch


def is_domain(stream: str) -> bool:
    """Whether a stream carries domain entries, which name rules, command and occurred_on.

    All do but a closed list: no log can excuse an area from its rules by a name of its own.
    """
    return stream not in SYSTEM_STREAMS and not stream.startswith(PERSONS)


def check_stream(stream: object) -> None:
    """Judge the name of a stream; raises BadEntryError."""
    if not isinstance(stream, str) or not _names_stream(stream):
        raise BadEntryError(
            "bad_entry",
            "stream",
            Text(f"is no name of a stream: {stream!r}", f"không phải tên hồ sơ: {stream!r}"),
        )


@lru_cache(maxsize=10_000)
def _names_stream(stream: str) -> bool:
    pattern = _is_domain if is_domain(stream) else _is_stream
    return len(stream) <= MAX_STREAM and pattern(stream) is not None


def check_members(entry: Mapping[str, Any]) -> None:
    """Judge the members of one parsed entry; unknown ones are ignored.

    Raises BadEntryError with code bad_entry, newer_format, future_date or rules_missing.
    """
    check_shape(entry)
    _check_date(entry)
    if entry.get("rules", 0) >= entry["position"]:
        raise BadEntryError(
            "rules_missing",
            "rules",
            Text("must be smaller than the position", "phải nhỏ hơn vị trí"),
        )


def check_shape(entry: Mapping[str, Any]) -> None:
    """Judge each member of one parsed entry by itself, and which of them there must be.

    Raises BadEntryError with code bad_entry or newer_format.
    """
    if entry.get("format") != FORMAT or type(entry["format"]) is not int:
        code = "newer_format" if is_count(entry.get("format")) else "bad_entry"
        raise BadEntryError(
            code,
            "format",
            Text(
                f"is {entry.get('format')!r}, known is {FORMAT}",
                f"là {entry.get('format')!r}, chỉ biết {FORMAT}",
            ),
        )
    for member, (holds, rule) in _RULES.items():
        if member in entry:
            if not holds(entry[member]):
                raise BadEntryError("bad_entry", member, _must(rule))
        elif member in _REQUIRED:
            raise BadEntryError("bad_entry", member, Text("is missing", "còn thiếu"))
    check_stream(entry["stream"])
    _check_domain(entry)
    if ("prev" in entry) != (entry["version"] > 1):
        raise BadEntryError(
            "bad_entry",
            "prev",
            Text(
                "belongs to all versions but the first",
                "phải có ở mọi phiên bản trừ phiên bản đầu",
            ),
        )


def _must(rule: Text) -> Text:
    return Text(f"must be {rule.en}", f"phải là {rule.vi}")


def check_draft(entry: Mapping[str, Any]) -> None:
    """Judge what an entry will say before it has position and prev.

    Raises BadEntryError as `check_members` does.
    """
    _check_before(entry, _RULES)


def check_added(entry: Mapping[str, Any]) -> None:
    """Judge what was added to members that were judged already, as `check_draft` does."""
    _check_before(entry, _ADDED)


def _check_before(entry: Mapping[str, Any], judging: Iterable[str]) -> None:
    for member in judging:
        if member in entry:
            holds, rule = _RULES[member]
            if not holds(entry[member]):
                raise BadEntryError("bad_entry", member, _must(rule))
    check_stream(entry["stream"])
    _check_domain(entry)
    _check_date(entry)


def _check_domain(entry: Mapping[str, Any]) -> None:
    if is_domain(entry["stream"]):
        for member in ("command", "occurred_on", "rules"):
            if member not in entry:
                raise BadEntryError(
                    "bad_entry",
                    member,
                    Text("is missing in a domain entry", "còn thiếu trong mục ghi nghiệp vụ"),
                )


def _check_date(entry: Mapping[str, Any]) -> None:
    occurred_on = entry.get("occurred_on", "")
    if occurred_on > clock.local_date(entry["recorded_at"]):
        raise BadEntryError(
            "future_date",
            "occurred_on",
            Text(
                f"is {occurred_on}, after {entry['recorded_at']}",
                f"là {occurred_on}, sau {entry['recorded_at']}",
            ),
        )


def is_count(value: object) -> bool:
    """Whether a value is an integer from 1."""
    return type(value) is int and value > 0


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_filled_object(value: object) -> bool:
    return isinstance(value, dict) and bool(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _matches(pattern: Callable[[str], object]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern(value) is not None


def _known(holds: Callable[[object], bool]) -> Callable[[object], bool]:
    """Remember what held before: the same actors, types and days come again and again."""
    kept = lru_cache(maxsize=4_096)(holds)
    return lambda value: isinstance(value, str) and kept(value)


def _is_command(value: object) -> bool:
    """`n` of `of`, from 1; `id` and `digest` together or not at all."""
    if not isinstance(value, dict):
        return False
    n, of = value.get("n"), value.get("of")
    if not (type(n) is int and type(of) is int and 1 <= n <= of):
        return False
    if "id" not in value and "digest" not in value:
        return True
    return _is_text(value.get("id")) and _holds_hash(value.get("digest"))


def _is_evidence(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_document, value))


def _is_document(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("kind"))
        and _is_text(value.get("number"))
        and ("date" not in value or clock.is_date(value["date"]))
        and ("sha256" not in value or _holds_hex(value["sha256"]))
    )


_holds_code = _known(_matches(_is_code))
_holds_hash = _matches(_is_hash)
_holds_hex = _matches(_is_hex)


def _are_flags(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(map(_holds_code, value))
        and value == sorted(set(value))
    )


def _is_override(value: object) -> bool:
    return isinstance(value, dict) and all(
        _is_text(value.get(member)) for member in ("authority", "document", "reason")
    )


_RULES: dict[str, tuple[Callable[[object], bool], Text]] = {
    "actor": (
        _known(_matches(is_actor)),
        Text(
            "1 to 128 ASCII characters without space", "1 đến 128 ký tự ASCII, không có dấu cách"
        ),
    ),
    "command": (
        _is_command,
        Text(
            "{digest, id, n, of} with n <= of, id and digest together",
            "{digest, id, n, of} với n <= of, id và digest đi cùng nhau",
        ),
    ),
    "correlation": (_known(_matches(is_identifier)), Text("an identifier", "một mã")),
    "data": (_is_object, Text("an object", "một đối tượng")),
    "evidence": (
        _is_evidence,
        Text(
            "an array of {kind, number, date?, sha256?}, not empty",
            "mảng {kind, number, date?, sha256?}, không rỗng",
        ),
    ),
    "facts": (_is_filled_object, Text("an object, not empty", "đối tượng không rỗng")),
    "flags": (
        _are_flags,
        Text(
            "codes, sorted, each once, not empty", "các mã theo thứ tự, mỗi mã một lần, không rỗng"
        ),
    ),
    "occurred_on": (_known(clock.is_date), Text("a date YYYY-MM-DD", "ngày YYYY-MM-DD")),
    "override": (
        _is_override,
        Text("{authority, document, reason}", "{authority, document, reason}"),
    ),
    "position": (is_count, Text("an integer from 1", "số nguyên từ 1")),
    "prev": (_holds_hash, Text("base64 of a hash", "mã băm viết bằng base64")),
    "recorded_at": (
        _known(clock.is_time),
        Text("a time YYYY-MM-DDTHH:MM:SS.ffffffZ", "thời điểm YYYY-MM-DDTHH:MM:SS.ffffffZ"),
    ),
    "role": (_is_text, Text("a string, not empty", "chữ không rỗng")),
    "rules": (is_count, Text("a position", "một vị trí")),
    "stream": (_is_text, Text("the name of a stream", "tên hồ sơ")),
    "type": (_known(_matches(_is_type)), Text("area.past_tense", "area.past_tense")),
    "type_version": (is_count, Text("an integer from 1", "số nguyên từ 1")),
    "version": (is_count, Text("an integer from 1", "số nguyên từ 1")),
}
_REQUIRED = frozenset(
    ("actor", "data", "position", "recorded_at", "stream", "type", "type_version", "version")
)
_ADDED = tuple(
    member
    for member in _RULES
    if member not in {"actor", "correlation", "data", "evidence", "override", "position", "prev"}
)
"""The members that the log and the rules of a lifecycle add to those of a command."""
