"""`congress projections`: how far each view of the log has come."""

from contextlib import closing
from dataclasses import asdict
from typing import Any

import click

from console.context import reading
from console.language import say
from console.output import emit_rows, output_option
from console.views import opened


@click.command(
    help=say(
        "Show each projection with its version, its cursor (the last position folded), its lag "
        "(entries behind) and the error at which it stopped. Changes nothing: reading commands "
        "catch up by themselves.\n\n"
        "\b\nExamples:\n"
        "  congress projections\n"
        "  congress projections -o json",
        "Xem từng bảng tính sẵn: phiên bản, vị trí cuối đã tính, còn chậm bao nhiêu mục, và lỗi "
        "khiến bảng dừng lại. Không thay đổi gì: các lệnh đọc tự cập nhật.\n\n"
        "\b\nVí dụ:\n"
        "  congress projections\n"
        "  congress projections -o json",
    )
)
@output_option()
@click.pass_context
def command(context: click.Context, output: str) -> None:
    """Print where the projections stand."""
    with reading(context) as reader:
        projector = opened(reader)
        with closing(projector.views):
            rows: list[dict[str, Any]] = [asdict(lag) for lag in projector.lags()]
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
