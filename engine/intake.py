"""Taking in a command: whatever somebody sends becomes plain JSON, or a fault that says where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.envelope import Command, StreamOf, read
from engine.faults import given_twice
from engine.reasons import Problem, Reason, Text
from event_store import canonical
from event_store.errors import CanonicalError

if TYPE_CHECKING:
    from engine.workflow import Lifecycles

WIDEST = 10_000
"""Members of all objects and items of all arrays in one command at most."""
DEEPEST = 64
"""Objects and arrays inside one another that are looked at; a command may hold far fewer."""
_GREATEST = 2**63
_APART = re.compile(rb'"[ \t\r\n]+:').search
"""A name that stands apart from its colon."""
_AS_IT_IS = frozenset((str, bool, float, type(None)))
"""Kinds of which nothing can be wrong, and that nobody can change."""
_TOO_DEEP = Text("is nested too deeply", "lồng nhau quá sâu")
_NO_OBJECT = Text("must be one JSON object", "phải là một đối tượng JSON")
_TOO_WIDE = Text(f"has more than {WIDEST} members", f"có quá {WIDEST} thành phần")


_Container = Mapping[Any, Any] | list[Any] | tuple[Any, ...]


class MisshapenError(Problem, ValueError):
    """What was sent is no JSON object, or none that is looked at; `where` and `what` tell."""

    code = "invalid_data"
    text = Text("{where}: {what}", "{where}: {what}")

    def __init__(self, where: str, what: Text) -> None:
        super().__init__(where=where, what=what)
        self.where = where
        self.what = what


class _Look:
    """One look at a value of any kind; counts what it holds."""

    def __init__(self) -> None:
        self._left = WIDEST

    def plain(self, value: object, where: str, depth: int) -> Any:
        """Return a value in Python's own kinds for JSON; raises MisshapenError."""
        if type(value) in _AS_IT_IS:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            if not -_GREATEST < value < _GREATEST:
                large = Text("is too large a number", "là số quá lớn")
                raise MisshapenError(where or "line", large)
            return int(value)
        if isinstance(value, (dict, list, tuple, Mapping)):
            return self._all(value, where, depth + 1)
        kind = type(value).__name__
        none = Text(f"is no JSON value but a {kind}", f"không phải giá trị JSON mà là {kind}")
        raise MisshapenError(where or "line", none)

    def _all(self, value: _Container, where: str, depth: int) -> Any:
        self._left -= len(value)
        if self._left < 0:
            raise MisshapenError("line", _TOO_WIDE)
        if depth > DEEPEST:
            raise MisshapenError("line", _TOO_DEEP)
        at = f"{where}." if where else ""
        if not isinstance(value, (dict, Mapping)):
            return [
                item if type(item) in _AS_IT_IS else self.plain(item, f"{at}{n}", depth)
                for n, item in enumerate(value)
            ]
        for name in value:
            if not isinstance(name, str):
                wrong = Text("has a name that is no text", "có tên thành phần không phải chữ")
                raise MisshapenError(where or "line", wrong)
        return {
            str.__str__(n): v if type(v) in _AS_IT_IS else self.plain(v, f"{at}{n}", depth)
            for n, v in value.items()
        }


class Intake:
    """An envelope as it came in: in NFC, without null members, looked at as little as possible.

    Raises MisshapenError.
    """

    def __init__(self, given: object, written: bytes | None) -> None:
        if written is None or len(written) > 2 * WIDEST:
            given = _Look().plain(given, "", 0)
        if not isinstance(given, dict):
            raise MisshapenError("line", _NO_OBJECT)
        envelope: dict[str, Any] = given
        self._glance: canonical.Glance | None = None
        self.raw: Mapping[str, Any] = envelope
        try:
            glance = canonical.Glance(envelope)
            if glance.clean:
                self._glance = glance
        except CanonicalError:
            pass
        if self._glance is None:
            try:
                self.raw = canonical.nfc(envelope)
            except CanonicalError:
                raise MisshapenError("line", _TOO_DEEP) from None
        found = self.raw.get("command_id")
        self.command_id = found if isinstance(found, str) and found.isascii() else None
        self.twice = None if written is None else self._named_twice(written)

    def _named_twice(self, written: bytes) -> Reason | None:
        """Count the names in the text and in what was made of it; look closer if they differ."""
        plain = b"\\u00" not in written and not _APART(written)  # no quote or colon in disguise
        if self._glance is not None and plain:
            kept = self._glance.text.count(b'":')
            apart = ("command_id" in self.raw) + ("expected_version" in self.raw)
            if kept + apart == written.count(b'":'):
                return None
        return given_twice(written)

    def read(self, lifecycles: Lifecycles, stream_of: StreamOf) -> Command:
        """Return the command; raises UnknownCommandError and PayloadError."""
        return read(self.raw, lifecycles, stream_of=stream_of, glance=self._glance)

    def digest(self) -> str:
        """Return the digest of a command that was read without a fault."""
        return canonical.digest(self.raw) if self._glance is None else self._glance.digest()

    def is_content_of(self, digest: str) -> bool:
        """Say whether a recorded command with this digest was this one; a malformed one never."""
        try:
            return canonical.digest(self.raw) == digest
        except CanonicalError:
            return False
