"""`congress demo`: play the season of Gia Thụy into a new log and tell it."""

import sys
from pathlib import Path
from shlex import quote
from shutil import which

import click
from click.core import ParameterSource

from application.congresses.demonstration import demonstrate
from console import worded
from console.calling import call_of
from console.demonstration import show_demonstration
from console.language import say
from console.opening import patience
from console.output import heading
from console.packaged import policies
from event_store.words import Text

NEW_LOG = "congress-demo.db"


@worded.command(
    help=Text(
        "Play the season of Gia Thụy ward, 2017, into a new practice log: what was recorded, one "
        "refusal with its reasons, the board, a history. Branches, dates and figures are "
        "synthetic.\n\n"
        "\b\nExamples:\n"
        "  congress demo\n"
        "  congress demo --log practice.db",
        "Chạy thử đợt đại hội phường Gia Thụy năm 2017 vào một sổ ghi mới để tập dượt: các mục "
        "ghi, một lệnh bị từ chối kèm lý do, bảng tiến độ, hồ sơ một chi bộ. Chi bộ, ngày tháng, "
        "con số là tự đặt ra.\n\n"
        "\b\nVí dụ:\n"
        "  congress demo\n"
        "  congress demo --log practice.db",
    )
)
@worded.option(
    "--log",
    "new_log",
    metavar="NEW",
    help=Text(
        f"The log to make; an existing file is refused. [default: {NEW_LOG}]",
        f"Sổ ghi sẽ tạo; tệp đã có sẽ bị từ chối. [mặc định: {NEW_LOG}]",
    ),
)
@click.pass_context
def command(context: click.Context, new_log: str | None) -> None:
    """Play the demonstration; it is told once all of it is recorded."""
    path = new_log or _global_log(context) or NEW_LOG
    found = demonstrate(
        path, call_of(context), policies=policies(), patience=patience(context.obj)
    )
    show_demonstration(path, found)
    _next_steps(context, path)


def _global_log(context: click.Context) -> str | None:
    """Return the log named before the command or by CONGRESS_LOG, not the usual default."""
    above = context.parent
    if above is None or above.get_parameter_source("log_path") == ParameterSource.DEFAULT:
        return None
    named: str = context.obj["log"]
    return named


def _program() -> str:
    """Return how the program is called from here: by its path, unless the shell finds it."""
    typed, found = Path(sys.argv[0]), which("congress")
    if typed.name != "congress" or not typed.is_file():
        return "congress"
    return "congress" if found and typed.samefile(found) else quote(str(typed))


def _language(context: click.Context) -> str:
    """Return the option of the language, if it was given: the hints are answered in it, too."""
    typed = context.find_root().get_parameter_source("lang") is ParameterSource.COMMANDLINE
    return f" --lang {context.obj['language']}" if typed else ""


def _next_steps(context: click.Context, path: str) -> None:
    congress = f"{_program()} --log {quote(path)}{_language(context)}"
    steps = [
        ("status --as-of 2017-09-15", say("the whole board", "toàn bộ bảng tiến độ")),
        ("show TDP-06", say("a secretary appointed", "bí thư được chỉ định")),
        ("history TDP-09", say("an entry voided", "một mục ghi bị hủy")),
        ("history TDP-07", say("a figure amended", "một con số được đính chính")),
        ("history TDP-08 -o csv", say("for a spreadsheet", "để mở bằng Excel")),
        ("show TDP-08 --as-of 2017-08-12", say("what was so", "thực tế lúc đó")),
        ("show TDP-08 --known-at 2017-08-12", say("what was known", "sổ ghi lúc đó")),
        ("next TDP-02", say("what can be done now", "việc làm được ngay")),
        ("replay --check", say("does it all follow?", "có khớp sổ ghi không?")),
    ]
    click.echo()
    heading(say("Where to go next", "Xem tiếp"))
    room = max(len(words) for words, _ in steps)
    for words, why in steps:
        click.echo(f"  {congress} {words:<{room}}  # {why}")
