"""What the log says of itself: genesis and rules, by docs/log-format.md, sections 1 and 2."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from event_store.clock import BEGINNING
from event_store.files import HASH
from event_store.members import is_count
from event_store.origin import is_origin
from event_store.proof.passes.faults import FaultError, Step

GENESIS = "log.created"


def check_genesis(position: int, entry: dict[str, Any] | None) -> None:
    """Judge what stands at position 1, and that genesis stands nowhere else.

    `entry` is None for one of another type. Raises FaultError.
    """
    found = _wrong_genesis(position, entry)
    if found:
        raise FaultError(Step.ORDER, "bad_genesis", position, found)


def _wrong_genesis(position: int, entry: dict[str, Any] | None) -> str:
    if entry is None or entry["type"] != GENESIS:
        return "it is not of type log.created"
    if position != 1:
        return "log.created stands at position 1 only"
    if (entry["stream"], entry["version"]) != ("log", 1):
        return "it is not version 1 of the stream log"
    data = entry["data"]
    if data.get("hash") != HASH:
        return f"the hash {data.get('hash')} is not known"
    origin, simulation = data.get("origin"), data.get("simulation")
    if not isinstance(origin, str) or not is_origin(origin):
        return "it has no origin"
    if not isinstance(simulation, bool):
        return "it does not say whether this is a simulation"
    if simulation and entry["recorded_at"] != BEGINNING:
        return f"a simulation begins at {BEGINNING}"
    return ""


def check_rules(position: int, data: dict[str, Any]) -> None:
    """Judge the texts that an entry adopts as rules; raises FaultError."""
    found = _wrong_rules(data)
    if found:
        raise FaultError(Step.RULES, "rules_mismatch", position, found)


def _wrong_rules(data: dict[str, Any]) -> str:
    definitions, policy = data.get("definitions"), data.get("policy")
    if not isinstance(definitions, list) or not isinstance(policy, dict):
        return "it names no definitions or no policy"
    for text in (*definitions, policy):
        if not isinstance(text, dict) or not all(
            isinstance(text.get(member), str) for member in ("digest", "name", "text")
        ):
            return "a definition or the policy is not of digest, name and text"
        digest = b64encode(sha256(text["text"].encode()).digest()).decode()
        if text["digest"] != digest:
            return f"the digest of {text['name']} is not that of its text"
    if not all(is_count(definition.get("version")) for definition in definitions):
        return "a definition has no version"
    names = [definition["name"] for definition in definitions]
    return "" if names == sorted(names) else "the definitions are not sorted by name"
