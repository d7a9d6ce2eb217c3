"""`congress replay`: fold the whole log again."""

import click

from console import worded
from console.calling import call_of, congresses
from console.language import say
from console.streams import work_counts
from event_store.words import Text


@worded.command(
    help=Text(
        "Fold the whole log again from nothing: rebuild every projection beside what is shown, "
        "then put it in its place. With --check nothing is changed: states and projections are "
        "compared with a fold from nothing; exit 6 on a difference.\n\n"
        "\b\nExamples:\n"
        "  congress replay --check\n"
        "  congress replay",
        "Tính lại toàn bộ sổ ghi từ đầu: dựng lại mọi bảng tính sẵn bên cạnh bảng đang dùng rồi "
        "thay thế. Với --check thì không thay đổi gì: đối chiếu trạng thái và các bảng với kết "
        "quả tính lại; mã kết thúc 6 nếu có khác biệt.\n\n"
        "\b\nVí dụ:\n"
        "  congress replay --check\n"
        "  congress replay",
    )
)
@worded.option(
    "--check",
    "only_check",
    is_flag=True,
    help=Text("Compare, change nothing.", "Chỉ đối chiếu, không thay đổi gì."),
)
@click.pass_context
def command(context: click.Context, only_check: bool) -> None:
    """Rebuild the projections, or compare a fold from nothing with what is shown."""
    if only_check:
        with congresses(context) as application:
            size = application.compare(call_of(context))
        click.echo(
            say(
                f"{size} entries folded again: all that is shown follows from the log.",
                f"Đã tính lại {size} mục ghi: mọi thứ hiển thị đều đúng theo sổ ghi.",
            )
        )
        return
    work_counts()
    with congresses(context) as application:
        made = application.rebuild(call_of(context))
    if made.projections:
        names = ", ".join(f"{name} {version}" for name, version in made.projections)
        click.echo(
            say(
                f"{made.size} entries folded again. Rebuilt: {names}.",
                f"Đã tính lại {made.size} mục ghi. Đã dựng lại: {names}.",
            )
        )
    if made.cause is not None:
        raise made.cause
