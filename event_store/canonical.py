"""The canonical form of JSON that every entry is stored, hashed and verified in.

Objects sort their keys by byte, integers are the only numbers, strings are NFC, null never
occurs. Writing is checked twice over: quick tests first, and a slow walk whenever one of them
is in doubt, so that the walk alone decides what is refused and under which name.
"""

from __future__ import annotations

import json
import re
from binascii import b2a_base64
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NoReturn
from unicodedata import is_normalized, normalize

import orjson

from event_store.errors import CanonicalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_DEPTH = 16
"""Objects and arrays inside one another, the outermost counted."""
MAX_INTEGER = 2**53 - 1

_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]").search
_RARE_ESCAPE = re.compile(rb'\\[^"\\n]').search
_DEVICE = re.compile(rb'"[cpanl](?:on|rn|ux|ul|(?:om|pt)[0-9])[".]').search
"""A text that may begin with the name of a device, in lower case."""
_KNOWN_KEYS: set[str] = set()
_KNOWN_KEYS_MAX = 10_000


def encode(value: object) -> bytes:
    """Write a value of dict, list, str, int and bool in canonical form.

    Raises CanonicalError with the rule's name and the path to the offending place.
    """
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except TypeError as error:
        _walk(value, "", 0)
        raise CanonicalError("not_json", detail=str(error)) from error
    if not (_is_plain(value, MAX_DEPTH) and _is_clean(text)):
        _walk(value, "", 0)
    return text


def encode_plain(value: object) -> bytes:
    """Write as `encode` does what has canonical names and values already, but for its texts."""
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        return encode(value)
    if not _is_clean(text):
        _walk(value, "", 0)
    return text


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as reading it back will give it; it stands `depth` levels deep.

    Raises CanonicalError.
    """
    if _is_plain(value, MAX_DEPTH - depth):
        return value
    _walk(value, "", depth)
    return orjson.loads(orjson.dumps(value, option=_OPTIONS))


def parse(text: bytes) -> Any:
    """Read JSON as strictly as a verifier must: every rule but order and spacing is enforced.

    Raises CanonicalError; `-0` is read as 0, which `check` then finds to be another spelling.
    """
    try:
        value = json.loads(
            text.decode(),
            object_pairs_hook=_object,
            parse_float=_not_integer,
            parse_constant=_not_integer,
            parse_int=_integer,
        )
    except CanonicalError:
        raise
    except UnicodeDecodeError as error:
        raise CanonicalError("not_unicode", detail=str(error)) from error
    except RecursionError as error:
        raise CanonicalError("too_deep") from error
    except ValueError as error:
        code = "control_character" if "control character" in str(error) else "not_json"
        raise CanonicalError(code, detail=str(error)) from error
    _walk(value, "", 0)
    return value


def check(text: bytes) -> Any:
    """Read a text that must be canonical already, byte for byte.

    Raises CanonicalError: the rule's name, or not_canonical if only the spelling differs.
    """
    try:
        value = orjson.loads(text)
        if encode(value) == text:
            # A doubled key would have been written once: equal bytes leave nothing unseen.
            return value
    except ValueError:
        pass
    parse(text)
    raise CanonicalError("not_canonical", detail="order, spacing or escapes differ")


loads = orjson.loads
"""Read JSON that the log wrote itself, without checking it again.

Raises ValueError if it is no JSON at all. Not a function of ours: every entry that is read passes.
"""


def dumps(value: object) -> bytes:
    """Write any JSON compactly, keys in their given order: for answers, never for entries."""
    return orjson.dumps(value)


def ordered(value: object) -> bytes:
    """Write any JSON compactly, keys sorted: equal values have equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(envelope: Mapping[str, object]) -> str:
    """Name the content of a command: base64 of the hash over all that a retry must repeat.

    `command_id` and `expected_version` are left out, null members too, and strings are taken
    in NFC. Raises CanonicalError if what remains breaks another rule.
    """
    content = {k: v for k, v in envelope.items() if k not in _NOT_CONTENT}
    try:
        text = encode(content)
    except CanonicalError:
        text = encode(_tidied(content, 1))
    return b2a_base64(sha256(text).digest(), newline=False).decode()


_NOT_CONTENT = frozenset(("command_id", "expected_version"))


class Glance:
    """What one look at the text of an envelope tells, so that most need no second one.

    `text` is its content as `digest` hashes it, keys sorted; `clean` says that it is NFC without
    null and control characters; `full` that no string, array or object in it is empty; `modern`
    that no string in it has a line feed, or is a name of a device of Windows. None of these is
    said in doubt. Keys and types were not looked at.
    """

    __slots__ = ("clean", "full", "modern", "text")

    def __init__(self, envelope: Mapping[str, object]) -> None:
        """Raises CanonicalError where the walk of `digest` must say what is wrong."""
        content = {k: v for k, v in envelope.items() if k not in _NOT_CONTENT}
        try:
            self.text = text = orjson.dumps(content, option=_OPTIONS)
        except TypeError as error:
            raise CanonicalError("not_json", detail=str(error)) from error
        self.clean = b"null" not in text and _is_clean(text)
        self.full = not (b'""' in text or b"[]" in text or b"{}" in text)
        self.modern = not (b"\\n" in text or _DEVICE(text.lower()))

    def digest(self) -> str:
        """The digest of an envelope whose keys and types are known to be canonical."""
        return b2a_base64(sha256(self.text).digest(), newline=False).decode()


def nfc(value: Any) -> Any:
    """Copy a value with all strings in NFC and without null members, as `digest` sees it.

    Raises CanonicalError if it is nested too deeply.
    """
    return _tidied(value, 1)


def _tidied(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, (dict, list, tuple)) and depth > MAX_DEPTH:
        raise CanonicalError("too_deep")
    if isinstance(value, dict):
        return {k: _tidied(v, depth + 1) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [_tidied(v, depth + 1) for v in value]
    return value


def _is_plain(value: Any, left: int) -> bool:
    """Whether quick tests find only known keys and plain types; False means look closer."""
    if type(value) is dict:
        if not _KNOWN_KEYS.issuperset(value):
            return False
        value = value.values()
    elif type(value) is not list:
        return False
    for item in value:
        kind = type(item)
        if kind is str or kind is int or kind is bool:
            continue
        if left == 1 or not _is_plain(item, left - 1):
            return False
    return True


def _is_clean(text: bytes) -> bool:
    """Whether quick tests on the whole text find NFC and no control character.

    A non-NFC string keeps the text from being NFC too, for nothing composes with the quote,
    the backslash or the `n` that JSON puts beside it in place of what stood there.
    """
    if _RARE_ESCAPE(text) or b"\x7f" in text:
        return False
    if text.isascii():
        return True
    return is_normalized("NFC", whole := text.decode()) and not (
        b"\xc2" in text and _CONTROL(whole)
    )


def _walk(value: object, path: str, depth: int) -> None:
    """Judge a value by the rules themselves; raises CanonicalError."""
    if isinstance(value, str) and type(value) is str:
        _walk_text(value, path)
    elif type(value) is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise CanonicalError("integer_range", path)
    elif isinstance(value, (dict, list, tuple)) and type(value) in (dict, list, tuple):
        if depth == MAX_DEPTH:
            raise CanonicalError("too_deep", path)
        _walk_all(value, path, depth + 1)
    elif value is None:
        raise CanonicalError("null", path)
    elif isinstance(value, float):
        raise CanonicalError("not_integer", path)
    elif type(value) is not bool:
        raise CanonicalError("not_json", path, f"{type(value).__name__} has no JSON form")


def _walk_all(value: dict[Any, Any] | list[Any] | tuple[Any, ...], path: str, depth: int) -> None:
    if not isinstance(value, dict):
        for index, item in enumerate(value):
            _walk(item, f"{path}[{index}]", depth)
        return
    for key, item in value.items():
        if type(key) is not str or not _KEY(key):
            raise CanonicalError("bad_key", path, repr(key))
        if len(_KNOWN_KEYS) < _KNOWN_KEYS_MAX:
            _KNOWN_KEYS.add(key)
        _walk(item, f"{path}.{key}" if path else key, depth)


def _walk_text(value: str, path: str) -> None:
    if value.isascii():
        normal = True
    else:
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise CanonicalError("not_unicode", path, str(error)) from error
        normal = is_normalized("NFC", value)
    if not normal:
        raise CanonicalError("not_nfc", path)
    if _CONTROL(value):
        raise CanonicalError("control_character", path)


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise CanonicalError("duplicate_key", key)
        found[key] = value
    return found


def _not_integer(literal: str) -> NoReturn:
    raise CanonicalError("not_integer", detail=literal)


def _integer(literal: str) -> int:
    # Longer ones may exceed what int() reads from text at all.
    if len(literal) > len(str(MAX_INTEGER)) + 1:
        raise CanonicalError("integer_range", detail=literal[:40])
    return int(literal)
