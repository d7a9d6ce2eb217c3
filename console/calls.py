"""The call of a command: its language, who asks, names wanted, and what is said meanwhile."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from application.call import Call, NamesWanted, Notice, Step
from application.logs import OpenLog, open_log
from console.actors import VARIABLE
from console.language import language
from console.opening import patience, tell_names
from console.terminal import bar, shown
from event_store.words import Text

LONG = 20_000
"""How much there must be to do for a bar."""
ASKED = "console.calls."
"""Under this and its name, options that belong to the call are kept: names, actor, reason."""
_said = "console.calls.said"


def call_of(context: click.Context, *, actor: str | None = None) -> Call:
    """Return the call of a command; progress and notices go to standard error."""
    said: set[str] = context.meta.setdefault(_said, set())

    def notice(found: Notice) -> None:
        text = found.say(language())
        if text not in said:
            said.add(text)
            click.echo(shown(text), err=True)

    given = actor or context.meta.get(f"{ASKED}actor") or os.environ.get(VARIABLE) or None
    return Call(language(), given, notice, progress, _names_wanted(context))


@contextmanager
def log_of(context: click.Context, *, recording: bool = False) -> Iterator[OpenLog]:
    """Open the log of a command that needs no lifecycle, for asking or for `recording`."""
    path, waiting = context.obj["log"], patience(context.obj)
    with OpenLog(open_log(path, patience=waiting, read_only=not recording)) as opened:
        if not recording:
            tell_names(opened.log.path)
        yield opened


@contextmanager
def notices_last(context: click.Context) -> Iterator[Call]:
    """Yield the call of a command whose notices are said when the block ends, below its answer."""
    call, kept = call_of(context), list[Notice]()
    try:
        yield replace(call, notice=kept.append)
    finally:
        for notice in kept:
            call.notice(notice)


def _names_wanted(context: click.Context) -> NamesWanted | None:
    if not context.meta.get(f"{ASKED}names"):
        return None
    return NamesWanted(str(context.info_name), context.meta[f"{ASKED}reason"])


@contextmanager
def progress(label: Text, length: int) -> Iterator[Step]:
    """Show a bar on a terminal for what is long, nothing otherwise."""
    if length < LONG or not sys.stderr.isatty():
        yield lambda _: None
        return
    with bar(length, label.say(language())) as moving:
        yield moving.update
