"""Calling the application: the log that a command is for, who asks, and what is said meanwhile."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click

from application.call import Call, Notice, Step
from application.congresses.congresses import Congresses
from application.scope import Scope
from console import worded
from console.context import campaign_option, view_options
from console.failures import explain
from console.language import language
from console.opening import patience, tell_names
from console.packaged import policies
from console.terminal import bar, shown
from event_store.words import Text

LONG = 20_000
"""How much there must be to do for a bar."""
_said = "console.calling.said"


@contextmanager
def congresses(context: click.Context, *, recording: bool = False) -> Iterator[Congresses]:
    """Open the log of a command for asking, or for `recording` as well."""
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


def call_of(context: click.Context) -> Call:
    """Return the call of a command: its language; progress and notices go to standard error."""
    said: set[str] = context.meta.setdefault(_said, set())

    def notice(found: Notice) -> None:
        text = explain(found.error, language()) if found.error else found.say(language())
        if text not in said:
            said.add(text)
            click.echo(shown(text), err=True)

    return Call(language(), notice=notice, progress=progress)


@contextmanager
def notices_last(context: click.Context) -> Iterator[Call]:
    """Yield the call of a command whose notices are said when the block ends, below its answer."""
    call, kept = call_of(context), list[Notice]()
    try:
        yield replace(call, notice=kept.append)
    finally:
        for notice in kept:
            call.notice(notice)


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
