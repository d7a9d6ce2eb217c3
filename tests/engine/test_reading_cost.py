"""What a command reads: entries are counted, nothing is timed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from event_store.sqlite_rows import SQLiteRows
from tests.engine.synthetic import ROLLS, Script, accept, new_engine, open_season, through_lessons

SMALL, LARGE = 40, 400


class Counter:
    """Counts the rows that the store hands out."""

    def __init__(self) -> None:
        self.entries = 0

    @contextmanager
    def counting(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        """Count within the block."""
        with patch.context() as at:
            for name in ("stream", "streams"):
                at.setattr(SQLiteRows, name, self._rows(getattr(SQLiteRows, name)))
            yield

    def _rows(self, method: Any) -> Any:
        def counted(*args: Any) -> Any:
            found = list(method(*args))
            self.entries += len(found)
            return found

        return counted


def season(path: Path, branches: int) -> None:
    """Record a campaign of so many branches, its pilot through the lessons."""
    others = {f"B-{n:03d}": 5 for n in range(branches - len(ROLLS))}
    script = Script()
    open_season(script, {**ROLLS, **others})
    through_lessons(script)
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, script.commands)


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("cost")
    made = {size: folder / f"{size}.db" for size in (SMALL, LARGE)}
    for size, path in made.items():
        season(path, size)
    return made


def read_by(path: Path, patch: pytest.MonkeyPatch) -> Counter:
    """Count what a new engine reads for one command of one branch."""
    script = Script(prefix="one").on("2017-08-20")
    script.do("record_finding", "TDP-03", {"heading": "goals", "tag": "missing_forecast"})
    counter = Counter()
    with Log.open(path) as log:
        engine = new_engine(log)
        with counter.counting(patch):
            accept(engine, script.commands)
    return counter


def test_one_command_of_a_branch_reads_its_campaign_once_and_no_other_branch(
    seasons: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = {size: read_by(path, monkeypatch).entries for size, path in seasons.items()}
    assert read[LARGE] - read[SMALL] == LARGE - SMALL
    assert read[SMALL] < 2 * SMALL


def test_the_second_command_reads_nothing_again(
    seasons: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seasons[LARGE]
    counter = Counter()
    script = Script(prefix="again").on("2017-08-21")
    for number in range(5):
        finding = {"heading": "goals", "tag": "missing_challenges", "note": f"lần {number}"}
        script.do("record_finding", "TDP-04", finding)
    with Log.open(path) as log:
        engine = new_engine(log)
        accept(engine, script.commands[:1])
        with counter.counting(monkeypatch):
            for envelope in script.commands[1:]:
                accept(engine, [envelope])
    assert counter.entries == 0


def test_a_command_after_somebody_elses_reads_only_what_is_new(
    seasons: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = {"heading": "goals", "tag": "missing_opportunities"}
    script = Script(prefix="turns").on("2017-08-22")
    for _ in range(4):
        script.do("record_finding", "TDP-05", finding)
    counter = Counter()
    with Log.open(seasons[LARGE]) as log, Log.open(seasons[LARGE]) as other:
        engine, colleague = new_engine(log), new_engine(other)
        accept(engine, script.commands[:1])
        accept(colleague, script.commands[1:3])
        with counter.counting(monkeypatch):
            accept(engine, script.commands[3:])
    assert counter.entries == 2
