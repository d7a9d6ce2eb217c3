"""Copies of a log, made while it is written: whole in one file, and looked over before they count.

SQLite copies one moment of the log; writers go on meanwhile. The copy is made aside, read from end
to end, made durable, and takes its name last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from event_store import beside
from event_store.aside import built_aside
from event_store.disk import sync
from event_store.errors import (
    DamagedLogError,
    LogError,
    NewerFormatError,
    StoreUnavailableError,
)
from event_store.files import ENTRIES
from event_store.log import Log
from event_store.members import FORMAT
from event_store.pairs import check_alone
from event_store.places import new_place, place_of
from event_store.proof.verifying import verify
from event_store.sqlite_opening import (
    PRIMARY,
    connect,
    open_reader,
    os_failure,
    settle,
    translated,
    uri,
)
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.case import Watch
    from event_store.proof.passes.faults import Fault

Phase = Literal["copying", "checking"]
Progress = Callable[[Phase, int, int], None]
"""Told what is being done, how far that is, and how far it has to go."""
BESIDE = (
    *(beside.LOCK, beside.VIEWS_LOCK, beside.KEYS, beside.DIGEST_KEY, beside.CONFIG),
    *(database + end for database in ("", *beside.DATABASES) for end in beside.OF_SQLITE),
)
"""Ends of the names of a log's files, its own, which has none, among them."""

_STEP = 1_000
"""Pages that are copied between two reports."""
_OF_THE_SOURCE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds; `root` is that of the tree over all its entries."""

    path: str
    log_id: str
    origin: str
    size: int
    root: bytes


Found = Literal["file", "log", "itself", "in_use", "folder", "special"]
"""What is where a copy was to be made."""


class CopyExistsError(LogError):
    """A copy was to be made where something is that must not be lost."""

    code = "copy_exists"
    text = Text(
        "{path} {what}. It was not touched and no copy was made.",
        "{path} {what}. Tệp được giữ nguyên, chưa sao chép gì.",
    )

    def __init__(self, path: str, found: Found) -> None:
        super().__init__(path=path, what=_FOUND[found])
        self.path = path
        self.found = found


_FOUND = {
    "file": Text(
        "exists already: choose another path, or replace it with --force",
        "đã có sẵn: hãy chọn đường dẫn khác, hoặc thay bằng --force",
    ),
    "log": Text(
        "is no earlier copy of this log: choose another path, or move it away yourself",
        "không phải bản sao cũ của sổ này: hãy chọn đường dẫn khác, hoặc tự chuyển tệp đi",
    ),
    "folder": Text(
        "is a folder: give the name of a file in it", "là thư mục: hãy ghi tên một tệp trong đó"
    ),
    "special": Text(
        "is not a regular file: choose another path",
        "không phải tệp thường: hãy chọn đường dẫn khác",
    ),
    "itself": Text(
        "is the log itself, or belongs to it: choose another path",
        "chính là sổ ghi hoặc thuộc về sổ ghi: hãy chọn đường dẫn khác",
    ),
    "in_use": Text(
        "is being written to: choose another path, or end the program that uses it",
        "đang được ghi: hãy chọn đường dẫn khác, hoặc kết thúc chương trình đang dùng",
    ),
}


def back_up(log_path: str, target: str, progress: Progress, *, force: bool = False) -> Copy:
    """Copy the log at `log_path`, as it is at this moment, into the file `target`.

    With `force` an earlier copy of the same log, or what is no log at all, makes way. Raises
    CopyExistsError, StrayFilesError, StoreUnavailableError for the copy, and the errors of
    `Log.open` for the log.
    """
    source, place = str(place_of(log_path)), new_place(target)
    if str(place) in {source + end for end in BESIDE} or is_same(source, place):
        raise CopyExistsError(str(place), "itself")
    if place.is_dir():
        raise CopyExistsError(str(place), "folder")
    if place.exists() and not place.is_file():
        raise CopyExistsError(str(place), "special")
    if place.exists() and not force:
        raise CopyExistsError(str(place), "file")
    if not place.exists():
        check_alone(place)
    with copied(source, place, progress) as aside:
        # It can be read where nothing may be made beside it, by any SQLite.
        set_journal(aside, "DELETE")
        made = looked_over(aside, source, progress)
        if place.exists():
            _check_earlier(place, aside)
        take_name(aside, place, source)
    return replace(made, path=str(place))


def is_same(source: str, place: Path) -> bool:
    """Say whether a file is there that is the log by another name."""
    return place.exists() and Path(source).exists() and place.samefile(source)


@contextmanager
def copied(source: str, place: Path, progress: Progress) -> Iterator[Path]:
    """Copy a log into a file beside `place`, which is gone when the block ends unless renamed.

    Raises the errors of `Log.open` for the source, StoreUnavailableError for the copy.
    """
    Log.open(source, read_only=True).close()
    try:
        with built_aside(place) as aside:
            aside.touch(mode=0o600)
            _copy(source, aside, place, progress)
            yield aside
    except OSError as error:
        raise os_failure(str(place), error) from error


def _copy(source: str, aside: Path, place: Path, progress: Progress) -> None:
    """Let SQLite copy what is committed now; errors name the place that the copy will have."""
    target = connect(uri(str(aside), "mode=rw"), ())
    with closing(_opened(source)) as reading, closing(target) as file:
        # Nobody else knows the file, and it is waited for when it is whole.
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("PRAGMA synchronous=OFF")
        try:
            # Within a transaction what others write is not seen: otherwise each of their commits
            # would let the copy begin anew.
            reading.execute("BEGIN")
            reading.execute("SELECT max(position) FROM entries").fetchone()
            reading.backup(
                file,
                pages=_STEP,
                progress=lambda _, left, of: progress("copying", of - left, of),
            )
            settle(reading)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
            raise translated(source if code in _OF_THE_SOURCE else str(place), error) from error


def set_journal(path: Path, mode: Literal["DELETE", "WAL"]) -> None:
    """Write into a copy's header how it is to be written to, which tells readers too."""
    try:
        with closing(connect(uri(str(path), "mode=rw"), ())) as file:
            file.execute(f"PRAGMA journal_mode={mode}")
    except sqlite3.Error as error:
        raise translated(str(path), error) from error


def _opened(path: str) -> sqlite3.Connection:
    try:
        return open_reader(path)
    except sqlite3.Error as error:
        raise translated(path, error) from error


def looked_over(path: Path, source: str, progress: Progress) -> Copy:
    """Verify a copy in full.

    Raises the errors of `Log.open`, and DamagedLogError or NewerFormatError of the source.
    """
    with Log.open(path, read_only=True) as log:
        report = verify(path, full=True, watch=_watching(progress))
        if report.fault is not None:
            raise _unsound(log, source, report.fault)
        return Copy(source, log.log_id, log.origin, report.size, report.root)


def _unsound(log: Log, source: str, fault: Fault) -> LogError:
    """Return why a copy is not made: what a newer program wrote is not damaged."""
    if fault.code == "newer_format" and fault.position is not None:
        found = log.entry(fault.position)["format"]
        return NewerFormatError(
            source, ENTRIES, found=found, known=FORMAT, position=fault.position
        )
    return DamagedLogError(source, fault.text)


def _watching(progress: Progress) -> Watch:
    """Tell of a verification as of one phase more."""

    @contextmanager
    def watch(count: int) -> Iterator[Callable[[int], None]]:
        done = 0

        def step(more: int) -> None:
            nonlocal done
            done += more
            progress("checking", done, count)

        yield step

    return watch


def _check_earlier(place: Path, aside: Path) -> None:
    """Let nothing be replaced that is a log and not an earlier state of this one."""
    for end in ("-wal", "-journal"):
        beside = place.with_name(place.name + end)
        if beside.exists() and beside.stat().st_size:
            raise CopyExistsError(str(place), "in_use")
    try:
        with Log.open(place, read_only=True) as old:
            known = old.log_id, old.size, old.root()
    except StoreUnavailableError:
        raise
    except LogError as error:  # no log, of a later program, or damaged: somebody may need it
        raise CopyExistsError(str(place), "log") from error
    with Log.open(aside, read_only=True) as new:
        goes_on = known[1] <= new.size and known == (new.log_id, known[1], new.root(known[1]))
    if not goes_on:
        raise CopyExistsError(str(place), "log")


def take_name(aside: Path, place: Path, source: str) -> None:
    """Put a copy of `source` in its place, with nothing beside it of an older one."""
    if place.exists():
        for end in ("-wal", "-shm"):
            place.with_name(place.name + end).unlink(missing_ok=True)
    check_alone(place)
    aside.chmod(Path(source).stat().st_mode & 0o777)
    sync(aside)
    aside.replace(place)
    sync(place.parent)
