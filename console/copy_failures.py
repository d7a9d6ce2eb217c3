"""What goes wrong with copies of the log: exit codes, and the words in Vietnamese."""

from collections.abc import Callable, Mapping
from typing import Any

from console.exit_codes import INTEGRITY, REFUSED

CODES: Mapping[str, int] = {
    "copy_exists": REFUSED,
    "log_in_place": REFUSED,
    "other_log": INTEGRITY,
    "same_name_copy": INTEGRITY,
    "copy_forked": INTEGRITY,
    "copy_rolled_back": INTEGRITY,
}

_FOUND = {
    "file": "đã có sẵn: hãy chọn đường dẫn khác, hoặc thay bằng --force",
    "log": "không phải bản sao cũ của sổ này: hãy chọn đường dẫn khác, hoặc tự chuyển tệp đi",
    "itself": "chính là sổ ghi hoặc thuộc về sổ ghi: hãy chọn đường dẫn khác",
    "in_use": "đang được ghi: hãy chọn đường dẫn khác, hoặc kết thúc chương trình đang dùng",
}

VIETNAMESE: Mapping[str, Callable[[Any], str]] = {
    "copy_exists": lambda e: f"{e.path} {_FOUND[e.found]}. Tệp được giữ nguyên, chưa sao chép gì.",
    "log_in_place": lambda e: (
        f"{e.path} đã có sẵn. Tệp được giữ nguyên, chưa phục hồi gì: hãy chọn đường dẫn khác, "
        "hoặc thay bằng --force; sổ cũ sẽ được giữ lại dưới tên khác."
    ),
    "other_log": lambda e: (
        f"{e.path} là bản sao của sổ {e.found}, còn {e.where} thuộc sổ {e.expected}. Chưa phục "
        "hồi gì: hãy tìm đúng bản sao, hoặc phục hồi vào đường dẫn khác."
    ),
    "same_name_copy": lambda e: (
        f"{e.path} và {e.where} thuộc hai sổ trùng tên {e.origin}: bản sao có {e.size} mục ghi, "
        f"do khóa {e.keys[0]} ký; bên kia gồm {e.known} mục, do khóa {e.keys[1]} ký và không nối "
        "tiếp bản sao. Chưa phục hồi gì: hãy tìm điểm kiểm đã giữ của sổ này, hoặc bản sao của sổ "
        "kia. Nếu là một sổ đã đổi khóa thì bản sao cũ hơn điểm kiểm đó, hoặc đã bị sửa."
    ),
    "copy_forked": lambda e: (
        f"{e.path} và {e.where} khác nhau trong {e.size} mục ghi đầu: một bên đã bị sửa"
        f"{'' if e.same_log else ', hoặc là hai sổ trùng tên'}. Chưa phục hồi gì: hãy giữ cả hai "
        "và tìm bản đúng."
    ),
    "copy_rolled_back": lambda e: (
        f"{e.path} là bản lùi: chỉ có {e.size} mục ghi, còn {e.where} biết đến {e.known}; sẽ "
        f"thiếu {e.known - e.size} mục. Chưa phục hồi gì: hãy tìm bản mới hơn; nếu không còn bản "
        "nào thì phục hồi bằng --accept-rollback và báo cho mọi bên dùng sổ."
    ),
}
