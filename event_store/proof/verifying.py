"""Verifying a log: the steps of docs/log-format.md, section 10, to the first that fails."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from event_store.errors import StoreUnavailableError
from event_store.helper import helper
from event_store.proof.passes import opening
from event_store.proof.passes.case import Examination, unwatched
from event_store.proof.passes.faults import Fault, FaultError, VerificationReport, VerificationStep
from event_store.proof.passes.full import later_parts, verify_fully
from event_store.proof.passes.quick import verify_quickly
from event_store.proof.passes.raw_rows import raw_rows
from event_store.sqlite_opening import detail_of, translated, unreadable
from event_store.stored import is_altered
from event_store.tree import leaf_hash
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from event_store.helper import Helper
    from event_store.proof.passes.case import Watch
    from event_store.proof.passes.kept_notes import Anchor
    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.trust import TrustPolicy


def verify(
    path: Path | str,
    *,
    full: bool,
    policy: TrustPolicy | None = None,
    anchors: Sequence[Anchor] = (),
    watch: Watch = unwatched,
    processes: int = 2,
) -> VerificationReport:
    """Verify a log; the report names the first fault, if there is one.

    Quick: the newest checkpoint against the stored tree, the entries after it, the anchors.
    Full: every entry, every table, every checkpoint, with a second process if the log is long.

    Raises LogMissingError, StoreUnavailableError if there is nothing that could be judged;
    UnknownOriginError for a policy without this log's key, BadNoteError for an anchor of another
    log.
    """
    place = str(Path(path).resolve())
    report = VerificationReport(full=full, policy=policy is not None)
    case = Examination(report, policy, tuple(anchors), watch)
    try:
        opening.check_file(place)
        alone = not full or processes == 1
        with (
            nullcontext() if alone else helper(place, later_parts) as other,
            raw_rows(place) as rows,
        ):
            _judge(rows, case, other)
    except FaultError as error:
        report.fault = error.fault
    except sqlite3.Error as error:
        report.fault = _damage(place, error)
    except UnicodeDecodeError as error:  # SQLite cites the file in its messages, damaged as it is
        report.fault = Fault(
            VerificationStep.OPEN, "damaged", None, unreadable(place, error).found
        )
    return report


def _judge(rows: RawRows, case: Examination, other: Helper | None) -> None:
    """Tell an entry of a newer program from one of an altered format: its hash does not fit."""
    try:
        _verify(rows, case, other)
    except FaultError as error:
        fault = error.fault
        if fault.code == "newer_format" and fault.position and is_altered(rows, fault.position):
            detail = Text(
                f"{fault.detail.en}, and its hash is not the one that was recorded",
                f"{fault.detail.vi}, và hàm băm không khớp với mục đã ghi",
            )
            raise FaultError(fault.step, "bad_entry", fault.position, detail) from None
        raise


def _verify(rows: RawRows, case: Examination, other: Helper | None) -> None:
    report = case.report
    opening.check_version(rows)
    opening.check_tables(rows)
    genesis = opening.check_genesis(rows)
    data = genesis.get("data")
    if isinstance(data, dict):
        report.origin = str(data.get("origin", ""))
        report.simulation = data.get("simulation") is True
    report.log_id = leaf_hash(rows.entry(1) or b"")[:8].hex()
    report.size = opening.check_size(rows)
    if report.full:
        verify_fully(rows, case, other)
    else:
        verify_quickly(rows, case)


def _damage(path: str, error: sqlite3.Error) -> Fault:
    """What an error of SQLite says of a file; raises StoreUnavailableError if of the disk."""
    meaning = translated(path, error)
    if isinstance(meaning, StoreUnavailableError):
        raise meaning from error
    code = "not_a_log" if getattr(meaning, "code", "") == "not_a_log" else "damaged"
    return Fault(VerificationStep.OPEN, code, None, getattr(meaning, "found", detail_of(error)))
