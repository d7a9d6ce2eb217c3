"""What goes wrong, in the user's language, with its exit code."""

import os
from collections.abc import Callable
from typing import Any

import click

from application.problems import Problem
from console import copy_failures, damage, proof_failures
from console.exit_codes import (
    CONFLICT,
    INTEGRITY,
    NOT_FOUND,
    REFUSED,
    UNEXPECTED,
    UNREACHABLE,
    USAGE,
)
from console.language import language, say
from console.opening import named
from console.people import failures as people
from console.terminal import shown
from engine.reasons import ENGINE_WORDINGS
from engine.workflow import PolicyError, UnknownEventError
from event_store.definitions import SCHEMA_FAULTS, SchemaFault
from event_store.errors import (
    BesideError,
    LogError,
    StoreUnavailableError,
)
from event_store.words import Language, Text

_CODES = {
    "unknown_campaign": NOT_FOUND,
    "no_campaign": NOT_FOUND,
    "several_campaigns": USAGE,
    "unknown_branch": NOT_FOUND,
    "ambiguous_branch": NOT_FOUND,
    "not_reached": REFUSED,
    "never_reached": REFUSED,
    "hopeless": REFUSED,
    "name_too_late": USAGE,
    "nothing_to_prove": USAGE,
    "unknown_area": USAGE,
    "no_log_known": USAGE,
    "no_policy": USAGE,
    "not_utf8": USAGE,
    "unreadable_file": USAGE,
    "file_in_the_way": REFUSED,
    "unwritable_file": UNREACHABLE,
    "log_missing": NOT_FOUND,
    "log_exists": REFUSED,
    "stray_files": REFUSED,
    "version_conflict": CONFLICT,
    "not_a_log": INTEGRITY,
    "newer_format": INTEGRITY,
    "rolled_back": INTEGRITY,
    "shrunk": INTEGRITY,
    "beside_foreign": INTEGRITY,
    "beside_kind": UNREACHABLE,
    "cursor_foreign": INTEGRITY,
    "cursor_moved": CONFLICT,
    "cursors_damaged": INTEGRITY,
    "gap": INTEGRITY,
    "damaged": INTEGRITY,
    "unknown_event": INTEGRITY,
    "store_unavailable": UNREACHABLE,
    "log_busy": UNREACHABLE,
    "log_linked": UNREACHABLE,
    "lock_linked": UNREACHABLE,
    "schema_changed": INTEGRITY,
    "views_unavailable": UNREACHABLE,
    "views_damaged": INTEGRITY,
    "bad_origin": USAGE,
    "bad_time": USAGE,
    "bad_config": USAGE,
    "clock_ahead": REFUSED,
    "bad_setting": USAGE,
    "bad_policy": USAGE,
    **proof_failures.CODES,
    **copy_failures.CODES,
    **people.CODES,
}

_CAUSES = {
    "disk_full": "đĩa đã đầy. Hãy dọn bớt rồi chạy lại lệnh",
    "read_only": "không có quyền ghi ở đây. Hãy dùng bản sao ở thư mục ghi được",
    "io_error": "đĩa báo lỗi. Hãy kiểm tra đĩa rồi mở lại sổ ghi",
    "busy": "chương trình khác đang giữ sổ ghi. Hãy đợi rồi chạy lại lệnh",
    "no_folder": "thư mục không tồn tại. Hãy tạo thư mục hoặc sửa đường dẫn",
    "changed": "có chương trình ghi vào sổ trong lúc đang đọc. Hãy chạy lại lệnh",
    "journal": "bên cạnh có tệp -journal mà SQLite sẽ ghi đè vào sổ. Hãy tìm xem tệp đó của ai, "
    "giữ lại và chuyển sang thư mục khác",
    "linked": "tệp sổ ghi có nhiều tên (liên kết cứng), ai ghi qua tên khác sẽ không "
    "thấy mục ghi ở đây. Hãy tạo bản sao riêng bằng 'congress backup FILE' rồi dùng bản đó, hoặc "
    "xóa các tên khác. Vẫn đọc được sổ",
    "lock_linked": "khóa của sổ phải là tệp thường và riêng của sổ, không phải liên kết hay thư "
    "mục. Khi không có chương trình nào đang ghi, hãy xóa hoặc chuyển đi: nó sẽ được tạo lại",
    "lost": "tệp đã bị chuyển đi, xóa hoặc thay bằng tệp khác. Hãy đưa tệp về chỗ cũ rồi chạy lại",
}

_FILES = {
    "it is empty": "tệp rỗng",
    "it is a folder": "đây là thư mục",
    "it is not an SQLite file": "không phải tệp SQLite",
    "it is an SQLite file of another application": "tệp SQLite của chương trình khác",
    "its tables are others": "các bảng khác",
    "it has no entry 1 of type log.created": "không có mục ghi 1 loại log.created",
    "tables of version": "bảng phiên bản",
    "entries of format": "mục ghi dạng",
    "the hash": "hàm băm",
}


def _of_file(english: str) -> str:
    """Return what the store found wrong with a file, without what SQLite had to say of it."""
    known = (vi for en, vi in _FILES.items() if english.startswith(en))
    return next(known, english)


_BESIDE = {
    "link": "là liên kết tượng trưng, mà tệp bên cạnh sổ ghi không được là liên kết",
    "names": "là tệp có nhiều tên (liên kết cứng), mà chỉ được có một tên này",
    "kind": "không phải tệp thường",
    "owner": "thuộc sổ ghi khác",
    "application": "là tệp của chương trình khác",
    "tables": "có bảng, trigger hoặc view không do chương trình này tạo",
    "newer": "do phiên bản mới hơn của chương trình ghi, không bị hỏng",
    "damaged": "bị hỏng, hoặc không phải tệp SQLite",
}
_TO_DO = {
    "owner": "chuyển tệp đi, hoặc đặt tệp của sổ này vào đó",
    "newer": "cập nhật chương trình",
}


def _beside(error: BesideError) -> str:
    advice = _TO_DO.get(error.what, "chuyển tệp đi")
    return (
        f"{error.path} {_BESIDE[error.what]}. Tệp không được dùng và được giữ nguyên, sổ ghi "
        f"không bị ảnh hưởng: hãy {advice} rồi chạy lại lệnh."
    )


_SETTINGS = {
    "actor": "hãy ghi 1 đến 128 chữ không dấu, số hoặc dấu, không có dấu cách, như op:org-officer",
    "clock_days": "hãy ghi số ngày từ 1 đến 36500",
}


def _unavailable(error: StoreUnavailableError) -> str:
    outcome = "Chưa rõ lần ghi cuối có được giữ không." if error.unsure else "Chưa ghi gì."
    return f"{error.path}: {_CAUSES[error.cause]}. {outcome}"


_KINDS = {"table": "bảng", "index": "chỉ mục"}
_SCHEMA = {
    "missing": "không còn",
    "foreign": "không thuộc sổ ghi",
    "different": "bị định nghĩa khác",
}
_VIETNAMESE: dict[str, Callable[[Any], str]] = {
    "log_missing": lambda e: (
        f"Không có sổ ghi ở {e.path}. Chưa làm gì: hãy tạo bằng 'congress init', hoặc sửa "
        "đường dẫn."
    ),
    "log_exists": lambda e: (
        f"{e.path} đã có sẵn. Tệp được giữ nguyên, chưa tạo sổ ghi: hãy chọn đường dẫn khác."
    ),
    "stray_files": lambda e: (
        f"Không có tệp {e.path}, nhưng còn {', '.join(e.names)} của tệp cũ: có thể là bản duy "
        "nhất của các mục ghi cuối, hoặc đang được dùng, và SQLite sẽ trộn vào tệp mới. Chưa tạo "
        "và chưa xóa gì: hãy kết thúc chương trình đang dùng, đưa tệp cũ về, hoặc chuyển các tệp "
        "này sang thư mục khác."
    ),
    "not_a_log": lambda e: (
        f"{e.path} không phải sổ ghi ({_of_file(e.found)}). Tệp được giữ nguyên: hãy kiểm tra "
        "đường dẫn."
    ),
    "newer_format": lambda e: (
        f"{e.path} do phiên bản mới hơn của chương trình ghi ({_of_file(e.what)} "
        f"{e.found}{damage.at(e.position)}; chương trình này biết đến {e.known}). Sổ không bị "
        "hỏng. Chưa mở, kể cả để đọc, và chưa thay đổi gì: hãy cập nhật chương trình."
    ),
    "rolled_back": lambda e: (
        f"{e.path} có {e.size} mục ghi, nhưng đã ký xác nhận đến mục {e.checkpoint}: có mục bị "
        "mất. Chưa mở: hãy giữ nguyên tệp và tìm bản mới nhất."
    ),
    "cursor_foreign": lambda e: (
        ("Bên nhận" if e.name is None else f"Con trỏ '{e.name}'")
        + f" đang ở vị trí {e.position} của sổ ghi khác, hoặc của bản cũ đã bị thay: mục đã đọc ở "
        "đó không phải mục đang có. Chưa gửi gì: hãy xem sổ ghi nào đúng, rồi "
        + (
            "cho bên nhận bỏ dữ liệu lấy từ sổ kia và đọc lại từ đầu"
            if e.name is None
            else f"bỏ con trỏ (congress cursors --forget {e.name})"
        )
        + " hoặc phục hồi sổ ghi."
    ),
    "cursors_damaged": lambda e: (
        f"{e.path} không phải tệp con trỏ ({damage.found(e.found)}). Sổ ghi không bị ảnh hưởng; "
        "chưa gửi gì. Hãy xóa tệp đó: mỗi chương trình có tên sẽ đọc lại từ đầu, hoặc ghi --after "
        "một lần."
    ),
    "cursor_moved": lambda e: (
        f"Con trỏ '{e.name}' đang ở {e.expected} thì bị dời đến {e.found}: hai chương trình đọc "
        "cùng một tên. Đã dừng ở đó: hãy đặt cho mỗi chương trình một tên riêng."
    ),
    "beside_foreign": _beside,
    "beside_kind": _beside,
    "shrunk": lambda e: (
        f"{e.path} chỉ còn đến vị trí {e.size}, nhưng đã đọc đến {e.read}: có mục bị mất, có thể "
        "do chép đè bản cũ. Chưa gửi gì: hãy giữ nguyên tệp và tìm bản mới nhất."
    ),
    "gap": lambda e: (
        f"Thiếu vị trí {e.expected} trong sổ ghi. Dừng đọc ở đó: hãy giữ nguyên tệp và đối chiếu "
        "với bản sao."
    ),
    "damaged": lambda e: (
        f"{e.path} bị hỏng{damage.at(e.position)} ({damage.found(e.found)}). Chưa ghi gì: hãy giữ "
        "nguyên tệp và phục hồi từ bản sao."
    ),
    "unknown_event": lambda e: (
        f"Vị trí {e.position}{e.stream and f' ({e.stream})'} có loại '{e.type}' phiên bản "
        f"{e.version}, do phiên bản mới hơn của chương trình ghi và phiên bản này chưa biết. Sổ "
        "không bị hỏng, chưa thay đổi gì: hãy cập nhật chương trình."
    ),
    "views_unavailable": lambda e: (
        f"Chưa dùng được các bảng tính sẵn {e.path} ({damage.found(e.detail)}). Sổ ghi không bị "
        "ảnh hưởng: có thể xóa tệp này rồi chạy lại lệnh."
    ),
    "views_damaged": lambda e: (
        f"Các bảng tính sẵn {e.path} bị hỏng ({damage.found(e.detail)}). Sổ ghi không bị ảnh "
        "hưởng: hãy xóa tệp này rồi chạy lại lệnh."
    ),
    "store_unavailable": _unavailable,
    "log_linked": _unavailable,
    "lock_linked": _unavailable,
    "log_busy": lambda e: (
        f"{e.path}: {named(e.holder)} đang giữ sổ ghi và chưa trả lại sau {e.seconds:g} giây. "
        "Chưa ghi gì. Hãy đợi hoặc kết thúc chương trình đó rồi chạy lại lệnh; --wait SỐ_GIÂY để "
        "đợi lâu hơn."
    ),
    "schema_changed": lambda e: (
        f"{e.path} đã bị sửa: {schema_fault(e.what, e.found)}. Chưa ghi gì, vì nội dung "
        "ghi có thể bị làm sai: hãy giữ nguyên tệp, tìm người đã sửa, và phục hồi từ bản sao."
    ),
    "bad_origin": lambda _: (
        "Tên gốc của sổ ghi phải là địa chỉ không có phần giao thức, dấu cách hay dấu + (tham "
        "chiếu URI theo RFC 3986). Chưa tạo sổ ghi: hãy viết như gia-thuy.example/season-2026, "
        "có cổng thì viết như //127.0.0.1:8080/log."
    ),
    "bad_config": lambda e: (
        f"Không đọc được các cài đặt trong {e.path}. Sổ ghi không bị ảnh hưởng, chưa làm gì: hãy "
        "sửa tệp, hoặc xóa tệp rồi đặt lại bằng 'congress config'."
    ),
    "bad_setting": lambda e: (
        f"{e.name} không thể là '{e.value}': {_SETTINGS[e.name]}. Chưa đặt gì."
    ),
    "clock_ahead": lambda e: ENGINE_WORDINGS["clock_ahead"].text.say("vi", e.facts),
    "bad_policy": lambda e: f"Tệp quy định '{e.name}' có lỗi: {e.told.vi}",
    **proof_failures.VIETNAMESE,
    **copy_failures.VIETNAMESE,
    "bad_time": lambda e: (
        f"'{e.given}' không phải thời điểm có múi giờ, như 2017-08-11T08:00:00+07:00. Chưa ghi gì."
    ),
    **people.VIETNAMESE,
}


def schema_fault(name: str, found: SchemaFault) -> str:
    """Return what is wrong with a table, an index, a trigger or a view of the log's file."""
    kind, _, rest = name.partition(" ")
    return say(
        f"{name} {SCHEMA_FAULTS[found]}", f"{_KINDS.get(kind, kind)} {rest} {_SCHEMA[found]}"
    )


class NotFoundError(click.ClickException):
    """What was asked for is not in the log."""

    exit_code = NOT_FOUND


class IntegrityError(click.ClickException):
    """The log and what is shown of it do not agree."""

    exit_code = INTEGRITY


def explain(error: Exception, spoken: Language) -> str:
    """Return what is so, what did not happen and what to do."""
    code = getattr(error, "code", "")
    if spoken == "vi" and code in _VIETNAMESE:
        return _VIETNAMESE[code](error)
    return str(error)


def exit_code(error: Exception) -> int:
    """Return the exit code of an error."""
    return _CODES.get(getattr(error, "code", ""), UNEXPECTED)


def report(error: Exception) -> int:
    """Say an error on stderr and return its exit code; an unknown one is said to be a fault."""
    spoken = language()
    if isinstance(error, Problem):
        click.echo(shown(f"{_ERROR.say(spoken)} {error.say(spoken)}"), err=True)
        return exit_code(error)
    if isinstance(error, LogError | UnknownEventError | PolicyError):
        click.echo(shown(f"{_ERROR.say(spoken)} {explain(error, spoken)}"), err=True)
        return exit_code(error)
    if os.environ.get("CONGRESS_DEBUG"):
        raise error
    unexpected = _UNEXPECTED.say(spoken, {"what": f"{type(error).__name__}: {error}"})
    click.echo(shown(unexpected), err=True)
    return UNEXPECTED


_ERROR = Text("Error:", "Lỗi:")
_UNEXPECTED = Text(
    "Error: {what}. This is a fault of the program: what was answered 'accepted' is recorded, "
    "nothing else. Run again with CONGRESS_DEBUG=1 to see where.",
    "Lỗi: {what}. Đây là lỗi của chương trình: chỉ những gì đã báo 'accepted' là được ghi. "
    "Chạy lại với CONGRESS_DEBUG=1 để xem chi tiết.",
)
