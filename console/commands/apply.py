"""`congress apply`: record commands from a file, one JSON object a line."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

import click

from console import worded
from console.clocks import accept_clock_option, recording
from console.command_lines import numbered
from console.exit_codes import REFUSED
from console.language import language, say
from console.packaged import lifecycles
from console.people.screening import screen
from console.proving import automatic
from console.streams import work_counts
from console.terminal import bar, one_line, send
from engine.advance import Engine
from engine.feeding import Line, feed, feed_whole, rolled_back
from engine.reasons import Reason
from engine.results import Result, explain
from event_store import canonical
from event_store.words import Text

SPOOLED = 1 << 22


@worded.command(
    help=Text(
        "Record the commands of FILE ('-' = standard input), one JSON object a line; lines that "
        "are empty or start with # are passed over. One result a line comes out, each only when "
        "its entries are durable. Goes on after a refusal; the exit code is 0 if all were "
        "accepted or duplicates, else 3.\n\n"
        "\b\nExamples:\n"
        "  congress apply commands.jsonl\n"
        "  congress apply --dry-run commands.jsonl\n"
        "  congress apply --atomic - < commands.jsonl",
        "Ghi các lệnh trong FILE ('-' = đầu vào chuẩn), mỗi dòng một đối tượng JSON; bỏ qua dòng "
        "trống và dòng bắt đầu bằng #. Mỗi lệnh có một dòng kết quả, chỉ in khi đã ghi chắc chắn. "
        "Vẫn tiếp tục sau khi có lệnh bị từ chối; mã kết thúc là 0 nếu mọi lệnh được ghi hoặc "
        "trùng, nếu không là 3.\n\n"
        "\b\nVí dụ:\n"
        "  congress apply commands.jsonl\n"
        "  congress apply --dry-run commands.jsonl\n"
        "  congress apply --atomic - < commands.jsonl",
    )
)
@worded.argument("file", type=click.File("rb", lazy=False))
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
    with recording(context) as log:
        engine = Engine(log, lifecycles(), screen=screen(log))
        printer = Printer(output)
        try:
            with _progress(file) as bar:
                lines = numbered(file, bar)
                if dry_run or atomic:
                    _whole(engine, lines, printer, dry_run=dry_run, atomic=atomic)
                else:
                    spoken, words = language(), engine.lifecycles
                    signing = automatic(log)
                    for results in feed(engine, lines):
                        printer.show([result.to_json(spoken, words) for result in results])
                        if signing is not None:
                            signing.in_bulk()
        finally:
            engine.close()
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


class Printer:
    """Prints results and remembers whether one was refused."""

    def __init__(self, output: str) -> None:
        self._plain = output == "plain"
        self._seen = sys.stdout.isatty()
        self.refused = False
        self.stopped = False

    def show(self, results: list[dict[str, Any]]) -> None:
        """Print results and flush them."""
        for result in results:
            self.refused = self.refused or result["outcome"] in ("refused", "invalid")
            self.stopped = any(reason["code"] == "clock_ahead" for reason in result["reasons"])
        if self._plain:
            sys.stdout.write("".join(f"{one_line(self._line(result))}\n" for result in results))
        else:
            lines = b"".join(canonical.dumps(result) + b"\n" for result in results)
            send(lines) if self._seen else sys.stdout.buffer.write(lines)
        sys.stdout.flush()

    def _line(self, result: dict[str, Any]) -> str:
        words = {
            "accepted": say("recorded", "đã ghi"),
            "duplicate": say("already recorded", "đã ghi trước đó"),
            "refused": say("refused", "từ chối"),
            "invalid": say("malformed", "sai dạng"),
        }
        parts = [f"{event['position']} {event['type']}" for event in result["events"]]
        parts += [
            reason["message"] + (f" [{reason['rule']}]" if reason["rule"] else "")
            for reason in result["reasons"]
        ]
        if result["flags"]:
            parts.append(f"({', '.join(result['flags'])})")
        return f"{result['line']}: {words[result['outcome']]}: {'; '.join(parts)}"


def _whole(
    engine: Engine, lines: Iterator[list[Line]], printer: Printer, *, dry_run: bool, atomic: bool
) -> None:
    """Decide all in one transaction; results wait in a file until it is durable."""
    spoken = language()
    with SpooledTemporaryFile(max_size=SPOOLED) as spool:

        def keep(result: Result) -> None:
            spool.write(canonical.dumps(result.to_json(spoken, engine.lifecycles)) + b"\n")

        kept = feed_whole(engine, lines, keep, dry_run=dry_run, atomic=atomic)
        spool.seek(0)
        message = explain(Reason("atomic_rollback"), language(), lifecycles())
        for text in spool:
            result = canonical.loads(text)
            if atomic and not kept and not dry_run and result["outcome"] == "accepted":
                result = rolled_back(result, message)
            printer.show([result])


def _progress(file: BinaryIO) -> AbstractContextManager[Any]:
    """Return a bar over the bytes of a file, shown on a terminal when the answers are not."""
    try:
        size = os.fstat(file.fileno()).st_size
    except OSError:
        size = 0
    if not size or not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext()
    return bar(size, say("recording", "đang ghi"))
