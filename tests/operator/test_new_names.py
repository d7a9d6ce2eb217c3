"""Names of new entries: one line each, and no device of Windows; what is on record goes on.

Everything here is synthetic.
"""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from engine import payloads, session
from event_store.members import is_device
from tests.operator.conftest import OPEN
from tests.operator.program import Done, Operator

DEVICES = ["CON", "nul", "Prn", "AUX", "com1", "LPT9", "con.txt", "NUL.", "Com0", "lpt1.a.b"]
OTHERS = ["CON-1", "CONS", "TDP-CON", "com", "COM10", "lpt", "aux_1", "nulla", "1con"]
ROLL = {"official": 12, "probationary": 0, "exempt": 0, "had_committee": True}


def command(name: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"command": name, "campaign": "gt-2017", "actor": "op:test", "data": data,
            "recorded_at": "2017-07-06T08:00:00+07:00", **more}  # fmt: skip


def apply(operator: Operator, *commands: dict[str, Any], spoken: str = "en") -> Done:
    file = operator.log.with_name("commands.jsonl")
    file.write_text("".join(json.dumps(each) + "\n" for each in commands))
    return operator.run("--lang", spoken, "apply", str(file))


def refused(operator: Operator, each: dict[str, Any]) -> list[tuple[str, str]]:
    """Where a command is faulty and why; it is refused as invalid data, in both languages."""
    size = len(operator.ok("log", "-o", "json").json)
    answers = [apply(operator, each, spoken=spoken).json for spoken in ("vi", "en")]
    assert all(answer["outcome"] in ("invalid", "refused") for answer in answers), answers
    assert all(reason["code"] == "invalid_data" for reason in answers[1]["reasons"]), answers
    messages = [answer["reasons"][0]["message"] for answer in answers]
    assert messages[0] != messages[1]
    assert len(operator.ok("log", "-o", "json").json) == size
    return [(reason["message"], reason["code"]) for reason in answers[1]["reasons"]]


def register(branch: str, name: str = "Chi bộ 21") -> dict[str, Any]:
    return command("register_branch", {"branch": branch, "name": name, **ROLL})


def test_devices_are_known_whatever_their_case_and_ending() -> None:
    for known in (is_device, payloads.is_device):
        assert [name for name in DEVICES if not known(name)] == []
        assert [name for name in OTHERS if known(name)] == []


@pytest.mark.parametrize("name", DEVICES)
def test_no_branch_is_named_like_a_device(operator: Operator, name: str) -> None:
    assert "is the name of a device on Windows" in refused(operator, register(name))[0][0]


def test_names_that_only_look_like_devices_are_taken(operator: Operator) -> None:
    done = apply(operator, *map(register, OTHERS))
    assert done.code == 0, done.out


COMMITTEE: dict[str, Any] = {"id": "gia-thuy", "name": "Đảng ủy phường", "path": ["ha-noi"]}
OPENED: dict[str, Any] = {
    "committee": COMMITTEE,
    "term": "2017-2020", "previous_term": "2015-2017", "deadline": "2017-09-15",
    "policy": "vn-2017",
}  # fmt: skip


@pytest.mark.parametrize(
    "each",
    [
        command("open_campaign", OPENED, campaign="con"),
        command("open_campaign", OPENED | {"committee": COMMITTEE | {"id": "NUL"}}, campaign="n"),
        command("open_campaign", OPENED | {"committee": COMMITTEE | {"path": ["a", "aux"]}},
                campaign="new"),
        command("plan", {"planned_on": "2017-08-01", "scheme": {"secretary": "com1"}},
                branch="TDP-08"),
        command("plan", {"planned_on": "2017-08-01"}, branch="TDP-08", command_id="lpt1"),
        command("plan", {"planned_on": "2017-08-01"}, branch="TDP-08", correlation="prn.x"),
    ],
    ids=["campaign", "committee", "path", "person", "command id", "correlation"],
)  # fmt: skip
def test_no_new_identifier_is_a_device(operator: Operator, each: dict[str, Any]) -> None:
    assert "is the name of a device on Windows" in refused(operator, each)[0][0]


@pytest.mark.parametrize(
    "each",
    [
        register("TDP-21", "Chi bộ\nsố 21"),
        command("rename_branch", {"branch": "TDP-08", "name": "Chi bộ\n8", "reason": "a\nb"}),
        command("open_campaign", OPENED | {"term": "2017\n2020"}, campaign="new"),
        command("open_campaign", campaign="new",
                data=OPENED | {"committee": COMMITTEE | {"name": "Đảng ủy\n"}}),
    ],
    ids=["branch", "new name", "term", "committee"],
)  # fmt: skip
def test_no_new_name_has_two_lines(operator: Operator, each: dict[str, Any]) -> None:
    assert [text for text, _ in refused(operator, each) if "must be one line" in text]


def test_a_text_may_have_two_lines(operator: Operator) -> None:
    data = {"branch": "TDP-08", "name": "Chi bộ 8", "reason": "thứ nhất\nthứ hai"}
    assert apply(operator, command("rename_branch", data)).code == 0


def test_every_way_to_the_log_refuses_them(operator: Operator, tmp_path: Path) -> None:
    roll = ["--official", "1", "--probationary", "0", "--exempt", "0", "--had-committee"]
    typed = ["campaign", "register-branch", "--name", "Chi bộ 21", *roll, "--branch"]
    assert operator.run(*typed, "CON").code == 2
    lines = ["campaign", "register-branch", "--branch", "TDP-21", *roll, "--name", "a\nb"]
    assert operator.run(*lines).code == 2
    assert operator.run(*(word.replace("gt-2017", "nul") for word in OPEN)).code in (2, 3)
    file = tmp_path / "list.csv"
    top = "branch,name,official,probationary,exempt,had_committee\n"
    file.write_text(f'{top}con.csv,a,9,0,0,no\nTDP-21,"a\nb",9,0,0,no\n')
    done = operator.run("campaign", "register-branches", str(file), "-o", "json")
    assert (done.code, [fault["row"] for fault in done.json["faults"]]) == (2, [2, 3])
    for call in (["person", "add", "aux", "--name", "Người Mẫu"], ["person", "import", str(file)]):
        file.write_text("ref,name\nlpt1,Người Mẫu\n")
        done = operator.run(*call)
        assert done.code == 2
        assert "is the name of a device on Windows" in done.err
    assert len(operator.ok("log", "-o", "json").json) == 6


@pytest.fixture
def old(tmp_path: Path) -> Operator:
    """A log by an older program, which knew neither rule."""
    operator = Operator(tmp_path / "old.db")
    with (
        patch.object(payloads, "outdated", lambda *_: ()),
        patch.object(session, "is_device", lambda _: False),
    ):
        operator.ok("init", "--simulation")
        operator.ok(*(word.replace("gt-2017", "con") for word in OPEN))
        known = [register(name, "Chi bộ\nsố 8") | {"campaign": "con"} for name in ("NUL", "TDP-1")]
        assert apply(operator, *known).code == 0
    return operator


def test_an_old_log_goes_on_as_before(old: Operator) -> None:
    position = old.ok("log", "--type", "branch_registered", "-o", "json").json[-1]["position"]
    more = [
        command("amend", {"target_position": position, "field": "official", "value": 13,
                          "reason": "ghi nhầm"}, campaign="con"),
        command("designate_pilot", {"branch": "NUL"}, campaign="con"),
        command("plan", {"planned_on": "2017-08-01"}, campaign="con", branch="NUL"),
        command("void", {"target_position": position + 1, "reason": "nhầm"}, campaign="con"),
    ]  # fmt: skip
    done = apply(old, *more)
    assert done.code == 0, done.out
    assert old.ok("verify", "--full").code == 0
    assert old.ok("replay", "--check").code == 0
    assert old.ok("show", "NUL", "-o", "json").json["name"] == "Chi bộ\nsố 8"


def test_an_amendment_brings_in_no_such_name(old: Operator) -> None:
    position = old.ok("log", "--type", "branch_registered", "-o", "json").json[-1]["position"]
    fine = {"target_position": position, "field": "name", "value": "Chi bộ 8", "reason": "nhầm"}
    for _ in range(2):  # where there was such a name, and where there was none
        again = fine | {"value": "Chi bộ\n9"}
        (reason,) = apply(old, command("amend", again, campaign="con")).json["reasons"]
        assert (reason["code"], "must be one line" in reason["message"]) == ("invalid_data", True)
        apply(old, command("amend", fine, campaign="con"))
    assert old.ok("show", "NUL", "-o", "json").json["name"] == "Chi bộ 8"
