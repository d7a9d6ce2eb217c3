"""What the tests of auditing share: seasons recorded in a file, and what an audit finds there.

All figures are synthetic.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.advance import Engine
from engine.workflow import Lifecycles
from event_store.log import Log
from tests.reading.program import answer
from tests.season.commands import PILOT, Envelope
from tests.season.season import Season, Step

Finding = dict[str, Any]


class Recorded(Season):
    """A season whose log is a file, as the program reads it."""

    def __init__(self, path: Path, rules: Lifecycles | None = None) -> None:
        super().__init__(rules)
        self.log.close()
        self.path = path
        self.log = Log.create(path, simulation=True)
        self.engine = Engine(self.log, self.rules)
        self.size = self.log.size

    def under(self, rules: Lifecycles) -> "Recorded":
        """Go on under other rules."""
        self.rules = rules
        self.engine = Engine(self.log, rules)
        return self

    def close(self) -> Path:
        """End the recording; return where the log is."""
        self.log.close()
        return self.path


def recorded(path: Path, *steps: Step, rules: Lifecycles | None = None) -> Recorded:
    """A season with this on record, in a new file."""
    season = Recorded(path, rules)
    season.given(*steps)
    return season


def by_day(steps: Iterable[Envelope]) -> list[Envelope]:
    """The same story told day by day, so that nothing is recorded late.

    The pilot's sitting and election are recognised when it has learned, on their own day.
    """

    def recorded_on(step: Envelope) -> str:
        recognised = step["command"] in ("hold", "elect") and step["branch"] == PILOT
        return "2017-08-15" if recognised else str(step["occurred_on"])

    return sorted(steps, key=recorded_on)


def audited(log: Path, *words: str, **variables: str) -> list[Finding]:
    """The findings, in the order in which they are told."""
    found: list[Finding] = answer(log, "audit", *words, **variables)
    return found


def of_kind(log: Path, kind: str, *words: str) -> list[Finding]:
    """The findings of one kind."""
    return audited(log, "--kind", kind, *words)


def only(log: Path, kind: str, *words: str) -> Finding:
    """The one finding of a kind."""
    (found,) = of_kind(log, kind, *words)
    return found


def kinds(log: Path, *words: str) -> list[str]:
    """The kinds that are found, each once."""
    return sorted({finding["kind"] for finding in audited(log, *words)})
