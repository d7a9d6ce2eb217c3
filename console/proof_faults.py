"""In Vietnamese, what is wrong with a text that was to be a note, a key or a policy file.

The messages below the console are English: a fault is found here by its English words.
"""

import re

_SOURCES = {
    "the note": "tệp điểm kiểm",
    "the request": "tệp yêu cầu",
    "the key": "khóa",
    "that key": "khóa đó",
    "the policy file": "tệp tin cậy",
    "the policy file, had it been written,": "tệp tin cậy định viết",
}
_TABLE = """
it is longer than (.+) characters | dài hơn {} ký tự
it holds a control character | có ký tự điều khiển
it has no empty line between text and signatures | thiếu dòng trống giữa nội dung và chữ ký
its last line is cut off | dòng cuối bị cắt
its text is not three lines: .+ | nội dung không phải ba dòng: tên sổ ghi, số mục, mã gốc
'(.*)' is no name of a log | '{}' không phải tên sổ ghi
'(.*)' is no size | '{}' không phải số mục
its root is no base64: .+ | mã gốc không phải base64
its root has (.+) bytes | mã gốc dài {} byte
'(.*)' is no signature line | '{}' không phải dòng chữ ký
the signature of (.+) is no base64 | chữ ký của {} không phải base64
the signature of (.+) is too short | chữ ký của {} quá ngắn
it does not begin with 'old' and a size | không bắt đầu bằng 'old' và số mục
it has more than (.+) hashes | có hơn {} mã băm
one of its hashes is no base64 | có mã băm không phải base64
one of its hashes has not (.+) bytes | có mã băm không dài {} byte
its old size is larger than the new one | số mục cũ lớn hơn số mục mới
it is damaged | bị hỏng
it is damaged: its id does not fit | bị hỏng: mã khóa không khớp
it is no key file | không phải tệp khóa
it is of a type that is not known here | loại khóa chưa biết
it is not of the form name\\+id\\+key | không có dạng tên+mã+khóa
its last part is no base64: .+ | phần cuối không phải base64
its id does not fit name and key | mã khóa không khớp tên và khóa
anybody could sign with it | ai cũng ký được bằng khóa này
it is not the key of a log | không phải khóa của sổ ghi
it is not the key of a witness | không phải khóa của bên chứng kiến
it is the key of (.+), the log is (.+) | đây là khóa của {}, còn sổ ghi là {}
a name is an address without schema, .+ | tên phải là địa chỉ không có giao thức, dấu cách, dấu +
it is a private key | đây là khóa riêng
it is private: .+ | đây là khóa riêng: hãy đưa khóa công khai
it holds a private key: .+ | có khóa riêng trong đó: hãy giữ kín, và đưa khóa công khai
it holds no confirmation, .+ | không có chữ ký xác nhận nào, chỉ có chữ ký của sổ ghi
a control character | có ký tự điều khiển
there is no line 'quorum' | thiếu dòng 'quorum'
there is a line 'quorum' already | đã có dòng 'quorum'
'quorum' takes one name | 'quorum' cần đúng một tên
'log' takes a key and perhaps an address | 'log' cần khóa, có thể thêm địa chỉ
'witness' takes a name, .+ | 'witness' cần tên, khóa, có thể thêm địa chỉ
'group' takes a name, .+ | 'group' cần tên, số (hoặc any, all) và các thành viên
this key of a log stands here twice | khóa sổ ghi này đã có ở trên
this key of a witness stands here twice | khóa bên chứng kiến này đã có ở trên
'(.*)' stands in a group already | '{}' đã thuộc một nhóm
'(.*)' of (.+) members cannot be asked for | không thể yêu cầu '{}' trong {} thành viên
'(.*)' is not defined above | '{}' chưa nêu ở trên
the name '(.*)' is taken | tên '{}' đã dùng
'(.*)' is no kind of line | '{}' không phải loại dòng nào
"""
_FAULTS = [
    (re.compile(english.strip(), re.DOTALL).fullmatch, vietnamese.strip())
    for english, vietnamese in (row.split(" | ") for row in _TABLE.strip().splitlines())
]
_AT_LINE = re.compile(r"line ([0-9]+): (.+)", re.DOTALL).fullmatch
_OF_KEY = re.compile(r"('.*'): (.+)", re.DOTALL).fullmatch


def source(said: str) -> str:
    """Return in Vietnamese where a fault is; a path stays as it is."""
    return _SOURCES.get(said, said)


def fault(said: str) -> str:
    """Return a fault in Vietnamese; what is not known here stays as it is."""
    for matches, vietnamese in _FAULTS:
        if found := matches(said):
            return vietnamese.format(*found.groups())
    if found := _AT_LINE(said):
        return f"dòng {found[1]}: {fault(found[2])}"
    if found := _OF_KEY(said):
        return f"{found[1]}: {fault(found[2])}"
    return said
