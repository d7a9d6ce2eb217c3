"""Names in what other commands print: the options that ask for them, and how they are called."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from application.logs import OpenLog
from application.people.names import ERASED, Names, names
from console import worded
from console.actors import VARIABLE as ACTOR_VARIABLE
from console.calling import ASKED, call_of
from event_store.words import Text

__all__ = ["ERASED", "Names", "add_names", "names_in", "names_option"]

ASKED_BY = Text(
    f"Who asks. Also: {ACTOR_VARIABLE}; else as 'congress config' says.",
    f"Ai yêu cầu. Có thể đặt {ACTOR_VARIABLE}; nếu không, theo 'congress config'.",
)
ASKED_FOR = Text("Why names are needed; kept with the look.", "Vì sao cần xem tên; được lưu kèm.")
VARIABLE = "CONGRESS_NAMES"
Command = Callable[..., Any]


def names_option(command: Command) -> Command:
    """Add --names, --actor and --reason, which the call of the command takes into account."""
    flag = _kept(
        "--names",
        is_flag=True,
        envvar=VARIABLE,
        help=Text(
            f"Names beside references, if granted; each look is recorded. Also: {VARIABLE}=1.",
            "Hiện cả tên, nếu được phép xem; mỗi lượt xem đều được ghi lại. Có thể đặt "
            f"{VARIABLE}=1.",
        ),
    )
    for option in (
        _kept("--reason", metavar="TEXT", help=ASKED_FOR),
        _kept("--actor", metavar="A", help=ASKED_BY),
        flag,
    ):
        command = option(command)
    return command


def names_in(context: click.Context, opened: OpenLog, refs: Iterable[str]) -> Names:
    """Return how the persons of an answer are called."""
    return names(opened.log, refs, call_of(context))


def add_names(rows: Iterable[dict[str, Any]], called: Names) -> None:
    """Add the member `person_name` to rows that have a `ref`, if names were asked for."""
    called.add_to(rows)


def _kept(name: str, **attributes: Any) -> Callable[[Command], Command]:
    return worded.option(name, expose_value=False, callback=_keep, **attributes)


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"{ASKED}{parameter.name}"] = value
