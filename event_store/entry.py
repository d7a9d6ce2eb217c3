"""An entry in the making: what is asked to be recorded, and how its bytes are sealed."""

from __future__ import annotations

from binascii import b2a_base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from event_store import canonical, members
from event_store.errors import EntryTooLargeError
from event_store.members import FORMAT, MAX_ENTRY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Unsealed = dict[str, Any]
"""An entry without position and prev: what only its place in the log decides."""


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
    judged: bool = False
    """Whether its author knows actor, data, evidence, override and correlation to be as
    docs/log-format.md has them, and all names and values to be canonical, as the types of a
    command's payload say."""


@dataclass(slots=True)
class Circumstances:
    """What all entries of one command share."""

    recorded_at: str
    command_id: str | None = None
    digest: str | None = None
    rules: int | None = None
    of: int = 0
    """Entries of the command; 0 for an entry that no command asked for."""
    flags: Collection[str] = ()
    """Flags that the log itself adds."""

    def command(self, n: int) -> dict[str, Any] | None:
        """The member `command` of the n-th entry."""
        if not self.of:
            return None
        if self.command_id is None:
            return {"n": n, "of": self.of}
        return {"digest": self.digest, "id": self.command_id, "n": n, "of": self.of}


def prepare(draft: Draft, about: Circumstances, *, n: int, version: int) -> Unsealed:
    """Return all of an entry but the two members that only its place in the log decides.

    Raises BadEntryError and CanonicalError.
    """
    entry: Unsealed = {
        "actor": draft.actor,
        "data": draft.data,
        "format": FORMAT,
        "recorded_at": about.recorded_at,
        "stream": draft.stream,
        "type": draft.type,
        "type_version": draft.type_version,
        "version": version,
    }
    _add_optional(entry, draft, about)
    command = about.command(n)
    if command is not None:
        entry["command"] = command
    if about.rules is not None:
        entry["rules"] = about.rules
    if draft.judged:
        members.check_added(entry)
        return entry
    members.check_draft(entry)
    plain: Unsealed = canonical.plain(entry)
    return plain


def _add_optional(entry: Unsealed, draft: Draft, about: Circumstances) -> None:
    """Add the members that an author may leave out; empty ones stay out."""
    if draft.occurred_on is not None:
        entry["occurred_on"] = draft.occurred_on
    if draft.facts:
        entry["facts"] = draft.facts
    if draft.flags or about.flags:
        entry["flags"] = sorted({*about.flags, *draft.flags})
    if draft.evidence:
        entry["evidence"] = list(draft.evidence)
    if draft.correlation is not None:
        entry["correlation"] = draft.correlation
    if draft.override:
        entry["override"] = draft.override
    if draft.role is not None:
        entry["role"] = draft.role


def seal(entry: Unsealed, position: int, prev: bytes | None) -> bytes:
    """Complete an entry that `prepare` made, and write it.

    `prev` is the raw leaf hash, None at version 1. Raises CanonicalError and EntryTooLargeError.
    """
    entry["position"] = position
    if prev is not None:
        entry["prev"] = b2a_base64(prev, newline=False).decode()
    text = canonical.encode_plain(entry)
    if len(text) > MAX_ENTRY:
        raise EntryTooLargeError(entry["stream"], size=len(text), limit=MAX_ENTRY)
    return text
