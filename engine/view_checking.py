"""Checking views: every row against a fold of the log from nothing."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from engine.projecting import PAGE, Progress, ProjectionRun, Projector
from engine.projection import Projection, Projections
from event_store.views import Views


@dataclass(frozen=True, slots=True)
class ViewDifference:
    """A row of the views that a fold from nothing does not give, or gives otherwise."""

    projection: str
    table: str
    key: tuple[Any, ...]


def check_views(
    projector: Projector, progress: Progress = lambda _: None, *, page: int = PAGE
) -> Iterator[ViewDifference]:
    """Yield every row in which the views differ from a fold from nothing.

    Compared is what they hold, up to the position that each has reached.
    """
    reached = {lag.name: lag.position for lag in projector.lags() if lag.position}
    for position in sorted(set(reached.values())):
        chosen = [p for p in projector.projections.all if reached.get(p.name) == position]
        upto = min(position, projector.log.size)
        yield from _differences(projector, chosen, upto, page, progress)


def _differences(
    projector: Projector,
    chosen: Sequence[Projection],
    upto: int,
    page: int,
    progress: Progress,
) -> Iterator[ViewDifference]:
    with (
        TemporaryDirectory(prefix="views-check-") as folder,
        closing(Views.at(f"{folder}/views", projector.views.log_id)) as views,
    ):
        projections = Projections(tuple(chosen), projector.projections.subjects)
        fresh = Projector(projector.log, projector.lifecycles, projections, views)
        for projection in chosen:
            fresh.writer().prepare(projection.cursor, projection.tables)
        ProjectionRun(fresh, upto=upto, page=page, progress=progress).fold(chosen, 0)
        for projection in chosen:
            yield from _compared(projector.views, views, projection)


def _compared(shown: Views, made: Views, projection: Projection) -> Iterator[ViewDifference]:
    """Compare the rows of a projection byte by byte, and the sums that its cursor keeps."""
    own = shown.rows(projection.cursor, projection.tables)
    right = made.rows(projection.cursor, projection.tables)
    found = False
    for table in projection.tables:
        for key in _unequal(own.raw(table.name), right.raw(table.name)):
            found = True
            yield ViewDifference(projection.name, table.name, key)
    one, other = shown.cursor(projection.cursor), made.cursor(projection.cursor)
    if not found and one is not None and other is not None and one.sums != other.sums:
        yield ViewDifference(projection.name, "cursors", (projection.cursor,))


Raw = tuple[tuple[Any, ...], tuple[Any, ...]]
"""The key of a row, and its values."""


def _unequal(shown: Iterator[Raw], made: Iterator[Raw]) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of rows that are not in both, or not the same; both come by key."""
    left, right = next(shown, None), next(made, None)
    while left is not None or right is not None:
        if left is not None and right is not None and left[0] == right[0]:
            if left != right:
                yield left[0]
            left, right = next(shown, None), next(made, None)
        elif left is not None and (right is None or left[0] < right[0]):
            yield left[0]
            left = next(shown, None)
        elif right is not None:
            yield right[0]
            right = next(made, None)
