"""What the walk along a stretch of positions leaves, for `passes.history` to judge.

What depends on entries before the stretch is noted, not judged: so stretches may be walked at
the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from event_store.proof.passes.faults import Fault, FaultError, VerificationStep
from event_store.words import Text

Head = tuple[int, bytes]
"""Last version of a stream, and the leaf hash of its entry in base64, as `prev` has it."""
Pending = tuple[bytes, bytes, int, bytes, bytes]
"""Of a command that goes on: digest, id, the next n, of, recorded_at."""


@dataclass(slots=True)
class PendingHeads:
    """One entry that commits to the heads of all streams, still to be recomputed."""

    position: int
    data: Any
    before: bytes
    """Type of the entry before it, empty at the start of the stretch."""
    recorded_at: bytes
    previous: bytes
    """When the entry before it was recorded, empty at the start of the stretch."""
    changed: dict[bytes, Head]
    """The heads of streams that moved since the last such entry, or the start."""


@dataclass(slots=True)
class Stretch:
    """What a walk found: the first fault, and all that entries before and after depend on."""

    start: int
    stop: int
    """The last position that was judged to be right within the stretch."""
    fault: Fault | None = None
    firsts: dict[bytes, tuple[int, int, bytes]] = field(default_factory=dict)
    """Position, version and prev of the first entry of each stream."""
    heads: list[PendingHeads] = field(default_factory=list)
    changed: dict[bytes, Head] = field(default_factory=dict)
    """The heads of streams that moved since the last entry of `heads`, or the start."""
    commands: list[bytes] = field(default_factory=list)
    """The ids of commands, in order; whether one comes twice is not judged here."""
    begins: list[int] = field(default_factory=list)
    """Where each of `commands` begins."""
    adopted: set[int] = field(default_factory=set)
    needed: dict[int, int] = field(default_factory=dict)
    """Positions before the stretch that must hold rules, with the first entry that says so."""
    targets: list[tuple[int, bytes, int]] = field(default_factory=list)
    """Position, stream and target of each entry that refers to another."""
    opening: Pending | None = None
    """What the first entry goes on with, if it is not the first of its command."""
    closing: Pending | None = None
    """What the next stretch must go on with."""
    begun: bytes = b""
    """When the first entry was recorded."""
    ended: bytes = b""
    """When the last one was."""
    last_type: bytes = b""


def went_back(position: int, time: bytes, last: bytes) -> FaultError:
    """The fault of an entry that was recorded before the one before it."""
    found = Text(
        f"recorded at {time.decode()}, the entry before it at {last.decode()}",
        f"ghi lúc {time.decode()}, mục đứng trước ghi lúc {last.decode()}",
    )
    return FaultError(VerificationStep.ORDER, "time_went_back", position, found)


def broken(position: int, version: int, prev: bytes, head: Head) -> FaultError:
    """The fault of an entry that does not follow on the head of its stream."""
    if version != head[0] + 1:
        found = Text(
            f"version {version} follows on version {head[0]}",
            f"phiên bản {version} đứng ngay sau phiên bản {head[0]}",
        )
        return FaultError(VerificationStep.STREAM, "version_gap", position, found)
    found = Text(
        f"prev is {prev.decode()}, the entry before it in the stream is another",
        f"prev là {prev.decode()}, mục đứng trước trong hồ sơ là mục khác",
    )
    return FaultError(VerificationStep.STREAM, "prev_mismatch", position, found)


def torn(position: int, given: Pending, pending: Pending | None) -> FaultError:
    """The fault of an entry that does not go on with the command that is under way."""
    if pending is None:
        found = Text(
            f"entry {given[2]} of a command that was not begun",
            f"mục thứ {given[2]} của một lệnh chưa có mục đầu",
        )
    else:
        found = Text(
            f"entry {pending[2]} of {pending[3].decode()} of the command before it is missing",
            f"thiếu mục {pending[2]}/{pending[3].decode()} của lệnh trước",
        )
    return FaultError(VerificationStep.COMMAND, "command_torn", position, found)


def reused(position: int, name: bytes, before: int) -> FaultError:
    """The fault of a command whose id was used before."""
    found = Text(
        f"the command {name.decode()} stands at position {before} already",
        f"lệnh {name.decode()} đã có ở vị trí {before}",
    )
    return FaultError(VerificationStep.COMMAND, "command_reused", position, found)


def no_rules(position: int, rules: int) -> FaultError:
    """The fault of an entry whose rules are not where it says."""
    return FaultError(
        VerificationStep.RULES,
        "rules_missing",
        position,
        Text(f"position {rules} holds no rules", f"vị trí {rules} không phải quy định"),
    )
