"""A clock that runs far ahead: asked about on a terminal, accepted by an option, else refused."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from application.congresses.forms.values import yes
from console import worded
from console.asking import answered, on_terminal
from console.language import language, say
from event_store.words import Problem, Text

C = TypeVar("C", bound=Callable[..., Any])
_KEPT = "console.clocks.accepted"


def accept_clock() -> click.Option:
    """Return --accept-clock, which `recording` takes into account."""
    return worded.Option(
        ["--accept-clock"],
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help=Text(
            "The machine's clock is right, though it is far ahead of the log.",
            "Đồng hồ máy đúng, dù chạy trước sổ ghi rất nhiều.",
        ),
    )


def accept_clock_option(command: C) -> C:
    """Add --accept-clock."""
    option = accept_clock()
    if isinstance(command, click.Command):
        command.params.append(option)
    else:
        vars(command).setdefault("__click_params__", []).append(option)
    return command


def accepted_clock(context: click.Context, is_ahead: Callable[[], Problem | None]) -> bool:
    """Say whether somebody accepted the clock: by --accept-clock, or by an answer.

    On a terminal that is asked where the clock is far ahead; elsewhere the log refuses what is to
    be recorded. Raises Abort.
    """
    if not context.meta.get(_KEPT) and on_terminal() and (ahead := is_ahead()) is not None:
        click.echo(ahead.say(language()), err=True)
        question = say("Is the machine's clock right? [y/N]", "Đồng hồ máy có đúng không? [c/K]")
        if not answered(question, lambda text: yes(text) if text else False):
            click.echo(say("Nothing was recorded.", "Chưa ghi gì."), err=True)
            raise click.Abort
        context.meta[_KEPT] = True
    return bool(context.meta.get(_KEPT))


def _keep(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_KEPT] = value
