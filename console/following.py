"""What commands share that go on until they are stopped: signals, lines that leave at once."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, BinaryIO, NoReturn

from console.streams import Output, check_reader, output
from console.terminal import rendered

PULSE = 0.5
"""Seconds after which whoever waits looks again whether its reader is still there."""

_CHUNK = 1 << 16
PIECE = 1 << 18
"""Bytes that are read at once."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: with KeyboardInterrupt."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Lines:
    """Standard output, line by line: once `flush` returns, the system has them.

    Nothing is left in buffers of Python, which would be written at the exit, or hang there if
    the reader has stalled. Raises BrokenPipeError when the reader is gone, AnswerLostError where
    nothing can be written, which is known before the first line if there is nowhere to write.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        self._seen = sys.stdout.isatty()
        self._out = output()
        if isinstance(self._out, Output):
            self._out.check()
        self._held = bytearray()

    def write(self, line: bytes) -> None:
        """Take a line, to be handed over by `flush`."""
        self._held += rendered(line.decode()).encode() if self._seen else line

    @property
    def full(self) -> bool:
        """Whether so much is held that it should be handed over."""
        return len(self._held) >= _CHUNK

    def flush(self) -> None:
        """Hand over all that is held."""
        held = memoryview(bytes(self._held))
        self._held.clear()
        while held:
            held = held[self._out.write(held) :]


def await_input(fd: int) -> None:
    """Wait until something can be read; raises BrokenPipeError if the reader of the answers goes.

    Who waits for lines of a slow sender would otherwise keep the log open for nobody.
    """
    if not hasattr(select, "poll"):
        return
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    while not poll.poll(PULSE * 1000):
        check_reader()


def pieces(file: BinaryIO, bar: Any = None) -> Iterator[bytes]:
    """Yield what can be read as soon as it can; a `bar` moves on with it."""
    while True:
        await_input(file.fileno())
        piece = os.read(file.fileno(), PIECE)
        if bar is not None:
            bar.update(len(piece))
        if not piece:
            return
        yield piece


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
