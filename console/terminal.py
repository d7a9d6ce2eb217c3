"""What is sent to a terminal: data is shown and never obeyed; styles and bars are our own."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

import click

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff"
)
"""What moves the cursor, turns the direction of writing or is not seen; half and private letters.

Tabs and line feeds are not among them: our own sentences have some.
"""
_guard = re.compile(f"[{_UNSEEN}]").sub
_show = re.compile(f"[\t\n{_UNSEEN}]").sub
BOLD, RED, GREEN, YELLOW = 1, 31, 32, 33


def shown(text: str) -> str:
    r"""Return data as it is shown within a line: `\u202e` for what would turn the line round."""
    return text if text.isascii() and text.isprintable() else _show(_escape, text)


def one_line(text: str) -> str:
    """Return data that may have several lines as it is shown in one."""
    return shown(text.replace("\n", " "))


def styled(text: str, *codes: int) -> str:
    """Return a text in a style, if standard output is a terminal that wants styles."""
    mark = sys.stdout.mark if isinstance(sys.stdout, Guarded) else ""
    return f"{mark}{';'.join(map(str, codes))}m{text}{mark}0m" if mark else text


def rendered(text: str) -> str:
    """Return a text as standard output sends it; what goes to a pager goes so, too."""
    return sys.stdout.rendered(text) if isinstance(sys.stdout, Guarded) else text


def send(data: bytes) -> None:
    """Write bytes to standard output: exactly these, unless it is a terminal."""
    if sys.stdout.isatty():
        sys.stdout.write(data.decode(errors="backslashreplace"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream itself, for what moves the cursor on purpose and holds no data."""
    return stream.bare if isinstance(stream, Guarded) else stream


def onto(stream: TextIO) -> TextIO:
    """Return what writes into another stream just as standard output would send it."""
    mark = sys.stdout.mark if isinstance(sys.stdout, Guarded) else ""
    return cast("TextIO", Guarded(stream, mark))


def bar(length: int, label: str) -> "click._termui_impl.ProgressBar[int]":
    """Return a bar of progress on standard error."""
    return click.progressbar(length=length, label=shown(label), file=unguarded(sys.stderr))


class Guarded:
    """A text stream that shows what it must not send; all else is the stream's own.

    `mark` begins a style in what is written to it; it is drawn at random, so that no data can
    hold it, and empty where no styles are wanted.
    """

    def __init__(self, stream: TextIO, mark: str = "") -> None:
        self.bare = stream
        self.mark = mark

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)

    def write(self, text: str) -> int:
        """Write a text as it may be sent."""
        self.bare.write(self.rendered(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def rendered(self, text: str) -> str:
        """Return a text as it may be sent, in the styles that are marked in it."""
        if not self.mark:
            return _harmless(text)
        first, *rest = text.split(self.mark)
        parts = (part.partition("m") for part in rest)
        return _harmless(first) + "".join(
            f"\x1b[{code}m{_harmless(after)}" for code, _, after in parts
        )


@contextmanager
def guarded() -> Iterator[None]:
    """Guard standard output and standard error; styles are for terminals that want them."""
    before = sys.stdout, sys.stderr
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None:
            setattr(sys, name, cast("TextIO", Guarded(stream, _mark(stream))))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _harmless(text: str) -> str:
    """Return a text of several lines as it may be sent."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # nearly always, and quick to see
        return text
    return _guard(_escape, text)


def _mark(stream: TextIO) -> str:
    plain = os.environ.get("NO_COLOR") or not stream.isatty()
    return "" if plain else f"\ufdd0{os.urandom(8).hex()}\ufdd1"


def _escape(found: "re.Match[str]") -> str:
    """Return a sign as JSON escapes it, so that JSON stays the same value."""
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
