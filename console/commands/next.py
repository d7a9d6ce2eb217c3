"""`congress next`: what can be done now, and why the rest cannot."""

from typing import Any

import click

from application.congresses.forms.areas import named
from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option
from console.language import language, say
from console.output import emit_rows, output_option
from event_store.words import Text
from workflows.labels import called


@worded.command(
    help=Text(
        "List every command with what it still needs, or with every reason why it is not "
        "possible now. Without BRANCH: the commands of the campaign.\n\n"
        "\b\nExamples:\n"
        "  congress next TDP-08\n"
        "  congress next\n"
        "  congress next TDP-08 -o json",
        "Liệt kê mọi lệnh cùng những gì còn cần, hoặc mọi lý do vì sao lúc này chưa được. Không "
        "ghi BRANCH: các lệnh của cả đợt.\n\n"
        "\b\nVí dụ:\n"
        "  congress next TDP-08\n"
        "  congress next\n"
        "  congress next TDP-08 -o json",
    )
)
@worded.argument("branch", required=False)
@campaign_option
@output_option()
@click.pass_context
def command(context: click.Context, branch: str | None, campaign: str | None, output: str) -> None:
    """Print what is possible."""
    call = call_of(context)
    with congresses(context) as application:
        scope = application.resolved(scope_of(campaign=campaign, branch=branch), call)
        rows = application.next_steps(scope, call).to_json()
    if output in ("table", "plain", "csv"):
        rows = [_for_people(row) for row in rows]
    columns = {
        "command": say("command", "lệnh"),
        "label": say("what", "việc"),
        "allowed": say("now", "được"),
        "why": say("needs, or why not", "còn cần, hoặc vì sao chưa được"),
    }
    emit_rows(rows, columns, output)


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    why = " ".join(reason["message"] for reason in row["reasons"])
    return {
        **row,
        "command": named(row),
        "label": called(row["command"]).say(language()),
        "why": why or ", ".join(row["needs"]),
    }
