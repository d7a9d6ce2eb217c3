"""Projecting: the entries of a log folded into views, page by page, from where they stopped."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.projection import Projection, Projections, Rows
from engine.structs import Struct
from engine.turns import Turns
from engine.workflow import Lifecycles
from event_store.errors import DamagedLogError, GapError, StoreUnavailableError
from event_store.heap import quiet_heap
from event_store.log import Log
from event_store.tree import leaf_hash
from event_store.views import ProjectionCursor, ProjectionMovedError, Views, ViewsUnavailableError

if TYPE_CHECKING:
    from event_store.tracking import ViewsRecorder

PAGE = 5_000
"""Entries folded in one transaction."""
REBUILDING = 60
"""Seconds that one who asks for a rebuild waits for another one."""

Progress = Callable[[int], None]
_NOT_OURS = (
    *(DamagedLogError, GapError, StoreUnavailableError),
    *(ViewsUnavailableError, ProjectionMovedError),
)
"""Failures of the stores: no fold is to blame, nothing is kept of them."""


class ProjectionLag(Struct, frozen=True):
    """How far a projection has come; `failed_at` and `error` say why it does not go on."""

    name: str
    version: int
    position: int
    lag: int
    failed_at: int | None = None
    error: str | None = None
    cause: Exception | None = None
    """What `error` tells of, where this run has met it."""


class Projector:
    """Keeps the views of one log: caught up before they are read, rebuilt when asked."""

    def __init__(
        self, log: Log, lifecycles: Lifecycles, projections: Projections, views: Views
    ) -> None:
        self.log = log
        self.views = views
        self.projections = projections
        self.lifecycles = lifecycles
        self._writer: ViewsRecorder | None = None

    def writer(self) -> "ViewsRecorder":
        """What makes tables, changes rows and moves cursors."""
        if self._writer is None:
            # Reading commands seldom write, and start faster without.
            from event_store.tracking import ViewsRecorder  # noqa: PLC0415

            self._writer = ViewsRecorder.on(self.views)
        return self._writer

    def rows(self, name: str) -> Rows:
        """Return the rows of a projection, for reading."""
        projection = next(p for p in self.projections.all if p.name == name)
        return self.views.rows(projection.cursor, projection.tables)

    def lags(self) -> list[ProjectionLag]:
        """Return where every projection stands, without moving it."""
        size, cursors = self.log.size, self.views.cursors()
        found = []
        for projection in self.projections.all:
            at = cursors.get(projection.cursor, ProjectionCursor(0, b""))
            lag = ProjectionLag(
                projection.name,
                projection.version,
                at.position,
                size - at.position,
                at.failed_at,
                at.error,
            )
            found.append(lag)
        return found

    def behind(self) -> int:
        """Return how many entries the slowest projection has still to fold."""
        cursors = self._cursors()
        return self.log.size - min(cursor.position for cursor in cursors.values())

    def catch_up(
        self, progress: Progress = lambda _: None, *, page: int = PAGE
    ) -> list[ProjectionLag]:
        """Fold what is new; returns the projections that stopped at an error.

        `progress` gets how many entries more were folded. Raises ViewsUnavailableError and
        the errors of the log; what was folded before stays.
        """
        while True:
            try:
                if not self._is_long(page):
                    return self._catch_up(progress, page)
                with self.views.building():
                    return self._catch_up(progress, page)
            except ProjectionMovedError:
                # Another reader catches up too: look where it has come.
                continue

    def _is_long(self, page: int) -> bool:
        """Say whether there is so much to fold that one alone should do it."""
        cursors, size = self._cursors().values(), self.log.size
        return any(at.position == 0 or size - at.position > max(page, PAGE) for at in cursors)

    def _catch_up(self, progress: Progress, page: int) -> list[ProjectionLag]:
        cursors, size = self._cursors(), self.log.size
        if all(cursor.position == size for cursor in cursors.values()):
            return []
        run = ProjectionRun(self, upto=size, page=page, progress=progress)
        for position in sorted({cursor.position for cursor in cursors.values()}):
            run.fold(
                [p for p in self.projections.all if cursors[p.cursor].position == position],
                position,
            )
        for projection in self.projections.all:
            if cursors[projection.cursor].position == 0:
                self._drop_older(projection)
        return [lag for lag in self.lags() if lag.error is not None]

    def rebuild(
        self, progress: Progress = lambda _: None, *, page: int = PAGE
    ) -> list[ProjectionLag]:
        """Fold everything again beside what is shown, then put it in its place.

        Returns the projections that stopped at an error: of these the old rows stay.
        """
        with self.views.building(REBUILDING):
            return self._rebuild(progress, page)

    def prune(self) -> list[str]:
        """Drop the rows of all older versions; returns their cursors, `board:1`."""
        return [
            cursor
            for projection in self.projections.all
            for cursor in self.writer().drop_older(projection.name, projection.version)
        ]

    def _drop_older(self, projection: Projection) -> None:
        """Drop what is two or more versions older: a program that still runs may read the last."""
        self.writer().drop_older(projection.name, projection.version - 1)

    def _rebuild(self, progress: Progress, page: int) -> list[ProjectionLag]:
        # Whoever reads starts faster without.
        from engine.rebuilding import Rebuild  # noqa: PLC0415

        writer = self.writer()
        self._prepare_beside()
        rebuild = Rebuild(self, progress, page)
        succeeded = rebuild.succeeds()
        run = ProjectionRun(
            self,
            upto=self.log.size,
            page=page,
            progress=untold(progress, rebuild.done),
            beside=True,
        )
        if not succeeded:
            self._prepare_beside()
            run.fold(self.projections.all, 0)
        for projection in self.projections.all:
            if projection.name not in run.stopped:
                writer.swap(projection.cursor, projection.tables)
                self._drop_older(projection)
        return [*run.stopped.values()]

    def _prepare_beside(self) -> None:
        for projection in self.projections.all:
            self.writer().prepare(projection.cursor, projection.tables, beside=True)

    def _cursors(self) -> dict[str, ProjectionCursor]:
        """Return the cursors of all projections; those of another log count as none."""
        known, size = self.views.cursors(), self.log.size
        right: dict[tuple[int, bytes], bool] = {}
        found = {}
        for projection in self.projections.all:
            seen = known.get(projection.cursor)
            at = seen or ProjectionCursor(0, b"")
            place = (at.position, at.leaf)
            if place not in right:
                right[place] = at.position == 0 or (
                    at.position <= size and leaf_hash(self.log.raw(at.position)) == at.leaf
                )
            if seen is None or not right[place]:
                writer = self.writer()
                writer.prepare_for(projection.cursor, projection.tables, seen)
                at = ProjectionCursor(0, b"")
            found[projection.cursor] = at
        return found


class ProjectionRun:
    """One run over the log for projections that stand at the same position.

    `stopped` holds, by name, where and why a projection did not go on.
    """

    def __init__(
        self,
        projector: Projector,
        *,
        upto: int,
        page: int,
        progress: Progress,
        beside: bool = False,
    ) -> None:
        self.stopped: dict[str, ProjectionLag] = {}
        self._projector = projector
        self._upto = upto
        self._page = page
        self._progress = progress
        self._beside = beside

    def fold(self, chosen: Sequence[Projection], after: int) -> None:
        """Fold all entries after a position, page by page; each page is one transaction."""
        going = list(chosen)
        turns = self._turns(going)
        with quiet_heap():
            while after < self._upto and going:
                last = min(after + self._page, self._upto)
                if self._attempt(going, turns, after, last) is not None:
                    going = [p for p in going if self._step(p, after, last)]
                    turns = self._turns(going)
                self._progress(last - after)
                after = last

    def _turns(self, going: Sequence[Projection]) -> Turns:
        projector = self._projector
        areas = {area for projection in going for area in projection.areas}
        return Turns(projector.log, projector.lifecycles, projector.projections.subjects, areas)

    def _attempt(
        self, going: Sequence[Projection], turns: Turns, after: int, last: int
    ) -> Exception | None:
        """Fold the entries after…last, all or none; returns what went wrong in a fold."""
        writer = self._projector.writer()
        try:
            page = turns.page(after, last)
            wanted = [(p.cursor, p.tables) for p in going]
            with writer.pages(wanted, beside=self._beside) as made:
                for projection, rows in zip(going, made, strict=True):
                    projection.take(rows, page.turns)
                    rows.done(after + 1, last, page.leaf)
        except _NOT_OURS:
            raise
        except Exception as error:  # noqa: BLE001 - it is reported with its position
            return error
        return None

    def _step(self, projection: Projection, after: int, last: int) -> bool:
        """Fold a page entry by entry up to the one that cannot be; say whether all could."""
        turns = self._turns([projection])
        for position in range(after + 1, last + 1):
            error = self._attempt([projection], turns, position - 1, position)
            if error is not None:
                self._projector.log.check_entry(position)
                self._stop(projection, position, error)
                return False
        return True

    def _stop(self, projection: Projection, position: int, error: Exception) -> None:
        told = f"{type(error).__name__}: {error}"
        if not self._beside:
            self._projector.writer().stop(projection.cursor, position, told)
        lag = self._upto - position + 1
        self.stopped[projection.name] = ProjectionLag(
            projection.name, projection.version, position - 1, lag, position, told, error
        )


def untold(progress: Progress, told: int) -> Progress:
    """Return a progress that is not told again of the entries that it was told of."""
    left = told

    def step(count: int) -> None:
        nonlocal left
        known = min(left, count)
        left -= known
        if count > known:
            progress(count - known)

    return step
