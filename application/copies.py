"""Copies of a log: made while others write, and put in its place."""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from application.call import Notice
from application.text_files import TextFile
from engine.structs import Struct
from event_store import backup
from event_store.proof.errors import BadNoteError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from application.call import Call, Step
    from event_store import restoring
    from event_store.patience import Patience

PHASES: dict[backup.Phase, Text] = {
    "copying": Text("copying", "đang sao chép"),
    "checking": Text("checking", "đang kiểm tra"),
}
PAGE = 8
"""A page that is copied counts as so many entries that are checked: it takes about as long."""
ROLLED_BACK = Text(
    "ROLLED BACK: the log holds {size} entries now, and {where} knows of {known}. Tell all who "
    "rely on the log; a key that signed more will not sign it.",
    "SỔ BỊ LÙI: nay có {size} mục ghi, còn {where} biết đến {known}. Hãy báo cho mọi bên dùng sổ; "
    "khóa đã ký nhiều hơn sẽ không ký tiếp.",
)


class Held(Struct, frozen=True):
    """What a copy holds: size and root prove it, once they are written down."""

    log_id: str
    origin: str
    size: int
    root: str

    @classmethod
    def by(cls, copy: backup.Copy) -> Held:
        """Return what a copy of the store holds."""
        return cls(copy.log_id, copy.origin, copy.size, b64encode(copy.root).decode())

    def to_json(self) -> dict[str, Any]:
        """Return what it holds."""
        return {
            "log_id": self.log_id,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
        }


class BackedUp(Struct, frozen=True):
    """A copy that was made."""

    held: Held
    file: str

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `backup` by the command contract."""
        return {**self.held.to_json(), "file": self.file}


class Restored(Struct, frozen=True):
    """A copy that is the log now; the one that was there is `aside`."""

    held: Held
    log: str
    aside: str | None
    rolled_back: bool

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `restore` by the command contract."""
        return {
            **self.held.to_json(),
            "log": self.log,
            "aside": self.aside,
            "rolled_back": self.rolled_back,
        }


def back_up(path: str, file: str, call: Call, *, force: bool = False) -> BackedUp:
    """Copy the log at a path, as it is now, into a file.

    With `force` an earlier copy of it makes way. Raises CopyExistsError, StrayFilesError,
    StoreUnavailableError, and the errors of `Log.open`.
    """
    with _phases(call) as phases:
        copy = backup.back_up(path, file, phases.show, force=force)
    return BackedUp(Held.by(copy), copy.path)


def restore(
    path: str,
    file: str,
    call: Call,
    *,
    anchors: Sequence[TextFile] = (),
    key_path: str | None = None,
    force: bool = False,
    accept_rollback: bool = False,
    patience: Patience | None = None,
) -> Restored:
    """Put the copy in a file in the place of the log at a path.

    It is held against the log that is there, the checkpoints in `anchors`, and what the key
    remembers. Says so if it is rolled back, and accepted so. Raises as `restore` of the store
    does, BadNoteError, Problem (unreadable_file, not_utf8).
    """
    # A backup starts faster without.
    from event_store import restoring  # noqa: PLC0415
    from event_store.proof.keys import state_path  # noqa: PLC0415

    known = [_anchor(kept, required=True) for kept in anchors]
    if key_path is not None:
        known.append(_anchor(TextFile.read(state_path(key_path)), required=False))
    with _phases(call) as phases:
        done = restoring.restore(
            file,
            path,
            phases.show,
            stamp=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            anchors=known,
            force=force,
            accept_rollback=accept_rollback,
            patience=patience,
        )
    if done.newer is not None:
        facts = {"size": done.copy.size, "where": done.newer.where, "known": done.newer.size}
        call.notice(Notice("log_rolled_back", ROLLED_BACK, facts))
    return Restored(Held.by(done.copy), path, done.aside, done.newer is not None)


def _anchor(file: TextFile, *, required: bool) -> restoring.AnchorFile:
    from event_store import restoring  # noqa: PLC0415

    try:
        found = restoring.kept_checkpoints(file.text)
    except BadNoteError as error:
        raise BadNoteError(error.fault, file.name) from None
    if required and not found:
        raise BadNoteError(Text("it holds none", "tệp không có điểm kiểm nào"), file.name)
    return restoring.AnchorFile(file.name, found, required=required)


@contextmanager
def _phases(call: Call) -> Iterator[_Phases]:
    shown = _Phases(call)
    try:
        yield shown
    finally:
        shown.end()


class _Phases:
    """Shows the phases of long work one after another, as a call shows progress."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._phase: backup.Phase | None = None
        self._showing: AbstractContextManager[Step] | None = None
        self._step: Step = lambda _: None
        self._done = 0

    def show(self, phase: backup.Phase, done: int, of: int) -> None:
        """Say how far a phase is."""
        weight = PAGE if phase == "copying" else 1
        if phase != self._phase:
            self.end()
            self._phase, self._done = phase, 0
            self._showing = self._call.progress(PHASES[phase], of * weight)
            self._step = self._showing.__enter__()
        self._step((done - self._done) * weight)
        self._done = done

    def end(self) -> None:
        """Leave what the last phase showed as it is."""
        if self._showing is not None:
            self._showing.__exit__(None, None, None)
            self._showing = None
