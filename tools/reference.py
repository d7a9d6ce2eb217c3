"""Write docs/reference/ from the code, or say where it differs: python -m tools.reference."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from application.congresses.packaged import lifecycles
from console.exit_codes import EXIT_CODES, OF_PROBLEMS
from console.language import speaking
from console.program import program
from tools.contract_pages import codes, envelopes, table
from tools.drawing import draw
from tools.engine_page import engine_page
from tools.released import AlteredError, released
from workflows.labels import LABELS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
POLICY = "vn-2017"
Option = tuple[str, str]
"""How an option is written, and what it does."""
MADE = "\n<!-- made by `make reference`; do not edit -->\n"


def pages() -> dict[str, str]:
    """Return every file of the reference by its name."""
    seasons = lifecycles()
    policy = seasons.parse_policy(seasons.policies[POLICY])
    drawings = {
        f"{workflow.definition.name}.svg": draw(workflow.definition, LABELS)
        for workflow in seasons.workflows
    }
    written = {
        "commands.md": commands(),
        "envelopes.md": envelopes(seasons),
        "codes.md": codes(seasons, policy),
        "exit-codes.md": exit_codes(),
        "engine.md": engine_page(),
        "released-texts.md": released(_there("released-texts.md")),
    }
    return {name: text + MADE for name, text in written.items()} | drawings


def _there(name: str) -> str:
    path = FOLDER / name
    return path.read_text("utf-8") if path.exists() else ""


def commands() -> str:
    """Return the page of the command line."""
    with speaking("en"):
        return _commands(program())


def _commands(program: click.Group) -> str:
    lines = ["# The command line", "", "`congress --lang vi …` says all of this in Vietnamese."]
    for context in _contexts(click.Context(program, info_name="congress")):
        lines += _command(context)
    return re.sub("\n{3,}", "\n\n", "\n".join([*lines, ""]))


def _contexts(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command and of all below it."""
    yield context
    for below in _below(context):
        yield from _contexts(below)


def _below(context: click.Context) -> Iterator[click.Context]:
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command is not None and not command.hidden:
                yield click.Context(command, info_name=name, parent=context)


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    pieces = " ".join(command.collect_usage_pieces(context))
    yield from ("", f"## `{context.command_path} {pieces}`", "")
    for paragraph in (command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield from ("```text", *paragraph[2:].splitlines(), "```", "")
        else:
            yield from (" ".join(paragraph.split()), "")
    said = _shared(context.parent) if context.parent else []
    yield from _options("option", [option for option in _records(context) if option not in said])
    if isinstance(command, click.Group):
        names = ", ".join(f"`{below.info_name}`" for below in _below(context))
        yield from ("", f"Commands: {names}")
        if shared := [option for option in _shared(context) if option not in said]:
            yield ""
            yield from _options("option of every one of them", shared)


def _shared(context: click.Context) -> list[Option]:
    """Return the options that all commands of a group have: they are told once."""
    first, *others = [_records(below) for below in _below(context)]
    return [option for option in first if all(option in other for other in others)]


def _records(context: click.Context) -> list[Option]:
    """Return the options of a command as click words them; arguments stand in its usage."""
    records = (param.get_help_record(context) for param in context.command.get_params(context))
    return [record for record in records if record and record[1]]


def _options(head: str, options: list[Option]) -> list[str]:
    return (
        table((head, "does"), [(f"`{name}`", text) for name, text in options]) if options else []
    )


def exit_codes() -> str:
    """Return the page of exit codes, with the errors of the log that lead to each."""
    errors = OF_PROBLEMS
    rows = [
        (
            str(code),
            text.en,
            text.vi,
            ", ".join(f"`{name}`" for name in sorted(errors) if errors[name] == code),
        )
        for code, text in EXIT_CODES.items()
    ]
    head = ["# Exit codes", "", "Answers go to stdout, errors to stderr.", ""]
    return "\n".join([*head, *table(("code", "English", "Vietnamese", "errors"), rows), ""])


def differing() -> list[str]:
    """Return the names of the files that are not what the code gives, and of those it does not."""
    wanted = pages()
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*") if path.is_file()}
    return sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))


def main() -> None:
    """Write the files, or say why not; with --check only say which differ. Ends with 1 then."""
    try:
        _write_or_check()
    except AlteredError as error:
        sys.exit(str(error))


def _write_or_check() -> None:
    if sys.argv[1:] == ["--check"]:
        if wrong := differing():
            sys.exit(f"not what the code gives: {', '.join(wrong)}; run 'make reference'")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()  # before anything goes: one page is made from what is there
    for name in differing():
        (FOLDER / name).unlink(missing_ok=True)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
