"""What every store does alike: number entries, seal them, keep heads, commands and tiles.

A store offers its tables as `Rows` within one transaction; a `Batch` collects what that
transaction appends. Rows are written late and together, which is what makes groups cheap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from event_store import tiles
from event_store.errors import CommandIdReusedError, VersionConflictError
from event_store.tree import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

Head = tuple[int, bytes]
"""Last version of a stream and the leaf hash of its entry."""
Row = tuple[int, str, int, str, bytes]
"""position, stream, version, type, entry."""
Event = tuple[str, int, str, Any]
"""stream, version, type, and the entry's bytes, or a draft that `seal` understands."""

_HEADS_KEPT = 10_000


class StoreRows(tiles.TileRows, Protocol):
    """The tables as one transaction sees them."""

    def size(self) -> int:
        """Last position, 0 if there is none."""

    def last(self) -> tuple[int, bytes] | None:
        """Last position and its entry, None if there is none."""

    def changes(self) -> object:
        """Equal to an earlier answer only where nobody wrote to the tables in between."""

    def entry(self, position: int) -> bytes | None:
        """Bytes of one entry, None if there is no such position."""

    def position(self, stream: str, version: int) -> int | None:
        """Position of a version of a stream, None if there is none."""

    def entries(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, in order."""

    def stream(self, stream: str, after: int, upto: int | None) -> list[bytes]:
        """Bytes of a stream's entries with after < version <= upto, in order of version."""

    def streams(
        self, prefix: str, after: tuple[str, int], upto: int, limit: int
    ) -> list[tuple[str, int, bytes]]:
        """Stream, version, bytes of entries to position `upto`, by (stream, version) > `after`."""

    def head(self, stream: str) -> Head | None:
        """Head of one stream, None if it has no entry."""

    def heads(self, prefix: str) -> Iterator[tuple[str, int, bytes]]:
        """Stream, version, leaf of all streams that start with `prefix`, sorted by bytes."""

    def command(self, command_id: str) -> int | None:
        """First position of a command, None if the id is free."""

    def checkpoint(self) -> int:
        """Size of the newest stored checkpoint, 0 if there is none."""

    def checkpoints(self, after: int, upto: int) -> list[tuple[int, str]]:
        """Size and note of the checkpoints with after < size <= upto, the smallest first."""

    def sizes_cosigned(self) -> list[int]:
        """Sizes of the checkpoints that somebody cosigned, the smallest first."""

    def cosignatures(self, size: int) -> list[str]:
        """The cosignature lines of the checkpoint at `size`, by the name of the witness."""


class WritableStoreRows(StoreRows, Protocol):
    """The tables within the one transaction that may write."""

    def add_entries(self, rows: Sequence[Row]) -> None:
        """Append entries; the store refuses any but the next position and a free version."""

    def put_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Set the heads of streams."""

    def add_commands(self, commands: Iterable[tuple[str, int]]) -> None:
        """Add the first positions of command ids."""

    def add_tile(self, level: int, n: int, root: bytes, hashes: bytes) -> None:
        """Add a full tile."""

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep a checkpoint as signed; signing it again replaces it."""

    def put_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness's line under the checkpoint at `size`; a later one replaces it."""


@dataclass(slots=True)
class Tail:
    """What the writer remembers between two transactions.

    Valid only while nobody wrote since.
    """

    size: int = 0
    changes: object = None
    leaves: list[bytes] = field(default_factory=list)
    """Leaf hashes after the last full tile."""
    heads: dict[str, Head] = field(default_factory=dict)
    """Heads seen lately."""
    last: bytes | None = None
    """The last entry."""
    lineage: object = None
    """The same object for as long as each transaction went on from the one before."""


class Batch:
    """All that one transaction appends; used under the store's lock only."""

    def __init__(self, rows: WritableStoreRows, tail: Tail) -> None:
        self._rows = rows
        if tail.changes is None or tail.changes != rows.changes():
            tail = _looked_at(rows)
        self.size = tail.size
        self.last_entry = tail.last
        self.lineage = tail.lineage
        self._leaves = tail.leaves.copy()
        self._kept = tail.heads
        self._heads: dict[str, Head] = {}
        self._free: set[str] = set()
        self._entries: list[Row] = []
        self._commands: dict[str, int] = {}
        self._changed: dict[str, Head] = {}
        self._broken = False

    def rows(self) -> StoreRows:
        """The tables with everything appended so far."""
        self.flush()
        return self._rows

    def head(self, stream: str) -> Head | None:
        """Head of one stream, with what was appended so far."""
        found = self._heads.get(stream) or self._kept.get(stream)
        if found is None:
            found = self._rows.head(stream)
            if found is not None:
                self._heads[stream] = found
        return found

    def command(self, command_id: str) -> int | None:
        """First position of a command, with what was appended so far."""
        if command_id in self._commands:
            return self._commands[command_id]
        if command_id in self._free:
            return None
        found = self._rows.command(command_id)
        if found is None:
            self._free.add(command_id)
        return found

    def insert(
        self,
        events: Sequence[Event],
        *,
        expect: Iterable[tuple[str, int]] = (),
        command_id: str | None = None,
        seal: Callable[[Any, int, bytes | None], bytes] | None = None,
    ) -> list[Row]:
        """Append the entries of one command, all or none; `seal` absent takes bytes as they are.

        Raises VersionConflictError, CommandIdReusedError and whatever `seal` raises; nothing of
        these events is in the batch then, and others may follow.
        """
        self._check_whole()
        self._check(expect, command_id)
        rows: list[Row] = []
        leaves: list[bytes] = []
        heads: dict[str, Head] = {}
        position = self.size
        for stream, version, kind, state in events:
            position += 1
            head = heads.get(stream) or self.head(stream)
            entry = seal(state, position, head and head[1]) if seal else state
            leaf = leaf_hash(entry)
            if head is None or version > head[0]:
                heads[stream] = (version, leaf)
            rows.append((position, stream, version, kind, entry))
            leaves.append(leaf)
        if command_id is not None and rows:
            self._commands[command_id] = rows[0][0]
        if rows:
            self.last_entry = rows[-1][4]
        self._entries += rows
        self._heads.update(heads)
        self._changed.update(heads)
        self.size = position
        self._grow(leaves)
        return rows

    def flush(self) -> None:
        """Write the rows collected so far; they stay uncommitted.

        Raises the store's own errors; the transaction can only be rolled back then.
        """
        self._check_whole()
        self._broken = True
        if self._entries:
            self._rows.add_entries(self._entries)
            self._rows.put_heads(self._changed.items())
            self._entries, self._changed = [], {}
        if self._commands:
            self._rows.add_commands(self._commands.items())
            self._commands, self._free = {}, set()
        self._broken = False

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep a checkpoint as signed."""
        self._rows.put_checkpoint(size, note)

    def put_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness's line under the checkpoint at `size`."""
        self._rows.put_cosignature(size, name, line)

    def tail(self) -> Tail:
        """What to remember, once everything is committed."""
        if len(self._kept) + len(self._heads) > _HEADS_KEPT:
            self._kept = {}
        self._kept.update(self._heads)
        return Tail(
            self.size,
            self._rows.changes(),
            self._leaves,
            self._kept,
            self.last_entry,
            self.lineage,
        )

    def _check_whole(self) -> None:
        """Refuse to go on after a write that broke off, even if its error was swallowed."""
        if self._broken:
            msg = "an earlier write of this transaction failed: it can only be rolled back"
            raise RuntimeError(msg)

    def _check(self, expect: Iterable[tuple[str, int]], command_id: str | None) -> None:
        for stream, expected in expect:
            head = self.head(stream)
            actual = head[0] if head else 0
            if actual != expected:
                raise VersionConflictError(stream, expected=expected, actual=actual)
        if command_id is not None:
            position = self.command(command_id)
            if position is not None:
                raise CommandIdReusedError(command_id, position=position)

    def _grow(self, leaves: list[bytes]) -> None:
        self._leaves += leaves
        self._broken = True
        while len(self._leaves) >= tiles.WIDTH:
            n = (self.size - len(self._leaves)) // tiles.WIDTH
            self._close_tile(0, n, self._leaves[: tiles.WIDTH])
            del self._leaves[: tiles.WIDTH]
        self._broken = False

    def _close_tile(self, level: int, n: int, hashes: list[bytes]) -> None:
        """Store a tile that became full, and those above that it fills."""
        self._rows.add_tile(level, n, tiles.tile_root(hashes), b"".join(hashes))
        above, last = divmod(n, tiles.WIDTH)
        if last == tiles.WIDTH - 1:
            roots = self._rows.tile_roots(level, n + 1 - tiles.WIDTH, n + 1)
            self._close_tile(level + 1, above, roots)


def _looked_at(rows: WritableStoreRows) -> Tail:
    """Return the tail of tables that somebody else may have written to."""
    size, last = rows.last() or (0, None)
    start = size - size % tiles.WIDTH
    leaves = [leaf_hash(entry) for _, entry in rows.entries(start, size)]
    return Tail(size, leaves=leaves, last=last, lineage=object())


class Store(Protocol):
    """A recorder as the log uses it."""

    path: str
    """Where it is, for messages."""
    in_memory: bool
    """Whether it is gone when it is closed, and nothing lies beside it."""

    def reading(self) -> AbstractContextManager[StoreRows]:
        """Committed rows, in one transaction."""

    def writing(self) -> AbstractContextManager[Batch]:
        """The one writer: committed when left, rolled back if left by an exception."""

    def holding(self) -> AbstractContextManager[None]:
        """Keep other writers out over several transactions of this thread."""

    def rest(self) -> None:
        """Close what is idle, if nothing is open for writing."""

    def close(self) -> None:
        """Let go of the store; further use is an error."""
