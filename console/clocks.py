"""A clock that runs far ahead: asked about on a terminal, accepted by an option, else refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from application.congresses.forms.values import yes
from application.dates import shown_time
from console import worded
from console.asking import answered, on_terminal
from console.failures import explain
from console.language import language, say
from console.opening import opened
from console.verdicts import from_the_future as told_future
from event_store import clock
from event_store.log import Log
from event_store.present import ClockAheadError, clock_ahead, from_the_future
from event_store.words import Text

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


@contextmanager
def recording(context: click.Context) -> Iterator[Log]:
    """Open the log for recording; on a terminal a clock that is far ahead is asked about."""
    with opened(context.obj) as log:
        settle_clock(context, log)
        yield log


def settle_clock(context: click.Context, log: Log) -> None:
    """Accept a clock that is far ahead as `accepted_clock` says; raises Abort."""
    if accepted_clock(context, lambda: clock_ahead(log)) and log.clock_check is not None:
        log.clock_check.accepted = True


def accepted_clock(context: click.Context, is_ahead: Callable[[], ClockAheadError | None]) -> bool:
    """Say whether somebody accepted the clock: by --accept-clock, or by an answer.

    On a terminal that is asked where the clock is far ahead; elsewhere the log refuses what is to
    be recorded. Raises Abort.
    """
    if not context.meta.get(_KEPT) and on_terminal() and (ahead := is_ahead()) is not None:
        click.echo(explain(ahead, language()), err=True)
        question = say("Is the machine's clock right? [y/N]", "Đồng hồ máy có đúng không? [c/K]")
        if not answered(question, lambda text: yes(text) if text else False):
            click.echo(say("Nothing was recorded.", "Chưa ghi gì."), err=True)
            raise click.Abort
        context.meta[_KEPT] = True
    return bool(context.meta.get(_KEPT))


def clock_found(log: Log) -> tuple[str, str]:
    """Return how the machine's clock stands to a real log, and what to do, if anything."""
    now = clock.system_clock()
    shown = shown_time(clock.written(now))
    behind = clock.read(log.entry(log.size)["recorded_at"]) - now
    first = from_the_future(log)
    ahead = clock_ahead(log)
    if ahead is not None:
        return explain(ahead, language()), say("set the clock right.", "hãy chỉnh lại đồng hồ.")
    if first is not None:
        told = told_future({"position": first[0], "recorded_at": first[1]})
        return f"{shown}; {told}", say(
            "if the clock is right now, go on: commands occur on today's day and are marked "
            "clock_behind until that time has come. If it is wrong, set it right first.",
            "nếu bây giờ đồng hồ đúng thì cứ làm tiếp: lệnh tính theo ngày hôm nay và mang dấu "
            "clock_behind đến khi qua thời điểm đó. Nếu đồng hồ sai, hãy chỉnh lại trước.",
        )
    if behind <= clock.BEHIND:
        return shown, ""
    seconds = int(behind.total_seconds())
    return (
        say(
            f"{shown}, {seconds} s behind the last entry",
            f"{shown}, chậm {seconds} giây so với mục cuối",
        ),
        say(
            "set the clock right; until then entries are marked clock_behind.",
            "chỉnh lại đồng hồ; trước khi chỉnh, mục ghi mang dấu clock_behind.",
        ),
    )


def _keep(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_KEPT] = value
