"""`congress audit`: what an auditor looks at first, each with the entry that shows it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from application.dates import shown_time
from console import worded
from console.audit_words import Names, due, label, later, what
from console.auditing import Asked, Auditor
from console.calling import path_option
from console.context import campaign_option, reading, view_options
from console.entries import command_names, flag_label
from console.final import view_asked
from console.fitting import wrapped
from console.language import language, say
from console.newer import finish
from console.output import emit_rows, heading, output_option
from console.spans import since_option, until_option
from event_store.words import Text
from workflows.audit.finding import Finding
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
    branch: str | None,
    kinds: Sequence[str],
    summary: bool,
    as_of: str | None,
    known_at: str | None,
    output: str,
    **chosen: str | None,
) -> None:
    """Print the findings."""
    if branch is not None and chosen["path"] is not None:
        raise click.UsageError(
            say("Name a BRANCH or --path, not both.", "Hãy ghi CHI_BỘ hoặc --path, không cả hai.")
        )
    about = Asked(branch, (chosen["campaign"], chosen["path"]), as_of, known_at)
    with reading(context) as reader:
        auditor = Auditor(reader, about)
        if known_at is None:
            view_asked(reader, None, chosen["until"])
        found = _recorded(auditor.findings(), chosen["since"], chosen["until"])
        names, day = command_names(reader.lifecycles), auditor.view.as_of
    wanted = [finding for finding in found if finding.kind in (kinds or KINDS)]
    if summary:
        _emit_summary(wanted, kinds or list(KINDS), output)
        finish(context, reader.left_out)
        return
    if output == "table":
        _head(wanted, day, known_at)
    if output != "table" or wanted:
        _emit(wanted, names, output)
    finish(context, reader.left_out)


def _recorded(findings: list[Finding], since: str | None, until: str | None) -> Iterator[Finding]:
    """Yield what was recorded within a span of time."""
    for finding in findings:
        at = finding.recorded_at
        if (since is None or since <= at) and (until is None or at <= until):
            yield finding


def _head(findings: Sequence[Finding], day: str, known_at: str | None) -> None:
    known = "" if known_at is None else shown_time(known_at)
    known = known and say(f", as known at {known}", f", theo sổ lúc {known}")
    heading(say(f"Audit as of {day}", f"Soát xét tính đến {day}") + known)
    counts = Counter(finding.kind for finding in findings)
    told = ", ".join(f"{label(kind)} {counts[kind]}" for kind in KINDS if counts[kind])
    click.echo(wrapped(told) or say("Nothing was found.", "Không phát hiện điều gì."))


def _emit_summary(findings: Iterable[Finding], kinds: Sequence[str], output: str) -> None:
    counts = Counter(finding.kind for finding in findings)
    rows = [{"kind": k, "label": label(k), "count": counts[k]} for k in KINDS if k in kinds]
    columns = {
        "kind": say("kind", "loại"),
        "label": say("finding", "phát hiện"),
        "count": say("count", "số"),
    }
    if output == "table":
        nothing = say("nothing found", "không có")
        rows = [{**row, "count": row["count"] or nothing} for row in rows]
    emit_rows(rows, columns, output)


def _emit(findings: Sequence[Finding], names: Names, output: str) -> None:
    several = len({finding.campaign for finding in findings if finding.campaign}) > 1
    if output == "table":
        rows = (_for_people(finding, names, several=several) for finding in findings)
        spare = ("days_between", "recorded_on", "document", "actor")
        emit_rows(rows, _columns(), output, spare=spare)
    else:
        rows = (_row(finding, names) for finding in findings)
        emit_rows(rows, {name: name for name in FLAT}, output)


def _row(finding: Finding, names: Names) -> dict[str, Any]:
    """Return a finding for programs, with its kind and what was found in words besides."""
    rule = None if finding.rule is None else finding.rule.say(language())
    told = {"label": label(finding.kind), "what": what(finding, names)}
    return {**finding.as_row(rule), **told}


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


def _for_people(finding: Finding, names: Names, *, several: bool) -> dict[str, Any]:
    parts = (finding.campaign if several else None, finding.branch)
    subject = "/".join(part for part in parts if part) or finding.campaign or finding.stream
    named = label(finding.kind)
    return {
        "position": "–" if finding.position is None else finding.position,
        "subject": subject or "–",
        "kind": flag_label(finding.code or "") if finding.kind == "other_flag" else named,
        "occurred_on": finding.occurred_on,
        "recorded_on": finding.recorded_on,
        "days_between": finding.days_between,
        "what": what(finding, names),
        "actor": finding.actor,
        "document": finding.document,
        "due": due(finding),
        "later": later(finding),
    }
