"""`congress wait`: wait until a branch reaches a state."""

import re
from collections.abc import Iterator

import click

from application.congresses.following import WaitStanding
from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option
from console.exit_codes import INTERRUPTED
from console.following import stoppable
from console.language import language, say
from console.streams import check_reader, work_counts
from event_store.words import Text
from workflows.labels import LABELS, STAGES

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d{1,9})([smhd])?")


def _span(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """Take a span as people write it: 90, 90s, 15m, 1h, 1h30m."""
    if value is None:
        return None
    text = value.strip().lower()
    parts = _SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise click.BadParameter(
            say(
                f"'{value}' is no span of time; write it like 90s, 15m or 1h30m.",
                f"'{value}' không phải khoảng thời gian; hãy viết như 90s, 15m hoặc 1h30m.",
            )
        )
    return float(sum(int(number) * _SECONDS[unit or "s"] for number, unit in parts))


@worded.command(
    help=Text(
        "Wait until BRANCH has reached a state, or a later one; done at once if it is there.\n\n"
        "Exit codes: 0 reached; 3 the time ran out, or the branch is no longer active; 5 no such "
        "branch; 7 the log was lost; 130 interrupted.\n\n"
        "\b\nExamples:\n"
        "  congress wait TDP-08 --for reported\n"
        "  congress wait TDP-08 --for held --timeout 1h30m && echo held",
        "Đợi đến khi chi bộ BRANCH đạt một bước, hoặc bước sau đó; xong ngay nếu đã đạt.\n\n"
        "Mã kết thúc: 0 đã đạt; 3 hết thời gian, hoặc chi bộ không còn hoạt động; 5 không có chi "
        "bộ; 7 mất sổ ghi; 130 bị ngắt.\n\n"
        "\b\nVí dụ:\n"
        "  congress wait TDP-08 --for reported\n"
        "  congress wait TDP-08 --for held --timeout 1h30m && echo xong",
    )
)
@worded.argument("branch")
@campaign_option
@worded.option(
    "--for",
    "wanted",
    type=click.Choice(STAGES),
    required=True,
    help=Text("The state to wait for.", "Bước cần đợi."),
)
@worded.option(
    "--timeout",
    metavar="SPAN",
    callback=_span,
    help=Text(
        "Wait at most so long: 90s, 15m, 1h30m (default: for ever).",
        "Đợi nhiều nhất: 90s, 15m, 1h30m (mặc định: không giới hạn).",
    ),
)
@click.pass_context
def command(
    context: click.Context, branch: str, campaign: str | None, wanted: str, timeout: float | None
) -> None:
    """Wait, and say what became of it."""
    work_counts()
    scope = scope_of(branch=branch, campaign=campaign)
    with congresses(context) as application, stoppable():
        try:
            found = application.standings(
                scope, call_of(context), wanted, seconds=timeout, pulse=check_reader
            )
            state = _last(branch, found)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
    click.echo(f"{branch}: {LABELS[state].say(language())}")


def _last(branch: str, found: Iterator[WaitStanding]) -> str:
    """Return the state at the end of the waiting; says at its beginning that it waits."""
    standing = next(found)
    if not standing.is_over:
        _say_waiting(branch, standing)
    for each in found:
        standing = each
    return standing.state


def _say_waiting(branch: str, standing: WaitStanding) -> None:
    now, goal = (LABELS[name].say(language()) for name in (standing.state, standing.wanted))
    click.echo(
        say(
            f"{branch} is at '{now}'; waiting for '{goal}'.",
            f"{branch} đang ở bước '{now}'; đợi đến '{goal}'.",
        ),
        err=True,
    )
