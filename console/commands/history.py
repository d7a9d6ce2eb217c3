"""`congress history`: every entry of a branch."""

from typing import Any

import click

from console import worded
from console.context import (
    Branch,
    area_option,
    campaign_option,
    find_branch,
    reading,
    view_options,
)
from console.entries import command_names, elected, flag_label, papers, what
from console.final import view_asked
from console.language import say
from console.newer import finish, tell_unread
from console.output import emit_rows, output_option
from console.people.names import Names, names_in, names_option
from console.views import Shown, answered
from engine.history import bearing_on, history, is_marked, raw_row
from engine.reading import Reader, View
from engine.workflow import Entry, UnknownEventError
from event_store.clock import local_date
from event_store.words import Text
from workflows.projections.history import HISTORY, positions_about, streams_marked


@worded.command(
    help=Text(
        "List every entry of a branch in log order: who, on which papers, when it happened and "
        "when it was recorded; amended and voided entries beside what replaced them.\n\n"
        "\b\nExamples:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history --marked\n"
        "  congress history TDP-08 --names --reason 'complaint 07'\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
        "Liệt kê mọi mục ghi của một chi bộ theo thứ tự ghi sổ: ai ghi, theo văn bản nào, xảy ra "
        "và ghi sổ ngày nào; mục đính chính, mục hủy đứng cạnh bản gốc.\n\n"
        "\b\nVí dụ:\n"
        "  congress history TDP-08\n"
        "  congress history TDP-08 --with-campaign -o jsonl\n"
        "  congress history --marked\n"
        "  congress history TDP-08 --names --reason 'khiếu nại số 07'\n"
        "  congress history TDP-08 -o csv > tdp-08.csv",
    )
)
@worded.argument("branch", required=False)
@worded.option(
    "--marked",
    is_flag=True,
    help=Text(
        "Instead of one branch: all that is overridden, late, amended, voided or annulled.",
        "Thay vì một chi bộ: mọi mục vượt quy định, ghi muộn, đính chính, hủy, bãi bỏ.",
    ),
)
@campaign_option
@area_option
@worded.option(
    "--with-campaign",
    is_flag=True,
    help=Text(
        "Also the campaign's entries that name the branch.",
        "Kèm các mục của cả đợt có nêu chi bộ này.",
    ),
)
@view_options
@names_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    /,
    branch: str | None,
    marked: bool,
    campaign: str | None,
    as_of: str | None,
    known_at: str | None,
    output: str,
    **wanted: Any,
) -> None:
    """Print the history."""
    if (branch is None) != marked:
        raise click.UsageError(
            say("Name a BRANCH, or --marked.", "Hãy ghi CHI_BỘ, hoặc --marked.")
        )
    with reading(context) as reader:
        view = view_asked(reader, as_of, known_at)
        if branch is None:
            rows = _marked(reader, campaign, view)
        else:
            found = find_branch(reader, branch, campaign, view, named=False)
            rows = _of_branch(found.of(wanted["area"]), both=wanted["with_campaign"])
        commands = command_names(reader.lifecycles)
        if as_of is not None:
            rows = [row for row in rows if row["occurred_on"] <= as_of]
        names = names_in(context, reader.log, (ref for row in rows for ref in elected(row)))
    columns = ({"stream": say("stream", "hồ sơ")} if marked else {}) | _columns()
    if output in ("table", "plain", "csv"):
        rows = [_for_people(row, commands, names) for row in rows]
    elif names.wanted:
        rows = [{**row, "person_names": names.of(elected(row))} for row in rows]
    emit_rows(rows, columns, output, spare=("days_between", "recorded_on", "actor"))
    tell_unread(reader)
    finish(context, reader.left_out)


def _of_branch(found: Branch, *, both: bool) -> list[dict[str, Any]]:
    known, unknown = found.reader.recorded(
        found.workflow, found.campaign, found.key, upto=found.view.upto
    )
    workflow = found.workflow
    rows = history(known, local_date, workflow.annuls, workflow.papers)
    rows += [raw_row(entry, local_date) for entry in unknown]
    rows.sort(key=lambda row: row["position"])
    if both:
        rows += _of_campaign(found.reader, found.campaign, found.key, found.view.upto)
        rows.sort(key=lambda row: row["position"])
    return rows


def _of_campaign(reader: Reader, campaign: str, branch: str, upto: int) -> list[dict[str, Any]]:
    entries = _entries_about(reader, campaign, branch, upto)
    workflow = reader.lifecycles.by_area["campaign"]
    bearing = bearing_on(workflow.named, entries, branch)
    rows = history(entries, local_date, workflow.annuls, workflow.papers)
    return [row for row in rows if row["position"] in bearing]


def _entries_about(reader: Reader, campaign: str, branch: str, upto: int) -> list[Entry]:
    """Return the campaign's entries that may name a branch: all of them without views."""
    workflow = reader.lifecycles.by_area["campaign"]

    def ask(views: Shown | None) -> list[int] | None:
        rows = None if views is None else views.latest("history")
        return None if rows is None else positions_about(rows, campaign, branch)

    positions = answered(reader, ask)
    if positions is None:
        return reader.entries(workflow, campaign, upto=upto)
    return [workflow.lift(reader.log.entry(p)) for p in positions if p <= upto]


def _marked(reader: Reader, campaign: str | None, view: View) -> list[dict[str, Any]]:
    """Return what an auditor looks at first: flagged, overridden, corrected, annulled."""
    rows = []
    for stream in _streams_marked(reader, campaign):
        workflow = reader.lifecycles.by_area[stream.partition("/")[0]]
        try:
            entries = reader.entries(workflow, *stream.split("/")[1:], upto=view.upto)
        except UnknownEventError as error:
            reader.leave_out(error)
            continue
        found = history(entries, local_date, workflow.annuls, workflow.papers)
        rows += [row for row in found if is_marked(row, workflow.annuls)]
    return sorted(rows, key=lambda row: row["position"])


def _streams_marked(reader: Reader, campaign: str | None) -> list[str]:
    def ask(views: Shown | None) -> list[str]:
        rows = None if views is None else views.latest("history")
        if rows is not None:
            return streams_marked(rows, campaign) + _streams(reader, campaign, HISTORY.areas)
        return _streams(reader, campaign, frozenset())

    return answered(reader, ask)


def _streams(reader: Reader, campaign: str | None, but: frozenset[str]) -> list[str]:
    """Return the streams of all lifecycles with a campaign in their address, but some areas."""
    workflows = [w for w in reader.lifecycles.workflows if "campaign" in w.address]
    return [
        stream
        for workflow in workflows
        if workflow.area not in but
        for stream, _ in reader.log.streams(workflow.stream(""))
        if campaign in (None, stream.split("/")[1 + workflow.address.index("campaign")])
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


def _for_people(row: dict[str, Any], commands: dict[str, str], names: Names) -> dict[str, Any]:
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
        "what": what(row, commands, names.called),
        "papers": papers(row["documents"]),
        "marks": "; ".join(marks),
    }
