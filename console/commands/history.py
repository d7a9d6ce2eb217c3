"""`congress history`: every entry of a branch."""

from typing import Any

import click

from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import area_option, campaign_option, view_options
from console.entries import elected
from console.history_rows import for_people
from console.language import say
from console.newer import finish, tell_unread
from console.output import emit_rows, output_option
from console.people.names import names_option
from event_store.words import Text


@worded.command(
    help=Text(
        "List every entry of a branch in log order: who, on which papers, when it happened and "
        "when it was recorded; amended and voided entries beside what replaced them.\n\n"
        "\b\nExamples:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history --marked\n"
        "  congress history TDP-08 --names --reason 'complaint 07'\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
        "Liệt kê mọi mục ghi của một chi bộ theo thứ tự ghi sổ: ai ghi, theo văn bản nào, xảy ra "
        "và ghi sổ ngày nào; mục đính chính, mục hủy đứng cạnh bản gốc.\n\n"
        "\b\nVí dụ:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history --marked\n"
        "  congress history TDP-08 --names --reason 'khiếu nại số 07'\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
    )
)
@worded.argument("branch", required=False)
@worded.option(
    "--marked",
    is_flag=True,
    help=Text(
        "Instead of one branch: all that is overridden, late, amended, voided or annulled.",
        "Thay vì một chi bộ: mọi mục vượt quy định, ghi muộn, đính chính, hủy, bãi bỏ.",
    ),
)
@campaign_option
@area_option
@worded.option(
    "--with-campaign",
    is_flag=True,
    help=Text(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    /,
    branch: str | None,
    marked: bool,
    campaign: str | None,
    area: str | None,
    with_campaign: bool,
    output: str,
    **asked: Any,
) -> None:
    """Print the history."""
    if (branch is None) != marked:
        raise click.UsageError(
            say("Name a BRANCH, or --marked.", "Hãy ghi CHI_BỘ, hoặc --marked.")
        )
    call = call_of(context)
    scope = scope_of(campaign=campaign, branch=branch, **asked)
    with congresses(context) as application:
        if branch is None:
            found = application.marked(scope, call)
        else:
            scope = application.resolved(scope, call, named=False)
            found = application.history(scope, call, area=area, with_above=with_campaign)
        commands, rows = application.lifecycles.command_of, found.to_json()
        names = application.names((ref for row in rows for ref in elected(row)), call_of(context))
    columns = ({"stream": say("stream", "hồ sơ")} if marked else {}) | _columns()
    if output in ("table", "plain", "csv"):
        rows = [for_people(row, commands, names) for row in rows]
    elif names.wanted:
        rows = [{**row, "person_names": names.of(elected(row))} for row in rows]
    emit_rows(rows, columns, output, spare=("days_between", "recorded_on", "actor"))
    tell_unread(found.unread)
    finish(context, found.left_out)


def _columns() -> dict[str, str]:
    return {
        "position": say("pos", "vị trí"),
        "occurred_on": say("occurred", "xảy ra"),
        "recorded_on": say("recorded", "ghi sổ"),
        "days_between": say("days", "ngày"),
        "what": say("what", "việc"),
        "actor": say("actor", "người ghi"),
        "papers": say("papers", "văn bản"),
        "marks": say("marks", "dấu"),
    }
