"""What a newer version of the program recorded: which entries, and what is answered without."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import click

from console.exit_codes import INTEGRITY
from console.failures import explain
from console.language import language, say
from engine.newer import unknown_at
from engine.workflow import Lifecycles, UnknownEventError
from event_store.log import Log

NEWER: Final = frozenset(("newer_format", "unknown_event"))
"""Codes of errors that tell of a newer program, and of no damage."""
_NAMED = 5


def finish(context: click.Context, left_out: Mapping[str, UnknownEventError]) -> None:
    """Name the branches that an answer leaves out, and end with 6: it is not the whole answer."""
    if left_out:
        click.echo(_left_out(list(left_out.values())), err=True)
        context.exit(INTEGRITY)


def tell_unread(unread: Sequence[UnknownEventError]) -> None:
    """Say which entries are shown as they were recorded, because a newer program wrote them."""
    for error in unread[:1]:
        as_is = say("It is shown as recorded.", "Mục này được hiện nguyên văn như đã ghi.")
        click.echo(f"{explain(error, language())} {as_is}", err=True)


def _left_out(errors: list[UnknownEventError]) -> str:
    names = [error.stream.partition("/")[2] for error in errors]
    listed = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    if more > 0:
        listed += say(f" and {more} more", f" và {more} chi bộ khác")
    return say("Left out: ", "Chưa tính: ") + f"{listed}. {explain(errors[0], language())}"


def stopped_by(log: Log, lifecycles: Lifecycles, positions: Iterable[int | None]) -> str:
    """Return why projections stopped before these positions, if a newer program did that."""
    for position in positions:
        error = unknown_at(log, lifecycles, position)
        if error is not None:
            return explain(error, language())
    return ""
