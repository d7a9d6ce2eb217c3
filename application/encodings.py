"""Bytes of a file as text: UTF-8 and UTF-16 are read; for others, how to save the file."""

import re
from typing import Literal

from event_store.words import Text

Utf16 = Literal["utf-16", "utf-16-le", "utf-16-be"]
_BINARY = {
    b"PK\x03\x04": Text("an Excel or OpenDocument file", "tệp Excel hoặc OpenDocument"),
    b"\xd0\xcf\x11\xe0": Text("an old Excel file (.xls)", "tệp Excel cũ (.xls)"),
    b"%PDF": Text("a PDF file", "tệp PDF"),
}
"""How files begin that are often given in place of a list, and what they are."""
_LOOK = 256
_LETTER = r"[^\W\d_]"
_lost = re.compile(rf"\ufffd|\?{_LETTER}|{_LETTER}\?(\S|.*{_LETTER}\?)").search
_IN_1252 = {chr(byte): bytes((byte,)) for byte in range(0x80, 0xA0)} | {
    bytes((byte,)).decode("cp1252"): bytes((byte,))
    for byte in range(0x80, 0x100)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Letters above ASCII by their byte in Windows-1252; bytes that it leaves open as they are."""


LOST = Text(
    "has '?' or '\ufffd' where letters were lost: save the original again as 'CSV UTF-8'",
    "có dấu '?' hoặc '\ufffd' ở chỗ chữ bị mất: hãy lưu lại tệp gốc dạng 'CSV UTF-8'",
)
"""What is wrong where letters are missing."""
_MISREAD = Text(
    "is UTF-8 that was opened as Windows-1252: import the original again as UTF-8",
    "là UTF-8 bị mở theo Windows-1252: hãy nhập lại tệp gốc theo UTF-8",
)
_NOT_UTF8 = Text(
    "is not UTF-8: save it as 'CSV UTF-8'", "không phải UTF-8: hãy lưu dạng 'CSV UTF-8'"
)
_BROKEN_OFF = Text(
    "is UTF-16 that breaks off: save it again as 'CSV UTF-8'",
    "không đúng bảng mã (UTF-16 bị thiếu byte): hãy lưu lại dạng 'CSV UTF-8'",
)


class EncodingError(ValueError):
    """The bytes are no text that can be read; `text` says what they are and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def utf16_of(start: bytes) -> Utf16 | None:
    """Return which UTF-16 a file that begins so is in, None if it is in none."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = start[:_LOOK:2].count(0), start[1:_LOOK:2].count(0)
    if max(even, odd) * 2 <= min(len(start), _LOOK) // 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def text_of(content: bytes) -> str:
    """Return the text of a list, without the mark at its start; raises EncodingError."""
    for start, known in _BINARY.items():
        if content.startswith(start):
            raise EncodingError(
                Text(
                    f"is {known.en}: open it there and save it as 'CSV UTF-8'",
                    f"là {known.vi}: hãy mở tệp rồi lưu dạng 'CSV UTF-8'",
                )
            )
    return _decoded(content)


def _decoded(content: bytes) -> str:
    kind = utf16_of(content)
    try:
        return content.decode(kind or "utf-8-sig").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise EncodingError(_BROKEN_OFF if kind else _NOT_UTF8) from error


def letters_lost(text: str) -> Text | None:
    """Say what a wrong encoding did to `text` before it came here, None if nothing is seen."""
    if text.isascii() and "?" not in text:
        return None
    if _lost(text):
        return LOST
    return _MISREAD if _read_as_1252(text) else None


def _read_as_1252(text: str) -> bool:
    """Say whether `text` is what somebody saw who read UTF-8 as Windows-1252."""
    try:
        meant = b"".join(
            _IN_1252[letter] if letter > "\x7f" else letter.encode() for letter in text
        ).decode()
    except (KeyError, UnicodeDecodeError):
        return False
    return any(letter.isalpha() and letter > "\x7f" for letter in meant)
