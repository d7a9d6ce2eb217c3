"""Ways to write an entry otherwise than the format does: the same value, or nearly the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Spelling = Callable[[bytes, float], bytes]
"""Writes a text otherwise; the number, from 0 to 1, says where."""


def filled(text: bytes, whole: int, letter: bytes) -> bytes:
    """Make an entry of so many bytes."""
    count, rest = divmod(whole - len(text) - len(b',"zz":""'), len(letter))
    return text[:-1] + b',"zz":"' + letter * count + b"x" * rest + b'"}'


def _put_in(what: bytes, after: bytes) -> Callable[[bytes, float], bytes]:
    """Put something behind one of the places where `after` stands."""

    def change(text: bytes, at: float) -> bytes:
        parts = text.split(after)
        place = 1 + int(at * (len(parts) - 1)) if len(parts) > 1 else 1
        return after.join(parts[:place]) + after + what + after.join(parts[place:])

    return change


def _doubled(text: bytes, at: float) -> bytes:
    """A member stands twice, the second time perhaps with another value."""
    names = [b'"format":1', b'"version":1', b'"type_version":1']
    name = names[int(at * len(names))]
    other = name[:-1] + (b"2" if at * 7 % 1 < 0.5 else b"1")
    return text.replace(name, name + b"," + other, 1)


def _unsorted(text: bytes, at: float) -> bytes:
    first, _, rest = text[1:].partition(b",")
    return b"{" + rest[:-1] + b"," + first + b"}"


def _escaped(text: bytes, at: float) -> bytes:
    place = text.index(b'":"') + 3
    return text[:place] + b"\\u%04x" % text[place] + text[place + 1 :]


def _flipped(text: bytes, at: float) -> bytes:
    place = int(at * len(text))
    return text[:place] + bytes([text[place] ^ 1 << int(at * 997) % 8]) + text[place + 1 :]


WAYS: Sequence[Callable[[bytes, float], bytes]] = (
    *(_put_in(what, b":") for what in (b" ", b"\n", b"-", b"0")),
    *(_put_in(what, b',"') for what in (b" ", b"\\n", b"\\u0061", b"\xcc\x81", b"\xff", b"\x7f")),
    *(
        _put_in(what, b'":"')
        for what in (b"\\/", b"\\t", b"\xc2\x85", b"\xed\xa0\x80", b"\xc0\x80")
    ),
    *(
        _put_in(what, b'":"')
        for what in (b"\\n", b'\\"', b"\\\\", b"e\xcc\x81", b"\xc3\xa9", b"\n")
    ),
    *(_doubled, _unsorted, _escaped, _flipped),
    *(lambda text, _, end=end: text + end for end in (b"\n", b" ", b"{}", b"\x00", b",")),
    *(lambda text, _, start=start: start + text for start in (b" ", b"\xef\xbb\xbf", b"\n")),
    *(
        lambda _text, _at, whole=text: whole
        for text in (b"", b"{}", b"[]", b"null", b"1", b'"x"', b"{")
    ),
    lambda text, at: text[: int(at * len(text))],
    lambda text, _: b"[" + text + b"]",
    lambda text, _: text.decode("utf-8", "replace").encode("utf-16"),
)
