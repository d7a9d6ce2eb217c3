"""Following a log: a board or a branch, each time that it has changed."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from application.congresses.addresses import Branch, find_branch
from application.problems import Problem
from application.reading import now
from engine.structs import Struct, asdict
from event_store.subscription import CommitWatch
from event_store.words import Text
from workflows.labels import LABELS, RANK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from application.application import Application
    from application.call import Call
    from application.congresses.boards import Board
    from application.reading import Reading
    from application.scope import Scope

PULSE = 0.5
"""Seconds after which whoever follows is asked whether to go on."""
HEARTBEAT = 1.0
"""Seconds that it rests at most between two counts of a board."""
_REST = 4
"""It rests this many times as long as counting took: a busy season must not be slowed down."""
NOT_YET = Text(
    "The time ran out: {branch} is at '{now}', not yet at '{goal}'.",
    "Đã hết thời gian: {branch} đang ở bước '{now}', chưa đến '{goal}'.",
)
NEVER = Text(
    "{branch} is {fate} at '{now}': it will not get to '{goal}'. No longer waiting.",
    "{branch} {fate} khi đang ở bước '{now}': sẽ không đến '{goal}'. Không đợi nữa.",
)


def board_changes(
    application: Application, scope: Scope, call: Call, again: Callable[[], bool] = lambda: False
) -> Iterator[Board]:
    """Yield the board now, then each time that it has changed or that `again` says so.

    `again` is called every half second while nothing is recorded, and may raise to end this.
    Raises Problem (unknown_campaign), StoreUnavailableError when the log is lost.
    """
    from application.congresses.boards import board as counted  # noqa: PLC0415 - not for a branch

    before = None
    with CommitWatch(application.log.path) as changes:
        while True:
            begun = time.monotonic()
            board = counted(application, scope, call)
            if board.to_json() != before:
                before = board.to_json()
                yield board
            time.sleep(min(HEARTBEAT, _REST * (time.monotonic() - begun)))
            repeat = again()
            while not repeat and not changes.wait(PULSE):
                repeat = again()
                if scope.as_of is None and application.reader().today() != board.moment.as_of:
                    break
            if repeat:
                before = None


class WaitStanding(Struct, frozen=True):
    """How far a branch that is waited for has come on the way to a state."""

    campaign: str
    branch: str
    state: str
    disposition: str
    wanted: str

    def to_json(self) -> dict[str, str]:
        """Return how far the branch has come, and the state that is waited for."""
        return asdict(self)

    @property
    def is_reached(self) -> bool:
        """Whether it is at the state that is waited for, or further."""
        return RANK[self.state] >= RANK[self.wanted]

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.is_reached or self.disposition != "active"


def standings(
    application: Application,
    scope: Scope,
    call: Call,
    wanted: str,
    *,
    seconds: float | None = None,
    pulse: Callable[[], object] = lambda: None,
) -> Iterator[WaitStanding]:
    """Yield how a branch stands now, then each time that something was recorded of it.

    Ends when it has reached the state `wanted`, or is past it. `pulse` is called every half
    second and may raise to end this. Raises Problem: not_reached when `seconds` are over,
    never_reached for a branch that is no longer active, and what `find_branch` raises;
    StoreUnavailableError when the log is lost.
    """
    until = None if seconds is None else time.monotonic() + seconds
    with CommitWatch(application.log.path) as changes:
        found = application.at(scope, call, partial(_found, scope), "board")
        while True:
            version = _version(application, found)
            standing = _standing(application, found, wanted)
            yield standing
            if standing.is_over:
                break
            while _version(application, found) == version:
                left = PULSE if until is None else until - time.monotonic()
                if left <= 0:
                    raise _problem("not_reached", NOT_YET, scope, standing)
                changes.wait(min(left, PULSE))
                pulse()
    if not standing.is_reached:
        raise _problem("never_reached", NEVER, scope, standing)


def _found(scope: Scope, reading: Reading) -> Branch:
    return find_branch(reading, scope.address.get("branch", ""), scope.given("campaign"))


def _version(application: Application, branch: Branch) -> int:
    workflow = application.lifecycles.by_area["congress"]
    return application.log.version(workflow.stream(branch.campaign, branch.key))


def _standing(application: Application, branch: Branch, wanted: str) -> WaitStanding:
    reading = now(application.reader())
    workflow = reading.workflow("congress")
    state = reading.reader.state(workflow, branch.campaign, branch.key, view=reading.view)
    return WaitStanding(branch.campaign, branch.key, state.stage, state.disposition, wanted)


def _problem(code: str, text: Text, scope: Scope, standing: WaitStanding) -> Problem:
    """Return why the waiting is over, with the branch as it was named."""
    codes = {"now": standing.state, "goal": standing.wanted, "fate": standing.disposition}
    labels = {name: LABELS[each] for name, each in codes.items()}
    return Problem(code, text, {"branch": scope.address["branch"], **labels})
