"""`congress status`: the board."""

from collections.abc import Iterator
from typing import Any, NoReturn

import click

from console import worded
from console.context import campaign_option, reading, view_options
from console.dates import shown_time
from console.failures import NotFoundError
from console.final import view_asked, with_final
from console.language import language, say
from console.output import emit_object, heading, output_option, table, warning
from console.views import Shown, answered
from engine.corrections import fold
from engine.reading import Reader, View
from event_store.words import Text
from workflows.board import Board
from workflows.labels import LABELS
from workflows.projections.progress import progress
from workflows.sheet import standing
from workflows.wordings import FLAGS, WORDINGS

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
@campaign_option
@worded.option(
    "--path",
    metavar="A/B/ID",
    help=Text("Only campaigns below this committee.", "Chỉ các đợt thuộc cấp ủy này."),
)
@worded.option(
    "--exit-code",
    is_flag=True,
    help=Text("Leave with 1 if anything is overdue.", "Mã kết thúc 1 nếu có việc quá hạn."),
)
@view_options
@output_option()
@click.pass_context
def command(
    context: click.Context,
    campaign: str | None,
    path: str | None,
    exit_code: bool,
    as_of: str | None,
    known_at: str | None,
    output: str,
) -> None:
    """Print the board."""
    with reading(context) as reader:
        view = view_asked(reader, as_of, known_at)
        report = told(reader, view, known_at, campaign=campaign, path=path)
    report = with_final(report, view, known_at)
    emit_object(report, output, lambda: show_board(report))
    context.exit(OVERDUE if exit_code and report["overdue"] else 0)


def told(
    reader: Reader,
    view: View,
    known_at: str | None,
    *,
    campaign: str | None = None,
    path: str | None = None,
) -> dict[str, Any]:
    """Return the board as `status` tells it: from the views if they are those of `view`.

    Raises NotFoundError where nothing matches what was named.
    """
    return newest(reader, view, known_at, campaign=campaign, path=path)[1]


def newest(
    reader: Reader,
    view: View,
    known_at: str | None = None,
    *,
    campaign: str | None = None,
    path: str | None = None,
) -> tuple[int, dict[str, Any]]:
    """Return the board as `told` does, and the position up to which it counts.

    Without `known_at` that is what the views have reached, where more was recorded meanwhile.
    """

    def ask(views: Shown | None) -> tuple[int, dict[str, Any]]:
        asked = view if views is None or known_at else views.newest("board", view)
        rows = None if views is None else views.now("board", asked)
        if rows is None:
            counted = board(reader, view, campaign=campaign, path=path)
            return view.upto, counted.report(known_at)
        policy_of = reader.policy_named
        found = progress(rows, asked.as_of, known_at, policy_of, campaign=campaign, path=path)
        return asked.upto, found if found is not None else _not_found(campaign or path)

    return answered(reader, ask)


def board(
    reader: Reader, view: View, *, campaign: str | None = None, path: str | None = None
) -> Board:
    """Return the board of one campaign, of all below a committee, or of the whole log.

    Raises NotFoundError where nothing matches what was named.
    """
    counted = Board(view.as_of)
    found = list(_chosen(reader, view, campaign, path))
    if not found and (campaign or path):
        _not_found(campaign or path)
    branches = reader.lifecycles.by_area["congress"]
    for key, root, entries in found:
        counted.add_campaign(key, root)
        counted.add_flags(standing(entries))
        policy = reader.policy(root)
        known = dict(reader.below(branches, key, upto=view.upto))
        for branch in sorted(root.branches):
            own = known.get(branch, [])
            state = fold(branches, own, view.as_of)
            counted.add_branch(key, branch, state, root, policy)
            counted.add_flags(standing(own))
    return counted


def _not_found(asked: str | None) -> NoReturn:
    raise NotFoundError(
        say(
            f"There is no campaign '{asked}' on record.",
            f"Không có đợt đại hội '{asked}' trong sổ ghi.",
        )
    )


def _chosen(
    reader: Reader, view: View, campaign: str | None, path: str | None
) -> Iterator[tuple[str, Any, Any]]:
    campaigns = reader.lifecycles.by_area["campaign"]
    wanted = path.strip("/").split("/") if path else []
    for (key,) in reader.keys(campaigns):
        if campaign not in (None, key):
            continue
        entries = reader.entries(campaigns, key, upto=view.upto)
        if not entries:
            continue
        root = fold(campaigns, entries, view.as_of)
        if root.path().split("/")[: len(wanted)] == wanted:
            yield key, root, entries


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


def flag_label(code: str) -> str:
    """Return how a flag is said: a mark of its own, or the code of an overridden refusal."""
    if code in FLAGS:
        return FLAGS[code].say(language())
    return say(f"override:{code}", f"vượt quy định:{code}") if code in WORDINGS else code


def _percent(text: str | None) -> str:
    return "" if text is None else f"{text} %"
