"""Registering a whole list of persons, or none of it."""

from __future__ import annotations

import hashlib
import secrets
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from application.people.actors import actor_of
from application.people.name_list import read_names
from application.spreadsheets import CellFault
from engine.structs import Struct, asdict
from event_store.people.commitment import SALT, secret
from event_store.people.errors import NameInTheWayError, PersonErasedError, PersonExistsError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from application.call import Call
    from application.people.name_list import NameList
    from application.people.persons import Persons
    from application.people.times import When
    from event_store.errors import LogError
    from event_store.people.commitment import Secret
    from event_store.people.people import People, PeopleTransaction

KEY = 16
"""Digits of a digest that are enough to tell one list from another."""
CHUNK = 500
"""Names that are kept at a time."""
RECORDING = Text("recording", "đang ghi")
MALFORMED, REFUSED, INTEGRITY = 2, 3, 6
"""What the contract calls a list with errors, one that is refused, and one that contradicts the
files beside the log."""
NAME = Text(
    "holds somebody's full name, and references go into the log: take another, like m-014",
    "có họ tên của một người, mà mã thì ghi vào sổ: hãy dùng mã khác, ví dụ m-014",
)


class Imported(Struct, frozen=True):
    """What came of a list: all of it is recorded, or every row has its errors.

    `faults` are `{row, column, message}` in the language of the call.
    """

    outcome: str
    dry_run: bool
    correlation: str
    persons: int
    recorded: int
    faults: tuple[Mapping[str, Any], ...]
    exit_code: int

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `person import` by the command contract."""
        return {**asdict(self), "faults": list(self.faults)}


class Taken(NamedTuple):
    """An error that lies in the log or in the files beside it, not in the list."""

    fault: CellFault
    exit_code: int


def import_list(
    persons: Persons, content: bytes, call: Call, when: When, *, dry_run: bool
) -> Imported:
    """Register everybody in a list as a spreadsheet saves it, or nobody.

    Raises what `People.writing` raises.
    """
    found = read_names(content)
    correlation = _correlation(found)
    if dry_run or found.faults:
        taken = _taken(found, persons.people)
    else:
        people = persons.recording(when)
        who = actor_of(people.log, call)
        with people.writing(when.recorded_at) as tx:
            taken = _taken(found, tx)
            if not taken:
                _register(tx, found, who, correlation, call)
    return _imported(found, taken, correlation, call, dry_run=dry_run)


def _correlation(found: NameList) -> str:
    """Return what groups the entries: of the references alone, for names could be guessed."""
    refs = "\n".join(sorted(found.seen))
    return f"import-{hashlib.sha256(refs.encode()).hexdigest()[:KEY]}"


def _taken(found: NameList, people: People | PeopleTransaction) -> list[Taken]:
    """Return an error for everything that stands against a reference."""
    persons = [(ref, found.rows[row].get("name", "")) for ref, row in found.seen.items()]
    rows = list(found.seen.values())
    return [
        Taken(
            CellFault(rows[number], found.headed("ref"), _told(error)),
            INTEGRITY if isinstance(error, NameInTheWayError) else REFUSED,
        )
        for number, error in people.refusals(persons)
    ]


def _told(error: LogError) -> Text:
    """Return why a reference cannot be registered, without a name that it may hold."""
    match error:
        case PersonExistsError(ref=ref):
            return Text(f"{ref} is registered already", f"{ref} đã được ghi danh")
        case PersonErasedError(ref=ref):
            return Text(
                f"{ref} was erased: take a new one", f"{ref} đã bị xóa tên: hãy dùng mã mới"
            )
        case NameInTheWayError(ref=ref, path=path):
            return Text(
                f"{path} keeps a name of {ref} that the log does not have: it belongs to a newer "
                "state of the log",
                f"{path} giữ một tên của {ref} mà sổ ghi không có: tệp này thuộc bản mới hơn của "
                "sổ",
            )
        case _:
            return NAME


def _register(
    tx: PeopleTransaction, found: NameList, actor: str, correlation: str, call: Call
) -> None:
    values = _secrets(found)
    with call.progress(RECORDING, len(found.rows)) as step:
        while chunk := list(islice(values, CHUNK)):
            tx.register(chunk, actor=actor, draw=secrets.token_bytes, correlation=correlation)
            step(len(chunk))


def _secrets(found: NameList) -> Iterator[Secret]:
    for members in found.rows.values():
        rest = {key: text for key, text in members.items() if key not in ("ref", "name")}
        yield secret(members["ref"], members["name"], rest, secrets.token_bytes(SALT))


def _imported(
    found: NameList, taken: list[Taken], correlation: str, call: Call, *, dry_run: bool
) -> Imported:
    every = sorted([*found.faults, *(one.fault for one in taken)], key=lambda fault: fault.row)
    refused = max((one.exit_code for one in taken), default=0)
    return Imported(
        outcome="refused" if every else "accepted",
        dry_run=dry_run,
        correlation=correlation,
        persons=len(found.rows),
        recorded=0 if every or dry_run else len(found.rows),
        faults=tuple(fault.said(call.language) for fault in every),
        exit_code=MALFORMED if found.faults else refused,
    )
