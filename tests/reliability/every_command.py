"""Every command of the program with its smallest valid arguments, taken from the program itself.

A command that is new is found here without being listed; an argument that it needs and that has
no value yet is named.
"""

from collections.abc import Iterator
from typing import Any

import click

from console.language import speaking
from console.program import program as whole_program

BRANCH = "TDP-08"
REF, NAME = "m-014", "Người Mẫu Mười Bốn"
KEY = "safe/log.key"
WITNESS_KEY = "safe/witness.key"
REQUEST = "safe/request.txt"
TIME = "2031-08-01T08:00:00+07:00"
"""When it is recorded: the season is a practice log, whose commands bring their own time."""

VALUES = {
    "branch": BRANCH,
    "folder": "schemas",
    "ref": REF,
    "refs": REF,
    "request": REQUEST,
    "shell": "bash",
    "span": "2017-08-01..2017-08-31",
    "subject": "op:clerk",
    "words": "chi",
    "--authority": "Đảng ủy phường",
    "--document": "12-QĐ/ĐU",
    "--for": "reported",
    "--key": KEY,
    "--out": "made.json",
    "--reason": "theo yêu cầu",
}
"""What is given for an argument, or for an option that a command cannot do without."""
FILES = {
    "apply": "more.jsonl",
    "backup": "copy.db",
    "person import": "names.csv",
    "campaign register-branches": "branches.csv",
    "restore": "whole.db",
}
"""The files that commands read or make."""
FIELDS = {
    "--heading": "goals",
    "--tag": "missing_forecast",
    "--note": "ghi chú",
    "--planned-on": "2017-08-10",
    "--place": "Nhà văn hóa",
    "--due-on": "2017-08-20",
    "--acknowledged-on": "2017-08-10",
    "--to": "2017-08-30",
    "--reason": "theo yêu cầu",
    "--document": "12-QĐ/ĐU",
    "--number": "5",
    "--received-on": "2017-09-01",
    "--subject": "kết quả bầu cử",
    "--post": "deputy",
    "--ref": REF,
    "--authority": "Đảng ủy phường",
    "--kind": "minutes",
    "--date": "2017-09-01",
    "--branch": BRANCH,
    "--name": "Chi bộ Tổ dân phố 8",
    "--official": "20",
    "--deadline": "2017-09-30",
    "--target-position": "40",
    "--into": "TDP-05",
    "--outcome": "upheld",
    "--convened": "20",
    "--present": "18",
    "--members-reached": "90",
    "--members-total": "100",
}
"""What is given for a field of a form, where a command has such a field."""
ONCE_MORE = {
    "person add": ["--name", "Người Mẫu Mười Lăm"],
    "person correct": ["--name", "Người Mẫu Mười Sáu"],
    "person show": ["--actor", "op:test"],
    "person disclose": ["--actor", "op:test"],
    "person erase": ["--yes"],
    "person revoke": [],
    "export": ["--known-at", "2017-09-01"],
    "wait": ["--timeout", "1s"],
    "witness sign": ["--key", WITNESS_KEY],
    "keys new": ["--key", "safe/new.key", "--name", "logs.example/new"],
    "demo": ["--log", "played.db"],
}
"""Further arguments of commands; an option that is given here is not given again."""
SUBJECTS = {"person add": "m-015", "person revoke": "op:test"}
"""The first argument of commands to which what others are given does not apply."""
VARIANTS = (
    ("apply", "more.jsonl", "--dry-run"),
    ("apply", "more.jsonl", "--atomic"),
    ("attempts", "-o", "json"),
    ("checkpoint", "--key", KEY),
    ("checkpoint", "--request", "made.txt"),
    ("config", "actor"),
    ("config", "actor", "op:other"),
    ("config", "--unset", "actor"),
    ("cursors", "--forget", "web"),
    ("doctor", "-o", "json"),
    ("officers", "--names", "--actor", "op:test"),
    ("person", "check", "--repair", "--recorded-at", TIME),
    ("projections", "--prune"),
    ("prove", BRANCH, "--out", "made.json", "--disclose", REF, "--actor", "op:test"),
    ("replay", "--check"),
    ("show", BRANCH, "--names", "--actor", "op:test"),
    ("status", "-o", "csv"),
    ("subscribe", "--name", "web"),
    ("verify", "--full"),
)
"""Calls that use other files than the plain call of the same command."""
TERMINAL = ("watch",)
"""Commands that run until somebody ends them, and only on a terminal."""

Words = tuple[str, ...]


def every_command() -> list[Words]:
    """Return a call of each command, and the variants."""
    with speaking("en"):
        program = whole_program()
        context = click.Context(program, obj={"log": "season.db"})
        found = list(_below(program, (), context))
    return [words for words in found if words[0] not in TERMINAL] + list(VARIANTS)


def _below(group: click.Group, above: Words, context: click.Context) -> Iterator[Words]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        given = _given((*above, name), command)
        if isinstance(command, click.Group):
            below = click.Context(command, parent=context, info_name=name)
            yield from _below(command, (*above, name, *given), below)
        else:
            yield (*above, name, *given)


def _given(path: Words, command: click.Command) -> Iterator[str]:
    """Yield the arguments that a command needs; raises AssertionError for one without a value."""
    called = " ".join(word for word in path if word != BRANCH)
    more = ONCE_MORE.get(called, [])
    recorded = called.split()[0] in ("advance", "campaign")
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            if parameter.required or parameter.name == "branch":
                yield _value(called, str(parameter.name))
        elif not set(parameter.opts) & set(more):
            yield from _option(called, parameter, fields=recorded)
    yield from more


def _option(called: str, option: click.Parameter, *, fields: bool) -> Iterator[str]:
    name = option.opts[0]
    if name == "--recorded-at":
        yield from (name, TIME)
    elif fields and name == "--on":
        yield from (name, "2017-09-20")
    elif fields and name in FIELDS and type(option).__name__ == "FieldOption":
        yield from (name, FIELDS[name])
    elif option.required:
        yield from (name, _value(called, name))


def _value(called: str, name: str) -> str:
    known: dict[str, Any] = {**VALUES, "file": FILES.get(called), "command": None}
    if name in ("ref", "subject") and called in SUBJECTS:
        return SUBJECTS[called]
    value = known.get(name)
    assert value, f"'{called}' needs {name}: give it a value in {__name__}.VALUES"
    return str(value)
