"""Calling the application: the log that a command is for, who asks, and what is said meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from application.congresses.congresses import Congresses
from application.scope import Scope
from console import worded
from console.calls import call_of, notices_last, progress
from console.context import campaign_option, view_options
from console.opening import patience, tell_names
from console.packaged import policies
from event_store.words import Text

__all__ = [
    "call_of", "congresses", "notices_last", "path_option", "progress", "scope_of",
    "scope_options",
]  # fmt: skip


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
