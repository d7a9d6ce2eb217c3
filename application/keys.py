"""Keys that sign: made, shown, and where they should lie."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from application.call import Notice
from engine.structs import Struct
from event_store.log import Log
from event_store.proof.keys import Signed, is_readable_by_others, make_key, read_key
from event_store.proof.notes import LOG_KEY, WITNESS_KEY, parse_vkey
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.call import Call

SIGNED = Text(
    "It has signed {size} entries of {origin}.", "Khóa đã ký {size} mục ghi của {origin}."
)
BESIDE_THE_LOG = Text(
    "Note: {key} lies in the folder of the log. Keep it elsewhere: whoever restores that folder "
    "from a copy restores what the key remembers as well.",
    "Lưu ý: {key} nằm cùng thư mục với sổ ghi. Hãy để chỗ khác: phục hồi thư mục đó từ bản sao sẽ "
    "làm khóa quên điều đã ký.",
)
READABLE = Text(
    "Note: others may read {key}; run: chmod 600 {key}",
    "Lưu ý: người khác đọc được {key}; hãy chạy: chmod 600 {key}",
)


class PublicKey(Struct, frozen=True):
    """What may be given away of a key: `name+id+key`; `path` is the file of the private one."""

    path: str
    name: str
    public: str

    def to_json(self) -> dict[str, Any]:
        """Return the key without its secret."""
        return {"file": self.path, "name": self.name, "public": self.public}


def make(path: str, log_path: str, call: Call, *, name: str | None, witness: bool) -> PublicKey:
    """Make the key of a log, or of a witness; without a `name` it is that of the log.

    Says so if it lies where it should not. Raises KeyExistsError, BadKeyError,
    StoreUnavailableError, and, without a name, the errors of `Log.open`.
    """
    owner = _origin(log_path) if name is None else name
    key = make_key(path, owner, WITNESS_KEY if witness else LOG_KEY, secrets.token_bytes)
    warn_of_place(path, log_path, call)
    return PublicKey(path, owner, str(key.public))


def show(path: str, call: Call) -> PublicKey:
    """Return the public key of a key file; says what it has signed last.

    Raises KeyMissingError, BadKeyError, StoreUnavailableError.
    """
    key = read_key(path)
    _say_signed(path, call)
    return PublicKey(path, key.name, str(key.public))


def written_policy(path: str, witnesses: Sequence[str], quorum: int | None, call: Call) -> str:
    """Return the policy file that trusts the key of a log, and public keys of witnesses.

    `quorum` of these must have signed, by default all. Raises as `show` does, and BadTrustError.
    """
    from event_store.proof import trust  # noqa: PLC0415 - what shows a key does without

    key = read_key(path, LOG_KEY)
    _say_signed(path, call)
    known = [parse_vkey(text, WITNESS_KEY) for text in witnesses]
    return trust.written_policy([key.public], known, len(known) if quorum is None else quorum)


def warn_of_place(key_path: str, log_path: str, call: Call) -> None:
    """Say so if a key lies beside the log, or others may read it."""
    facts = {"key": key_path}
    if Path(key_path).resolve().parent == Path(log_path).resolve().parent:
        call.notice(Notice("key_beside_log", BESIDE_THE_LOG, facts))
    if is_readable_by_others(key_path):
        call.notice(Notice("key_readable", READABLE, facts))


def _say_signed(path: str, call: Call) -> None:
    for last in Signed(path).noted().values():
        facts = {"size": last.size, "origin": last.origin}
        call.notice(Notice("key_has_signed", SIGNED, facts))


def _origin(log_path: str) -> str:
    with Log.open(log_path, read_only=True) as log:
        return log.origin
