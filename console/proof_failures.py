"""What goes wrong with keys, notes and witnesses: exit codes, and the words in Vietnamese."""

from collections.abc import Callable, Mapping
from typing import Any

from console.exit_codes import CONFLICT, INTEGRITY, NOT_FOUND, REFUSED, USAGE
from console.proof_faults import fault, source

CODES: Mapping[str, int] = {
    "bad_note": USAGE,
    "bad_key": USAGE,
    "bad_trust": USAGE,
    "key_exists": REFUSED,
    "state_behind": REFUSED,
    "state_missing": REFUSED,
    "same_name": REFUSED,
    "stale_request": CONFLICT,
    "key_missing": NOT_FOUND,
    "no_checkpoint": NOT_FOUND,
    "unknown_origin": NOT_FOUND,
    "bad_signature": INTEGRITY,
    "other_key": INTEGRITY,
    "bad_cosignature": INTEGRITY,
    "bad_proof": INTEGRITY,
    "fork": INTEGRITY,
}


def _same_name(error: Any) -> str:
    if error.old == error.kept:
        then = (
            f"Nếu là cùng một sổ đã đổi khóa thì lịch sử không còn nối tiếp {error.kept} mục đó: "
            "hãy giữ cả hai bản và tìm bản đúng."
        )
    else:
        then = (
            "Nếu là cùng một sổ và chủ ý đổi khóa, hãy yêu cầu lại bằng 'congress checkpoint "
            f"--request FILE --old {error.kept}': sổ nối tiếp từ đó thì được ký."
        )
    return (
        f"Đây là sổ khác trùng tên. Yêu cầu gồm {error.given} mục ghi của {error.origin}, do khóa "
        f"{error.now} ký; điều đã ký gần nhất cho tên đó gồm {error.kept} mục, do khóa "
        f"{error.before} ký. Chưa ký gì: mỗi tên chỉ chứng kiến được một sổ, hãy tạo sổ mới với "
        f"tên gốc riêng ('congress init --origin TÊN') và khóa mang tên đó. {then}"
    )


_RIGHT_FILE = "Chưa làm gì: hãy kiểm tra có đúng tệp không, hoặc đặt lại tệp từ bản sao."
VIETNAMESE: Mapping[str, Callable[[Any], str]] = {
    "bad_note": lambda e: (
        f"Không đọc được điểm kiểm ({source(e.source)}): {fault(e.fault)}. {_RIGHT_FILE}"
    ),
    "bad_key": lambda e: (
        f"Không dùng được khóa ({source(e.source)}): {fault(e.fault)}. {_RIGHT_FILE}"
    ),
    "bad_trust": lambda e: (
        f"Tệp tin cậy ({source(e.source)}) có {len(e.faults)} lỗi: "
        f"{'; '.join(map(fault, e.faults))}. Chưa làm gì: hãy sửa tệp."
    ),
    "key_exists": lambda e: (
        f"{e.path} đã có sẵn. Tệp được giữ nguyên, chưa tạo khóa: hãy chọn đường dẫn khác."
    ),
    "state_behind": lambda e: (
        f"{e.path} chỉ biết {e.kept} mục ghi của {e.origin}, nhưng khóa này đã ký {e.known}: tệp "
        "bị xóa trắng hoặc được chép lại từ bản cũ, khóa có thể bị lừa ký hai lịch sử khác nhau. "
        "Chưa ký gì: hãy đặt lại bản mới nhất của tệp bên cạnh khóa, hoặc tạo khóa mới."
    ),
    "state_missing": lambda e: (
        f"Thiếu {e.path}: tệp này nhớ điều khóa đã ký gần nhất; thiếu nó, khóa có thể bị lừa ký "
        "hai lịch sử khác nhau. Chưa ký gì: hãy đặt lại tệp bên cạnh khóa, hoặc tạo khóa mới. Nếu "
        "khóa chưa từng ký gì (tệp khóa cho biết) thì tạo tệp rỗng."
    ),
    "stale_request": lambda e: (
        f"Yêu cầu bắt đầu từ {e.old} mục ghi của {e.origin}, nhưng bên chứng kiến đã thấy "
        f"{e.kept}. Chưa ký gì: hãy yêu cầu lại bằng 'congress checkpoint --request FILE "
        f"--old {e.kept}'."
    ),
    "key_missing": lambda e: (
        f"Không có khóa ở {e.path}. Chưa ký gì: hãy sửa đường dẫn, hoặc tạo khóa bằng 'congress "
        "keys new --key FILE'."
    ),
    "no_checkpoint": lambda e: (
        f"{e.path} chưa có điểm kiểm phù hợp. Chưa ghi gì: hãy ký bằng 'congress checkpoint --key "
        "FILE'."
    ),
    "unknown_origin": lambda e: (
        f"{e.origin} không có trong các khóa đã biết ({', '.join(e.known) or 'không có'}). Chưa "
        "làm gì: hãy cho tệp tin cậy có khóa đó."
    ),
    "bad_signature": lambda e: (
        f"Điểm kiểm {e.size} mục ghi không có chữ ký đúng của {e.name}. Không chứng minh được gì: "
        "hãy xin bản gốc và khóa đúng."
    ),
    "other_key": lambda e: (
        f"Điểm kiểm {e.size} mục ghi mang tên sổ {e.name} nhưng do khóa {', '.join(e.found)} ký, "
        f"còn khóa đã biết của tên đó là {', '.join(e.known)}. Đây là điểm kiểm của sổ khác trùng "
        "tên, hoặc sổ đã đổi khóa. Chưa làm gì: nếu là sổ khác, hãy đặt tên gốc riêng khi tạo sổ "
        "('congress init --origin TÊN'); nếu đã đổi khóa, hãy hỏi đơn vị giữ sổ rồi thêm dòng "
        "'log KHÓA' có khóa mới vào tệp tin cậy."
    ),
    "same_name": _same_name,
    "bad_cosignature": lambda e: (
        f"Chữ ký của bên chứng kiến {e.name} không khớp điểm kiểm {e.size} mục ghi: bị sửa, hoặc "
        "thuộc điểm kiểm khác. Hãy xin lại."
    ),
    "bad_proof": lambda e: (
        f"Chứng minh trong yêu cầu không dẫn từ {e.old} đến {e.new} mục ghi của {e.origin}: sổ "
        "ghi hoặc yêu cầu đã bị sửa, hoặc đây là sổ khác trùng tên. Chưa ký gì: hãy giữ lại yêu "
        "cầu và so mã của hai sổ (log_id trong 'congress verify -o json')."
    ),
    "fork": lambda e: (
        f"Lịch sử {e.given} mục ghi của {e.origin} không nối tiếp {e.kept} mục đã ký: có mục bị "
        "sửa, bị bỏ, sổ được phục hồi từ bản cũ, hoặc đây là sổ khác trùng tên. Chưa ký gì: hãy "
        "so mã của hai sổ (log_id trong 'congress verify -o json'); nếu cùng mã, hãy giữ cả hai "
        "bản và tìm bản đúng."
    ),
}
