"""Whatever is sent as a command is answered, and the commands around it are decided."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.advance import Engine
from engine.feeding import LONGEST_LINE, feed
from engine.intake import WIDEST
from event_store import canonical
from event_store.log import Log
from tests.engine.synthetic import (
    CAMPAIGN,
    Envelope,
    Script,
    accept,
    new_engine,
    open_season,
    said,
)


class Colour(Enum):
    RED = "plan"


def finding(**more: Any) -> Envelope:
    data = {"heading": "goals", "tag": "missing_forecast"}
    script = Script(prefix="f").on("2017-08-01").do("record_finding", "TDP-01", data)
    return {**script.commands[0], **more}


def cyclic() -> Envelope:
    found = finding()
    found["data"]["again"] = found["data"]
    return found


NONE: list[Any] = [
    None, [1], "x", 5, True, b"{}", 1.5, {1, 2}, object(), Colour.RED, [],
    {}, {"command": []}, {1: 2}, {None: 1}, {"command": "record_finding", 5: 5},
    finding(command_id=["a"]), finding(command_id={"a": 1}), finding(command_id=UUID(int=5)),
    finding(actor=float("nan")), finding(expected_version=10**5000), finding(actor=10**30),
    finding(data={"heading": "goals", "tag": b"x"}), finding(data={"heading": {"goals"}}),
    finding(data=None), finding(data=[1]), finding(occurred_on=date(2017, 8, 1)),
    finding(evidence={("a",): 1}), finding(evidence=[{"kind": Colour.RED, "number": "1"}]),
    finding(correlation="\ud800"), finding(override={"reason": {1}}), cyclic(),
    finding(command="plan\ud800"), finding(data={"heading": "goals", "tag": float("inf")}),
    finding(data={f"n{n}": 1 for n in range(WIDEST + 1)}),
    finding(data={f"n{n}": {"a": 1} for n in range(WIDEST - 100)}),
]  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    script = Script()
    open_season(script)
    with Log.create(tmp_path / "season.db", simulation=True) as log:
        found = new_engine(log)
        accept(found, script.commands)
        yield found


@pytest.mark.parametrize("number", range(len(NONE)))
def test_what_is_no_command_is_invalid_and_the_group_goes_on(engine: Engine, number: int) -> None:
    before, after = finding(command_id="before"), finding(command_id="after")
    with engine.session() as session:
        answers = [session.advance(each) for each in (before, NONE[number], after)]
    assert [each.outcome for each in answers] == ["accepted", "invalid", "accepted"]
    codes = {reason["code"] for reason in said(answers[1])["reasons"]}
    assert codes in ({"invalid_data"}, {"unknown_command"})
    assert engine.advance(NONE[number]).outcome == "invalid"
    assert canonical.dumps(said(answers[1]))


def test_a_mapping_of_another_kind_is_the_command_that_it_holds(engine: Engine) -> None:
    class Text(str):
        __slots__ = ()

    given = OrderedDict(finding(actor=Text("op:o"), command_id="other"))
    assert engine.advance(given).outcome == "accepted"
    assert engine.advance(finding(actor="op:o", command_id="other")).outcome == "duplicate"


LINES = {
    b"[1]": "invalid", b"null": "invalid", b'"x"': "invalid", b"{": "invalid",
    b"[" * 100_000: "invalid", b'{"a":' * 5_000 + b"1" + b"}" * 5_000: "invalid",
    b'{"command":' + b"1" * 6_000 + b"}": "invalid",
    b'{"a":1,"a":' + b"2" * 6_000 + b"}": "invalid",
    b"{" + b",".join(b'"n%d":1' % n for n in range(60_000)) + b"}": "invalid",
    b'{"n":[' + b",".join([b"1"] * 400_000) + b"]}": "invalid",
    b'{"n":"' + b"x" * LONGEST_LINE + b'"}': "refused",
    b"[" + b"1," * LONGEST_LINE + b"1]": "invalid",
}  # fmt: skip


def test_lines_of_any_kind_are_answered_one_by_one(engine: Engine) -> None:
    good = canonical.dumps(finding(command_id="good"))
    (answers,) = feed(engine, [[(n, line) for n, line in enumerate([*LINES, good], 1)]])
    assert [each.outcome for each in answers] == [*LINES.values(), "accepted"]
    told = [said(each)["reasons"] for each in answers]
    assert [reason["code"] for reason in told[10]] == ["too_large"]
    assert [reason["code"] for reason in told[11]] == ["too_large", "invalid_data"]
    assert "jq -c '.[]'" in told[0][0]["message"]
    assert "jq -c '.[]'" in told[11][1]["message"]
    assert all(len(reasons) <= 101 for reasons in told)


def test_several_threads_may_use_one_engine(engine: Engine) -> None:
    """Each refusal is kept, each acceptance is on record, no state is mixed up."""
    answers: list[str] = []

    def work(name: str) -> None:
        for n in range(25):
            given = finding(command_id=f"{name}-{n}", branch=f"TDP-0{1 + n % 6}")
            answers.append(engine.advance(given).outcome)
            answers.append(engine.advance({**given, "branch": "none", "command_id": None}).outcome)

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["accepted"] * 100 + ["refused"] * 100
    recorded = sum(engine.log.version(f"congress/{CAMPAIGN}/TDP-0{n}") for n in range(1, 7))
    assert recorded == 100


@pytest.mark.parametrize(
    ("line", "en", "vi"),
    [
        (
            b'{"a":"\xff"}',
            "line: is not UTF-8: save the file again",
            "line: không phải UTF-8: hãy",
        ),
        (b'{"command": }', "at column 13.", "line: không phải JSON: cột 13."),
    ],
)
def test_a_line_is_told_what_is_wrong_within_it(
    engine: Engine, line: bytes, en: str, vi: str
) -> None:
    """It is the seventh of its file: a number of lines within it would lead astray."""
    ((result,),) = feed(engine, [[(7, line)]])
    assert result.line == 7
    (told,) = said(result)["reasons"]
    assert en in told["message"]
    assert "line 1" not in told["message"]
    (told,) = result.to_json("vi", engine.lifecycles)["reasons"]
    assert told["message"].startswith(vi)


@pytest.mark.parametrize(
    ("given", "shown"),
    [(True, "true"), (False, "false"), (["á"], '["á"]'), ({"a": None}, "{}"), (1.5, "1.5")],
)
def test_a_faulty_value_is_shown_as_json_has_it(engine: Engine, given: object, shown: str) -> None:
    result = engine.advance(finding(data={"heading": given, "tag": "missing_forecast"}))
    (told,) = said(result)["reasons"]
    assert told["message"] == f"data.heading: must be text, not {shown}."


def test_who_asks_is_told_how_an_office_is_written(engine: Engine) -> None:
    (told,) = said(engine.advance(finding(actor="Ban tổ chức")))["reasons"]
    assert told["message"].startswith("actor: is not valid: 1 to 128 letters without accents")


def test_a_command_that_is_unknown_is_told_the_nearest_or_all(engine: Engine) -> None:
    (near,) = said(engine.advance(finding(command="record_findin")))["reasons"]
    assert "(did you mean 'record_finding'?)" in near["message"]
    (far,) = said(engine.advance(finding(command="zzz")))["reasons"]
    assert "(known: amend, " in far["message"]
    assert "record_finding" in far["message"]
    assert "--help" not in near["message"] + far["message"]
