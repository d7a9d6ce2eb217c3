"""`congress schema`: the published description of every event version."""

from pathlib import Path

import click

from application.call import Call
from application.schemas import command_schema
from application.schemas import export as write
from console import worded
from console.language import language, say
from console.packaged import lifecycles
from event_store.words import Text
from workflows.labels import MEMBERS


@worded.group(
    help=Text(
        "What other programs may rely on: the JSON Schema of every version of every event.\n\n"
        "\b\nExample:\n  congress schema export schemas",
        "Điều chương trình khác có thể dựa vào: JSON Schema của mọi phiên bản của mọi loại sự "
        "kiện.\n\n\b\nVí dụ:\n  congress schema export schemas",
    )
)
def command() -> None:
    """Group what there is about schemas."""


@command.command(
    "envelope",
    help=Text(
        "Print the JSON Schema of a command as 'congress apply' takes it: its members, the names "
        "of all commands, and the areas that 'area' may name. What its 'data' holds differs by "
        "command; see docs/reference/envelopes.md.\n\n"
        "\b\nExample:\n  congress schema envelope > command.json",
        "In JSON Schema của một lệnh theo dạng 'congress apply' nhận: các thành phần, tên mọi "
        "lệnh, và các loại hồ sơ ghi được ở 'area'. Nội dung 'data' khác nhau theo lệnh; xem "
        "docs/reference/envelopes.md.\n\n"
        "\b\nVí dụ:\n  congress schema envelope > command.json",
    ),
)
def envelope() -> None:
    """Print the schema."""
    schema = command_schema(lifecycles(), MEMBERS, Call(language()))
    click.echo(schema.text, nl=False)


@command.command(
    "export",
    help=Text(
        "Write one file for each event version into DIR, named like the last part of a "
        "CloudEvent's 'dataschema'. A file that is there already with other contents is left as "
        "it is, and nothing is written: what is published never changes.\n\n"
        "\b\nExample:\n  congress schema export schemas",
        "Ghi vào thư mục DIR mỗi phiên bản sự kiện một tệp, tên tệp là phần cuối của "
        "'dataschema' trong CloudEvent. Nếu đã có tệp cùng tên mà nội dung khác thì giữ nguyên và "
        "không ghi gì: điều đã công bố không bao giờ đổi.\n\n"
        "\b\nVí dụ:\n  congress schema export schemas",
    ),
)
@worded.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the files."""
    found = write(lifecycles(), folder)
    click.echo(
        say(f"{len(found)} files in {folder}.", f"{len(found)} tệp trong {folder}."), err=True
    )
