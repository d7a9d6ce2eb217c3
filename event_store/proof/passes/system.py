"""What the log says of itself: genesis and rules, by docs/log-format.md, sections 1 and 2."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from event_store.clock import BEGINNING
from event_store.files import HASH
from event_store.members import is_count
from event_store.origin import is_origin
from event_store.proof.passes.faults import FaultError, VerificationStep
from event_store.words import Text

GENESIS = "log.created"


def check_genesis(position: int, entry: dict[str, Any] | None) -> None:
    """Judge what stands at position 1, and that genesis stands nowhere else.

    `entry` is None for one of another type. Raises FaultError.
    """
    found = _wrong_genesis(position, entry)
    if found:
        raise FaultError(VerificationStep.ORDER, "bad_genesis", position, found)


def _wrong_genesis(position: int, entry: dict[str, Any] | None) -> Text | None:
    if entry is None or entry["type"] != GENESIS:
        return Text("it is not of type log.created", "không phải loại log.created")
    if position != 1:
        return Text(
            "log.created stands at position 1 only", "log.created chỉ được đứng ở vị trí 1"
        )
    if (entry["stream"], entry["version"]) != ("log", 1):
        return Text(
            "it is not version 1 of the stream log", "không phải phiên bản 1 của hồ sơ log"
        )
    data = entry["data"]
    if data.get("hash") != HASH:
        return Text(
            f"the hash {data.get('hash')} is not known", f"hàm băm {data.get('hash')} chưa biết"
        )
    origin, simulation = data.get("origin"), data.get("simulation")
    if not isinstance(origin, str) or not is_origin(origin):
        return Text("it has no origin", "thiếu tên gốc")
    if not isinstance(simulation, bool):
        return Text(
            "it does not say whether this is a simulation",
            "không ghi đây có phải sổ mô phỏng không",
        )
    if simulation and entry["recorded_at"] != BEGINNING:
        return Text(
            f"a simulation begins at {BEGINNING}", f"sổ mô phỏng phải bắt đầu lúc {BEGINNING}"
        )
    return None


def check_rules(position: int, data: dict[str, Any]) -> None:
    """Judge the texts that an entry adopts as rules; raises FaultError."""
    found = _wrong_rules(data)
    if found:
        raise FaultError(VerificationStep.RULES, "rules_mismatch", position, found)


_UNSORTED = Text(
    "the definitions are not sorted by name", "các bản định nghĩa không theo thứ tự tên"
)


def _wrong_rules(data: dict[str, Any]) -> Text | None:
    definitions, policy = data.get("definitions"), data.get("policy")
    if not isinstance(definitions, list) or not isinstance(policy, dict):
        return Text("it names no definitions or no policy", "thiếu định nghĩa hoặc quy định")
    for text in (*definitions, policy):
        if not isinstance(text, dict) or not all(
            isinstance(text.get(member), str) for member in ("digest", "name", "text")
        ):
            return Text(
                "a definition or the policy is not of digest, name and text",
                "định nghĩa hoặc quy định không gồm digest, name và text",
            )
        digest = b64encode(sha256(text["text"].encode()).digest()).decode()
        if text["digest"] != digest:
            return Text(
                f"the digest of {text['name']} is not that of its text",
                f"mã băm của {text['name']} không khớp văn bản",
            )
    if not all(is_count(definition.get("version")) for definition in definitions):
        return Text("a definition has no version", "có định nghĩa thiếu phiên bản")
    names = [definition["name"] for definition in definitions]
    return None if names == sorted(names) else _UNSORTED
