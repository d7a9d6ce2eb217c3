"""`congress person erase`, `hold` and `release`: a name goes for good, unless it is held."""

from functools import partial

import click

from application.congresses.forms.values import yes
from console import worded
from console.asking import answered, on_terminal
from console.calling import call_of
from console.language import say
from console.output import output_option
from console.people.common import (
    actor_option,
    decided_options,
    persons_and_time,
    recorded_at_option,
    why_of,
)
from console.people.deciding import deciding, emit_decision, until_option
from event_store.words import Text


@worded.command(
    "erase",
    help=Text(
        "Erase the name behind REF for good: key, salt and value are deleted, then the log says "
        "that they were. No entry and no proof changes. A legal hold refuses. Asks first; "
        "without a terminal --yes is needed. Copies of the key file made elsewhere have to be "
        "deleted there.\n\n"
        "\b\nExample:\n"
        "  congress person erase m-014 --reason 'at the member’s request' "
        "--authority 'Đảng ủy phường' --document 12-QĐ/ĐU --yes",
        "Xóa hẳn tên của người mang mã REF: xóa khóa, khóa kèm và giá trị, rồi ghi vào sổ là đã "
        "xóa. Không mục ghi, không chứng cứ nào thay đổi. Tên đang được lưu giữ theo yêu cầu pháp "
        "lý thì bị từ chối. Lệnh hỏi lại trước khi xóa; không có màn hình thì phải ghi --yes. Bản "
        "sao tệp khóa ở nơi khác phải xóa ở nơi đó.\n\n"
        "\b\nVí dụ:\n"
        "  congress person xoa m-014 --reason 'theo yêu cầu của đảng viên' "
        "--authority 'Đảng ủy phường' --document 12-QĐ/ĐU --yes",
    ),
)
@worded.argument("ref")
@decided_options
@worded.option("--yes", "sure", is_flag=True, help=Text("Do not ask.", "Không hỏi lại."))
@actor_option
@recorded_at_option
@click.pass_context
def erase(
    context: click.Context,
    /,
    ref: str,
    sure: bool,
    actor: str | None,
    recorded_at: str | None,
    **why: str,
) -> None:
    """Erase a name."""
    with persons_and_time(context, recorded_at) as (persons, when):
        call = call_of(context, actor=actor)
        confirm = partial(_confirm, ref, sure=sure)
        found = persons.erase(ref, why_of(why), call, when, confirm=confirm)
    click.echo(_erased(ref, found.position, before=found.before))


def _erased(ref: str, position: int, *, before: bool) -> str:
    if before:
        return say(
            f"The name of {ref} is erased already, by position {position}.",
            f"Tên của {ref} đã xóa từ trước, theo vị trí {position}.",
        )
    return say(
        f"Erased: the name of {ref} (position {position}). Delete copies of the key file too.",
        f"Đã xóa tên của {ref} (vị trí {position}). Hãy xóa cả các bản sao của tệp khóa.",
    )


def _confirm(ref: str, *, sure: bool) -> None:
    if sure:
        return
    if not on_terminal():
        raise click.UsageError(
            say(
                "Nothing was erased: nobody is there to be asked, so --yes is needed.",
                "Chưa xóa gì: không hỏi lại được ai, nên phải ghi --yes.",
            )
        )
    question = say(
        f"Erase the name of {ref}? Nobody can bring it back. [y/N]",
        f"Xóa tên của {ref}? Không ai khôi phục được. [c/K]",
    )
    if not answered(question, lambda answer: yes(answer) if answer else False):
        click.echo(say("Nothing was erased.", "Chưa xóa gì."), err=True)
        raise click.Abort


@worded.command(
    "hold",
    help=Text(
        "Hold the name behind REF: as long as the hold is in force it cannot be erased. Several "
        "holds may stand at once.\n\n"
        "\b\nExample:\n"
        "  congress person hold m-014 --reason 'complaint 07' --authority 'UBKT quận ủy' "
        "--document 07-CV/UBKT --until 31/12/2099",
        "Giữ tên của người mang mã REF: khi còn lệnh giữ thì không xóa được. Có thể có nhiều lệnh "
        "giữ cùng lúc.\n\n"
        "\b\nVí dụ:\n"
        "  congress person giu m-014 --reason 'khiếu nại số 07' --authority 'UBKT quận ủy' "
        "--document 07-CV/UBKT --until 31/12/2099",
    ),
)
@worded.argument("ref")
@decided_options
@until_option
@actor_option
@output_option()
@click.pass_context
def hold(
    context: click.Context,
    /,
    ref: str,
    until: str | None,
    actor: str | None,
    output: str,
    **why: str,
) -> None:
    """Keep a name from being erased."""
    with deciding(context) as persons:
        kept = persons.hold(ref, until, why_of(why), call_of(context, actor=actor))
    emit_decision(kept, output)


@worded.command(
    "release",
    help=Text(
        "Release a hold on the name behind REF; with --hold one of several.\n\n"
        "\b\nExample:\n"
        "  congress person release m-014 --reason 'complaint 07 is resolved' "
        "--authority 'UBKT quận ủy' --document 15-TB/UBKT",
        "Thôi giữ tên của người mang mã REF; có nhiều lệnh giữ thì chọn một bằng --hold.\n\n"
        "\b\nVí dụ:\n"
        "  congress person thoi-giu m-014 --reason 'đã giải quyết khiếu nại số 07' "
        "--authority 'UBKT quận ủy' --document 15-TB/UBKT",
    ),
)
@worded.argument("ref")
@decided_options
@worded.option(
    "--hold",
    "number",
    type=int,
    metavar="N",
    help=Text("The number of the hold.", "Số của lệnh giữ."),
)
@actor_option
@output_option()
@click.pass_context
def release(
    context: click.Context,
    /,
    ref: str,
    number: int | None,
    actor: str | None,
    output: str,
    **why: str,
) -> None:
    """Let a name be erased again."""
    with deciding(context) as persons:
        kept = persons.release(ref, number, why_of(why), call_of(context, actor=actor))
    emit_decision(kept, output)
