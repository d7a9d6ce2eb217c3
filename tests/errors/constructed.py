"""Errors that end no command, or only at great expense, with facts as they would have.

The engine answers most of them as one reason among others, and what is derived is folded from the
log where its file fails.
"""

from engine.definition import DefinitionError
from engine.envelope import UnknownCommandError
from engine.feeding import BadLineError
from engine.intake import MisshapenError
from engine.payloads import PayloadError, PayloadFault
from engine.reasons import Text
from engine.workflow import LifecycleError, PolicyError
from event_store import cursors
from event_store.closed import LogClosedError
from event_store.errors import (
    BadEntryError,
    CanonicalError,
    CommandIdReusedError,
    EntryTooLargeError,
    ShrunkLogError,
    VersionConflictError,
)
from event_store.people.errors import ErasureUnrecordedError
from event_store.places import BadPathError
from event_store.present import ClockAheadError
from event_store.sqlite_opening import os_failure
from event_store.views import ViewsDamagedError, ViewsUnavailableError
from event_store.words import Problem, same

_MISSING = Text("is missing", "còn thiếu")
_FULL = os_failure("season.db", OSError(28, "No space left on device"))
_TIME = "2031-01-01T00:00:00.000000Z"

CONSTRUCTED: tuple[Problem, ...] = (
    BadEntryError("bad_entry", "actor", _MISSING),
    BadPathError("season\0.db"),
    BadLineError("line", _MISSING),
    CanonicalError("bad_key", "data.x", "no"),
    ClockAheadError(now=_TIME, last=_TIME, known=_TIME, days=120),
    CommandIdReusedError("c-1", position=7),
    cursors.CursorMovedError("reader", expected=5, found=7),
    DefinitionError("gate", [_MISSING, _MISSING]),
    EntryTooLargeError("congress/a/b", size=70_000, limit=60_000),
    ErasureUnrecordedError(["m-014"], _FULL),
    LifecycleError([_MISSING]),
    LogClosedError("season.db"),
    MisshapenError("data", _MISSING),
    PayloadError([PayloadFault("data.name", _MISSING), PayloadFault("data.ref", _MISSING)]),
    PolicyError("vn-2031", [_MISSING]),
    ShrunkLogError("season.db", size=5, read=7),
    UnknownCommandError("hold_congres", frozenset({"hold_congress"})),
    VersionConflictError("congress/a/b", expected=5, actual=7),
    ViewsDamagedError("season.db.views", same("SQLITE_CORRUPT")),
    ViewsUnavailableError("season.db.views", same("SQLITE_BUSY")),
)
