"""Names in what other commands print: on request, if granted, and recorded; else references."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from console import worded
from console.actors import VARIABLE as ACTOR_VARIABLE
from console.language import say
from event_store.log import Log
from event_store.people.standing import erased_in
from event_store.words import Text

ERASED = "[đã xoá]"
"""What stands for a name that was erased, in both languages."""
ASKED_BY = Text(
    f"Who asks. Also: {ACTOR_VARIABLE}; else as 'congress config' says.",
    f"Ai yêu cầu. Có thể đặt {ACTOR_VARIABLE}; nếu không, theo 'congress config'.",
)
ASKED_FOR = Text("Why names are needed; kept with the look.", "Vì sao cần xem tên; được lưu kèm.")
VARIABLE = "CONGRESS_NAMES"
_KEPT = "console.people.names."
Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Names:
    """How persons are called in one answer; `wanted` if names were asked for at all."""

    names: Mapping[str, str]
    erased: frozenset[str]
    wanted: bool

    def called(self, ref: str) -> str:
        """Return how people read a reference: with its name, as erased, or alone."""
        if ref in self.names:
            return f"{self.names[ref]} ({ref})"
        return f"{ref} {ERASED}" if ref in self.erased else ref

    def of(self, refs: Iterable[str]) -> dict[str, str | None]:
        """Return the names of some persons by reference."""
        return {ref: self.name(ref) for ref in refs}

    def name(self, ref: str) -> str | None:
        """Return the name alone, None if it is not known here."""
        return ERASED if ref in self.erased else self.names.get(ref)


def names_option(command: Command) -> Command:
    """Add --names, --actor and --reason, which `names_in` takes into account."""
    names = _kept(
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
        names,
    ):
        command = option(command)
    return command


def names_in(context: click.Context, log: Log, refs: Iterable[str]) -> Names:
    """Return how the persons of an answer are called.

    Whether a name was erased is told to everybody: the log says so.
    """
    refs = list(dict.fromkeys(refs))
    if not context.meta.get(f"{_KEPT}names"):
        return Names({}, erased_in(log, refs), wanted=False)
    return _looked_up(context, log, refs)


def _looked_up(context: click.Context, log: Log, refs: list[str]) -> Names:
    # A command that shows no names starts faster without.
    from console.people.common import asking
    from event_store.people.looking import Asked, look
    from event_store.people.people import People

    who = asking(context.meta[f"{_KEPT}actor"])
    asked = Asked(who, str(context.info_name), context.meta[f"{_KEPT}reason"])
    seen = look(People(log), refs, asked)
    if not seen.granted:
        click.echo(
            say(
                f"Names are not granted to {who}: references are shown, and the refusal was "
                "recorded.",
                f"{who} không được phép xem tên: chỉ hiện mã, và lần từ chối này đã được ghi lại.",
            ),
            err=True,
        )
    return Names(
        {ref: secret.members()["name"] for ref, secret in seen.secrets.items()},
        frozenset(s.ref for s in seen.standings if s.state in ("erased", "erasing")),
        wanted=True,
    )


def add_names(rows: Iterable[dict[str, Any]], names: Names) -> None:
    """Add the member `person_name` to rows that have a `ref`, if names were asked for."""
    if names.wanted:
        for row in rows:
            row["person_name"] = names.name(row["ref"])


def _kept(name: str, **attributes: Any) -> Callable[[Command], Command]:
    return worded.option(name, expose_value=False, callback=_keep, **attributes)


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"{_KEPT}{parameter.name}"] = value
