"""Checking the log and this machine, one thing after another; nothing is changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from application.dates import shown_time
from application.findings import ADVICE, FAULT, NOTHING, CheckFinding, Checkup, Verdict
from application.machine import clock_of, machine, size_of
from application.policy_files import policy_files
from engine.newer import first_unknown, unknown_at
from event_store import beside, health
from event_store.attempts import Attempts
from event_store.definitions import schema_fault
from event_store.errors import BesideError, LogError, LogMissingError, StoreUnavailableError
from event_store.log import Log
from event_store.people.checking import differences
from event_store.people.people import People
from event_store.sqlite_opening import detail_of
from event_store.words import Problem, Text, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from application.call import Call
    from engine.workflow import Lifecycles

NEWER = frozenset(("newer_format", "unknown_event"))
"""Codes of errors that tell of a newer program, and of no damage."""
RECORD = Text("record", "sổ thật")
SIMULATION = Text("simulation", "mô phỏng")
OWN_COPY = Text(
    "make a copy of its own by 'congress backup FILE' and go on with that, or delete the other "
    "names (find / -samefile FILE lists them).",
    "tạo bản sao riêng bằng 'congress backup TỆP' rồi dùng bản đó, hoặc xóa các tên khác (liệt "
    "kê bằng find / -samefile TỆP).",
)
CHANGED = Text(
    f"somebody changed the tables: {ADVICE['integrity'].en}",
    f"có người đã sửa các bảng: {ADVICE['integrity'].vi}",
)
BACK_TO_WAL = Text(
    "the next command that records sets journal_mode back to wal.",
    "lệnh ghi kế tiếp sẽ đặt lại journal_mode thành wal.",
)
READ_ONLY = Text(", read-only medium", ", đĩa chỉ đọc")
NONE_BUILT = Text("none built yet", "chưa lập")
NONE_SIGNED = Text("none is signed yet", "chưa ký điểm kiểm nào")
SIGN = Text(
    "what is recorded can be altered unseen until a checkpoint is signed: congress checkpoint "
    "--key FILE",
    "chưa ký thì nội dung còn có thể bị sửa lén: congress checkpoint --key TỆP",
)
UNREADABLE = Text("the file cannot be read", "không đọc được tệp")
NONE_KEPT = Text("none kept", "không có")
NOT_HERE = Text("none kept here", "không giữ ở đây")
SEE_CHECK = Text("see 'congress person check'.", "xem 'congress person doi-chieu'.")


def check_up(path: str, lifecycles: Lifecycles, call: Call) -> Checkup:
    """Check the log at a path, which may be damaged or missing, and the machine."""
    return Checkup(tuple(_once(_findings(path, lifecycles))), call.language)


def _once(findings: Iterator[CheckFinding]) -> Iterator[CheckFinding]:
    """Leave out what breaks off later at entries that are known to be damaged."""
    damaged = False
    for found in findings:
        entries = found.check == "entries" and found.state == FAULT
        if not (entries and damaged):
            yield found
        damaged = damaged or entries


def _findings(path: str, lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    try:
        with Log.open(path, read_only=True) as log:
            for check in (
                _log,
                _entries,
                _checkpoints,
                _settings,
                lambda log, _: clock_of(log),
                policy_files,
                _views,
                _attempts,
                _names,
                _beside,
            ):
                yield from _guarded(check, log, lifecycles)
    except (LogError, OSError, RuntimeError) as error:
        yield _unopened(error)
    yield from machine(os.path.realpath(path))


def _guarded(
    check: Callable[[Log, Lifecycles], Iterator[CheckFinding]], log: Log, lifecycles: Lifecycles
) -> Iterator[CheckFinding]:
    """Pass on what a check finds; if it breaks off, that is a finding."""
    try:
        yield from check(log, lifecycles)
    except (LogError, OSError, ValueError, KeyError) as error:
        verdict: Verdict = "integrity"
        if isinstance(error, StoreUnavailableError):
            verdict = "unreachable"
        yield _failed("entries", error, verdict)


def _unopened(error: Exception) -> CheckFinding:
    """Return why the log cannot be opened: missing, not to be reached, damaged."""
    verdict: Verdict = "integrity"
    if isinstance(error, LogMissingError):
        verdict = "missing"
    elif isinstance(error, StoreUnavailableError) or not isinstance(error, LogError):
        verdict = "unreachable"
    return _failed("log", error, verdict)


def _failed(check: str, error: Exception, verdict: Verdict) -> CheckFinding:
    if getattr(error, "code", "") in NEWER:
        verdict = "newer"
    return CheckFinding(check, FAULT, said(error), ADVICE[verdict], verdict)


def said(error: Exception) -> Text:
    """Return an error in both languages."""
    if isinstance(error, Problem):
        return error.in_both()
    return detail_of(error)


def _log(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    kind = SIMULATION if log.simulation else RECORD
    yield CheckFinding("log", "ok", Text(*(f"{log.path}, {each}, {log.origin}" for each in kind)))
    yield CheckFinding("log_id", "ok", same(log.log_id))
    if log.names > 1:
        found = Text(
            f"{log.names} hard links: nothing can be recorded",
            f"{log.names} liên kết cứng: không ghi được",
        )
        yield CheckFinding("names_of_file", FAULT, found, OWN_COPY, "unreachable")


def _entries(log: Log, lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    size = log.size
    damage = health.damage(log)
    if damage is not None:
        yield CheckFinding("entries", FAULT, damage, ADVICE["integrity"], "integrity")
        return
    looked = min(size, health.RECENT)
    newer = first_unknown(log, lifecycles, size - looked, size)
    if newer is not None:
        yield CheckFinding("entries", "warning", said(newer), ADVICE["newer"])
        return
    last = shown_time(log.entry(size)["recorded_at"])
    found = Text(
        f"{size}, the last one of {last}; the newest {looked} are readable and fit together; "
        "whether anything was altered: congress verify",
        f"{size}, mục cuối lúc {last}; {looked} mục mới nhất đọc được và nối tiếp đúng; để biết "
        "có mục nào bị sửa không: congress verify",
    )
    yield CheckFinding("entries", "ok", found)


def _checkpoints(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    """What somebody who administers the file could still alter unseen."""
    size, last = log.size, log.checkpoint_size
    if not last:
        yield CheckFinding("checkpoints", "note", NONE_SIGNED, SIGN)
        return
    confirmed = len(log.cosignatures(last))
    found = Text(
        f"the last one over {last} entries, confirmed by {confirmed}; {size - last} after it",
        f"gần nhất: {last} mục ghi, {confirmed} bên xác nhận; sau đó có {size - last} mục",
    )
    yield CheckFinding("checkpoints", "ok", found)


def _settings(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    found = health.settings(log.path)
    sizes = ", ".join(
        f"{Path(log.path + end).name} {size_of(size)}" for end, size in found.sizes.items() if size
    )
    yield CheckFinding("files", "ok", same(sizes))
    tables = Text(
        f"tables of version {found.user_version}", f"bảng phiên bản {found.user_version}"
    )
    yield CheckFinding("format", "ok", tables)
    if found.changed is not None:
        yield CheckFinding("triggers", FAULT, schema_fault(*found.changed), CHANGED, "integrity")
    modes = f"journal_mode={found.journal_mode}, synchronous={found.synchronous}"
    more = READ_ONLY if found.frozen else NOTHING
    well = found.journal_mode == "wal" or found.frozen
    yield CheckFinding(
        "settings",
        "ok" if well else "warning",
        Text(modes + more.en, modes + more.vi),
        NOTHING if well else BACK_TO_WAL,
    )


def _views(log: Log, lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    path = log.path + beside.VIEWS
    if not beside.exists(path):
        yield CheckFinding("views", "ok", NONE_BUILT)
        return
    try:
        cursors, error = health.views(path, log.log_id)
    except BesideError as refused:
        yield CheckFinding("views", "warning", said(refused))
        return
    size = log.size
    stopped = {name: cursor for name, cursor in cursors.items() if cursor.failed_at is not None}
    if error is None and not stopped:
        told = ", ".join(f"{name} {cursor.position}/{size}" for name, cursor in cursors.items())
        yield CheckFinding("views", "ok", same(told) if told else NONE_BUILT)
        return
    unknown = (unknown_at(log, lifecycles, each.failed_at) for each in stopped.values())
    newer = None if error else next((each for each in unknown if each is not None), None)
    if newer is not None:
        yield CheckFinding("views", "warning", said(newer), ADVICE["newer"])
        return
    failures = [f"{name}: {each.failed_at}, {each.error}" for name, each in stopped.items()]
    advice = Text(
        f"the record is not touched; delete {path} and ask again.",
        f"sổ ghi không bị ảnh hưởng; hãy xóa {path} rồi hỏi lại.",
    )
    yield CheckFinding("views", "warning", error or same("; ".join(failures)), advice)


def _attempts(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    kept = Attempts(log.path, log.log_id, in_memory=log.in_memory)
    try:
        kept.check()
    except LogError:  # which file, and why, is said among what lies beside the log
        yield CheckFinding("attempts", "warning", UNREADABLE)
        return
    count = kept.count()
    yield CheckFinding("attempts", "ok", NONE_KEPT if count is None else same(str(count)))


def _names(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    people = People(log)
    if not people.vault.exists:
        yield CheckFinding("names", "ok", NOT_HERE)
        return
    try:
        count = sum(1 for _ in differences(people))
    except LogError as error:
        yield CheckFinding("names", "warning", said(error))
        return
    kept = len({ref for ref, _ in people.vault.versions()})
    if not count:
        yield CheckFinding("names", "ok", same(str(kept)))
        return
    found = Text(f"{kept}; differences: {count}", f"{kept}; số điểm khác: {count}")
    yield CheckFinding("names", "warning", found, SEE_CHECK)


def _beside(log: Log, _: Lifecycles) -> Iterator[CheckFinding]:
    """What is no file of this log, damaged, or for others to read: it stays as it is."""
    for error in health.beside_log(log):
        yield CheckFinding("beside", "warning", said(error))
