"""Putting a copy in the place of a log: nothing is deleted, nothing older slips in unnoticed."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from event_store import beside
from event_store.backup import (
    CopyExistsError,
    copied,
    is_same,
    looked_over,
    set_journal,
    take_name,
)
from event_store.disk import sync
from event_store.errors import BesideError, LogError, RolledBackError, StoreUnavailableError
from event_store.lock import FileLock
from event_store.log import Log
from event_store.places import new_place, place_of
from event_store.proof.notes import KeptCheckpoint, keys_under, parse_kept, shown_keys
from event_store.sqlite_opening import os_failure
from event_store.view_files import looked_at
from event_store.words import Text, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from event_store.backup import Copy, Progress
    from event_store.patience import Patience

_MOVED = ("", "-wal", "-journal")
"""Ends of the names of what is set aside, in this order."""
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes that every SQLite connection to a file holds a lock on, by SQLite's file format."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """Checkpoints that were kept elsewhere, and the name of their file.

    If they are `required`, a copy of a log that they do not know is refused.
    """

    where: str
    checkpoints: Sequence[KeptCheckpoint]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Attestation:
    """What is known of the log from elsewhere; `root` None if only the size is known.

    `keys` are the ids of the keys that signed it, as far as is known.
    """

    where: str
    size: int
    root: bytes | None
    keys: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Replacement:
    """What was put in place, where the log that was there is now, and what knows of more."""

    copy: Copy
    aside: str | None
    newer: Attestation | None


class CopyMissingError(LogError):
    """There is no file where the copy was expected."""

    code = "copy_missing"
    text = Text(
        "There is no copy at {path}. Nothing was restored: correct the path.",
        "Không có bản sao ở {path}. Chưa phục hồi gì: hãy sửa đường dẫn.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class LogInPlaceError(LogError):
    """A copy was to be restored where a log is already."""

    code = "log_in_place"
    text = Text(
        "{path} exists already. It was not touched and nothing was restored: choose another path, "
        "or replace it with --force; it is kept aside then.",
        "{path} đã có sẵn. Tệp được giữ nguyên, chưa phục hồi gì: hãy chọn đường dẫn khác, hoặc "
        "thay bằng --force; sổ cũ sẽ được giữ lại dưới tên khác.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class OtherLogError(LogError):
    """The copy is of another log than what it is held against."""

    code = "other_log"
    text = Text(
        "{path} is a copy of the log {found}, and {where} is of the log {expected}. Nothing was "
        "restored: find the right copy, or restore to another path.",
        "{path} là bản sao của sổ {found}, còn {where} thuộc sổ {expected}. Chưa phục hồi gì: hãy "
        "tìm đúng bản sao, hoặc phục hồi vào đường dẫn khác.",
    )

    def __init__(self, path: str, where: str, *, found: str, expected: str) -> None:
        super().__init__(path=path, where=where, found=found, expected=expected)
        self.path = path
        self.where = where
        self.found = found
        self.expected = expected


class ForkedCopyError(LogError):
    """The copy has another past than what is known of its log."""

    code = "copy_forked"
    text = Text(
        "{path} and {where} have different entries within their first {size}: one of them was "
        "altered{doubt}. Nothing was restored: keep both, and find out which one is true.",
        "{path} và {where} khác nhau trong {size} mục ghi đầu: một bên đã bị sửa{doubt}. Chưa "
        "phục hồi gì: hãy giữ cả hai và tìm bản đúng.",
    )

    def __init__(self, path: str, where: str, *, size: int, same_log: bool = True) -> None:
        doubt = same("") if same_log else _TWO_LOGS
        super().__init__(path=path, where=where, size=size, doubt=doubt)
        self.same_log = same_log
        self.path = path
        self.where = where
        self.size = size


_TWO_LOGS = Text(", or they are of two logs of the same name", ", hoặc là hai sổ trùng tên")


class SameNameCopyError(LogError):
    """What the copy is held against is of another log of the same name, by its key."""

    code = "same_name_copy"
    text = Text(
        "{path} and {where} are of two logs of the name {origin}: the copy, with {size} entries, "
        "is signed by the key {own}, the other, over {known}, by {other}, and does not go on from "
        "it. Nothing was restored: find the checkpoint that was kept of this log, or the copy of "
        "the other. If it is one log whose key was changed, the copy is older than that "
        "checkpoint, or was altered.",
        "{path} và {where} thuộc hai sổ trùng tên {origin}: bản sao có {size} mục ghi, do khóa "
        "{own} ký; bên kia gồm {known} mục, do khóa {other} ký và không nối tiếp bản sao. Chưa "
        "phục hồi gì: hãy tìm điểm kiểm đã giữ của sổ này, hoặc bản sao của sổ kia. Nếu là một sổ "
        "đã đổi khóa thì bản sao cũ hơn điểm kiểm đó, hoặc đã bị sửa.",
    )

    def __init__(
        self, path: str, where: str, *, origin: str, keys: tuple[str, str], size: int, known: int
    ) -> None:
        own, other = keys
        super().__init__(
            path=path, where=where, origin=origin, own=own, other=other, size=size, known=known
        )
        self.path = path
        self.where = where
        self.origin = origin
        self.keys = keys
        self.size = size
        self.known = known


class OlderCopyError(LogError):
    """The copy is rolled back: it ends before what is known of its log."""

    code = "copy_rolled_back"
    text = Text(
        "{path} is rolled back: it holds {size} entries, and {where} knows of {known}: {missing} "
        "would be missing. Nothing was restored: find a newer copy, or, if there is none, restore "
        "this one with --accept-rollback and say so to all who rely on the log.",
        "{path} là bản lùi: chỉ có {size} mục ghi, còn {where} biết đến {known}; sẽ thiếu "
        "{missing} mục. Chưa phục hồi gì: hãy tìm bản mới hơn; nếu không còn bản nào thì phục hồi "
        "bằng --accept-rollback và báo cho mọi bên dùng sổ.",
    )

    def __init__(self, path: str, where: str, *, size: int, known: int) -> None:
        super().__init__(path=path, where=where, size=size, known=known, missing=known - size)
        self.path = path
        self.where = where
        self.size = size
        self.known = known


def kept_checkpoints(text: str) -> list[KeptCheckpoint]:
    """Read a checkpoint that somebody kept, or all that a key remembers; raises BadNoteError.

    What a key remembers that has signed nothing yet is empty.
    """
    return parse_kept(text)


def restore(
    copy: str,
    log_path: str,
    progress: Progress,
    *,
    stamp: str,
    anchors: Sequence[AnchorFile] = (),
    force: bool = False,
    accept_rollback: bool = False,
    patience: Patience | None = None,
) -> Replacement:
    """Put the copy at `copy` in the place of the log at `log_path`.

    A log that is there is kept under a name with `stamp`, if `force` lets it make way. The copy
    is held against it and against `anchors`. This process must not have the log open. Raises
    LogInPlaceError, OtherLogError, ForkedCopyError, OlderCopyError, SameNameCopyError,
    StoreUnavailableError, and the errors of `Log.open` for the copy.
    """
    source, place = str(place_of(copy)), new_place(log_path)
    if source == str(place) or is_same(source, place):
        raise CopyExistsError(source, "itself")
    if not Path(source).exists():
        raise CopyMissingError(source)
    _check_free(place, force=force)
    lock = FileLock(beside.path_of(str(place), beside.LOCK), patience)
    with copied(source, place, progress) as aside:
        set_journal(aside, "WAL")
        made = looked_over(aside, source, progress)
        with closing(lock), lock:
            _check_free(place, force=force)
            with Log.open(aside, read_only=True) as log:
                known = [*_of_anchors(made, anchors), *_of_log(made, place, log.root)]
                newer = _judged(made, known, log)
                if newer is not None and not accept_rollback:
                    _check_same_log(made, newer, log)
                    raise OlderCopyError(source, newer.where, size=made.size, known=newer.size)
            with _used_by_nobody(place):
                kept = _set_aside(place, stamp, made.log_id)
                take_name(aside, place, source)
    return Replacement(made, kept, newer)


def _check_free(place: Path, *, force: bool) -> None:
    if place.exists() and not force:
        raise LogInPlaceError(str(place))


def _of_anchors(made: Copy, anchors: Sequence[AnchorFile]) -> Iterator[Attestation]:
    """Yield what was kept of this log; raises OtherLogError."""
    for anchor in anchors:
        own = [each for each in anchor.checkpoints if each.origin == made.origin]
        if anchor.required and not own:
            known = ", ".join(each.origin for each in anchor.checkpoints)
            raise OtherLogError(made.path, anchor.where, found=made.origin, expected=known)
        for each in own:
            yield Attestation(anchor.where, each.size, each.root, each.keys)


def _of_log(made: Copy, place: Path, root: Callable[[int], bytes]) -> Iterator[Attestation]:
    """Yield what the log knows that is to be replaced; a damaged one may know nothing.

    Raises OtherLogError, ForkedCopyError.
    """
    if not place.exists():
        return
    try:
        with Log.open(place, read_only=True) as old:
            log_id, size = old.log_id, old.size
            common = min(size, made.size)
            same = old.root(common) == root(common)
    except RolledBackError as error:
        yield Attestation(str(place), error.checkpoint, None)
        return
    except StoreUnavailableError:
        raise
    except LogError:
        return
    if log_id != made.log_id:
        raise OtherLogError(made.path, str(place), found=made.log_id, expected=log_id)
    if not same:
        raise ForkedCopyError(made.path, str(place), size=common)
    yield Attestation(str(place), size, None)


def _judged(made: Copy, known: Sequence[Attestation], log: Log) -> Attestation | None:
    """Return what knows of most entries beyond the copy, if anything.

    Raises ForkedCopyError, SameNameCopyError.
    """
    for each in known:
        if each.size <= made.size and each.root not in (None, log.root(each.size)):
            _check_same_log(made, each, log)
            raise ForkedCopyError(made.path, each.where, size=each.size, same_log=False)
    newest = max(known, key=lambda each: each.size, default=None)
    return newest if newest is not None and newest.size > made.size else None


def _check_same_log(made: Copy, known: Attestation, log: Log) -> None:
    """Raise SameNameCopyError if no key that signed what is known has signed the copy."""
    own = keys_under(text for _, text in log.checkpoints())
    if known.keys and own and known.keys.isdisjoint(own):
        raise SameNameCopyError(
            made.path,
            known.where,
            origin=made.origin,
            keys=(shown_keys(own), shown_keys(known.keys)),
            size=made.size,
            known=known.size,
        )


@contextmanager
def _used_by_nobody(place: Path) -> Iterator[None]:
    """Keep every SQLite program out while files change their names.

    A program that has the log open would go on in the old file, and remove the new one's WAL when
    it ends. Raises StoreUnavailableError.
    """
    try:
        handle = os.open(place, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    except OSError as error:
        raise os_failure(str(place), error) from error
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        yield
    except BlockingIOError as error:
        raise StoreUnavailableError(
            str(place), "busy", Text("it is open there", "tệp đang được mở")
        ) from error
    finally:
        os.close(handle)


def _set_aside(place: Path, stamp: str, log_id: str) -> str | None:
    """Give the log another name, together with its WAL, and drop what is derived from it.

    The WAL gets its new name before the log, and loses the old one after it: wherever this is
    cut off, the log lies beside its WAL.
    """
    _drop_views(beside.path_of(str(place), beside.VIEWS), log_id)
    Path(f"{place}-shm").unlink(missing_ok=True)
    _finish(place)
    moved = [end for end in _MOVED if Path(f"{place}{end}").exists()]
    kept, n = f"{place}.before-restore-{stamp}", 1
    while any(Path(kept + end).exists() for end in _MOVED):
        n += 1
        kept = f"{place}.before-restore-{stamp}-{n}"
    with suppress(OSError):  # not every disk knows files of two names
        for end in moved[:0:-1]:
            os.link(f"{place}{end}", kept + end)
    for end in moved:
        # To rename a file to another name of its own would do nothing.
        if end and Path(kept + end).exists():
            Path(f"{place}{end}").unlink()
        else:
            Path(f"{place}{end}").rename(kept + end)
    sync(place.parent)
    return kept if moved else None


def _drop_views(path: str, log_id: str) -> None:
    """Delete views of this log; what somebody else put there stays, and no command uses it."""
    try:
        looked_at(path, log_id).close()
    except BesideError:
        return
    except (sqlite3.Error, OSError):
        pass  # damaged, or not there
    beside.remove(path)


def _finish(place: Path) -> None:
    """Take one name from each WAL to which a call that was cut off gave two."""
    for end in _MOVED[1:]:
        here = Path(f"{place}{end}")
        for kept in place.parent.glob(f"{escape(place.name)}.before-restore-*{end}"):
            if here.exists() and here.samefile(kept):
                is_moved = Path(str(kept).removesuffix(end)).exists()
                (here if is_moved else kept).unlink()
