"""A library as a lifecycle: a book is bought, lent and given back. It knows no congress.

All that it uses of the project stands in docs/reference/engine.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from engine.corrections import fold
from engine.guards import Case, day_has_come, needs_data
from engine.payloads import Count, Day, Identifier, Line, Meta, Payload, Prose
from engine.projection import Projection, Projections, SubjectFold, Table, Turn, WritableRows
from engine.reasons import Reason, Wording
from engine.stages import State
from engine.workflow import Entry, Lifecycles, Record, Workflow
from event_store.words import Text

LENDING = """
workflow = "lending"
version = 1
initial = "unknown"
states = ["unknown", "on_shelf", "lent"]

[kinds.fact]
guards = ["day_has_come"]

[kinds.correction]
guards = []

[[transitions]]
command = "buy"
event = "book.bought"
kind = "fact"
from = ["unknown"]
to = "on_shelf"

[[transitions]]
command = "lend"
event = "book.lent"
kind = "fact"
from = ["on_shelf"]
to = "lent"
guards = ["not_for_too_long"]

[[transitions]]
command = "give_back"
event = "book.given_back"
kind = "fact"
from = ["lent"]
to = "on_shelf"
guards = ["was_lent_before"]

[[transitions]]
command = "amend"
event = "book.entry_amended"
kind = "correction"
from = "*"

[[transitions]]
command = "void"
event = "book.entry_voided"
kind = "correction"
from = "*"
"""
TERMS = "longest_loan = 28\n"


class Buy(Payload):
    """The library has a book more."""

    title: Line
    pages: Count


class Lend(Payload):
    """A reader takes the book along."""

    reader: Identifier
    days: Count


class Lent(Lend, kw_only=True):
    """The loan, and until when."""

    due_on: Day


class GiveBack(Payload):
    """The reader brings it back."""


class Amend(Payload):
    """A wrong value in a true entry."""

    target_position: Annotated[int, Meta(ge=1)]
    field: Line
    value: Any
    reason: Prose


class Void(Payload):
    """An entry for something that did not happen."""

    target_position: Annotated[int, Meta(ge=1)]
    reason: Prose


class Book(State):
    """What is known of a book; its state is the engine's."""

    title: str = ""
    reader: str = ""
    lent_on: str = ""
    loans: int = 0


def evolve(book: Book, entry: Entry) -> Book:
    """Add the facts of an entry."""
    data = entry["data"]
    if entry["type"] == "book.bought":
        book.title = data["title"]
    elif entry["type"] == "book.lent":
        book.reader, book.lent_on = data["reader"], entry["occurred_on"]
        book.loans += 1
    else:
        book.reader = ""
    return book


@dataclass(frozen=True)
class Terms:
    """The terms of the library, as one file has them."""

    name: str
    text: str
    longest_loan: int
    sources: Mapping[str, Text] = field(default_factory=dict)


def parse_terms(text: str) -> Terms:
    """Read a file of terms."""
    return Terms("terms", text, int(text.partition("=")[2]))


@needs_data
def not_for_too_long(case: Case) -> Reason | None:
    """A loan has an end."""
    longest = case.policy.longest_loan
    if case.data.days <= longest:
        return None
    return Reason("loan_too_long", {"days": case.data.days, "longest": longest})


def was_lent_before(case: Case) -> Reason | None:
    """What comes back went out before."""
    if case.state.lent_on <= case.day:
        return None
    return Reason("before_it_was_lent", {"day": case.day, "lent": case.state.lent_on})


def _record(case: Case) -> Record:
    if case.command != "lend":
        return Record()
    due = date.fromisoformat(case.day).toordinal() + case.data.days
    return Record({"due_on": date.fromordinal(due).isoformat()}, {"loans": case.state.loans})


WORDINGS = {
    "loan_too_long": Wording(
        "policy",
        Text(
            "{days} days are more than the {longest} of a loan.",
            "{days} ngày là quá {longest} ngày của một lần mượn.",
        ),
        Text("terms of the library", "nội quy thư viện"),
    ),
    "before_it_was_lent": Wording(
        "structural",
        Text("it was lent on {lent}, after {day}.", "sách được mượn ngày {lent}, sau ngày {day}."),
    ),
    "unknown_book": Wording(
        "structural", Text("There is no book '{book}'.", "Không có sách '{book}'.")
    ),
}


def _identify(case: Case) -> Reason | None:
    """Nobody lends a book that the library has not."""
    if case.command == "buy" or case.state.version:
        return None
    return Reason("unknown_book", {"book": case.key})


BOOKS = Workflow(
    area="book",
    address=("book",),
    parent=None,
    text=LENDING,
    payloads={"buy": Buy, "lend": Lend, "give_back": GiveBack, "amend": Amend, "void": Void},
    guards={
        "day_has_come": day_has_come,
        "not_for_too_long": not_for_too_long,
        "was_lent_before": was_lent_before,
    },
    initial=Book,
    evolve=evolve,
    record=_record,
    identify=_identify,
    versions=dict.fromkeys(
        (
            *("book.bought", "book.lent", "book.given_back"),
            *("book.entry_amended", "book.entry_voided"),
        ),
        1,
    ),
    upcasts={},
    computed={"lend": ("due_on",)},
    shapes=lambda: {("book.lent", 1): Lent},
    path=lambda book: f"shelf/{book.title[:1].lower()}",
    called=lambda book, _: str(book.title),
)
LIBRARY = Lifecycles(
    workflows=(BOOKS,),
    policies={"terms": TERMS},
    parse_policy=parse_terms,
    policy_of=lambda _: "terms",
    wordings=WORDINGS,
    labels={"on_shelf": Text("on the shelf", "trên giá"), "lent": Text("lent", "đã cho mượn")},
    program="library",
    schemas="https://library.example/schemas/",
    sources="https://",
    members={"book": Text("book", "sách")},
)

OUT = Table("out", {"book": "TEXT", "reader": "TEXT"}, ("book",))


def _out(rows: WritableRows, turn: Turn) -> None:
    (book,) = turn.keys
    if turn.state.stage == "lent":
        rows.put("out", {"book": book, "reader": turn.state.reader})
    else:
        rows.delete("out", book)


PROJECTIONS = Projections(
    (Projection("out", 1, (OUT,), _out, frozenset({"book"})),),
    {"book": SubjectFold(Workflow.begin, Workflow.take, fold)},
)


def ask(command: str, day: str, book: str = "B-1", **data: Any) -> dict[str, Any]:
    """A command to the library."""
    return {
        "command": command,
        "book": book,
        "actor": "op:librarian",
        "occurred_on": day,
        "data": data,
    }


def a_year() -> Iterator[dict[str, Any]]:
    """A book is bought, lent, given back and lent again; another one stays on its shelf."""
    yield ask("buy", "2026-01-05", title="Dế mèn phiêu lưu ký", pages=180)
    yield ask("buy", "2026-01-05", book="B-2", title="Số đỏ", pages=250)
    yield ask("lend", "2026-02-01", reader="r-7", days=14)
    yield ask("give_back", "2026-02-10")
    yield ask("lend", "2026-03-01", reader="r-8", days=28)
