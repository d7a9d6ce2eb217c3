"""The witness of another office's log: it confirms that the history of that log only grows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from application.problems import Problem
from application.text_files import TextFile, trusted
from engine.structs import Struct
from event_store.proof import witness
from event_store.proof.keys import Signed, read_key
from event_store.proof.notes import WITNESS_KEY
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from event_store.proof.trust import TrustPolicy

NO_LOG_KNOWN = Text(
    "This witness knows no log: name a policy file with the key of the log (--policy FILE, "
    "CONGRESS_POLICY, or {beside}). Nothing was signed.",
    "Chưa biết sổ ghi nào: hãy cho tệp tin cậy có khóa của sổ ghi (--policy TỆP, "
    "CONGRESS_POLICY, hoặc {beside}). Chưa ký gì.",
)


class Cosignature(Struct, frozen=True):
    """What a witness signed: `line` goes back to the log; `old` entries had been seen before."""

    line: str
    origin: str
    size: int
    old: int

    def to_json(self) -> dict[str, Any]:
        """Return what was signed."""
        return {"origin": self.origin, "size": self.size, "old": self.old, "line": self.line}


def sign(
    request: TextFile,
    key_path: str,
    policy: TextFile | None,
    now: Callable[[], float] = time.time,
) -> Cosignature:
    """Sign the checkpoint of a request with the key of a witness, or refuse it.

    The logs that are known stand in `policy`, or in FILE.policy beside the key. Raises
    KeyMissingError, BadKeyError, BadTrustError, Problem (no_log_known), and as `cosign` of the
    store: nothing is signed then.
    """
    key = read_key(key_path, WITNESS_KEY)
    logs = _policy(key_path, policy).logs
    asked = witness.parse_request(request.text)
    line = witness.cosign(asked, key, Signed(key_path), logs, int(now())).line
    origin, size = asked.note.text.split("\n")[:2]
    return Cosignature(line, origin, int(size), asked.old)


def _policy(key_path: str, given: TextFile | None) -> TrustPolicy:
    beside = f"{key_path}.policy"
    if given is None and Path(beside).exists():
        given = TextFile.read(beside)
    policy = trusted(given)
    if policy is None:
        raise Problem("no_log_known", NO_LOG_KNOWN, {"beside": beside})
    return policy
