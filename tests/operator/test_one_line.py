"""What names something is one line without hidden controls, in a log and beside it.

Everything here is synthetic.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from event_store.cursors import Cursor, Cursors
from event_store.errors import BadEntryError
from event_store.log import Log
from tests.operator.program import Operator

BROKEN = ("a\nb", "a\n", "\na", "a\rb", "a\x85b", "a\x00b", "a\x1b[2Jb")
"""What no name may hold; most of it no text may hold at all."""
HIDDEN = ("a\u2028b", "a\u202eb", "a\u200bb", "a\ufeffb", "a\U000e0041b", "á")
"""What identifiers may not hold either; names of branches may, and are shown with care."""
ROLL = {"official": 12, "probationary": 0, "exempt": 0, "had_committee": True}
REGISTER: dict[str, Any] = {
    "command": "register_branch", "campaign": "gt-2017", "actor": "op:test",
    "recorded_at": "2017-07-06T08:00:00+07:00", "command_id": "c-1",
    "data": {"branch": "X-1", "name": "Chi bộ 1", **ROLL},
    "evidence": [{"kind": "minutes", "number": "1"}], "correlation": "k",
    "override": {"reason": "r", "authority": "a", "document": "d"},
}  # fmt: skip
OPENED: dict[str, Any] = {
    "command": "open_campaign", "campaign": "n-1", "actor": "op:test",
    "recorded_at": "2017-07-06T08:00:00+07:00",
    "data": {"committee": {"id": "c", "name": "Đảng ủy phường", "path": ["ha-noi"]},
             "term": "2017-2020", "previous_term": "2015-2017", "deadline": "2017-09-15",
             "policy": "vn-2017", "outline": ["một"]},
}  # fmt: skip
PLAN: dict[str, Any] = {
    "command": "plan", "campaign": "gt-2017", "branch": "TDP-04", "actor": "op:test",
    "recorded_at": "2017-07-06T08:00:00+07:00",
    "data": {"planned_on": "2017-08-20", "place": "hội trường"},
}  # fmt: skip


def about(command: str, **data: Any) -> dict[str, Any]:
    """A command of the branch."""
    return {**PLAN, "command": command, "data": data}


EXTEND = {**REGISTER, "command": "extend_deadline",
          "data": {"to": "2017-12-31", "document": "1-CV"}}  # fmt: skip
PAPER = {"kind": "decision", "number": "1-QĐ"}
APPROVE = about("approve", document=PAPER)
REFUSE = about("refuse_approval", document="1-QĐ", reason="r")
ANNUL = about("annul_congress", reason="r", authority="a", document="1-QĐ")
APPOINT = about("appoint_secretary", ref="m-1", authority="a", document="1-QĐ")
FINDING = about("record_finding", heading="h", tag="t")
COMPLAINT = about("file_complaint", number="1", received_on="2017-07-01", subject="s")
ATTACH = about("attach_document", **PAPER)
IDENTIFIERS = [
    (REGISTER, "actor"), (REGISTER, "campaign"), (REGISTER, "command_id"),
    (REGISTER, "correlation"), (REGISTER, "data.branch"), (OPENED, "campaign"),
    (OPENED, "data.committee.id"), (OPENED, "data.committee.path.0"), (PLAN, "branch"),
]  # fmt: skip
LINES = [
    (REGISTER, "data.name"), (REGISTER, "evidence.0.kind"), (REGISTER, "evidence.0.number"),
    (REGISTER, "override.authority"), (REGISTER, "override.document"),
    (OPENED, "data.committee.name"), (OPENED, "data.term"), (OPENED, "data.previous_term"),
    (OPENED, "data.policy"), (EXTEND, "data.document"), (APPROVE, "data.document.kind"),
    (APPROVE, "data.document.number"), (REFUSE, "data.document"), (ANNUL, "data.authority"),
    (ANNUL, "data.document"), (APPOINT, "data.authority"), (APPOINT, "data.ref"),
    (FINDING, "data.tag"), (COMPLAINT, "data.number"), (ATTACH, "data.number"),
]  # fmt: skip


def having(command: dict[str, Any], place: str, text: str) -> dict[str, Any]:
    """The command with another text at a place."""
    changed = json.loads(json.dumps(command))
    found: Any = changed
    *way, last = place.split(".")
    for step in way:
        found = found[int(step) if isinstance(found, list) else step]
    found[int(last) if isinstance(found, list) else last] = text
    return dict(changed)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    from tests.operator.conftest import OPEN

    operator = Operator(tmp_path_factory.mktemp("lines") / "s.db")
    operator.ok("init", "--simulation")
    operator.ok(*OPEN)
    branch = having(having(REGISTER, "data.branch", "TDP-04"), "command_id", "c-0")
    operator.log.with_name("first").write_text(json.dumps(branch))
    operator.ok("apply", str(operator.log.with_name("first")))
    return operator


def state(operator: Operator) -> Mapping[str, bytes]:
    """What is kept: the log's entries, and the files beside it that somebody set."""
    with Log.open(operator.log, read_only=True) as log:
        entries = b"".join(log.raw(n + 1) for n in range(log.size))
    beside = {path.name: path.read_bytes() for path in operator.log.parent.glob("s.db.c*")}
    return {"log": entries, **beside}


@pytest.mark.parametrize(
    ("command", "place", "texts"),
    [
        *((command, place, (*BROKEN, *HIDDEN)) for command, place in IDENTIFIERS),
        *((command, place, BROKEN) for command, place in LINES),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_command_brings_in_a_broken_name(
    log: Operator, tmp_path: Path, command: dict[str, Any], place: str, texts: tuple[str, ...]
) -> None:
    before = state(log)
    file = tmp_path / "commands.jsonl"
    file.write_text("".join(json.dumps(having(command, place, text)) + "\n" for text in texts))
    heard = []
    for spoken in ("en", "vi"):
        done = log.run("--lang", spoken, "apply", str(file))
        answers = [json.loads(line) for line in done.out.splitlines()]
        for text, answer in zip(texts, answers, strict=True):
            codes = {reason["code"] for reason in answer["reasons"]}
            assert codes == {"invalid_data"}, (place, text, answer)
            told = [reason["message"] for reason in answer["reasons"]]
            assert any(message.startswith(place) for message in told), (place, text, told)
            heard.append(" ".join(told))
    assert not set(heard[: len(texts)]) & set(heard[len(texts) :])
    assert state(log) == before


WORDS: list[tuple[str, ...]] = [
    ("init", "--origin", "{}"),
    ("init", "--actor", "{}"),
    ("config", "actor", "{}"),
    ("config", "clock-days", "{}"),
    ("config", "{}", "op:a"),
    ("subscribe", "--name", "{}"),
    ("keys", "new", "--key", "{folder}/k", "--name", "{}"),
    ("keys", "new", "--key", "{folder}/k", "--witness", "--name", "{}"),
    ("person", "add", "{}", "--name", "Người Mẫu"),
    ("person", "add", "m-1", "--name", "Người Mẫu", "--field", "{}=x"),
    ("person", "add", "m-1", "--name", "Người Mẫu", "--actor", "{}"),
    ("person", "grant", "{}", "--reason", "r", "--authority", "a", "--document", "d"),
]
PAPERS: list[tuple[str, ...]] = [
    ("person", "erase", "m-1", "--reason", "r", "--authority", "{}", "--document", "d", "--yes"),
    ("person", "erase", "m-1", "--reason", "r", "--authority", "a", "--document", "{}", "--yes"),
    ("person", "grant", "op:a", "--reason", "r", "--authority", "a", "--document", "{}"),
]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        *((words, (*BROKEN, *HIDDEN[:-1])) for words in WORDS),
        *((words, ("a\nb", "a\x1bb", "a\x85b")) for words in PAPERS),
    ],
    ids=lambda value: " ".join(value[:4]) if "{}" in " ".join(value) else "",
)
def test_no_option_brings_in_a_broken_name(
    log: Operator, tmp_path: Path, words: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    operator = Operator(tmp_path / "n.db") if words[0] == "init" else log
    before = None if words[0] == "init" else state(operator)
    for text in texts:
        if "\x00" in text:
            continue  # no operating system hands it over
        given = [word.replace("{}", text).replace("{folder}", str(tmp_path)) for word in words]
        told = set()
        for spoken in ("en", "vi"):
            done = operator.run("--lang", spoken, *given)
            assert done.code == 2, (given, done)
            assert not any(sign in done.err for sign in "\x1b\x85\u2028\u202e\u200b\ufeff")
            told.add(done.err)
        assert len(told) == 2, told
    assert sorted(tmp_path.iterdir()) == []
    assert before is None or state(operator) == before


def test_an_environment_brings_in_no_broken_actor(log: Operator) -> None:
    before = state(log)
    kept = Operator.environment
    for text in ("a\nb", "a\u202eb", "a\x1bb"):
        with patch.object(
            Operator,
            "environment",
            staticmethod(lambda t=text, **v: {**kept(**v), "CONGRESS_ACTOR": t}),
        ):
            for words in (
                ("person", "add", "m-1", "--name", "Người Mẫu"),
                ("advance", "TDP-04", "plan", "--planned-on", "20/8/2017"),
            ):
                assert log.run(*words).code in (2, 3)
    assert state(log) == before


def test_no_program_keeps_a_broken_cursor(log: Operator) -> None:
    with Log.open(log.log, read_only=True) as opened, Cursors(opened.path, "0" * 16) as cursors:
        for text in (*BROKEN, *HIDDEN, ""):
            with pytest.raises(BadEntryError, match="name"):
                cursors.place(Cursor(text, "0" * 16, 0, b""))


def test_a_reason_or_a_place_may_have_several_lines(log: Operator, tmp_path: Path) -> None:
    command = {**PLAN, "command": "reschedule"}
    command["data"] = {"to": "2017-08-21", "reason": "mưa\nlụt"}
    plan = having(PLAN, "data.place", "hội trường\ntầng hai")
    (tmp_path / "c").write_text(json.dumps(plan) + "\n" + json.dumps(command) + "\n")
    log.ok("apply", str(tmp_path / "c"))
    with Log.open(log.log, read_only=True) as opened:
        planned, moved = list(opened.scan())[-2:]
    assert planned["data"]["place"] == "hội trường\ntầng hai"
    assert moved["data"]["reason"] == "mưa\nlụt"
