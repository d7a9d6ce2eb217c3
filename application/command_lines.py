"""The lines of a file of commands, read in constant memory whatever the file holds."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

from application.call import Call, Notice
from application.encodings import utf16_of
from engine.feeding import LONGEST_LINE, Line
from event_store.words import Text

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
ENDLESS_LINE = Text(
    "Line {line} has no end after {size} MiB: reading stopped there. Neither it nor what follows "
    "was recorded; check that the file holds one command a line.",
    "Dòng {line} dài quá {size} MiB mà chưa hết: đã dừng đọc ở đó. Chưa ghi dòng này và phần sau; "
    "hãy kiểm tra tệp, mỗi dòng phải là một lệnh.",
)


def numbered(pieces: Iterable[bytes], call: Call) -> Iterator[list[Line]]:
    """Yield the lines of a text as its pieces arrive, in groups, without empty ones and remarks.

    A group is what a piece completes: someone who types, or a program that waits for an
    answer, gets it before the next line. Of a line longer than LONGEST_LINE a little more than
    that is given, the rest is skipped; after one without end nothing more is read.
    """
    cutter = _Cutter()
    for chunk in _utf8(iter(pieces)):
        group = [line for line in cutter.complete(chunk) if line is not None]
        if group:
            yield group
        if cutter.length > ENDLESS:
            facts = {"line": cutter.number + 1, "size": ENDLESS >> 20}
            call.notice(Notice("endless_line", ENDLESS_LINE, facts))
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
