"""One log, asked and told by every interface: a thin face over modules, one a question."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, Self, TypeVar

from application import reading
from engine.projection import Projections
from engine.reading import Reader
from event_store.clock import system_clock
from event_store.log import Log
from event_store.patience import SECONDS, Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from application.bundles import Bundle, Wanted
    from application.call import Call
    from application.checkpoints import Checkpoint, Confirmed, Note, Request
    from application.copies import BackedUp
    from application.recording import Receipt
    from application.scope import Scope
    from application.text_files import TextFile
    from engine.advance import Engine
    from engine.workflow import Lifecycles
    from event_store.clock import Clock
    from event_store.present import ClockAheadError
    from event_store.proof.automatic import Automatic

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
        self._turn = RLock()
        self._engine: Engine | None = None

    @classmethod
    def open(
        cls,
        url: Path | str,
        lifecycles: Lifecycles,
        projections: Projections = reading.NONE,
        *,
        clock: Clock = system_clock,
        patience: Patience | None = None,
        read_only: bool = True,
    ) -> Self:
        """Open the log at `url`, a path, until `close`; raises the errors of `Log.open`.

        Opened `read_only`, it is opened for recording as well when something is to be recorded;
        whoever comes to record opens it for that at once.
        """
        log = Log.open(
            url, read_only=read_only, clock=clock, patience=patience or Patience(SECONDS)
        )
        return cls(log, lifecycles, projections, clock=clock)

    def close(self) -> None:
        """Close the log."""
        with self._turn:
            if self._engine is not None:
                self._engine.close()
                self._engine.log.close()
            self.log.close()

    def __enter__(self) -> Self:
        """Use the log until the block ends."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the log; an error that comes from damaged entries leaves as DamagedLogError."""
        try:
            self.log.__exit__(kind, error, trace)
        finally:
            self.close()

    @property
    def engine(self) -> Engine:
        """What records in the log, for threads that take turns.

        Raises the errors of `Log.open` where the log is opened for recording now.
        """
        with self._turn:
            if self._engine is None:
                self._engine = self._opened()
            return self._engine

    def _opened(self) -> Engine:
        # A question starts faster without.
        from application.screening import screen  # noqa: PLC0415
        from engine.advance import Engine  # noqa: PLC0415

        log = self.log
        if log.read_only:
            log = Log.open(log.path, clock=self._clock, patience=log.patience)
        return Engine(log, self.lifecycles, screen=screen(log))

    @property
    def recorded_in(self) -> Log:
        """The log as something is recorded in it, opened for that now if need be."""
        return self.engine.log if self.log.read_only else self.log

    def clock_ahead(self) -> ClockAheadError | None:
        """Return why nothing can be recorded by the machine's clock now, None if it can."""
        from event_store.present import clock_ahead  # noqa: PLC0415

        return clock_ahead(self.log)

    def record(
        self,
        envelope: Mapping[str, Any],
        call: Call,
        *,
        dry_run: bool = False,
        accept_clock: bool = False,
        signing: Automatic | None = None,
    ) -> Receipt:
        """Decide one command and record it durably; raises the errors of the store only."""
        from application.recording import record  # noqa: PLC0415

        return record(
            self, envelope, call, dry_run=dry_run, accept_clock=accept_clock, signing=signing
        )

    def record_lines(
        self,
        text: Iterable[bytes],
        call: Call,
        *,
        dry_run: bool = False,
        atomic: bool = False,
        accept_clock: bool = False,
        signing: Automatic | None = None,
    ) -> Iterator[list[Receipt]]:
        """Decide the commands of a text, one a line; raises the errors of the store only."""
        from application.recording import record_lines  # noqa: PLC0415

        return record_lines(
            self, text, call,
            dry_run=dry_run, atomic=atomic, accept_clock=accept_clock, signing=signing,
        )  # fmt: skip

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

    def sign(self, key_path: str, call: Call, *, accept_clock: bool = False) -> Note:
        """Sign everything recorded so far, and keep it with the log.

        Raises KeyMissingError, BadKeyError, StateMissingError, StateBehindError, ForkError.
        """
        from application import checkpoints  # noqa: PLC0415

        return checkpoints.sign(self, key_path, call, accept_clock=accept_clock)

    def checkpoints(self, call: Call) -> list[Checkpoint]:
        """Return the checkpoints that the log keeps; raises DamagedLogError."""
        from application import checkpoints  # noqa: PLC0415

        return checkpoints.listed(self, call)

    def request(self, seen: int | None = None) -> Request:
        """Return what asks a witness for its confirmation; raises NoCheckpointError."""
        from application import checkpoints  # noqa: PLC0415

        return checkpoints.request(self, seen)

    def confirm(self, signatures: TextFile, policy: TextFile | None) -> list[Confirmed]:
        """Keep what witnesses signed.

        Raises Problem (no_policy), BadNoteError, BadTrustError, NoCheckpointError,
        BadCosignatureError, UnknownOriginError.
        """
        from application import checkpoints  # noqa: PLC0415

        return checkpoints.confirm(self, signatures, policy)

    def prove(self, scope: Scope, wanted: Wanted, call: Call, area: str | None = None) -> Bundle:
        """Return the record of a subject with all that proves it; a look at names is recorded.

        Raises Problem (unknown_area, nothing_to_prove, name_too_late), NoCheckpointError, and
        where names are not to be had.
        """
        from application import bundles  # noqa: PLC0415

        return bundles.prove(self, scope, wanted, call, area)

    def back_up(self, file: str, call: Call, *, force: bool = False) -> BackedUp:
        """Copy the log, as it is now, into a file; raises CopyExistsError, StrayFilesError."""
        from application import copies  # noqa: PLC0415

        return copies.back_up(self.log.path, file, call, force=force)
