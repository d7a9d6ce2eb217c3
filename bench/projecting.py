"""Projections rebuilt, and folded for a past moment, against reading and parsing the entries."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.scope import Scope
from application.views import opened
from bench import floor
from bench.measuring import Row, Stopwatch
from event_store.log import Log
from workflows.projections.season import PROJECTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns

TARGET = 0.27
PAST = 0.15
"""1.5 times as long as folding every branch alone took."""


def rows(path: Path, turns: Turns, of: str = "") -> list[Row]:
    """The row on rebuilding the views of the log at `path`; `of` says which one that is."""
    with Log.open(path, read_only=True) as log:
        size = log.size
        projector = opened(log, lifecycles(), PROJECTIONS)
        with closing(projector.views):

            def rebuilt() -> float:
                with Stopwatch() as watch:
                    projector.rebuild()
                return watch.seconds / size

            made, read = turns.take(rebuilt, lambda: floor.read_all(path) / size)
    name = f"rebuild every projection{of}, an entry | select and parse it"
    return [Row(name, made, read, TARGET)]


def past_rows(path: Path, turns: Turns) -> list[Row]:
    """The row on the board of a past time, of the log at `path`."""
    with Log.open(path, read_only=True) as log:
        size = log.size

        def past() -> float:
            scope = Scope(known_at=log.entry(size - 1)["recorded_at"])
            with Stopwatch() as watch:
                Congresses(log, lifecycles(), PROJECTIONS).board(scope, Call())
            return watch.seconds / size

        then, read = turns.take(past, lambda: floor.read_all(path) / size)
    return [Row("the board of a past time, an entry | select and parse it", then, read, PAST)]
