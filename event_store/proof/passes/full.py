"""The full verification: every entry, every table, every checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store.proof.passes import tables
from event_store.proof.passes.blocks import Tree
from event_store.proof.passes.faults import first, stop_at
from event_store.proof.passes.history import VerifiedHistory
from event_store.proof.passes.kept_notes import KeptNotes
from event_store.proof.passes.parts import whole_part
from event_store.proof.passes.raw_rows import raw_rows
from event_store.tiles import WIDTH
from event_store.tree import EMPTY_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from event_store.helper import Helper, Step
    from event_store.proof.passes.case import Examination, Told
    from event_store.proof.passes.faults import Fault
    from event_store.proof.passes.parts import Part
    from event_store.proof.passes.raw_rows import RawRows

OWN_SHARE = 0.55
"""Of the entries of a long log, so that both are done at the same time. Measured, in shares of
what walking all of it costs: the other process hands over what it found (0.02) and looks over the
pages (0.12), while what needs both parts is judged here (0.04)."""


def verify_fully(rows: RawRows, case: Examination, other: Helper | None) -> None:
    """Verify a log from its first entry to its last note; raises FaultError."""
    report = case.report
    notes = KeptNotes(rows, report.origin, case.policy)
    asked = {report.size, *notes.notes, *(anchor.checkpoint.size for anchor in case.anchors)}
    sizes = {size for size in asked if 0 < size <= report.size}
    with case.watch(report.size) as told:
        parts, pages = _parts(rows, report.size, sizes, told, other)
    history = VerifiedHistory(rows, simulation=report.simulation)
    for part in parts:
        stop_at(history.admit(part.stretch))
    stop_at(history.end(report.size))
    agreed = all(part.agreed for part in parts)
    commands = tables.commands_fault(rows, history.commands, history.begins, agreed=agreed)
    if commands is not None:
        stop_at(history.reused())
    stop_at(tables.schema_fault(rows))
    stop_at(tables.streams_fault(rows, history.heads))
    stop_at(commands)
    tree = _tree(parts)
    stop_at(first(*(part.tiles for part in parts), *tree.faults(rows)))
    stop_at(pages())
    roots = {0: EMPTY_ROOT, **tree.roots_at(sizes)}
    report.root = roots[report.size]
    case.check_origin()
    for size in sorted(notes.notes):
        case.check_kept(notes, size, roots.get(size, b""))
    notes.check_no_other()
    case.check_anchors(notes, roots.__getitem__)


def _parts(
    rows: RawRows, size: int, sizes: Collection[int], told: Told, other: Helper | None
) -> tuple[list[Part], Callable[[], Fault | None]]:
    """Walk the log, its later part in the other process; also how to get the pages judged."""

    def own_pages() -> Fault | None:
        return tables.pages_fault(rows)

    middle = int(size * OWN_SHARE) // WIDTH * WIDTH
    if other is None or middle == 0:
        return [whole_part(rows, 1, size, sizes, told)], own_pages
    other.ask((rows.path, middle + 1, size, sizes))
    earlier = whole_part(rows, 1, middle, sizes, lambda count: told(count + other.news()))
    if earlier.stretch.fault is not None:
        return [earlier], own_pages
    later = other.answer(told)
    if later is None:
        return [earlier, whole_part(rows, middle + 1, size, sizes, told)], own_pages

    def pages() -> Fault | None:
        found = other.answer()
        return own_pages() if found is None else found[0]

    return [earlier, later[0]], pages


def later_parts(
    questions: Iterator[tuple[str, int, int, Collection[int]]], step: Step
) -> Iterator[Part | Fault | None]:
    """Walk a part of a log, then look over its pages, as the other process does; two answers."""
    for path, start, stop, sizes in questions:
        with raw_rows(path, mapped=True) as rows:
            yield whole_part(rows, start, stop, sizes, step)
            yield tables.pages_fault(rows)


def _tree(parts: Collection[Part]) -> Tree:
    roots = [root for part in parts for root in part.roots]
    return Tree(roots, {size: peaks for part in parts for size, peaks in part.peaks.items()})
