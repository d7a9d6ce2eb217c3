"""`congress audit`: what an auditor looks at first, each with the entry that shows it."""

from collections.abc import Sequence
from typing import Any

import click

from application.congresses.audits import KINDS_IN_ORDER
from console import worded
from console.calling import call_of, congresses, path_option, scope_of
from console.context import campaign_option, view_options
from console.findings import emit_findings, emit_head, emit_summary
from console.language import say
from console.newer import finish
from console.output import output_option
from console.spans import since_option, until_option
from event_store.words import Text


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
    type=click.Choice(KINDS_IN_ORDER),
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
        emit_summary(found.summary(), output)
    else:
        rows = found.to_json()
        if output == "table":
            emit_head(found.summary(), found.moment.as_of, asked["known_at"])
        if output != "table" or rows:
            emit_findings(rows, output)
    finish(context, found.left_out)
