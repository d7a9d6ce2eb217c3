"""The states that commands are decided on: folded once, kept while nobody else writes."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol

from engine.corrections import fold, is_correction
from engine.payloads import snapshot, unsnapshot
from engine.workflow import Entry, Shelf, Workflow
from event_store.snapshots import Snapshot, Snapshots

KEPT = 4_096
"""States kept at most; the oldest half goes when there are more."""
TAIL = 64
"""Entries beyond a snapshot after which a new one is worth its cost."""


class StreamReader(Protocol):
    """What states are folded from: a transaction, or the log itself."""

    def version(self, stream: str) -> int:
        """Return the last version of `stream`."""

    def stream(self, stream: str, after: int = 0) -> list[dict[str, Any]]:
        """Return its entries from version after+1 on."""


class DamagedSnapshotError(Exception):
    """A kept state is gone or unreadable in part: the state is to be folded from the log."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"the kept state of {stream} is damaged; the log is not concerned")
        self.stream = stream


class Parts(dict[str, Any]):
    """The parts of a shelved state: fetched when asked for, remembered, changes noted."""

    def __init__(self, fetch: Callable[[str], Any], every: Callable[[], Iterator[Any]]) -> None:
        super().__init__()
        self._fetch = fetch
        self._every = every
        self.changed: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the part under `key`, `default` if there is none."""
        if key not in self:
            found = self._fetch(key)
            if found is None:
                return default
            super().__setitem__(key, found)
        return super().get(key, default)

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a part and note that it changed."""
        self.changed.add(key)
        super().__setitem__(key, value)

    def load_all(self) -> None:
        """Fetch every part that was not fetched yet."""
        for key, value in self._every():
            self.setdefault(key, value)


class Kept:
    """A state in the cache, with the snapshot version that it started from."""

    __slots__ = ("epoch", "shelved", "state")

    def __init__(self, state: Any, epoch: int, shelved: int) -> None:
        self.state = state
        self.epoch = epoch
        self.shelved = shelved


class States:
    """The states of all streams, by stream.

    Within one epoch (nobody else wrote since) a kept state is taken as it is; after that its
    version is compared with the stream's, and only the new entries are folded.
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._kept: dict[str, Kept] = {}
        self._moved: dict[str, Shelf] = {}
        self._distrusted: set[str] = set()
        self._epoch = 0
        self._size = 0

    def begin(self, size: int) -> None:
        """Start a transaction on a log of `size` entries."""
        if size != self._size:
            self._epoch += 1
        if len(self._kept) > KEPT:
            for stream in list(self._kept)[: KEPT // 2]:
                del self._kept[stream]

    def end(self, size: int) -> None:
        """Remember the size at which all kept states are right."""
        self._size = size

    def distrust(self, stream: str) -> None:
        """Drop the state of one stream and, once this is committed, its snapshot."""
        self._kept.pop(stream, None)
        self._distrusted.add(stream)

    def forget(self) -> None:
        """Drop everything: the transaction that changed the states was not committed."""
        self._kept.clear()
        self._moved.clear()
        self._distrusted.clear()
        self._size = 0

    def load(self, reader: StreamReader, workflow: Workflow, stream: str) -> Any:
        """Return the state of `stream`; only `evolve` of this object may change it."""
        kept = self._kept.get(stream)
        if kept is None and reader.version(stream) == 0:
            kept = self._kept[stream] = Kept(workflow.initial(), self._epoch, 0)
        elif kept is None:
            kept = self._from_snapshot(reader, workflow, stream) or self._folded(
                reader, workflow, stream
            )
            self._kept[stream] = kept
            self._note(workflow, stream)
        elif kept.epoch != self._epoch:
            self._catch_up(reader, workflow, stream, kept)
            self._note(workflow, stream)
        return kept.state

    def evolve(self, workflow: Workflow, stream: str, entry: Entry) -> None:
        """Apply an entry that was just appended; a correction makes the state be read anew."""
        if is_correction(entry["type"]):
            self.distrust(stream)
        else:
            kept = self._kept[stream]
            kept.state = workflow.evolve(kept.state, entry)
            self._note(workflow, stream)

    def _note(self, workflow: Workflow, stream: str) -> None:
        """Remember a state that may have moved on beyond its snapshot."""
        if workflow.shelf is not None:
            self._moved[stream] = workflow.shelf

    def save(self, reader: Any) -> None:
        """Keep snapshots of the shelved states that moved on; `reader` gives leaf hashes."""
        for stream in self._distrusted:
            self._snapshots.forget(stream)
        self._distrusted.clear()
        for stream, shelf in self._moved.items():
            kept = self._kept.get(stream)
            if kept is None or kept.state.version - kept.shelved < TAIL:
                continue
            if not self._save(stream, kept, shelf, reader.leaf(stream)):
                del self._kept[stream]
        self._moved.clear()

    def _save(self, stream: str, kept: Kept, shelf: Shelf, leaf: bytes) -> bool:
        """Keep one snapshot; say False if what the state was read from is not there any more."""
        parts = getattr(kept.state, shelf.parts)
        anew = not isinstance(parts, Parts)
        keys = parts.keys() if anew else parts.changed
        changed = {key: snapshot(parts[key]) for key in keys}
        setattr(kept.state, shelf.parts, {})
        core = snapshot(kept.state)
        setattr(kept.state, shelf.parts, parts)
        made = Snapshot(kept.state.version, leaf, core)
        base = None if anew else kept.shelved
        if not self._snapshots.save(stream, _kind(shelf), made, changed, base=base):
            return anew
        kept.shelved = made.version
        if anew:
            setattr(kept.state, shelf.parts, self._parts(stream, shelf, made.version, parts))
        else:
            parts.changed.clear()
        return True

    def _from_snapshot(self, reader: StreamReader, workflow: Workflow, stream: str) -> Kept | None:
        shelf = workflow.shelf
        found = self._snapshots.load(stream, _kind(shelf)) if shelf is not None else None
        if shelf is None or found is None:
            return None
        tail = reader.stream(stream, found.version - 1) if found.version > 0 else []
        if stream in self._distrusted or not tail or not _same_leaf(reader, stream, tail, found):
            return None
        try:
            state: Any = unsnapshot(found.core, shelf.core_type)
        except ValueError:
            return None
        setattr(state, shelf.parts, self._parts(stream, shelf, found.version, {}))
        kept = Kept(state, self._epoch, found.version)
        return kept if self._apply(workflow, kept, tail[1:]) else None

    def _parts(
        self, stream: str, shelf: Shelf, version: int, known: Mapping[str, Any]
    ) -> MutableMapping[str, Any]:
        kind = _kind(shelf)

        def read(data: bytes) -> Any:
            try:
                return unsnapshot(data, shelf.part_type)
            except ValueError as error:
                raise DamagedSnapshotError(stream) from error

        def fetch(key: str) -> Any:
            found = self._snapshots.part(stream, kind, key)
            if found is None or found[0] < version:
                raise DamagedSnapshotError(stream)
            return None if found[1] is None else read(found[1])

        def every() -> Iterator[Any]:
            found = self._snapshots.parts(stream, kind)
            if found is None or found[0] < version:
                raise DamagedSnapshotError(stream)
            for key, data in found[1]:
                yield key, read(data)

        parts = Parts(fetch, every)
        dict.update(parts, known)
        return parts

    def _folded(self, reader: StreamReader, workflow: Workflow, stream: str) -> Kept:
        entries = [workflow.lift(entry) for entry in reader.stream(stream)]
        return Kept(fold(workflow, entries), self._epoch, 0)

    def _catch_up(self, reader: StreamReader, workflow: Workflow, stream: str, kept: Kept) -> None:
        version = kept.state.version
        tail = reader.stream(stream, version) if reader.version(stream) != version else []
        if not self._apply(workflow, kept, tail):
            fresh = self._folded(reader, workflow, stream)
            kept.state, kept.shelved = fresh.state, fresh.shelved
        kept.epoch = self._epoch

    def _apply(self, workflow: Workflow, kept: Kept, tail: list[dict[str, Any]]) -> bool:
        if any(is_correction(entry["type"]) for entry in tail):
            return False
        for entry in tail:
            kept.state = workflow.evolve(kept.state, workflow.lift(entry))
        return True


def _kind(shelf: Shelf) -> str:
    return f"{shelf.core_type.__name__}/1"


def _same_leaf(reader: Any, stream: str, tail: list[dict[str, Any]], found: Snapshot) -> bool:
    """Say whether the snapshot was made from this very stream: by the hash the log keeps."""
    if len(tail) == 1:
        return bool(reader.leaf(stream) == found.leaf)
    return b64decode(tail[1]["prev"]) == found.leaf
