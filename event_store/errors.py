"""What can go wrong with a log: each error has a code, its facts, and words in both languages.

A message says what is so, what was expected, what did not happen, what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store.causes import BESIDE, BESIDE_TO_DO, CANONICAL, CAUSES, MOVE_AWAY, at
from event_store.words import THE_LOG, Problem, Text, same

if TYPE_CHECKING:
    from event_store.causes import Beside, Cause
    from event_store.holders import Holder


class LogError(Problem):
    """Any failure of the log; `code` names it for programs."""

    code = "log_error"


class CanonicalError(LogError, ValueError):
    """A value or a text breaks a rule of the canonical form.

    `code` is one of bad_key, integer_range, not_integer, null, duplicate_key, not_nfc,
    control_character, too_deep, not_unicode, not_json, not_canonical; `path` leads to the place,
    as in `data.evidence[0].number`; `found` is the rule in words.
    """

    text = Text(
        "{code} at {where}: {rule}. Nothing was written: give a value in the canonical form "
        "(docs/log-format.md, section 1).",
        "{code} ở {where}: {rule}. Chưa ghi gì: hãy viết theo dạng chuẩn (docs/log-format.md, "
        "mục 1).",
    )

    def __init__(self, code: str, path: str = "", detail: str = "") -> None:
        rule = Text(detail or CANONICAL[code].en, CANONICAL[code].vi)
        where = same(path) if path else Text("the value itself", "chính giá trị")
        super().__init__(code=code, where=where, rule=rule)
        self.code = code
        self.path = path
        self.found = CANONICAL[code]


class BadEntryError(LogError, ValueError):
    """A member of an entry is missing, unknown to its table, or of the wrong shape."""

    text = Text(
        "{code}: {found}. The entry was not written.", "{code}: {found}. Mục ghi chưa được ghi."
    )

    def __init__(self, code: str, member: str, rule: Text) -> None:
        self.found = Text(f"{member} {rule.en}", f"{member} {rule.vi}")
        super().__init__(code=code, found=self.found)
        self.code = code
        self.member = member


class EntryTooLargeError(LogError):
    """An entry would be larger than the format allows; its whole command is refused."""

    code = "too_large"
    text = Text(
        "The entry on {stream} would be {size} bytes and {limit} are allowed. Nothing of this "
        "command was written: shorten it, or attach the document by its sha256.",
        "Mục ghi của {stream} dài {size} byte, tối đa {limit}. Chưa ghi gì của lệnh này: hãy viết "
        "ngắn lại, hoặc đính kèm văn bản bằng mã sha256.",
    )

    def __init__(self, stream: str, *, size: int, limit: int) -> None:
        super().__init__(stream=stream, size=size, limit=limit)
        self.stream = stream
        self.size = size
        self.limit = limit


class VersionConflictError(LogError):
    """Someone else advanced the stream between our read and our append."""

    code = "version_conflict"
    text = Text(
        "{stream} is at version {actual}, you expected {expected}: somebody advanced it "
        "meanwhile. Nothing of this command was written: read the stream again, then decide.",
        "{stream} đang ở phiên bản {actual}, không phải {expected}: có người vừa ghi. Chưa ghi "
        "gì: hãy xem lại rồi quyết định.",
    )

    def __init__(self, stream: str, *, expected: int, actual: int) -> None:
        super().__init__(stream=stream, expected=expected, actual=actual)
        self.stream = stream
        self.expected = expected
        self.actual = actual


class CommandIdReusedError(LogError):
    """A command with this id is in the log already; asking again must not append again."""

    code = "command_id_reused"
    text = Text(
        "Command {command_id} was accepted before, at position {position}. Nothing was written: "
        "read its answer there, or use another id for another command.",
        "Lệnh {command_id} đã được ghi trước đó, ở vị trí {position}. Chưa ghi gì: hãy xem kết "
        "quả ở đó, hoặc dùng mã khác cho lệnh khác.",
    )

    def __init__(self, command_id: str, *, position: int) -> None:
        super().__init__(command_id=command_id, position=position)
        self.command_id = command_id
        self.position = position


class TimeWentBackError(LogError):
    """The time given for an entry lies before that of the last entry, or may not be given."""

    code = "time_went_back"
    text = Text(
        "The log's last entry was recorded at {last} and {given} is earlier. Nothing was written: "
        "recorded times never fall; give a later one or none.",
        "Mục ghi cuối lúc {last}, còn {given} thì sớm hơn. Chưa ghi gì: giờ ghi sổ không lùi lại; "
        "hãy ghi giờ muộn hơn.",
    )

    def __init__(self, *, given: str, last: str) -> None:
        super().__init__(given=given, last=last)
        self.given = given
        self.last = last


class NotASimulationError(LogError):
    """A command gave its own recorded_at to a log that is not a simulation."""

    code = "not_a_simulation"
    text = Text(
        "recorded_at {given} was given, but this log is not a simulation: its clock is the "
        "machine's. Nothing was written: leave recorded_at out.",
        "Có ghi recorded_at {given}, nhưng sổ này không phải sổ mô phỏng: giờ ghi sổ là giờ của "
        "máy. Chưa ghi gì: hãy bỏ recorded_at.",
    )

    def __init__(self, given: str) -> None:
        super().__init__(given=given)
        self.given = given


class BadTimeError(LogError, ValueError):
    """A text is not an RFC 3339 time with offset."""

    code = "bad_time"
    text = Text(
        "{given!r} is not a time with offset, such as 2017-08-11T08:00:00+07:00.",
        "'{given}' không phải thời điểm có múi giờ, như 2017-08-11T08:00:00+07:00.",
    )

    def __init__(self, given: str) -> None:
        super().__init__(given=given)
        self.given = given


class LogMissingError(LogError):
    """There is no file where the log was expected."""

    code = "log_missing"
    text = Text(
        "There is no log at {path}. Nothing was made: create one first, or correct the path.",
        "Không có sổ ghi ở {path}. Chưa làm gì: hãy tạo bằng 'congress init', hoặc sửa đường dẫn.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class LogExistsError(LogError):
    """A log was to be created where something is already."""

    code = "log_exists"
    text = Text(
        "{path} exists already. It was not touched and no log was created: open it, or choose "
        "another path.",
        "{path} đã có sẵn. Tệp được giữ nguyên, chưa tạo sổ ghi: hãy chọn đường dẫn khác.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path


class NotALogError(LogError):
    """The file is something else: not SQLite, another application's, or without genesis."""

    code = "not_a_log"
    text = Text(
        "{path} is not a log: {found}. It was not changed: check the path, or restore the log "
        "from a copy.",
        "{path} không phải sổ ghi: {found}. Tệp được giữ nguyên: hãy kiểm tra đường dẫn, hoặc "
        "phục hồi sổ ghi từ bản sao.",
    )

    def __init__(self, path: str, found: Text) -> None:
        super().__init__(path=path, found=found)
        self.path = path
        self.found = found


class NewerFormatError(LogError):
    """The log was written by a later program; reading it with this one could mislead.

    `position` is the entry that shows it, None where the file itself does.
    """

    code = "newer_format"
    text = Text(
        "{path} has {what} {found}{at}, and this program knows {known}: a newer version of the "
        "program wrote it. Nothing is damaged. It was not opened, not even for reading, and "
        "nothing was changed: update the program.",
        "{path} do phiên bản mới hơn của chương trình ghi ({what} {found}{at}; chương trình này "
        "biết đến {known}). Sổ không bị hỏng. Chưa mở, kể cả để đọc, và chưa thay đổi gì: hãy "
        "cập nhật chương trình.",
    )

    def __init__(
        self, path: str, what: Text, *, found: object, known: object, position: int | None = None
    ) -> None:
        super().__init__(path=path, what=what, found=found, known=known, at=at(position))
        self.path = path
        self.what = what
        self.position = position
        self.found = found
        self.known = known


class RolledBackError(LogError):
    """The log is shorter than a checkpoint that was signed over it."""

    code = "rolled_back"
    text = Text(
        "{path} holds {size} entries, but a checkpoint over {checkpoint} was signed: entries were "
        "lost or removed, perhaps by restoring an old copy. It was not opened: keep the file, and "
        "find the newest copy.",
        "{path} có {size} mục ghi, nhưng đã ký xác nhận đến mục {checkpoint}: có mục bị mất hoặc "
        "bị xóa, có thể do phục hồi từ bản cũ. Chưa mở: hãy giữ nguyên tệp và tìm bản mới nhất.",
    )

    def __init__(self, path: str, *, size: int, checkpoint: int) -> None:
        super().__init__(path=path, size=size, checkpoint=checkpoint)
        self.path = path
        self.size = size
        self.checkpoint = checkpoint


class GapError(LogError):
    """A position is missing between two that were read: the record is damaged."""

    code = "gap"
    text = Text(
        "Position {expected} is missing: {seen}. Reading stopped there: keep the file, verify it, "
        "and compare with a copy.",
        "Thiếu vị trí {expected} trong sổ ghi: {seen}. Dừng đọc ở đó: hãy giữ nguyên tệp, kiểm "
        "tra bằng 'congress verify' và đối chiếu với bản sao.",
    )

    def __init__(self, *, expected: int, found: int | None) -> None:
        seen = (
            Text("the log ends", "sổ kết thúc ở đó")
            if found is None
            else Text(f"position {found} follows", f"tiếp theo là vị trí {found}")
        )
        super().__init__(expected=expected, seen=seen)
        self.expected = expected
        self.found = found


class ShrunkLogError(LogError):
    """The log ends before a position that its reader has read: entries were lost or removed."""

    code = "shrunk"
    text = Text(
        "{path} ends at position {size}, but {read} was read before: entries were lost or "
        "removed, perhaps by restoring an old copy. Nothing was delivered: keep the file, and "
        "find the newest copy.",
        "{path} chỉ còn đến vị trí {size}, nhưng đã đọc đến {read}: có mục bị mất, có thể do chép "
        "đè bản cũ. Chưa gửi gì: hãy giữ nguyên tệp và tìm bản mới nhất.",
    )

    def __init__(self, path: str, *, size: int, read: int) -> None:
        super().__init__(path=path, size=size, read=read)
        self.path = path
        self.size = size
        self.read = read


class DamagedLogError(LogError):
    """What the file holds is not what was written: a page, a row or an entry.

    `path` is empty where it is not at hand; `position` is the entry concerned, None if it is not
    known or none is.
    """

    code = "damaged"
    text = Text(
        "{path} is damaged{where}: {found}. Nothing was written: keep the file and restore a "
        "copy.",
        "{path} bị hỏng{where}: {found}. Chưa ghi gì: hãy giữ nguyên tệp và phục hồi từ bản sao.",
    )

    def __init__(self, path: str, found: Text, *, position: int | None = None) -> None:
        super().__init__(path=path or THE_LOG, where=at(position), found=found)
        self.path = path
        self.found = found
        self.position = position


class BesideError(LogError):
    """A file beside the log is not one that this program may use; it was not touched."""

    text = Text(
        "{path} {found}. Nothing was recorded; it was not used and not changed, and the log is "
        "unaffected: {to_do}, then repeat the command.",
        "{path} {found}. Chưa ghi gì; tệp không được dùng và được giữ nguyên, sổ ghi không bị ảnh "
        "hưởng: hãy {to_do} rồi chạy lại lệnh.",
    )

    def __init__(self, path: str, what: Beside) -> None:
        super().__init__(path=path, found=BESIDE[what], to_do=BESIDE_TO_DO.get(what, MOVE_AWAY))
        self.code = {"kind": "beside_kind", "newer": "beside_newer"}.get(what, "beside_foreign")
        self.path = path
        self.what: Beside = what


class StoreUnavailableError(LogError):
    """The store cannot be read or written now; `cause` says why."""

    code = "store_unavailable"
    text = Text(
        "{path}: {cause} ({detail}). {outcome} {advice}",
        "{path}: {cause} ({detail}). {outcome} {advice}",
    )

    def __init__(self, path: str, cause: Cause, detail: Text, *, unsure: bool = False) -> None:
        outcome = _UNSURE if unsure else _NOTHING
        found, advice = CAUSES[cause]
        super().__init__(path=path, cause=found, detail=detail, outcome=outcome, advice=advice)
        if cause == "long_name":
            self.code = cause
        self.path = path
        self.cause: Cause = cause
        self.detail = detail
        self.unsure = unsure


_NOTHING = Text("Nothing was written.", "Chưa ghi gì.")
_UNSURE = Text(
    "It is not known whether the last write was kept: open the log again and look.",
    "Chưa rõ lần ghi cuối có được giữ không: hãy mở lại sổ ghi và xem.",
)


class LinkedLogError(StoreUnavailableError):
    """The log's file has more than one name: writers by the other name would not see this one."""

    code = "log_linked"

    def __init__(self, path: str, names: int) -> None:
        super().__init__(path, "linked", Text(f"{names} hard links", f"{names} liên kết cứng"))
        self.names = names


class LinkedLockError(StoreUnavailableError):
    """The log's lock is a link or no file: it may be another log's lock, or no lock at all."""

    code = "lock_linked"

    def __init__(self, path: str) -> None:
        found = Text("a link, or not a regular file", "là liên kết, hoặc không phải tệp thường")
        super().__init__(path, "lock_linked", found)


class LogBusyError(StoreUnavailableError):
    """Another program held the log for longer than this one waits."""

    code = "log_busy"
    text = Text(
        "{path}: {holder} holds the log and did not let go of it within {seconds:g} s. Nothing "
        "was written. Wait for it to finish, or end it, then repeat the command; --wait SECONDS "
        "waits longer.",
        "{path}: {holder} đang giữ sổ ghi và chưa trả lại sau {seconds:g} giây. Chưa ghi gì. Hãy "
        "đợi hoặc kết thúc chương trình đó rồi chạy lại lệnh; --wait SỐ_GIÂY để đợi lâu hơn.",
    )

    def __init__(self, path: str, holder: Holder, seconds: float) -> None:
        held = Text("held by {holder}", "{holder} đang giữ").filled(holder=holder)
        super().__init__(path, "busy", held)
        self.facts |= {"holder": holder, "seconds": seconds}
        self.holder = holder
        self.seconds = seconds
