"""Reading: states as of a day and as known at a time, folded from the log."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from engine.corrections import fold
from engine.structs import Struct
from engine.workflow import Entry, Lifecycles, PolicyError, UnknownEventError, Workflow
from event_store.clock import local_date, system_clock, written
from event_store.log import Log


class View(Struct, frozen=True):
    """Which past is asked about: what had occurred by `as_of`, known by position `upto`.

    `final` says whether no entry can ever be added up to there. Entries of a group bear their
    time before they are visible, so a time is over only when a later entry is on record.
    """

    as_of: str
    upto: int
    final: bool = False


class Reader:
    """Answers questions to a log; never writes, never waits for a writer."""

    def __init__(
        self, log: Log, lifecycles: Lifecycles, *, clock: Callable[[], datetime] = system_clock
    ) -> None:
        self.log = log
        self.lifecycles = lifecycles
        self.left_out: dict[str, UnknownEventError] = {}
        """The streams that `readable_below` left out, each with the entry that is not known."""
        self.unread: list[UnknownEventError] = []
        """Entries that `recorded` gave as they are."""
        self._clock = clock

    def view(self, as_of: str | None, known_at: str | None) -> View:
        """Return the view of a day and a time (RFC 3339 with offset), both optional.

        Without a day it is today, in a simulation the day of the last entry. Raises BadTimeError.
        """
        size = self.log.size  # before it is searched: what comes meanwhile proves nothing
        upto = size if known_at is None else self.log.position_at(known_at)
        return View(as_of or self.today(size), upto, final=upto < size)

    def today(self, upto: int | None = None) -> str:
        """Return the local date now; in a simulation that of the last entry, or of one `upto`."""
        if self.log.simulation:
            return day_of(self.log.entry(self.log.size if upto is None else max(upto, 1)))
        return local_date(self.now())

    def now(self) -> str:
        """Return the time by the clock, as the log writes times."""
        return written(self._clock())

    def policy(self, root: Any, workflow: Workflow | None = None) -> Any:
        """Return the policy of a root state: the one at hand, else the one in the log.

        `workflow` is that of the state, or one below it; without it the policies are those that
        all lifecycles share.
        """
        if workflow is None:
            return self.policy_named(self.lifecycles.policy_of(root))
        return self.policy_named(self.lifecycles.policy_name(workflow, root), workflow)

    def policy_named(self, name: str, workflow: Workflow | None = None) -> Any:
        """Return the policy of a name: the one at hand, else the one in the log, else None."""
        text = policy_text(self.log, self.lifecycles, name)
        if text is None:
            return None
        if workflow is None:
            return self.lifecycles.parse_policy(text)
        return self.lifecycles.parsed_policy(workflow, text)

    def keys(
        self, workflow: Workflow, *above: str, begun: int | None = None
    ) -> list[tuple[str, ...]]:
        """Return the keys of every stream of `workflow` below `above`, sorted.

        Only those that had begun at a position of the log, if one is given.
        """
        prefix = workflow.stream(*above) + "/"
        return [tuple(stream.split("/")[1:]) for stream, _ in self.log.streams(prefix, begun)]

    def entries(self, workflow: Workflow, *keys: str, upto: int | None = None) -> list[Entry]:
        """Return the entries of one stream, lifted, up to a position of the log."""
        stream = workflow.stream(*keys)
        return [
            workflow.lift(entry)
            for entry in self.log.stream(stream)
            if upto is None or entry["position"] <= upto
        ]

    def recorded(
        self, workflow: Workflow, *keys: str, upto: int | None = None
    ) -> tuple[list[Entry], list[Entry]]:
        """Return the entries of one stream, lifted, and those of a newer program, as they are.

        Why these cannot be lifted is kept in `unread`: whoever asks must say so. Raises
        DamagedLogError for an entry that was altered.
        """
        known: list[Entry] = []
        unknown: list[Entry] = []
        for entry in self.log.stream(workflow.stream(*keys)):
            if upto is not None and entry["position"] > upto:
                break
            try:
                known.append(workflow.lift(entry))
            except UnknownEventError as error:
                self.log.check_entry(error.position)
                self.unread.append(error)
                unknown.append(entry)
        return known, unknown

    def state(self, workflow: Workflow, *keys: str, view: View) -> Any:
        """Return the state of one stream in a view."""
        return fold(workflow, self.entries(workflow, *keys, upto=view.upto), view.as_of)

    def below(
        self, workflow: Workflow, *above: str, upto: int | None = None
    ) -> Iterator[tuple[str, list[Entry]]]:
        """Yield the last key and the entries of every stream of `workflow` below `above`."""
        for stream, entries in self._streams_below(workflow, above, upto):
            yield stream.rsplit("/", 1)[1], [workflow.lift(entry) for entry in entries]

    def readable_below(
        self, workflow: Workflow, *above: str, upto: int | None = None
    ) -> Iterator[tuple[str, list[Entry]]]:
        """Yield as `below` does, without streams in which a newer program recorded something.

        Those are kept in `left_out`: whoever asks must name them.
        """
        for stream, entries in self._streams_below(workflow, above, upto):
            try:
                known = [workflow.lift(entry) for entry in entries]
            except UnknownEventError as error:
                self.leave_out(error)
            else:
                yield stream.rsplit("/", 1)[1], known

    def leave_out(self, error: UnknownEventError) -> None:
        """Keep which stream is left out; raises DamagedLogError for an entry that was altered."""
        self.log.check_entry(error.position)
        self.left_out[error.stream] = error

    def _streams_below(
        self, workflow: Workflow, above: tuple[str, ...], upto: int | None
    ) -> Iterator[tuple[str, Iterator[Entry]]]:
        scanned: Iterable[Entry] = self.log.scan_streams(workflow.stream(*above) + "/")
        for stream, entries in groupby(scanned, key=lambda entry: entry["stream"]):
            yield stream, (e for e in entries if upto is None or e["position"] <= upto)


def policy_text(log: Any, lifecycles: Lifecycles, name: str) -> str | None:
    """Return the text of a policy: from those at hand, else the last adopted under that name.

    Raises PolicyError where only a file that cannot be used has it.
    """
    broken: PolicyError | None = None
    try:
        if name in lifecycles.policies:
            return lifecycles.policies[name]
    except PolicyError as error:
        broken = error
    adopted: list[str] = [
        entry["data"]["policy"]["text"]
        for entry in log.stream("log")
        if entry["type"] == "log.rules_adopted" and entry["data"]["policy"]["name"] == name
    ]
    if broken is not None and not adopted:
        raise broken
    return adopted[-1] if adopted else None


def day_of(entry: Entry) -> str:
    """Return the local date on which an entry was recorded."""
    return local_date(entry["recorded_at"])
