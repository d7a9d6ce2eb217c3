"""Commands and groups of the command line that are made from forms, not written by hand."""

import shlex
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import click

from application.congresses.forms import areas
from application.congresses.forms.areas import Offering
from application.congresses.forms.form import Field, Form, kinds_of
from application.congresses.forms.members import Member
from application.congresses.forms.words import PARTS, sample
from console import completion, worded
from console.forms import common
from console.groups import NamedGroup, hyphened
from console.language import language, say
from console.packaged import lifecycles
from workflows.labels import called

Run = Callable[[click.Context, str, Form, dict[str, Any]], None]


class FieldOption(worded.Option):
    """An option made from a field; its help shows one of its names."""

    def __init__(self, field: Field) -> None:
        self._shown = field.option
        yes = field.member.kind == "yes"
        names = [f"{name}/--no-{name[2:]}" if yes else name for name in field.options]
        super().__init__(
            [field.key, *names],
            metavar=None if yes else _metavar(field.member),
            default=None,
            multiple=field.member.many,
            shell_complete=_choices(field.member),
        )
        self._label = field.label

    def said(self) -> str:
        """Return what the field is called."""
        return self._label.say(language())

    def get_help_record(self, _: click.Context) -> tuple[str, str]:
        """Return the row of the help."""
        name = self._shown
        if self.is_bool_flag:
            return f"{name} / --no-{name[2:]}", self.help or ""
        repeated = say("; may be repeated", "; có thể ghi nhiều lần") if self.multiple else ""
        return f"{name} {self.metavar}", (self.help or "") + repeated


class FormCommand(worded.WordedCommand):
    """A command whose options are the members of a payload."""

    def __init__(self, shown: str, name: str, form: Form, run: Run) -> None:
        self._fields = [FieldOption(field) for field in form.fields]
        self._common = common.options()
        super().__init__(
            name,
            params=[*self._fields, *self._common],
            context_settings={"token_normalize_func": normal},
            short_help=_label(name),
        )
        self._run, self._form, self._called = run, form, shown

    def said(self) -> str:
        """Return what the command does, with an example."""
        return worded.placed(_help(self._called, str(self.name), self._form))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; an option that does not exist is answered with the one probably meant."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise unknown_option(error, self, ctx) from None

    def invoke(self, ctx: click.Context) -> None:
        """Hand what was written over."""
        self._run(ctx, str(self.name), self._form, ctx.params)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what is recorded first, then what every command has."""
        sections: list[tuple[str, list[Any]]] = [
            (say("What is recorded", "Nội dung ghi"), self._fields),
            (say("Options", "Tùy chọn"), [*self._common, self.get_help_option(ctx)]),
        ]
        for title, params in sections:
            rows = [row for param in params if (row := param.get_help_record(ctx))]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class FormGroup(NamedGroup):
    """The commands of one lifecycle, with their Vietnamese names; each is made when called.

    `shown` is how the group is called in examples; `more` are commands made by hand.
    """

    shown = ""
    area = ""
    """That of the lifecycle whose commands these are."""

    def record(self, ctx: click.Context, name: str, form: Form, written: dict[str, Any]) -> None:
        """Record what was written in the form of one command."""
        raise NotImplementedError

    def workflows(self) -> Offering:
        """Return all lifecycles that are addressed as this one."""
        known = lifecycles()
        return known.at(known.by_area[self.area].address)

    def known(self) -> list[str]:
        """Return the names as the contract spells them."""
        return [*self.more, *areas.names(self.workflows())]

    def label(self, name: str) -> str:
        """Return what a command is called."""
        return super().label(name) if name in self.more else _label(name)

    def made(self, ctx: click.Context, name: str) -> click.Command:
        """Return a command, made of the form of its payload."""
        if name in self.more:
            return super().made(ctx, name)
        payloads = areas.owner(self.workflows(), name).payloads
        form = Form(payloads[areas.parted(name)[1]], kinds_of(payloads.values()))
        command = FormCommand(self.shown, name, form, self.record)
        if ctx.resilient_parsing:
            completion.attach(command)
        return command


def normal(text: str) -> str:
    """Return an option as it is compared: --attendance.official_on_roll has hyphens only."""
    return text.replace("_", "-").replace(".", "-")


def unknown_option(
    error: click.NoSuchOption, command: click.Command, ctx: click.Context
) -> click.UsageError:
    """Return the error in the user's words, with the option that was probably meant."""
    known = [name for param in command.get_params(ctx) for name in param.opts]
    close = get_close_matches(normal(error.option_name), known, n=1)
    hint = say(f" Did you mean {close[0]}?", f" Có phải {close[0]}?") if close else ""
    return click.UsageError(
        say(
            f"There is no option {error.option_name}.{hint}",
            f"Không có tùy chọn {error.option_name}.{hint}",
        ),
        ctx,
    )


def example(shown: str, name: str, form: Form) -> str:
    """Return a command line that gives every member that is needed."""
    wanted = {field for fault in form.faults({}) for field in fault.fields}
    words = []
    for field in form.fields:
        if field in wanted:
            words += [field.option, sample(field.path)]
    if name == "open_campaign":
        words = ["--campaign", "gia-thuy-2017", *words]
    return " ".join([shown, hyphened(name), *(shlex.quote(word) for word in words if word)])


def _help(shown: str, name: str, form: Form) -> str:
    label = _label(name)
    written = example(shown, name, form)
    examples = f"\b\n{say('Example:', 'Ví dụ:')}\n  {written}"
    asked = say(
        "What is missing is asked for on a terminal.", "Trên màn hình, còn thiếu gì sẽ được hỏi."
    )
    return f"{label[0].upper()}{label[1:]}. {asked}\n\n{examples}"


def _label(name: str) -> str:
    return called(areas.parted(name)[1]).say(language())


def _metavar(member: Member) -> str:
    if member.kind == "group":
        needed = [PARTS[part.name].say(language()) for part in member.members if part.required]
        form = "=".join(needed) if len(needed) <= 2 else " | ".join(needed)  # noqa: PLR2004
        return f"{say('TEXT', 'CHỮ')}|{form}" if member.plain else form
    if member.choices:
        return "|".join(member.choices) + (say("|ID,…", "|MÃ,…") if member.many else "")
    names = {
        "number": say("N", "SỐ"),
        "day": say("DATE", "NGÀY"),
        "word": say("ID", "MÃ"),
        "any": say("VALUE", "GIÁ_TRỊ"),
    }
    listed = ",…" if member.many and member.kind == "word" else ""
    return names.get(member.kind, say("TEXT", "CHỮ")) + listed


def _choices(
    member: Member,
) -> Callable[[click.Context, click.Parameter, str], list[str]] | None:
    """Complete the words that a member may be; branches are completed from the log elsewhere."""
    if not member.choices or member.many:
        return None
    return lambda _, __, incomplete: [w for w in member.choices if w.startswith(incomplete)]
