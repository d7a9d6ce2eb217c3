"""`congress audit`: what an auditor looks at first, each with the entry that shows it."""

from collections.abc import Sequence
from typing import Any

import click

from application.dates import shown_time
from console import worded
from console.audit_words import Row, due, later
from console.calling import call_of, congresses, path_option, scope_of
from console.context import campaign_option, view_options
from console.entries import flag_label
from console.fitting import wrapped
from console.language import say
from console.newer import finish
from console.output import emit_rows, heading, output_option
from console.spans import since_option, until_option
from event_store.words import Text
from workflows.audit.kinds import KINDS


@worded.command(
    help=Text(
        "List what an auditor looks at first, each with the position that shows it: rules "
        "overridden, entries recorded late, late reports, amendments and voids beside the "
        "original, annulments, appointments, departures from the personnel scheme, seats open, "
        "complaints, ballots in custody, refused attempts. Without BRANCH: the whole log.\n\n"
        "\b\nExamples:\n"
        "  congress audit\n"
        "  congress audit TDP-08 -o json\n"
        "  congress audit --campaign gia-thuy-2017 --kind override --kind backdated\n"
        "  congress audit --path ha-noi/long-bien --summary\n"
        "  congress audit --known-at 2017-08-31 -o csv > audit.csv",
        "Liệt kê những điều người kiểm tra xem trước, kèm vị trí mục ghi cho thấy điều đó: vượt "
        "quy định, ghi sổ lùi ngày, báo cáo muộn, đính chính và hủy bên cạnh bản gốc, bãi bỏ, chỉ "
        "định, khác đề án nhân sự, còn khuyết, khiếu nại, lưu giữ phiếu bầu, lệnh bị từ chối. "
        "Không ghi CHI_BỘ: cả sổ ghi.\n\n"
        "\b\nVí dụ:\n"
        "  congress audit\n"
        "  congress soat-xet TDP-08 -o json\n"
        "  congress audit --campaign gia-thuy-2017 --kind override --kind backdated\n"
        "  congress audit --path ha-noi/long-bien --summary\n"
        "  congress audit --known-at 31/8/2017 -o csv > soat-xet.csv",
    )
)
@worded.argument("branch", required=False)
@campaign_option
@path_option
@worded.option(
    "--kind",
    "kinds",
    type=click.Choice(list(KINDS)),
    metavar="KIND",
    multiple=True,
    help=Text(
        "Only this kind, as --summary lists them; may be repeated.",
        "Chỉ loại này, như --summary liệt kê; được ghi nhiều lần.",
    ),
)
@worded.option(
    "--summary",
    is_flag=True,
    help=Text("How many of each kind, none included.", "Mỗi loại bao nhiêu, kể cả không có."),
)
@since_option
@until_option
@view_options
@output_option()
@click.pass_context
def command(
    context: click.Context,
    /,
    kinds: Sequence[str],
    since: str | None,
    until: str | None,
    summary: bool,
    output: str,
    **asked: Any,
) -> None:
    """Print the findings."""
    if asked["branch"] is not None and asked["path"] is not None:
        raise click.UsageError(
            say("Name a BRANCH or --path, not both.", "Hãy ghi CHI_BỘ hoặc --path, không cả hai.")
        )
    with congresses(context) as application:
        call = call_of(context)
        found = application.audit(scope_of(**asked), call, kinds=kinds, since=since, until=until)
    if summary:
        _emit_summary(found.summary(), output)
    else:
        rows = found.to_json()
        if output == "table":
            _head(found.summary(), found.moment.as_of, asked["known_at"])
        if output != "table" or rows:
            _emit(rows, output)
    finish(context, found.left_out)


def _head(counts: list[Row], day: str, known_at: str | None) -> None:
    known = "" if known_at is None else shown_time(known_at)
    known = known and say(f", as known at {known}", f", theo sổ lúc {known}")
    heading(say(f"Audit as of {day}", f"Soát xét tính đến {day}") + known)
    listed = ", ".join(f"{row['label']} {row['count']}" for row in counts if row["count"])
    click.echo(wrapped(listed) or say("Nothing was found.", "Không phát hiện điều gì."))


def _emit_summary(rows: list[Row], output: str) -> None:
    columns = {
        "kind": say("kind", "loại"),
        "label": say("finding", "phát hiện"),
        "count": say("count", "số"),
    }
    if output == "table":
        nothing = say("nothing found", "không có")
        rows = [{**row, "count": row["count"] or nothing} for row in rows]
    emit_rows(rows, columns, output)


def _emit(rows: list[Row], output: str) -> None:
    if output != "table":
        emit_rows(rows, {name: name for name in FLAT}, output)
        return
    several = len({row["campaign"] for row in rows if row["campaign"]}) > 1
    shown = (_for_people(row, several=several) for row in rows)
    emit_rows(
        shown, _columns(), output, spare=("days_between", "recorded_on", "document", "actor")
    )


FLAT = (
    "position", "campaign", "branch", "kind", "label", "code", "occurred_on", "recorded_on",
    "days_between", "what", "actor", "authority", "document", "reason", "rule", "target",
    "due_on", "working_days", "state", "amended_by", "voided_by", "annulled_by", "recorded_at",
)  # fmt: skip
"""The columns of CSV, the same in every language."""


def _columns() -> dict[str, str]:
    return {
        "position": say("pos", "vị trí"),
        "subject": say("branch", "chi bộ"),
        "kind": say("finding", "phát hiện"),
        "occurred_on": say("occurred", "xảy ra"),
        "recorded_on": say("recorded", "ghi sổ"),
        "days_between": say("days", "ngày"),
        "what": say("what", "việc"),
        "actor": say("actor", "người ghi"),
        "document": say("document", "văn bản"),
        "due": say("due", "hạn"),
        "later": say("later", "về sau"),
    }


def _for_people(row: Row, *, several: bool) -> dict[str, Any]:
    parts = (row["campaign"] if several else None, row["branch"])
    subject = "/".join(part for part in parts if part) or row["campaign"] or row["stream"]
    return {
        **row,
        "position": "–" if row["position"] is None else row["position"],
        "subject": subject or "–",
        "kind": flag_label(row["code"] or "") if row["kind"] == "other_flag" else row["label"],
        "due": due(row),
        "later": later(row),
    }
