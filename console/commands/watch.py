"""`congress watch`: the board, live."""

import io
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import click

from application.call import Call
from application.congresses.congresses import Congresses
from application.scope import Scope
from console import worded
from console.calling import call_of, congresses, path_option, scope_of
from console.commands.status import show_board
from console.context import campaign_option
from console.exit_codes import INTERRUPTED
from console.following import PULSE, Lines, stoppable
from console.language import say
from console.streams import check_reader
from console.terminal import onto, unguarded
from event_store import canonical
from event_store.subscription import Changes
from event_store.words import Text

Found = tuple[int, dict[str, Any]]
"""The last position that was counted, and the board."""
HEARTBEAT = 1.0
"""Seconds that it rests at most between two counts."""
_REST = 4
"""It rests this many times as long as counting took: a busy season must not be slowed down."""
_HOME, _CLEAR, _CLEAR_LINE, _CLEAR_BELOW = "\x1b[H", "\x1b[2J", "\x1b[K", "\x1b[J"
_CUT, _WRAP = "\x1b[?7l", "\x1b[?7h"
"""Have the terminal cut long lines, or wrap them again."""


@worded.command(
    help=Text(
        "Show the board and redraw it whenever something is recorded; Ctrl-C ends. Into a pipe "
        "it writes one JSON line each time the board has changed.\n\n"
        "\b\nExamples:\n"
        "  congress watch\n"
        "  congress watch --campaign gia-thuy-2017\n"
        "  congress watch --path ha-noi/long-bien > board.jsonl",
        "Xem bảng tiến độ, tự vẽ lại mỗi khi có mục ghi mới; bấm Ctrl-C để dừng. Khi ghi vào "
        "đường ống thì mỗi lần bảng thay đổi in một dòng JSON.\n\n"
        "\b\nVí dụ:\n"
        "  congress watch\n"
        "  congress watch --campaign gia-thuy-2017\n"
        "  congress watch --path ha-noi/long-bien > bang.jsonl",
    )
)
@campaign_option
@path_option
@click.pass_context
def command(context: click.Context, campaign: str | None, path: str | None) -> None:
    """Show the board until stopped."""
    with congresses(context) as application, stoppable():
        scope = scope_of(campaign=campaign, path=path)
        try:
            _show_all(boards(application, scope, call_of(context)))
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


def _show_all(found: Iterator[Found]) -> None:
    if not sys.stdout.isatty():
        for position, report in found:
            _write({"position": position, **report})
        return
    unguarded(sys.stdout).write(_CLEAR)
    for _, report in found:
        _draw(report)


def boards(application: Congresses, scope: Scope, call: Call) -> Iterator[Found]:
    """Yield the board now, then each time that it, or the terminal, has changed.

    Raises Problem where nothing matches, StoreUnavailableError when the log is lost.
    """
    before: object = None
    with Changes(application.log.path) as changes:
        while True:
            begun = time.monotonic()
            board = application.board(scope, call)
            report = board.to_json()
            size = shutil.get_terminal_size()
            if (report, size) != before:
                before = (report, size)
                yield board.moment.position, report
            time.sleep(min(HEARTBEAT, _REST * (time.monotonic() - begun)))
            check_reader()
            while not changes.wait(PULSE):
                check_reader()
                if (
                    application.reader().today() != board.moment.as_of
                    or shutil.get_terminal_size() != size
                ):
                    break


def _write(report: dict[str, Any]) -> None:
    lines = Lines()
    lines.write(canonical.dumps(report) + b"\n")
    lines.flush()


def _draw(report: dict[str, Any]) -> None:
    """Draw over what is there in one piece, so that nothing flickers."""
    text = io.StringIO()
    with redirect_stdout(onto(text)):
        show_board(report)
        click.echo()
        click.echo(say("Watching; Ctrl-C ends.", "Đang theo dõi; bấm Ctrl-C để dừng."))
    rows = shutil.get_terminal_size().lines
    drawn = text.getvalue().splitlines()[: rows - 1]
    body = "".join(f"{line}{_CLEAR_LINE}\r\n" for line in drawn)
    screen = unguarded(sys.stdout)
    screen.write(_HOME + _CUT + body + _CLEAR_BELOW + _WRAP)
    screen.flush()
