"""Long answers on a terminal go through a pager, line by line, as far as the reader turns."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from shutil import which

import click

LESS = "FRX"
"""What `less` is told where nobody said otherwise: no pager for one page, colours, no clearing."""


def page(lines: Iterable[str], *, wanted: bool = True) -> None:
    """Print lines, on a terminal through PAGER (`less` if there is one); `wanted` False: never.

    Lines are taken from `lines` only as the reader turns the pages.
    """
    call = _pager() if wanted and sys.stdout.isatty() and sys.stdin.isatty() else []
    if not call:
        for line in lines:
            click.echo(line)
        return
    sys.stdout.flush()
    environment = {"LESS": LESS, "LESSCHARSET": "utf-8", **os.environ}
    with (
        suppress(BrokenPipeError),
        subprocess.Popen(call, stdin=subprocess.PIPE, env=environment) as process,  # noqa: S603
    ):
        _feed(process, lines)


def _feed(process: "subprocess.Popen[bytes]", lines: Iterable[str]) -> None:
    """Write until the reader has seen enough; an interrupt belongs to the pager."""
    color = click.get_current_context().color
    if process.stdin is None:
        return
    try:
        with suppress(BrokenPipeError):
            for line in lines:
                text = click.unstyle(line) if color is False else line
                process.stdin.write(text.encode() + b"\n")
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        while True:
            with suppress(KeyboardInterrupt):
                process.wait()
                break


def _pager() -> list[str]:
    """Return the call of the pager; empty where there is none."""
    with suppress(ValueError):
        words = shlex.split(os.environ.get("PAGER", "less"))
        if words and which(words[0]):
            return words
    return []
