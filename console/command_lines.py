"""The lines of a file of commands, read in constant memory whatever the file holds."""

import codecs
import os
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

import click

from console.following import await_input
from console.forms.encodings import utf16_of
from console.language import say
from engine.feeding import LONGEST_LINE, Line

CHUNK = 1 << 18
ENDLESS = 256 << 20
"""Bytes of one line after which reading stops: it has no end, as with /dev/zero."""
_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"{\0\0\0", "utf-32-le"),
    (b"\0\0\0{", "utf-32-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
"""How a file begins that is no UTF-8: with a mark, or with its first command."""


def numbered(file: BinaryIO, bar: Any = None) -> Iterator[list[Line]]:
    """Yield lines as they arrive, in groups, without those that carry no command.

    A group is what could be read at once: someone who types, or a program that waits for an
    answer, gets it before the next line. Of a line longer than LONGEST_LINE a little more than
    that is given, the rest is skipped; after one without end nothing more is read.
    """
    cutter = _Cutter()
    for chunk in _utf8(_chunks(file, bar)):
        group = [line for line in cutter.complete(chunk) if line is not None]
        if group:
            yield group
        if cutter.length > ENDLESS:
            click.echo(_endless(cutter.number + 1), err=True)
            break
    last = cutter.rest()
    if last is not None:
        yield [last]


class _Cutter:
    """Cuts chunks into lines; keeps no more of an unfinished one than is needed."""

    def __init__(self) -> None:
        self.number = 0
        self.length = 0
        """Bytes of the unfinished line so far."""
        self._kept: list[bytes] = []

    def complete(self, chunk: bytes) -> Iterator[Line | None]:
        """Yield each line that a chunk completes, None for one without a command."""
        *complete, unfinished = chunk.split(b"\n")
        for part in complete:
            self._keep(part)
            yield self.rest()
        self._keep(unfinished)

    def rest(self) -> Line | None:
        """Return the unfinished line as it is, and begin the next."""
        self.number += 1
        text = b"".join(self._kept).removeprefix(codecs.BOM_UTF8)
        if self.length <= LONGEST_LINE:
            text = text.strip().removeprefix(codecs.BOM_UTF8)
        self._kept.clear()
        self.length = 0
        return None if not text or text.startswith(b"#") else (self.number, text)

    def _keep(self, part: bytes) -> None:
        room = LONGEST_LINE + 1 + len(codecs.BOM_UTF8) - self.length
        if part and room > 0:
            self._kept.append(part[:room])
        self.length += len(part)


def _chunks(file: BinaryIO, bar: Any) -> Iterator[bytes]:
    while True:
        await_input(file.fileno())
        chunk = os.read(file.fileno(), CHUNK)
        if bar is not None:
            bar.update(len(chunk))
        if not chunk:
            return
        yield chunk


def _utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield chunks in UTF-8; what was written in UTF-16 or UTF-32 is taken over.

    Half a letter stays half a letter: the line that holds it is no JSON.
    """
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= len(codecs.BOM_UTF32_LE):
            break
    encoding: str | None = next(
        (name for mark, name in _ENCODINGS if first.startswith(mark)), None
    )
    if encoding is None and first.strip(b"\0"):
        encoding = utf16_of(first)
    if encoding is None:
        yield from chain([first], chunks)
        return
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        for chunk in chain([first], chunks):
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        yield b"\xff"  # cut off within a letter


def _endless(number: int) -> str:
    size = ENDLESS >> 20
    return say(
        f"Line {number} has no end after {size} MiB: reading stopped there. Neither it nor what "
        "follows was recorded; check that the file holds one command a line.",
        f"Dòng {number} dài quá {size} MiB mà chưa hết: đã dừng đọc ở đó. Chưa ghi dòng này và "
        "phần sau; hãy kiểm tra tệp, mỗi dòng phải là một lệnh.",
    )
