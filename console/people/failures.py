"""What goes wrong with names beside the log: the exit code of each error, and its Vietnamese."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from console import damage
from console.exit_codes import INTEGRITY, NOT_FOUND, REFUSED, UNREACHABLE, USAGE
from console.language import say
from engine.reasons import ENGINE_WORDINGS

if TYPE_CHECKING:
    from event_store.people.errors import BadPersonError, Wrong

CODES = {
    "bad_person": USAGE,
    "person_exists": REFUSED,
    "name_in_text": REFUSED,
    "person_unknown": NOT_FOUND,
    "person_erased": REFUSED,
    "person_held": REFUSED,
    "person_lost": INTEGRITY,
    "name_in_the_way": INTEGRITY,
    "names_not_granted": REFUSED,
    "decision_unknown": NOT_FOUND,
    "several_holds": USAGE,
    "erasure_unrecorded": UNREACHABLE,
    "people_damaged": INTEGRITY,
    # What the log refuses; other commands tell it as one reason among others.
    "not_a_simulation": REFUSED,
    "time_went_back": REFUSED,
}

_WRONG: Mapping["Wrong", str] = {
    "empty": "còn trống",
    "too_long": "quá dài",
    "control_character": "có ký tự điều khiển",
    "not_unicode": "không phải Unicode",
    "not_identifier": "phải là 1 đến 64 chữ không dấu, số, dấu '.', '_' hoặc '-'",
    "bad_key": "phải bắt đầu bằng chữ thường không dấu; tiếp theo là chữ thường, số và '_'",
    "reserved": "là mã hoặc tên của chính người đó",
    "device": "là tên thiết bị của Windows: hãy ghi thêm, ví dụ CON-1",
    "actor": "phải là 1 đến 128 ký tự ASCII, không có dấu cách",
    "two_lines": "phải nằm trên một dòng: hãy thay dấu xuống dòng bằng dấu cách",
}


_KINDS = {"grant": "lần cho phép xem tên", "hold": "lệnh giữ"}


def wrong_with(error: "BadPersonError") -> str:
    """Return what is wrong with a text, in the language of this run."""
    return say(error.told, _WRONG[error.wrong])


VIETNAMESE: dict[str, Callable[[Any], str]] = {
    "name_in_text": lambda e: ENGINE_WORDINGS["name_in_text"].text.say("vi", e.facts),
    "bad_person": lambda e: f"{e.member} {_WRONG[e.wrong]}. Chưa ghi gì: hãy sửa lại.",
    "person_exists": lambda e: (
        f"Mã {e.ref} đã được ghi danh. Chưa ghi gì: hãy sửa tên (congress person sua-ten "
        f"{e.ref}), hoặc dùng mã khác."
    ),
    "person_unknown": lambda e: (
        f"Sổ ghi không có người mang mã '{e.ref}'. Chưa làm gì: hãy kiểm tra mã, hoặc xem "
        "'congress person danh-sach'."
    ),
    "person_erased": lambda e: (
        f"Tên của {e.ref} đã bị xóa, không khôi phục được. Chưa làm gì: mã không dùng lại, hãy "
        "dùng mã mới."
    ),
    "person_held": lambda e: (
        f"Tên của {e.ref} đang được lưu giữ theo yêu cầu pháp lý: {e.reason} ({e.authority}, "
        f"{e.document}). Chưa xóa gì: phải thôi giữ trước (congress person thoi-giu {e.ref})."
    ),
    "person_lost": lambda e: (
        f"Tên của {e.ref} không có trong {e.path}, hoặc không phải tên mà sổ ghi đã cam kết. Sổ "
        "ghi không bị ảnh hưởng: hãy phục hồi tệp đó cùng tệp khóa, hoặc ghi lại tên (congress "
        f"person sua-ten {e.ref})."
    ),
    "name_in_the_way": lambda e: (
        f"{e.path} giữ một tên của {e.ref} mà sổ ghi không có: tệp này thuộc bản mới hơn của sổ. "
        "Chưa ghi gì: hãy đặt lại bản đó; nếu đã mất thì bỏ những gì chỉ bản đó có (congress "
        "person doi-chieu --repair)."
    ),
    "names_not_granted": lambda e: (
        f"{e.actor} không được phép xem tên. Không tên nào được hiện, và lần từ chối này đã được "
        "ghi lại: hãy hỏi người có quyền quyết định (congress person cho-xem)."
    ),
    "decision_unknown": lambda e: (
        f"Không có {_KINDS[e.kind]} nào còn hiệu lực cho {e.subject}. Chưa ghi gì: xem 'congress "
        "person quyet-dinh'."
    ),
    "several_holds": lambda e: (
        f"{e.ref} đang có nhiều lệnh giữ: {', '.join(map(str, e.numbers))}. Chưa thôi giữ lệnh "
        "nào: hãy chọn một bằng --hold."
    ),
    "erasure_unrecorded": lambda e: (
        f"Tên của {', '.join(e.refs)} đã bị xóa, nhưng sổ ghi chưa ghi được việc này. Lệnh "
        "'congress person' kế tiếp có ghi sổ sẽ hoàn tất."
    ),
    "not_a_simulation": lambda e: (
        f"Có ghi --recorded-at {e.given}, nhưng sổ này không phải sổ mô phỏng: giờ ghi sổ là giờ "
        "của máy. Chưa ghi gì: hãy bỏ --recorded-at."
    ),
    "time_went_back": lambda e: (
        f"Mục ghi cuối lúc {e.last}, còn {e.given} thì sớm hơn. Chưa ghi gì: giờ ghi sổ không lùi "
        "lại; hãy ghi giờ muộn hơn."
    ),
    "version_conflict": lambda e: (
        f"{e.stream} đang ở phiên bản {e.actual}, không phải {e.expected}: có người vừa ghi. Chưa "
        "ghi gì: hãy xem lại rồi quyết định."
    ),
    "people_damaged": lambda e: (
        f"Không dùng được {e.path} ({damage.found(e.found)}). Sổ ghi không bị ảnh hưởng; không "
        "tên nào được hiện, chưa ghi gì. "
        + (
            "Hãy xóa tệp này: nó sẽ được tạo lại."
            if e.is_remade
            else "Hãy giữ nguyên tệp và phục hồi từ bản sao."
        )
    ),
}
