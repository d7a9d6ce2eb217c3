"""One log, asked and told by every interface: a thin face over modules, one a question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from application import reading
from engine.projection import Projections
from engine.reading import Reader
from event_store.clock import system_clock
from event_store.log import Log
from event_store.patience import SECONDS, Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.call import Call
    from application.scope import Scope
    from engine.workflow import Lifecycles
    from event_store.clock import Clock

Answer = TypeVar("Answer")


class Application:
    """What every lifecycle gets on one log; any number of threads may use it at once.

    Actor, language, progress and notices are values of a `Call`, what is asked about of a `Scope`.
    """

    def __init__(
        self, log: Log, lifecycles: Lifecycles, projections: Projections = reading.NONE,
        *, clock: Clock = system_clock,
    ) -> None:  # fmt: skip
        self.log = log
        self.lifecycles = lifecycles
        self.projections = projections
        self._clock = clock

    @classmethod
    def open(
        cls,
        url: Path | str,
        lifecycles: Lifecycles,
        projections: Projections = reading.NONE,
        *,
        clock: Clock = system_clock,
        patience: Patience | None = None,
    ) -> Self:
        """Open the log at `url`, a path, until `close`; raises the errors of `Log.open`."""
        log = Log.open(url, read_only=True, clock=clock, patience=patience or Patience(SECONDS))
        return cls(log, lifecycles, projections, clock=clock)

    def close(self) -> None:
        """Close the log."""
        self.log.close()

    def __enter__(self) -> Self:
        """Use the log until the block ends."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the log; an error that comes from damaged entries leaves as DamagedLogError."""
        self.log.__exit__(kind, error, trace)

    def reader(self) -> Reader:
        """Return what reads the log for one question."""
        return Reader(self.log, self.lifecycles, clock=self._clock)

    def at(
        self,
        scope: Scope,
        call: Call,
        ask: Callable[[reading.Reading], Answer],
        *projections: str,
    ) -> Answer:
        """Answer a question at the moment of a scope, from the projections that it names."""
        source = reading.Source(self.reader(), self.projections)
        return source.at(scope, call, ask, projections)
