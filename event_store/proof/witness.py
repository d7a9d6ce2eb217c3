"""The witness: somebody else who says "one growing history", by C2SP tlog-witness, by file.

It signs a checkpoint only if that goes on from the last one it signed, and writes down what it
signs before it signs. It says nothing about whether the history is true.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store import tree
from event_store.proof.checking import cosigned_message, signatures_of
from event_store.proof.checkpoints import cosigned_note
from event_store.proof.errors import (
    REQUEST,
    BadNoteError,
    BadProofError,
    ForkError,
    NoCheckpointError,
    SameNameError,
    StaleRequestError,
    UnknownOriginError,
)
from event_store.proof.notes import (
    Checkpoint,
    SignedNote,
    kept_checkpoint,
    parse_checkpoint,
    parse_note,
    shown_keys,
    strict_b64,
)
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    from event_store.log import Log
    from event_store.proof.keys import Signed, SigningKey
    from event_store.proof.notes import KeptCheckpoint, Signature, VerifierKey

MAX_PROOF = 63
"""Hashes of the longest proof."""
_HASH = 32
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})").fullmatch


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """What a log asks a witness: to sign `note`, with a proof from the size it saw last."""

    old: int
    proof: tuple[bytes, ...]
    note: SignedNote

    def __str__(self) -> str:
        """The request as it is written."""
        hashes = "".join(f"{b64encode(each).decode()}\n" for each in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"


def written_request(log: Log, size: int, old: int) -> WitnessRequest:
    """Return the request to cosign the checkpoint at `size` for one who has seen `old` entries.

    Raises NoCheckpointError, also if `old` is larger than `size`.
    """
    note = cosigned_note(log, size)
    if old > size:
        raise NoCheckpointError(
            log.path, Text(f"over {old} entries or more", f"từ {old} mục ghi trở lên")
        )
    return WitnessRequest(old, tuple(log.consistency_proof(old, size)), note)


def parse_request(text: str) -> WitnessRequest:
    """Read a request; raises BadNoteError."""
    head, separator, rest = text.partition("\n\n")
    first, *hashes = head.split("\n")
    found = _OLD(first)
    if not separator or not found:
        raise BadNoteError(
            Text("it does not begin with 'old' and a size", "không bắt đầu bằng 'old' và số mục"),
            REQUEST,
        )
    if len(hashes) > MAX_PROOF:
        raise BadNoteError(
            Text(f"it has more than {MAX_PROOF} hashes", f"có hơn {MAX_PROOF} mã băm"), REQUEST
        )
    try:
        proof = tuple(strict_b64(each) for each in hashes)
    except ValueError:
        raise BadNoteError(
            Text("one of its hashes is no base64", "có mã băm không phải base64"), REQUEST
        ) from None
    if any(len(each) != _HASH for each in proof):
        raise BadNoteError(
            Text(f"one of its hashes has not {_HASH} bytes", f"có mã băm không dài {_HASH} byte"),
            REQUEST,
        )
    return WitnessRequest(int(found[1]), proof, parse_note(rest))


def cosign(
    request: WitnessRequest,
    key: SigningKey,
    signed: Signed,
    logs: Collection[VerifierKey],
    now: int,
) -> Signature:
    """Sign the checkpoint of a request, or refuse it; `now` is in seconds since 1970.

    `logs` are the keys of the logs that are known. Raises BadNoteError, UnknownOriginError,
    BadSignatureError, OtherKeyError, StaleRequestError, ForkError, BadProofError, SameNameError:
    nothing is signed then. A log whose key was changed is signed if it goes on.
    """
    checkpoint = parse_checkpoint(request.note.text)
    keys = [each for each in logs if each.name == checkpoint.origin]
    if not keys:
        raise UnknownOriginError(checkpoint.origin, [each.name for each in logs])
    kept = kept_checkpoint(checkpoint, signatures_of(request.note, checkpoint, keys).values())
    if request.old > checkpoint.size:
        raise BadNoteError(
            Text("its old size is larger than the new one", "số mục cũ lớn hơn số mục mới"),
            REQUEST,
        )
    with signed.alone():
        last = signed.last(checkpoint.origin)
        known = any(line.is_by(key.public) for line in request.note.signatures)
        if known and signed.has_key_file():
            signed.check_size(checkpoint.origin, last, checkpoint.size)
        try:
            _check_grows(request, checkpoint, last)
        except (ForkError, StaleRequestError, BadProofError):
            _check_same_log(request, kept, last, signed.keys_of(checkpoint.origin))
            raise
        signed.keep(kept)
        return key.signature(cosigned_message(checkpoint, now), now.to_bytes(8, "big"))


def _check_same_log(
    request: WitnessRequest,
    given: KeptCheckpoint,
    last: Checkpoint | None,
    keys: Collection[bytes],
) -> None:
    """Raise SameNameError if none of `keys`, which signed what was seen last, signs now."""
    if last is not None and keys and given.keys.isdisjoint(keys):
        raise SameNameError(
            given.origin,
            given.size,
            shown_keys(given.keys),
            kept=last.size,
            old=request.old,
            before=shown_keys(keys),
        )


def _check_grows(request: WitnessRequest, checkpoint: Checkpoint, last: Checkpoint | None) -> None:
    origin, kept = checkpoint.origin, last.size if last else 0
    if last is not None and last.size == checkpoint.size and last.root != checkpoint.root:
        raise ForkError(origin, kept=last.size, given=checkpoint.size)
    if request.old != kept:
        raise StaleRequestError(origin, old=request.old, kept=kept)
    if not tree.verify_consistency(
        old=kept,
        new=checkpoint.size,
        old_root=last.root if last else tree.EMPTY_ROOT,
        new_root=checkpoint.root,
        proof=request.proof,
    ):
        raise BadProofError(origin, old=kept, new=checkpoint.size)
