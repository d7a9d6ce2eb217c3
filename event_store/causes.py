"""Why a file cannot be used, or a text not be written, in both languages: tables for errors."""

from typing import Literal

from event_store.words import Text, same

Cause = Literal[
    "disk_full",
    "read_only",
    "no_right",
    "long_name",
    "io_error",
    "busy",
    "no_folder",
    "lost",
    "linked",
    "lock_linked",
    "changed",
    "journal",
]
"""Why a store cannot be reached."""
Beside = Literal["link", "names", "kind", "owner", "application", "tables", "newer", "damaged"]
"""A link; a file of several names; no file; of another log; of another program; with other
tables, triggers or views; of a newer program; damaged."""

CANONICAL = {
    "bad_key": Text(
        "a key is not lower-case letters, digits and '_'",
        "khóa phải là chữ thường không dấu, số và '_'",
    ),
    "integer_range": Text("a number is too large", "số quá lớn"),
    "not_integer": Text("a number is not whole", "số không nguyên"),
    "null": Text("a value is null", "giá trị là null"),
    "duplicate_key": Text("a key is given twice", "khóa ghi hai lần"),
    "not_nfc": Text("a text is not in NFC", "chữ không ở dạng NFC"),
    "control_character": Text("a text has a control character", "có ký tự điều khiển"),
    "too_deep": Text("it is nested too deeply", "lồng quá sâu"),
    "not_unicode": Text("a text is not Unicode", "chữ không phải Unicode"),
    "not_json": Text("it is not JSON", "không phải JSON"),
    "not_canonical": Text(
        "order, spacing or escapes differ", "thứ tự, khoảng trắng hoặc cách viết ký tự khác"
    ),
}
"""The rules of the canonical form that a text may break."""
BESIDE: dict[Beside, Text] = {
    "link": Text(
        "is a symbolic link, and a file beside a log must not be a link",
        "là liên kết tượng trưng, mà tệp bên cạnh sổ ghi không được là liên kết",
    ),
    "names": Text(
        "is a file with more than one name (a hard link), and must have only this one",
        "là tệp có nhiều tên (liên kết cứng), mà chỉ được có một tên này",
    ),
    "kind": Text("is not a regular file", "không phải tệp thường"),
    "owner": Text("belongs to another log", "thuộc sổ ghi khác"),
    "application": Text("is a file of another program", "là tệp của chương trình khác"),
    "tables": Text(
        "has tables, triggers or views that this program did not make",
        "có bảng, trigger hoặc view không do chương trình này tạo",
    ),
    "newer": Text(
        "was written by a newer version of this program, and is not damaged",
        "do phiên bản mới hơn của chương trình ghi, không bị hỏng",
    ),
    "damaged": Text("is damaged, or not an SQLite file", "bị hỏng, hoặc không phải tệp SQLite"),
}
"""What a file beside the log is, or has."""
MOVE_AWAY = Text("move it away", "chuyển nó đi chỗ khác")
BESIDE_TO_DO: dict[Beside, Text] = {
    "owner": Text(
        "move it away, or put the file of this log in its place",
        "chuyển nó đi chỗ khác, hoặc đặt tệp của sổ này vào đó",
    ),
    "newer": Text("update the program", "cập nhật chương trình"),
}
"""What to do with it, if not to move it away."""
CAUSES: dict[Cause, tuple[Text, Text]] = {
    "disk_full": (
        Text("there is no space left", "đĩa đã đầy"),
        Text("Free some space, then repeat the command.", "Hãy dọn bớt rồi chạy lại lệnh."),
    ),
    "read_only": (
        Text("the log cannot be written here", "không có quyền ghi ở đây"),
        Text(
            "Use a copy in a folder that you may write, or ask for the right to write.",
            "Hãy dùng bản sao ở thư mục ghi được, hoặc xin quyền ghi.",
        ),
    ),
    "no_right": (
        Text("there is no right to read it", "không có quyền đọc"),
        Text(
            "Ask its owner for the right to read it, or run the command as somebody who has it.",
            "Hãy xin chủ tệp cho quyền đọc, hoặc để người có quyền đọc chạy lệnh.",
        ),
    ),
    "long_name": (
        Text("the file name is too long", "tên tệp quá dài"),
        Text(
            "Choose a shorter name: other files bear it with an ending such as .people.keys.",
            "Hãy chọn tên ngắn hơn: các tệp đi kèm mang tên này và thêm đuôi như .people.keys.",
        ),
    ),
    "io_error": (
        Text("the disk answered with an error", "đĩa báo lỗi"),
        Text("Check the disk, then open the log again.", "Hãy kiểm tra đĩa rồi mở lại sổ ghi."),
    ),
    "busy": (
        Text("another program holds the log", "chương trình khác đang giữ sổ ghi"),
        Text(
            "Wait for the other program to finish, then repeat the command.",
            "Hãy đợi chương trình đó xong rồi chạy lại lệnh.",
        ),
    ),
    "no_folder": (
        Text("the folder does not exist", "thư mục không tồn tại"),
        Text(
            "Create the folder first, or correct the path.",
            "Hãy tạo thư mục hoặc sửa đường dẫn.",
        ),
    ),
    "lost": (
        Text(
            "the file was moved, removed or replaced",
            "tệp đã bị chuyển đi, xóa hoặc thay bằng tệp khác",
        ),
        Text(
            "Find out who moved it, put it back, then start again.",
            "Hãy tìm hiểu ai đã làm, đưa tệp về chỗ cũ rồi chạy lại.",
        ),
    ),
    "changed": (
        Text(
            "somebody wrote to the log while it was read without the right to write",
            "có chương trình ghi vào sổ trong lúc đang đọc mà không có quyền ghi",
        ),
        Text("Run the command again.", "Hãy chạy lại lệnh."),
    ),
    "journal": (
        Text(
            "a journal lies beside it that SQLite would play back into the log",
            "bên cạnh có tệp -journal mà SQLite sẽ ghi đè vào sổ",
        ),
        Text(
            "Find out which file it belongs to, keep it, and move it to another folder.",
            "Hãy tìm xem tệp đó của ai, giữ lại và chuyển sang thư mục khác.",
        ),
    ),
    "linked": (
        Text(
            "its file has more than one name, and a writer by another name would not see this",
            "tệp sổ ghi có nhiều tên, ai ghi qua tên khác sẽ không thấy mục ghi ở đây",
        ),
        Text(
            "It can be read. Make a copy of its own by 'congress backup FILE' and go on with "
            "that, or delete the other names.",
            "Vẫn đọc được sổ. Hãy tạo bản sao riêng bằng 'congress backup TỆP' rồi dùng bản đó, "
            "hoặc xóa các tên khác.",
        ),
    ),
    "lock_linked": (
        Text(
            "the lock of the log must be a regular file of its own",
            "khóa của sổ phải là tệp thường và riêng của sổ",
        ),
        Text(
            "When no program writes to the log, delete it or move it away: it is made again.",
            "Khi không có chương trình nào đang ghi, hãy xóa hoặc chuyển đi: nó sẽ được tạo lại.",
        ),
    ),
}
"""What is so, and what to do."""
ONLY_READ = Text("it was opened for reading only", "sổ được mở chỉ để đọc")


def at(position: int | None) -> Text:
    """Return at which position something is, nothing if that is not known."""
    if position is None:
        return same("")
    return Text(f" at position {position}", f" ở vị trí {position}")
