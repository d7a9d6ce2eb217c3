"""`congress doctor`: check the log and this machine."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from console import worded
from console.calling import call_of
from console.exit_codes import INTEGRITY, NOT_FOUND, UNREACHABLE
from console.fitting import wrapped
from console.language import language, say
from console.output import emit_object, output_option, table, warning
from console.packaged import lifecycles
from event_store.words import Text

if TYPE_CHECKING:
    from application.findings import CheckFinding

MARKS = {"ok": "✓", "note": "i", "warning": "!", "fault": "✗"}
VERDICTS = {
    "integrity": INTEGRITY,
    "newer": INTEGRITY,
    "unreachable": UNREACHABLE,
    "missing": NOT_FOUND,
}


@worded.command(
    help=Text(
        "Check the log and this machine: the store, its settings, the writer's lock, the clock, "
        "free space, versions; and say what to do. Changes nothing. The exit code is 0 if no "
        "check failed, 5 if there is no log, 6 if the record is damaged or of a newer program, 7 "
        "if it cannot be read.\n\n"
        "\b\nExamples:\n"
        "  congress doctor\n"
        "  congress doctor -o json",
        "Kiểm tra sổ ghi và máy này: tệp sổ, cài đặt, khóa ghi, đồng hồ, chỗ trống trên đĩa, các "
        "phiên bản; và cho biết cần làm gì. Không thay đổi gì. Mã kết thúc là 0 nếu mọi thứ ổn, "
        "5 nếu không có sổ, 6 nếu sổ hỏng hoặc do chương trình mới hơn ghi, 7 nếu không "
        "đọc được.\n\n"
        "\b\nVí dụ:\n"
        "  congress doctor\n"
        "  congress doctor -o json",
    )
)
@output_option()
@click.pass_context
def command(context: click.Context, output: str) -> None:
    """Print what was found."""
    from application.checkup import check_up

    found = check_up(context.obj["log"], lifecycles(), call_of(context))
    emit_object(found.to_json(), output, lambda: _show(found.findings))
    context.exit(VERDICTS.get(found.verdict, 0))


def _show(found: Sequence["CheckFinding"]) -> None:
    spoken = language()
    table(
        [[MARKS[one.state], one.label.say(spoken), one.found.say(spoken)] for one in found],
        ["", say("check", "kiểm tra"), say("found", "kết quả")],
    )
    advice = list(_advice(found))
    click.echo()
    if not advice:
        click.echo(say("All is well.", "Mọi thứ đều ổn."))
    for line in advice:
        click.echo(line)


def _advice(found: Sequence["CheckFinding"]) -> Iterator[str]:
    """Yield what to do, the most pressing first."""
    spoken = language()
    for state in ("fault", "warning", "note"):
        for one in found:
            advice = one.advice.say(spoken)
            if one.state == state and advice:
                line = wrapped(f"{MARKS[state]} {one.label.say(spoken)}: {advice}", "  ")
                yield warning(line) if state == "fault" else line
