"""The dossier of one branch: its congress, flags, complaints and approval, for all projections."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.corrections import counted, effective, is_correction, occurred_by, voided_positions
from engine.stages import Staged
from engine.workflow import Workflow
from workflows.branch_congress.sheet import ANNULS
from workflows.branch_congress.state import Congress

Entry = Mapping[str, Any]
PENDING, APPROVED, REFUSED = "pending", "approved", "refused"


class Dossier:
    """What the projections are made from; `evolve` is the only one that changes it.

    `flags` counts the permanent flags. `complaints` are the open ones, number → day received.
    `marked` counts the entries that an auditor looks at first. `approval` is how the last report
    was answered, and on which day; None before a report.
    """

    __slots__ = ("approval", "complaints", "congress", "flags", "marked")

    def __init__(self, congress: Congress) -> None:
        self.congress = congress
        self.flags: dict[str, int] = {}
        self.marked = 0
        self.complaints: dict[str, str] = {}
        self.approval: tuple[str, str] | None = None


def begin(workflow: Workflow) -> Dossier:
    """Return the dossier before the first entry."""
    return Dossier(workflow.begin())


def evolve(workflow: Workflow, dossier: Dossier, entry: Entry) -> Dossier:
    """Return the dossier after `entry`, no correction; takes ownership of the one before."""
    if is_marked(entry):
        dossier.marked += 1
        flags = dossier.flags
        for flag in entry.get("flags", ()):
            flags[flag] = flags.get(flag, 0) + 1
    _turn(workflow, dossier, entry)
    return dossier


def refold(workflow: Workflow, entries: Sequence[Entry], as_of: str | None = None) -> Dossier:
    """Return the dossier after all `entries` of a stream, corrections acting on all days.

    With `as_of` (a day) only what had occurred by then counts.
    """
    dossier = begin(workflow)
    voided = voided_positions(entries)
    dossier.marked = sum(map(is_marked, entries))
    count_flags(
        dossier.flags,
        (e for e in entries if e["position"] not in voided and _by(e, as_of)),
    )
    counts = None if as_of is None else occurred_by(as_of)
    for entry, record in counted(workflow, effective(entries), counts):
        _turn(workflow, dossier, entry, record)
    if entries:
        dossier.congress.version = entries[-1]["version"]
    return dossier


def count_flags(flags: dict[str, int], entries: Iterable[Entry]) -> None:
    """Add the flags of `entries` to a count."""
    for entry in entries:
        for flag in entry.get("flags", ()):
            flags[flag] = flags.get(flag, 0) + 1


def is_marked(entry: Entry) -> bool:
    """Say whether an auditor looks at an entry first: flagged, overridden, or a correction."""
    return "flags" in entry or "override" in entry or takes_back(entry["type"])


def takes_back(type_: str) -> bool:
    """Say whether an event type corrects or annuls what is on record."""
    return type_ in ANNULS or is_correction(type_)


def _by(entry: Entry, as_of: str | None) -> bool:
    return as_of is None or entry["occurred_on"] <= as_of


def _turn(
    workflow: Workflow, dossier: Dossier, entry: Entry, record: Staged | None = None
) -> None:
    workflow.take(dossier.congress, entry, record)
    kind = entry["type"]
    if kind in _ANSWERS:
        dossier.approval = (_ANSWERS[kind], entry["occurred_on"])
    elif kind == "congress.complaint_filed":
        data = entry["data"]
        dossier.complaints[data["number"]] = data.get("received_on", entry["occurred_on"])
    elif kind == "congress.complaint_resolved":
        dossier.complaints.pop(entry["data"]["number"], None)


_ANSWERS = {
    "congress.reported": PENDING,
    "congress.approved": APPROVED,
    "congress.approval_refused": REFUSED,
}
