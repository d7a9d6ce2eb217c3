"""`congress schema`: the published description of every event version."""

import json
from pathlib import Path

import click

from console import worded
from console.exit_codes import REFUSED
from console.language import language, say
from console.packaged import lifecycles
from engine.event_schemas import envelope_schema, schemas
from event_store.words import Text
from workflows.labels import MEMBERS


class ChangedSchemaError(click.ClickException):
    """A published schema would become another one."""

    exit_code = REFUSED


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
    words = {name: word.say(language()) for name, word in MEMBERS.items()}
    click.echo(text_of(envelope_schema(lifecycles(), words)), nl=False)


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
    texts = {name: text_of(made) for name, made in schemas(lifecycles()).items()}
    changed = [name for name, text in texts.items() if _differs(folder / name, text)]
    if changed:
        listed = ", ".join(changed)
        raise ChangedSchemaError(
            say(
                f"Already there with other contents: {listed}. Nothing was written: a published "
                "schema never changes; raise the version of the event, or choose another folder.",
                f"Đã có tệp khác nội dung: {listed}. Chưa ghi gì: điều đã công bố không bao giờ "
                "đổi; hãy tăng phiên bản của sự kiện, hoặc chọn thư mục khác.",
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    click.echo(
        say(f"{len(texts)} files in {folder}.", f"{len(texts)} tệp trong {folder}."), err=True
    )


def text_of(schema: object) -> str:
    """Return the text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _differs(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") != text
