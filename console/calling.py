"""Calling the application: the log that a command is for, who asks, and what is said meanwhile."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from application.call import Call, NamesWanted, Notice, Step
from application.logs import OpenLog, open_log
from application.scope import Scope
from console import worded
from console.actors import VARIABLE
from console.context import campaign_option, view_options
from console.language import language
from console.opening import patience, tell_names
from console.terminal import bar, shown
from event_store.words import Text

if TYPE_CHECKING:
    from application.congresses.congresses import Congresses

LONG = 20_000
"""How much there must be to do for a bar."""
ASKED = "console.calling."
"""Under this and its name, options that belong to the call are kept: names, actor, reason."""
_said = "console.calling.said"


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
def congresses(context: click.Context, *, recording: bool = False) -> "Iterator[Congresses]":
    """Open the log of a command for asking, or for `recording` as well."""
    # A command that needs no lifecycle starts faster without.
    from application.congresses.congresses import Congresses
    from console.packaged import policies

    opened = Congresses.open(
        context.obj["log"],
        policies=policies(),
        patience=patience(context.obj),
        read_only=not recording,
    )
    with opened as application:
        if not recording:
            tell_names(application.log.path)
        yield application


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
        yield call.changed(notice=kept.append)
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


def scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --campaign, --path, --as-of and --known-at, which come as one `scope`."""
    return campaign_option(path_option(view_options(command)))


def path_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --path."""
    return worded.option(
        "--path",
        metavar="A/B/ID",
        help=Text("Only campaigns below this committee.", "Chỉ các đợt thuộc cấp ủy này."),
    )(command)


def scope_of(
    *,
    campaign: str | None = None,
    branch: str | None = None,
    path: str | None = None,
    as_of: str | None = None,
    known_at: str | None = None,
) -> Scope:
    """Return what the options ask about."""
    named = {"campaign": campaign, "branch": branch}
    address = {member: value for member, value in named.items() if value is not None}
    return Scope(address, path, as_of, known_at)
