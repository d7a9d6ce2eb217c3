"""What one command costs in a large campaign and in a large log, against small ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench import logs
from bench.measuring import Row, Stopwatch, in_turns
from bench.season import BRANCHES, Command, Ward, lines

TARGET = 1.3
SMALL_LOG = 1_000
_WARM = 200
_COLD = 20

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
        self._path = path
        self._campaign = campaign
        self._step = max(1, branches // BRANCHES)
        self._count = 0

    def warm(self, make: Make) -> Callable[[], float]:
        """Seconds a command in an engine that knows every stream that it touches."""

        def job() -> float:
            commands = self._commands(make, _WARM)
            watch = Stopwatch()
            with logs.opened(self._path) as (_, engine):
                logs.advance(engine, self._commands(make, BRANCHES))
                with watch:
                    logs.advance(engine, commands)
            return watch.seconds / _WARM

        return job

    def crowded(self, make: Make, known: int) -> Callable[[], float]:
        """Seconds a command in an engine that knows so many streams besides."""

        def job() -> float:
            watch = Stopwatch()
            with logs.opened(self._path) as (_, engine):
                with engine.session() as session:
                    for branch in range(1, known + 1):
                        session.advance(make(self._campaign, f"TDP-{branch:02d}", branch))
                logs.advance(engine, self._commands(make, BRANCHES))
                commands = self._commands(make, _WARM)
                with watch:
                    logs.advance(engine, commands)
            return watch.seconds / _WARM

        return job

    def cold(self, make: Make) -> Callable[[], float]:
        """Seconds a command that is the first of its engine."""

        def job() -> float:
            watch = Stopwatch()
            for command in self._commands(make, _COLD):
                with logs.opened(self._path) as (_, engine), watch:
                    logs.advance(engine, [command])
            return watch.seconds / _COLD

        return job

    def _commands(self, make: Make, count: int) -> list[Command]:
        """Commands for 40 branches in turn, all over the campaign."""
        made = []
        for _ in range(count):
            self._count += 1
            branch = 1 + self._count % BRANCHES * self._step
            made.append(make(self._campaign, f"TDP-{branch:02d}", self._count))
        return made


def rows(folder: Path, *, branches: int, entries: int, repeats: int) -> list[Row]:
    """The rows on growth: by branches of the campaign, by entries of the log."""
    small, large = _campaigns(folder / "campaigns.db", branches)
    few, many = _logs(folder, entries)
    return [
        *_compared(f"{branches:,} branches | {BRANCHES}", large, small, repeats),
        _crowded(large, branches, repeats),
        *_compared(f"a log of {entries:,} entries | {SMALL_LOG:,}", many, few, repeats),
    ]


def _compared(name: str, large: Place, small: Place, repeats: int) -> list[Row]:
    found = []
    for make in (update_roll, record_finding):
        title = make.__name__
        warm, warm_small = in_turns(repeats, large.warm(make), small.warm(make))
        found.append(Row(f"{title}, warm: {name}", warm, warm_small, TARGET, as_cost=True))
        cold, cold_small = in_turns(repeats, large.cold(make), small.cold(make))
        found.append(Row(f"{title}, cold: {name}", cold, cold_small, TARGET, as_cost=True))
    return found


def _crowded(place: Place, branches: int, repeats: int) -> Row:
    jobs = (place.crowded(update_roll, branches), place.crowded(update_roll, BRANCHES))
    many, few = in_turns(repeats, *jobs)
    name = f"update_roll, {branches:,} streams known | {BRANCHES}"
    return Row(name, many, few, TARGET, as_cost=True)


def _campaigns(path: Path, branches: int) -> tuple[Place, Place]:
    """A small and a large campaign in one log."""
    logs.make(path)
    wards = Ward(1), Ward(2, branches)
    with logs.opened(path) as (_, engine):
        for ward in wards:
            logs.advance(engine, (command for _, command in ward.opening()))
    return Place(path, wards[0].key, BRANCHES), Place(path, wards[1].key, branches)


def _logs(folder: Path, entries: int) -> tuple[Place, Place]:
    """The same campaign in a small and in a large log."""
    places = []
    for name, size in (("few", SMALL_LOG), ("many", entries)):
        path = logs.make(folder / f"{name}.db")
        with logs.opened(path) as (_, engine):
            logs.fill(engine, lines(size))
        places.append(Place(path, Ward(1).key, BRANCHES))
    return places[0], places[1]
