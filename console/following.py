"""What commands share that go on until they are stopped: signals, lines that leave at once."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from console.terminal import rendered

_CHUNK = 1 << 16


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
    the reader has stalled. Raises BrokenPipeError when the reader is gone.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        self._fd = sys.stdout.fileno()
        self._seen = sys.stdout.isatty()
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
            held = held[os.write(self._fd, held) :]


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
