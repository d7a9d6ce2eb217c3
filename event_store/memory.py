"""The recorder in memory: the SQLite one's twin, for tests, dry runs and what-if."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from event_store.closed import LogClosedError
from event_store.members import MAX_ENTRY
from event_store.store import Batch, Head, Row, Tail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_WRITING = "this thread is writing to the log already: finish that transaction first"


class Tables:
    """The tables, and a transaction's own additions over them."""

    def __init__(self, below: Tables | None = None) -> None:
        self.below = below
        self.start: int = below.size() if below else 0
        self.rows: list[Row] = []
        self.versions: dict[str, dict[int, int]] = {}
        self.heads_seen: dict[str, Head] = {}
        self.command_ids: dict[str, int] = {}
        self.tiles: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        self.notes: dict[int, str] = {}
        self.lines: dict[tuple[int, str], str] = {}

    def merge(self, above: Tables) -> None:
        """Take over a transaction's additions: it is committed."""
        self.rows += above.rows
        for stream, versions in above.versions.items():
            self.versions.setdefault(stream, {}).update(versions)
        self.heads_seen.update(above.heads_seen)
        self.command_ids.update(above.command_ids)
        self.tiles.update(above.tiles)
        self.notes.update(above.notes)
        self.lines.update(above.lines)

    def size(self) -> int:
        """Last position, 0 if there is none."""
        return self.start + len(self.rows)

    def row(self, position: int) -> Row:
        """One row; IndexError if there is no such position."""
        if position <= self.start and self.below:
            return self.below.row(position)
        if position < 1:
            raise IndexError(position)
        return self.rows[position - self.start - 1]

    def last(self) -> tuple[int, bytes] | None:
        """Last position and its entry, None if there is none."""
        size = self.size()
        return (size, self.row(size)[4]) if size else None

    def changes(self) -> int:
        """Equal to an earlier answer only where nothing was written in between."""
        return self.size()

    def entry(self, position: int) -> bytes | None:
        """Bytes of one entry, None if there is no such position."""
        return self.row(position)[4] if 0 < position <= self.size() else None

    def position(self, stream: str, version: int) -> int | None:
        """Position of a version of a stream, None if there is none."""
        return self.positions(stream).get(version)

    def entries(self, after: int, upto: int) -> list[tuple[int, bytes]]:
        """Position and bytes of the entries after…upto, in order."""
        wanted = range(max(after, 0) + 1, min(upto, self.size()) + 1)
        return [(position, self.row(position)[4]) for position in wanted]

    def positions(self, stream: str) -> dict[int, int]:
        """Position by version of one stream, in order of version."""
        below = self.below.positions(stream) if self.below else {}
        own = self.versions.get(stream, {})
        return dict(sorted({**below, **own}.items())) if own else below

    def stream(self, stream: str, after: int, upto: int | None) -> list[bytes]:
        """Bytes of a stream's entries with after < version <= upto, in order of version."""
        found = self.positions(stream)
        versions = list(found)
        stop = None if upto is None else bisect_right(versions, upto)
        return [self.row(found[v])[4] for v in versions[bisect_right(versions, after) : stop]]

    def streams(
        self, prefix: str, after: tuple[str, int], upto: int, limit: int
    ) -> list[tuple[str, int, bytes]]:
        """Stream, version, bytes of entries to position `upto`, by (stream, version) > `after`."""
        found: list[tuple[str, int, bytes]] = []
        names = [name for name, _, _ in self.heads(prefix)]
        for name in names[bisect_left(names, after[0]) :]:
            for version, position in self.positions(name).items():
                if (name, version) > after and position <= upto:
                    found.append((name, version, self.row(position)[4]))
                if len(found) == limit:
                    return found
        return found

    def head(self, stream: str) -> Head | None:
        """Head of one stream, None if it has no entry."""
        found = self.heads_seen.get(stream)
        return self.below.head(stream) if found is None and self.below else found

    def heads(self, prefix: str) -> Iterator[tuple[str, int, bytes]]:
        """Stream, version, leaf of all streams that start with `prefix`, sorted by bytes."""
        merged = {**(self.below.heads_seen if self.below else {}), **self.heads_seen}
        names = sorted((n for n in merged if n.startswith(prefix)), key=str.encode)
        return ((name, *merged[name]) for name in names)

    def command(self, command_id: str) -> int | None:
        """First position of a command, None if the id is free."""
        found = self.command_ids.get(command_id)
        return self.below.command(command_id) if found is None and self.below else found

    def tile(self, level: int, n: int) -> bytes | None:
        """The 8,192 bytes of a full tile, or None if it is not full."""
        found = self.tiles.get((level, n))
        if found is None:
            return self.below.tile(level, n) if self.below else None
        return found[1]

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Roots of the full tiles start…stop-1 of a level, in order."""
        below = self.below.tiles if self.below else {}
        keys = ((level, n) for n in range(start, stop))
        return [
            (self.tiles.get(key) or below[key])[0]
            for key in keys
            if key in self.tiles or key in below
        ]

    def checkpoint(self) -> int:
        """Size of the newest stored checkpoint, 0 if there is none."""
        return max(self.notes, default=self.below.checkpoint() if self.below else 0)

    def checkpoints(self, after: int, upto: int) -> list[tuple[int, str]]:
        """Size and note of the checkpoints with after < size <= upto, the smallest first."""
        merged = {**(self.below.notes if self.below else {}), **self.notes}
        return sorted((size, note) for size, note in merged.items() if after < size <= upto)

    def sizes_cosigned(self) -> list[int]:
        """Sizes of the checkpoints that somebody cosigned, the smallest first."""
        above = self.below.lines if self.below else {}
        return sorted({size for size, _ in (*above, *self.lines)})

    def cosignatures(self, size: int) -> list[str]:
        """The cosignature lines of the checkpoint at `size`, by the name of the witness."""
        merged = {**(self.below.lines if self.below else {}), **self.lines}
        return [merged[key] for key in sorted(merged) if key[0] == size]

    def add_entries(self, rows: Sequence[Row]) -> None:
        """Append entries; refuses any but the next position and a free version."""
        for row in rows:
            position, stream, version, _, entry = row
            if position != self.size() + 1:
                msg = "position must be next"
                raise IntegrityError(msg)
            taken = self.below.versions.get(stream, {}) if self.below else {}
            own = self.versions.setdefault(stream, {})
            if version in own or version in taken:
                msg = "stream version is taken"
                raise IntegrityError(msg)
            if len(entry) > MAX_ENTRY:
                msg = "entry is too large"
                raise IntegrityError(msg)
            own[version] = position
            self.rows.append(row)

    def put_heads(self, heads: Iterable[tuple[str, Head]]) -> None:
        """Set the heads of streams."""
        self.heads_seen.update(heads)

    def add_commands(self, commands: Iterable[tuple[str, int]]) -> None:
        """Add the first positions of command ids."""
        self.command_ids.update(commands)

    def add_tile(self, level: int, n: int, root: bytes, hashes: bytes) -> None:
        """Add a full tile."""
        self.tiles[level, n] = (root, hashes)

    def put_checkpoint(self, size: int, note: str) -> None:
        """Keep a checkpoint as signed; signing it again replaces it."""
        self.notes[size] = note

    def put_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness's line under the checkpoint at `size`; a later one replaces it."""
        self.lines[size, name] = line


class MemoryLogRecorder(POPOApplicationRecorder):
    """Keeps entries, heads, commands and tiles in memory, as the SQLite recorder does on disk."""

    path = "a log in memory"
    in_memory = True

    def __init__(self) -> None:
        super().__init__()
        self._tables = Tables()
        self._tail = Tail()
        self._writer = threading.Lock()
        self._owner: int | None = None
        self._holder: int | None = None
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """Committed rows; nothing is committed meanwhile."""
        self._check_open()
        with self._database_lock:
            yield self._tables

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        """The one writer: committed when left, gone if left by an exception."""
        self._check_open()
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError(_WRITING)
        with nullcontext() if self._holder == me else self._writer:
            self._owner = me
            try:
                above = Tables(self._tables)
                batch = Batch(above, self._tail)
                yield batch
                batch.flush()
                self._commit(above)
                self._tail = batch.tail()
            finally:
                self._owner = None
        self._notify_listeners()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep other writers out over several transactions of this thread."""
        with self._writer:
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None

    def rest(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Let go of everything; further use is an error."""
        if self._owner == threading.get_ident():
            raise RuntimeError(_WRITING)
        self._closed = True

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append in one transaction; returns the positions. Keywords: expect, command_id, seal."""
        wanted = {k: v for k, v in kwargs.items() if k in ("expect", "command_id", "seal")}
        with self.writing() as batch:
            rows = batch.insert(
                [
                    (str(e.originator_id), e.originator_version, e.topic, e.state)
                    for e in stored_events
                ],
                **wanted,
            )
        return [row[0] for row in rows]

    def _check_open(self) -> None:
        if self._closed:
            raise LogClosedError(self.path)

    def _commit(self, above: Tables) -> None:
        """Show a transaction to readers of either kind, all at once."""
        with self._database_lock:
            self._tables.merge(above)
            self._update_table([StoredEvent(*row[1:]) for row in above.rows])
