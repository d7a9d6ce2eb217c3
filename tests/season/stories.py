"""Seasons up to a point: a campaign, its pilot, its followers. All figures are synthetic."""

from typing import Any

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL, Envelope
from tests.season.season import Season

STAGES = (
    "unplanned",
    "planned",
    "pilot",
    "lessons_learned",
    "held",
    "officers_elected",
    "reported",
)


def opened(**changes: Any) -> list[Envelope]:
    """A campaign with a pilot branch and two others."""
    branches = [c.register(branch) for branch in (PILOT, LARGE, SMALL)]
    return [c.open_campaign(**changes), *branches]


def prepared(**changes: Any) -> list[Envelope]:
    """The pilot is designated and everybody invited."""
    return [*opened(**changes), c.designate(), c.invite()]


def voted(branch: str = LARGE, on: str = "2017-08-20") -> list[Envelope]:
    """Everybody is elected in the first round."""
    if c.ROLL.get(branch, 12) < 9:
        return [c.secretary({"m-001": 6}, branch=branch, on=on)]
    ballots = (c.committee, c.secretary, c.deputy)
    return [make(branch=branch, on=on) for make in ballots]


def piloted(*, ballots: bool = True) -> list[Envelope]:
    """The pilot congress sat."""
    planned = c.plan(PILOT, "2017-08-10")
    return [planned, c.pilot(), *(voted(PILOT, "2017-08-10") if ballots else [])]


def gate_open(**changes: Any) -> list[Envelope]:
    """The lessons of the pilot are drawn."""
    return [*prepared(**changes), *piloted(), c.lessons()]


def pilot_until(state: str) -> list[Envelope]:
    """The pilot branch reached a state."""
    steps = {
        "unplanned": prepared(),
        "planned": [c.plan(PILOT, "2017-08-10")],
        "pilot": piloted()[1:],
        "lessons_learned": [c.lessons(), c.learn(PILOT)],
        "held": [c.recognise()],
        "officers_elected": [c.elect(PILOT, "2017-08-10")],
        "reported": [c.report(PILOT, "2017-08-16")],
    }
    return _until(state, steps)


def follower_until(state: str, branch: str = LARGE) -> list[Envelope]:
    """A follower reached a state; in `held` its ballots are on record."""
    steps = {
        "unplanned": gate_open(),
        "planned": [c.plan(branch)],
        "lessons_learned": [c.learn(branch)],
        "held": [c.hold(branch), *voted(branch)],
        "officers_elected": [c.elect(branch)],
        "reported": [c.report(branch)],
    }
    return _until(state, steps)


def sat(branch: str = LARGE, official: int | None = None, **present: Any) -> list[Envelope]:
    """A follower sat and has not voted; `official` first changes its roll."""
    roll = c.ROLL.get(branch, 12) if official is None else official
    changed = [] if official is None else [c.update_roll(official, "2017-07-20", branch)]
    counts = c.attendance(roll, **present)
    path = [c.plan(branch), c.learn(branch), c.hold(branch, attendance=counts)]
    return [*gate_open(), *changed, *path]


def finished() -> list[Envelope]:
    """Every branch has reported."""
    pilot = [c.learn(PILOT), c.recognise(), c.elect(PILOT, "2017-08-10")]
    return [*gate_open(), *pilot, c.report(PILOT, "2017-08-16"), *rest(LARGE), *rest(SMALL)]


def rest(branch: str) -> list[Envelope]:
    """The whole path of a follower."""
    stages = [c.plan(branch), c.learn(branch), c.hold(branch), *voted(branch)]
    return [*stages, c.elect(branch), c.report(branch)]


def amended(
    type_: str, field: str, value: Any, branch: str | None = LARGE, on: str = "2017-09-01"
) -> Any:
    """Amend the last entry of a type."""

    def step(season: Season) -> Envelope:
        return _correction(
            "amend", season.position(type_, branch), branch, on, field=field, value=value
        )

    return step


def voided(type_: str, branch: str | None = LARGE, on: str = "2017-09-01") -> Any:
    """Void the last entry of a type."""

    def step(season: Season) -> Envelope:
        return _correction("void", season.position(type_, branch), branch, on)

    return step


def _correction(command: str, position: int, branch: str | None, on: str, **data: Any) -> Envelope:
    data = {"target_position": position, "reason": "copied wrongly", **data}
    if branch is None:
        return c.of_campaign(command, on, **data)
    return c.of_branch(command, branch, on, **data)


def _until(state: str, steps: dict[str, list[Envelope]]) -> list[Envelope]:
    found: list[Envelope] = []
    for name, more in steps.items():
        found += more
        if name == state:
            return found
    raise KeyError(state)


def two_pilots(**changes: Any) -> list[Envelope]:
    """Two pilots sat, on 10 and 11 August; the small branch is planned."""
    branches = opened(pilots={"min": 1, "max": 2}, **changes)
    second = [c.plan(LARGE), c.pilot(LARGE, "2017-08-11"), *voted(LARGE, "2017-08-11")]
    designated = [c.designate(), c.designate(LARGE), c.invite()]
    return [*branches, *designated, *piloted(), *second, c.plan(SMALL)]


def two_sessions(first: str, second: str) -> list[Envelope]:
    """Each of two pilots has a lessons session of its own."""
    return [*two_pilots(), c.lessons([PILOT], first), c.lessons([LARGE], second)]
