"""Checkpoints kept in the log, and notes kept outside of it, held against the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store.proof.errors import (
    BadCosignatureError,
    BadNoteError,
    BadSignatureError,
    OtherKeyError,
)
from event_store.proof.notes import (
    Checkpoint,
    Signature,
    SignedNote,
    kept_checkpoint,
    keys_under,
    parse_checkpoint,
    parse_note,
    parse_signatures,
)
from event_store.proof.passes.faults import CheckedCheckpoint, FaultError, VerificationStep
from event_store.transaction import HEADS
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.trust import TrustPolicy


@dataclass(frozen=True, slots=True)
class Anchor:
    """A checkpoint that somebody keeps outside of the log, and where it came from."""

    source: str
    checkpoint: Checkpoint


def read_anchor(text: str, source: str, policy: TrustPolicy | None = None) -> Anchor:
    """Read an outside note; one from paper may have no signatures.

    The signatures of a policy's keys are verified. Raises BadNoteError, UnknownOriginError,
    BadSignatureError, OtherKeyError, BadCosignatureError: then the note proves nothing, whatever
    the log holds.
    """
    try:
        if "\n\n" not in text:
            return Anchor(source, parse_checkpoint(text.rstrip("\n") + "\n"))
        note = parse_note(text)
        anchor = Anchor(source, kept_checkpoint(parse_checkpoint(note.text), note.signatures))
    except BadNoteError as error:
        raise BadNoteError(error.fault, source) from None
    if policy is not None:
        # It needs cryptography, which is slow to import.
        from event_store.proof.checking import check_note  # noqa: PLC0415

        check_note(note, anchor.checkpoint, policy)
    return anchor


class KeptNotes:
    """The checkpoints and cosignatures of one log, judged by what its entries show."""

    def __init__(self, rows: RawRows, origin: str, policy: TrustPolicy | None) -> None:
        self._rows = rows
        self._origin = origin
        self._policy = policy
        self.notes: dict[int, bytes] = dict(rows.notes())
        self._lines: dict[int, list[tuple[bytes, bytes]]] = {}
        for size, name, line in rows.lines():
            self._lines.setdefault(size, []).append((name, line))

    def check(self, size: int, root: bytes, *, agreed: int) -> CheckedCheckpoint:
        """Judge the checkpoint at `size`, `root` being the tree's; raises FaultError.

        `agreed` is the last size up to which the log is known to be what was signed.
        """
        checkpoint, kept = self._signed(size)
        if checkpoint.size != size or checkpoint.root != root:
            found = Text(
                f"what was signed differs from the log somewhere from {agreed + 1} to {size}",
                f"điều đã ký khác sổ ghi ở đâu đó từ vị trí {agreed + 1} đến {size}",
            )
            raise FaultError(VerificationStep.CHECKPOINTS, "root_mismatch", size, found)
        if self._rows.type_at(size) != HEADS.encode():
            found = Text(
                "the last entry that it covers is not log.heads",
                "mục cuối được bao trùm không phải log.heads",
            )
            raise FaultError(VerificationStep.CHECKPOINTS, "heads_missing", size, found)
        return kept

    def keys(self) -> frozenset[bytes]:
        """Return the ids of the keys that have signed checkpoints in the name of this log."""
        return keys_under(text.decode(errors="replace") for text in self.notes.values())

    def cosigned(self) -> list[int]:
        """Sizes that a witness of the policy is said to have cosigned, the newest first."""
        keys = self._policy.witnesses.values() if self._policy is not None else ()
        known = {key.name.encode() for key in keys}
        return sorted(
            (
                s
                for s, lines in self._lines.items()
                if known.intersection(name for name, _ in lines)
            ),
            reverse=True,
        )

    def check_no_other(self) -> None:
        """Judge that every cosignature belongs to a checkpoint; raises FaultError."""
        for size in sorted(self._lines.keys() - self.notes.keys()):
            found = Text(
                "there is no checkpoint that it could belong to", "không có điểm kiểm tương ứng"
            )
            raise FaultError(VerificationStep.CHECKPOINTS, "bad_cosignature", size, found)

    def _signed(self, size: int) -> tuple[Checkpoint, CheckedCheckpoint]:
        try:
            note, checkpoint = self._note(self.notes[size])
        except BadNoteError as error:
            raise FaultError(
                VerificationStep.CHECKPOINTS, "bad_signature", size, error.fault
            ) from None
        try:
            lines = tuple(self._line(*each) for each in self._lines.get(size, ()))
        except BadNoteError as error:
            raise FaultError(
                VerificationStep.CHECKPOINTS, "bad_cosignature", size, error.fault
            ) from None
        return checkpoint, self._by_policy(size, note, checkpoint, lines)

    def _note(self, text: bytes) -> tuple[SignedNote, Checkpoint]:
        """One note as it is stored; raises BadNoteError."""
        note = parse_note(_text(text))
        checkpoint = parse_checkpoint(note.text)
        if checkpoint.origin != self._origin:
            raise BadNoteError(
                Text(
                    f"it is one of the log {checkpoint.origin}",
                    f"thuộc sổ ghi {checkpoint.origin}",
                )
            )
        if not any(signature.name == self._origin for signature in note.signatures):
            raise BadNoteError(
                Text(f"{self._origin} has not signed it", f"{self._origin} chưa ký")
            )
        return note, checkpoint

    def _line(self, name: bytes, line: bytes) -> Signature:
        """One cosignature as it is stored; raises BadNoteError."""
        signature, *others = parse_signatures(_text(line))
        if others or signature.name != _text(name):
            raise BadNoteError(
                Text(
                    "a stored line is not the one of its witness",
                    "dòng lưu lại không phải của bên chứng kiến đó",
                )
            )
        return signature

    def _by_policy(
        self, size: int, note: SignedNote, checkpoint: Checkpoint, lines: Iterable[Signature]
    ) -> CheckedCheckpoint:
        """Verify the signatures of those whom the policy names."""
        if self._policy is None:
            return CheckedCheckpoint(size)
        # They need cryptography, which is slow to import.
        from event_store.proof.checking import cosigned_by, signed_by  # noqa: PLC0415

        try:
            signed_by(note, checkpoint, self._policy.log(self._origin))
        except OtherKeyError as error:
            found = _BY_ANOTHER_KEY.filled(keys=", ".join(error.found))
            raise FaultError(VerificationStep.CHECKPOINTS, "bad_signature", size, found) from None
        except BadSignatureError:
            found = Text(
                "the log's key of the policy has not signed it, or not this text",
                "khóa tin cậy chưa ký văn bản này",
            )
            raise FaultError(VerificationStep.CHECKPOINTS, "bad_signature", size, found) from None
        try:
            names = tuple(cosigned_by((*note.signatures, *lines), checkpoint, self._policy))
        except BadCosignatureError as error:
            found = Text(
                f"the line of {error.name} is not over this checkpoint",
                f"chữ ký của {error.name} không dành cho điểm kiểm này",
            )
            raise FaultError(
                VerificationStep.CHECKPOINTS, "bad_cosignature", size, found
            ) from None
        return CheckedCheckpoint(size, names, self._policy.quorum_met(names))


_BY_ANOTHER_KEY = Text(
    "it is signed by the key {keys}, which the policy does not name for this log: it is another "
    "log of the same name, or its key was changed",
    "do khóa {keys} ký, mà tệp tin cậy không nêu khóa đó cho sổ này: đây là sổ khác trùng tên, "
    "hoặc sổ đã đổi khóa",
)


def _text(stored: bytes) -> str:
    """A stored text; raises BadNoteError if it is none."""
    try:
        return stored.decode()
    except (UnicodeDecodeError, AttributeError):
        raise BadNoteError(Text("it is no text", "không phải văn bản")) from None
