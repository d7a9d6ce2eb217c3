"""`congress person add` and `correct`: a name beside the log, its commitment in the log."""

import sys

import click

from application.congresses.forms.values import ValueFault
from application.people.registrations import Registered, name_of
from console import worded
from console.asking import NEEDED, answered, on_terminal
from console.calling import call_of
from console.language import say
from console.output import emit_object, output_option
from console.people.common import actor_option, persons_and_time, recorded_at_option
from console.people.names import Command
from event_store.words import Text

PROMPT = "-"
"""Stands for a name that comes in from elsewhere, and so in no list of commands."""


def _name_option(command: Command) -> Command:
    return worded.option(
        "--name",
        metavar="NAME",
        help=Text(
            "The name; '-' reads one line of standard input, so that it stays out of the shell's "
            "history.",
            "Họ và tên; '-' thì đọc một dòng từ đầu vào chuẩn, để tên không lưu trong lịch sử "
            "lệnh.",
        ),
    )(command)


def _field_option(command: Command) -> Command:
    return worded.option(
        "--field",
        "fields",
        multiple=True,
        metavar="KEY=TEXT",
        help=Text(
            "A particular, as born_on=1970-01-01; may be repeated.",
            "Một mục lý lịch, như ngay_sinh=1970-01-01; có thể ghi nhiều lần.",
        ),
    )(command)


@worded.command(
    "add",
    help=Text(
        "Register the person behind REF. The name is kept encrypted beside the log; the log gets "
        "a commitment that says nothing without its salt. On a terminal the name is asked "
        "for.\n\n"
        "\b\nExamples:\n"
        "  congress person add m-014 --name 'Người Mẫu'\n"
        "  echo 'Người Mẫu' | congress person add m-014 --name - --field born_on=1970-01-01",
        "Ghi danh người mang mã REF. Họ tên được mã hóa và giữ bên cạnh sổ ghi; trong sổ chỉ có "
        "một cam kết, không có khóa kèm thì không cho biết điều gì. Trên màn hình, tên sẽ được "
        "hỏi.\n\n"
        "\b\nVí dụ:\n"
        "  congress person ghi-ten m-014 --name 'Người Mẫu'\n"
        "  echo 'Người Mẫu' | congress person ghi-ten m-014 --name - --field ngay_sinh=1970-01-01",
    ),
)
@worded.argument("ref")
@_name_option
@_field_option
@actor_option
@recorded_at_option
@output_option()
@click.pass_context
def add(
    context: click.Context,
    ref: str,
    name: str | None,
    fields: tuple[str, ...],
    actor: str | None,
    recorded_at: str | None,
    output: str,
) -> None:
    """Register a person."""
    with persons_and_time(context, recorded_at) as (persons, when):
        call = call_of(context, actor=actor)
        found = persons.add(ref, _given(name), _pairs(fields), call, when)
    _tell(found, output)


@worded.command(
    "correct",
    help=Text(
        "Correct the name or particulars of REF: what is not given stays as it is, KEY= with "
        "nothing after it drops a particular. The log gets another commitment, under a new "
        "salt.\n\n"
        "\b\nExamples:\n"
        "  congress person correct m-014 --name 'Người Mẫu Mới'\n"
        "  congress person correct m-014 --field born_on=1971-01-01",
        "Sửa họ tên hoặc mục lý lịch của REF: phần nào không ghi thì giữ nguyên, KEY= mà để trống "
        "thì bỏ mục đó. Sổ ghi có thêm một cam kết mới.\n\n"
        "\b\nVí dụ:\n"
        "  congress person sua-ten m-014 --name 'Người Mẫu Mới'\n"
        "  congress person sua-ten m-014 --field ngay_sinh=1971-01-01",
    ),
)
@worded.argument("ref")
@_name_option
@_field_option
@actor_option
@recorded_at_option
@output_option()
@click.pass_context
def correct(
    context: click.Context,
    ref: str,
    name: str | None,
    fields: tuple[str, ...],
    actor: str | None,
    recorded_at: str | None,
    output: str,
) -> None:
    """Correct a person's name."""
    if name is None and not fields:
        raise click.UsageError(
            say("Give --name, or --field KEY=TEXT.", "Hãy ghi --name, hoặc --field KEY=TEXT."),
            context,
        )
    changed, given = _pairs(fields), None if name is None else _given(name)
    with persons_and_time(context, recorded_at) as (persons, when):
        found = persons.correct(ref, given, changed, call_of(context, actor=actor), when)
    _tell(found, output)


def _given(name: str | None) -> str:
    if name == PROMPT:
        return name_of(sys.stdin.buffer.readline())
    if name is None and on_terminal():
        return answered(say("full name", "họ và tên"), _filled)
    if name is None:
        raise click.UsageError(say("--name is missing.", "Còn thiếu --name."))
    return name


def _filled(text: str) -> str:
    if not text:
        raise ValueFault(NEEDED)
    return text


def _pairs(fields: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        key, equals, text = field.partition("=")
        if not equals:  # what was meant may be a value: it is not repeated
            raise click.UsageError(
                say(
                    "A --field is no particular; write it like born_on=1970-01-01.",
                    "Có --field không phải một mục; hãy viết như ngay_sinh=1970-01-01.",
                )
            )
        if key in found:
            raise click.UsageError(
                say(f"--field {key} is given twice.", f"--field {key} ghi hai lần.")
            )
        found[key] = text
    return found


def _tell(found: Registered, output: str) -> None:
    emit_object(
        found.to_json(),
        output,
        lambda: click.echo(
            say(
                f"Recorded: {found.ref} (position {found.position}, version {found.version})",
                f"Đã ghi: {found.ref} (vị trí {found.position}, phiên bản {found.version})",
            )
        ),
    )
