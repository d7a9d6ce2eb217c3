"""All states folded again, against reading and parsing the same entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.congresses.packaged import lifecycles
from bench import floor
from bench.measuring import Row, Stopwatch
from engine.replay import each_state
from event_store.log import Log

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns

TARGET = 0.9


def rows(path: Path, turns: Turns, of: str = "") -> list[Row]:
    """The row on replaying the log at `path`; `of` says which one that is."""
    with Log.open(path, read_only=True) as log:
        size = log.size

        def replayed() -> float:
            with Stopwatch() as watch:
                for _ in each_state(log, lifecycles(), lambda *_: None):
                    pass
            return watch.seconds / size

        folded, read = turns.take(replayed, lambda: floor.read_all(path) / size)
    return [Row(f"replay every state{of}, an entry | select and parse it", folded, read, TARGET)]
