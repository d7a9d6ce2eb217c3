"""`congress officers`: who was elected or appointed, and how that differs from the scheme."""

from typing import Any

import click

from console import worded
from console.answering import chosen_options, officers
from console.context import reading, view_options
from console.final import view_asked, with_final
from console.language import language, say
from console.newer import finish
from console.output import emit_object, heading, output_option, table
from console.people.names import Names, add_names, names_in, names_option
from console.views import answered
from event_store.words import Text
from workflows.labels import LABELS

KINDS = {
    "outside_scheme": Text("holds the post outside the scheme", "trúng cử ngoài đề án"),
    "not_elected": Text("in the scheme, not elected", "có trong đề án, không trúng cử"),
}


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
@chosen_options
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    campaign: str | None,
    path: str | None,
    as_of: str | None,
    known_at: str | None,
    output: str,
) -> None:
    """Print the officers."""
    with reading(context) as reader:
        view = view_asked(reader, as_of, known_at)
        branches = answered(reader, lambda views: officers(reader, views, view, (campaign, path)))
        answer = with_final(_answer(branches, view.as_of, known_at), view, known_at)
        listed = [*answer["officers"], *answer["differences"]]
        names = names_in(context, reader.log, (row["ref"] for row in listed))
    add_names(listed, names)
    if output in ("jsonl", "csv", "plain"):
        from console.output import emit_rows

        emit_rows(answer["officers"], _columns(names), output)
    else:
        emit_object(answer, output, lambda: _show(answer, names))
    finish(context, reader)


def _answer(branches: list[dict[str, Any]], as_of: str, known_at: str | None) -> dict[str, Any]:
    held = [_placed(row, officer) for row in branches for officer in row["officers"]]
    for row in held:
        row["in_scheme"] = None
    differing = [_placed(row, one) for row in branches for one in row["differences"]]
    outside = {
        (d["campaign"], d["branch"], d["post"], d["ref"])
        for d in differing
        if d["kind"] == "outside_scheme"
    }
    with_scheme = {(r["campaign"], r["branch"]) for r in branches if r["scheme"]}
    for row in held:
        if (row["campaign"], row["branch"]) in with_scheme:
            place = (row["campaign"], row["branch"], row["post"], row["ref"])
            row["in_scheme"] = place not in outside
    return {
        "as_of": as_of,
        "known_at": known_at,
        "branches": len(branches),
        "with_scheme": len(with_scheme),
        "differing": len({(d["campaign"], d["branch"]) for d in differing}),
        "by_basis": {
            basis: sum(1 for row in held if row["basis"] == basis)
            for basis in ("elected", "rerun", "appointed")
        },
        "officers": held,
        "differences": differing,
    }


def _placed(row: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {"campaign": row["campaign"], "branch": row["branch"], "name": row["name"], **part}


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
                    KINDS[row["kind"]].say(spoken),
                ]
                for row in answer["differences"]
            ],
            [columns["branch"], columns["post"], columns["ref"], say("how", "khác thế nào")],
        )
