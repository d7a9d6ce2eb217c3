"""`congress apply`: lines in, one result a line out; what was said to be recorded is recorded."""

import hashlib
import json
import unicodedata
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from console.language import LANGUAGES
from event_store.log import Log
from tests.console.conftest import Run, bare, entries, fed
from tests.engine.synthetic import (
    CAMPAIGN,
    OPENING,
    Envelope,
    Script,
    open_season,
    through_lessons,
)
from tests.engine.whole_season import whole_season

KEYS = ["line", "command_id", "outcome", "events", "reasons", "flags"]
EVENT = {"position", "type", "stream", "version"}
REASON = {"code", "message", "rule"}


def opening(rolls: dict[str, int] | None = None) -> list[Envelope]:
    script = Script()
    open_season(script, rolls)
    return script.commands


def outcomes(lines: list[dict[str, Any]]) -> list[str]:
    return [line["outcome"] for line in lines]


def codes(line: dict[str, Any]) -> list[str]:
    return sorted(reason["code"] for reason in line["reasons"])


def test_every_command_has_its_result_in_order_and_in_form(congress: Run, empty: Path) -> None:
    commands = whole_season()
    done = congress("apply", "-", input=commands)
    assert (done.code, done.err) == (0, "")
    assert [line["line"] for line in done.lines] == list(range(1, len(commands) + 1))
    assert [line["command_id"] for line in done.lines] == [c["command_id"] for c in commands]
    positions = []
    for line in done.lines:
        assert list(line) == KEYS
        assert line["outcome"] == "accepted"
        assert line["reasons"] == []
        assert all(set(event) == EVENT for event in line["events"])
        positions += [event["position"] for event in line["events"]]
    assert positions == list(range(3, len(entries(empty)) + 1))


def test_the_same_file_again_is_answered_as_the_first_time(congress: Run, empty: Path) -> None:
    commands = whole_season()
    first = congress("apply", "-", input=commands)
    before = entries(empty)
    again = congress("apply", "-", input=commands)
    assert again.code == 0
    assert set(outcomes(again.lines)) == {"duplicate"}
    assert [line["events"] for line in again.lines] == [line["events"] for line in first.lines]
    assert entries(empty) == before


def test_a_file_and_a_pipe_give_the_same_log(congress: Run, tmp_path: Path, empty: Path) -> None:
    (tmp_path / "commands.jsonl").write_bytes(fed(whole_season()))
    assert congress("--log", "other.db", "init", "--simulation").code == 0
    piped = congress("apply", "-", input=whole_season())
    filed = congress("--log", "other.db", "apply", "commands.jsonl")
    assert filed.out == piped.out
    with Log.open(empty) as log, Log.open(tmp_path / "other.db") as other:
        assert log.root() == other.root()


def test_it_goes_on_after_a_refusal(congress: Run, empty: Path) -> None:
    commands = opening()
    commands.insert(4, commands[2] | {"command_id": "twice"})
    done = congress("apply", "-", input=commands)
    assert done.code == 3
    assert outcomes(done.lines).count("accepted") == len(commands) - 1
    assert codes(done.lines[4]) == ["duplicate_branch"]
    reason = done.lines[4]["reasons"][0]
    assert set(reason) == REASON
    assert done.lines[4]["events"] == []
    assert len(entries(empty)) == len(commands) + 1


def test_a_refusal_tells_every_reason_with_its_rule(congress: Run, empty: Path) -> None:
    script = Script(prefix="p").on("2017-08-01")
    data = {"planned_on": "2019-01-01"}
    script.do("plan", "TDP-08", data, occurred_on="2018-01-01", expected_version=5)
    done = congress("apply", "-", input=[*opening({"TDP-08": 2}), *script.commands])
    wanted = ["branch_too_small", "future_date", "shift_too_long", "version_conflict"]
    assert codes(done.lines[-1]) == wanted
    assert all(reason["rule"] for reason in done.lines[-1]["reasons"])


MALFORMED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{not json", "line"),
    "an unfinished line": (b'{"command": "plan"', "line"),
    "a list": (b"[1, 2]", "line"),
    "a text": (b'"plan"', "line"),
    "a number": (b"7", "line"),
    "null": (b"null", "line"),
    "bad UTF-8": (b'{"command": "pl\xff"}', "line"),
    "two objects": (b'{"command": "plan"} {"command": "plan"}', "line"),
    "a name given twice": (b'{"command": "plan", "command": "learn"}', "command"),
    "a name given twice beside a disguised quote": (
        b'{"command": "learn", "actor": "n\\u0022:x", "branch": "A", "branch": "B"}',
        "branch",
    ),
    "a name given twice that stands apart from its colon": (
        b'{"command": "learn", "branch": "A", "branch" : "B"}',
        "branch",
    ),
    "a name given twice below": (b'{"command": "learn", "data": {"a": 1, "a": 2}}', "a"),
    "one of them escaped": (b'{"command": "plan", "\\u0063ommand": "learn"}', "command"),
    "a fraction": (b'{"command": "elect", "branch": "B", "data": {"a": 1.5}}', "data.a"),
    "not a number": (b'{"command": "learn", "data": {"a": NaN}}', "line"),
    "too deep": (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", ""),
    "much too deep": (b"[" * 5000 + b"]" * 5000, "line"),
    "a control character": (b'{"command": "learn", "actor": "\\u0000"}', "actor"),
    "half a letter": (b'{"command": "learn", "actor": "\\ud83d"}', ""),
}


@pytest.mark.parametrize(("text", "where"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_is_invalid_and_those_around_it_are_recorded(
    text: bytes, where: str, congress: Run, empty: Path
) -> None:
    before, after = opening()[:2], opening()[2:]
    done = congress("apply", "-", input=fed(before) + text + b"\n" + fed(after))
    assert done.code == 3, done.err
    found = outcomes(done.lines)
    assert found == ["accepted"] * 2 + ["invalid"] + ["accepted"] * len(after)
    wrong = done.lines[2]
    assert (wrong["line"], wrong["command_id"], wrong["events"]) == (3, None, [])
    assert set(codes(wrong)) == {"invalid_data"}
    assert any(where in reason["message"] for reason in wrong["reasons"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_command_is_told_at_once(
    language: str, congress: Run, empty: Path
) -> None:
    opened: Envelope = {**OPENING, "deadline": "soon", "committee": {"id": "hà nội", "path": "x"}}
    del opened["term"]
    envelope: Envelope = {
        "command": "open_campaign", "campaign": CAMPAIGN, "actor": "", "colour": "red",
        "occurred_on": "15-9-2017", "data": opened,
    }  # fmt: skip
    done = congress("apply", "-", input=[envelope], language=language)
    told = " ".join(reason["message"] for reason in done.lines[0]["reasons"])
    places = [
        *("actor", "colour", "occurred_on", "data.deadline", "data.committee.id"),
        *("data.committee.name", "data.committee.path", "data.term"),
    ]
    assert [place for place in places if place not in told] == []


def test_a_missing_branch_hides_no_other_fault(congress: Run, empty: Path) -> None:
    envelope = {"command": "plan", "campaign": CAMPAIGN, "actor": "op:x", "data": {"seats": "two"}}
    done = congress("apply", "-", input=[envelope])
    told = [reason["message"].split(":")[0] for reason in done.lines[0]["reasons"]]
    assert sorted(told) == ["branch", "data.planned_on", "data.seats"]


def test_an_unknown_command_is_invalid_and_guessed(congress: Run, empty: Path) -> None:
    done = congress("apply", "-", input=[{"command": "registerbranch", "campaign": CAMPAIGN}])
    assert (done.code, outcomes(done.lines)) == (3, ["invalid"])
    assert codes(done.lines[0]) == ["unknown_command"]
    assert "register_branch" in done.lines[0]["reasons"][0]["message"]


def test_lines_without_a_command_are_passed_over_but_counted(congress: Run, empty: Path) -> None:
    lines = [b"# danh s\xc3\xa1ch", b"", b"   ", fed(opening()[:1]).strip(), b"\t", b"  # het"]
    lines += [b"  " + fed(opening()[1:2]).strip() + b"  ", b""]
    done = congress("apply", "-", input=b"\r\n".join(lines))
    assert done.code == 0
    assert [line["line"] for line in done.lines] == [4, 7]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.rstrip(b"\n"),
        lambda text: b"\xef\xbb\xbf# " + b"BOM\r\n" + text.replace(b"\n", b"\r\n"),
        lambda text: b"\n\n" + text + b"\n\n",
    ],
    ids=["BOM", "CRLF", "no last line end", "BOM, CRLF and a comment", "blank lines"],
)
def test_files_as_other_programs_write_them_are_read(
    edit: Any, congress: Run, empty: Path
) -> None:
    done = congress("apply", "-", input=edit(fed(opening())))
    assert done.code == 0, done.out
    assert set(outcomes(done.lines)) == {"accepted"}


def test_nothing_comes_of_nothing(congress: Run, empty: Path) -> None:
    before = entries(empty)
    done = congress("apply", "-", input=b"")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert entries(empty) == before


def test_vietnamese_typed_in_parts_is_one_with_vietnamese_in_whole_letters(
    congress: Run, empty: Path
) -> None:
    whole = {**opening()[0], "command_id": "c-1"}
    parts = json.loads(unicodedata.normalize("NFD", json.dumps(whole, ensure_ascii=False)))
    assert parts != whole
    done = congress("apply", "-", input=[parts, whole])
    assert outcomes(done.lines) == ["accepted", "duplicate"]
    with Log.open(empty) as log:
        entry = log.entry(3)
    assert entry["data"]["committee"]["name"] == OPENING["committee"]["name"]
    content = {k: v for k, v in whole.items() if k != "command_id"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert entry["command"]["digest"] == digest


def test_a_retry_may_carry_another_version_but_nothing_else(congress: Run, empty: Path) -> None:
    commands = opening()
    fresh = [envelope | {"expected_version": 99} for envelope in commands]
    other = [envelope | {"actor": "op:other"} for envelope in commands]
    done = congress("apply", "-", input=[*commands, *fresh, *other])
    count = len(commands)
    found = outcomes(done.lines)
    assert found == ["accepted"] * count + ["duplicate"] * count + ["refused"] * count
    assert {code for line in done.lines[2 * count :] for code in codes(line)} == {
        "command_id_reused"
    }


def test_a_rehearsal_says_what_would_be_and_writes_nothing(congress: Run, empty: Path) -> None:
    before = entries(empty)
    commands = whole_season()
    commands.insert(5, commands[2] | {"command_id": "twice"})
    rehearsed = congress("apply", "--dry-run", "-", input=commands)
    assert rehearsed.code == 3
    assert "--dry-run" in rehearsed.err
    assert entries(empty) == before
    real = congress("apply", "-", input=commands)
    assert rehearsed.out == real.out


def test_all_or_nothing_records_nothing_when_one_is_refused(congress: Run, empty: Path) -> None:
    before = entries(empty)
    commands = opening()
    commands.insert(4, commands[2] | {"command_id": "twice"})
    done = congress("apply", "--atomic", "-", input=commands)
    assert done.code == 3
    assert entries(empty) == before
    assert set(outcomes(done.lines)) == {"refused"}
    assert codes(done.lines[4]) == ["duplicate_branch"]
    others = [line for line in done.lines if line["line"] != 5]
    assert {code for line in others for code in codes(line)} == {"atomic_rollback"}
    assert all(line["events"] == [] for line in done.lines)
    assert [line["line"] for line in done.lines] == list(range(1, len(commands) + 1))


def test_all_or_nothing_records_all_when_all_are_fine(congress: Run, empty: Path) -> None:
    script = Script()
    open_season(script)
    through_lessons(script)
    done = congress("apply", "--atomic", "-", input=script.commands)
    assert done.code == 0
    assert set(outcomes(done.lines)) == {"accepted"}
    assert len(entries(empty)) == len(script.commands) + 2
    again = congress("apply", "--atomic", "-", input=script.commands)
    assert (again.code, set(outcomes(again.lines))) == (0, {"duplicate"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_answers_are_for_people(language: str, congress: Run, empty: Path) -> None:
    commands = [*opening()[:2], *bare(opening()[1:2])]
    done = congress("apply", "-o", "plain", "-", input=commands, language=language)
    lines = done.out.splitlines()
    words = {"en": ("recorded", "refused"), "vi": ("đã ghi", "từ chối")}[language]
    assert [line.split(": ")[0] for line in lines] == ["1", "2", "3"]
    assert [words[0] in line for line in lines] == [True, True, False]
    assert words[1] in lines[2]
    assert "TDP-08" in lines[2]


def test_a_log_that_is_no_practice_takes_no_time_of_recording(
    congress: Run, tmp_path: Path
) -> None:
    assert congress("init").code == 0
    done = congress("apply", "-", input=opening()[:1])
    assert (done.code, outcomes(done.lines)) == (3, ["invalid"])
    assert "recorded_at" in done.lines[0]["reasons"][0]["message"]
    now = {k: v for k, v in opening()[0].items() if k != "recorded_at"}
    assert congress("apply", "-", input=[now]).code == 0
