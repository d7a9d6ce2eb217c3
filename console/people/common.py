"""What the commands about persons share: who asks, when it is recorded, on whose decision."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from application.people.decisions import Why
from application.people.persons import Persons
from application.people.times import When
from console import worded
from console.calling import log_of
from console.clocks import accept_clock_option, accepted_clock
from console.people.names import ASKED_BY, ASKED_FOR, Command
from console.streams import work_counts
from event_store.words import Text

actor_option = worded.option("--actor", metavar="A", help=ASKED_BY)
asked_reason_option = worded.option("--reason", metavar="TEXT", help=ASKED_FOR)


def recorded_at_option(command: Command) -> Command:
    """Add --recorded-at, and --accept-clock."""
    return worded.option(
        "--recorded-at",
        metavar="TIME",
        help=Text(
            "When it is recorded: in a simulation only.",
            "Thời điểm ghi sổ: chỉ trong sổ mô phỏng.",
        ),
    )(accept_clock_option(command))


def decided_options(command: Command) -> Command:
    """Add --reason, --authority and --document, all of them needed."""
    document = Text("By which document.", "Theo văn bản nào.")
    authority = Text("Who decided so.", "Cấp quyết định.")
    command = worded.option("--document", metavar="TEXT", required=True, help=document)(command)
    command = worded.option("--authority", metavar="TEXT", required=True, help=authority)(command)
    return worded.option("--reason", metavar="TEXT", required=True, help=Text("Why.", "Lý do."))(
        command
    )


def why_of(given: Mapping[str, str]) -> Why:
    """Return the three options of `decided_options`."""
    return Why(**given)


@contextmanager
def persons_of(context: click.Context) -> Iterator[Persons]:
    """Open the log, to ask about its persons."""
    with log_of(context) as opened:
        yield Persons(opened)


@contextmanager
def persons_and_time(
    context: click.Context, recorded_at: str | None
) -> Iterator[tuple[Persons, When]]:
    """Open the log to record about its persons, at the time that the options say."""
    work_counts()
    at = time_of(context, recorded_at)
    with log_of(context, recording=True) as opened:
        yield Persons(opened), When(at, accepted_clock(context, opened.clock_ahead))


def time_of(context: click.Context, recorded_at: str | None) -> str | None:
    """Return when it is to be recorded, as the log takes it."""
    if recorded_at is None:
        return None
    from console.forms import common
    from console.forms.sending import told

    members, wrong = common.envelope({"actor": None, "recorded_at": recorded_at})
    if wrong:
        raise click.UsageError(told(wrong), context)
    found: str | None = members.get("recorded_at")
    return found
