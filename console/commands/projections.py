"""`congress projections`: how far each view of the log has come."""

import click

from console import worded
from console.calling import call_of, congresses
from console.language import say
from console.output import emit_rows, output_option
from event_store.words import Text


@worded.command(
    help=Text(
        "Show each projection with its version, its cursor (the last position folded), its lag "
        "(entries behind) and the error at which it stopped. Reading commands catch up by "
        "themselves. The last version of a projection stays for programs that still read it; "
        "--prune drops it.\n\n"
        "\b\nExamples:\n"
        "  congress projections\n"
        "  congress projections -o json\n"
        "  congress projections --prune",
        "Xem từng bảng tính sẵn: phiên bản, vị trí cuối đã tính, còn chậm bao nhiêu mục, và lỗi "
        "khiến bảng dừng lại. Các lệnh đọc tự cập nhật. Phiên bản trước của mỗi bảng được giữ cho "
        "chương trình còn đọc; --prune bỏ phiên bản đó.\n\n"
        "\b\nVí dụ:\n"
        "  congress projections\n"
        "  congress projections -o json\n"
        "  congress projections --prune",
    )
)
@worded.option(
    "--prune",
    is_flag=True,
    help=Text("Drop older versions first.", "Bỏ các phiên bản cũ trước."),
)
@output_option()
@click.pass_context
def command(context: click.Context, prune: bool, output: str) -> None:
    """Print where the projections stand."""
    call = call_of(context)
    with congresses(context) as application:
        if prune:
            _say_pruned(application.prune(call))
        rows = [one.to_json() for one in application.projected(call)]
    emit_rows(
        rows,
        {
            "name": say("projection", "bảng"),
            "version": say("version", "phiên bản"),
            "position": say("cursor", "vị trí"),
            "lag": say("lag", "còn chậm"),
            "failed_at": say("failed at", "dừng ở"),
            "error": say("last error", "lỗi gần nhất"),
        },
        output,
    )


def _say_pruned(dropped: list[str]) -> None:
    listed = ", ".join(dropped)
    click.echo(
        say(f"Dropped: {listed or 'nothing'}.", f"Đã bỏ: {listed or 'không có gì'}."), err=True
    )
