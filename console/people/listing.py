"""`congress person list`, `access` and `check`: persons without names, looks, and what differs."""

import click

from application.dates import shown_time
from console import worded
from console.exit_codes import INTEGRITY
from console.language import language, say
from console.output import emit_rows, output_option
from console.people.common import (
    persons_and_time,
    persons_of,
    recorded_at_option,
    time_of,
)
from console.spans import since_option
from event_store.words import Text

STATES = {
    "named": Text("named", "có tên"),
    "lost": Text("name is lost", "mất tên"),
    "erasing": Text("erased, not yet recorded", "đã xóa, chưa ghi sổ"),
    "erased": Text("erased", "đã xóa"),
    "newer": Text("recorded by a newer program", "do chương trình mới hơn ghi"),
}
WHAT = {
    "lost": Text(
        "the name is missing, or is not the one the log committed to",
        "thiếu tên, hoặc không phải tên mà sổ ghi đã cam kết",
    ),
    "newer": Text(
        "a newer version of the program wrote its last entry; nothing is damaged: update the "
        "program",
        "mục cuối do phiên bản mới hơn của chương trình ghi; sổ không bị hỏng: hãy cập nhật "
        "chương trình",
    ),
    "unfinished": Text("a run broke off", "một lần chạy bị ngắt giữa chừng"),
    "leftover": Text(
        "a name is kept that the log does not have, or has erased",
        "còn giữ tên mà sổ ghi không có, hoặc đã xóa",
    ),
    "stray_key": Text("this key belongs to nobody", "khóa này không của ai"),
    "readable": Text(
        "others may read this file: --repair keeps them out",
        "người khác đọc được tệp này: hãy chạy lại với --repair để đóng lại",
    ),
}


@worded.command(
    "list",
    help=Text(
        "List the persons of the log by reference, without names: whether a name is kept, was "
        "erased, or is held.\n\n"
        "\b\nExamples:\n"
        "  congress person list\n"
        "  congress person list -o csv",
        "Liệt kê những người trong sổ ghi theo mã, không có tên: tên còn giữ, đã xóa hay đang có "
        "lệnh giữ.\n\n"
        "\b\nVí dụ:\n"
        "  congress person danh-sach\n"
        "  congress person danh-sach -o csv",
    ),
)
@output_option()
@click.pass_context
def list_(context: click.Context, output: str) -> None:
    """Print the persons."""
    with persons_of(context) as persons:
        rows = [person.to_json() for person in persons.listed()]
    if not rows:
        click.echo(say("Nobody is registered.", "Chưa ghi danh ai."), err=True)
    if output in ("table", "plain", "csv"):
        rows = [
            {
                **row,
                "state": STATES[row["state"]].say(language()),
                "recorded_at": shown_time(row["recorded_at"]),
            }
            for row in rows
        ]
    columns = {
        "ref": say("ref", "mã"),
        "state": say("state", "tình trạng"),
        "version": say("version", "phiên bản"),
        "position": say("pos", "vị trí"),
        "recorded_at": say("recorded", "ghi sổ"),
        "held": say("held", "đang giữ"),
    }
    emit_rows(rows, columns, output)


@worded.command(
    "access",
    help=Text(
        "List who looked at which name, when, by which command and why, the last look first. "
        "Refused looks are listed too. There are no names in it.\n\n"
        "\b\nExamples:\n"
        "  congress person access\n"
        "  congress person access --ref m-014\n"
        "  congress person access --by op:inspector --since 1/8/2017 -o csv",
        "Liệt kê ai đã xem tên nào, lúc nào, bằng lệnh gì và vì sao, lượt mới nhất trước; kể cả "
        "lượt bị từ chối. Trong đó không có tên.\n\n"
        "\b\nVí dụ:\n"
        "  congress person luot-xem\n"
        "  congress person luot-xem --ref m-014\n"
        "  congress person luot-xem --by op:kiem-tra --since 1/8/2017 -o csv",
    ),
)
@worded.option("--ref", metavar="REF", help=Text("Only this person.", "Chỉ người này."))
@worded.option(
    "--by", "actor", metavar="ACTOR", help=Text("Only looks by them.", "Chỉ người xem này.")
)
@since_option
@output_option()
@click.pass_context
def access(
    context: click.Context, ref: str | None, actor: str | None, since: str | None, output: str
) -> None:
    """Print the looks at names."""
    with persons_of(context) as persons:
        rows = [look.to_json() for look in persons.access(ref=ref, actor=actor, since=since)]
    if not rows:
        click.echo(say("No look at a name is recorded.", "Chưa có lượt xem tên nào."), err=True)
    if output in ("table", "plain", "csv"):
        rows = [{**row, "at": shown_time(row["at"])} for row in rows]
    columns = {
        "at": say("at", "lúc"),
        "actor": say("who", "ai"),
        "ref": say("ref", "mã"),
        "command": say("command", "lệnh"),
        "granted": say("granted", "được xem"),
        "reason": say("reason", "lý do"),
    }
    emit_rows(rows, columns, output)


@worded.command(
    "check",
    help=Text(
        "Compare the log with the names beside it: names that are lost, kept without need, left "
        "by a run that broke off; files that others may read. Exit 6 if anything differs. "
        "--repair finishes what broke off and removes what must not be kept; nothing brings back "
        "what is lost.\n\n"
        "\b\nExamples:\n"
        "  congress person check\n"
        "  congress person check --repair",
        "Đối chiếu sổ ghi với các tên bên cạnh: tên bị mất, tên giữ không cần thiết, việc bị ngắt "
        "giữa chừng; tệp mà người khác đọc được. Mã kết thúc 6 nếu có gì khác. --repair hoàn tất "
        "việc bị ngắt và bỏ những gì không được giữ; tên đã mất thì không khôi phục được.\n\n"
        "\b\nVí dụ:\n"
        "  congress person doi-chieu\n"
        "  congress person doi-chieu --repair",
    ),
)
@worded.option(
    "--repair",
    "mending",
    is_flag=True,
    help=Text("Finish and remove, then compare.", "Hoàn tất và bỏ, rồi đối chiếu."),
)
@recorded_at_option
@output_option()
@click.pass_context
def check(context: click.Context, mending: bool, recorded_at: str | None, output: str) -> None:
    """Print what differs."""
    if mending:
        with persons_and_time(context, recorded_at) as (persons, when):
            found = persons.mend(when)
    else:
        time_of(context, recorded_at)
        with persons_of(context) as persons:
            found = persons.check()
    rows = [difference.to_json() for difference in found]
    if not rows:
        click.echo(
            say(
                "The names beside the log are those that the log committed to.",
                "Các tên bên cạnh sổ ghi đúng là những tên sổ ghi đã cam kết.",
            ),
            err=True,
        )
    columns = {"subject": say("what", "mục"), "what": say("differs", "khác thế nào")}
    if output in ("table", "plain", "csv"):
        rows = [{**row, "what": WHAT[row["what"]].say(language())} for row in rows]
    emit_rows(rows, columns, output)
    context.exit(INTEGRITY if rows else 0)
