"""`congress person import`: a whole list of names, or none of it."""

from typing import BinaryIO

import click

from application.people.imports import Imported
from application.people.times import When
from console import worded
from console.calling import call_of
from console.input_files import InputFile
from console.language import say
from console.list_faults import tell_faults
from console.output import emit_object, output_option
from console.people.common import (
    actor_option,
    persons_and_time,
    persons_of,
    recorded_at_option,
    time_of,
)
from event_store.words import Text


@worded.command(
    "import",
    help=Text(
        "Register everybody in FILE, a list saved as CSV UTF-8, or nobody: all errors of all rows "
        "are reported at once. The columns ref and name are needed (headings in Vietnamese will "
        "do); "
        "every other column is a particular. Delete the file afterwards: it is not "
        "encrypted.\n\n"
        "\b\nExamples:\n"
        "  congress person import names.csv --dry-run\n"
        "  congress person import names.csv",
        "Ghi danh mọi người trong TỆP (danh sách lưu dạng CSV UTF-8), hoặc không ghi ai: mọi lỗi "
        "của mọi dòng được báo một lần. Cần có cột mã và cột họ và tên; mỗi cột khác là một mục "
        "lý lịch. Xong thì hãy xóa tệp: tệp không được mã hóa.\n\n"
        "\b\nVí dụ:\n"
        "  congress person nap-danh-sach ten.csv --dry-run\n"
        "  congress person nap-danh-sach ten.csv",
    ),
)
@worded.argument("file", type=InputFile())
@worded.option(
    "--dry-run", is_flag=True, help=Text("Check, record nothing.", "Chỉ xét, không ghi.")
)
@actor_option
@recorded_at_option
@output_option()
@click.pass_context
def import_(
    context: click.Context,
    file: BinaryIO,
    dry_run: bool,
    actor: str | None,
    recorded_at: str | None,
    output: str,
) -> None:
    """Register a list of persons."""
    content, call = file.read(), call_of(context, actor=actor)
    if dry_run:
        at = When(time_of(context, recorded_at))
        with persons_of(context) as persons:
            found = persons.import_list(content, call, at, dry_run=True)
    else:
        with persons_and_time(context, recorded_at) as (persons, when):
            found = persons.import_list(content, call, when)
    emit_object(found.to_json(), output, lambda: _show(found))
    context.exit(found.exit_code)


def _show(found: Imported) -> None:
    if found.faults:
        tell_faults(found.faults)
        return
    number = found.persons
    count = (
        say("1 person", "1 người") if number == 1 else say(f"{number} persons", f"{number} người")
    )
    if found.dry_run:
        click.echo(
            say(
                f"The list is right: {count}, nobody registered yet.",
                f"Danh sách hợp lệ: {count}, chưa ghi ai.",
            )
        )
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)
        return
    click.echo(
        say(
            f"Recorded {count} ({found.correlation}).",
            f"Đã ghi {count} ({found.correlation}).",
        )
    )
