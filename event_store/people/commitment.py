"""What the log keeps of a name: a commitment that only salt and value together open."""

from __future__ import annotations

import hmac
import re
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from event_store import canonical
from event_store.errors import CanonicalError
from event_store.members import is_actor, is_device, is_identifier
from event_store.people.errors import BadPersonError, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT = 32
"""Bytes of a salt: without it even somebody who guesses the name learns nothing."""
LONGEST = 1_000
"""Letters of the longest text."""
_OWN = ("name", "ref")
_is_key = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
_CANONICAL: dict[str, Wrong] = {
    "control_character": "control_character",
    "not_unicode": "not_unicode",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a commitment; neither part is ever in the log."""

    salt: bytes
    value: bytes
    """Canonical JSON of reference, name and particulars: the reference binds it to one person."""

    @property
    def ref(self) -> str:
        """The reference that the value is bound to."""
        return self.members()["ref"]

    def commitment(self) -> str:
        """Return what the log keeps: base64 of HMAC-SHA256 under the salt."""
        return b64encode(hmac.digest(self.salt, self.value, "sha256")).decode()

    def opens(self, commitment: str) -> bool:
        """Say whether a commitment was made of this."""
        return hmac.compare_digest(self.commitment(), commitment)

    def members(self) -> dict[str, str]:
        """Return reference, name and particulars."""
        found: dict[str, str] = canonical.loads(self.value)
        return found

    def disclosure(self) -> dict[str, str]:
        """Return both parts as a bundle carries them (docs/log-format.md)."""
        return {
            "ref": self.ref,
            "salt": b64encode(self.salt).decode(),
            "value": b64encode(self.value).decode(),
        }


def secret(ref: str, name: str, particulars: Mapping[str, str], salt: bytes) -> Secret:
    """Return what opens the commitment to a person's name; raises BadPersonError.

    `salt` is 32 bytes that nobody can guess, used once.
    """
    if len(salt) != SALT:
        msg = f"a salt has {SALT} bytes, not {len(salt)}"
        raise ValueError(msg)
    value: dict[str, Any] = {"ref": checked_ref(ref), "name": " ".join(text("name", name).split())}
    for key, given in particulars.items():
        value[checked_key(key)] = text(key, given)
    return Secret(salt, canonical.encode(value))


def text(member: str, given: str) -> str:
    """Return a text in NFC, without space around it; raises BadPersonError."""
    found = unicodedata.normalize("NFC", given).strip()
    if not found:
        raise BadPersonError(member, "empty")
    if len(found) > LONGEST:
        raise BadPersonError(member, "too_long")
    try:
        canonical.encode({"text": found})
    except CanonicalError as error:
        raise BadPersonError(member, _CANONICAL[error.code]) from error
    return found


def line(member: str, given: str) -> str:
    """Return a text of one line, as `text` does; raises BadPersonError."""
    found = text(member, given)
    if "\n" in found:
        raise BadPersonError(member, "two_lines")
    return found


def checked_ref(ref: str) -> str:
    """Return a reference that a stream can be named by; raises BadPersonError."""
    if not is_identifier(ref):
        raise BadPersonError(ref or "ref", "not_identifier")
    return ref


def checked_new_ref(ref: str) -> str:
    """Return a reference that a new person may have; raises BadPersonError."""
    if is_device(ref):
        raise BadPersonError(ref, "device")
    return checked_ref(ref)


def checked_actor(actor: str) -> str:
    """Return who asks, as an entry would name them; raises BadPersonError."""
    if not is_actor(actor):
        raise BadPersonError(actor or "actor", "actor")
    return actor


def checked_key(key: str) -> str:
    """Return the name of a particular; raises BadPersonError."""
    if key in _OWN:
        raise BadPersonError(key, "reserved")
    if not _is_key(key):
        raise BadPersonError(key, "bad_key")
    return key
