"""`congress person`: the names behind references, kept beside the log."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

import click

from console import aliases, worded
from console.groups import NamedGroup
from event_store.words import Text

PLACES = {
    "add": ("adding", "add"),
    "correct": ("adding", "correct"),
    "import": ("importing", "import_"),
    "show": ("looking", "show"),
    "list": ("listing", "list_"),
    "disclose": ("looking", "disclose"),
    "erase": ("erasing", "erase"),
    "hold": ("erasing", "hold"),
    "release": ("erasing", "release"),
    "grant": ("deciding", "grant"),
    "revoke": ("deciding", "revoke"),
    "decisions": ("deciding", "decisions"),
    "access": ("listing", "access"),
    "check": ("listing", "check"),
}
"""The module and the name of each command, imported when it is called."""


def _command(module: str, name: str) -> click.Command:
    found: click.Command = vars(import_module(f"console.people.{module}"))[name]
    return found


class PersonCommands(NamedGroup):
    """The commands about persons."""

    names = aliases.PERSON
    more: dict[str, Callable[[], click.Command]] = {
        name: partial(_command, *place) for name, place in PLACES.items()
    }
    more_labels = {
        "add": ("register a person", "ghi danh một người"),
        "correct": ("correct a name", "sửa tên"),
        "import": ("register a list of persons", "ghi danh theo danh sách"),
        "show": ("the name behind a reference", "xem tên của một mã"),
        "list": ("all persons, without names", "mọi người, không có tên"),
        "disclose": ("what opens a commitment, for an auditor", "công bố tên cho người kiểm tra"),
        "erase": ("erase a name for good", "xóa hẳn một tên"),
        "hold": ("keep a name from being erased", "giữ tên, không cho xóa"),
        "release": ("release a hold", "thôi giữ tên"),
        "grant": ("let somebody see names", "cho xem tên"),
        "revoke": ("let somebody see names no more", "thôi cho xem tên"),
        "decisions": ("who may see names, what is held", "ai được xem tên, tên nào đang giữ"),
        "access": ("who looked at names", "ai đã xem tên"),
        "check": ("compare names and log", "đối chiếu tên với sổ ghi"),
    }


@worded.group(
    cls=PersonCommands,
    no_args_is_help=True,
    subcommand_metavar="COMMAND [OPTIONS]",
    help=Text(
        "Names and particulars of people. The log knows references only (m-014); names lie beside "
        "it, encrypted under one key a person, and can be erased without changing a proof. Who "
        "looks at a name is recorded.\n\n"
        "\b\nExamples:\n"
        "  congress person add m-014 --name 'Người Mẫu'\n"
        "  congress person import names.csv --dry-run\n"
        "  congress person list\n"
        "  congress person erase --help",
        "Họ tên và mục lý lịch. Sổ ghi chỉ có mã (m-014); tên nằm bên cạnh, mã hóa riêng cho từng "
        "người, và xóa được mà không thay đổi chứng cứ nào. Ai xem tên đều được ghi lại. Tên lệnh "
        "tiếng Việt không dấu ghi trong ngoặc.\n\n"
        "\b\nVí dụ:\n"
        "  congress person ghi-ten m-014 --name 'Người Mẫu'\n"
        "  congress person nap-danh-sach ten.csv --dry-run\n"
        "  congress person danh-sach\n"
        "  congress person xoa --help",
    ),
)
def command() -> None:
    """Commands about persons."""
