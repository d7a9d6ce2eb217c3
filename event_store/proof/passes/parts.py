"""One part of a log, walked from its first position to its last: entries, tree, tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store.heap import quiet_heap
from event_store.proof.passes.blocks import Blocks
from event_store.proof.passes.faults import Fault, FaultError
from event_store.proof.passes.tables import commands_agree
from event_store.proof.passes.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.passes.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Part:
    """What was found on the way; `roots`, `peaks` and `tiles` as in `Blocks`.

    `agreed` says that the rows of `commands` within the part are those that follow from it.
    """

    stretch: Stretch
    roots: list[bytes]
    peaks: dict[int, list[bytes]]
    tiles: Fault | None
    agreed: bool


def whole_part(
    rows: RawRows, start: int, stop: int, sizes: Collection[int], step: Callable[[int], None]
) -> Part:
    """Judge the entries from start to stop and hash them into blocks, to the first fault.

    `start` follows on a multiple of 256. `step` gets how many entries were done.
    """
    blocks = Blocks(rows, start, sizes)
    stretch = walk(rows, start, stop, step, blocks.add)
    agreed = stretch.fault is None and commands_agree(rows, start, stop, stretch)
    return Part(stretch, blocks.roots, blocks.peaks, blocks.fault, agreed)


def walk(
    rows: RawRows,
    start: int,
    stop: int,
    step: Callable[[int], None],
    hashed: Callable[[list[bytes]], None] = lambda _: None,
) -> Stretch:
    """Judge the entries from start to stop, to the first fault; `hashed` takes leaf hashes."""
    taking = Walk(start)
    with quiet_heap():
        try:
            for batch in rows.batches(start, stop):
                hashed(taking.take(batch))
                step(len(batch))
            taking.check_end(stop)
        except FaultError as error:
            taking.found.fault = error.fault
    return taking.close()
