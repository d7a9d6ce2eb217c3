"""`congress diff`: what changed on a branch's sheet, and which entries did it."""

from collections.abc import Mapping

import click

from application.changes import Changes
from application.dates import shown_time
from application.people.names import Names
from console import worded
from console.bounds import span_of
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option
from console.entries import elected, papers, what
from console.language import say
from console.output import emit_object, output_option, table
from console.people.names import names_option
from console.sheets import person_of, value_name, value_text
from event_store.words import Text


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
    sides, call = span_of(span), call_of(context)
    with congresses(context) as application:
        asked = scope_of(campaign=campaign, branch=branch, known_at=sides[1].known_at)
        scope = application.resolved(asked, call)
        found = application.changes(scope, sides, call)
        named = [ref for change in found.changes for ref in person_of(change.value)]
        named += [ref for entry in found.entries.values() for ref in elected(entry)]
        names = application.names(named, call_of(context))
        commands = application.lifecycles.command_of
    answer = found.to_json()
    if names.wanted:
        answer["person_names"] = names.of(dict.fromkeys(named))
    emit_object(answer, output, lambda: _show(found, commands, names))


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
