"""`congress wait`: wait until a branch reaches a state."""

import re
import time

import click

from console import worded
from console.context import Branch, campaign_option, find_branch, reading
from console.exit_codes import INTERRUPTED, REFUSED
from console.following import PULSE, stoppable
from console.language import language, say
from console.streams import check_reader, work_counts
from engine.reading import Reader
from event_store.subscription import Changes
from event_store.words import Text
from workflows.branch_congress.state import Congress
from workflows.labels import LABELS, RANK, STAGES

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d{1,9})([smhd])?")


class NotReachedError(click.ClickException):
    """The branch is not there, and the waiting is over."""

    exit_code = REFUSED


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
    with reading(context) as reader, stoppable():
        until = None if timeout is None else time.monotonic() + timeout
        try:
            state = waited(reader, branch, campaign, wanted, until)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
    if RANK[state.stage] < RANK[wanted]:
        raise _not_reached(branch, state, wanted)
    click.echo(f"{branch}: {LABELS[state.stage].say(language())}")


def _not_reached(branch: str, state: Congress, wanted: str) -> NotReachedError:
    now, goal, fate = (LABELS[n].say(language()) for n in (state.stage, wanted, state.disposition))
    if state.disposition == "active":
        return NotReachedError(
            say(
                f"The time ran out: {branch} is at '{now}', not yet at '{goal}'.",
                f"Đã hết thời gian: {branch} đang ở bước '{now}', chưa đến '{goal}'.",
            )
        )
    return NotReachedError(
        say(
            f"{branch} is {fate} at '{now}': it will not get to '{goal}'. No longer waiting.",
            f"{branch} {fate} khi đang ở bước '{now}': sẽ không đến '{goal}'. Không đợi nữa.",
        )
    )


def waited(
    reader: Reader, branch: str, campaign: str | None, wanted: str, until: float | None
) -> Congress:
    """Return the branch when it has got there, is no longer active, or at `until` (monotonic).

    Raises NotFoundError for an unknown branch, StoreUnavailableError when the log is lost.
    """
    told = False
    with Changes(reader.log.path) as changes:
        found = find_branch(reader, branch, campaign, reader.view(None, None))
        stream = found.workflow.stream(found.campaign, found.key)
        while True:
            version = reader.log.version(stream)
            state = _state(reader, found)
            if RANK[state.stage] >= RANK[wanted] or state.disposition != "active":
                return state
            if not told:
                told = True
                _say_waiting(branch, state, wanted)
            while reader.log.version(stream) == version:
                left = PULSE if until is None else until - time.monotonic()
                if left <= 0:
                    return state
                changes.wait(min(left, PULSE))
                check_reader()


def _say_waiting(branch: str, state: Congress, wanted: str) -> None:
    now, goal = (LABELS[name].say(language()) for name in (state.stage, wanted))
    click.echo(
        say(
            f"{branch} is at '{now}'; waiting for '{goal}'.",
            f"{branch} đang ở bước '{now}'; đợi đến '{goal}'.",
        ),
        err=True,
    )


def _state(reader: Reader, branch: Branch) -> Congress:
    """Return the branch as it stands now."""
    state: Congress = reader.state(
        branch.workflow, branch.campaign, branch.key, view=reader.view(None, None)
    )
    return state
