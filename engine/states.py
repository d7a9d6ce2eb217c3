"""The states that commands are decided on: folded from the log, kept while nobody else writes."""

from base64 import b64decode
from typing import Any, Protocol

from engine.corrections import fold, is_correction
from engine.workflow import Entry, Workflow
from event_store import canonical

KEPT = 4_096
"""States kept at most; the oldest half goes when there are more."""


class StreamReader(Protocol):
    """What states are folded from: a transaction, or the log itself."""

    def head(self, stream: str) -> tuple[int, bytes] | None:
        """Return the last version of `stream` and the leaf hash of its entry."""

    def stream(self, stream: str, after: int = 0) -> list[dict[str, Any]]:
        """Return its entries from version after+1 on."""

    def texts(self, stream: str) -> list[bytes]:
        """Return its entries as they are stored."""


class CachedState:
    """A state, the leaf hash of the last entry in it, and the epoch in which that was looked at.

    Each entry holds the hash of the one before it in its stream, so a leaf hash stands for the
    whole stream up to its entry.
    """

    __slots__ = ("epoch", "leaf", "state")

    def __init__(self, state: Any, leaf: bytes, epoch: int) -> None:
        self.state = state
        self.leaf = leaf
        self.epoch = epoch


class States:
    """The states of all streams, by stream.

    Within one epoch (nobody else wrote since) a kept state is taken as it is. After that its
    leaf hash is looked for in the stream: if the stream still goes on from there, only the new
    entries are folded; if it does not (the log was replaced, or rolled back and grew again), the
    whole stream is.
    """

    def __init__(self) -> None:
        self._kept: dict[str, CachedState] = {}
        self._epoch = 0
        self._mark: object = None

    def begin(self, mark: object) -> None:
        """Start a transaction on the log as `mark` tells it (`Transaction.mark`)."""
        if mark != self._mark:
            self._epoch += 1
        if len(self._kept) > KEPT:
            for stream in list(self._kept)[: KEPT // 2]:
                del self._kept[stream]

    def end(self, mark: object) -> None:
        """Remember at which mark of the log all kept states are right."""
        self._mark = mark

    def forget(self) -> None:
        """Drop everything: the transaction that changed the states was not committed."""
        self._kept.clear()
        self._mark = None

    def load(self, reader: StreamReader, workflow: Workflow, stream: str) -> Any:
        """Return the state of `stream`; only `evolve` of this object may change it."""
        kept = self._kept.get(stream)
        if kept is None:
            kept = self._kept[stream] = self._folded(reader, workflow, stream)
        elif kept.epoch != self._epoch:
            if not _went_on(reader, workflow, stream, kept):
                kept = self._kept[stream] = self._folded(reader, workflow, stream)
            kept.epoch = self._epoch
        return kept.state

    def evolve(self, reader: StreamReader, workflow: Workflow, entry: Entry) -> None:
        """Apply an entry that was just appended; a correction makes the state be read again."""
        stream = entry["stream"]
        if is_correction(entry["type"]):
            self._kept.pop(stream, None)
            return
        kept = self._kept[stream]
        kept.state = workflow.take(kept.state, entry)
        kept.leaf = _head(reader, stream)[1]

    def _folded(self, reader: StreamReader, workflow: Workflow, stream: str) -> CachedState:
        version, leaf = _head(reader, stream)
        state = _fold(workflow, reader.texts(stream)) if version else workflow.begin()
        return CachedState(state, leaf, self._epoch)


def _went_on(reader: StreamReader, workflow: Workflow, stream: str, kept: CachedState) -> bool:
    """Bring a kept state up to date; say False where it must be folded again instead."""
    version, leaf = _head(reader, stream)
    if version == kept.state.version:
        return leaf == kept.leaf
    tail = reader.stream(stream, kept.state.version) if version > kept.state.version else []
    if not tail or _leaf_before(tail[0]) != kept.leaf:
        return False
    if any(is_correction(entry["type"]) for entry in tail):
        return False
    for entry in tail:
        kept.state = workflow.take(kept.state, workflow.lift(entry))
    kept.leaf = leaf
    return True


def _fold(workflow: Workflow, texts: list[bytes]) -> Any:
    """Fold a whole stream, each entry gone before the next is read: holding them costs more."""
    loads, lift, take, state = canonical.loads, workflow.lift, workflow.take, workflow.begin()
    for text in texts:
        entry = lift(loads(text))
        if is_correction(entry["type"]):
            return fold(workflow, [lift(loads(each)) for each in texts])
        state = take(state, entry)
    return state


def _head(reader: StreamReader, stream: str) -> tuple[int, bytes]:
    return reader.head(stream) or (0, b"")


def _leaf_before(entry: Entry) -> bytes:
    return b64decode(entry.get("prev", ""))
