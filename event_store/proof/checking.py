"""Whether a note is signed by those whom a reader's policy trusts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from event_store.crypto import verifies
from event_store.proof.errors import (
    BadCosignatureError,
    BadSignatureError,
    OtherKeyError,
    UnknownOriginError,
)
from event_store.proof.notes import (
    COSIGNATURE,
    TIME_SIZE,
    Checkpoint,
    Signature,
    SignedNote,
    VerifierKey,
)
from event_store.proof.trust import TrustPolicy


@dataclass(frozen=True, slots=True)
class Checked:
    """Who signed: the log's key, and when each witness of the policy did (seconds since 1970)."""

    log: VerifierKey
    cosigned: Mapping[str, int]


def check_note(note: SignedNote, checkpoint: Checkpoint, policy: TrustPolicy) -> Checked:
    """Verify all signatures of known keys; lines of unknown keys are skipped.

    `checkpoint` is the parsed text of `note`. Raises UnknownOriginError, BadSignatureError,
    OtherKeyError, BadCosignatureError. The quorum is not judged.
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
    """Return the log's key that signed; raises as `signatures_of` does."""
    return list(signatures_of(note, checkpoint, keys))[-1]


def signatures_of(
    note: SignedNote, checkpoint: Checkpoint, keys: Iterable[VerifierKey]
) -> dict[VerifierKey, Signature]:
    """Return the lines of the log's keys, at least one.

    Raises BadSignatureError if there is none, or a wrong one; OtherKeyError if another key has
    signed in the log's name.
    """
    known = tuple(keys)
    found: dict[VerifierKey, Signature] = {}
    for key in known:
        for signature in note.signatures:
            if signature.is_by(key):
                if not verifies(key.public, note.text.encode(), signature.payload):
                    raise BadSignatureError(key.name, checkpoint.size)
                found[key] = signature
    if not found:
        raise _unsigned(note, checkpoint, known)
    return found


def _unsigned(
    note: SignedNote, checkpoint: Checkpoint, known: Iterable[VerifierKey]
) -> BadSignatureError:
    others = [line.key_id.hex() for line in note.signatures if line.name == checkpoint.origin]
    if not others:
        return BadSignatureError(checkpoint.origin, checkpoint.size)
    ids = [key.key_id.hex() for key in known]
    return OtherKeyError(checkpoint.origin, checkpoint.size, found=others, known=ids)


def cosigned_by(
    signatures: Iterable[Signature], checkpoint: Checkpoint, policy: TrustPolicy
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
