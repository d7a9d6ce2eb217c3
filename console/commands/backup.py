"""`congress backup`: copy the log while others go on writing."""

from typing import TYPE_CHECKING

import click

from console import worded
from console.calling import call_of
from console.language import say
from console.opening import tell_names
from console.output import emit_object, output_option
from console.streams import work_counts
from console.terminal import one_line
from event_store.words import Text

if TYPE_CHECKING:
    from application.copies import Held


@worded.command(
    help=Text(
        "Copy the log into FILE, as it is at this moment; others may go on writing meanwhile. The "
        "copy is one file and needs nothing beside it. It is read from end to end before it "
        "takes its name; write its size and root down: they prove what it holds. Names of "
        "persons, keys and what was refused are not in the log, and not in the copy.\n\n"
        "\b\nExamples:\n"
        "  congress backup season-copy.db\n"
        "  congress backup season-copy.db --force -o json",
        "Sao chép sổ ghi vào TỆP đúng như lúc này; trong khi đó người khác vẫn ghi được. Bản sao "
        "là một tệp trọn vẹn. Chương trình đọc lại toàn bộ bản sao rồi mới đặt tên; hãy chép lại "
        "số mục ghi và gốc: chúng chứng minh bản sao có gì. Họ tên, khóa và các lệnh bị từ chối "
        "không nằm trong sổ ghi nên không có trong bản sao.\n\n"
        "\b\nVí dụ:\n"
        "  congress backup so-ban-sao.db\n"
        "  congress backup so-ban-sao.db --force -o json",
    )
)
@worded.argument("file")
@worded.option(
    "--force",
    is_flag=True,
    help=Text("Replace an earlier copy of this log.", "Thay bản sao cũ của chính sổ này."),
)
@output_option()
@click.pass_context
def command(context: click.Context, file: str, force: bool, output: str) -> None:
    """Copy, and tell what the copy holds."""
    from application.copies import back_up

    work_counts()
    path = context.obj["log"]
    tell_names(path)
    made = back_up(path, file, call_of(context), force=force)
    click.echo(say(f"Copied into {file}.", f"Đã sao chép vào {file}."), err=True)
    emit_object(made.to_json(), output, lambda: show_held(made.held))


def show_held(held: "Held") -> None:
    """Print what a copy holds, for people."""
    rows = [
        (say("log id", "mã sổ"), held.log_id),
        (say("name", "tên"), held.origin),
        (say("entries", "số mục ghi"), held.size),
        (say("root", "gốc"), held.root),
    ]
    room = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{room}}  {one_line(str(value))}")
