"""The options by which names are asked for in what other commands print."""

from collections.abc import Callable
from typing import Any

import click

from console import worded
from console.actors import VARIABLE as ACTOR_VARIABLE
from console.calling import ASKED
from event_store.words import Text

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


def _kept(name: str, **attributes: Any) -> Callable[[Command], Command]:
    return worded.option(name, expose_value=False, callback=_keep, **attributes)


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"{ASKED}{parameter.name}"] = value
