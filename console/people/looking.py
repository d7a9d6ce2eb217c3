"""`congress person show` and `disclose`: names for those to whom they are granted, recorded."""

import json
from typing import Any

import click

from application.dates import shown_time
from application.fresh_files import fresh_file
from application.people.names import ERASED
from console import worded
from console.calling import call_of
from console.language import say
from console.output import emit_object, heading, output_option, table
from console.people.common import actor_option, asked_reason_option, persons_of
from console.proving import force_option
from event_store.words import Text


@worded.command(
    "show",
    help=Text(
        "Show the name and particulars behind REF, to those to whom names are granted. Each look "
        "is recorded beside the log, a refused one too. A name that was erased is shown as "
        f"{ERASED} (erased), with the decision.\n\n"
        "\b\nExamples:\n"
        "  congress person show m-014 --reason 'drawing up the decision'\n"
        "  congress person show m-014 -o json",
        "Xem họ tên và mục lý lịch của người mang mã REF, nếu được phép xem tên. Mỗi lượt xem đều "
        "được ghi lại bên cạnh sổ ghi, kể cả khi bị từ chối. Tên đã xóa hiện là "
        f"{ERASED}, kèm quyết định xóa.\n\n"
        "\b\nVí dụ:\n"
        "  congress person xem m-014 --reason 'soạn quyết định chuẩn y'\n"
        "  congress person xem m-014 -o json",
    ),
)
@worded.argument("ref")
@actor_option
@asked_reason_option
@output_option()
@click.pass_context
def show(
    context: click.Context, ref: str, actor: str | None, reason: str | None, output: str
) -> None:
    """Print one person."""
    with persons_of(context) as persons:
        answer = persons.show(ref, reason, call_of(context, actor=actor)).to_json()
    emit_object(answer, output, lambda: _show(answer))


def _show(answer: dict[str, Any]) -> None:
    heading(f"{answer['ref']}  {answer['name']}")
    when = shown_time(answer["recorded_at"])
    click.echo(
        say(
            f"position {answer['position']}, version {answer['version']}, recorded {when}",
            f"vị trí {answer['position']}, phiên bản {answer['version']}, ghi sổ {when}",
        )
    )
    rows = list(answer["particulars"].items())
    if "erasure" in answer:
        rows = [
            (say("reason", "lý do"), answer["erasure"]["reason"]),
            (say("authority", "cấp quyết định"), answer["erasure"]["authority"]),
            (say("document", "văn bản"), answer["erasure"]["document"]),
        ]
    if rows:
        click.echo()
        table(rows, [say("member", "mục"), say("value", "giá trị")])


@worded.command(
    "disclose",
    help=Text(
        "Write what opens the commitments to the names of REF… into a new file: salt and value, "
        "as a bundle for an auditor carries them. Whoever has the file can read these names, and "
        "prove them. Recorded as a look at each.\n\n"
        "\b\nExamples:\n"
        "  congress person disclose m-014 --out m-014.json --reason 'inspection of 2017'\n"
        "  congress person disclose m-014 m-015 --out two.json",
        "Ghi vào một tệp mới những gì mở được cam kết về tên của các mã REF…: khóa kèm và giá "
        "trị, như trong gói chứng cứ cho người kiểm tra. Ai có tệp này sẽ đọc được và chứng minh "
        "được các tên đó. Mỗi tên được ghi lại là một lượt xem.\n\n"
        "\b\nVí dụ:\n"
        "  congress person cong-bo m-014 --out m-014.json --reason 'kiểm tra năm 2017'\n"
        "  congress person cong-bo m-014 m-015 --out hai-nguoi.json",
    ),
)
@worded.argument("refs", metavar="REF...", nargs=-1, required=True)
@worded.option(
    "--out",
    metavar="FILE",
    required=True,
    type=click.Path(dir_okay=False),
    help=Text("The file to write.", "Tệp để ghi."),
)
@force_option
@actor_option
@asked_reason_option
@click.pass_context
def disclose(
    context: click.Context,
    refs: tuple[str, ...],
    out: str,
    force: bool,
    actor: str | None,
    reason: str | None,
) -> None:
    """Write disclosures."""
    with (
        persons_of(context) as persons,
        fresh_file(out, log=context.obj["log"], force=force, private=True) as file,
    ):
        found = [
            d.to_json() for d in persons.disclose(refs, reason, call_of(context, actor=actor))
        ]
        file.write(json.dumps(found, indent=1).encode() + b"\n")
    click.echo(
        say(
            f"{len(found)} disclosed in {out}. Whoever has that file can read the names.",
            f"Đã công bố {len(found)} tên trong {out}. Ai có tệp này đều đọc được tên.",
        )
    )
