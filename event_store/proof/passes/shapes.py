"""Entries that look like others: recognised by a pattern instead of being parsed.

The pattern of an entry that was judged member by member fits every entry with the same keys in
the same places, whatever its texts and numbers. One that fits is canonical, and its members are
right. What does not fit is no fault: it is parsed and judged by `passes.one_entry`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from event_store import canonical
from event_store.members import MAX_ENTRY, is_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Match = Callable[[bytes], re.Match[bytes] | None]

Row = tuple[int, bytes, int, bytes, bytes]
"""position, stream, version, type, entry; names as bytes."""
Facts = tuple[bytes, ...]
"""What is compared with other entries, as written, empty if absent: command digest, id, n and
of; target_position; occurred_on, position, prev, recorded_at, rules, stream, version."""

_SEEN = 16
"""Entries of a shape before its pattern is worth making."""
_SHAPES = 48
"""Patterns of one type at most: each is tried on what those before it did not fit."""
_LONGEST = 4_000
_KEPT = 20_000
"""Shapes that are counted."""

_SYSTEM = b'(?=log"|person/)'
"""Not `log/heads`: what stands there is looked into, so a pattern may let nothing stand there."""
_DOMAIN = b'(?!log"|log/heads"|person/)'
_ASCII = bytes(range(0x20, 0x7F))
_COMPOSED = re.compile("[\u00a0-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e]*").fullmatch
"""Letters and signs that compose with nothing before or after them: NFC in any company."""

_TEXT = rb"[ !#-\[\]-~\x80-\xff]*+"
# No possessive quantifier over a group: Python before 3.11.5 lets such a group end half matched.
_ESCAPED = _TEXT + rb'(?:\\["\\n]' + _TEXT + b")*"
_FILLED = b'"' + _TEXT[:-2] + b'++"'
_DATE = (
    rb'"(?:19|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])'
    rb'|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"'
)
_INTEGER = rb"(?:0|-?[1-9][0-9]{0,14}+)"
_COUNT = rb"([1-9][0-9]{0,14}+)"
_DOCUMENT = {"date": _DATE, "kind": _FILLED, "number": _FILLED, "sha256": b'"[0-9a-f]{64}"'}
_COMMAND = {
    "digest": b'"([^"]{44})"',
    "id": b'"(' + _TEXT[:-2] + b'++)"',
    "n": _COUNT,
    "of": _COUNT,
}
COMMAND = tuple(_COMMAND)
"""The members of a command that are known; with others no entry is recognised."""
_OVERRIDE = dict.fromkeys(("authority", "document", "reason"), _FILLED)
_JUDGED = {
    "actor": rb'"[!#-\[\]-~]{1,128}+"',
    "correlation": rb'"[A-Za-z0-9][A-Za-z0-9._-]{0,63}+"',
    "occurred_on": b'"([^"]{10})"',
    "position": _COUNT,
    "prev": b'"([^"]{44})"',
    "recorded_at": rb'"([^"]{13}:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z)"',
    "role": _FILLED,
    "rules": _COUNT,
}
_PLACED = ("occurred_on", "position", "prev", "recorded_at", "rules", "stream", "version")
_GROUPS = {"command": 4, "data": 1} | dict.fromkeys(_PLACED, 1)
"""How many facts a member gives; in the order of the keys they are `Facts`."""


class DoubtError(Exception):
    """Something is not as usual: no fault, but it is to be judged one by one.

    `place` is the only entry of the run that is in doubt, if that is known.
    """

    def __init__(self, place: int | None = None) -> None:
        super().__init__(place)
        self.place = place


class Shapes:
    """What was learned so far, by type."""

    def __init__(self) -> None:
        self._shapes: dict[bytes, list[bytes]] = {}
        self._matches: dict[bytes, list[Match]] = {}
        self._seen: dict[bytes, int] = {}

    def facts(self, kinds: Sequence[bytes], entries: Sequence[bytes]) -> list[Facts]:
        """The facts of entries that are all recognised, and so right by themselves.

        Of these, the facts are still to be compared: dates, times, hashes and names have the
        length of such, no more is said. Raises DoubtError.
        """
        _check_letters(entries)
        found = []
        for kind, entry in zip(kinds, entries, strict=True):
            for match in self._matches.get(kind, ()):
                facts = match(entry)
                if facts is not None:
                    found.append(facts.groups())
                    break
            else:
                found.append(self._escaped(kind, entry, len(found)))
        return found

    def learn(self, entry: Mapping[str, Any]) -> None:
        """Take the shape of an entry that was judged to be right."""
        if not _COMMAND.keys() >= entry.get("command", {}).keys():
            return
        if len(self._seen) > _KEPT:
            self._seen.clear()
        shape = _shape(entry)
        seen = self._seen[shape] = self._seen.get(shape, 0) + 1
        kind = entry["type"].encode()
        known = self._shapes.setdefault(kind, [])
        if seen == _SEEN and len(known) < _SHAPES and len(shape) <= _LONGEST:
            known.append(shape)
            self._matches.setdefault(kind, []).append(re.compile(shape).fullmatch)

    def _escaped(self, kind: bytes, entry: bytes, place: int) -> Facts:
        """The facts of an entry with escapes, which few have; raises DoubtError."""
        if b"\\" in entry:
            for shape in self._shapes.get(kind, ()):
                found = _with_escapes(shape)(entry)
                if found is not None:
                    return found.groups()
        raise DoubtError(place)


def _check_letters(entries: Sequence[bytes]) -> None:
    """Judge that what is not ASCII is UTF-8 in NFC, and no control character."""
    if set(map(type, entries)) != {bytes} or max(map(len, entries)) > MAX_ENTRY:
        raise DoubtError
    text = b"".join([entry for entry in entries if not entry.isascii()])
    try:
        text.decode()
    except UnicodeDecodeError:
        raise DoubtError from None
    if not _COMPOSED(text.translate(None, _ASCII).decode()):
        raise DoubtError


def _shape(entry: Mapping[str, Any]) -> bytes:
    """The pattern of all entries with the keys of this one, none of them with a backslash."""
    domain = is_domain(entry["stream"])
    text = b""
    for key in sorted({*entry, *_GROUPS}):
        if key not in entry:
            text += b"()" * _GROUPS[key]
        else:
            text += b',"%b":' % key.encode() + _member(key, entry[key], domain=domain)
    return rb"\{" + text.replace(b",", b"", 1) + rb"\}"


@lru_cache(maxsize=1_000)
def _with_escapes(shape: bytes) -> Match:
    """The same pattern for entries with backslashes; facts still have none."""
    pattern = shape.replace(_FILLED, b'"(?!")' + _TEXT + b'"').replace(_TEXT, _ESCAPED)
    return re.compile(pattern).fullmatch


def _member(key: str, value: Any, *, domain: bool) -> bytes:
    match key:
        case "command":
            found = (b"" if "id" in value else b"()()") + _object(value, _COMMAND)
        case "data" if domain and "target_position" in value:
            found = _object(value, {"target_position": _COUNT})
        case "data":
            found = b"()" + _object(value, {})
        case "evidence":
            found = _list([_object(document, _DOCUMENT) for document in value])
        case "flags" | "format" | "type" | "type_version":
            found = re.escape(canonical.encode(value))
        case "override":
            found = _object(value, _OVERRIDE)
        case "stream":
            found = b'"(' + (_DOMAIN if domain else _SYSTEM) + b'[^"]++)"'
        case "version":
            found = b"(1)" if value == 1 else b"([2-9]|[1-9][0-9]{1,14}+)"
        case _:
            found = _JUDGED.get(key) or _any(value)
    return found


def _any(value: Any) -> bytes:
    if isinstance(value, dict):
        return _object(value, {})
    if isinstance(value, list):
        return _list([_any(item) for item in value])
    if isinstance(value, str):
        return b'"' + _TEXT + b'"'
    return b"(?:true|false)" if isinstance(value, bool) else _INTEGER


def _object(value: Mapping[str, Any], judged: Mapping[str, bytes]) -> bytes:
    pairs = [
        b'"%b":%b' % (key.encode(), judged.get(key) or _any(value[key])) for key in sorted(value)
    ]
    return rb"\{" + b",".join(pairs) + rb"\}"


def _list(items: list[bytes]) -> bytes:
    """The pattern of a list; items of one shape may be of any number from 1."""
    if items and len(set(items)) == 1:
        return rb"\[%b(?:,%b)*\]" % (items[0], items[0])
    return rb"\[" + b",".join(items) + rb"\]"
