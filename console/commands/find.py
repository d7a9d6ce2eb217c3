"""`congress find`: branches by any part of their name or id, with or without accents."""

from typing import Any

import click

from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option
from console.language import language, say
from console.newer import finish
from console.output import emit_rows, output_option
from event_store.words import Text
from workflows.labels import LABELS


@worded.command(
    help=Text(
        "Find branches by words of their name or id, in any campaign, with or without accents and "
        "capitals: TDP and tổ dân phố are one, and so are 8 and 08. Best match first.\n\n"
        "\b\nExamples:\n"
        '  congress find "to dan pho 8"\n'
        "  congress find tdp8\n"
        "  congress find truong -o json",
        "Tìm chi bộ theo vài từ trong tên hoặc mã, ở mọi đợt, có dấu hay không dấu, chữ hoa hay "
        "thường: TDP và tổ dân phố là một, 8 và 08 là một. Đúng nhất ở trên.\n\n"
        "\b\nVí dụ:\n"
        '  congress find "to dan pho 8"\n'
        "  congress find tdp8\n"
        "  congress find truong -o json",
    )
)
@worded.argument("words", nargs=-1, required=True)
@campaign_option
@output_option()
@click.pass_context
def command(
    context: click.Context, words: tuple[str, ...], campaign: str | None, output: str
) -> None:
    """Print the branches found."""
    with congresses(context) as application:
        found = application.find(" ".join(words), scope_of(campaign=campaign), call_of(context))
    rows = found.to_json()
    if output == "table":
        rows = [{**row, "state": _state(row)} for row in rows]
    columns = {
        "branch": say("branch", "chi bộ"),
        "name": say("name", "tên"),
        "state": say("state", "trạng thái"),
        "campaign": say("campaign", "đợt"),
    }
    emit_rows(rows, columns, output)
    finish(context, found.left_out)


def _state(row: dict[str, Any]) -> str:
    return "?" if row["state"] is None else LABELS[row["state"]].say(language())
