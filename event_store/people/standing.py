"""Where a reference to a person stands, by the log alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from event_store.log import Log
    from event_store.transaction import Transaction

AREA = "person/"
REGISTERED, ERASED = "person.registered", "person.erased"
State = Literal["unknown", "registered", "erasing", "erased", "newer"]
"""What the log says of a reference; `erasing`: the name is gone, the log does not say so yet;
`newer`: a newer program recorded something of it that this one does not know."""
_STATES: dict[tuple[str, int], State] = {(REGISTERED, 1): "registered", (ERASED, 1): "erased"}


class ReferenceStanding(NamedTuple):
    """Where a reference stands, by the last entry of its stream."""

    ref: str
    state: State
    version: int = 0
    entry: dict[str, Any] | None = None

    @property
    def commitment(self) -> str:
        """What the log keeps of the name; empty if the last entry carries none."""
        return str((self.entry or {}).get("data", {}).get("commitment", ""))


def in_log(log: Log | Transaction, ref: str) -> ReferenceStanding:
    """Return where a reference stands by the log alone: no file beside it is opened."""
    version = log.version(AREA + ref)
    if not version:
        return ReferenceStanding(ref, "unknown")
    return standing_by(ref, log.stream(AREA + ref, after=version - 1)[-1])


def erased_in(log: Log, refs: Iterable[str]) -> frozenset[str]:
    """Return those whose name the log says was erased; quick, for every board asks."""
    versions = log.versions(AREA + ref for ref in refs)
    # Nobody is erased who was not registered first.
    later = (s.removeprefix(AREA) for s, version in versions.items() if version > 1)
    return frozenset(ref for ref in later if in_log(log, ref).state == "erased")


def standing_by(ref: str, last: dict[str, Any]) -> ReferenceStanding:
    """Return where a reference stands, by the last entry of its stream."""
    state = _STATES.get((last["type"], last["type_version"]), "newer")
    return ReferenceStanding(ref, state, last["version"], last)
