"""What a verification found: the first fault, or how far the log is proved, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from event_store.causes import at
from event_store.words import Text


class VerificationStep(IntEnum):
    """The steps of docs/log-format.md, section 10: of two faults at one position, the earlier."""

    OPEN = 0
    ENTRY = 1
    ORDER = 2
    STREAM = 3
    COMMAND = 4
    RULES = 5
    HEADS = 6
    TABLES = 7
    CHECKPOINTS = 8
    ANCHORS = 9


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be.

    `position` is the first that cannot be relied on; None if the fault lies at none. For a
    checkpoint it is the size that was signed.
    """

    step: VerificationStep
    code: str
    position: int | None
    detail: Text

    @property
    def text(self) -> Text:
        """The fault on one line."""
        where = at(self.position)
        return Text(
            f"{self.code}{where.en}: {self.detail.en}", f"{self.code}{where.vi}: {self.detail.vi}"
        )

    def __str__(self) -> str:
        """The fault on one line, in English."""
        return self.text.en


class FaultError(Exception):
    """Leaves a check with the fault that it found; caught by whoever began the check."""

    def __init__(
        self, step: VerificationStep, code: str, position: int | None, detail: Text
    ) -> None:
        self.fault = Fault(step, code, position, detail)
        super().__init__(code)


def stop_at(fault: Fault | None) -> None:
    """Raise FaultError if there is a fault."""
    if fault is not None:
        raise FaultError(fault.step, fault.code, fault.position, fault.detail)


def first(*faults: Fault | None) -> Fault | None:
    """Return the fault at the smallest position, by the order of the steps where that is equal."""
    found = [fault for fault in faults if fault is not None]
    return min(found, key=_place, default=None)


def _place(fault: Fault) -> tuple[float, int]:
    return (float("inf") if fault.position is None else fault.position, fault.step)


@dataclass(frozen=True, slots=True)
class CheckedCheckpoint:
    """A checkpoint kept in the log, as it was checked.

    `cosigned` are the witnesses of the policy that have seen it, `quorum` says whether those are
    as many as it asks for; without a policy nobody is known.
    """

    size: int
    cosigned: tuple[str, ...] = ()
    quorum: bool = False


@dataclass(slots=True)
class VerificationReport:
    """What a verification answers; all is well if there is no `fault`."""

    full: bool
    log_id: str = ""
    origin: str = ""
    simulation: bool = False
    size: int = 0
    root: bytes = b""
    policy: bool = False
    """Whether a policy was given: without one no signature can be checked."""
    fault: Fault | None = None
    checked_from: int = 1
    """The first position whose entry was checked itself."""
    checkpoints: list[CheckedCheckpoint] = field(default_factory=list)
    """Quick: the newest one only."""
    anchors: list[int] = field(default_factory=list)
    """Sizes of the outside notes that this log agrees with."""

    @property
    def signed_to(self) -> int:
        """The last position that a kept checkpoint covers."""
        return max((kept.size for kept in self.checkpoints), default=0)

    @property
    def witnessed_to(self) -> int:
        """The last position that a witness of the policy has seen."""
        return max((kept.size for kept in self.checkpoints if kept.cosigned), default=0)

    @property
    def quorum_to(self) -> int:
        """The last position that as many witnesses have seen as the policy asks for."""
        return max((kept.size for kept in self.checkpoints if kept.quorum), default=0)

    @property
    def anchored_to(self) -> int:
        """The last position that an outside note confirms."""
        return max(self.anchors, default=0)
