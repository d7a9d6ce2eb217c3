"""All projections rebuilt, against reading and parsing the same entries."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from application.congresses.packaged import lifecycles
from bench import floor
from bench.measuring import Row, Stopwatch
from console.views import opened
from engine.reading import Reader
from event_store.log import Log

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns

TARGET = 0.25


def rows(path: Path, turns: Turns) -> list[Row]:
    """The row on rebuilding the views of the log at `path`."""
    with Log.open(path, read_only=True) as log:
        size = log.size
        projector = opened(Reader(log, lifecycles()))
        with closing(projector.views):

            def rebuilt() -> float:
                with Stopwatch() as watch:
                    projector.rebuild()
                return watch.seconds / size

            made, read = turns.take(rebuilt, lambda: floor.read_all(path) / size)
    return [Row("rebuild every projection, an entry | select and parse it", made, read, TARGET)]
