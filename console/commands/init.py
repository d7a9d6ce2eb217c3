"""`congress init`: create a log."""

import os
from typing import Any

import click

from application.congresses.forms.values import ValueFault
from application.creation import create, is_free
from application.settings import LOCAL, check_actor
from console import worded
from console.actors import VARIABLE
from console.asking import answered, on_terminal
from console.language import say
from console.opening import patience
from console.streams import work_counts
from event_store.words import Problem, Text


@worded.command(
    help=Text(
        "Create the log. Needed once, before anything else; an existing file is refused.\n\n"
        "\b\nExamples:\n"
        "  congress init\n"
        "  congress init --actor op:org-officer\n"
        "  congress --log season-2026.db init --origin gia-thuy.example/season-2026\n"
        "  congress --log practice.db init --simulation",
        "Tạo sổ ghi. Cần làm một lần, trước mọi việc khác; tệp đã có sẽ bị từ chối.\n\n"
        "\b\nVí dụ:\n"
        "  congress init\n"
        "  congress init --actor op:ban-to-chuc\n"
        "  congress --log season-2026.db init --origin gia-thuy.example/season-2026\n"
        "  congress --log practice.db init --simulation",
    )
)
@worded.option(
    "--simulation",
    is_flag=True,
    help=Text(
        "For practice: commands may carry their own recorded_at. Marked so for ever.",
        "Để tập dượt: lệnh được mang recorded_at riêng. Bị đánh dấu như vậy mãi mãi.",
    ),
)
@worded.option(
    "--origin",
    help=Text(
        "The log's name for auditors: an address without scheme (default: one that no other log "
        "has).",
        "Tên sổ ghi cho kiểm tra: địa chỉ không có phần giao thức (mặc định: tên không trùng sổ "
        "nào).",
    ),
)
@worded.option(
    "--actor",
    metavar="A",
    help=Text(
        "On whose behalf commands are recorded, kept as 'congress config' shows it: an office, "
        f"like op:org-officer, not a person. Asked for on a terminal; else {LOCAL}.",
        "Đơn vị đứng tên ghi lệnh, lưu lại và xem bằng 'congress config': tên đơn vị, như "
        f"op:ban-to-chuc, không phải tên người. Trên màn hình sẽ được hỏi; nếu không, {LOCAL}.",
    ),
)
@click.pass_obj
def command(
    settings: dict[str, Any], simulation: bool, origin: str | None, actor: str | None
) -> None:
    """Create the log."""
    work_counts()
    path = settings["log"]
    if actor is not None:
        check_actor(actor)
    if is_free(path) and actor is None and on_terminal() and not os.environ.get(VARIABLE):
        actor = _asked()
    made = create(
        path, origin=origin, simulation=simulation, actor=actor, patience=patience(settings)
    )
    kind = say(" (simulation)", " (mô phỏng)") if made.simulation else ""
    click.echo(
        say(
            f"Created {made.path}{kind}, log id {made.log_id}.",
            f"Đã tạo {made.path}{kind}, mã sổ {made.log_id}.",
        )
    )
    click.echo(say(f"Its name for auditors: {made.origin}", f"Tên cho kiểm tra: {made.origin}"))
    if made.actor is not None:
        click.echo(say(f"Recorded on behalf of: {made.actor}", f"Đơn vị đứng tên: {made.actor}"))


def _asked() -> str | None:
    """Ask for the office; None where it is left open."""
    question = say(
        f"On whose behalf are commands recorded (an office, no person; Enter = {LOCAL})",
        f"Đơn vị nào đứng tên ghi lệnh (tên đơn vị, không phải tên người; Enter = {LOCAL})",
    )
    return answered(question, lambda text: _office(text) if text else None)


def _office(text: str) -> str:
    try:
        check_actor(text)
    except Problem as error:
        raise ValueFault(error.in_both()) from None
    return text
