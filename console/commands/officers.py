"""`congress officers`: who was elected or appointed, and how that differs from the scheme."""

from typing import Any

import click

from application.congresses.officers import DIFFERENCES
from application.people.names import Names
from console import worded
from console.calling import call_of, congresses, scope_of, scope_options
from console.language import language, say
from console.newer import finish
from console.output import emit_object, emit_rows, heading, output_option, table
from console.people.names import names_option
from event_store.words import Text
from workflows.labels import LABELS


@worded.command(
    help=Text(
        "List who was elected or appointed to which post, on which basis and with how many "
        "votes; then every difference from the personnel scheme, counted.\n\n"
        "\b\nExamples:\n"
        "  congress officers\n"
        "  congress officers --campaign gia-thuy-2017 -o json\n"
        "  congress officers --names --reason 'list for the ward committee'\n"
        "  congress officers --path ha-noi/long-bien --as-of 2017-08-20",
        "Liệt kê ai trúng cử hoặc được chỉ định chức danh nào, hình thức, số phiếu; sau đó là mọi "
        "điểm khác so với đề án nhân sự, có đếm.\n\n"
        "\b\nVí dụ:\n"
        "  congress officers\n"
        "  congress officers --campaign gia-thuy-2017 -o json\n"
        "  congress officers --names --reason 'danh sách cho đảng ủy phường'\n"
        "  congress officers --path ha-noi/long-bien --as-of 20/8/2017",
    )
)
@scope_options
@names_option
@output_option()
@click.pass_context
def command(context: click.Context, /, output: str, **asked: Any) -> None:
    """Print the officers."""
    with congresses(context) as application:
        found = application.officers(scope_of(**asked), call_of(context))
    if output in ("jsonl", "csv", "plain"):
        emit_rows(found.officers, _columns(found.names), output)
    else:
        answer = found.to_json()
        emit_object(answer, output, lambda: _show(answer, found.names))
    finish(context, found.left_out)


def _columns(names: Names) -> dict[str, str]:
    named = {"person_name": say("name", "họ và tên")} if names.wanted else {}
    return {
        "campaign": say("campaign", "đợt"),
        "branch": say("branch", "chi bộ"),
        "post": say("post", "chức danh"),
        "ref": say("member", "đảng viên"),
        **named,
        "basis": say("basis", "hình thức"),
        "votes": say("votes", "phiếu"),
        "base": say("base", "cơ sở"),
        "in_scheme": say("in scheme", "trong đề án"),
    }


def _show(answer: dict[str, Any], names: Names) -> None:
    spoken = language()
    several = len({row["campaign"] for row in answer["officers"]}) > 1
    columns = _columns(names)
    keys = ["branch", "post", "ref", "basis", "votes"]
    table(
        [
            [
                f"{row['campaign']}/{row['branch']}" if several else row["branch"],
                LABELS[row["post"]].say(spoken),
                names.called(row["ref"]),
                LABELS[row["basis"]].say(spoken),
                "" if row["votes"] is None else f"{row['votes']}/{row['base']}",
            ]
            for row in answer["officers"]
        ],
        [columns[key] for key in keys],
    )
    click.echo()
    count, of, differing = len(answer["differences"]), answer["with_scheme"], answer["differing"]
    heading(
        say(
            f"Differences from the personnel scheme: {count}, in {differing} of {of} branches "
            "with a scheme",
            f"Khác so với đề án nhân sự: {count}, ở {differing} trên {of} chi bộ có đề án",
        )
    )
    if answer["differences"]:
        table(
            [
                [
                    f"{row['campaign']}/{row['branch']}" if several else row["branch"],
                    LABELS[row["post"]].say(spoken),
                    names.called(row["ref"]),
                    DIFFERENCES[row["kind"]].say(spoken),
                ]
                for row in answer["differences"]
            ],
            [columns["branch"], columns["post"], columns["ref"], say("how", "khác thế nào")],
        )
