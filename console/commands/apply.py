"""`congress apply`: record commands from a file, one JSON object a line."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO

import click

from console import worded
from console.calling import call_of, congresses
from console.clocks import accept_clock_option, accepted_clock
from console.exit_codes import REFUSED
from console.following import pieces
from console.input_files import InputFile
from console.language import say
from console.proving import signing_key
from console.receipts import Printer
from console.streams import work_counts
from console.terminal import bar
from event_store.words import Text


@worded.command(
    help=Text(
        "Record the commands of FILE ('-' = standard input), one JSON object a line; lines that "
        "are empty or start with # are skipped. One result a line comes out, each only when "
        "its entries are durable. Goes on after a refusal; the exit code is 0 if all were "
        "accepted or duplicates, else 3.\n\n"
        "\b\nExamples:\n"
        "  congress apply commands.jsonl\n"
        "  congress apply --dry-run commands.jsonl\n"
        "  congress apply --atomic - < commands.jsonl",
        "Ghi các lệnh trong TỆP ('-' = đầu vào chuẩn), mỗi dòng một đối tượng JSON; bỏ qua dòng "
        "trống và dòng bắt đầu bằng #. Mỗi lệnh có một dòng kết quả, chỉ in khi đã ghi chắc chắn. "
        "Vẫn tiếp tục sau khi có lệnh bị từ chối; mã kết thúc là 0 nếu mọi lệnh được ghi hoặc "
        "trùng, nếu không là 3.\n\n"
        "\b\nVí dụ:\n"
        "  congress apply commands.jsonl\n"
        "  congress apply --dry-run commands.jsonl\n"
        "  congress apply --atomic - < commands.jsonl",
    )
)
@worded.argument("file", type=InputFile())
@worded.option(
    "--dry-run",
    is_flag=True,
    help=Text("Decide everything, record nothing.", "Xét mọi lệnh nhưng không ghi gì."),
)
@worded.option(
    "--atomic",
    is_flag=True,
    help=Text("Record all commands or none.", "Ghi tất cả hoặc không ghi lệnh nào."),
)
@accept_clock_option
@worded.option(
    "-o",
    "--output",
    type=click.Choice(["jsonl", "plain"]),
    default="jsonl",
    show_default=True,
    help=Text("Form of the results.", "Dạng kết quả."),
)
@click.pass_context
def command(
    context: click.Context, file: BinaryIO, dry_run: bool, atomic: bool, output: str
) -> None:
    """Record commands."""
    if not dry_run:
        work_counts()
    printer = Printer(output)
    with congresses(context, recording=True) as application, _progress(file) as bar:
        signing = None if dry_run or atomic else application.automatic(signing_key())
        for receipts in application.record_lines(
            pieces(file, bar),
            call_of(context),
            dry_run=dry_run,
            atomic=atomic,
            accept_clock=accepted_clock(context, application.clock_ahead),
            signing=signing,
        ):
            printer.show(receipts)
    if printer.stopped:
        click.echo(
            say(
                "Stopped there: under this clock nothing can be recorded. What follows was not "
                "decided.",
                "Đã dừng ở đó: với đồng hồ này không ghi được gì. Các lệnh sau chưa được xét.",
            ),
            err=True,
        )
    if dry_run:
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)
    context.exit(REFUSED if printer.refused else 0)


def _progress(file: BinaryIO) -> AbstractContextManager[Any]:
    """Return a bar over the bytes of a file, shown on a terminal when the answers are not."""
    try:
        size = os.fstat(file.fileno()).st_size
    except OSError:
        size = 0
    if not size or not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext()
    return bar(size, say("recording", "đang ghi"))
