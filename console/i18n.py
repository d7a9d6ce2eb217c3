"""Click's own words in Vietnamese: what it says about usage, options, mistakes, progress."""

import gettext
import re
from typing import TYPE_CHECKING

from console.language import is_vietnamese

if TYPE_CHECKING:
    import click

WORDS = {
    # help
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Positional arguments": "Tham số",
    "Show this message and exit.": "Xem hướng dẫn này.",
    "Show the version and exit.": "Xem phiên bản.",
    "%(prog)s, version %(version)s": "%(prog)s, phiên bản %(version)s",
    "default: {default}": "mặc định: {default}",
    "env var: {var}": "biến môi trường: {var}",
    "(dynamic)": "(tùy lúc)",
    "required": "bắt buộc",
    "deprecated": "sắp bỏ",
    "file": "tệp",
    "directory": "thư mục",
    "path": "đường dẫn",
    # mistakes
    "Error: {message}": "Lỗi: {message}",
    "Error: invalid input": "Lỗi: giá trị không hợp lệ",
    "Error: The two entered values do not match.": "Lỗi: hai lần nhập không giống nhau.",
    "Try '{command} {option}' for help.": "Xem hướng dẫn: '{command} {option}'.",
    "Missing command.": "Thiếu tên lệnh.",
    "Missing argument": "Thiếu tham số",
    "Missing option": "Thiếu tùy chọn",
    "Missing parameter": "Thiếu tham số",
    "Missing parameter: {param_name}": "Thiếu tham số: {param_name}",
    "Missing {param_type}": "Thiếu {param_type}",
    "No such command {name!r}.": "Không có lệnh {name!r}.",
    "No such option {name!r}.": "Không có tùy chọn {name!r}.",
    "No such option: {name}": "Không có tùy chọn {name}",
    "Did you mean {possibility}?": "Có phải {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Có phải một trong: {possibilities}?)",
    "(Possible options: {possibilities})": "(Có thể là: {possibilities})",
    "Invalid value: {message}": "Giá trị không hợp lệ: {message}",
    "Invalid value for {param_hint}: {message}": (
        "Giá trị không hợp lệ của {param_hint}: {message}"
    ),
    "Got unexpected extra argument ({args})": "Thừa tham số ({args})",
    "Got unexpected extra arguments ({args})": "Thừa các tham số ({args})",
    "Option {name!r} does not take a value.": "Tùy chọn {name!r} không nhận giá trị.",
    "Option {name!r} requires an argument.": "Tùy chọn {name!r} cần một giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Tùy chọn {name!r} cần {nargs} giá trị.",
    "Argument {name!r} takes {nargs} values.": "Tham số {name!r} cần {nargs} giá trị.",
    "Takes {nargs} values but 1 was given.": "Cần {nargs} giá trị, mới có 1.",
    "Takes {nargs} values but {len} were given.": "Cần {nargs} giá trị, nhưng có {len}.",
    "{len_type} values are required, but {len_value} was given.": (
        "Cần {len_type} giá trị, mới có {len_value}."
    ),
    "{len_type} values are required, but {len_value} were given.": (
        "Cần {len_type} giá trị, nhưng có {len_value}."
    ),
    "Value must be an iterable.": "Giá trị phải là một danh sách.",
    "Choose from:\n\t{choices}": "Chọn một trong:\n\t{choices}",
    "Choice({choices})": "Chọn({choices})",
    "{value!r} is not {choice}.": "{value!r} không phải {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} không có trong {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} không đúng dạng {format}.",
    "{value!r} does not match the formats {formats}.": (
        "{value!r} không đúng dạng nào trong {formats}."
    ),
    "{value} is not in the range {range}.": "{value} không nằm trong khoảng {range}.",
    "{value!r} is not a valid {number_type}.": "{value!r} không phải số ({number_type}).",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value!r} không phải có hoặc không. Có thể ghi: {states}"
    ),
    "{value!r} is not a valid UUID.": "{value!r} không phải mã UUID.",
    "{name} {filename!r} is a file.": "{name} {filename!r} là một tệp.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} là một thư mục.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} không đọc được.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} không ghi được.",
    "{name} {filename!r} is not executable.": "{name} {filename!r} không chạy được.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} không tồn tại.",
    "Could not open file {filename!r}: {message}": "Không mở được tệp {filename!r}: {message}",
    "unknown error": "lỗi không rõ",
    # asking
    "Aborted!": "Đã dừng!",
    "Do you want to continue?": "Có làm tiếp không?",
    "Confirm the action without prompting.": "Đồng ý mà không hỏi lại.",
    "Repeat for confirmation": "Nhập lại để xác nhận",
    "Press any key to continue...": "Bấm phím bất kỳ để tiếp tục...",
    "d": "n",
    "{editor}: Editing failed": "{editor}: không sửa được",
    "{editor}: Editing failed: {e}": "{editor}: không sửa được: {e}",
    "Couldn't detect Bash version, shell completion is not supported.": (
        "Không rõ phiên bản Bash, chưa hỗ trợ gợi ý lệnh."
    ),
    "Shell completion is not supported for Bash versions older than 4.4.": (
        "Chưa hỗ trợ gợi ý lệnh cho Bash trước phiên bản 4.4."
    ),
    # for the programmer
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Lệnh {name!r} sắp bỏ.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "{param_type} {name!r} sắp bỏ.{extra_message}"
    ),
}
"""English to Vietnamese, as click gives its texts to gettext."""

SYSTEM = {
    "No such file or directory": "không có tệp hoặc thư mục này",
    "Permission denied": "không có quyền",
    "Is a directory": "đây là thư mục",
    "Not a directory": "đây không phải thư mục",
    "Too many levels of symbolic links": "liên kết lặp vòng",
    "File name too long": "tên tệp quá dài",
    "Input/output error": "lỗi đĩa",
}
"""What the operating system says of a file that cannot be opened."""

NUMBERS = {
    "float": "không phải số",
    "float range": "không phải số",
    "integer": "không phải số nguyên",
    "integer range": "không phải số nguyên",
}
"""What click calls the numbers that it takes, and how a mistake is said then."""

PLACES = {
    "A/B/ID": "A/B/MÃ",
    "ACTOR": "AI",
    "ARGS": "THAM_SỐ",
    "BRANCH": "CHI_BỘ",
    "CAMPAIGN": "ĐỢT",
    "CODE": "MÃ",
    "COMMAND": "LỆNH",
    "COMMITTEE": "CẤP_ỦY",
    "CURSOR": "CON_TRỎ",
    "DATE": "NGÀY",
    "DIR": "THƯ_MỤC",
    "DIRECTORY": "THƯ_MỤC",
    "FILE": "TỆP",
    "FILENAME": "TỆP",
    "FOLDER": "THƯ_MỤC",
    "INTEGER": "SỐ",
    "INTEGER RANGE": "SỐ",
    "KEY": "KHÓA",
    "KIND": "LOẠI",
    "NAME": "TÊN",
    "NEW": "MỚI",
    "NOTE": "ĐIỂM_KIỂM",
    "OPTIONS": "TÙY CHỌN",
    "PATH": "ĐƯỜNG_DẪN",
    "POSITION": "VỊ_TRÍ",
    "REF": "MÃ",
    "REQUEST": "YÊU_CẦU",
    "SECONDS": "SỐ_GIÂY",
    "SETTING": "CÀI_ĐẶT",
    "SIZE": "SỐ_MỤC",
    "SPAN": "KHOẢNG",
    "TEXT": "CHỮ",
    "TIME": "LÚC",
    "TYPE": "LOẠI",
    "VALUE": "GIÁ_TRỊ",
    "WORD": "TỪ",
    "WORDS": "TỪ",
}
"""What stands in capitals for a value, in usage lines and in help."""

_place = re.compile(rf"(?<![\w-])({'|'.join(sorted(PLACES, key=len, reverse=True))})(?!\w)")


def install() -> None:
    """Let click speak the language of the call; a text that is not known stays as it is.

    Click asks gettext, which would look for a file in every locale folder at each text.
    """

    def one(_: str | None, message: str) -> str:
        return WORDS.get(message, message) if is_vietnamese() else message

    def many(_: str | None, single: str, several: str, n: int) -> str:
        return one(None, single if n == 1 else several)

    vars(gettext).update(dgettext=one, dngettext=many)


def mistake(error: "click.ClickException") -> None:
    """Put into Vietnamese what click and the operating system had to say in a mistake."""
    words = error.message
    for english, vietnamese in NUMBERS.items():
        words = words.replace(f"không phải số ({english})", vietnamese)
    for english, vietnamese in SYSTEM.items():
        words = words.replace(english, vietnamese)
    vars(error)["message"] = words


def in_vietnamese(text: str) -> str:
    """Return `text` with `BRANCH`, `FILE`, `DATE` and their like as CHI_BỘ, TỆP, NGÀY."""
    return _place.sub(lambda found: PLACES[found[0]], text)
