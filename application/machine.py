"""The checks of the machine: clock, writer's lock, what was left over, free space, versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from application.dates import shown_time
from application.findings import ADVICE, NOTHING, CheckFinding
from application.verdicts import from_the_future as late
from event_store import beside, clock, health
from event_store.aside import leftovers as left_behind
from event_store.errors import LinkedLockError
from event_store.present import clock_ahead, from_the_future
from event_store.sqlite_opening import detail_of
from event_store.words import Text, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.log import Log

LIBRARIES = (
    "congress",
    "click",
    "cryptography",
    "eventsourcing",
    "msgspec",
    "orjson",
    "transitions",
)
LITTLE_SPACE = 100 * 1024 * 1024
"""Bytes of free disk below which it is time to make room."""
SIMULATED = Text("a simulation: commands bring their time", "sổ mô phỏng: lệnh mang giờ riêng")
SET_RIGHT = Text("set the clock right.", "hãy chỉnh lại đồng hồ.")
GO_ON = Text(
    "if the clock is right now, go on: commands occur on today's day and are marked clock_behind "
    "until that time has come. If it is wrong, set it right first.",
    "nếu bây giờ đồng hồ đúng thì cứ làm tiếp: lệnh tính theo ngày hôm nay và mang dấu "
    "clock_behind đến khi qua thời điểm đó. Nếu đồng hồ sai, hãy chỉnh lại trước.",
)
MARKED = Text(
    "set the clock right; until then entries are marked clock_behind.",
    "chỉnh lại đồng hồ; trước khi chỉnh, mục ghi mang dấu clock_behind.",
)
LOCKS = {
    "none": Text("nobody has written yet", "chưa ai ghi"),
    "free": Text("free", "không ai giữ"),
    "unreadable": Text("cannot be read", "không đọc được"),
    "held": Text("held", "đang có người ghi"),
}
BUSY = Text(
    "another program is recording; commands wait for it. If it hangs, end that process.",
    "chương trình khác đang ghi; các lệnh phải đợi. Nếu nó treo, hãy kết thúc tiến trình đó.",
)
LEFT_OVER = Text(
    "an interrupted backup, restore or init left them; the next one deletes them.",
    "do lần sao chép, phục hồi hoặc tạo sổ bị ngắt để lại; lần sau sẽ tự xóa.",
)
MAKE_ROOM = Text("make room before you record.", "hãy dọn bớt trước khi ghi.")
READ_ONLY = Text("the folder is for reading only", "thư mục chỉ cho đọc")
ONLY_READING = Text(
    "nothing can be recorded here; reading is all right.", "không ghi được ở đây; vẫn đọc được."
)
RESET_BUG = Text(
    "several writers at once could damage a log (SQLite 3.7.0 to 3.51.2); the file lock lets in "
    "one at a time. Write with this program only.",
    "nhiều chương trình ghi cùng lúc có thể làm hỏng sổ (SQLite 3.7.0 đến 3.51.2); khóa tệp chỉ "
    "cho một chương trình ghi. Chỉ ghi bằng chương trình này.",
)


def clock_of(log: Log) -> Iterator[CheckFinding]:
    """Yield how the machine's clock stands to the log."""
    if log.simulation:
        yield CheckFinding("clock", "ok", SIMULATED)
        return
    found, advice = _clock(log)
    yield CheckFinding("clock", "warning" if advice != NOTHING else "ok", found, advice)


def _clock(log: Log) -> tuple[Text, Text]:
    now = clock.system_clock()
    shown = shown_time(clock.written(now))
    behind = clock.read(log.entry(log.size)["recorded_at"]) - now
    first = from_the_future(log)
    ahead = clock_ahead(log)
    if ahead is not None:
        return ahead.in_both(), SET_RIGHT
    if first is not None:
        told = late(*first)
        return Text(f"{shown}; {told.en}", f"{shown}; {told.vi}"), GO_ON
    if behind <= clock.BEHIND:
        return same(shown), NOTHING
    seconds = int(behind.total_seconds())
    found = Text(
        f"{shown}, {seconds} s behind the last entry",
        f"{shown}, chậm {seconds} giây so với mục cuối",
    )
    return found, MARKED


def machine(path: str) -> Iterator[CheckFinding]:
    """Yield a finding for each check of what a log at a whole path needs besides itself."""
    yield _lock(path)
    yield from _leftovers(path)
    yield _space(path)
    yield from _versions()


HELD_BY = Text("{state} by {holder}", "{state} bởi {holder}")


def _lock(path: str) -> CheckFinding:
    found = health.lock(path)
    if found.state == "odd":
        odd = LinkedLockError(beside.path_of(path, beside.LOCK))
        return CheckFinding("lock", "warning", odd.in_both())
    words = LOCKS[found.state]
    if found.holder is not None and found.holder.pid is not None:
        holder = Text(*(found.holder.say(spoken).removesuffix(",") for spoken in ("en", "vi")))
        words = HELD_BY.filled(state=words, holder=holder)
    held = found.state == "held"
    return CheckFinding("lock", "note" if held else "ok", words, BUSY if held else NOTHING)


def _leftovers(path: str) -> Iterator[CheckFinding]:
    """What a backup, a restore or an init left that was cut off: the next one clears it."""
    if found := left_behind(Path(path).parent):
        names = same(", ".join(each.name for each in found))
        yield CheckFinding("leftovers", "note", names, LEFT_OVER)


def _space(path: str) -> CheckFinding:
    folder = Path(path).parent
    try:
        free = disk_usage(folder).free
    except OSError as error:
        return CheckFinding("space", "warning", detail_of(error), ADVICE["unreachable"])
    if free < LITTLE_SPACE:
        return CheckFinding("space", "warning", same(size_of(free)), MAKE_ROOM)
    if not os.access(folder, os.W_OK):
        return CheckFinding("space", "note", READ_ONLY, ONLY_READING)
    return CheckFinding("space", "ok", same(size_of(free)))


def _versions() -> Iterator[CheckFinding]:
    library = health.library_version()
    if health.has_reset_bug(library):
        found = Text(f"{library}, with the WAL-reset bug", f"{library}, có lỗi WAL-reset")
        yield CheckFinding("sqlite", "note", found, RESET_BUG)
    else:
        yield CheckFinding("sqlite", "ok", same(library))
    python = f"{platform.python_version()}, {platform.system()}"
    yield CheckFinding("python", "ok", same(python))
    named = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    yield CheckFinding("packages", "ok", same(named))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def size_of(count: int) -> str:
    """Return a size in the largest unit of which there is at least one, rounded down."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= size:
            return f"{count // size} {unit}"
    return f"{count} B"
