"""What a newer version of the program recorded: which entries, and what is answered without."""

from collections.abc import Mapping, Sequence

import click

from application.problems import Problem
from console.exit_codes import INTEGRITY
from console.language import language, say

_NAMED = 5


def finish(context: click.Context, left_out: Mapping[str, Problem]) -> None:
    """Name the branches that an answer leaves out, and end with 6: it is not the whole answer."""
    if left_out:
        click.echo(_left_out(left_out), err=True)
        context.exit(INTEGRITY)


def tell_unread(unread: Sequence[Problem]) -> None:
    """Say which entries are shown as they were recorded, because a newer program wrote them."""
    for error in unread[:1]:
        as_is = say("It is shown as recorded.", "Mục này được hiện nguyên văn như đã ghi.")
        click.echo(f"{error.say(language())} {as_is}", err=True)


def _left_out(errors: Mapping[str, Problem]) -> str:
    names = [stream.partition("/")[2] for stream in errors]
    listed = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    if more > 0:
        listed += say(f" and {more} more", f" và {more} chi bộ khác")
    return (
        say("Left out: ", "Chưa tính: ")
        + f"{listed}. {next(iter(errors.values())).say(language())}"
    )
