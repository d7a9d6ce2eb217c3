"""Making checkpoints of a log: a signed commitment to everything recorded so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store import tree
from event_store.errors import DamagedLogError
from event_store.proof.errors import (
    BadKeyError,
    BadNoteError,
    ForkError,
    NoCheckpointError,
)
from event_store.proof.notes import (
    LOG_KEY,
    Checkpoint,
    Signature,
    SignedNote,
    parse_checkpoint,
    parse_note,
    parse_signatures,
)
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.log import Log
    from event_store.proof.keys import Signed, SigningKey
    from event_store.proof.notes import VerifierKey


def make_checkpoint(
    log: Log, key: SigningKey, signed: Signed, *, accept_clock: bool = False
) -> SignedNote:
    """Commit to all that is recorded, sign that, and keep it with the log.

    `accept_clock` says that a clock which is far ahead of the log is right, for this time.

    Raises BadKeyError if the key is another log's, ForkError if the log is not what the key
    signed before, StateMissingError, BadNoteError for a damaged state, and the errors of the
    store. A crash leaves at worst a commitment that is not signed; the next call signs it.
    """
    check_key(log, key)
    with log.holding(), signed.alone(log.patience):
        last = last_signed(log, key, signed)
        if last is not None:
            check_goes_on(log, last, log.size)
        with log.write(accept_clock=accept_clock) as transaction:
            transaction.append_heads()
        size = log.size
        checkpoint = Checkpoint(log.origin, size, log.root(size))
        if last is not None:
            check_goes_on(log, last, size)
        signed.keep(checkpoint)
        note = SignedNote(checkpoint.body, (key.signature(checkpoint.body.encode()),))
        with log.write() as transaction:
            transaction.keep_checkpoint(size, str(note))
    return note


def last_signed(log: Log, key: SigningKey, signed: Signed) -> Checkpoint | None:
    """Return what a key has signed last of a log; the log's own notes may not know more.

    Raises StateMissingError, StateBehindError, BadNoteError, DamagedLogError.
    """
    last = signed.last(log.origin)
    for size, text in log.checkpoints(after=0 if last is None else last.size):
        if any(line.is_by(key.public) for line in stored_note(log, size, text).signatures):
            signed.check_size(log.origin, last, size)
    return last


def check_key(log: Log, key: SigningKey) -> None:
    """Raise BadKeyError unless a key is that of the log."""
    if key.kind != LOG_KEY or key.name != log.origin:
        raise BadKeyError(
            Text(
                f"it is the key of {key.name}, the log is {log.origin}",
                f"đây là khóa của {key.name}, còn sổ ghi là {log.origin}",
            )
        )


def check_goes_on(log: Log, last: Checkpoint, size: int) -> None:
    """Raise ForkError unless the first `size` entries of the log go on from `last`."""
    if last.size > size or not tree.verify_consistency(
        old=last.size,
        new=size,
        old_root=last.root,
        new_root=log.root(size),
        proof=log.consistency_proof(last.size, size),
    ):
        raise ForkError(log.origin, kept=last.size, given=size)


def cosigned_note(log: Log, size: int) -> SignedNote:
    """Return the checkpoint over the first `size` entries with the lines of all who cosigned.

    Raises NoCheckpointError, DamagedLogError if what is stored is none.
    """
    found = log.checkpoints(size - 1, size)
    if not found:
        raise NoCheckpointError(log.path, Text(f"over {size} entries", f"gồm {size} mục ghi"))
    note = stored_note(log, *found[0])
    added = stored_lines(log, size)
    return SignedNote(note.text, (*note.signatures, *added))


def stored_note(log: Log, size: int, text: str) -> SignedNote:
    """Read a note that the log keeps; raises DamagedLogError."""
    try:
        note = parse_note(text)
        parse_checkpoint(note.text)
    except BadNoteError as error:
        raise _no_note(log, size, error) from error
    return note


def stored_lines(log: Log, size: int) -> tuple[Signature, ...]:
    """Read the cosignatures that the log keeps of a checkpoint; raises DamagedLogError."""
    lines = log.cosignatures(size)
    try:
        return tuple(parse_signatures("".join(lines))) if lines else ()
    except BadNoteError as error:
        raise _no_note(log, size, error) from error


def _no_note(log: Log, size: int, error: BadNoteError) -> DamagedLogError:
    found = Text(
        f"its checkpoint over {size} entries cannot be read: {error.fault.en}",
        f"không đọc được điểm kiểm {size} mục ghi: {error.fault.vi}",
    )
    return DamagedLogError(log.path, found, position=size)


def sizes_cosigned(log: Log) -> list[int]:
    """Return the sizes of the checkpoints that somebody cosigned, the smallest first."""
    with log.reading() as rows:
        return rows.sizes_cosigned()


def add_cosignature(log: Log, size: int, signature: Signature) -> None:
    """Keep a witness's line, as received, under the checkpoint at `size`."""
    with log.write() as transaction:
        transaction.keep_cosignature(size, signature.name, signature.line)


def size_cosigned(log: Log, signature: Signature, key: VerifierKey) -> int | None:
    """Return the size of the newest checkpoint that a line of `key` is over, None if of none."""
    from event_store.proof.checking import cosigned_at  # noqa: PLC0415 - needs cryptography

    for size, text in reversed(log.checkpoints()):
        if (
            cosigned_at(signature, key, parse_checkpoint(stored_note(log, size, text).text))
            is not None
        ):
            return size
    return None
