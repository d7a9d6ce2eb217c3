"""Whether a note is signed by those whom a reader's policy trusts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from event_store.crypto import verifies
from event_store.proof.errors import BadCosignatureError, BadSignatureError, UnknownOriginError
from event_store.proof.notes import (
    COSIGNATURE,
    TIME_SIZE,
    Checkpoint,
    Signature,
    SignedNote,
    VerifierKey,
)
from event_store.proof.trust import Policy


@dataclass(frozen=True, slots=True)
class Checked:
    """Who signed: the log's key, and when each witness of the policy did (seconds since 1970)."""

    log: VerifierKey
    cosigned: Mapping[str, int]


def check_note(note: SignedNote, checkpoint: Checkpoint, policy: Policy) -> Checked:
    """Verify all signatures of known keys; lines of unknown keys are passed over.

    `checkpoint` is the parsed text of `note`. Raises UnknownOriginError, BadSignatureError,
    BadCosignatureError. The quorum is not judged.
    """
    keys = policy.log(checkpoint.origin)
    if not keys:
        raise UnknownOriginError(checkpoint.origin, [key.name for key in policy.logs])
    return Checked(
        signed_by(note, checkpoint, keys), cosigned_by(note.signatures, checkpoint, policy)
    )


def signed_by(
    note: SignedNote, checkpoint: Checkpoint, keys: Iterable[VerifierKey]
) -> VerifierKey:
    """Return the log's key that signed; raises BadSignatureError if none, or one wrongly."""
    found = None
    for key in keys:
        for signature in note.signatures:
            if signature.is_by(key):
                if not verifies(key.public, note.text.encode(), signature.payload):
                    raise BadSignatureError(key.name, checkpoint.size)
                found = key
    if found is None:
        raise BadSignatureError(checkpoint.origin, checkpoint.size)
    return found


def cosigned_by(
    signatures: Iterable[Signature], checkpoint: Checkpoint, policy: Policy
) -> dict[str, int]:
    """Return which witnesses of the policy cosigned, and when.

    Raises BadCosignatureError if a known witness's line is wrong.
    """
    found: dict[str, int] = {}
    signatures = tuple(signatures)
    for name, key in policy.witnesses.items():
        for signature in signatures:
            if signature.is_by(key):
                time = cosigned_at(signature, key, checkpoint)
                if time is None:
                    raise BadCosignatureError(key.name, checkpoint.size)
                found[name] = min(time, found.get(name, time))
    return found


def cosigned_at(signature: Signature, key: VerifierKey, checkpoint: Checkpoint) -> int | None:
    """Return when a witness cosigned a checkpoint, None if the signature is not over it."""
    if len(signature.payload) != COSIGNATURE:
        return None
    time = int.from_bytes(signature.payload[:TIME_SIZE], "big")
    message = cosigned_message(checkpoint, time)
    return time if verifies(key.public, message, signature.payload[TIME_SIZE:]) else None


def cosigned_message(checkpoint: Checkpoint, time: int) -> bytes:
    """Return the bytes that a witness signs: its time, in seconds, and the checkpoint."""
    return f"cosignature/v1\ntime {time}\n{checkpoint.body}".encode()
