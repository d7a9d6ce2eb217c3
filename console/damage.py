"""What is damaged in a log, in Vietnamese: found by its English words, as the store has them."""

_DAMAGE = {
    "it does not hold the entry that was recorded there": "không còn đúng mục đã ghi ở đó",
    "database disk image is malformed: page": "cấu trúc tệp sai: trang",
    "database disk image is malformed: the file ends within page": "tệp bị cắt ở trang",
    "database disk image is malformed: in the table": "cấu trúc tệp sai: bảng",
    "database disk image is malformed": "cấu trúc tệp sai",
    "its texts are no UTF-8": "chữ không phải UTF-8",
}


def found(english: str) -> str:
    """Return what is damaged; a page or table keeps its name."""
    known = sorted((en for en in _DAMAGE if english.startswith(en)), key=len)
    return english.replace(known[-1], _DAMAGE[known[-1]]) if known else english


def at(position: int | None) -> str:
    """Return where it is, nothing if that is not known."""
    return "" if position is None else f" ở vị trí {position}"
