"""Checking views: every row against a fold of the log from nothing."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from engine.projecting import PAGE, Progress, Projector, Run
from engine.projection import Projection, Projections, Row
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
        TemporaryDirectory(prefix="congress-check-") as folder,
        closing(Views.at(f"{folder}/views", projector.log.log_id)) as views,
    ):
        projections = Projections(tuple(chosen), projector.projections.subjects)
        fresh = Projector(projector.log, projector.lifecycles, projections, views)
        for projection in chosen:
            views.writer().prepare(projection.cursor, projection.tables)
        Run(fresh, upto=upto, page=page, progress=progress).fold(chosen, 0)
        for projection in chosen:
            shown = projector.views.rows(projection.cursor, projection.tables)
            made = views.rows(projection.cursor, projection.tables)
            for table in projection.tables:
                rows = shown.every(table.name), made.every(table.name)
                for key in _unequal(*rows, table.key):
                    yield ViewDifference(projection.name, table.name, key)


def _unequal(
    shown: Iterator[Row], made: Iterator[Row], columns: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of rows that are not in both, or not the same; both come by key."""
    left, right = next(shown, None), next(made, None)
    while left is not None or right is not None:
        here = _key(left, columns)
        there = _key(right, columns)
        if here is not None and here == there:
            if left != right:
                yield here
            left, right = next(shown, None), next(made, None)
        elif there is None or (here is not None and here < there):
            yield here or ()
            left = next(shown, None)
        else:
            yield there
            right = next(made, None)


def _key(row: Row | None, columns: tuple[str, ...]) -> tuple[Any, ...] | None:
    return None if row is None else tuple(row[column] for column in columns)
