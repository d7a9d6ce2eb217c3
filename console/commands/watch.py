"""`congress watch`: the board, live."""

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import Any

import click

from application.congresses.boards import Board
from application.json_lines import as_line
from console import worded
from console.calling import call_of, congresses, path_option, scope_of
from console.commands.status import show_board
from console.context import campaign_option
from console.exit_codes import INTERRUPTED
from console.following import Lines, stoppable
from console.language import say
from console.streams import check_reader
from console.terminal import onto, unguarded
from event_store.words import Text

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
        scope, drawn = scope_of(campaign=campaign, path=path), sys.stdout.isatty()
        again = _resized() if drawn else _unread
        try:
            found = application.board_changes(scope, call_of(context), again)
            _draw_all(found) if drawn else _write_all(found)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


def _resized() -> Callable[[], bool]:
    """Return what says whether the terminal has another size since it was asked before."""
    seen = [shutil.get_terminal_size()]

    def again() -> bool:
        check_reader()
        seen.append(shutil.get_terminal_size())
        return seen.pop(0) != seen[0]

    return again


def _unread() -> bool:
    """Raise BrokenPipeError if nobody reads the answers; nothing has to be written again."""
    check_reader()
    return False


def _write_all(found: Iterator[Board]) -> None:
    for board in found:
        _write({"position": board.moment.position, **board.to_json()})


def _draw_all(found: Iterator[Board]) -> None:
    unguarded(sys.stdout).write(_CLEAR)
    for board in found:
        _draw(board.to_json())


def _write(report: dict[str, Any]) -> None:
    lines = Lines()
    lines.write(as_line(report))
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
