"""No text that goes into the log holds the full name of somebody whom the vault knows."""

import json
import sqlite3
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from event_store.people.mentions import HIDDEN, folded, hidden, holds
from tests.engine.test_clock_ahead import BRANCH, OPEN
from tests.operator.program import Operator

NAME, OLD = "Người Đỗ Mẫu", "Đỗ Thị Thử"
DECIDED = ["--authority", "Đảng ủy", "--document", "12-QĐ/ĐU"]


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """A season, and two persons: one of them was called otherwise before."""
    operator = Operator(tmp_path / "s.db")
    operator.ok("init")
    operator.ok(*OPEN)
    operator.ok("person", "add", "m-014", "--name", OLD)
    operator.ok("person", "correct", "m-014", "--name", NAME)
    operator.ok("person", "add", "m-015", "--name", "Mẫu")
    return operator


def command(**members: Any) -> dict[str, Any]:
    found = {"command": "suspend", "campaign": "gt", "actor": "op:a", "data": {"reason": "lũ"}}
    return found | members


def applied(operator: Operator, sent: dict[str, Any], *options: str) -> tuple[int, dict[str, Any]]:
    path = operator.log.with_name("commands")
    path.write_text(json.dumps(sent) + "\n")
    done = operator.run("apply", *options, str(path))
    return done.code, json.loads(done.out)


def refused(answer: tuple[int, dict[str, Any]], where: str, ref: str = "m-014") -> None:
    code, result = answer
    (reason,) = result["reasons"]
    assert (code, result["outcome"], reason["code"]) == (3, "refused", "name_in_text")
    assert where in reason["message"]
    assert ref in reason["message"]
    assert not any(holds(json.dumps(result, ensure_ascii=False), name) for name in (NAME, OLD))


def size(operator: Operator) -> int:
    with Log.open(operator.log, read_only=True) as log:
        return log.size


WRITTEN = [
    f"vì {NAME} ốm", NAME.upper(), NAME.lower(), "nguoi do mau", "NGUOI   ĐO\nMAU",
    unicodedata.normalize("NFD", NAME), f"({NAME})", "Người-Đỗ-Mẫu", "Người.Đỗ, Mẫu",
    "Ngư\u00adời Đ\u200bỗ Mẫu", "\uff2e\uff47uoi Đỗ Mẫu", f"ông {OLD} xin nghỉ", "do_thi_thu",
]  # fmt: skip
HARMLESS = [
    "lũ", "Mẫu", "Người Đỗ", "Đỗ Mẫu", "Người Đỗ Mẫus", "xNgười Đỗ Mẫu", "Người và Đỗ Mẫu",
    "Mẫu Đỗ Người", "m-014", "",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_name_is_found_however_it_is_written(operator: Operator, text: str) -> None:
    before = size(operator)
    refused(applied(operator, command(data={"reason": text})), "data.reason")
    assert size(operator) == before


@pytest.mark.parametrize("text", [text for text in HARMLESS if text])
def test_other_words_are_recorded(operator: Operator, text: str) -> None:
    code, answer = applied(operator, command(data={"reason": text}))
    assert code == 0, answer


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"actor": "op:nguoi-do-mau"}, "actor"),
        ({"correlation": "nguoi.do.mau"}, "correlation"),
        ({"command_id": "c-nguoi-do-mau-1"}, "command_id"),
        ({"evidence": [{"kind": "đơn", "number": f"01 {NAME}"}]}, "evidence.0.number"),
        ({"evidence": [{"kind": NAME, "number": "1"}]}, "evidence.0.kind"),
        ({"override": {"reason": NAME, "authority": "a", "document": "d"}}, "override.reason"),
        ({"override": {"reason": "a", "authority": NAME, "document": "d"}}, "override.authority"),
        (
            {"command": "register_branch", "data": {
                "branch": "X-1", "name": f"Chi bộ {NAME}", "had_committee": False,
                "official": 9, "probationary": 0, "exempt": 0}},
            "data.name",
        ),
        (
            {"command": "amend", "data": {
                "target_position": 3, "field": "deadline", "value": {NAME: [NAME]},
                "reason": "sai"}},
            "data.value",
        ),
    ],
)  # fmt: skip
def test_every_text_of_a_command_is_looked_at(
    operator: Operator, members: dict[str, Any], where: str
) -> None:
    before = size(operator)
    for options in ((), ("--atomic",), ("--dry-run",)):
        answer = applied(operator, command(**members), *options)
        if answer[1]["outcome"] == "invalid":
            pytest.fail(str(answer))
        refused(answer, where)
    assert size(operator) == before


def test_attempts_do_not_keep_it(operator: Operator) -> None:
    refused(applied(operator, command(data={"reason": NAME}, actor="op:nguoi-do-mau")), "actor")
    rows = operator.ok("attempts", "-o", "json").out
    assert "name_in_text" in rows
    assert not holds(rows, NAME)
    kept = Path(f"{operator.log}.attempts").read_bytes().decode(errors="ignore")
    assert not holds(kept, NAME)


def test_single_commands_and_lists_are_refused(operator: Operator, tmp_path: Path) -> None:
    before = size(operator)
    named = [NAME if word == "Chi bộ 1" else word for word in BRANCH]
    listed = tmp_path / "l.csv"
    rows = f"branch,name,official,probationary,exempt,had_committee\nX-1,{NAME},9,0,0,no\n"
    listed.write_text(rows)
    for words in (named, ["campaign", "register-branches", str(listed)]):
        for spoken, said in (("en", "write the reference"), ("vi", "hãy ghi mã")):
            done = operator.run("--lang", spoken, *words)
            assert (done.code, said in done.out + done.err) == (3, True), (done.out, done.err)
            assert not holds(done.out + done.err, NAME)
    assert size(operator) == before


def test_an_order_to_erase_that_names_somebody_is_refused(operator: Operator) -> None:
    before = size(operator)
    for spoken, said in (("en", "write the reference"), ("vi", "hãy ghi mã")):
        done = operator.run(
            "--lang",
            spoken,
            "person",
            "erase",
            "m-014",
            "--reason",
            f"{OLD} xin xóa",
            *DECIDED,
            "--yes",
        )
        assert (done.code, said in done.err, holds(done.err, OLD)) == (3, True, False)
    assert size(operator) == before
    assert operator.ok("person", "list", "-o", "json").out.count("erased") == 0


def test_a_reference_that_is_the_name_is_refused(operator: Operator) -> None:
    done = operator.run("person", "add", "nguoi-mau", "--name", "Người Mẫu")
    assert (done.code, "nguoi" in done.err.lower()) == (3, False)
    assert (
        operator.run("person", "add", "m-9", "--name", "A B", "--actor", "op:do.thi.thu").code == 3
    )


def test_after_erasing_nothing_tells_of_the_name(operator: Operator) -> None:
    operator.ok("person", "grant", "op:test", "--reason", f"hồ sơ {OLD}", *DECIDED)
    reason = f"soạn giấy cho {NAME.upper()}, tức {OLD}"
    operator.ok("person", "show", "m-014", "--reason", reason)
    operator.ok("person", "show", "m-015", "--reason", "Mẫu")
    operator.ok("person", "erase", "m-014", "--reason", "theo đơn", *DECIDED, "--yes")
    looks = {
        row["ref"]: row["reason"] for row in operator.ok("person", "access", "-o", "json").json
    }
    assert looks == {"m-014": f"soạn giấy cho {HIDDEN}, tức {HIDDEN}", "m-015": "Mẫu"}
    assert HIDDEN in operator.ok("person", "decisions", "-o", "json").out
    for path in operator.log.parent.glob("s.db*"):
        kept = path.read_bytes().decode(errors="ignore")
        assert not any(holds(kept, name) for name in (NAME, OLD)), path
    with sqlite3.connect(f"{operator.log}.people") as connection:
        assert connection.execute("SELECT DISTINCT ref FROM digests").fetchall() == [("m-015",)]
    connection.close()
    with sqlite3.connect(f"{operator.log}.access") as connection, pytest.raises(sqlite3.Error):
        connection.execute("UPDATE accesses SET reason = 'x'")
    connection.close()
    assert applied(operator, command(data={"reason": NAME}))[0] == 0
    assert operator.run("person", "check").code == 0


@pytest.fixture
def old(operator: Operator) -> Operator:
    """The same, with a vault as earlier programs left it."""
    connection = sqlite3.connect(f"{operator.log}.people")
    connection.execute("DROP TABLE digests")
    connection.execute("DROP TABLE digest_key")
    connection.commit()
    connection.close()
    Path(f"{operator.log}.people.digest").unlink()
    return operator


def test_a_vault_of_an_earlier_program_gets_its_digests(old: Operator) -> None:
    refused(applied(old, command(data={"reason": OLD})), "data.reason")
    connection = sqlite3.connect(f"{old.log}.people")
    assert connection.execute("SELECT count(*) FROM digests").fetchone() == (3,)
    connection.close()
    assert old.run("person", "check").code == 0


def test_it_can_be_read_and_erased_from_as_well(old: Operator) -> None:
    old.ok("person", "list")
    old.ok("person", "erase", "m-014", "--reason", "theo đơn", *DECIDED, "--yes")
    assert applied(old, command(data={"reason": NAME}))[0] == 0


def test_a_lost_key_is_no_reason_to_take_a_name(operator: Operator) -> None:
    Path(f"{operator.log}.people.digest").unlink()
    refused(applied(operator, command(data={"reason": NAME})), "data.reason")
    assert stat.S_IMODE(Path(f"{operator.log}.people.digest").stat().st_mode) == 0o600


def test_without_a_vault_nothing_is_made(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "s.db")
    operator.ok("init")
    operator.ok(*OPEN)
    assert applied(operator, command(data={"reason": NAME}))[0] == 0
    assert not list(tmp_path.glob("*.people*"))


def pieces() -> Iterator[tuple[str, list[str], str]]:
    yield "a Người  Đỗ Mẫu b", [NAME], f"a {HIDDEN} b"
    yield "nguoi do mau, NGƯỜI ĐỖ MẪU", [NAME], f"{HIDDEN}, {HIDDEN}"
    yield unicodedata.normalize("NFD", f"x {NAME}."), [NAME], f"x {HIDDEN}."
    yield "Người Đỗ", [NAME], "Người Đỗ"
    yield "Mẫu", ["Mẫu"], "Mẫu"


@pytest.mark.parametrize(("text", "names", "after"), list(pieces()))
def test_a_name_is_replaced_where_it_stands(text: str, names: list[str], after: str) -> None:
    assert hidden(text, names) == after


def test_words_are_the_same_however_they_are_spelt() -> None:
    assert folded("Đỗ  Thị-Thử") == folded(unicodedata.normalize("NFD", "ĐỖ thị_thử"))
    assert folded("") == []
