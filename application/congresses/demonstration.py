"""The demonstration: a season of commands read as a story, played into a new log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.call import Call
from application.congresses import packaged
from application.congresses.congresses import Congresses
from application.recording import Receipt, receipt_of
from application.scope import Scope
from engine.feeding import feed, read_object
from engine.history import history
from engine.structs import Struct, field
from event_store.clock import local_date
from event_store.log import Log
from workflows.projections.season import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from application.congresses.boards import Board
    from engine.feeding import Line
    from event_store.patience import Patience

CAMPAIGN, PILOT = "gia-thuy-2017", "TDP-08"
BOARD_DAYS = ("2017-08-20", "2017-09-07", "2017-09-15")
BETWEEN = "2017-08-12"
"""After the pilot's congress, before the lessons: the two axes of time differ."""
SPOKEN = {b"#en ": "en", b"#vi ": "vi"}
"""How a comment of the file starts that is told, and in which language."""


class Chapter(Struct):
    """Some commands of the file that belong together; `story` has lines for each language."""

    story: dict[str, list[str]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


class Played(Struct, frozen=True):
    """A chapter that was played: each command with what came of it."""

    story: Mapping[str, list[str]]
    steps: tuple[tuple[Mapping[str, Any], Receipt], ...]

    @property
    def recorded(self) -> list[Receipt]:
        """The receipts of what was recorded."""
        return [receipt for _, receipt in self.steps if not receipt.refused]


class Demonstration(Struct, frozen=True):
    """The chapters, the board on three days, the history of the pilot.

    `happened` is the state of the pilot on a day, `known` what the record said of it then.
    """

    chapters: tuple[Played, ...]
    boards: tuple[Board, ...]
    history: tuple[Mapping[str, Any], ...]
    happened: str
    known: str

    @property
    def outcomes(self) -> list[str]:
        """The outcome of every command."""
        return [receipt.outcome for each in self.chapters for _, receipt in each.steps]

    def to_json(self) -> dict[str, Any]:
        """Return what a program may want of it."""
        return {
            "outcomes": self.outcomes,
            "boards": [board.to_json() for board in self.boards],
            "history": list(self.history),
            "happened": self.happened,
            "known": self.known,
        }


def demonstrate(
    path: str,
    call: Call,
    *,
    policies: Path | str | None = None,
    patience: Patience | None = None,
) -> Demonstration:
    """Play the demonstration into a new log for practice.

    Raises LogExistsError, StrayFilesError, StoreUnavailableError.
    """
    log = Log.create(path, simulation=True, patience=patience)
    with Congresses(log, packaged.lifecycles(policies), PROJECTIONS) as application:
        played = tuple(_played(application, call))
        scope = {"campaign": CAMPAIGN}
        pilot = scope | {"branch": PILOT}
        boards = (application.board(Scope(scope, as_of=day), call) for day in BOARD_DAYS)
        then = f"{BETWEEN}T23:59:59+07:00"
        happened = application.branch(Scope(pilot, as_of=BETWEEN), call)
        known = application.branch(Scope(pilot, as_of=BETWEEN, known_at=then), Call(call.language))
        return Demonstration(
            played, tuple(boards), tuple(_history(application)), happened.state, known.state
        )


def chapters(file: Path) -> list[Chapter]:
    """Return the chapters of a file of commands; one starts where the story goes on."""
    found = [Chapter()]
    for number, text in enumerate(file.read_bytes().splitlines(), start=1):
        spoken = SPOKEN.get(text[:4])
        if spoken is not None:
            if found[-1].lines:
                found.append(Chapter())
            found[-1].story.setdefault(spoken, []).append(text[4:].decode())
        elif text and not text.startswith(b"#"):
            found[-1].lines.append((number, text))
    return found


def _played(application: Congresses, call: Call) -> Iterator[Played]:
    """Feed the chapters to the engine as lines of commands are, each with its results."""
    told = chapters(packaged.demonstration())
    fed = feed(application.engine, [chapter.lines for chapter in told])
    for chapter, results in zip(told, fed, strict=True):
        steps = (
            (read_object(text), receipt_of(application, result, call))
            for (_, text), result in zip(chapter.lines, results, strict=True)
        )
        yield Played(chapter.story, tuple(steps))


def _history(application: Congresses) -> list[dict[str, Any]]:
    workflow = application.lifecycles.by_area["congress"]
    entries = application.reader().entries(workflow, CAMPAIGN, PILOT)
    names = workflow.definition.command_of
    rows = history(entries, local_date, workflow.annuls, workflow.papers)
    return [{**row, "command": names[row["type"]]} for row in rows]
