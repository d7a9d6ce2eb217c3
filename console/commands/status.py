"""`congress status`: the board."""

from typing import Any

import click

from application.dates import shown_time
from console import worded
from console.calling import call_of, congresses, scope_of, scope_options
from console.entries import flag_label
from console.language import language, say
from console.output import emit_object, heading, output_option, table, warning
from event_store.words import Text
from workflows.labels import LABELS

OVERDUE = 1
"""The exit code of `status --exit-code` when anything is overdue."""


@worded.command(
    help=Text(
        "Show how many branches stand where: held, elected, reported, overdue, flags.\n\n"
        "\b\nExamples:\n"
        "  congress status\n"
        "  congress status --campaign gia-thuy-2017 --as-of 2017-08-20\n"
        "  congress status --known-at 2017-08-12 -o json\n"
        "  congress status --path ha-noi/long-bien\n"
        "  congress status --exit-code > /dev/null || echo overdue",
        "Xem bao nhiêu chi bộ đang ở bước nào: đã tổ chức, bầu xong, báo cáo, quá hạn.\n\n"
        "\b\nVí dụ:\n"
        "  congress status\n"
        "  congress status --campaign gia-thuy-2017 --as-of 20/8/2017\n"
        "  congress status --known-at 2017-08-12 -o json\n"
        "  congress status --path ha-noi/long-bien\n"
        "  congress status --exit-code > /dev/null || echo 'có việc quá hạn'",
    )
)
@scope_options
@worded.option(
    "--exit-code",
    is_flag=True,
    help=Text("Leave with 1 if anything is overdue.", "Mã kết thúc 1 nếu có việc quá hạn."),
)
@output_option()
@click.pass_context
def command(context: click.Context, /, exit_code: bool, output: str, **asked: Any) -> None:
    """Print the board."""
    with congresses(context) as application:
        board = application.board(scope_of(**asked), call_of(context))
    emit_object(board.to_json(), output, lambda: show_board(board.to_json()))
    context.exit(OVERDUE if exit_code and board.overdue else 0)


def show_board(report: dict[str, Any]) -> None:
    """Print the board for people."""
    spoken = language()
    asked = report["as_of"]
    known = _local(report["known_at"])
    known = say(f", as known at {known}", f", theo sổ lúc {known}")
    heading(
        say("Board as of ", "Tiến độ tính đến ") + asked + (known if report["known_at"] else "")
    )
    if report["overdue"]:
        click.echo(warning(say("Overdue: ", "Quá hạn: ") + ", ".join(report["overdue"])))
    rows = [
        [label, share["count"], share["total"], _percent(share["percent"])]
        for label, share in (
            (say("held", "đã tổ chức"), report["held"]),
            (say("officers elected", "bầu xong"), report["elected"]),
            (say("reported", "đã báo cáo"), report["reported"]),
        )
    ]
    table(rows, [say("measure", "chỉ tiêu"), say("branches", "chi bộ"), say("of", "trên"), "%"])
    click.echo()
    states = [[LABELS[s].say(spoken), count] for s, count in report["by_state"].items()]
    table(states, [say("state", "trạng thái"), say("branches", "chi bộ")])
    pilots = report["pilots"]
    click.echo()
    click.echo(
        say(
            f"Pilots: {pilots['held']} of {pilots['planned']} held.",
            f"Đại hội điểm: {pilots['held']} trên {pilots['planned']} đã tổ chức.",
        )
    )
    if report["flags"]:
        named = (f"{flag_label(code)} {count}" for code, count in report["flags"].items())
        click.echo(say("Flags: ", "Dấu: ") + ", ".join(named))


def _local(time: str | None) -> str:
    return "" if time is None else shown_time(time)


def _percent(text: str | None) -> str:
    return "" if text is None else f"{text} %"
