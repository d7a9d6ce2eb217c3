"""Where lines of bytes go: into a file, into a pipe, or onto the terminal."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from application.fresh_files import fresh_file
from console.terminal import send


@contextmanager
def target(out: str | None, log: str, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that appears whole or not at all; without a name, standard output."""
    if out is not None:
        with fresh_file(out, log=log, force=force) as file:
            yield file
        return
    sys.stdout.flush()
    yield cast("BinaryIO", _Seen()) if sys.stdout.isatty() else sys.stdout.buffer
    sys.stdout.flush()


class _Seen:
    """Standard output that is a terminal: what is exported is shown."""

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Show some lines."""
        for line in lines:
            send(line)
