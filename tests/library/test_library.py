"""A library, handed in through public names alone, has all that a congress has."""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import verify_bundle
from engine.advance import Engine
from engine.asking import possibilities
from engine.event_schemas import envelope_schema, schemas
from engine.projecting import Projector
from engine.reading import Reader
from engine.replay import check
from engine.results import Result
from engine.subscribing import Selection, SubscriptionStep, follow
from engine.view_checking import check_views
from event_store.log import Log
from event_store.proof.bundle import Contents, bundle, newest_size
from event_store.proof.checkpoints import make_checkpoint
from event_store.proof.keys import Signed, make_key
from event_store.proof.notes import LOG_KEY
from event_store.proof.trust import written_policy
from event_store.proof.verifying import verify
from event_store.views import Views
from tests.library.lending import LIBRARY, PROJECTIONS, a_year, ask

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "library.example/books"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.create(tmp_path / "books.db", origin=ORIGIN) as made:
        yield made


@pytest.fixture
def library(log: Log) -> Engine:
    engine = Engine(log, LIBRARY)
    for command in a_year():
        assert engine.advance(command).outcome == "accepted"
    return engine


def codes(result: Result) -> list[str]:
    return [reason.code for reason in result.reasons]


def book(log: Log, key: str = "B-1", day: str | None = None) -> Any:
    reader = Reader(log, LIBRARY)
    return reader.state(LIBRARY.by_area["book"], key, view=reader.view(day, None))


def test_only_public_names_are_used() -> None:
    page = (ROOT / "docs" / "reference" / "engine.md").read_text("utf-8")
    public = set(re.findall(r"^### `([\w.]+)`", page, re.MULTILINE))
    used = set()
    for file in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                ("engine", "event_store", "workflows", "console")
            ):
                used |= {f"{node.module}.{name.name}" for name in node.names}
    assert used - public == set()


def test_a_book_is_lent_and_given_back_on_a_stream_of_its_own(log: Log, library: Engine) -> None:
    streams = [name for name, _ in log.streams("book/")]
    assert streams == ["book/B-1", "book/B-2"]
    assert (book(log).stage, book(log).reader, book(log).loans) == ("lent", "r-8", 2)
    assert (book(log, day="2026-02-15").stage, book(log, "B-2").stage) == ("on_shelf", "on_shelf")
    (lent,) = [e for e in log.stream("book/B-1") if e["version"] == 2]
    assert (lent["data"]["due_on"], lent["facts"]) == ("2026-02-15", {"loans": 0})
    assert library.advance(ask("give_back", "2026-03-10")).outcome == "accepted"


def test_a_no_has_every_reason_in_both_languages(library: Engine) -> None:
    result = library.advance(ask("lend", "2026-03-02", reader="r-9", days=90))
    said = [result.to_json(language, LIBRARY)["reasons"] for language in ("en", "vi")]
    assert codes(result) == ["wrong_state", "loan_too_long"]
    assert [reasons[0]["message"] for reasons in said] == [
        "the state is 'lent', and 'lend' is possible from on the shelf.",
        "trạng thái là 'đã cho mượn', còn 'lend' chỉ làm được từ trên giá.",
    ]
    library.advance(ask("give_back", "2026-03-10"))
    long = {**ask("lend", "2026-03-12", reader="r-9", days=90)}
    (reason,) = library.advance(long).to_json("vi", LIBRARY)["reasons"]
    assert reason == {
        "code": "loan_too_long",
        "message": "90 ngày là quá 28 ngày của một lần mượn.",
        "rule": "nội quy thư viện",
    }
    override = {"reason": "abroad", "authority": "head", "document": "7/QĐ"}
    allowed = library.advance({**long, "override": override})
    assert (allowed.outcome, allowed.flags) == ("accepted", ["loan_too_long"])


@pytest.mark.parametrize(
    ("command", "en", "vi"),
    [
        (
            {"command": "borrow", "book": "B-1", "actor": "op:l"},
            "There is no command 'borrow' (known: amend, buy, give_back, lend, void). Nothing was",
            "Không có lệnh 'borrow' (các lệnh: amend, buy, give_back, lend, void). Chưa ghi gì.",
        ),
        (ask("lend", "2026-03-02", "B-9", reader="r-9", days=9), "There is no book 'B-9'.",
         "Không có sách 'B-9'."),
        ({"command": "give_back", "actor": "op:l"}, "book: is missing.", "book: còn thiếu."),
        ({"command": "give_back", "book": "B-1", "branch": "TDP-08", "actor": "op:l"},
         "branch: is not known here", "branch: không có ở đây"),
        (ask("buy", "2026-01-01", "nul", title="x", pages=1), "device on Windows", "Windows"),
    ],
)  # fmt: skip
def test_what_is_no_command_is_told_in_the_words_of_the_library(
    library: Engine, command: dict[str, Any], en: str, vi: str
) -> None:
    result = library.advance(command)
    assert en in result.to_json("en", LIBRARY)["reasons"][0]["message"]
    assert vi in result.to_json("vi", LIBRARY)["reasons"][0]["message"]


def correction(command: str, target: int, **data: Any) -> dict[str, Any]:
    return ask(command, "2026-03-05", target_position=target, reason="nhầm", **data)


def test_a_wrong_entry_is_corrected_and_stays(log: Log, library: Engine) -> None:
    (lent,) = [e["position"] for e in log.stream("book/B-1") if e["version"] == 4]
    amended = library.advance(correction("amend", lent, field="days", value=20))
    assert amended.outcome == "accepted"
    (entry,) = log.stream("book/B-1", 4)
    assert (entry["facts"], entry["data"]["derived"]) == ({"was": 28}, {"due_on": "2026-03-21"})
    again = library.advance(correction("amend", lent, field="days", value=90))
    assert codes(again) == ["loan_too_long"]
    assert library.advance(correction("void", lent)).outcome == "accepted"
    assert (book(log).stage, book(log).reader, book(log).loans) == ("on_shelf", "", 1)
    first = library.advance(correction("void", lent - 2))
    assert codes(first) == ["entry_relied_on"]
    assert codes(library.advance(correction("void", 2))) == ["nothing_to_void"]


def test_a_past_that_is_asked_for_again_is_the_same(log: Log, library: Engine) -> None:
    assert [*check(log, LIBRARY)] == []
    again = {**ask("give_back", "2026-03-09"), "command_id": "c-1"}
    assert [library.advance(again).outcome for _ in range(2)] == ["accepted", "duplicate"]
    assert [*check(log, LIBRARY)] == []


def test_books_that_are_out_are_projected(log: Log, library: Engine, tmp_path: Path) -> None:
    with closing(Views.at(str(tmp_path / "views"), log.log_id)) as views:
        projector = Projector(log, LIBRARY, PROJECTIONS, views)
        assert projector.catch_up() == []
        assert projector.rows("out").select("out", {}) == [{"book": "B-1", "reader": "r-8"}]
        (lent,) = [e["position"] for e in log.stream("book/B-1") if e["version"] == 4]
        library.advance(correction("void", lent))
        assert projector.catch_up() == []
        assert projector.rows("out").select("out", {}) == []
        assert [*check_views(projector)] == []


def lines(log: Log, **asked: Any) -> list[dict[str, Any]]:
    steps = follow(log, 0, Selection(Reader(log, LIBRARY), **asked))
    return [
        json.loads(s.line) for s in steps if isinstance(s, SubscriptionStep) and s.line is not None
    ]


def test_subscribers_get_events_of_the_library(log: Log, library: Engine) -> None:
    assert library.log is log
    lent = lines(log, types=frozenset({"book.lent"}))
    assert [event["data"]["data"]["reader"] for event in lent] == ["r-7", "r-8"]
    assert {event["source"] for event in lent} == {"https://library.example/books"}
    assert {event["dataschema"] for event in lent} == {
        "https://library.example/schemas/book.lent.1.json"
    }
    assert {event["subject"] for event in lines(log, keys={"book": "B-2"})} == {"book/B-2"}
    assert {event["subject"] for event in lines(log, path="shelf/s")} == {"book/B-2"}
    assert len(lines(log)) == log.size


def test_its_events_and_commands_are_described(log: Log, library: Engine) -> None:
    published = schemas(LIBRARY)
    lent = published["book.lent.1.json"]
    assert lent["$id"] == "https://library.example/schemas/book.lent.1.json"
    assert set(lent["properties"]["data"]["properties"]) == {"reader", "days", "due_on"}
    assert [name for name in published if name.startswith(("campaign", "congress"))] == []
    assert {event["type"] + ".1.json" for event in lines(log)} <= {*published}
    assert library.log is log
    envelope = envelope_schema(LIBRARY, {"book": "which one"})
    members = envelope["properties"]
    assert members["command"]["enum"] == ["amend", "buy", "give_back", "lend", "void"]
    assert members["area"]["enum"] == ["book"]
    assert members["book"]["description"] == "which one"
    assert {*envelope["required"]} == {"command", "actor", "book"}


def test_the_next_steps_of_a_book_are_known(log: Log, library: Engine) -> None:
    assert library.log is log
    rows = possibilities(Reader(log, LIBRARY), {"book": "B-1"}, "vi")
    allowed = {row["command"]: row["needs"] for row in rows if row["allowed"]}
    assert {*allowed} == {"give_back", "amend", "void"}
    assert {row["command"] for row in rows} == {"buy", "lend", *allowed}
    (lending,) = [row for row in rows if row["command"] == "lend"]
    assert "đã cho mượn" in lending["reasons"][0]["message"]
    new = possibilities(Reader(log, LIBRARY), {"book": "B-3"}, "en")
    assert [row["command"] for row in new if row["allowed"]] == ["buy"]
    assert new[0]["needs"] == ["title", "pages"]


def test_a_book_is_proved_to_whoever_has_the_script(
    log: Log, library: Engine, tmp_path: Path
) -> None:
    (lent,) = [e["position"] for e in log.stream("book/B-1") if e["version"] == 4]
    library.advance(correction("void", lent))
    key = make_key(str(tmp_path / "log.key"), ORIGIN, LOG_KEY, lambda count: b"k" * count)
    make_checkpoint(log, key, Signed(str(tmp_path / "log.key")))
    size = newest_size(log, "book/B-1")
    text = json.dumps(bundle(log, size, Contents("book/B-1")))
    policy = written_policy([key.public], [], 0)
    verdict = verify_bundle.verify(text, policy)
    assert verdict.exit_code == 0, [*verify_bundle.printed(verdict, 0)]
    assert verdict.case is not None
    assert verdict.case.state is not None
    assert verdict.case.state["state"] == "on_shelf"
    for language in (0, 1):
        assert "on_shelf" in "\n".join(verify_bundle.printed(verdict, language))
    spoilt = text.replace("r-7", "r-9")
    assert verify_bundle.verify(spoilt, policy).exit_code == 1


def test_the_log_of_a_library_verifies(log: Log, library: Engine) -> None:
    assert library.log is log
    path = log.path
    log.close()
    report = verify(path, full=True, processes=1)
    assert report.fault is None
    assert report.origin == ORIGIN
