"""`congress doctor`: is the log well, is the machine, and what to do if not."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from console import worded
from console.checkup import checkup
from console.exit_codes import INTEGRITY, NOT_FOUND, UNREACHABLE
from console.finding import FAULT, Finding
from console.fitting import wrapped
from console.language import say
from console.output import emit_object, output_option, table, warning
from event_store.words import Text

VERDICTS = {
    "integrity": INTEGRITY,
    "newer": INTEGRITY,
    "unreachable": UNREACHABLE,
    "missing": NOT_FOUND,
}


@worded.command(
    help=Text(
        "Look over the log and the machine: the store, its settings, the writer's lock, the "
        "clock, free space, versions; and say what to do. Changes nothing. The exit code is 0 if "
        "all is well, 5 if there is no log, 6 if the record is damaged or of a newer program, 7 "
        "if it cannot be read.\n\n"
        "\b\nExamples:\n"
        "  congress doctor\n"
        "  congress doctor -o json",
        "Kiểm tra sổ ghi và máy: tệp sổ, cài đặt, khóa ghi, đồng hồ, chỗ trống trên đĩa, các "
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
    found = list(checkup(context.obj["log"]))
    verdict = next((one.verdict for one in found if one.verdict), "ok")
    answer = {"verdict": verdict, "checks": [_plain(one) for one in found]}
    emit_object(answer, output, lambda: _show(found))
    context.exit(VERDICTS.get(verdict, 0))


def _plain(found: Finding) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "verdict"}


def _show(found: list[Finding]) -> None:
    table(
        [[_mark(one.state), one.label, one.found] for one in found],
        ["", say("check", "kiểm tra"), say("found", "kết quả")],
    )
    advice = list(_advice(found))
    click.echo()
    if not advice:
        click.echo(say("All is well.", "Mọi thứ đều ổn."))
    for line in advice:
        click.echo(line)


def _mark(state: str) -> str:
    return {"ok": "✓", "note": "i", "warning": "!", FAULT: "✗"}[state]


def _advice(found: list[Finding]) -> Iterator[str]:
    """Yield what to do, the most pressing first."""
    for state in (FAULT, "warning", "note"):
        for one in found:
            if one.state == state and one.advice:
                line = wrapped(f"{_mark(state)} {one.label}: {one.advice}", "  ")
                yield warning(line) if state == FAULT else line
