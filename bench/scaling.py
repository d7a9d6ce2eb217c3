"""What one command costs in a large campaign and in a large log, against small ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from bench import logs
from bench.measuring import Row, Stopwatch, Turns
from bench.season import BRANCHES, Command, Ward, lines

TARGET = 1.3
COLD_CAMPAIGN = None
"""A new engine folds its campaign once: that grows with the campaign, by design, and what people
feel of it is measured as whole processes (`campaigns`)."""
SMALL_LOG = 1_000
WARM = 200
"""Commands of a measurement in an engine that knows their streams."""
COLD = 20

Make = Callable[[str, str, int], Command]
"""Makes a command of a campaign, a branch and a number."""


def update_roll(campaign: str, branch: str, number: int) -> Command:
    """The roll of a branch as it is from a day on."""
    data = {"official": 10 + number % 9, "probationary": 1, "exempt": 0}
    return _command("update_roll", campaign, branch, data)


def record_finding(campaign: str, branch: str, number: int) -> Command:
    """A finding on the report of a branch."""
    data = {"heading": "situation", "tag": f"finding-{number}"}
    return _command("record_finding", campaign, branch, data)


def _command(command: str, campaign: str, branch: str, data: Command) -> Command:
    return {
        "command": command,
        "campaign": campaign,
        "branch": branch,
        "occurred_on": "2017-08-01",
        "actor": "op:can-bo-to-chuc",
        "data": data,
    }


class Place:
    """A campaign in a log, where single commands are recorded."""

    def __init__(self, path: Path, campaign: str, branches: int) -> None:
        self.path = path
        self._campaign = campaign
        self._step = max(1, branches // BRANCHES)
        self._count = 0

    def warm(self, make: Make) -> Callable[[], float]:
        """Seconds a command in an engine that knows every stream that it touches."""

        def job() -> float:
            commands = self._commands(make, WARM)
            watch = Stopwatch()
            with logs.opened(self.path) as (_, engine):
                logs.advance(engine, self._commands(make, BRANCHES))
                with watch:
                    logs.advance(engine, commands)
            return watch.seconds / WARM

        return job

    def crowded(self, make: Make, known: int) -> Callable[[], float]:
        """Seconds a command in an engine that knows so many streams besides."""

        def job() -> float:
            watch = Stopwatch()
            with logs.opened(self.path) as (_, engine):
                with engine.session() as session:
                    for branch in range(1, known + 1):
                        session.advance(make(self._campaign, f"TDP-{branch:02d}", branch))
                logs.advance(engine, self._commands(make, BRANCHES))
                commands = self._commands(make, WARM)
                with watch:
                    logs.advance(engine, commands)
            return watch.seconds / WARM

        return job

    def cold(self, make: Make) -> Callable[[], float]:
        """Seconds a command that is the first of its engine."""

        def job() -> float:
            watch = Stopwatch()
            for command in self._commands(make, COLD):
                with logs.opened(self.path) as (_, engine), watch:
                    logs.advance(engine, [command])
            return watch.seconds / COLD

        return job

    def _commands(self, make: Make, count: int) -> list[Command]:
        """Commands for 40 branches in turn, all over the campaign."""
        made = []
        for _ in range(count):
            self._count += 1
            branch = 1 + self._count % BRANCHES * self._step
            made.append(make(self._campaign, f"TDP-{branch:02d}", self._count))
        return made


def rows(folder: Path, turns: Turns, *, branches: int, entries: int) -> list[Row]:
    """The rows on growth: by branches of the campaign, by entries of the log."""
    small, large = _campaigns(folder / "campaigns.db", branches)
    few, many = _logs(folder, entries)
    return [
        *_compared(f"{branches:,} branches | {BRANCHES}", large, small, turns, COLD_CAMPAIGN),
        _crowded(large, branches, turns),
        *_compared(f"a log of {entries:,} entries | {SMALL_LOG:,}", many, few, turns, TARGET),
    ]


def _compared(
    name: str, large: Place, small: Place, turns: Turns, cold_target: float | None
) -> list[Row]:
    found = []
    for make in (update_roll, record_finding):
        for kind, target, jobs in (
            ("warm", TARGET, (large.warm(make), small.warm(make))),
            ("cold", cold_target, (large.cold(make), small.cold(make))),
        ):
            title = f"{make.__name__}, {kind}: {name}"
            grown, before = turns.take(*jobs)
            found.append(Row(title, grown, before, target, as_cost=True, flushes=True))
    return found


def _crowded(place: Place, branches: int, turns: Turns) -> Row:
    jobs = (place.crowded(update_roll, branches), place.crowded(update_roll, BRANCHES))
    name = f"update_roll, {branches:,} streams known | {BRANCHES}"
    many, few = turns.take(*jobs)
    return Row(name, many, few, TARGET, as_cost=True, flushes=True)


def campaign(path: Path, number: int, branches: int) -> Place:
    """A campaign that is all planned, in a log of its own."""
    return _opened(logs.make(path), number, branches)


def _campaigns(path: Path, branches: int) -> tuple[Place, Place]:
    """A small and a large campaign in one log."""
    logs.make(path)
    return _opened(path, 1, BRANCHES), _opened(path, 2, branches)


def _opened(path: Path, number: int, branches: int) -> Place:
    ward = Ward(number, branches)
    with logs.opened(path) as (_, engine):
        logs.fill(engine, [orjson.dumps(command) for _, command in ward.opening()])
    return Place(path, ward.key, branches)


def _logs(folder: Path, entries: int) -> tuple[Place, Place]:
    """The same campaign in a small and in a large log."""
    places = []
    for name, size in (("few", SMALL_LOG), ("many", entries)):
        path = logs.make(folder / f"{name}.db")
        with logs.opened(path) as (_, engine):
            logs.fill(engine, lines(size))
        places.append(Place(path, Ward(1).key, BRANCHES))
    return places[0], places[1]
