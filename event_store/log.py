"""The log: one order of entries, written by one at a time, read by anybody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from event_store import canonical, tree
from event_store.causes import ONLY_READ
from event_store.clock import BEGINNING, normal, system_clock, written
from event_store.entry import Circumstances, Draft, event_id, prepare, seal
from event_store.errors import GapError, StoreUnavailableError
from event_store.files import HASH, create_file, open_file, recorder_at
from event_store.places import new_place, place_of
from event_store.present import ClockCheck, check_first
from event_store.stored import (
    Chain,
    damage_behind,
    damaged_at,
    is_recorded,
    loaded,
    loaded_command,
    loaded_stream,
    text_at,
    unlinked,
)
from event_store.tiles import TileTree
from event_store.transaction import KnownBefore, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from event_store.clock import Clock
    from event_store.patience import Patience
    from event_store.store import Store, StoreRows

__all__ = ["Draft", "Log", "Transaction", "system_clock"]

PAGE = 5_000
"""Entries that a scan holds at a time."""


class Log:
    """An open log. Reading sees committed entries only and never waits for a writer."""

    def __init__(
        self,
        store: Store,
        genesis: dict[str, Any],
        *,
        clock: Clock,
        read_only: bool = False,
        patience: Patience | None = None,
        accept_clock: bool = False,
    ) -> None:
        self._store = store
        self._recorder: Store | None = None
        self._clock = clock
        self.read_only = read_only
        """Whether it was opened for reading only."""
        self._known = KnownBefore()
        self.patience = patience
        """How long it waits for other writers, and whom it tells; None for what is usual."""
        self.in_memory: bool = store.in_memory
        """Whether it is gone when it is closed: nothing is kept beside it then."""
        self.path: str = store.path
        """Where the log is."""
        self.origin: str = genesis["data"]["origin"]
        """The name under which its checkpoints are signed."""
        self.simulation: bool = genesis["data"]["simulation"]
        """Whether commands may carry their own recorded_at; said for ever by entry 1."""
        lasting = not (self.simulation or self.in_memory or read_only)
        self.clock_check = (
            ClockCheck(store.path, clock, accepted=accept_clock) if lasting else None
        )
        """Refuses a clock that is far ahead, whoever handed it in; None where it does no harm."""
        self.log_id: str = tree.leaf_hash(self.raw(1))[:8].hex()
        """First 16 hex digits of entry 1's leaf hash."""

    @classmethod
    def create(
        cls,
        path: Path | str | None,
        *,
        origin: str | None = None,
        simulation: bool = False,
        clock: Clock = system_clock,
        patience: Patience | None = None,
        accept_clock: bool = False,
    ) -> Self:
        """Make a new log with its genesis and open it; `path` None keeps it in memory.

        Without an `origin` a real log gets one that no other has, a simulation the same as all
        others. Raises LogExistsError, StoreUnavailableError, BadEntryError for a bad origin, and
        ClockAheadError for a `clock` far ahead of the machine's, unless `accept_clock` is set.
        """
        from event_store.origin import SIMULATED, checked_origin, own_origin  # noqa: PLC0415

        if origin is None:
            origin = SIMULATED if simulation else own_origin()
        checked_origin(origin)
        time = BEGINNING if simulation else written(clock())
        if path is not None and not (simulation or accept_clock):
            check_first(time)
        genesis = _genesis(origin, time, simulation=simulation)

        def begin(store: Store) -> None:
            with store.writing() as batch:
                batch.insert([("log", 1, "log.created", genesis)])

        if path is None:
            # Most programs never need it, and start faster without.
            from event_store.memory import MemoryLogRecorder  # noqa: PLC0415

            memory = MemoryLogRecorder()
            begin(memory)
            return cls(memory, canonical.loads(genesis), clock=clock)
        name = str(new_place(path))
        create_file(name, begin, patience)
        return cls.open(name, clock=clock, patience=patience, accept_clock=accept_clock)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        clock: Clock = system_clock,
        read_only: bool = False,
        patience: Patience | None = None,
        accept_clock: bool = False,
    ) -> Self:
        """Open an existing log; `patience` is for other writers.

        Writing raises ClockAheadError where `clock` runs far ahead of all that shows how late it
        is, whoever handed it in; `accept_clock` says that it is right all the same.

        Raises LogMissingError, NotALogError, NewerFormatError, RolledBackError,
        StoreUnavailableError, DamagedLogError; the file is as it was then.
        """
        name = str(place_of(path))
        store, genesis = open_file(name, read_only=read_only, patience=patience)
        return cls(
            store,
            genesis,
            clock=clock,
            read_only=read_only,
            patience=patience,
            accept_clock=accept_clock,
        )

    def close(self) -> None:
        """Close the log; a second time does nothing."""
        self._store.close()
        if self._recorder is not None:
            self._recorder.close()

    def rest(self) -> None:
        """Close the files of a log that is only read, until it is read again."""
        self._store.rest()

    def __enter__(self) -> Self:
        """Use the log until the block ends."""
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Close the log; an error that comes from damaged entries leaves as DamagedLogError."""
        damage = damage_behind(self._store, self.path, error)
        self.close()
        if damage is not None:
            raise damage from error

    @property
    def store(self) -> Store:
        """The recorder below, for the library's event store and subscriptions."""
        if not self.read_only:
            return self._store
        if self._recorder is None:
            self._recorder = recorder_at(self.path, self.patience)
        return self._recorder

    def page(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, as far as there are any."""
        with self._store.reading() as rows:
            return rows.entries(after, upto)

    @property
    def names(self) -> int:
        """How many names the log's file has: one with several can only be read."""
        return 1 if self.in_memory else Path(self.path).stat().st_nlink

    @property
    def size(self) -> int:
        """Last position; a log has at least its genesis."""
        with self._store.reading() as rows:
            return rows.size()

    def event_id(self, position: int) -> str:
        """The id of an entry for the outside; raises IndexError if there is no such position."""
        return event_id(self.log_id, position, tree.leaf_hash(self.raw(position)))

    def raw(self, position: int) -> bytes:
        """The exact bytes of an entry; raises IndexError if there is no such position.

        Raises GapError where it is missing between others.
        """
        with self._store.reading() as rows:
            return text_at(rows, position)

    def entry(self, position: int) -> dict[str, Any]:
        """One entry; raises IndexError if there is no such position."""
        return loaded(self.raw(position), self.path, position)

    def version(self, stream: str) -> int:
        """Last version of a stream, 0 if it has no entry."""
        head = self.head(stream)
        return head[0] if head else 0

    def versions(self, streams: Iterable[str]) -> dict[str, int]:
        """Last version of each of many streams that have an entry."""
        with self._store.reading() as rows:
            heads = {stream: rows.head(stream) for stream in streams}
        return {stream: head[0] for stream, head in heads.items() if head}

    def head(self, stream: str) -> tuple[int, bytes] | None:
        """Last version of a stream and the leaf hash of its entry, None if it has none."""
        with self._store.reading() as rows:
            return rows.head(stream)

    def leaf(self, stream: str) -> bytes | None:
        """Leaf hash of a stream's last entry, None if it has none."""
        return (self.head(stream) or (0, None))[1]

    def streams(self, prefix: str = "", begun: int | None = None) -> list[tuple[str, int]]:
        """Name and last version of streams that start with `prefix` (and had `begun` by then)."""
        with self._store.reading() as rows:
            found = [(stream, version) for stream, version, _ in rows.heads(prefix)]
            if begun is None or begun >= rows.size():
                return found
            return [each for each in found if (rows.position(each[0], 1) or 0) <= begun]

    def stream(self, stream: str, after: int = 0, upto: int | None = None) -> list[dict[str, Any]]:
        """Entries of a stream with after < version <= upto, in order."""
        with self._store.reading() as rows:
            return loaded_stream(rows, self.path, stream, after, upto)

    def texts(self, stream: str) -> list[bytes]:
        """Bytes of all entries of a stream, in order."""
        with self._store.reading() as rows:
            return rows.stream(stream, 0, None)

    def command(self, command_id: str) -> list[dict[str, Any]]:
        """Entries of the accepted command with this id; empty if the id is free."""
        with self._store.reading() as rows:
            position = rows.command(command_id)
            return [] if position is None else loaded_command(rows, self.path, position)

    def scan(self, after: int = 0, upto: int | None = None) -> Iterator[dict[str, Any]]:
        """All entries with after < position <= upto, by default to the size at the start.

        Holds one page at a time. Raises GapError where a position is missing.
        """
        last, size = after, self.size
        end = size if upto is None else min(upto, size)
        while last < end:
            with self._store.reading() as rows:
                page = rows.entries(last, min(last + PAGE, end))
            for position, entry in page:
                if position != last + 1:
                    raise GapError(expected=last + 1, found=position)
                last = position
                yield loaded(entry, self.path, position)
            if not page:
                raise GapError(expected=last + 1, found=None)

    def scan_streams(self, prefix: str) -> Iterator[dict[str, Any]]:
        """Entries of all streams that start with `prefix`, by stream, then version.

        Holds one page at a time; sees the log as it was at the start.
        """
        place, size = (prefix, 0), self.size
        chain = Chain()
        while True:
            with self._store.reading() as rows:
                page = rows.streams(prefix, place, size, PAGE)
            for stream, version, entry in page:
                found = chain.take(stream, version, entry)
                if found is None:
                    self._refuse_stream(stream, version)
                yield found
            if len(page) < PAGE:
                return
            place = page[-1][:2]

    def position_at(self, time: str) -> int:
        """Last position recorded at or before a time (RFC 3339 with offset); 0 if none was.

        Raises BadTimeError.
        """
        wanted = normal(time)
        low, high = 0, self.size
        while low < high:
            middle = (low + high + 1) // 2
            if self.entry(middle)["recorded_at"] <= wanted:
                low = middle
            else:
                high = middle - 1
        return low

    def root(self, size: int | None = None) -> bytes:
        """Root of the tree over positions 1…size, by default all; IndexError if too large."""
        with self._store.reading() as rows:
            return self._tree(rows, size).root()

    def inclusion_proof(self, position: int, size: int | None = None) -> list[bytes]:
        """Hashes that lead from an entry to the root at `size`; IndexError if not within."""
        with self._store.reading() as rows:
            at = rows.size() if size is None else size
            return tree.inclusion_proof(self._tree(rows, at), position - 1, at)

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Hashes that prove size `new` to begin with size `old`; IndexError if it cannot."""
        with self._store.reading() as rows:
            at = rows.size() if new is None else new
            return tree.consistency_proof(self._tree(rows, at), old, at)

    @property
    def checkpoint_size(self) -> int:
        """Size of the newest checkpoint, 0 if there is none."""
        with self._store.reading() as rows:
            return rows.checkpoint()

    def checkpoints(self, after: int = 0, upto: int | None = None) -> list[tuple[int, str]]:
        """Size and note, as signed, of those with after < size <= upto, the smallest first."""
        with self._store.reading() as rows:
            return rows.checkpoints(after, rows.size() if upto is None else upto)

    def cosignatures(self, size: int) -> list[str]:
        """The lines, as received, of those who cosigned the checkpoint at `size`."""
        with self._store.reading() as rows:
            return rows.cosignatures(size)

    def reading(self) -> AbstractContextManager[StoreRows]:
        """The tables as they are at one moment, for several questions."""
        return self._store.reading()

    def holding(self) -> AbstractContextManager[None]:
        """Keep other writers out over several transactions of this thread."""
        return self._store.holding()

    def write(self, *, accept_clock: bool = False) -> Transaction:
        """One transaction: durable when the block ends, nothing written if it raises.

        Waits for other writers. With `accept_clock` the clock is right, however far ahead it is.
        Raises StoreUnavailableError and DamagedLogError.
        """
        if self.read_only:
            raise StoreUnavailableError(self.path, "read_only", ONLY_READ)
        return Transaction(
            self._store.writing(),
            self.path,
            simulation=self.simulation,
            read_clock=self._clock,
            known=self._known,
            check=None if accept_clock else self.clock_check,
        )

    def check_entry(self, position: int) -> None:
        """Raise DamagedLogError if an entry is not the one that was recorded, by its hash."""
        with self._store.reading() as rows:
            if not is_recorded(rows, position):
                raise damaged_at(self.path, position)

    def _refuse_stream(self, stream: str, version: int) -> NoReturn:
        """Raise the DamagedLogError for a version that does not go on from the one before it."""
        with self._store.reading() as rows:
            raise unlinked(rows, self.path, stream, version)

    def _tree(self, rows: Any, size: int | None) -> TileTree:
        last = rows.size()
        wanted = last if size is None else size
        if not 0 <= wanted <= last:
            msg = f"the log has {last} entries, not {wanted}"
            raise IndexError(msg)
        return TileTree(rows, wanted)


def _genesis(origin: str, time: str, *, simulation: bool) -> bytes:
    draft = Draft(
        actor="log",
        stream="log",
        type="log.created",
        data={"hash": HASH, "origin": origin, "simulation": simulation},
    )
    return seal(prepare(draft, Circumstances(time), n=1, version=1), 1, None)
