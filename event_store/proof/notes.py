"""Signed notes as C2SP has them, and the checkpoint of a log as the text of one.

A note is a text, an empty line, and one line a signature. Its bytes are kept as they came: what
is signed is never written anew.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from event_store.proof.errors import BadKeyError, BadNoteError
from event_store.words import Text

PRIVATE = "PRIVATE+KEY+"
"""How a private key begins: no message may repeat one."""
LOG_KEY, WITNESS_KEY = 1, 4
"""Types of keys: Ed25519 over the text; Ed25519 over time and text (cosignature/v1)."""
TIME_SIZE = 8
"""Bytes of the time in a confirmation, seconds since 1970."""
COSIGNATURE = TIME_SIZE + 64
"""Bytes of a confirmation: time and signature."""
SIGNATURE = "— "
"""Begins the signature lines of a note."""
MAX_NOTE = 1_000_000
"""Characters of the longest note that is looked at."""
_PUBLIC = 32
_FIELD = 2**255 - 19
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = (0, 1, _FIELD - 1, _ORDER_8, _FIELD - _ORDER_8)
"""The points for which one signature fits every text, or many, and nobody needs a secret."""
_KEY_ID = 4
_SIGNATURE = re.compile(r"— (\S+) (\S+)").fullmatch
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]").search
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}").fullmatch
is_name = re.compile(r"[^\s+]+").fullmatch


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `kind` is LOG_KEY or WITNESS_KEY, `public` has 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name the key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as one word, for policy files."""
        key = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose key, and what follows the key id."""

    name: str
    key_id: bytes
    payload: bytes

    @property
    def line(self) -> str:
        """The line with its line feed."""
        return f"— {self.name} {b64encode(self.key_id + self.payload).decode()}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether the line claims to be of this key."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True, slots=True)
class SignedNote:
    """Any text with signatures; `text` ends in a line feed."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it is written."""
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits to: its name, its size, the root of its tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @property
    def keys(self) -> frozenset[bytes]:
        """The ids of the keys that have signed it in the name of the log, as far as is known."""
        return frozenset()


def parse_note(text: str) -> SignedNote:
    """Read a signed note; raises BadNoteError. No signature is verified."""
    if len(text) > MAX_NOTE:
        raise BadNoteError(
            Text(f"it is longer than {MAX_NOTE:,} characters", f"dài hơn {MAX_NOTE:,} ký tự")
        )
    if _CONTROL(text):
        raise BadNoteError(Text("it holds a control character", "có ký tự điều khiển"))
    body, separator, lines = text.rpartition("\n\n")
    if not separator or not body:
        raise BadNoteError(
            Text(
                "it has no empty line between text and signatures",
                "thiếu dòng trống giữa nội dung và chữ ký",
            )
        )
    return SignedNote(body + "\n", parse_signatures(lines))


@dataclass(frozen=True, slots=True)
class KeptCheckpoint(Checkpoint):
    """A checkpoint that was kept; `by` are the lines under it in the name of its log."""

    by: tuple[Signature, ...] = ()

    @property
    def plain(self) -> Checkpoint:
        """The checkpoint without the signatures."""
        return Checkpoint(self.origin, self.size, self.root)

    @property
    def keys(self) -> frozenset[bytes]:
        """The ids of the keys of `by`."""
        return frozenset(line.key_id for line in self.by)

    def __str__(self) -> str:
        """The three lines, and the signatures as under any note."""
        lines = "".join(signature.line for signature in self.by)
        return f"{self.body}\n{lines}" if lines else self.body


def kept_checkpoint(
    checkpoint: Checkpoint, signatures: Iterable[Signature] = ()
) -> KeptCheckpoint:
    """Return a checkpoint with those of its signatures that are in the name of its log."""
    own = tuple(line for line in signatures if line.name == checkpoint.origin)
    return KeptCheckpoint(checkpoint.origin, checkpoint.size, checkpoint.root, own)


def keys_under(notes: Iterable[str]) -> frozenset[bytes]:
    """Return the ids of the keys that have signed notes in the name of their log."""
    found = frozenset[bytes]()
    for text in notes:
        with suppress(BadNoteError):
            note = parse_note(text)
            found |= kept_checkpoint(parse_checkpoint(note.text), note.signatures).keys
    return found


def shown_keys(keys: Iterable[bytes]) -> str:
    """Return ids of keys as they are written in public keys."""
    return ", ".join(sorted(key.hex() for key in keys))


def parse_kept(text: str) -> list[KeptCheckpoint]:
    """Read checkpoints and notes, one after another; raises BadNoteError."""
    found: list[KeptCheckpoint] = []
    for part in (part.strip("\n") + "\n" for part in text.split("\n\n") if part.strip("\n")):
        if found and part.startswith(SIGNATURE):
            found[-1] = kept_checkpoint(found[-1], parse_signatures(part))
        else:
            found.append(kept_checkpoint(parse_checkpoint(part)))
    return found


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Read one or more signature lines; raises BadNoteError."""
    if PRIVATE in lines:
        raise BadNoteError(Text("it is a private key", "đây là khóa riêng"))
    if not lines.endswith("\n"):
        raise BadNoteError(Text("its last line is cut off", "dòng cuối bị cắt"))
    return tuple(_signature(line) for line in lines[:-1].split("\n"))


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint of three lines; raises BadNoteError."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:  # noqa: PLR2004 - three lines, and what follows the last one
        raise BadNoteError(
            Text(
                "its text is not three lines: name of the log, size, root",
                "nội dung không phải ba dòng: tên sổ ghi, số mục, mã gốc",
            )
        )
    origin, size, root = lines[:3]
    if not is_name(origin):
        raise BadNoteError(
            Text(f"'{origin}' is no name of a log", f"'{origin}' không phải tên sổ ghi")
        )
    if not _SIZE(size):
        raise BadNoteError(Text(f"'{size}' is no size", f"'{size}' không phải số mục"))
    try:
        raw = strict_b64(root)
    except ValueError as error:
        raise BadNoteError(
            Text(f"its root is no base64: {error}", "mã gốc không phải base64")
        ) from None
    if len(raw) != sha256().digest_size:
        raise BadNoteError(Text(f"its root has {len(raw)} bytes", f"mã gốc dài {len(raw)} byte"))
    return Checkpoint(origin, int(size), raw)


def parse_vkey(text: str, kind: int | None = None) -> VerifierKey:
    """Read a public key, of one `kind` if given; raises BadKeyError."""
    if PRIVATE in text:
        raise _unfit(
            Text(
                "it is private: give the public one", "đây là khóa riêng: hãy đưa khóa công khai"
            ),
            _THAT_KEY,
        )
    name, first, rest = text.partition("+")
    key_id, second, key = rest.partition("+")
    if not (first and second and is_name(name)):
        raise _unfit(
            Text("it is not of the form name+id+key", "không có dạng tên+mã+khóa"), f"'{text}'"
        )
    try:
        raw = strict_b64(key)
    except ValueError as error:
        raise _unfit(
            Text(f"its last part is no base64: {error}", "phần cuối không phải base64"),
            f"'{text}'",
        ) from None
    if len(raw) != 1 + _PUBLIC or raw[0] not in (LOG_KEY, WITNESS_KEY):
        raise _unfit(UNKNOWN_TYPE, f"'{text}'")
    found = VerifierKey(name, raw[0], raw[1:])
    if key_id != found.key_id.hex():
        raise _unfit(
            Text("its id does not fit name and key", "mã khóa không khớp tên và khóa"), f"'{text}'"
        )
    place = int.from_bytes(found.public, "little") & (1 << 255) - 1
    if place >= _FIELD or place in _SMALL_ORDER:
        raise _unfit(
            Text("anybody could sign with it", "ai cũng ký được bằng khóa này"), f"'{text}'"
        )
    if kind is not None and found.kind != kind:
        raise _unfit(wrong_kind(kind), f"'{text}'")
    return found


def _unfit(fault: Text, source: Text | str) -> BadKeyError:
    return BadKeyError(fault, source, to_do=_WHOLE_KEY)


_WHOLE_KEY = Text(
    "give the whole line that 'congress keys show' prints where the key is kept",
    "hãy ghi nguyên dòng mà 'congress keys show' in ra ở nơi giữ khóa",
)


def wrong_kind(wanted: int) -> Text:
    """What is wrong with a key that is not of the kind that is wanted."""
    return _NO_LOG_KEY if wanted == LOG_KEY else _NO_WITNESS_KEY


UNKNOWN_TYPE = Text("it is of a type that is not known here", "loại khóa chưa biết")
_NO_LOG_KEY = Text("it is not the key of a log", "không phải khóa của sổ ghi")
_NO_WITNESS_KEY = Text("it is not the key of a witness", "không phải khóa của bên chứng kiến")
_THAT_KEY = Text("that key", "khóa đó")


def strict_b64(text: str) -> bytes:
    """Decode standard base64 that has exactly one spelling; raises ValueError."""
    raw = b64decode(text, validate=True)
    if b64encode(raw).decode() != text:
        msg = "another spelling is the right one"
        raise ValueError(msg)
    return raw


def _signature(line: str) -> Signature:
    found = _SIGNATURE(line)
    if not found or not is_name(found[1]):
        raise BadNoteError(
            Text(f"'{line[:80]}' is no signature line", f"'{line[:80]}' không phải dòng chữ ký")
        )
    try:
        raw = strict_b64(found[2])
    except ValueError:
        raise BadNoteError(
            Text(
                f"the signature of {found[1]} is no base64",
                f"chữ ký của {found[1]} không phải base64",
            )
        ) from None
    if len(raw) <= _KEY_ID:
        raise BadNoteError(
            Text(f"the signature of {found[1]} is too short", f"chữ ký của {found[1]} quá ngắn")
        )
    return Signature(found[1], raw[:_KEY_ID], raw[_KEY_ID:])
