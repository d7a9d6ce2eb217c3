"""One log as every interface sees it: a thin face over modules, one a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from application import reading
from application.logs import OpenLog, open_log
from engine.projection import Projections
from engine.reading import Reader
from event_store.clock import system_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from application.attempts import Attempt
    from application.bundles import Bundle, Wanted
    from application.call import Call
    from application.changes import Blame, Bound, Changes
    from application.checkpoints import CarriedRequest, Confirmed, ListedCheckpoint, Note
    from application.copies import BackedUp
    from application.exports import Export
    from application.findings import Checkup
    from application.histories import History
    from application.log_entries import Query, Recorded
    from application.next_steps import NextSteps
    from application.one_entry import WholeEntry
    from application.people.names import Names
    from application.people.persons import Persons
    from application.recording import Receipt
    from application.scope import Scope
    from application.search import Found
    from application.subscriptions import CursorLag, Place, Subscription
    from application.text_files import TextFile
    from application.upkeep import Projected, Rebuilt
    from application.verification import Verification
    from engine.advance import Engine
    from engine.workflow import Lifecycles
    from event_store.clock import Clock
    from event_store.log import Log
    from event_store.patience import Patience
    from event_store.proof.automatic import Automatic

Answer = TypeVar("Answer")


class Application(OpenLog):
    """What every lifecycle gets on one log; any number of threads may use it at once.

    Actor, language, progress and notices are values of a `Call`, what is asked about of a `Scope`.
    """

    def __init__(
        self, log: Log, lifecycles: Lifecycles, projections: Projections = reading.NONE,
        *, clock: Clock = system_clock,
    ) -> None:  # fmt: skip
        super().__init__(log, clock=clock)
        self.lifecycles = lifecycles
        self.projections = projections
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
        log = open_log(url, clock=clock, patience=patience, read_only=read_only)
        return cls(log, lifecycles, projections, clock=clock)

    @property
    def persons(self) -> Persons:
        """The persons of the log, and their names beside it."""
        self.check_open()
        from application.people.persons import Persons

        return Persons(self)

    @property
    def engine(self) -> Engine:
        """What records in the log, for threads that take turns.

        Raises the errors of `Log.open` where the log is opened for recording now.
        """
        # A question starts faster without.
        from application.screening import screen
        from engine.advance import Engine

        with self._turn:
            self.check_open()
            if self._engine is None:
                log = self.writable
                self._engine = Engine(log, self.lifecycles, screen=screen(log))
            return self._engine

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
        from application.recording import record

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
        from application.recording import record_lines

        return record_lines(
            self, text, call,
            dry_run=dry_run, atomic=atomic, accept_clock=accept_clock, signing=signing,
        )  # fmt: skip

    def subscribe(
        self,
        scope: Scope,
        call: Call,
        *,
        types: Collection[str] = (),
        name: str | None = None,
        after: Place | None = None,
    ) -> Subscription:
        """Return every event wanted, after a place or from where the cursor of a name stands.

        Raises Problem (unknown_type, bad_cursor_name, selection_changed), ForeignCursorError,
        ShrunkLogError.
        """
        from application.subscriptions import subscribe

        return subscribe(self, scope, call, types=types, name=name, after=after)

    def cursors(self) -> list[CursorLag]:
        """Return how far each named reader has come."""
        from application.subscriptions import cursors

        return cursors(self)

    def forget_cursor(self, name: str) -> None:
        """Drop a cursor; raises Problem (no_cursor)."""
        self.check_open()
        from application.subscriptions import forget

        forget(self, name)

    def reader(self) -> Reader:
        """Return what reads the log for one question; raises LogClosedError."""
        self.check_open()
        return Reader(self.log, self.lifecycles, clock=self._clock)

    @property
    def index_names(self) -> tuple[str, ...]:
        """The projection that knows where in the log to look, if there is one."""
        index = self.projections.index
        return () if index is None else (index.projection,)

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
        from application import checkpoints

        return checkpoints.sign(self, key_path, call, accept_clock=accept_clock)

    def automatic(self, key_path: str | None) -> Automatic | None:
        """Return what signs by itself while commands are recorded; None without a key.

        Raises KeyMissingError, BadKeyError, StateMissingError, StateBehindError, ForkError.
        """
        if not key_path:
            return None
        from application import checkpoints

        return checkpoints.automatic(self, key_path)

    def checkpoints(self, call: Call) -> list[ListedCheckpoint]:
        """Return the checkpoints that the log keeps; raises DamagedLogError."""
        from application import checkpoints

        return checkpoints.listed(self, call)

    def request(self, seen: int | None = None) -> CarriedRequest:
        """Return what asks a witness for its confirmation; raises NoCheckpointError."""
        from application import checkpoints

        return checkpoints.request(self, seen)

    def confirm(self, signatures: TextFile, policy: TextFile | None) -> list[Confirmed]:
        """Keep what witnesses signed.

        Raises Problem (no_policy), BadNoteError, BadTrustError, NoCheckpointError,
        BadCosignatureError, UnknownOriginError.
        """
        from application import checkpoints

        return checkpoints.confirm(self, signatures, policy)

    def prove(self, scope: Scope, wanted: Wanted, call: Call, area: str | None = None) -> Bundle:
        """Return the record of a subject with all that proves it; a look at names is recorded.

        Raises Problem (unknown_area, nothing_to_prove, name_too_late), NoCheckpointError, and
        where names are not to be had.
        """
        from application import bundles

        return bundles.prove(self, scope, wanted, call, area)

    def back_up(self, file: str, call: Call, *, force: bool = False) -> BackedUp:
        """Copy the log, as it is now, into a file; raises CopyExistsError, StrayFilesError."""
        self.check_open()
        from application import copies

        return copies.back_up(self.log.path, file, call, force=force)

    def verify(
        self,
        call: Call,
        *,
        full: bool,
        policy: TextFile | None = None,
        anchors: Sequence[TextFile] = (),
    ) -> Verification:
        """Say how far the record is proved to be unaltered, and by whom.

        Raises StoreUnavailableError, BadTrustError, UnknownOriginError, BadNoteError,
        BadSignatureError, OtherKeyError, BadCosignatureError.
        """
        self.check_open()
        from application.verification import verify

        return verify(self.log.path, call, full=full, policy=policy, anchors=anchors)

    def check_up(self, call: Call) -> Checkup:
        """Check the log and this machine; nothing is changed."""
        self.check_open()
        from application.checkup import check_up

        return check_up(self.log.path, self.lifecycles, call)

    def projected(self, call: Call) -> list[Projected]:
        """Return where every projection stands; raises ViewsUnavailableError, BesideError."""
        from application import upkeep

        return upkeep.projected(self, call)

    def prune(self, call: Call) -> list[str]:
        """Drop older versions of projections; raises ViewsUnavailableError, BesideError."""
        self.check_open()
        from application import upkeep

        return upkeep.prune(self, call)

    def rebuild(self, call: Call) -> Rebuilt:
        """Build all projections again; raises ViewsUnavailableError, BesideError."""
        from application import upkeep

        return upkeep.rebuild(self, call)

    def compare(self, call: Call) -> int:
        """Fold all again and compare with what is shown; return how many entries were folded.

        Raises Problem (replay_differs), UnknownEventError, GapError, ViewsUnavailableError,
        BesideError.
        """
        from application import upkeep

        return upkeep.compare(self, call)

    def history(
        self, scope: Scope, call: Call, *, area: str | None = None, with_above: bool = False
    ) -> History:
        """Return every entry of a subject; raises Problem (unknown_area, unknown_…)."""
        from application.histories import history_of

        return history_of(self, scope, call, area, with_above=with_above)

    def marked(self, scope: Scope, call: Call) -> History:
        """Return what an auditor looks at first, below an address."""
        from application.histories import marked

        return marked(self, scope, call)

    def entries(self, scope: Scope, query: Query, call: Call) -> Iterator[Recorded]:
        """Yield entries as they were recorded, the newest first; raises Problem (unknown_…)."""
        from application.log_entries import entries

        return entries(self, scope, query, call)

    def entry(self, position: int, scope: Scope, call: Call) -> WholeEntry:
        """Return one entry whole; raises Problem (unknown_position)."""
        from application.one_entry import whole_entry

        return whole_entry(self, position, scope, call)

    def changes(
        self, scope: Scope, span: tuple[Bound, Bound], call: Call, *, area: str | None = None
    ) -> Changes:
        """Return what changed of a subject between two bounds.

        Raises Problem (unknown_position, unknown_area, unknown_…).
        """
        from application.changes import changes

        return changes(self, scope, span, call, area)

    def blame(self, scope: Scope, call: Call, *, area: str | None = None) -> Blame:
        """Return which entry set each value; raises Problem (unknown_area, unknown_…)."""
        from application.changes import blame

        return blame(self, scope, call, area)

    def find(self, words: str, scope: Scope, call: Call) -> Found:
        """Return the subjects that some words name; raises Problem (nothing_found)."""
        from application.search import find

        return find(self, words, scope, call)

    def names(self, refs: Iterable[str], call: Call) -> Names:
        """Return how some persons are called: by name where the call wants names.

        Each look is recorded; a notice says where names are not granted. Raises the errors of the
        names that are kept.
        """
        from application.people.names import names

        return names(self.log, refs, call)

    def next_steps(self, scope: Scope, call: Call) -> NextSteps:
        """Return which commands are possible now, and why others are not."""
        from application.next_steps import next_steps

        return next_steps(self, scope, call)

    def attempts(self, scope: Scope, call: Call, *, since: str | None = None) -> list[Attempt]:
        """Return the commands that were refused, the last one first."""
        from application.attempts import attempts

        return attempts(self, scope, call, since)

    def export(self, scope: Scope, call: Call, *, with_above: bool = False) -> Export:
        """Return the stored bytes of entries; raises Problem (stream_hole, unknown_…)."""
        from application.exports import export

        return export(self, scope, call, with_above=with_above)
