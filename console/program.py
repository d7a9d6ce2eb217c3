"""The program: its commands by what people want to do, and the options that all of them have."""

import os
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from console import aliases, worded
from console.groups import NamedGroup
from console.language import LANGUAGES, say
from event_store.words import Text

SECTIONS: Mapping[Text, Mapping[str, Text]] = {
    Text("Record", "Ghi sổ"): {
        "apply": Text("record commands from a file", "ghi các lệnh từ một tệp"),
        "advance": Text("record one command of a branch", "ghi một việc của chi bộ"),
        "campaign": Text("record one command of the campaign", "ghi một việc của cả đợt"),
        "person": Text("names behind references, beside the log", "tên người, bên cạnh sổ ghi"),
    },
    Text("Look", "Xem"): {
        "status": Text("the board: who stands where", "bảng tiến độ: chi bộ nào đang ở bước nào"),
        "show": Text("one branch as it stands", "tình trạng một chi bộ"),
        "history": Text("every entry of a branch", "mọi mục ghi của một chi bộ"),
        "next": Text(
            "what can be done now, and why not", "việc làm được ngay, và vì sao chưa được"
        ),
        "radar": Text("what is missing or overdue", "việc còn thiếu, việc quá hạn"),
        "officers": Text("who was elected or appointed", "ai trúng cử, ai được chỉ định"),
        "find": Text("find branches by name", "tìm chi bộ theo tên"),
        "watch": Text("the board, live", "bảng tiến độ, tự cập nhật"),
        "wait": Text("wait until a branch reaches a state", "đợi chi bộ đến một bước"),
    },
    Text("Audit", "Soát xét"): {
        "audit": Text("what an auditor looks at first", "những điều người kiểm tra xem trước"),
        "log": Text("every entry of the log", "mọi mục của cả sổ ghi"),
        "diff": Text("what changed, and which entries did it", "thay đổi gì, do mục ghi nào"),
        "blame": Text("which entry set each value", "mỗi giá trị do mục ghi nào đặt"),
        "attempts": Text("what was refused, and why", "các lệnh bị từ chối, và vì sao"),
    },
    Text("Prove", "Chứng minh"): {
        "verify": Text("is the record unaltered", "kiểm chứng sổ ghi không bị sửa"),
        "checkpoint": Text("sign what is recorded", "ký điểm kiểm của sổ ghi"),
        "prove": Text("one branch with its proof, in a file", "hồ sơ chứng minh của một chi bộ"),
        "witness": Text("confirm another office's log", "chứng kiến sổ ghi của đơn vị khác"),
        "keys": Text("make and show keys that sign", "tạo và xem khóa để ký"),
    },
    Text("Connect", "Kết nối"): {
        "subscribe": Text("every event, for other programs", "mọi sự kiện, cho chương trình khác"),
        "cursors": Text("how far each reader has come", "mỗi chương trình nhận đã đọc đến đâu"),
        "schema": Text("what each event looks like", "mô tả dạng của từng sự kiện"),
        "export": Text("entries as they are recorded", "xuất các mục đúng như đã ghi"),
    },
    Text("Maintain", "Quản lý sổ ghi"): {
        "init": Text("create a log", "tạo sổ ghi mới"),
        "config": Text(
            "the office and other settings of a log", "đơn vị và cài đặt khác của sổ ghi"
        ),
        "doctor": Text("check the log and this machine", "kiểm tra sổ ghi và máy này"),
        "projections": Text("how far each view has come", "các bảng tính sẵn đã đến đâu"),
        "replay": Text("fold the whole log again", "tính lại toàn bộ sổ ghi"),
        "backup": Text("copy the log while it is written", "sao chép sổ ghi khi đang dùng"),
        "restore": Text("put a copy in the log's place", "phục hồi sổ ghi từ bản sao"),
        "completion": Text("complete lines in the shell", "gợi ý lệnh khi bấm Tab"),
        "demo": Text("play the season of Gia Thụy", "chạy thử đợt đại hội Gia Thụy"),
    },
}
COMMANDS = {name: label for section in SECTIONS.values() for name, label in section.items()}
LONGEST_WAIT = 86_400
"""A day, in seconds."""
COMPLETING = "_CONGRESS_COMPLETE"
"""Set by the shell while it completes a line."""


class Program(NamedGroup):
    """The commands of the program; each is imported when it is called, not when it is listed."""

    names = aliases.COMMANDS
    more_labels = COMMANDS

    def known(self) -> list[str]:
        """Return the names in the order in which people meet them."""
        return list(COMMANDS)

    def made(self, _: click.Context, name: str) -> click.Command:
        """Import and return one command."""
        command: click.Command = import_module(f"console.commands.{name}").command
        if COMPLETING in os.environ:
            from console.completion import attach

            attach(command)
        return command

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the commands by what people want to do."""
        for title, section in SECTIONS.items():
            yield say(*title), list(section)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command without importing any of them."""
        from console.completion import commands

        found = [] if incomplete[:1] == "-" else commands(incomplete, COMMANDS)
        return found or super().shell_complete(ctx, incomplete)


def program() -> click.Group:
    """Return the command line."""

    @worded.group(
        cls=Program,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 98},
        help=Text(
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
    @worded.option(
        "--log",
        "log_path",
        metavar="FILE",
        envvar="CONGRESS_LOG",
        default="congress.db",
        show_default=True,
        help=Text("The log. Also: CONGRESS_LOG.", "Tệp sổ ghi. Có thể đặt CONGRESS_LOG."),
    )
    @worded.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        envvar="CONGRESS_LANG",
        help=Text(
            "Language of messages. Also: CONGRESS_LANG.", "Ngôn ngữ. Có thể đặt CONGRESS_LANG."
        ),
    )
    @wait_option()
    @version_option()
    @click.pass_context
    def congress(ctx: click.Context, log_path: str, lang: str | None, wait: float) -> None:
        ctx.obj = {"log": log_path, "language": lang, "wait": wait}

    return congress


def version_option() -> Callable[[Any], Any]:
    """Return --version."""
    return worded.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help=Text("Show the version.", "Xem phiên bản."),
    )


def wait_option() -> Callable[[Any], Any]:
    """Return --wait."""
    return worded.option(
        "--wait",
        metavar="SECONDS",
        type=float,
        envvar="CONGRESS_WAIT",
        default=60.0,
        callback=_seconds,
        help=Text(
            "How long to wait while another program records (default 60). Also: CONGRESS_WAIT.",
            "Đợi bao lâu khi chương trình khác đang ghi (mặc định 60). Có thể đặt CONGRESS_WAIT.",
        ),
    )


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version and leave."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version as installed

        click.echo(f"congress {installed('congress')}")
        ctx.exit()


def _seconds(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    """Return how long to wait; raises BadParameter for what no clock shows."""
    if not 0 <= value <= LONGEST_WAIT:
        text = say(f"0 to {LONGEST_WAIT} seconds.", f"từ 0 đến {LONGEST_WAIT} giây.")
        raise click.BadParameter(text, ctx, parameter)
    return value
