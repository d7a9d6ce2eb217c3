"""Asking on a terminal for what a command still needs."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import click

from application.congresses.forms.form import NOTHING, Field, FieldFault, Form, complete, get, put
from application.congresses.forms.members import Member, Path
from application.congresses.forms.values import ValueFault, day, number, pairs, value, yes
from application.congresses.forms.words import PARTS, spoken, word
from console.language import language, say
from event_store.words import Text

T = TypeVar("T")
NEEDED = Text("this is needed", "phần này bắt buộc")


def on_terminal() -> bool:
    """Say whether somebody is there to be asked: input and messages are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Interview:
    """Asks for what is missing, and again for what is wrong, until the data is complete.

    `defaults` are texts, by the last name of a member, that Enter stands for; `papers` the
    kinds of documents that are still wanted.
    """

    def __init__(self, form: Form, defaults: Mapping[str, str], papers: list[str]) -> None:
        self._form = form
        self._defaults = defaults
        self._papers = papers
        self._asked: set[Path] = set()
        self.any = False

    def fill(self, data: dict[str, Any], faults: list[FieldFault]) -> None:
        """Ask until `data` is complete, beginning with `faults`."""
        while faults:
            for fault in faults:
                if not fault.fields:
                    raise click.UsageError(fault.say(language()))
                if not fault.missing:
                    what = fault.say(language())
                    click.echo(say(f"Wrong: {what}.", f"Chưa đúng: {what}."), err=True)
                    self._forget(data, fault)
            wanted = {field for fault in faults for field in fault.fields}
            if all(fault.missing for fault in faults):
                wanted |= self._choices(data, wanted)
            self._fields(data, wanted)
            faults = self._form.faults(data)

    def day(self) -> str | None:
        """Ask when it happened; None is today."""
        label = say("day on which it happened (Enter = today)", "ngày diễn ra (Enter = hôm nay)")
        return answered(label, lambda text: day(text) if text else None)

    def _forget(self, data: dict[str, Any], fault: FieldFault) -> None:
        for field in fault.fields:
            above = get(data, field.path[:-1])
            if isinstance(above, dict):
                above.pop(field.path[-1], None)

    def _fields(self, data: dict[str, Any], wanted: set[Field]) -> None:
        for field in self._form.fields:
            if field not in wanted:
                continue
            found = self._field(field)
            if found is not NOTHING:
                put(data, field.path, found)
            if field.member.kind == "choice" and not field.member.required:
                left = self._form.faults(data)
                self._fields(data, {f for fault in left for f in fault.fields} - {field})
                return
        self._blanks(data, wanted)

    def _choices(self, data: dict[str, Any], wanted: set[Field]) -> set[Field]:
        """Choices that decide what else is needed come first: the basis of a pilot's congress."""
        if all(field.member.required and len(field.path) == 1 for field in wanted):
            return set()
        return {
            field
            for field in self._form.fields
            if field.member.kind == "choice"
            and not field.member.required
            and field.path not in self._asked
            and get(data, field.path) is NOTHING
        }

    def _field(self, field: Field) -> Any:
        self.any = True
        self._asked.add(field.path)
        if field.member.kind == "group" and field.member.many:
            return self._items(field)
        default = self._defaults.get(field.path[-1], "")
        hint = f"{_hint(field)} [{default}]" if default else _hint(field)
        return answered(
            f"{field.label.say(language())}{hint}", lambda text: _read(field, text or default)
        )

    def _items(self, field: Field) -> list[Any]:
        """Ask for the items of a list, for wanted papers first, until an empty line."""
        found: list[Any] = []
        if field.path[-1] == "documents":
            for kind in self._papers:
                found += answered(_paper(kind), partial(_numbered, field, kind))
        label = f"{field.label.say(language())}{_hint(field)}"
        while more := answered(
            f"{label} {say('(Enter = no more)', '(Enter = hết)')}",
            lambda text: value(field.member, (text,)) if text else [],
        ):
            found += more
        return found

    def _blanks(self, data: dict[str, Any], wanted: set[Field]) -> None:
        """Ask once for sections that may stay empty, beside the fields just asked for."""
        complete(self._form.members, data)
        for field in sorted(wanted, key=lambda each: len(each.path)):
            for member in self._form.beside(field):
                path = (*field.path[:-1], member.name)
                if path in self._asked or get(data, path) not in ({}, NOTHING):
                    continue
                self._asked.add(path)
                put(data, path, _section(path, member))


def _section(path: Path, member: Member) -> dict[str, Any]:
    """Ask for a section that may stay empty: nobody, its parts in one line, or one by one."""
    names = ", ".join(f"{part.name}=1" for part in member.members)
    hint = say(
        f"Enter = nobody, y = ask for each; or {names}",
        f"Enter = không có ai, c = hỏi từng loại; hoặc {names}",
    )
    label = f"{word(path).say(language())} ({hint})"
    found = answered(label, partial(_all_or_pairs, member))
    if found is not None:
        return found
    counts = {
        part.name: answered(
            f"  {word((*path, part.name)).say(language())} [0]",
            lambda text: number(text) if text else 0,
        )
        for part in member.members
    }
    return {name: count for name, count in counts.items() if count}


def _all_or_pairs(member: Member, text: str) -> dict[str, Any] | None:
    return None if text and "=" not in text and yes(text) else pairs(member.members, text)


def answered(label: str, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read; raises Abort when the input ends."""
    while True:
        text = _line(f"{label}: ")
        try:
            return read(text)
        except ValueFault as error:
            click.echo(f"  {error.text.say(language()).rstrip('.')}.", err=True)


def confirmed(question: str) -> bool:
    """Ask for a yes or no; Enter is yes."""
    hint = say("[Y/n]", "[C/k]")
    return answered(f"{question} {hint}", lambda text: yes(text) if text else True)


def _line(prompt: str) -> str:
    click.echo(prompt, nl=False, err=True)
    sys.stderr.flush()
    text = sys.stdin.readline()
    if not text:
        click.echo(err=True)
        raise click.Abort
    return text.strip()


def _read(field: Field, text: str) -> Any:
    if text:
        return value(field.member, (text,))
    if field.member.many and field.member.kind == "word" and not field.member.choices:
        return []
    if not field.member.required:
        return NOTHING
    raise ValueFault(NEEDED)


def _paper(kind: str) -> str:
    return say(f"{kind}: its number (Enter = not yet)", f"{kind}: số (Enter = chưa có)")


def _numbered(field: Field, kind: str, text: str) -> list[Any]:
    return list(value(field.member, (f"{kind}={text}",))) if text else []


def _hint(field: Field) -> str:
    member = field.member
    if member.choices and not member.many:
        said = []
        for name in member.choices:
            text = spoken(name)
            said.append(f"{name} = {text.say(language())}" if text else name)
        end = "" if member.required else say("; Enter = none", "; Enter = không")
        return f" ({', '.join(said)}{end})"
    if member.kind == "group":
        needed = [PARTS[p.name].say(language()).lower() for p in member.members if p.required]
        return f" ({' | '.join(needed)})" if len(needed) > 2 else f" ({'='.join(needed)})"  # noqa: PLR2004
    hints = {
        "day": say(" (20/8/2017)", " (20/8/2017)"),
        "yes": say(" (y/n)", " (c/k)"),
    }
    listed = say(" (commas between them)", " (cách nhau bằng dấu phẩy)") if member.many else ""
    return hints.get(member.kind, listed)
