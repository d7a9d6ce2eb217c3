"""The command `congress`: arguments in, a call, text and an exit code out."""

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

COMMANDS = {
    "init": ("create a log", "tạo sổ ghi mới"),
    "config": ("the office and other settings of a log", "đơn vị và cài đặt khác của sổ ghi"),
    "apply": ("record commands from a file", "ghi các lệnh từ một tệp"),
    "status": ("the board: who stands where", "bảng tiến độ: chi bộ nào đang ở bước nào"),
    "show": ("one branch as it stands", "tình trạng một chi bộ"),
    "history": ("every entry of a branch", "mọi mục ghi của một chi bộ"),
    "advance": ("record one command of a branch", "ghi một việc của chi bộ"),
    "campaign": ("record one command of the campaign", "ghi một việc của cả đợt"),
    "radar": ("what is missing or overdue", "việc còn thiếu, việc quá hạn"),
    "officers": ("who was elected or appointed", "ai trúng cử, ai được chỉ định"),
    "person": ("names behind references, beside the log", "tên người, bên cạnh sổ ghi"),
    "find": ("find branches by name", "tìm chi bộ theo tên"),
    "next": ("what can be done now, and why not", "việc làm được ngay, và vì sao chưa được"),
    "log": ("every entry of the log", "mọi mục của cả sổ ghi"),
    "diff": ("what changed, and which entries did it", "thay đổi gì, do mục ghi nào"),
    "blame": ("which entry set each value", "mỗi giá trị do mục ghi nào đặt"),
    "verify": ("is the record unaltered", "kiểm chứng sổ ghi không bị sửa"),
    "audit": ("what an auditor looks at first", "những điều người kiểm tra xem trước"),
    "export": ("entries as they are recorded", "xuất các mục đúng như đã ghi"),
    "checkpoint": ("sign what is recorded", "ký điểm kiểm của sổ ghi"),
    "prove": ("one branch with its proof, in a file", "hồ sơ chứng minh của một chi bộ"),
    "witness": ("confirm another office's log", "chứng kiến sổ ghi của đơn vị khác"),
    "keys": ("make and show keys that sign", "tạo và xem khóa để ký"),
    "attempts": ("what was refused, and why", "các lệnh bị từ chối, và vì sao"),
    "doctor": ("is all well, and what to do", "mọi thứ có ổn không, cần làm gì"),
    "projections": ("how far each view has come", "các bảng tính sẵn đã đến đâu"),
    "replay": ("fold the whole log again", "tính lại toàn bộ sổ ghi"),
    "watch": ("the board, live", "bảng tiến độ, tự cập nhật"),
    "wait": ("until a branch has come so far", "đợi chi bộ đến một bước"),
    "subscribe": ("every event, for other programs", "mọi sự kiện, cho chương trình khác"),
    "cursors": ("how far each reader has come", "mỗi chương trình nhận đã đọc đến đâu"),
    "schema": ("what each event looks like", "mô tả dạng của từng sự kiện"),
    "backup": ("copy the log while it is written", "sao chép sổ ghi khi đang dùng"),
    "restore": ("put a copy in the log's place", "phục hồi sổ ghi từ bản sao"),
    "completion": ("complete lines in the shell", "gợi ý lệnh khi bấm Tab"),
    "demo": ("play the season of Gia Thụy", "chạy thử đợt đại hội Gia Thụy"),
}
LANGUAGES = ("vi", "en")
LONGEST_WAIT = 86_400
"""A day, in seconds."""
COMPLETING = "_CONGRESS_COMPLETE"
"""Set by the shell while it completes a line."""


def say(en: str, vi: str) -> str:
    """Return the sentence in the language of this run."""
    from console.language import say as worded

    return worded(en, vi)


def by_alias(name: str) -> str | None:
    """Return the command of a Vietnamese name, None if there is none."""
    from console.aliases import COMMANDS as VIETNAMESE
    from console.aliases import meant

    return meant(name, COMMANDS, VIETNAMESE)


def labelled(name: str) -> str:
    """Return what a command does; in Vietnamese with its Vietnamese names."""
    from console.aliases import COMMANDS as VIETNAMESE
    from console.aliases import of

    english, vietnamese = COMMANDS[name]
    others = of(name, VIETNAMESE)
    return say(english, f"{vietnamese} ({others})" if others else vietnamese)


def worded(command: click.Command) -> click.Command:
    """Return the command with click's own words in the language of this run."""
    if say("en", "vi") == "en":
        return command
    from console.i18n import localize

    return localize(command)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, None if there is none of that name."""
        name = cmd_name if cmd_name in COMMANDS else by_alias(cmd_name)
        if name is None:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"console.commands.{name}").command
        if COMPLETING in os.environ:
            from console.completion import attach

            attach(command)
        return worded(command)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        with formatter.section(say("Commands", "Các lệnh")):
            formatter.write_dl([(name, labelled(name)) for name in COMMANDS])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete the name of a command without importing any of them."""
        from console.completion import commands

        found = [] if incomplete[:1] == "-" else commands(incomplete, COMMANDS)
        return found or super().shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        name = args[0]
        known = name in COMMANDS or name.startswith("-") or by_alias(name)
        if not (known or ctx.resilient_parsing):
            from console.aliases import COMMANDS as VIETNAMESE
            from console.aliases import nearest

            close = nearest(name, COMMANDS, VIETNAMESE)
            hint = say(f" Did you mean '{close}'?", f" Có phải '{close}'?") if close else ""
            ctx.fail(say(f"There is no command '{name}'.", f"Không có lệnh '{name}'.") + hint)
        return super().resolve_command(ctx, args)


def version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version and leave."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version as installed

        click.echo(f"congress {installed('congress')}")
        ctx.exit()


def seconds(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    """Return how long to wait; raises BadParameter for what no clock shows."""
    if not 0 <= value <= LONGEST_WAIT:
        text = say(f"0 to {LONGEST_WAIT} seconds.", f"từ 0 đến {LONGEST_WAIT} giây.")
        raise click.BadParameter(text, ctx, parameter)
    return value


def version_option() -> "Callable[[Any], Any]":
    """Return --version."""
    return click.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=version,
        help=say("Show the version.", "Xem phiên bản."),
    )


def wait_option() -> "Callable[[Any], Any]":
    """Return --wait."""
    return click.option(
        "--wait",
        metavar="SECONDS",
        type=float,
        envvar="CONGRESS_WAIT",
        default=60.0,
        callback=seconds,
        help=say(
            "How long to wait while another program records (default 60). Also: CONGRESS_WAIT.",
            "Đợi bao lâu khi chương trình khác đang ghi (mặc định 60). Có thể đặt CONGRESS_WAIT.",
        ),
    )


def program() -> click.Group:
    """Return the command line in the language of this run."""

    @click.group(
        cls=LazyGroup,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 98},
        help=say(
            "Keep a season of branch congresses: an append-only record, decided by the rules.\n\n"
            "\b\nExamples:\n"
            "  congress demo\n"
            "  congress --log season.db init\n"
            "  congress --log season.db apply commands.jsonl\n"
            "  congress --log season.db status",
            "Theo dõi một đợt đại hội chi bộ: sổ ghi chỉ thêm, không sửa xóa, theo đúng quy định."
            "\n\n\b\nVí dụ:\n"
            "  congress demo\n"
            "  congress --log season.db init\n"
            "  congress --log season.db apply commands.jsonl\n"
            "  congress --log season.db status",
        ),
    )
    @click.option(
        "--log",
        "log_path",
        metavar="FILE",
        envvar="CONGRESS_LOG",
        default="congress.db",
        show_default=True,
        help=say("The log. Also: CONGRESS_LOG.", "Tệp sổ ghi. Có thể đặt CONGRESS_LOG."),
    )
    @click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        help=say(
            "Language of messages. Also: CONGRESS_LANG.", "Ngôn ngữ. Có thể đặt CONGRESS_LANG."
        ),
    )
    @wait_option()
    @version_option()
    @click.pass_context
    def congress(ctx: click.Context, log_path: str, lang: str | None, wait: float) -> None:
        ctx.obj = {"log": log_path, "language": lang, "wait": wait}

    return congress


def show(error: click.ClickException) -> None:
    """Say what was wrong with the call, in the language of this run."""
    if say("en", "vi") == "vi":
        from console.i18n import mistake

        mistake(error)
    error.show()


def main() -> None:
    """Run the command line; the exit code is documented in `console.failures`."""
    # Importing makes much that lives on: by default a tenth of the start-up is looking at it.
    gc.set_threshold(50_000, 20, 20)
    from console import streams

    streams.install()
    if say("en", "vi") == "vi":
        from console.i18n import install

        install()
    from console.terminal import guarded

    with guarded():
        code = run()
    sys.exit(streams.finished(code if isinstance(code, int) else 0))


def run() -> object:
    """Run the command line and return its exit code."""
    from console import streams

    code: object = 0
    try:
        # Colours that data holds are shown: click must not leave them out before.
        code = worded(program()).main(prog_name="congress", standalone_mode=False, color=True)
    except click.exceptions.Exit as leave:
        code = leave.exit_code
    except SystemExit as leave:  # how click leaves a closed pipe (1), and after completing a line
        code = streams.unread() if leave.code == 1 else leave.code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        show(error)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except streams.AnswerLostError as error:
        code = streams.lost(error)
    except Exception as error:  # noqa: BLE001 - every failure is told in the user's words
        code = failed(error)
    return code


def failed(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, ModuleNotFoundError) and error.name == "fcntl":
        click.echo(
            say(
                "Error: congress does not run on Windows itself, which has no file locks of this "
                "kind. Nothing was done: run it in WSL (wsl --install -d Ubuntu-24.04; see "
                "README.md).",
                "Lỗi: chương trình không chạy thẳng trên Windows, vì ở đó không có loại khóa tệp "
                "này. Chưa làm gì: hãy chạy trong WSL (wsl --install -d Ubuntu-24.04; xem "
                "README.md).",
            ),
            err=True,
        )
        return 7
    from console.failures import report

    return report(error)
