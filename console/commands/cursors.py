"""`congress cursors`: how far each named reader has come."""

import click

from application.subscriptions import selection_text
from console import worded
from console.calling import congresses
from console.language import language, say
from console.output import emit_rows, output_option
from console.streams import work_counts
from event_store.words import Text


@worded.command(
    help=Text(
        "Show how far each named reader of 'congress subscribe' has come, how many entries it is "
        "behind, and what it selects.\n\n"
        "\b\nExamples:\n"
        "  congress cursors\n"
        "  congress cursors -o json\n"
        "  congress cursors --forget web-page",
        "Xem mỗi chương trình nhận bằng 'congress subscribe --name' đã đọc đến đâu, còn chậm bao "
        "nhiêu mục, chọn những gì.\n\n"
        "\b\nVí dụ:\n"
        "  congress cursors\n"
        "  congress cursors -o json\n"
        "  congress cursors --forget trang-tin",
    )
)
@worded.option(
    "--forget",
    metavar="CURSOR",
    help=Text(
        "Drop this cursor: its reader starts again from the beginning.",
        "Bỏ con trỏ này: lần sau sẽ đọc lại từ đầu.",
    ),
)
@output_option()
@click.pass_context
def command(context: click.Context, forget: str | None, output: str) -> None:
    """Print the cursors."""
    if forget is not None:
        work_counts()
    with congresses(context) as application:
        if forget is not None:
            application.forget_cursor(forget)
        rows = [lag.to_json() for lag in application.cursors()]
    columns = {
        "name": say("name", "tên"),
        "position": say("position", "vị trí"),
        "size": say("of", "trên"),
        "lag": say("behind", "còn chậm"),
        "selection": say("selects", "chọn"),
    }
    if output in ("table", "plain", "csv"):
        rows = [
            {**row, "selection": selection_text(row["selection"]).say(language())} for row in rows
        ]
    emit_rows(rows, columns, output)
