"""What is damaged in a log, or beside it, in Vietnamese.

It is found by its English words, as the store has them.
"""

import errno
import re

_DAMAGE = {
    "it does not hold the entry that was recorded there": "không còn đúng mục đã ghi ở đó",
    "database disk image is malformed: page": "cấu trúc tệp sai: trang",
    "database disk image is malformed: the file ends within page": "tệp bị cắt ở trang",
    "database disk image is malformed: in the table": "cấu trúc tệp sai: bảng",
    "database disk image is malformed: in the table of tables, page": "cấu trúc tệp sai: danh mục "
    "bảng, trang",
    "database disk image is malformed": "cấu trúc tệp sai",
    "its texts are no UTF-8": "chữ không phải UTF-8",
    "Could not decode to UTF-8": "chữ không phải UTF-8:",
    "it is not an SQLite file": "không phải tệp SQLite",
    "file is not a database": "không phải tệp SQLite",
    "it is no file of keys": "không phải tệp khóa",
    "no such table": "thiếu bảng",
    "no such column": "thiếu cột",
    "database is locked": "chương trình khác đang dùng tệp",
    "database or disk is full": "đĩa đã đầy",
    "attempt to write a readonly database": "tệp chỉ cho đọc",
    "unable to open database file": "không mở được tệp",
    "disk I/O error": "đĩa báo lỗi",
    "another program has been building them": "chương trình khác đang dựng các bảng này",
    "a row of": "có dòng bị sửa trong",
    "the cursor of": "vị trí đã tính bị sửa:",
}
"""By how it begins."""
_ENDS = (" is not as it was written", " for more than 10 seconds")
_ERRNO = re.compile(r"\[Errno (\d+)\] [^:]*(?:: (.*))?").fullmatch
_SYSTEM = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đĩa đã đầy",
    errno.ENOENT: "không có tệp hoặc thư mục",
    errno.ENOTDIR: "không phải thư mục",
    errno.EISDIR: "là thư mục",
    errno.EIO: "đĩa báo lỗi",
}


def found(english: str) -> str:
    """Return what is damaged, or what the system said; a page, table or file keeps its name."""
    system = _ERRNO(english)
    if system is not None:
        what = _SYSTEM.get(int(system[1]), f"lỗi hệ thống số {system[1]}")
        return f"{what}: {system[2]}" if system[2] else what
    known = sorted((en for en in _DAMAGE if english.startswith(en)), key=len)
    if not known:
        return english
    found = english.replace(known[-1], _DAMAGE[known[-1]])
    for end in _ENDS:
        found = found.removesuffix(end)
    return found


def at(position: int | None) -> str:
    """Return where it is, nothing if that is not known."""
    return "" if position is None else f" ở vị trí {position}"
