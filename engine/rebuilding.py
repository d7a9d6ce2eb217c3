"""Rebuilding: projections folded stream by stream from nothing, each stream in one turn.

It reports no error of a fold: then nothing is gained, and the run by positions finds where it is.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING

from engine.pieces import PIECE, Piece, WholeLog, each
from engine.projection import Projection, Table, Turn
from event_store.errors import StoreUnavailableError
from event_store.tree import leaf_hash
from event_store.views import ProjectionMovedError, ViewsUnavailableError

if TYPE_CHECKING:
    from engine.projecting import Progress, Projector
    from event_store.log import Log

Answer = tuple[Piece, list[Turn]]


class Rebuild:
    """One fold of the whole log into empty tables beside those in use."""

    def __init__(self, projector: "Projector", progress: "Progress", page: int) -> None:
        self.done = 0
        """How many entries `progress` was told of."""
        self._projector = projector
        self._projections = projector.projections
        self._progress = progress
        self._page = page
        self._areas = {area for p in self._projections.all for area in p.areas}
        self._above: set[str] = set()
        self._written: dict[str, dict[str, set[int]]] = {p.name: {} for p in self._projections.all}

    def succeeds(self) -> bool:
        """Fold everything; False if something is in the way, and what was written is void."""
        try:
            self._fold()
        except (ProjectionMovedError, StoreUnavailableError, ViewsUnavailableError):
            raise
        except Exception:  # noqa: BLE001 - whoever goes by positions meets it again, and tells
            return False
        return True

    def _fold(self) -> None:
        log = self._projector.log
        whole = WholeLog.of(log)
        above = self._areas_above()
        size = min(self._page, PIECE)
        self._above = {s for s in whole.versions if s.partition("/")[0] in above}
        pieces = whole.pieces(self._areas - above, size)
        with closing(each(log, pieces, self._answer)) as answers:
            self._write(self._with_above(whole, *answer) for answer in answers)
        self._write(self._answer(log, whole.one(stream)) for stream in sorted(self._above))
        self._finish(whole)

    def _areas_above(self) -> set[str]:
        """Return the areas that have others below: their streams come when needed."""
        lifecycles = self._projector.lifecycles
        return {w.area for area in self._areas for w in lifecycles.ancestors[area]} & self._areas

    def _answer(self, log: "Log", piece: Piece) -> Answer:
        """Fold the streams of a piece, in whichever process."""
        workflow = self._projector.lifecycles.by_area[piece.area]
        subject = self._projections.subjects.get(piece.area)
        chosen = [p for p in self._projections.all if piece.area in p.areas]
        turns = []
        for stream, entries, corrected in piece.streams(log, workflow):
            keys = tuple(stream.split("/")[1:])
            if subject is None:
                turn = Turn(piece.area, keys, entries, whole=entries if corrected else None)
            else:
                state = subject.folded(workflow, entries, corrected=corrected)
                turn = Turn(piece.area, keys, [], seen={p.name: p.sees(state) for p in chosen})
            turns.append(turn)
        return piece, turns

    def _with_above(self, whole: WholeLog, piece: Piece, turns: list[Turn]) -> Answer:
        """Put before some turns those of streams above them that had none yet."""
        lifecycles, found, count = self._projector.lifecycles, [], piece.entries
        for turn in turns:
            for workflow in reversed(lifecycles.ancestors[turn.area]):
                stream = workflow.stream(*turn.keys[: len(workflow.address)])
                if stream in self._above:
                    self._above.remove(stream)
                    one, first = self._answer(self._projector.log, whole.one(stream))
                    found += first
                    count += one.entries
            found.append(turn)
        return piece._replace(entries=count), found

    def _write(self, answers: Iterator[Answer]) -> None:
        """Fold answers into rows as they come; each page is one transaction."""
        projections, writer = self._projections.all, self._projector.writer()
        for first in answers:
            count = 0
            with writer.pages(_wanted(projections), beside=True) as made:
                for projection, rows in zip(projections, made, strict=True):
                    rows.stays, rows.written = True, self._written[projection.name]
                for piece, turns in chain([first], answers):
                    for projection, rows in zip(projections, made, strict=True):
                        projection.take(rows, turns)
                    count += piece.entries
                    if count >= self._page:
                        break
            self._tell(count)

    def _finish(self, whole: WholeLog) -> None:
        """Move the cursors: only now the rows are those of a position."""
        leaf = leaf_hash(self._projector.log.raw(whole.size))
        wanted = _wanted(self._projections.all)
        with self._projector.writer().pages(wanted, beside=True) as made:
            for rows in made:
                rows.done(1, whole.size, leaf)
        self._tell(whole.size - self.done)

    def _tell(self, count: int) -> None:
        self.done += count
        self._progress(count)


def _wanted(projections: Sequence[Projection]) -> list[tuple[str, Sequence[Table]]]:
    return [(p.cursor, p.tables) for p in projections]
