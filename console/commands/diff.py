"""`congress diff`: what changed on a branch's sheet, and which entries did it."""

from collections.abc import Mapping

import click

from application.changes import NOW, START, Bound, Changes
from application.dates import parse_day, shown_time
from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option
from console.entries import elected, papers, what
from console.language import say
from console.output import emit_object, output_option, table
from console.people.names import Names, names_in, names_option
from console.sheets import person_of, value_name, value_text
from console.spans import end_of
from event_store.words import Text

KNOWN = "known:"


@worded.command(
    help=Text(
        "Show what changed on the sheet of BRANCH between A and B, and which entries did it. "
        "A and B are positions of the log, or days (what had happened by then), or "
        "known:DATE or known:TIME (what the record said then). Without A from the beginning, "
        "without B to now.\n\n"
        "\b\nExamples:\n"
        "  congress diff TDP-08 30..50\n"
        "  congress diff TDP-08 2017-08-09..2017-08-20\n"
        "  congress diff TDP-08 known:2017-08-12..known:2017-08-15\n"
        "  congress diff TDP-08 30..50 --names --reason 'complaint 07'\n"
        "  congress diff TDP-08 known:2017-08-12.. -o json",
        "Xem hồ sơ của BRANCH thay đổi thế nào từ A đến B, và do mục ghi nào. A và B là vị trí "
        "trong sổ ghi, hoặc ngày (việc đã xảy ra đến ngày đó), hoặc known:DATE, known:TIME (sổ "
        "ghi lúc đó cho biết gì). Bỏ A: từ đầu; bỏ B: đến nay.\n\n"
        "\b\nVí dụ:\n"
        "  congress diff TDP-08 30..50\n"
        "  congress diff TDP-08 9/8/2017..20/8/2017\n"
        "  congress diff TDP-08 known:2017-08-12..known:2017-08-15\n"
        "  congress diff TDP-08 30..50 --names --reason 'khiếu nại số 07'\n"
        "  congress diff TDP-08 known:2017-08-12.. -o json",
    )
)
@worded.argument("branch")
@worded.argument("span", metavar="A..B")
@campaign_option
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context, branch: str, span: str, campaign: str | None, output: str
) -> None:
    """Print the difference."""
    sides, call = _span(span), call_of(context)
    with congresses(context) as application:
        scope = application.resolved(scope_of(campaign=campaign, branch=branch), call)
        found = application.changes(scope, sides, call)
        named = [ref for change in found.changes for ref in person_of(change.value)]
        named += [ref for entry in found.entries.values() for ref in elected(entry)]
        names = names_in(context, application.log, named)
        commands = application.lifecycles.command_of
    answer = found.to_json()
    if names.wanted:
        answer["person_names"] = names.of(dict.fromkeys(named))
    emit_object(answer, output, lambda: _show(found, commands, names))


def _span(text: str) -> tuple[Bound, Bound]:
    first, dots, last = text.partition("..")
    if not dots:
        raise click.BadParameter(
            say(
                f"'{text}' is no span; write it like 30..50 or 2017-08-09..2017-08-20.",
                f"'{text}' không phải khoảng; hãy viết như 30..50 hoặc 9/8/2017..20/8/2017.",
            )
        )
    return _bound(first) if first else START, _bound(last) if last else NOW


def _bound(text: str) -> Bound:
    if text.isdecimal():
        return Bound(position=int(text))
    known = end_of(text.removeprefix(KNOWN)) if text.startswith(KNOWN) else None
    if known is not None:
        return Bound(known_at=known)
    day = parse_day(text)
    if day is None:
        raise click.BadParameter(
            say(
                f"'{text}' is no position, no date and no known:TIME.",
                f"'{text}' không phải vị trí, ngày hay known:THỜI_ĐIỂM.",
            )
        )
    return Bound(as_of=day)


def _show(found: Changes, commands: Mapping[str, str], names: Names) -> None:
    if not found.changes:
        click.echo(say("Nothing differs.", "Không có gì khác."))
        return
    table(
        [
            [
                value_name(change.value, names.called),
                value_text(change.value, change.was),
                value_text(change.value, change.now),
                ", ".join(map(str, change.by)),
            ]
            for change in found.changes
        ],
        [say("value", "mục"), say("was", "trước"), say("now", "sau"), say("by", "do mục ghi")],
    )
    click.echo()
    table(
        [
            [
                position,
                shown_time(entry["recorded_at"]),
                entry["actor"],
                what(entry, commands, names.called),
                papers(found.papers[position]),
            ]
            for position, entry in found.entries.items()
        ],
        [
            say("pos", "vị trí"),
            say("recorded", "ghi sổ"),
            say("actor", "người ghi"),
            say("what", "việc"),
            say("papers", "văn bản"),
        ],
    )
