"""`congress history`: every entry of a branch."""

from typing import Any

import click

from console.commands.status import flag_label
from console.context import campaign_option, find_branch, reading, view_options
from console.entries import command_names, papers, what
from console.language import say
from console.output import emit_rows, output_option
from engine.reading import Reader
from event_store.clock import local_date
from workflows.sheet import history, names_branch


@click.command(
    help=say(
        "List every entry of a branch in log order: who, on which papers, when it happened and "
        "when it was recorded; amended and voided entries beside what replaced them.\n\n"
        "\b\nExamples:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
        "Liệt kê mọi mục ghi của một chi bộ theo thứ tự ghi sổ: ai ghi, theo văn bản nào, xảy ra "
        "và ghi sổ ngày nào; mục đính chính, mục hủy đứng cạnh bản gốc.\n\n"
        "\b\nVí dụ:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
    )
)
@click.argument("branch")
@campaign_option
@click.option(
    "--with-campaign",
    is_flag=True,
    help=say(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@view_options
@output_option()
@click.pass_context
def command(
    context: click.Context,
    branch: str,
    campaign: str | None,
    with_campaign: bool,
    as_of: str | None,
    known_at: str | None,
    output: str,
) -> None:
    """Print the history."""
    with reading(context) as reader:
        view = reader.view(as_of, known_at)
        found = find_branch(reader, branch, campaign, view)
        rows = history(found.entries(), local_date)
        if with_campaign:
            rows += _of_campaign(reader, found.campaign, found.key, view.upto)
            rows.sort(key=lambda row: row["position"])
        names = command_names(reader.lifecycles)
    if as_of is not None:
        rows = [row for row in rows if row["occurred_on"] <= as_of]
    if output in ("table", "plain", "csv"):
        rows = [_for_people(row, names) for row in rows]
    emit_rows(rows, _columns(), output, spare=("days_between", "recorded_on", "actor"))


def _of_campaign(reader: Reader, campaign: str, branch: str, upto: int) -> list[dict[str, Any]]:
    entries = reader.entries(reader.lifecycles.by_area["campaign"], campaign, upto=upto)
    named = {e["position"] for e in entries if names_branch(e, branch)}
    rows = history(entries, local_date)
    return [
        row
        for row in rows
        if row["position"] in named or row["data"].get("target_position") in named
    ]


def _columns() -> dict[str, str]:
    return {
        "position": say("pos", "vị trí"),
        "occurred_on": say("occurred", "xảy ra"),
        "recorded_on": say("recorded", "ghi sổ"),
        "days_between": say("days", "ngày"),
        "what": say("what", "việc"),
        "actor": say("actor", "người ghi"),
        "papers": say("papers", "văn bản"),
        "marks": say("marks", "dấu"),
    }


def _for_people(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    marks = [flag_label(flag) for flag in row["flags"]]
    for change in row["amendments"]:
        was = "–" if change["was"] is None else change["was"]
        line = say(
            f"amended at {change['position']}: {change['field']} {was} → {change['value']}",
            f"đính chính ở {change['position']}: {change['field']} {was} → {change['value']}",
        )
        marks.append(line + (say(" (voided)", " (đã hủy)") if change["voided_by"] else ""))
    if row["annulled_by"]:
        at = row["annulled_by"]
        marks.append(say(f"ANNULLED at {at}", f"ĐÃ BÃI BỎ ở {at}"))
    if row["voided_by"]:
        marks.append(say(f"VOIDED at {row['voided_by']}", f"ĐÃ HỦY ở {row['voided_by']}"))
    return {
        **row,
        "what": what(row, names),
        "papers": papers(row["documents"]),
        "marks": "; ".join(marks),
    }
