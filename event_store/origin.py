"""The name of a log: unique by itself, and a URI reference that every reader of events takes."""

from __future__ import annotations

import os
import re
from functools import lru_cache

from event_store.errors import BadEntryError
from event_store.words import Text

SIMULATED = "congress.local/log"
"""The name of a simulation that is given none: the same commands make the same bytes."""
EXAMPLE = "gia-thuy.example/season-2026"


class BadOriginError(BadEntryError):
    """A text that cannot be the name of a new log."""

    text = Text(
        "{given!r} cannot be the name of a log: it must be a URL without scheme, space or plus (a "
        "URI reference by RFC 3986). No log was created: write it like {example}, a port like "
        "//127.0.0.1:8080/log.",
        "'{given}' không thể là tên gốc của sổ ghi: phải là địa chỉ không có phần giao thức, dấu "
        "cách hay dấu + (tham chiếu URI theo RFC 3986). Chưa tạo sổ ghi: hãy viết như {example}, "
        "có cổng thì viết như //127.0.0.1:8080/log.",
    )

    def __init__(self, given: str) -> None:
        super().__init__("bad_origin", "origin", Text("is no name", "không dùng được"))
        self.facts |= {"given": given, "example": EXAMPLE}


is_origin = re.compile(r"(?![a-zA-Z][a-zA-Z0-9.-]*:)[!-*,-~]+").fullmatch
"""Whether the genesis of some log may carry this text: old logs have names that none gets now."""

_ESCAPE = "%[0-9A-Fa-f]{2}"
_PLAIN = r"A-Za-z0-9._~!$&'()*,;=\-"  # of RFC 3986, unreserved and sub-delims, without the plus
_AUTHORITY = re.compile(
    rf"(?:(?:[{_PLAIN}:]|{_ESCAPE})*@)?"
    rf"(?P<host>\[(?P<six>[0-9A-Fa-f:.]+)\]|[{_PLAIN}]+)"
    r"(?::(?P<port>[0-9]*))?"
).fullmatch
_PATH = re.compile(rf"(?:[{_PLAIN}:@/]|{_ESCAPE})*").fullmatch
_REST = re.compile(rf"(?:[{_PLAIN}:@/?]|{_ESCAPE})*").fullmatch
_STRAY = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_PLAIN}:@/?%]")
_HIGHEST_PORT = 65_535


def is_uri_reference(text: str) -> bool:
    """Say whether a text is a relative reference by RFC 3986, not empty and without a plus.

    What stands before a colon in the first part would be taken for a scheme, as in
    `127.0.0.1:8080/log`; after `//` it is host and port.
    """
    before, _, fragment = text.partition("#")
    path, _, query = before.partition("?")
    if not text or not _REST(query) or not _REST(fragment):
        return False
    if path.startswith("//"):
        authority, slash, path = path[2:].partition("/")
        return _is_authority(authority) and _PATH(slash + path) is not None
    return _PATH(path) is not None and ":" not in path.partition("/")[0]


def checked_origin(text: str) -> str:
    """Return the name of a new log; raises BadOriginError."""
    if is_origin(text) and is_uri_reference(text):
        return text
    raise BadOriginError(text)


def own_origin() -> str:
    """Return a name that no other log has."""
    return f"congress.local/{os.urandom(8).hex()}"


@lru_cache(maxsize=16)
def as_uri_reference(origin: str) -> str:
    """Return a URI reference for the name of any log; the name itself wherever it is one."""
    if is_uri_reference(origin):
        return origin
    head, mark, fragment = origin.partition("#")
    fixed = _STRAY.sub(_escaped, head) + mark + _STRAY.sub(_escaped, fragment)
    host = fixed.startswith("//")  # what was put right there is no host that anybody reads
    return fixed if is_uri_reference(fixed) and not host else f"./{fixed}"


def _is_authority(text: str) -> bool:
    found = _AUTHORITY(text)
    if found is None or int(found["port"] or 0) > _HIGHEST_PORT:
        return False
    if found["six"] is None:
        return True
    from ipaddress import AddressValueError, IPv6Address  # noqa: PLC0415 - seldom needed

    try:
        return bool(IPv6Address(found["six"]))
    except AddressValueError:
        return False


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
