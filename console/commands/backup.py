"""`congress backup`: copy the log while others go on writing."""

import click

from console import worded
from console.copying import answer, bars
from console.language import say
from console.opening import tell_names
from console.output import output_option
from console.streams import work_counts
from event_store.words import Text


@worded.command(
    help=Text(
        "Copy the log into FILE, as it is at this moment; others may go on writing meanwhile. The "
        "copy is one file and needs nothing beside it. It is read from end to end before it "
        "takes its name; write its size and root down: they prove what it holds. Names of "
        "persons, keys and what was refused are not in the log, and not in the copy.\n\n"
        "\b\nExamples:\n"
        "  congress backup season-copy.db\n"
        "  congress backup season-copy.db --force -o json",
        "Sao chép sổ ghi vào FILE đúng như lúc này; trong khi đó người khác vẫn ghi được. Bản sao "
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
@click.pass_obj
def command(settings: dict[str, str], file: str, force: bool, output: str) -> None:
    """Copy, and tell what the copy holds."""
    from event_store.backup import back_up

    work_counts()
    tell_names(settings["log"])
    with bars() as progress:
        copy = back_up(settings["log"], file, progress, force=force)
    click.echo(say(f"Copied into {file}.", f"Đã sao chép vào {file}."), err=True)
    answer(copy, output, file=copy.path)
