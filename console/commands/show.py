"""`congress show`: one branch as it stands."""

from typing import Any

import click

from console import worded
from console.calling import call_of, congresses, scope_of
from console.context import campaign_option, reading, view_options
from console.entries import flag_label
from console.final import view_asked, with_final
from console.fitting import terminal_columns, width
from console.language import language, say
from console.newer import tell_unread
from console.one_entry import show_entry, whole_entry
from console.output import emit_object, heading, output_option, table
from console.people.names import Names, add_names, names_in, names_option
from console.terminal import BOLD, GREEN, styled
from event_store.words import Text
from workflows.labels import LABELS, STAGES


@worded.command(
    help=Text(
        "Show one branch: its state, officers, open seats, flags; or with --at one entry of the "
        "log whole, with the rules that decided it and what later corrected it.\n\n"
        "\b\nExamples:\n"
        "  congress show TDP-08\n"
        "  congress show gia-thuy-2017/TDP-08 -o json\n"
        "  congress show TDP-08 --as-of 2017-08-12\n"
        "  congress show TDP-08 --names --reason 'drawing up the decision'\n"
        "  congress show --at 31",
        "Xem một chi bộ: trạng thái, cán bộ trúng cử, số khuyết, các dấu; với --at thì xem trọn "
        "một mục ghi, theo quy định nào và về sau được sửa gì.\n\n"
        "\b\nVí dụ:\n"
        "  congress show TDP-08\n"
        "  congress show gia-thuy-2017/TDP-08 -o json\n"
        "  congress show TDP-08 --as-of 12/8/2017\n"
        "  congress show TDP-08 --names --reason 'soạn quyết định chuẩn y'\n"
        "  congress show --at 31",
    )
)
@worded.argument("branch", required=False)
@worded.option(
    "--at",
    "position",
    type=int,
    metavar="POSITION",
    help=Text("One entry instead of a branch.", "Xem một mục ghi thay vì một chi bộ."),
)
@campaign_option
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    branch: str | None,
    position: int | None,
    campaign: str | None,
    as_of: str | None,
    known_at: str | None,
    output: str,
) -> None:
    """Print one branch, or one entry."""
    if (branch is None) == (position is None):
        raise click.UsageError(
            say("Name a BRANCH, or --at POSITION.", "Hãy ghi CHI_BỘ, hoặc --at VỊ_TRÍ.")
        )
    if position is not None:
        _show_entry(context, position, as_of, known_at, output)
        return
    asked = scope_of(campaign=campaign, branch=branch, as_of=as_of, known_at=known_at)
    with congresses(context) as application:
        answer = application.branch(asked, call_of(context)).to_json()
        names = names_in(context, application.log, (o["ref"] for o in answer["officers"]))
    add_names(answer["officers"], names)
    emit_object(answer, output, lambda: _show(answer, names))


def _show_entry(
    context: click.Context, position: int, as_of: str | None, known_at: str | None, output: str
) -> None:
    with reading(context) as reader:
        view = view_asked(reader, as_of, known_at)
        entry = with_final(whole_entry(reader, position, view.upto), view, known_at)
        emit_object(entry, output, lambda: show_entry(entry, reader))
        tell_unread(reader)


def _show(answer: dict[str, Any], names: Names) -> None:
    spoken = language()
    heading(f"{answer['branch']}  {answer['name']}")
    click.echo(_path(answer["state"]))
    disposition = LABELS[answer["disposition"]].say(spoken)
    held = answer["held_on"] or say("not yet", "chưa")
    click.echo(
        say(
            f"{disposition}, attempt {answer['attempt']}, version {answer['version']}, "
            f"held: {held}",
            f"{disposition}, lần {answer['attempt']}, phiên bản {answer['version']}, "
            f"tổ chức: {held}",
        )
    )
    if answer["officers"]:
        click.echo()
        table(
            [
                [
                    LABELS[o["post"]].say(spoken),
                    names.called(o["ref"]),
                    LABELS[o["basis"]].say(spoken),
                    "" if o["votes"] is None else f"{o['votes']}/{o['base']}",
                ]
                for o in answer["officers"]
            ],
            [
                say("post", "chức danh"),
                say("member", "đảng viên"),
                say("basis", "hình thức"),
                say("votes/base", "phiếu/cơ sở"),
            ],
        )
    if answer["seats_open"]:
        click.echo(
            say(f"Seats open: {answer['seats_open']}", f"Còn khuyết: {answer['seats_open']}")
        )
    if answer["flags"]:
        click.echo(say("Flags: ", "Dấu: ") + ", ".join(map(flag_label, answer["flags"])))


def _path(state: str) -> str:
    """Return the six states as one line, the present one in brackets.

    On a terminal that is too narrow for all their names, the others are dots.
    """
    spoken = language()
    words = [LABELS[stage].say(spoken) for stage in STAGES]
    at = STAGES.index(state) if state in STAGES else -1
    now = f"[{LABELS[state].say(spoken)}]"
    if at < 0:
        whole = f"{now}  " + " → ".join(words)
    else:
        whole = " → ".join([*words[:at], now, *words[at + 1 :]])
    columns = terminal_columns()
    if columns is not None and width(whole) > columns:
        left = len(STAGES) - 1 - at
        whole = " ".join([*("●" * at), now, *("○" * left)] if at >= 0 else [now, *("○" * left)])
    return whole.replace(now, styled(now, GREEN, BOLD))
