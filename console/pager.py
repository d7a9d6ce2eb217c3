"""Long answers on a terminal go through a pager, line by line, as far as the reader turns."""

import os
import select
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from shutil import which

import click

from console.exit_codes import UNREACHABLE
from console.language import say
from console.terminal import rendered

LESS = "FRX"
"""What `less` is told where nobody said otherwise: no pager for one page, colours, no clearing."""
_HELD = 1 << 20
"""Bytes that are kept, to be printed here if the pager fails: it had not read much by then."""
_LOOK = 0.1
"""Seconds after which it is looked whether a pager that reads no more has ended."""
_PIECE = 1 << 16


_STOPPED = (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)
_ENDED = {0, *(-each for each in _STOPPED), *(128 + each for each in _STOPPED)}
"""How a pager ends, or the shell around it, that its reader has left."""


class PagerError(click.ClickException):
    """The pager failed in the middle of an answer."""

    exit_code = UNREACHABLE


def page(lines: Iterable[str], *, wanted: bool = True) -> None:
    """Print lines, on a terminal through PAGER (`less` if there is one); `wanted` False: never.

    Lines are taken from `lines` only as the reader turns the pages. A pager that fails, or reads
    nothing, loses no answer: it is printed here. Raises PagerError where that is too late.
    """
    call = _pager() if wanted and sys.stdout.isatty() and sys.stdin.isatty() else []
    left = _Pager(call).show(iter(lines)) if call else lines
    for line in left:
        click.echo(line)


class _Pager:
    """One call of a pager, and what it has been given."""

    def __init__(self, call: list[str]) -> None:
        self._call = call
        self._given: list[str] = []
        self._size = 0

    def show(self, lines: Iterator[str]) -> Iterable[str]:
        """Give lines to the pager; return those that are to be printed here."""
        sys.stdout.flush()
        reading, writing = os.pipe()
        try:
            process = self._start(reading)
            if process is None:
                return lines
            try:
                self._feed(process, writing, lines)
            finally:
                os.close(writing)
                writing = -1
                _wait(process)
            unread = len(_rest(reading))
        finally:
            for end in (reading, writing):
                if end >= 0:
                    os.close(end)
        if process.returncode in _ENDED and (unread < self._size or not self._size):
            return ()
        return chain(self._kept(process.returncode), lines)

    def _start(self, reading: int) -> "subprocess.Popen[bytes] | None":
        environment = {"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ}
        try:
            return subprocess.Popen(self._call, stdin=reading, env=environment)  # noqa: S603
        except OSError:
            return None

    def _feed(
        self, process: "subprocess.Popen[bytes]", writing: int, lines: Iterator[str]
    ) -> None:
        """Write until the reader has seen enough; an interrupt belongs to the pager."""
        os.set_blocking(writing, False)
        for line in lines:
            data = rendered(line).encode() + b"\n"
            if self._size <= _HELD:
                self._given.append(line)
            self._size += len(data)
            if not _written(process, writing, data):
                return

    def _kept(self, code: int) -> list[str]:
        """Return all that was given, for the pager failed; raises PagerError if it is too much."""
        name = self._call[0]
        if self._size > _HELD:
            raise PagerError(
                say(
                    f"The pager '{name}' failed ({code}): what it showed is not all. Run again "
                    "with --no-pager, or set PAGER.",
                    f"Trình xem trang '{name}' bị lỗi ({code}): chưa hiện hết. Hãy chạy lại với "
                    "--no-pager, hoặc đặt lại PAGER.",
                )
            )
        click.echo(
            say(
                f"The pager '{name}' showed nothing ({code}): the answer is printed here.",
                f"Trình xem trang '{name}' không hiện gì ({code}): kết quả được in ra đây.",
            ),
            err=True,
        )
        return self._given


def _written(process: "subprocess.Popen[bytes]", writing: int, data: bytes) -> bool:
    """Write all of `data`, waiting for the reader; False if the pager has ended."""
    left = memoryview(data)
    while left:
        try:
            left = left[os.write(writing, left) :]
        except BlockingIOError:
            select.select([], [writing], [], _LOOK)
            if process.poll() is not None:
                return False
    return True


def _rest(reading: int) -> bytes:
    """Return what the pager has left in the pipe."""
    found = bytearray()
    while piece := os.read(reading, _PIECE):
        found += piece
    return bytes(found)


def _wait(process: "subprocess.Popen[bytes]") -> None:
    while True:
        with suppress(KeyboardInterrupt):
            process.wait()
            return


def _pager() -> list[str]:
    """Return the call of the pager; empty where there is none."""
    with suppress(ValueError):
        words = shlex.split(os.environ.get("PAGER", "less"))
        if words and which(words[0]):
            return words
    return []
