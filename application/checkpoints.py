"""Checkpoints: what is recorded is signed, confirmed by witnesses, and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.call import Notice
from application.keys import warn_of_place
from application.problems import Problem
from application.text_files import trusted
from engine.structs import Struct
from event_store.proof import checkpoints
from event_store.proof.errors import (
    YET,
    BadCosignatureError,
    BadNoteError,
    NoCheckpointError,
    UnknownOriginError,
)
from event_store.proof.keys import Signed, read_key
from event_store.proof.notes import LOG_KEY, parse_signatures
from event_store.words import Text

if TYPE_CHECKING:
    from application.call import Call
    from application.logs import OpenLog
    from application.text_files import TextFile
    from event_store.log import Log
    from event_store.proof.automatic import Automatic
    from event_store.proof.notes import Signature
    from event_store.proof.trust import TrustPolicy

NONE_SIGNED = Text("No checkpoint is signed yet.", "Chưa ký điểm kiểm nào.")
UNCOVERED = Text(
    "Positions {first:,}-{last:,} are in no checkpoint.",
    "Vị trí {first:,}-{last:,} chưa có điểm kiểm.",
)
NO_POLICY = Text(
    "Only the witness's key tells which checkpoint was confirmed: name a policy file with it "
    "(--policy FILE or CONGRESS_POLICY). Nothing was kept.",
    "Chỉ khóa của bên chứng kiến cho biết điểm kiểm nào được xác nhận: hãy cho tệp tin cậy có "
    "khóa đó (--policy TỆP hoặc CONGRESS_POLICY). Chưa nhận gì.",
)


SEEN_TOO_LARGE = Text(
    "{path} has {size} entries, so no witness can have seen {seen}. Nothing was signed or "
    "written: give the size of the last checkpoint that it confirmed.",
    "{path} có {size} mục ghi, bên chứng kiến không thể đã thấy {seen} mục. Chưa ký, chưa ghi gì: "
    "hãy ghi số mục của điểm kiểm mà bên đó xác nhận gần nhất.",
)


class Note(Struct, frozen=True):
    """A checkpoint that was signed: `text` is the note to be kept elsewhere."""

    origin: str
    size: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return what was signed."""
        return {"origin": self.origin, "size": self.size, "note": self.text}


class CarriedRequest(Struct, frozen=True):
    """What is carried to a witness who has seen `seen` entries, to confirm `size`."""

    size: int
    seen: int
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the request."""
        return {"size": self.size, "seen": self.seen, "request": self.text}


class Confirmed(Struct, frozen=True):
    """A witness's confirmation that was kept."""

    witness: str
    size: int

    def to_json(self) -> dict[str, Any]:
        """Return who confirmed how much."""
        return {"witness": self.witness, "size": self.size}


class ListedCheckpoint(Struct, frozen=True):
    """A checkpoint that the log keeps, and who confirmed it."""

    size: int
    recorded_at: str
    root: str
    cosigned: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return a row of `checkpoint` by the command contract."""
        return {
            "size": self.size,
            "recorded_at": self.recorded_at,
            "root": self.root,
            "cosigned": list(self.cosigned),
        }


def sign(opened: OpenLog, key_path: str, call: Call, *, accept_clock: bool = False) -> Note:
    """Commit to everything recorded so far, sign that, and keep it with the log.

    Says so if the key lies where it should not. Raises as
    `make_checkpoint` of the store does, and for a key that cannot be read.
    """
    key, log = read_key(key_path, LOG_KEY), opened.writable
    note = checkpoints.make_checkpoint(log, key, Signed(key_path), accept_clock=accept_clock)
    warn_of_place(key_path, log.path, call)
    return Note(key.name, log.checkpoint_size, str(note))


def automatic(opened: OpenLog, key_path: str | None) -> Automatic | None:
    """Return what signs by itself while a log grows; None without a key, and in a simulation.

    Raises KeyMissingError, BadKeyError, StateMissingError and ForkError, so that nothing is
    recorded that could not be signed.
    """
    if not key_path or opened.log.simulation:
        return None
    from event_store.proof.automatic import Automatic  # noqa: PLC0415 - most record without

    signing = Automatic(opened.writable, read_key(key_path, LOG_KEY), Signed(key_path))
    signing.check()
    return signing


def request(opened: OpenLog, seen: int | None) -> CarriedRequest:
    """Return what asks a witness to confirm the newest checkpoint.

    `seen` entries are those that it confirmed last, by default the last that anybody did. Raises
    NoCheckpointError, Problem (seen_too_large).
    """
    from event_store.proof.witness import written_request  # noqa: PLC0415 - needs cryptography

    log = opened.log
    check_seen(opened, seen)
    size = log.checkpoint_size
    if size == 0:
        raise NoCheckpointError(log.path, YET)
    old = max(checkpoints.sizes_cosigned(log), default=0) if seen is None else seen
    return CarriedRequest(size, old, str(written_request(log, size, old)))


def check_seen(opened: OpenLog, seen: int | None) -> None:
    """Refuse more entries than the log has, before anything is signed for a request.

    Raises Problem (seen_too_large).
    """
    size = opened.log.size
    if seen is not None and seen > size:
        facts = {"path": opened.log.path, "size": size, "seen": seen}
        raise Problem("seen_too_large", SEEN_TOO_LARGE, facts)


def confirm(opened: OpenLog, signatures: TextFile, policy: TextFile | None) -> list[Confirmed]:
    """Keep what witnesses of a policy signed.

    Raises Problem (no_policy), BadNoteError, BadTrustError, NoCheckpointError,
    BadCosignatureError, UnknownOriginError: nothing is kept then.
    """
    trust, log = trusted(policy), opened.writable
    if trust is None:
        raise Problem("no_policy", NO_POLICY)
    lines = parse_signatures(signatures.text.rpartition("\n\n")[2])
    placed = [(_size(log, line, trust), line) for line in lines if line.name != log.origin]
    if not placed:
        raise BadNoteError(NO_CONFIRMATION)
    for size, line in placed:
        checkpoints.add_cosignature(log, size, line)
    return [Confirmed(line.name, size) for size, line in placed]


def listed(opened: OpenLog, call: Call) -> list[ListedCheckpoint]:
    """Return the checkpoints that the log keeps; says what is in none of them.

    Raises DamagedLogError if what is stored is no checkpoint.
    """
    log = opened.log
    size, notes = log.size, log.checkpoints()
    found = [_kept(log, at, note) for at, note in notes]
    last = found[-1].size if found else 0
    if not found:
        call.notice(Notice("no_checkpoint_yet", NONE_SIGNED))
    if last < size:
        call.notice(Notice("not_covered", UNCOVERED, {"first": last + 1, "last": size}))
    return found


def _kept(log: Log, size: int, note: str) -> ListedCheckpoint:
    return ListedCheckpoint(
        size,
        log.entry(size)["recorded_at"],
        checkpoints.stored_note(log, size, note).text.split("\n")[2],
        tuple(line.name for line in checkpoints.stored_lines(log, size)),
    )


NO_CONFIRMATION = Text(
    "it holds no confirmation, only the log's own signature",
    "không có chữ ký xác nhận nào, chỉ có chữ ký của sổ ghi",
)


def _size(log: Log, line: Signature, policy: TrustPolicy) -> int:
    """Return which checkpoint a line is over."""
    if log.checkpoint_size == 0:
        raise NoCheckpointError(log.path, YET)
    known = list(policy.witnesses.values())
    for key in known:
        if line.is_by(key):
            size = checkpoints.size_cosigned(log, line, key)
            if size is None:
                raise BadCosignatureError(line.name, log.checkpoint_size)
            return size
    raise UnknownOriginError(line.name, [key.name for key in known])
