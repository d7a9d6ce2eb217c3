"""`congress blame`: which entry set each value of a branch's sheet."""

from collections.abc import Mapping
from typing import Any

import click

from application.dates import shown_time
from application.people.names import Names
from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option, view_options
from console.entries import elected, papers, what
from console.language import say
from console.output import emit_rows, output_option
from console.people.names import names_option
from console.sheets import person_of, value_name, value_text
from event_store.words import Text


@worded.command(
    help=Text(
        "Say for each value of a branch's sheet which entry gave it, who recorded that, when, "
        "and on which paper.\n\n"
        "\b\nExamples:\n"
        "  congress blame TDP-08\n"
        "  congress blame TDP-08 --known-at 2017-08-12\n"
        "  congress blame TDP-08 --names --reason 'complaint 07'\n"
        "  congress blame TDP-08 -o json",
        "Cho biết từng giá trị trong hồ sơ của chi bộ do mục ghi nào đặt, ai ghi, lúc nào, theo "
        "văn bản nào.\n\n"
        "\b\nVí dụ:\n"
        "  congress blame TDP-08\n"
        "  congress blame TDP-08 --known-at 12/8/2017\n"
        "  congress blame TDP-08 --names --reason 'khiếu nại số 07'\n"
        "  congress blame TDP-08 -o json",
    )
)
@worded.argument("branch")
@campaign_option
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context, /, branch: str, campaign: str | None, output: str, **asked: Any
) -> None:
    """Print who set what."""
    call = call_of(context)
    with congresses(context) as application:
        scope = application.resolved(scope_of(campaign=campaign, branch=branch, **asked), call)
        found = application.blame(scope, call)
        commands, by, rows = application.lifecycles.command_of, found.entries, found.to_json()
        named = [ref for row in rows for ref in person_of(row["value"])]
        named += [ref for entry in by.values() for ref in elected(entry)]
        names = application.names(named, call_of(context))
    if output in ("table", "plain", "csv"):
        rows = [_for_people(row, by[row["position"]], commands, names) for row in rows]
    elif names.wanted:
        rows = [{**row, "person_names": names.of(person_of(row["value"]))} for row in rows]
    columns = {
        "value": say("value", "mục"),
        "is": say("is", "giá trị"),
        "position": say("pos", "vị trí"),
        "what": say("set by", "do"),
        "occurred_on": say("occurred", "xảy ra"),
        "recorded_at": say("recorded", "ghi sổ"),
        "actor": say("actor", "người ghi"),
        "papers": say("papers", "văn bản"),
    }
    emit_rows(rows, columns, output, spare=("occurred_on", "actor", "papers"))


def _for_people(
    row: dict[str, Any], entry: Any, commands: Mapping[str, str], names: Names
) -> dict[str, Any]:
    return {
        **row,
        "value": value_name(row["value"], names.called),
        "is": value_text(row["value"], row["is"]),
        "what": what(entry, commands, names.called),
        "recorded_at": shown_time(row["recorded_at"]),
        "papers": papers(row["documents"]),
    }
