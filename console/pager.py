"""Long answers on a terminal go through a pager, line by line, as far as the reader turns."""

import os
import shlex
import sys
from collections.abc import Iterable
from inspect import GEN_CREATED, getgeneratorstate
from shutil import which

import click

from console.terminal import rendered

LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
"""What `less` is told where nobody said otherwise: no pager for one page, colours, no clearing."""


def page(lines: Iterable[str], *, wanted: bool = True) -> None:
    """Print lines, on a terminal through PAGER (`less` if there is one); `wanted` False: never.

    Lines are taken from `lines` only as the reader turns the pages. Where PAGER is empty or
    cannot be started they are printed here; what one that was started does not show is lost.
    """
    if wanted and sys.stdout.isatty() and sys.stdin.isatty() and _is_there():
        left = iter(lines)
        sent = (f"{rendered(line)}\n" for line in left)
        for name, value in LESS.items():
            os.environ.setdefault(name, value)
        try:
            click.echo_via_pager(sent)
        except (OSError, ValueError):
            if getgeneratorstate(sent) != GEN_CREATED:
                raise  # of the lines themselves
            lines = left
        else:
            return
    for line in lines:
        click.echo(line)


def _is_there() -> bool:
    """Whether there is such a pager; click would print what is fit for one alone."""
    try:
        words = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:
        return False
    return bool(words) and which(words[0]) is not None
