"""`congress person grant`, `revoke` and `decisions`: who may see names, and on whose word."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from application.dates import shown_time
from application.people.decisions import DecisionOnRecord
from application.people.persons import Persons
from console import worded
from console.calling import call_of
from console.context import day_given
from console.language import language, say
from console.output import emit_object, emit_rows, output_option
from console.people.common import actor_option, decided_options, persons_of, why_of
from console.people.names import Command
from console.streams import work_counts
from event_store.words import Text

KINDS = {
    "grant": Text("may see names", "được xem tên"),
    "revoke": Text("may see names no more", "thôi được xem tên"),
    "hold": Text("name is held", "giữ tên"),
    "release": Text("name is held no more", "thôi giữ tên"),
}


def until_option(command: Command) -> Command:
    """Add --until, a day that is not past."""
    return worded.option(
        "--until",
        metavar="DATE",
        callback=day_given,
        help=Text("Last day on which it holds.", "Có hiệu lực đến hết ngày này."),
    )(command)


@contextmanager
def deciding(context: click.Context) -> Iterator[Persons]:
    """Open the log to keep a decision about its persons."""
    work_counts()
    with persons_of(context) as persons:
        yield persons


def emit_decision(kept: DecisionOnRecord, output: str) -> None:
    """Print what was decided."""
    emit_object(kept.to_json(), output, lambda: _tell(kept))


def _tell(found: DecisionOnRecord) -> None:
    kept = found.decision
    until, what = kept.until, KINDS[kept.kind].say(language())
    ending = say(f" until {until}", f" đến hết ngày {until}") if until else ""
    click.echo(
        say(
            f"Recorded as decision {kept.n}: {kept.subject}: {what}{ending}.",
            f"Đã ghi quyết định số {kept.n}: {kept.subject}: {what}{ending}.",
        )
    )


@worded.command(
    "grant",
    help=Text(
        "Let ACTOR see names. What really protects them are the rights on the files: this tells "
        "honest people apart, and makes each look answerable.\n\n"
        "\b\nExample:\n"
        "  congress person grant op:inspector --reason 'inspection' "
        "--authority 'Đảng ủy phường' --document 11-QĐ/ĐU --until 31/12/2099",
        "Cho ACTOR xem tên. Quyền trên các tệp mới thật sự bảo vệ tên; quyết định này để phân "
        "biệt người dùng đúng quyền, và để mỗi lượt xem đều có người chịu trách nhiệm.\n\n"
        "\b\nVí dụ:\n"
        "  congress person cho-xem op:kiem-tra --reason 'kiểm tra' "
        "--authority 'Đảng ủy phường' --document 11-QĐ/ĐU --until 31/12/2099",
    ),
)
@worded.argument("subject", metavar="ACTOR")
@decided_options
@until_option
@actor_option
@output_option()
@click.pass_context
def grant(
    context: click.Context,
    /,
    subject: str,
    until: str | None,
    actor: str | None,
    output: str,
    **why: str,
) -> None:
    """Let somebody see names."""
    with deciding(context) as persons:
        kept = persons.grant(subject, until, why_of(why), call_of(context, actor=actor))
    emit_decision(kept, output)


@worded.command(
    "revoke",
    help=Text(
        "Let ACTOR see names no more: every grant to them ends.\n\n"
        "\b\nExample:\n"
        "  congress person revoke op:inspector --reason 'inspection is over' "
        "--authority 'Đảng ủy phường' --document 13-QĐ/ĐU",
        "Thôi cho ACTOR xem tên: mọi lần cho phép đều hết hiệu lực.\n\n"
        "\b\nVí dụ:\n"
        "  congress person thoi-cho-xem op:kiem-tra --reason 'kiểm tra xong' "
        "--authority 'Đảng ủy phường' --document 13-QĐ/ĐU",
    ),
)
@worded.argument("subject", metavar="ACTOR")
@decided_options
@actor_option
@output_option()
@click.pass_context
def revoke(
    context: click.Context, /, subject: str, actor: str | None, output: str, **why: str
) -> None:
    """Let somebody see names no more."""
    with deciding(context) as persons:
        kept = persons.revoke(subject, why_of(why), call_of(context, actor=actor))
    emit_decision(kept, output)


@worded.command(
    "decisions",
    help=Text(
        "List who was allowed to see names and whose name is held, on whose authority; every "
        "decision stays on the list.\n\n"
        "\b\nExamples:\n"
        "  congress person decisions\n"
        "  congress person decisions --now -o json",
        "Liệt kê ai được xem tên, tên nào đang giữ, do cấp nào quyết định; mọi quyết định đều còn "
        "trong danh sách.\n\n"
        "\b\nVí dụ:\n"
        "  congress person quyet-dinh\n"
        "  congress person quyet-dinh --now -o json",
    ),
)
@worded.option(
    "--now", is_flag=True, help=Text("Only what is in force.", "Chỉ việc còn hiệu lực.")
)
@output_option()
@click.pass_context
def decisions(context: click.Context, now: bool, output: str) -> None:
    """Print the decisions."""
    with persons_of(context) as persons:
        rows = [kept.to_json() for kept in persons.decisions(now=now)]
    if not rows:
        click.echo(say("No decision is kept.", "Chưa có quyết định nào."), err=True)
    if output in ("table", "plain", "csv"):
        rows = [
            {**row, "kind": KINDS[row["kind"]].say(language()), "at": shown_time(row["at"])}
            for row in rows
        ]
    emit_rows(rows, _columns(), output, spare=("actor", "at", "document"))


def _columns() -> dict[str, str]:
    return {
        "n": say("no", "số"),
        "subject": say("whom", "ai"),
        "kind": say("what", "việc"),
        "until": say("until", "đến hết"),
        "in_force": say("in force", "hiệu lực"),
        "reason": say("reason", "lý do"),
        "authority": say("authority", "cấp quyết định"),
        "document": say("document", "văn bản"),
        "actor": say("recorded by", "người ghi"),
        "at": say("recorded", "ghi lúc"),
    }
