"""An entry in the making: what is asked to be recorded, and how its bytes are sealed."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from event_store import canonical, members
from event_store.errors import EntryTooLargeError
from event_store.members import FORMAT, MAX_ENTRY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Unsealed = tuple[bytes, bytes]
"""The bytes of an entry before and after the place of position, prev and recorded_at."""


_OF_THE_LEAF = 4
"""Bytes of the leaf hash that an event id carries."""


def event_id(log_id: str, position: int, leaf: bytes) -> str:
    """Return the id by which the outside knows an entry: stored nowhere, the same for ever.

    The leaf hash is in it because positions come again after a rollback, with other entries.
    """
    return f"{log_id}-{position}-{leaf[:_OF_THE_LEAF].hex()}"


@dataclass(slots=True, kw_only=True)
class Draft:
    """One entry as its author asks for it: without place, time or command."""

    actor: str
    stream: str
    type: str
    data: Mapping[str, Any]
    type_version: int = 1
    occurred_on: str | None = None
    """Date on which it happened; a domain entry must have one."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    flags: Collection[str] = ()
    """In any order: they are sorted, and written once each."""
    evidence: Sequence[Mapping[str, Any]] = ()
    override: Mapping[str, str] | None = None
    correlation: str | None = None
    role: str | None = None


@dataclass(slots=True)
class Circumstances:
    """What all entries of one command share."""

    recorded_at: str
    command_id: str | None = None
    digest: str | None = None
    rules: int | None = None
    of: int = 0
    """Entries of the command; 0 for an entry that no command asked for."""
    flags: frozenset[str] = frozenset()
    """Flags that the log itself adds."""

    def command(self, n: int) -> dict[str, Any] | None:
        """The member `command` of the n-th entry."""
        if not self.of:
            return None
        if self.command_id is None:
            return {"n": n, "of": self.of}
        return {"digest": self.digest, "id": self.command_id, "n": n, "of": self.of}


def prepare(draft: Draft, about: Circumstances, *, n: int, version: int) -> Unsealed:
    """Write all of an entry but the three members that only the place in the log decides.

    Raises BadEntryError and CanonicalError; nothing has been written then.
    """
    head = _head(draft, about, n)
    tail = _tail(draft, about)
    members.check_draft({**head, **tail, "recorded_at": about.recorded_at})
    role = b"" if draft.role is None else b'"role":%b,' % _text(draft.role)
    rules = b"" if about.rules is None else b'"rules":%d,' % about.rules
    return (
        canonical.encode(head)[:-1],
        b'%b%b"stream":"%b","type":"%b","type_version":%d,"version":%d}'
        % (
            role,
            rules,
            draft.stream.encode(),
            draft.type.encode(),
            draft.type_version,
            version,
        ),
    )


def seal(draft: Unsealed, position: int, prev: bytes | None, recorded_at: str) -> bytes:
    """Put the three members in their place; `prev` is the raw leaf hash, None at version 1."""
    before, after = draft
    link = b"" if prev is None else b'"prev":"%b",' % b64encode(prev)
    return b'%b,"position":%d,%b"recorded_at":"%b",%b' % (
        before,
        position,
        link,
        recorded_at.encode(),
        after,
    )


def check_size(entry: bytes, stream: str) -> None:
    """Refuse an entry above the limit; raises EntryTooLargeError."""
    if len(entry) > MAX_ENTRY:
        raise EntryTooLargeError(stream, size=len(entry), limit=MAX_ENTRY)


def _head(draft: Draft, about: Circumstances, n: int) -> dict[str, Any]:
    """Members that sort before `position`; empty optional ones stay out."""
    head: dict[str, Any] = {"actor": draft.actor, "data": draft.data, "format": FORMAT}
    command = about.command(n)
    if command is not None:
        head["command"] = command
    if draft.correlation is not None:
        head["correlation"] = draft.correlation
    if draft.evidence:
        head["evidence"] = list(draft.evidence)
    if draft.facts:
        head["facts"] = draft.facts
    if draft.flags or about.flags:
        head["flags"] = sorted(about.flags.union(draft.flags))
    if draft.occurred_on is not None:
        head["occurred_on"] = draft.occurred_on
    if draft.override:
        head["override"] = draft.override
    return head


def _tail(draft: Draft, about: Circumstances) -> dict[str, Any]:
    """Members that sort after `recorded_at`, but `version`."""
    tail: dict[str, Any] = {
        "stream": draft.stream,
        "type": draft.type,
        "type_version": draft.type_version,
    }
    if draft.role is not None:
        tail["role"] = draft.role
    if about.rules is not None:
        tail["rules"] = about.rules
    return tail


@lru_cache(maxsize=256)
def _text(value: str) -> bytes:
    return canonical.encode(value)
