"""`congress person import`: a whole list of names, or none of it."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import click

from console import worded
from console.asking import on_terminal
from console.exit_codes import USAGE
from console.failures import exit_code, explain
from console.forms.spreadsheet import Fault, tell_faults
from console.language import language, say
from console.output import emit_object, output_option
from console.people.common import (
    actor_option,
    asking,
    people_of,
    recorded_at_option,
    time_of,
)
from console.people.name_list import NameList, read_names
from console.terminal import bar
from event_store.errors import LogError
from event_store.people.commitment import SALT, Secret, secret
from event_store.people.errors import PersonErasedError, PersonExistsError
from event_store.people.mentions import NameInTextError
from event_store.people.people import People, PeopleTransaction
from event_store.words import Text

KEY = 16
"""Digits of a digest that are enough to tell one list from another."""
CHUNK = 500
"""Names that are kept at a time."""


class Taken(NamedTuple):
    """A fault that stands in the log or in the files beside it, not in the list."""

    fault: Fault
    exit_code: int


@worded.command(
    "import",
    help=Text(
        "Register everybody in FILE, a list saved as CSV UTF-8, or nobody: all faults of all rows "
        "are told at once. The columns ref and name are needed (headings in Vietnamese will do); "
        "every other column is a particular. Delete the file afterwards: it is not "
        "encrypted.\n\n"
        "\b\nExamples:\n"
        "  congress person import names.csv --dry-run\n"
        "  congress person import names.csv",
        "Ghi danh mọi người trong FILE (danh sách lưu dạng CSV UTF-8), hoặc không ghi ai: mọi lỗi "
        "của mọi dòng được báo một lần. Cần có cột mã và cột họ và tên; mỗi cột khác là một mục "
        "lý lịch. Xong thì hãy xóa tệp: tệp không được mã hóa.\n\n"
        "\b\nVí dụ:\n"
        "  congress person nap-danh-sach ten.csv --dry-run\n"
        "  congress person nap-danh-sach ten.csv",
    ),
)
@worded.argument("file", type=click.File("rb", lazy=False))
@worded.option(
    "--dry-run", is_flag=True, help=Text("Check, record nothing.", "Chỉ xét, không ghi.")
)
@actor_option
@recorded_at_option
@output_option()
@click.pass_context
def import_(
    context: click.Context,
    file: BinaryIO,
    dry_run: bool,
    actor: str | None,
    recorded_at: str | None,
    output: str,
) -> None:
    """Register a list of persons."""
    who, at = asking(actor), time_of(context, recorded_at)
    found = read_names(file.read())
    correlation = _correlation(found)
    with people_of(context, read_only=dry_run) as people:
        if dry_run or found.faults:
            taken = _taken(found, people)
        else:
            with people.writing(at) as tx:
                taken = _taken(found, tx)
                if not taken:
                    _register(tx, found, who, correlation)
    answer = _answer(found, taken, correlation, dry_run=dry_run)
    emit_object(answer, output, lambda: _show(answer))
    context.exit(answer["exit_code"])


def _correlation(found: NameList) -> str:
    """Return what groups the entries: of the references alone, for names could be guessed."""
    refs = "\n".join(sorted(found.seen))
    return f"import-{hashlib.sha256(refs.encode()).hexdigest()[:KEY]}"


def _taken(found: NameList, people: People | PeopleTransaction) -> list[Taken]:
    """Return a fault for everything that stands against a reference, with its exit code."""
    persons = [(ref, found.rows[row].get("name", "")) for ref, row in found.seen.items()]
    rows = list(found.seen.values())
    return [
        Taken(Fault(rows[number], found.headed("ref"), _told(error)), exit_code(error))
        for number, error in people.refusals(persons)
    ]


def _told(error: LogError) -> str:
    """Return why a reference cannot be registered, without a name that it may hold."""
    if isinstance(error, PersonExistsError):
        return say(f"{error.ref} is registered already", f"{error.ref} đã được ghi danh")
    if isinstance(error, PersonErasedError):
        return say(
            f"{error.ref} was erased: take a new one",
            f"{error.ref} đã bị xóa tên: hãy dùng mã mới",
        )
    if isinstance(error, NameInTextError):
        return say(
            "holds somebody's full name, and references go into the log: take another, like m-014",
            "có họ tên của một người, mà mã thì ghi vào sổ: hãy dùng mã khác, ví dụ m-014",
        )
    return explain(error, language())


def _register(tx: PeopleTransaction, found: NameList, actor: str, correlation: str) -> None:
    progress: AbstractContextManager[Any] = nullcontext()
    if on_terminal() and len(found.rows) > CHUNK:
        progress = bar(len(found.rows), say("recording", "đang ghi"))
    values = _secrets(found)
    with progress as shown:
        while chunk := list(islice(values, CHUNK)):
            tx.register(chunk, actor=actor, draw=secrets.token_bytes, correlation=correlation)
            if shown is not None:
                shown.update(len(chunk))


def _secrets(found: NameList) -> Iterator[Secret]:
    for members in found.rows.values():
        rest = {key: text for key, text in members.items() if key not in ("ref", "name")}
        yield secret(members["ref"], members["name"], rest, secrets.token_bytes(SALT))


def _answer(
    found: NameList, taken: list[Taken], correlation: str, *, dry_run: bool
) -> dict[str, Any]:
    every = sorted([*found.faults, *(one.fault for one in taken)], key=lambda fault: fault.row)
    refused = max((one.exit_code for one in taken), default=0)
    return {
        "outcome": "refused" if every else "accepted",
        "dry_run": dry_run,
        "correlation": correlation,
        "persons": len(found.rows),
        "recorded": 0 if every or dry_run else len(found.rows),
        "faults": [{"row": f.row, "column": f.column, "message": f.message} for f in every],
        "exit_code": USAGE if found.faults else refused,
    }


def _show(answer: dict[str, Any]) -> None:
    if answer["faults"]:
        tell_faults(Fault(**fault) for fault in answer["faults"])
        return
    click.echo(
        say(
            f"{answer['persons']} persons: {answer['recorded']} recorded "
            f"({answer['correlation']}).",
            f"{answer['persons']} người: đã ghi {answer['recorded']} ({answer['correlation']}).",
        )
    )
    if answer["dry_run"]:
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)
