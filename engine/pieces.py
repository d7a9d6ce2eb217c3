"""A whole log by streams, in pieces that two processes share: no answer hangs on who has which."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from typing import NamedTuple, Self, TypeVar

from engine.corrections import is_correction
from engine.workflow import Entry, Workflow
from event_store.errors import GapError
from event_store.heap import quiet_heap
from event_store.helper import helper, shared
from event_store.log import Log
from event_store.stored import loaded_streams

PIECE = 1_000
"""Entries of a piece, some 20 ms of work: few enough that nobody waits long for the last one."""

T = TypeVar("T")


class Piece(NamedTuple):
    """Some streams of one area in a row, by their names, and how many entries they have."""

    area: str
    first: str
    last: str
    entries: int
    upto: int
    """The last position that counts."""

    def streams(self, log: Log, workflow: Workflow) -> Iterator[tuple[str, list[Entry], bool]]:
        """Yield each stream with its entries, lifted, and whether there are corrections.

        Raises GapError, DamagedLogError, UnknownEventError.
        """
        lift, current = workflow.lift, workflow.versions
        corrections = {type_ for type_ in current if is_correction(type_)}
        with log.reading() as rows:
            for stream, recorded in loaded_streams(
                rows, log.path, self.first, self.last, self.entries, self.upto
            ):
                entries = [
                    entry if current.get(entry["type"]) == entry["type_version"] else lift(entry)
                    for entry in recorded
                ]
                kinds = [entry["type"] for entry in entries]
                yield stream, entries, not corrections.isdisjoint(kinds)


class WholeLog:
    """All streams of a log up to one position, by their last versions."""

    def __init__(self, versions: Mapping[str, int], size: int) -> None:
        self.versions = versions
        """Sorted by stream."""
        self.size = size

    @classmethod
    def of(cls, log: Log) -> Self:
        """Return a log as it is now; raises GapError if a position is missing."""
        with log.reading() as rows:
            size = rows.size()
            versions = {stream: version for stream, version, _ in rows.heads("")}
        if sum(versions.values()) != size:
            raise GapError(expected=size, found=None)
        return cls(versions, size)

    def pieces(self, areas: Collection[str], size: int = PIECE) -> Iterator[Piece]:
        """Yield all streams of some areas in pieces of so many entries, or of one stream."""
        some: list[str] = []
        count = 0
        for stream, version in self.versions.items():
            if some and (count >= size or _area(stream) != _area(some[0])):
                yield self._piece(some)
                some, count = [], 0
            if _area(stream) in areas:
                some.append(stream)
                count += version
        if some:
            yield self._piece(some)

    def one(self, stream: str) -> Piece:
        """Return the piece of one stream."""
        return self._piece([stream])

    def _piece(self, some: list[str]) -> Piece:
        count = sum(self.versions[stream] for stream in some)
        return Piece(_area(some[0]), some[0], some[-1], count, self.size)


def each(
    log: Log, pieces: Iterable[Piece], answer: Callable[[Log, Piece], T]
) -> Generator[T, None, None]:
    """Yield the answer on each piece, in their order, from this process or a second one.

    What it answers must be fit to be pickled. A second process is only had for a log that is open
    for reading alone and while nothing is read; it ends when this is closed.
    """

    def serve(questions: Iterator[Piece], _: Callable[[int], None]) -> Iterator[T]:
        with Log.open(log.path, read_only=True) as own:
            for piece in questions:
                yield answer(own, piece)

    every = list(pieces)
    log.rest()
    with quiet_heap(), helper(log.path, serve, spawned=False) as other:
        try:
            yield from shared(every, lambda piece: answer(log, piece), other)
        except Exception:
            # Of several errors the first in order is raised, whoever met which one before.
            for piece in every:
                answer(log, piece)
            raise


def _area(stream: str) -> str:
    return stream.partition("/")[0]
