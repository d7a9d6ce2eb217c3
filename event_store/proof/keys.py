"""Key files, and beside each the file of what it has signed last.

A key alone must not sign: without its state it could be made to sign a second history. So the
key file says too what was signed last, or that nothing was: an emptied or older state signs
nothing. Files of older programs do not say so until they sign again.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from event_store.beside import LOCK
from event_store.crypto import SEED, public_key, sign
from event_store.disk import replace_file, write_new
from event_store.errors import LogError, NewerFormatError
from event_store.lock import FileLock
from event_store.patience import Patience
from event_store.places import new_place
from event_store.proof.errors import BadKeyError, BadNoteError
from event_store.proof.notes import (
    LOG_KEY,
    PRIVATE,
    WITNESS_KEY,
    Checkpoint,
    KeptCheckpoint,
    Signature,
    VerifierKey,
    is_name,
    kept_checkpoint,
    parse_kept,
    strict_b64,
    wrong_kind,
)
from event_store.sqlite_opening import os_failure
from event_store.words import Text

_STATE = ".state"
_OTHERS = 0o077
_NOTHING = "signed nothing\n"
_SIGNED = "signed last:\n\n"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name; `kind` as in `VerifierKey`, `seed` has 32 bytes."""

    name: str
    kind: int
    seed: bytes

    @property
    def public(self) -> VerifierKey:
        """The key to give away."""
        return VerifierKey(self.name, self.kind, public_key(self.seed))

    def signature(self, message: bytes, before: bytes = b"") -> Signature:
        """Sign a message; `before` are bytes that stand before the signature in its line."""
        return Signature(self.name, self.public.key_id, before + sign(self.seed, message))

    def __repr__(self) -> str:
        """The key without its secret."""
        return f"SigningKey({self.public})"


class KeyExistsError(LogError):
    """A key was to be made where there is a file already."""

    code = "key_exists"
    text = Text(
        "{path} exists already. It was not touched and no key was made: choose another path.",
        "{path} đã có sẵn. Tệp được giữ nguyên, chưa tạo khóa: hãy chọn đường dẫn khác.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class KeyMissingError(LogError):
    """There is no file where a key was expected."""

    code = "key_missing"
    text = Text(
        "There is no key at {path}. Nothing was signed: correct the path, or make a key with "
        "'congress keys new --key FILE'.",
        "Không có khóa ở {path}. Chưa ký gì: hãy sửa đường dẫn, hoặc tạo khóa bằng 'congress keys "
        "new --key TỆP'.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class StateMissingError(LogError):
    """The file of what a key has signed last is not where the key is."""

    code = "state_missing"
    text = Text(
        "{path} is missing: it says what this key has signed last, and without it the key could "
        "be made to sign a second history. Nothing was signed: put the file back beside the key, "
        "or make a new key. If this key has never signed anything, make the file, empty: the key "
        "file says so.",
        "Thiếu {path}: tệp này nhớ điều khóa đã ký gần nhất; thiếu nó, khóa có thể bị lừa ký hai "
        "lịch sử khác nhau. Chưa ký gì: hãy đặt lại tệp bên cạnh khóa, hoặc tạo khóa mới. Nếu "
        "khóa chưa từng ký gì (tệp khóa cho biết) thì tạo tệp rỗng.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class StateBehindError(LogError):
    """The file of what a key has signed last knows less than the key file, or than the log."""

    code = "state_behind"
    text = Text(
        "{path} knows of {kept} entries of {origin}, and this key has signed {known}: the file "
        "was emptied, or put back from an old copy, and with it the key could be made to sign a "
        "second history. Nothing was signed: put the newest copy of the file back beside the key, "
        "or make a new key.",
        "{path} chỉ biết {kept} mục ghi của {origin}, nhưng khóa này đã ký {known}: tệp bị xóa "
        "trắng hoặc được chép lại từ bản cũ, khóa có thể bị lừa ký hai lịch sử khác nhau. Chưa ký "
        "gì: hãy đặt lại bản mới nhất của tệp bên cạnh khóa, hoặc tạo khóa mới.",
    )

    def __init__(self, path: str, origin: str, *, kept: int, known: int) -> None:
        super().__init__(path=path, origin=origin, kept=kept, known=known)
        self.path = path
        self.origin = origin
        self.kept = kept
        self.known = known


_NO_KEY_FILE = Text("it is no key file", "không phải tệp khóa")
_DAMAGED = Text("it is damaged", "bị hỏng")
_NOT_ITS_ID = Text("it is damaged: its id does not fit", "bị hỏng: mã khóa không khớp")


def make_key(path: str, name: str, kind: int, chance: Callable[[int], bytes]) -> SigningKey:
    """Make a key file that only its owner may read, and its empty state.

    `chance` gives random bytes. Raises KeyExistsError, BadKeyError, StoreUnavailableError.
    """
    if not (is_name(name) and name.isprintable()):
        raise BadKeyError(
            Text(
                "a name is an address without schema, space or +",
                "tên phải là địa chỉ không có giao thức, dấu cách, dấu +",
            ),
            f"'{name}'",
            to_do=Text("choose another name", "hãy chọn tên khác"),
        )
    key = SigningKey(name, kind, chance(SEED))
    text = f"{PRIVATE}{name}+{key.public.key_id.hex()}+{_encoded(kind, key.seed)}\n{_NOTHING}"
    new_place(path)
    for made in (path, state_path(path)):
        if Path(made).exists():
            raise KeyExistsError(made)
    try:
        write_new(state_path(path), b"")
        try:
            write_new(path, text.encode())
        except BaseException:
            Path(state_path(path)).unlink()
            raise
    except FileExistsError as error:
        raise KeyExistsError(path) from error
    except OSError as error:
        raise os_failure(path, error) from error
    return key


def read_key(path: str, kind: int | None = None) -> SigningKey:
    """Read a key file; raises KeyMissingError, BadKeyError, StoreUnavailableError."""
    try:
        text = _read(path)
    except FileNotFoundError:
        raise KeyMissingError(path) from None
    except UnicodeDecodeError:
        raise BadKeyError(_NO_KEY_FILE, path) from None
    except OSError as error:
        raise os_failure(path, error) from error
    name, _, rest = text.partition("\n")[0].strip().removeprefix(PRIVATE).partition("+")
    key_id, _, encoded = rest.partition("+")
    if not text.startswith(PRIVATE) or not is_name(name):
        raise BadKeyError(_NO_KEY_FILE, path)
    try:
        raw = strict_b64(encoded)
    except ValueError:
        raise BadKeyError(_DAMAGED, path) from None
    if len(raw) != 1 + SEED or raw[0] not in (LOG_KEY, WITNESS_KEY):
        raise _unknown_type(path, name, key_id, raw)
    key = SigningKey(name, raw[0], raw[1:])
    if key.public.key_id.hex() != key_id:
        raise BadKeyError(_NOT_ITS_ID, path)
    if kind is not None and key.kind != kind:
        raise BadKeyError(wrong_kind(kind), path)
    return key


def _unknown_type(path: str, name: str, key_id: str, raw: bytes) -> LogError:
    """Return what is wrong with a key of another type: its id shows if the type was altered."""
    ours = (SigningKey(name, kind, raw[1:]) for kind in (LOG_KEY, WITNESS_KEY))
    if not any(raw[:1]) or (
        len(raw) == 1 + SEED and key_id in [one.public.key_id.hex() for one in ours]
    ):
        return BadKeyError(_NOT_ITS_ID, path)
    return NewerFormatError(
        path, Text("a key of type", "khóa loại"), found=raw[0], known=f"{LOG_KEY}, {WITNESS_KEY}"
    )


def is_readable_by_others(path: str) -> bool:
    """Say whether the rights of a key file let others read it."""
    with suppress(OSError):
        return bool(Path(path).stat().st_mode & _OTHERS)
    return False


def state_path(key_path: str) -> str:
    """Return where the state of a key is kept: beside the key, never beside the log."""
    return key_path + _STATE


class Signed:
    """What a key has signed last for each log: the bodies of checkpoints.

    A witness keeps the log's own signatures with them: they say which log of a name it was.
    """

    def __init__(self, key_path: str) -> None:
        self.key_path = key_path
        self.path = state_path(key_path)

    @contextmanager
    def alone(self, patience: Patience | None = None) -> Iterator[None]:
        """Keep out everybody else who signs with this key; raises StoreUnavailableError."""
        lock = FileLock(self.path.removesuffix(_STATE) + LOCK, patience)
        try:
            with closing(lock), lock:
                yield
        except OSError as error:
            raise os_failure(self.path, error) from error

    def last(self, origin: str) -> Checkpoint | None:
        """Return the last checkpoint signed for a log.

        Raises StateMissingError, BadNoteError, and StateBehindError if the key file knows more.
        """
        kept, noted = self._all().get(origin), self.noted().get(origin)
        found = None if kept is None else kept.plain
        if noted is not None:
            self.check_size(origin, found, noted.size)
            if found is not None and found.size == noted.size and found.root != noted.root:
                raise StateBehindError(self.path, origin, kept=found.size, known=noted.size)
        return found

    def keys_of(self, origin: str) -> frozenset[bytes]:
        """Return which keys of the log had signed that; none if an older program kept it.

        Raises StateMissingError, BadNoteError.
        """
        kept = self._all().get(origin)
        return frozenset() if kept is None else kept.keys

    def has_key_file(self) -> bool:
        """Whether the key is a file, which says what it has signed; it may be held elsewhere."""
        return Path(self.key_path).exists()

    def check_size(self, origin: str, found: Checkpoint | None, known: int) -> None:
        """Raise StateBehindError if `known` entries were signed, and `found` is over fewer."""
        kept = 0 if found is None else found.size
        if kept < known:
            raise StateBehindError(self.path, origin, kept=kept, known=known)

    def noted(self) -> dict[str, Checkpoint]:
        """Return what the key file says was signed last, by log; raises BadKeyError."""
        try:
            _, _, notes = _read(self.key_path).partition("\n")
            if notes.strip() in ("", _NOTHING.strip()):
                return {}
            found = parse_kept(notes.removeprefix(_SIGNED))
        except FileNotFoundError:  # the key is held elsewhere
            return {}
        except (UnicodeDecodeError, BadNoteError):
            raise BadKeyError(_DAMAGED, self.key_path) from None
        except OSError as error:
            raise os_failure(self.key_path, error) from error
        return {kept.origin: kept.plain for kept in found}

    def keep(self, checkpoint: Checkpoint) -> None:
        """Write down what is about to be signed, so that a power cut cannot forget it.

        Of a KeptCheckpoint the signatures too. Raises StoreUnavailableError.
        """
        signed = isinstance(checkpoint, KeptCheckpoint)
        new = checkpoint if signed else kept_checkpoint(checkpoint)
        kept = {**self._all(), checkpoint.origin: new}
        noted = {**self.noted(), checkpoint.origin: checkpoint}
        try:
            replace_file(self.path, "\n".join(str(kept[name]) for name in sorted(kept)).encode())
            # Only then the key file: a crash in between leaves the state ahead, which is right.
            if self.has_key_file():
                line = _read(self.key_path).partition("\n")[0]
                replace_file(self.key_path, f"{line}\n{_SIGNED}{_bodies(noted)}".encode())
        except OSError as error:
            raise os_failure(self.path, error) from error

    def _all(self) -> dict[str, KeptCheckpoint]:
        try:
            text = _read(self.path)
        except FileNotFoundError:
            raise StateMissingError(self.path) from None
        except UnicodeDecodeError:
            raise BadNoteError(_DAMAGED, self.path) from None
        except OSError as error:
            raise os_failure(self.path, error) from error
        try:
            found = parse_kept(text)
        except BadNoteError as error:
            raise BadNoteError(error.fault, self.path) from None
        return {kept.origin: kept for kept in found}


def _read(path: str) -> str:
    """Return the text of a key, or of its state; whoever reads a pipe waits for somebody."""
    place = Path(path)
    if place.exists() and not place.is_file():
        raise BadKeyError(Text("it is not a regular file", "không phải tệp thường"), path)
    return place.read_text("utf-8")


def _bodies(kept: Mapping[str, Checkpoint]) -> str:
    return "\n".join(kept[origin].body for origin in sorted(kept))


def _encoded(kind: int, seed: bytes) -> str:
    return b64encode(bytes([kind]) + seed).decode()
