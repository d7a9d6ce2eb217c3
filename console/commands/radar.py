"""`congress radar`: what is missing, and what is overdue."""

from typing import Any

import click

from console import worded
from console.calling import call_of, congresses, scope_of, scope_options
from console.language import language, say
from console.newer import finish
from console.output import emit_rows, output_option
from event_store.words import Text
from workflows.labels import COMMANDS, LABELS

WHAT = {
    "not_planned": Text("not planned", "chưa lên kế hoạch"),
    "not_held": Text("congress not held", "chưa đại hội"),
    "posts_unsettled": Text("posts to be voted on", "chưa bầu xong chức danh"),
    "not_elected": Text("election not recognised", "chưa công nhận bầu xong"),
    "report_missing": Text("result report missing", "chưa có báo cáo kết quả"),
    "approval_pending": Text("approval pending", "chờ chuẩn y"),
    "approval_refused": Text("approval refused", "không được chuẩn y"),
    "seats_open": Text("seats open", "còn khuyết"),
    "complaint_open": Text("complaint open", "khiếu nại chưa giải quyết"),
}


@worded.command(
    help=Text(
        "List what is missing and what is overdue, the longest due first: the day it is due, "
        "the working days left or late, and the command that settles it.\n\n"
        "\b\nExamples:\n"
        "  congress radar\n"
        "  congress radar --campaign gia-thuy-2017 --as-of 2017-08-20\n"
        "  congress radar --path ha-noi/long-bien -o csv > radar.csv",
        "Liệt kê việc còn thiếu và việc quá hạn, việc đến hạn sớm nhất trước: hạn, số ngày làm "
        "việc còn lại hoặc đã chậm, và lệnh để giải quyết.\n\n"
        "\b\nVí dụ:\n"
        "  congress radar\n"
        "  congress radar --campaign gia-thuy-2017 --as-of 20/8/2017\n"
        "  congress radar --path ha-noi/long-bien -o csv > radar.csv",
    )
)
@scope_options
@output_option()
@click.pass_context
def command(context: click.Context, /, output: str, **asked: Any) -> None:
    """Print what is missing."""
    with congresses(context) as application:
        found = application.radar(scope_of(**asked), call_of(context))
    rows = found.to_json()
    several = len({row["campaign"] for row in rows}) > 1
    if output in ("table", "plain"):
        rows = [_for_people(row, several=several) for row in rows]
    emit_rows(rows, _columns(), output)
    if output == "table" and not rows and not found.left_out:
        click.echo(say("Nothing is missing.", "Không còn thiếu việc nào."))
    finish(context, found.left_out)


def _columns() -> dict[str, str]:
    return {
        "branch": say("branch", "chi bộ"),
        "what": say("missing", "còn thiếu"),
        "detail": say("which", "cụ thể"),
        "due_on": say("due", "hạn"),
        "days": say("working days", "ngày làm việc"),
        "command": say("settled by", "lệnh"),
    }


def _for_people(row: dict[str, Any], *, several: bool) -> dict[str, Any]:
    spoken = language()
    detail = row["detail"]
    if row["what"] == "posts_unsettled":
        detail = ", ".join(LABELS[post].say(spoken) for post in detail.split(", "))
    name = row["command"]
    label = "" if name is None else COMMANDS[name].say(spoken)
    return {
        **row,
        "branch": f"{row['campaign']}/{row['branch']}" if several else row["branch"],
        "what": WHAT[row["what"]].say(spoken),
        "detail": detail,
        "days": _days(row),
        "command": (name or "–") if label in ("", name) else f"{name} ({label})",
    }


def _days(row: dict[str, Any]) -> str:
    days = row["days"]
    if days is None:
        return ""
    count = abs(days)
    if row["overdue"]:
        return say(f"{count} late", f"chậm {count}")
    return say(f"{count} left", f"còn {count}")
