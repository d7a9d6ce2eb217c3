"""The quick verification: the newest checkpoint, what came after it, the notes from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store import tree
from event_store.errors import DamagedLogError
from event_store.proof.passes.faults import FaultError, VerificationStep, stop_at
from event_store.proof.passes.history import VerifiedHistory
from event_store.proof.passes.kept_notes import KeptNotes
from event_store.proof.passes.one_entry import judged
from event_store.proof.passes.resuming import Resumed, check_tail
from event_store.proof.passes.tables import schema_fault
from event_store.tiles import TileTree
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.case import Examination
    from event_store.proof.passes.raw_rows import RawRows


def verify_quickly(rows: RawRows, case: Examination) -> None:
    """Verify what is new since the newest checkpoint; raises FaultError."""
    report = case.report

    def root_at(size: int) -> bytes:
        try:
            return TileTree(rows, size).root()
        except DamagedLogError as error:
            raise FaultError(VerificationStep.TABLES, "tile_mismatch", None, error.found) from None

    case.check_origin()
    notes = KeptNotes(rows, report.origin, case.policy)
    newest = max(notes.notes, default=0)
    history = VerifiedHistory(rows, simulation=report.simulation)
    if newest:
        case.check_kept(notes, newest, root_at(newest))
        history = _resumed(rows, newest, simulation=report.simulation)
    for size in notes.cosigned():
        if any(kept.cosigned and kept.quorum for kept in report.checkpoints):
            break
        if size != newest and size in notes.notes:
            case.check_kept(notes, size, root_at(size))
    report.checked_from = newest + 1
    if newest < report.size:
        with case.watch(report.size - newest) as told:
            check_tail(rows, history, newest + 1, report.size, told)
    stop_at(schema_fault(rows))
    report.root = root_at(report.size)
    case.check_anchors(notes, root_at)


def _resumed(rows: RawRows, size: int, *, simulation: bool) -> Resumed:
    """The history at a checkpoint, once its last entry is what the stored tree says."""
    row = rows.row(size)
    last = judged(row)
    if tree.leaf_hash(row[4]) != TileTree(rows, size).node(0, size - 1):
        found = Text(f"the hash of entry {size} is another", f"mã băm của mục {size} bị khác")
        raise FaultError(VerificationStep.TABLES, "tile_mismatch", size, found)
    return Resumed(rows, last, simulation=simulation)
