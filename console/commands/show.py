"""`congress show`: one branch as it stands."""

from typing import Any

import click

from console import worded
from console.branch_sheet import show_branch
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option, view_options
from console.language import say
from console.newer import tell_unread
from console.one_entry import show_entry
from console.output import emit_object, output_option
from console.people.names import names_option
from event_store.words import Text


@worded.command(
    help=Text(
        "Show one branch: its state, officers, open seats, flags; or with --at one entry of the "
        "log whole, with the rules that decided it and what later corrected it.\n\n"
        "\b\nExamples:\n"
        "  congress show TDP-08\n"
        "  congress show gia-thuy-2017/TDP-08 -o json\n"
        "  congress show TDP-08 --as-of 2017-08-12\n"
        "  congress show TDP-08 --names --reason 'drawing up the decision'\n"
        "  congress show --at 31",
        "Xem một chi bộ: trạng thái, cán bộ trúng cử, số khuyết, các dấu; với --at thì xem trọn "
        "một mục ghi, theo quy định nào và về sau được sửa gì.\n\n"
        "\b\nVí dụ:\n"
        "  congress show TDP-08\n"
        "  congress show gia-thuy-2017/TDP-08 -o json\n"
        "  congress show TDP-08 --as-of 12/8/2017\n"
        "  congress show TDP-08 --names --reason 'soạn quyết định chuẩn y'\n"
        "  congress show --at 31",
    )
)
@worded.argument("branch", required=False)
@worded.option(
    "--at",
    "position",
    type=int,
    metavar="POSITION",
    help=Text("One entry instead of a branch.", "Xem một mục ghi thay vì một chi bộ."),
)
@campaign_option
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    branch: str | None,
    position: int | None,
    campaign: str | None,
    as_of: str | None,
    known_at: str | None,
    output: str,
) -> None:
    """Print one branch, or one entry."""
    if branch is None and position is None:
        raise click.UsageError(
            say("Name a BRANCH, or --at POSITION.", "Hãy ghi CHI_BỘ, hoặc --at VỊ_TRÍ.")
        )
    if branch is not None and position is not None:
        raise click.UsageError(
            say(
                "BRANCH and --at were both given: give only one of the two.",
                "Đã ghi cả CHI_BỘ và --at: chỉ ghi một trong hai.",
            )
        )
    if position is not None:
        _show_entry(context, position, output, as_of=as_of, known_at=known_at)
        return
    asked = scope_of(campaign=campaign, branch=branch, as_of=as_of, known_at=known_at)
    with congresses(context) as application:
        found = application.branch(asked, call_of(context))
    answer = found.to_json()
    emit_object(answer, output, lambda: show_branch(answer, found.names))


def _show_entry(context: click.Context, position: int, output: str, **asked: Any) -> None:
    with congresses(context) as application:
        found = application.entry(position, scope_of(**asked), call_of(context))
        commands = application.lifecycles.command_of
    emit_object(found.to_json(), output, lambda: show_entry(found, commands))
    tell_unread(found.unread)
