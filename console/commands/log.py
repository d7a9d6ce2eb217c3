"""`congress log`: every entry of the log, the newest first."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import click

from application.congresses.addresses import typed
from application.log_entries import Query
from application.scope import Scope
from console import worded
from console.calling import call_of, congresses
from console.context import campaign_option
from console.language import say
from console.log_lines import block, columns, line, row
from console.output import emit_rows, output_option
from console.pager import page
from console.spans import since_option, until_option
from event_store.words import Text


@worded.command(
    help=Text(
        "List the entries of the whole log as they were recorded, the newest first: who, when, "
        "what, on which papers. Days are those of recording. On a terminal the answer goes "
        "through PAGER.\n\n"
        "\b\nExamples:\n"
        "  congress log\n"
        "  congress log --oneline --since 2017-08-01 --until 2017-08-20\n"
        "  congress log --branch TDP-08 --type 'ballot_*'\n"
        "  congress log --grep 'nghi quyet' -o jsonl",
        "Liệt kê các mục của cả sổ ghi đúng như đã ghi, mục mới nhất trước: ai, lúc nào, việc gì, "
        "theo văn bản nào. Ngày ở đây là ngày ghi sổ. Trên màn hình, kết quả hiện qua PAGER.\n\n"
        "\b\nVí dụ:\n"
        "  congress log\n"
        "  congress log --oneline --since 1/8/2017 --until 20/8/2017\n"
        "  congress log --branch TDP-08 --type 'ballot_*'\n"
        "  congress log --grep 'nghi quyet' -o jsonl",
    )
)
@since_option
@until_option
@worded.option(
    "--actor",
    metavar="NAME",
    help=Text("Recorded by this actor; * stands for anything.", "Do người này ghi; * là bất kỳ."),
)
@worded.option(
    "--type",
    "types",
    metavar="TYPE",
    multiple=True,
    help=Text(
        "Only this type of event, such as held or 'campaign.*'; may be given several times.",
        "Chỉ loại sự kiện này, như held hoặc 'campaign.*'; có thể ghi nhiều lần.",
    ),
)
@worded.option(
    "--branch",
    metavar="BRANCH",
    help=Text(
        "This branch's entries, and its campaign's that name it.",
        "Các mục của chi bộ này, và các mục của cả đợt có nêu chi bộ.",
    ),
)
@campaign_option
@worded.option(
    "--grep",
    "text",
    metavar="TEXT",
    help=Text(
        "Only entries that hold this text; accents matter if it has some.",
        "Chỉ các mục có đoạn chữ này; gõ không dấu cũng tìm được.",
    ),
)
@worded.option("--oneline", is_flag=True, help=Text("One line an entry.", "Mỗi mục ghi một dòng."))
@worded.option("--reverse", is_flag=True, help=Text("The oldest first.", "Mục cũ nhất trước."))
@worded.option(
    "--no-pager", is_flag=True, help=Text("Print without a pager.", "In thẳng, không qua PAGER.")
)
@output_option()
@click.pass_context
def command(
    context: click.Context,
    /,
    oneline: bool,
    reverse: bool,
    no_pager: bool,
    branch: str | None,
    campaign: str | None,
    until: str | None,
    output: str,
    **asked: Any,
) -> None:
    """Print the log."""
    scope = Scope(typed(branch, campaign), known_at=until)
    query = Query(oldest_first=reverse, **asked)
    with congresses(context) as application:
        names = application.lifecycles.command_of
        entries = application.entries(scope, query, call_of(context))
        if output == "table":
            show = line if oneline else block
            lines = (show(found, names) for found in entries)
            page(_or_nothing(lines), wanted=not no_pager)
        elif output in ("json", "jsonl"):
            emit_rows((found.to_json() for found in entries), {}, output)
        else:
            emit_rows((row(found, names) for found in entries), columns(), output)


def _or_nothing(lines: Iterator[str]) -> Iterable[str]:
    """Say so if there is nothing to print."""
    first = next(lines, None)
    if first is None:
        click.echo(say("No entry matches.", "Không có mục ghi nào phù hợp."), err=True)
        return ()
    return chain([first], lines)
