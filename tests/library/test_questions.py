"""A library asks through the application all that a congress is asked. Synthetic."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from application.application import Application
from application.call import Call
from application.changes import NOW, START, Bound
from application.log_entries import Query
from application.problems import Problem
from application.scope import Scope
from engine.advance import Engine
from event_store.log import Log
from event_store.words import Language
from tests.library.lending import LIBRARY, PROJECTIONS, a_year, ask

BOOK = Scope({"book": "B-1"})
NONE = Scope({"book": "B-9"})
LANGUAGES: tuple[Language, Language] = ("en", "vi")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    path = tmp_path_factory.mktemp("library") / "books.db"
    with Log.create(path, origin="library.example/books") as log:
        engine = Engine(log, LIBRARY)
        given = [engine.advance(command) for command in a_year()]
        wrong: dict[str, Any] = {"target_position": log.size, "reason": "nhầm"}
        given.append(engine.advance(ask("void", "2026-03-05", **wrong)))
        assert {result.outcome for result in given} == {"accepted"}
        refused = engine.advance(ask("lend", "2026-03-06", reader="r-9", days=90))
        assert refused.outcome == "refused"
    with Application.open(path, LIBRARY, PROJECTIONS) as application:
        yield application


def test_history_has_what_became_of_each_entry(library: Application) -> None:
    rows = library.history(BOOK, Call()).to_json()
    assert [row["type"] for row in rows] == [
        "book.bought", "book.lent", "book.given_back", "book.lent", "book.entry_voided",
    ]  # fmt: skip
    assert [row["voided_by"] for row in rows] == [None] * 3 + [rows[4]["position"], None]
    early = Scope(BOOK.address, as_of="2026-02-05")
    assert len(library.history(early, Call()).rows) == 2
    assert [row["position"] for row in library.marked(Scope(), Call()).rows] == [
        rows[3]["position"], rows[4]["position"],
    ]  # fmt: skip


def test_log_is_gone_through_by_address_type_and_text(library: Application) -> None:
    def found(scope: Scope | None = None, **query: Any) -> list[str]:
        entries = library.entries(scope or Scope(), Query(**query), Call())
        return [recorded.to_json()["type"] for recorded in entries]

    assert len(found()) == library.log.size
    assert found(types=("lent",)) == ["book.lent"] * 2
    assert found(Scope({"book": "B-2"})) == ["book.bought"]
    assert found(text="de men") == ["book.bought"]
    assert found(text="r-8", oldest_first=True) == ["book.lent"]


def test_one_entry_stands_with_its_rules_and_what_voided_it(library: Application) -> None:
    row = library.history(BOOK, Call()).rows[3]
    found = library.entry(row["position"], Scope(), Call()).to_json()
    assert found["entry"] == library.log.entry(row["position"])
    assert (found["voided_by"], found["rules"]["policy"]) == (row["voided_by"], "terms")


def test_what_changed_of_a_book_and_who_did_it(library: Application) -> None:
    rows = library.history(BOOK, Call()).rows
    lent, void = rows[3]["position"], rows[4]["position"]
    found = library.changes(BOOK, (Bound(position=lent), NOW), Call()).to_json()
    assert found["book"] == "B-1"
    assert {c["value"]: (c["was"], c["now"], c["by"]) for c in found["changes"]} == {
        "state": ("lent", "on_shelf", [void]),
        "reader": ("r-8", "", [void]),
        "lent_on": ("2026-03-01", "2026-02-01", [void]),
        "loans": (2, 1, [void]),
    }
    whole = library.changes(BOOK, (START, NOW), Call())
    blamed = {row["value"]: row for row in library.blame(BOOK, Call()).to_json()}
    assert {c.value: c.now for c in whole.changes if c.now} == {
        name: row["is"] for name, row in blamed.items() if row["is"]
    }
    assert blamed["title"]["position"] == rows[0]["position"]


@pytest.mark.parametrize("words", ["de men", "DẾ MÈN", "b 1", "phieuu"])
def test_a_book_is_found_by_its_title(library: Application, words: str) -> None:
    assert library.find(words, Scope(), Call()).to_json() == [
        {"book": "B-1", "name": "Dế mèn phiêu lưu ký", "state": "on_shelf"}
    ]


def test_refused_commands_are_kept_for_who_asks(library: Application) -> None:
    (attempt,) = library.attempts(BOOK, Call("vi"))
    assert (attempt.subject, attempt.kept["command"]) == ("B-1", "lend")
    assert "28 ngày" in attempt.to_json()["reasons"][0]["message"]
    assert library.attempts(Scope({"book": "B-2"}), Call()) == []
    assert library.attempts(BOOK, Call(), since="2999-01-01T00:00:00.000000Z") == []


def test_a_book_is_exported_as_it_is_stored(library: Application) -> None:
    positions = [row["position"] for row in library.history(BOOK, Call()).rows]
    found = library.export(BOOK, Call())
    assert found.count == len(positions)
    assert [*found.lines()] == [library.log.raw(p) + b"\n" for p in positions]
    everything = library.export(Scope(), Call())
    assert sum(1 for _ in everything.csv()) == library.log.size + 1


@pytest.mark.parametrize(
    "question",
    [
        lambda library: library.history(NONE, Call()),
        lambda library: library.entries(NONE, Query(), Call()),
        lambda library: library.changes(NONE, (START, NOW), Call()),
        lambda library: library.blame(NONE, Call()),
        lambda library: library.export(NONE, Call()),
    ],
)
def test_a_book_that_is_not_there_is_named(
    library: Application, question: Callable[[Application], object]
) -> None:
    with pytest.raises(Problem) as problem:
        question(library)
    assert problem.value.code == "unknown_book"
    assert "There is no book 'B-9' on record. See 'library find'" in problem.value.say("en")
    assert "Không có sách 'B-9' trong sổ ghi. Xem 'library find'" in problem.value.say("vi")


def test_other_questions_without_an_answer_say_why(library: Application) -> None:
    for code, ask_for in (
        ("unknown_position", lambda: library.entry(0, Scope(), Call())),
        ("unknown_position", lambda: library.changes(BOOK, (Bound(999), NOW), Call())),
        ("unknown_area", lambda: library.history(BOOK, Call(), area="shelf")),
        ("unknown_area", lambda: library.history(Scope({"shelf": "s"}), Call())),
        ("nothing_found", lambda: library.find("xyzzy", Scope(), Call())),
    ):
        with pytest.raises(Problem) as problem:
            ask_for()
        assert problem.value.code == code
        assert problem.value.say("en") != problem.value.say("vi")


def test_two_threads_ask_in_two_languages_at_once(library: Application) -> None:
    def answers(language: Language) -> str:
        call = Call(language)
        return json.dumps(
            [
                library.history(BOOK, call).to_json(),
                library.next_steps(BOOK, call).to_json(),
                [attempt.to_json() for attempt in library.attempts(BOOK, call)],
                [entry.to_json() for entry in library.entries(Scope(), Query(), call)],
            ],
            ensure_ascii=False,
        )

    alone = [answers(language) for language in LANGUAGES]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(answers, LANGUAGES * 4))
    assert together == alone * 4
    assert "đã cho mượn" not in alone[0]
    assert "nội quy thư viện" in alone[1]


def test_answers_do_not_need_a_file_of_views(tmp_path: Path) -> None:
    with Log.create(tmp_path / "books.db", origin="library.example/books") as log:
        Engine(log, LIBRARY).advance(next(a_year()))
        assert len(Application(log, LIBRARY).history(BOOK, Call()).rows) == 1
        assert not [*tmp_path.glob("*views*")]
