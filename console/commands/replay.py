"""`congress replay`: fold the whole log again."""

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from console.context import reading
from console.failures import IntegrityError
from console.language import say
from engine.replay import check


@click.command(
    help=say(
        "Fold the whole log again from nothing and compare with what is shown; exit 6 on a "
        "difference.\n\n"
        "\b\nExamples:\n"
        "  congress replay --check",
        "Tính lại toàn bộ sổ ghi từ đầu và đối chiếu với những gì đang hiển thị; mã kết thúc 6 "
        "nếu có khác biệt.\n\n"
        "\b\nVí dụ:\n"
        "  congress replay --check",
    )
)
@click.option(
    "--check",
    expose_value=False,
    is_flag=True,
    required=True,
    help=say("Compare, change nothing.", "Chỉ đối chiếu, không thay đổi gì."),
)
@click.pass_context
def command(context: click.Context) -> None:
    """Compare a fold from nothing with what is shown."""
    with reading(context) as reader:
        size = reader.log.size
        with _progress(size) as bar:
            step = (lambda _: None) if bar is None else bar.update
            found = list(check(reader.log, reader.lifecycles, step))
    if found:
        words = {
            "version": say("versions are not dense", "phiên bản không liên tục"),
            "index": say("the index of streams differs", "chỉ mục hồ sơ không khớp"),
            "state": say("the state shown differs", "trạng thái hiển thị không khớp"),
        }
        listed = "\n".join(f"  {d.stream} ({d.position}): {words[d.what]}" for d in found)
        raise IntegrityError(
            say(
                f"{len(found)} difference(s) between the log and what is shown:\n{listed}\n"
                "Nothing was changed. States beside the log may be deleted at any time.",
                f"Có {len(found)} điểm khác giữa sổ ghi và những gì hiển thị:\n{listed}\n"
                "Chưa thay đổi gì. Các tệp bên cạnh sổ ghi có thể xóa bất cứ lúc nào.",
            )
        )
    click.echo(
        say(
            f"{size} entries folded again: all that is shown follows from the log.",
            f"Đã tính lại {size} mục ghi: mọi thứ hiển thị đều đúng theo sổ ghi.",
        )
    )


def _progress(size: int) -> AbstractContextManager[Any]:
    if not sys.stderr.isatty():
        return nullcontext()
    return click.progressbar(length=size, label=say("replaying", "đang tính lại"), file=sys.stderr)
