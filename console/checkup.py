"""The checks of `congress doctor`, one after another; none of them changes anything."""

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage

from application.dates import shown_time
from console.clocks import clock_found
from console.exit_codes import INTEGRITY, NOT_FOUND
from console.failures import exit_code, explain
from console.finding import FAULT, Finding
from console.language import language, say
from console.newer import NEWER, stopped_by
from console.packaged import lifecycles
from engine.newer import first_unknown
from event_store import beside, health
from event_store.aside import leftovers
from event_store.attempts import Attempts
from event_store.definitions import schema_fault
from event_store.errors import BesideError, LinkedLockError, LogError, StoreUnavailableError
from event_store.log import Log
from event_store.sqlite_opening import detail_of
from event_store.words import WordedError

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


def checkup(path: str) -> Iterator[Finding]:
    """Yield a finding for each check of the log at `path` and of the machine."""
    whole = os.path.realpath(path)
    try:
        with Log.open(path, read_only=True) as log:
            for check in (
                _log,
                _entries,
                _checkpoints,
                _settings,
                _clock,
                _views,
                _attempts,
                _names,
                _beside,
            ):
                yield from _guarded(check, log)
    except (LogError, OSError, RuntimeError) as error:
        yield _unopened(error)
    yield _lock(whole)
    yield from _leftovers(whole)
    yield _space(whole)
    yield from _versions()


def _guarded(check: Callable[[Log], Iterator[Finding]], log: Log) -> Iterator[Finding]:
    """Pass on what a check finds; if it breaks off, that is a finding."""
    try:
        yield from check(log)
    except (LogError, OSError, ValueError, KeyError) as error:
        yield _broken(error)


def _said(error: Exception) -> str:
    words = error if isinstance(error, WordedError) else detail_of(error)
    return words.say(language())


def _unopened(error: Exception) -> Finding:
    code = exit_code(error)
    verdict = {INTEGRITY: "integrity", NOT_FOUND: "missing"}.get(code, "unreachable")
    if getattr(error, "code", "") in NEWER:
        verdict = "newer"
    return Finding("log", FAULT, _said(error), _keep(verdict), verdict)


def _broken(error: Exception) -> Finding:
    verdict = "unreachable" if isinstance(error, StoreUnavailableError) else "integrity"
    if getattr(error, "code", "") in NEWER:
        verdict = "newer"
    return Finding("entries", FAULT, _said(error), _keep(verdict), verdict)


def _keep(verdict: str) -> str:
    return {
        "integrity": say(
            "keep the file as it is, write nothing, and compare it with a copy.",
            "giữ nguyên tệp, đừng ghi thêm, và đối chiếu với bản sao.",
        ),
        "newer": say(
            "nothing is damaged; update the program.",
            "sổ ghi không bị hỏng; hãy cập nhật chương trình.",
        ),
        "missing": say(
            "name the file by --log or CONGRESS_LOG, or create one by 'congress init'.",
            "ghi đúng tệp bằng --log hoặc CONGRESS_LOG, hoặc tạo bằng 'congress init'.",
        ),
    }.get(
        verdict,
        say(
            "check the disk and the rights on the folder, then try again.",
            "kiểm tra đĩa và quyền trên thư mục, rồi thử lại.",
        ),
    )


def _log(log: Log) -> Iterator[Finding]:
    kind = say("simulation", "mô phỏng") if log.simulation else say("record", "sổ thật")
    yield Finding("log", "ok", f"{log.path}, {kind}, {log.origin}")
    yield Finding("log_id", "ok", log.log_id)
    if log.names > 1:
        yield Finding(
            "names_of_file",
            FAULT,
            say(
                f"{log.names} hard links: nothing can be recorded",
                f"{log.names} liên kết cứng: không ghi được",
            ),
            say(
                "make a copy of its own by 'congress backup FILE' and go on with that, or delete "
                "the other names (find / -samefile FILE lists them).",
                "tạo bản sao riêng bằng 'congress backup FILE' rồi dùng bản đó, hoặc xóa các tên "
                "khác (liệt kê bằng find / -samefile FILE).",
            ),
            "unreachable",
        )


def _entries(log: Log) -> Iterator[Finding]:
    size = log.size
    damage = health.damage(log)
    if damage is not None:
        yield Finding("entries", FAULT, damage.say(language()), _keep("integrity"), "integrity")
        return
    looked = min(size, health.RECENT)
    newer = first_unknown(log, lifecycles(), size - looked, size)
    if newer is not None:
        yield Finding("entries", "warning", explain(newer, language()), _keep("newer"))
        return
    last = shown_time(log.entry(size)["recorded_at"])
    yield Finding(
        "entries",
        "ok",
        say(
            f"{size}, the last one of {last}; the newest {looked} are sound",
            f"{size}, mục cuối lúc {last}; {looked} mục mới nhất đều nguyên vẹn",
        ),
    )


def _settings(log: Log) -> Iterator[Finding]:
    found = health.settings(log.path)
    sizes = ", ".join(
        f"{Path(log.path + end).name} {_bytes(size)}" for end, size in found.sizes.items() if size
    )
    yield Finding("files", "ok", sizes)
    yield Finding(
        "format",
        "ok",
        say(f"tables of version {found.user_version}", f"bảng phiên bản {found.user_version}"),
    )
    if found.changed is not None:
        yield Finding(
            "triggers",
            FAULT,
            schema_fault(*found.changed).say(language()),
            say(
                "somebody changed the tables. ",
                "có người đã sửa các bảng. ",
            )
            + _keep("integrity"),
            "integrity",
        )
    told = f"journal_mode={found.journal_mode}, synchronous={found.synchronous}"
    if found.frozen:
        told += say(", read-only medium", ", đĩa chỉ đọc")
    well = found.journal_mode == "wal" or found.frozen
    yield Finding(
        "settings",
        "ok" if well else "warning",
        told,
        ""
        if well
        else say(
            "the next command that records sets journal_mode back to wal.",
            "lệnh ghi kế tiếp sẽ đặt lại journal_mode thành wal.",
        ),
    )


def _clock(log: Log) -> Iterator[Finding]:
    if log.simulation:
        told = say("a simulation: commands bring their time", "sổ mô phỏng: lệnh mang giờ riêng")
        yield Finding("clock", "ok", told)
        return
    told, advice = clock_found(log)
    yield Finding("clock", "warning" if advice else "ok", told, advice)


def _views(log: Log) -> Iterator[Finding]:
    path = beside.path_of(log.path, beside.VIEWS)
    if not beside.exists(path):
        yield Finding("views", "ok", say("none built yet", "chưa lập"))
        return
    try:
        cursors, error = health.views(path, log.log_id)
    except BesideError as refused:
        yield Finding("views", "warning", explain(refused, language()))
        return
    size = log.size
    told = ", ".join(f"{name} {cursor.position}/{size}" for name, cursor in cursors.items())
    stopped = [name for name, cursor in cursors.items() if cursor.failed_at is not None]
    if error is None and not stopped:
        yield Finding("views", "ok", told or say("none built yet", "chưa lập"))
        return
    newer = stopped_by(log, lifecycles(), (cursors[name].failed_at for name in stopped))
    if error is None and newer:
        yield Finding("views", "warning", newer, _keep("newer"))
        return
    failures = [f"{name}: {cursors[name].failed_at}, {cursors[name].error}" for name in stopped]
    yield Finding(
        "views",
        "warning",
        error.say(language()) if error else "; ".join(failures),
        say(
            f"the record is not touched; delete {path} and ask again.",
            f"sổ ghi không bị ảnh hưởng; hãy xóa {path} rồi hỏi lại.",
        ),
    )


def _checkpoints(log: Log) -> Iterator[Finding]:
    """What somebody who administers the file could still alter unseen."""
    size, last = log.size, log.checkpoint_size
    if not last:
        yield Finding(
            "checkpoints",
            "note",
            say("none is signed yet", "chưa ký điểm kiểm nào"),
            say(
                "what is recorded can be altered unseen until a checkpoint is signed: "
                "congress checkpoint --key FILE",
                "chưa ký thì nội dung còn có thể bị sửa lén: congress checkpoint --key FILE",
            ),
        )
        return
    confirmed = len(log.cosignatures(last))
    found = say(
        f"the last one over {last} entries, confirmed by {confirmed}; {size - last} after it",
        f"gần nhất: {last} mục ghi, {confirmed} bên xác nhận; sau đó có {size - last} mục",
    )
    yield Finding("checkpoints", "ok", found)


def _attempts(log: Log) -> Iterator[Finding]:
    count = Attempts(log.path, log.log_id).count()
    told = say("none kept", "không có") if count is None else str(count)
    yield Finding("attempts", "ok", told)


def _names(log: Log) -> Iterator[Finding]:
    from event_store.people.checking import differences
    from event_store.people.people import People

    people = People(log)
    if not people.vault.exists:
        yield Finding("names", "ok", say("none kept here", "không giữ ở đây"))
        return
    try:
        count = sum(1 for _ in differences(people))
    except LogError as error:
        yield Finding("names", "warning", explain(error, language()))
        return
    kept = len({ref for ref, _ in people.vault.versions()})
    if not count:
        yield Finding("names", "ok", str(kept))
        return
    told = say(f"{kept}; differences: {count}", f"{kept}; số điểm khác: {count}")
    advice = say("see 'congress person check'.", "xem 'congress person doi-chieu'.")
    yield Finding("names", "warning", told, advice)


def _beside(log: Log) -> Iterator[Finding]:
    """What is no file of this log, damaged, or for others to read: it stays as it is."""
    for error in health.beside_log(log):
        yield Finding("beside", "warning", explain(error, language()))


def _lock(path: str) -> Finding:
    found = health.lock(path)
    if found.state == "odd":
        odd = LinkedLockError(beside.path_of(path, beside.LOCK))
        return Finding("lock", "warning", explain(odd, language()))
    words = {
        "none": say("nobody has written yet", "chưa ai ghi"),
        "free": say("free", "không ai giữ"),
        "unreadable": say("cannot be read", "không đọc được"),
        "held": say("held", "đang có người ghi"),
    }
    told = words[found.state]
    if found.holder is not None and found.holder.pid is not None:
        told += say(" by ", " bởi ") + found.holder.say(language()).removesuffix(",")
    advice = say(
        "another program is recording; commands wait for it. If it hangs, end that process.",
        "chương trình khác đang ghi; các lệnh phải đợi. Nếu nó treo, hãy kết thúc tiến trình đó.",
    )
    held = found.state == "held"
    return Finding("lock", "note" if held else "ok", told, advice if held else "")


def _leftovers(path: str) -> Iterator[Finding]:
    """What a backup, a restore or an init left that was cut off: the next one clears it."""
    if found := leftovers(Path(path).parent):
        advice = say(
            "an interrupted backup, restore or init left them; the next one deletes them.",
            "do lần sao chép, phục hồi hoặc tạo sổ bị ngắt để lại; lần sau sẽ tự xóa.",
        )
        yield Finding("leftovers", "note", ", ".join(each.name for each in found), advice)


def _space(path: str) -> Finding:
    folder = Path(path).parent
    try:
        free = disk_usage(folder).free
    except OSError as error:
        return Finding("space", "warning", detail_of(error).say(language()), _keep("unreachable"))
    if free < LITTLE_SPACE:
        advice = say("make room before you record.", "hãy dọn bớt trước khi ghi.")
        return Finding("space", "warning", _bytes(free), advice)
    if not os.access(folder, os.W_OK):
        told = say("the folder is for reading only", "thư mục chỉ cho đọc")
        advice = say(
            "nothing can be recorded here; reading is all right.",
            "không ghi được ở đây; vẫn đọc được.",
        )
        return Finding("space", "note", told, advice)
    return Finding("space", "ok", _bytes(free))


def _versions() -> Iterator[Finding]:
    library = health.library_version()
    if health.has_reset_bug(library):
        yield Finding(
            "sqlite",
            "note",
            say(f"{library}, with the WAL-reset bug", f"{library}, có lỗi WAL-reset"),
            say(
                "several writers at once could damage a log (SQLite 3.7.0 to 3.51.2); the file "
                "lock lets in one at a time. Write with this program only.",
                "nhiều chương trình ghi cùng lúc có thể làm hỏng sổ (SQLite 3.7.0 đến 3.51.2); "
                "khóa tệp chỉ cho một chương trình ghi. Chỉ ghi bằng chương trình này.",
            ),
        )
    else:
        yield Finding("sqlite", "ok", library)
    yield Finding("python", "ok", f"{platform.python_version()}, {platform.system()}")
    named = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    yield Finding("packages", "ok", named)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def _bytes(count: int) -> str:
    """Return a size in the largest unit of which there is at least one, rounded down."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= size:
            return f"{count // size} {unit}"
    return f"{count} B"
