"""Subscribing: every entry of the log in order, live, as lines that another program reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import cloudevents
from engine.corrections import is_correction
from engine.reading import Reader, View
from engine.workflow import Entry, Workflow
from event_store import canonical
from event_store.cursors import Cursor, ForeignCursorError
from event_store.errors import ShrunkLogError
from event_store.log import Log
from event_store.stored import loaded
from event_store.subscription import SQLiteSubscription
from event_store.tree import leaf_hash

_ALL_DAYS = "9999-12-31"
_PULSE = 0.5


@dataclass(frozen=True, slots=True)
class SubscriptionStep:
    """The log is dealt with up to `position`; `line` is its CloudEvent, None if skipped."""

    position: int
    entry: bytes
    line: bytes | None

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the entry there."""
        return leaf_hash(self.entry)


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing follows `position` for now."""

    position: int


@dataclass(slots=True)
class Selection:
    """Which entries a subscriber wants; one that asks for nothing gets all, the log's own too.

    `types` are event types, or `area.*` for all of an area. `keys` are members of a command's
    address: entries of streams that have these. `path` is a unit, `a/b`: entries of all that
    belongs to it, by the path that the record gave at that entry.
    """

    reader: Reader
    types: frozenset[str] = frozenset()
    keys: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    _paths: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kept(self) -> str:
        """The selection as JSON that a cursor keeps: alike for whatever chooses the same."""
        areas = {name for name in self.types if name == _area(name)}
        types = sorted(areas | {name for name in self.types if _area(name) not in areas})
        asked = {"type": types, **self.keys, "path": self.path.strip("/")}
        return canonical.dumps({n: asked[n] for n in sorted(asked) if asked[n]}).decode()

    def wants(self, entry: Entry) -> bool:
        """Say whether an entry is wanted; entries must be shown in the log's order."""
        if is_correction(entry["type"]):
            self._paths.pop(entry["stream"], None)
        if self.types and not self.types & {entry["type"], _area(entry["type"])}:
            return False
        if not self.keys and not self.path:
            return True
        workflow = self.reader.lifecycles.of_stream(entry["stream"])
        if workflow is None:
            return False
        found = dict(zip(workflow.address, entry["stream"].split("/")[1:], strict=False))
        if any(found.get(name) != key for name, key in self.keys.items()):
            return False
        return not self.path or self._is_below(workflow, entry)

    def _is_below(self, workflow: Workflow, entry: Entry) -> bool:
        root = self.reader.lifecycles.root(workflow)
        if root.path is None:
            return False
        keys = entry["stream"].split("/")[1 : len(root.address) + 1]
        stream = root.stream(*keys)
        if stream not in self._paths:
            state = self.reader.state(root, *keys, view=View(_ALL_DAYS, entry["position"]))
            self._paths[stream] = root.path(state).split("/")
        wanted = self.path.strip("/").split("/")
        return self._paths[stream][: len(wanted)] == wanted


def follow(
    log: Log,
    after: int,
    selection: Selection,
    *,
    live: bool = False,
    pulse: Callable[[], None] = lambda: None,
) -> Iterator[SubscriptionStep | Idle]:
    """Yield a step for each wanted entry after a position, and one after those skipped.

    Idle is yielded whenever nothing follows; then it ends, or if `live` waits for the next
    commit of any process. `pulse` is called twice a second while it waits: what it raises ends
    the waiting. Raises GapError at a hole, ShrunkLogError if the log ends before
    `after`, StoreUnavailableError when it is lost, DamagedLogError.
    """
    position = after
    with SQLiteSubscription(log.store, log.path, gt=after) as subscription:  # type: ignore[arg-type]
        while True:
            page = subscription.page(0)
            if not page:
                yield Idle(position)
                if not live:
                    return
                while not page:
                    page = subscription.page(_PULSE)
                    pulse()
            passed = None
            for notification in page:
                passed = step = _step(log, selection, notification.id, notification.state)
                position = step.position
                if step.line is not None:
                    yield step
                    passed = None
            if passed is not None:
                yield passed


def check_cursor(log: Log, cursor: Cursor) -> None:
    """Refuse a cursor that this log does not continue.

    Raises ForeignCursorError for another log or another past, ShrunkLogError if the log ends
    before it.
    """
    if cursor.log_id != log.log_id:
        raise ForeignCursorError(cursor.name, position=cursor.position)
    if cursor.position > log.size:
        raise ShrunkLogError(log.path, size=log.size, read=cursor.position)
    if cursor.leaf != leaf_at(log, cursor.position):
        raise ForeignCursorError(cursor.name, position=cursor.position)


def check_place(log: Log, position: int, leaf: str | None = None) -> None:
    """Refuse a place that a reader kept for itself where this log does not continue it.

    `leaf` is the beginning of the leaf hash there, in lower-case hex digits. Raises
    ForeignCursorError where the log has another entry or none, without `leaf` ShrunkLogError
    where it ends before `position`.
    """
    size = log.size
    if leaf is None and position > size:
        raise ShrunkLogError(log.path, size=size, read=position)
    if leaf is not None and (position > size or not leaf_at(log, position).hex().startswith(leaf)):
        raise ForeignCursorError(None, position=position)


def leaf_at(log: Log, position: int) -> bytes:
    """Return the leaf hash of the entry at a position, nothing at 0."""
    return leaf_hash(log.raw(position)) if position else b""


def lags(log: Log, cursors: Iterable[Cursor]) -> list[dict[str, Any]]:
    """Return `{name, position, size, lag, selection}` for each cursor.

    `lag` is how many entries it is behind; `selection` which of them it wants, `{}` for all, None
    where that is not known.
    """
    size = log.size
    return [
        {
            "name": c.name,
            "position": c.position,
            "size": size,
            "lag": size - c.position,
            "selection": None if c.selection is None else canonical.loads(c.selection),
        }
        for c in cursors
    ]


def _step(log: Log, selection: Selection, position: int, raw: bytes) -> SubscriptionStep:
    entry = loaded(raw, log.path, position)
    if not selection.wants(entry):
        return SubscriptionStep(position, raw, None)
    known = selection.reader.lifecycles
    line = cloudevents.line(entry, leaf_hash(raw), log.log_id, log.origin, known)
    return SubscriptionStep(position, raw, line)


def _area(type_: str) -> str:
    return type_.partition(".")[0] + ".*"
