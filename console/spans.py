"""Spans of recording time as people ask for them: --since and --until, a day or a time."""

from collections.abc import Callable
from typing import Any

import click

from application.dates import START_OF_DAY, parse_time
from console import worded
from console.language import say
from event_store.words import Text


def since_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --since: the start of a day, or a time; given on as a time of the log."""
    return worded.option(
        "--since",
        metavar="DATE",
        callback=_start,
        help=Text(
            "Recorded from this day on, or from a time with offset.",
            "Ghi từ ngày này trở đi, hoặc từ thời điểm có múi giờ.",
        ),
    )(command)


def until_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --until: the end of a day, or a time; given on as a time of the log."""
    return worded.option(
        "--until",
        metavar="DATE",
        callback=_end,
        help=Text(
            "Recorded up to the end of this day, or up to a time with offset.",
            "Ghi đến hết ngày này, hoặc đến thời điểm có múi giờ.",
        ),
    )(command)


def _start(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return None if value is None else parse_time(value, START_OF_DAY) or _refuse(value)


def _end(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return None if value is None else parse_time(value) or _refuse(value)


def _refuse(value: str) -> str:
    raise click.BadParameter(
        say(
            f"'{value}' is no date and no time; write it like 2017-08-20, 20/8/2017 or "
            "2017-08-20T18:00:00+07:00.",
            f"'{value}' không phải ngày, cũng không phải thời điểm; hãy viết như 2017-08-20, "
            "20/8/2017 hoặc 2017-08-20T18:00:00+07:00.",
        )
    )
