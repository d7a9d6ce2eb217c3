"""Subscribing: every entry that a program wants, in order, and where its named cursor stands."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from application.call import Notice
from application.event_types import check_types
from application.problems import Problem
from application.subjects import check_members
from engine.structs import Struct, asdict
from engine.subscribing import (
    Idle,
    Selection,
    check_cursor,
    check_place,
    follow,
    lags,
    leaf_at,
)
from event_store import canonical
from event_store.cursors import Cursor, Cursors
from event_store.members import is_identifier
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import Self

    from application.application import Application
    from application.call import Call
    from application.scope import Scope

BAD_NAME = Text(
    "The name of a cursor has letters without accents, digits, '.', '_' and '-', at most 64. "
    "Nothing was delivered.",
    "Tên con trỏ chỉ gồm chữ không dấu, số, '.', '_' và '-', tối đa 64 ký tự. Chưa gửi gì.",
)
NO_CURSOR = Text("There is no cursor '{name}'.", "Không có con trỏ '{name}'.")
CHANGED = Text(
    "The cursor '{name}' selects: {was}. Now asked: {now}. What was left out up to position "
    "{position} would never come. Nothing was delivered: use another name, or say with --after "
    "from where it goes on ({position} leaves that out).",
    "Con trỏ '{name}' đang chọn: {was}. Lần này yêu cầu: {now}. Những mục đã bỏ qua đến vị trí "
    "{position} sẽ không bao giờ được gửi. Chưa gửi gì: hãy dùng tên khác, hoặc ghi --after để "
    "chọn chỗ đọc tiếp ({position} là bỏ các mục đó).",
)
SELECTED = Text(
    "The cursor '{name}' is from an older version, which did not keep what it selects. From now "
    "on: {now}. If it left anything out before, give --after once.",
    "Con trỏ '{name}' do phiên bản cũ tạo, chưa lưu điều kiện chọn. Từ nay: {now}. Nếu trước đây "
    "đã bỏ qua mục cần nhận, hãy ghi --after một lần.",
)
_NOT_KNOWN = Text("not known", "chưa rõ")
_EVERYTHING = Text("everything", "mọi sự kiện")


class Place(Struct, frozen=True):
    """Everything up to `position` was read; `leaf` is the beginning of the leaf hash there."""

    position: int
    leaf: str | None = None


class Event(Struct, frozen=True):
    """The log is dealt with up to `position`; `line` is its CloudEvent, None if not wanted."""

    position: int
    line: bytes | None

    def to_json(self) -> dict[str, Any] | None:
        """Return the CloudEvent."""
        if self.line is None:
            return None
        found: dict[str, Any] = canonical.loads(self.line)
        return found


class CaughtUp(Struct, frozen=True):
    """Nothing follows `position` for now."""

    position: int

    def to_json(self) -> dict[str, Any]:
        """Return `{caught_up}`."""
        return {"caught_up": self.position}


class CursorLag(Struct, frozen=True):
    """How far a named reader has come, and what it selects: None where that is not known."""

    name: str
    position: int
    size: int
    lag: int
    selection: Mapping[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Return a row of `cursors` by the command contract."""
        return asdict(self)


class Subscription:
    """What a program wants of a log, from where it goes on; for one thread, until `close`.

    The cursor moves when the next event is asked for: what was handed over is dealt with then,
    and whatever stops the reader before, the event comes again.
    """

    def __init__(
        self,
        application: Application,
        selection: Selection,
        cursors: Cursors,
        cursor: Cursor | None,
        after: int,
    ) -> None:
        self._log = application.log
        self._selection = selection
        self._cursors = cursors
        self._cursor = cursor
        self.position = cursor.position if cursor else after
        """Everything up to there is dealt with, or is about to be."""

    @property
    def is_named(self) -> bool:
        """Whether a cursor is moved."""
        return self._cursor is not None

    def events(
        self, *, live: bool = False, pulse: Callable[[], None] = lambda: None
    ) -> Iterator[Event | CaughtUp]:
        """Yield each event wanted, and the last one of several that are not.

        CaughtUp is yielded whenever nothing follows; then it ends, or if `live` waits for the
        next commit of any process. `pulse` is called twice a second while it waits: what it
        raises ends the waiting. Raises GapError, ShrunkLogError, DamagedLogError,
        StoreUnavailableError and CursorMovedError.
        """
        start = self.position
        for step in follow(self._log, start, self._selection, live=live, pulse=pulse):
            self.position = step.position
            if isinstance(step, Idle):
                yield CaughtUp(step.position)
                continue
            yield Event(step.position, step.line)
            if self._cursor is not None:
                self._cursor = self._cursors.move(self._cursor, step.position, step.leaf)

    def close(self) -> None:
        """Let go of the cursors."""
        self._cursors.close()

    def __enter__(self) -> Self:
        """Use the subscription until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the cursors."""
        self.close()


def subscribe(
    application: Application,
    scope: Scope,
    call: Call,
    *,
    types: Collection[str] = (),
    name: str | None = None,
    after: Place | None = None,
) -> Subscription:
    """Return what goes on after a place, or where the cursor of a name stands.

    `types` are event types, or `area.*`; of the scope address and path are taken. Raises Problem
    (unknown_type, bad_cursor_name, selection_changed), ForeignCursorError, ShrunkLogError.
    """
    check_types(application.lifecycles, types)
    check_members(application.lifecycles, scope)
    if name is not None and not is_identifier(name):
        raise Problem("bad_cursor_name", BAD_NAME)
    log = application.log
    place = after or Place(0)
    check_place(log, place.position, place.leaf)
    keys = {member: key for member, key in scope.address.items() if key}
    selection = Selection(application.reader(), frozenset(types), keys, scope.path or "")
    with ExitStack() as stack:
        cursors = stack.enter_context(Cursors(log.path, log.log_id))
        cursor = None
        if name is not None:
            found = None if after is not None else cursors.find(name)
            if found is None:
                leaf = leaf_at(log, place.position)
                cursor = Cursor(name, log.log_id, place.position, leaf, selection.kept)
                cursors.place(cursor)
            else:
                check_cursor(log, found)
                cursor = _selecting(cursors, found, selection.kept, call)
        stack.pop_all()
    return Subscription(application, selection, cursors, cursor, place.position)


def cursors(application: Application) -> list[CursorLag]:
    """Return how far each named reader has come."""
    log = application.log
    with Cursors(log.path, log.log_id) as found:
        return [CursorLag(**row) for row in lags(log, found.all())]


def forget(application: Application, name: str) -> None:
    """Drop a cursor: its reader starts again from the beginning; raises Problem (no_cursor)."""
    log = application.log
    with Cursors(log.path, log.log_id) as found:
        if not found.forget(name):
            raise Problem("no_cursor", NO_CURSOR, {"name": name})


def selection_text(selection: Mapping[str, Any] | None) -> Text:
    """Return a selection as the options that ask for it."""
    if selection is None:
        return _NOT_KNOWN
    words = [f"--type {name}" for name in selection.get("type", ())]
    words += [f"--{name} {value}" for name, value in selection.items() if name != "type"]
    written = " ".join(words)
    return Text(written, written) if written else _EVERYTHING


def _selecting(cursors: Cursors, cursor: Cursor, asked: str, call: Call) -> Cursor:
    """Return a cursor that goes on with what it selects; raises Problem (selection_changed)."""
    facts = {"name": cursor.name, "now": _text(asked), "position": cursor.position}
    if cursor.selection is None:
        call.notice(Notice("selection_kept", SELECTED, facts))
        return cursors.select(cursor, asked)
    if cursor.selection != asked:
        raise Problem("selection_changed", CHANGED, {**facts, "was": _text(cursor.selection)})
    return cursor


def _text(kept: str) -> Text:
    return selection_text(canonical.loads(kept))
