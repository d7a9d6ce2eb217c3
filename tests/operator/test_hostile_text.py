"""What data holds is shown, never sent: nothing moves the cursor or turns a line round.

Everything here is synthetic.
"""

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest

from console.fitting import width
from console.terminal import Guarded, one_line, shown
from tests.operator.conftest import OPEN
from tests.operator.program import ROOT, Done, Operator

SIGNS = "\u202e\u2066\u200b\u200f\u061c\u2028\u2029\ufeff\u2060\u00ad\U000e0041\ue000\ufe0f"
"""Bidirectional, of no width, ends of lines, a tag, a private letter: an entry may hold them."""
NAME = f"Chi bộ{SIGNS} số 21"
REASON = f"vì{SIGNS} lý do\nthứ hai"
ARGUMENT = "x\u202ey\x1b[31mz\x07\x9b2J\u2028"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
LANGUAGES = ("en", "vi")


def sent(done: Done) -> set[str]:
    """The signs that a terminal would obey or not show, in all that was printed."""
    return {
        letter
        for letter in done.out + done.err
        if letter not in "\n\t" and (unicodedata.category(letter) in UNSEEN or letter == "\ufe0f")
    }


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """A season whose names, reasons, references and papers hold what should not be sent."""
    operator = Operator(tmp_path_factory.mktemp("hostile") / "season.db")
    operator.ok("init", "--simulation")
    opened = [SIGNS + word if word == "Đảng ủy phường" else word for word in OPEN]
    operator.ok(*opened)
    roll = ["--official", "12", "--probationary", "1", "--exempt", "0", "--had-committee"]
    when = ["--recorded-at", "2/7/2017"]
    operator.ok("campaign", "register-branch", "--branch", "TDP-21", "--name", NAME, *roll, *when)
    operator.ok(
        "campaign", "rename-branch", "--branch", "TDP-21", "--name", NAME + "b",
        "--reason", REASON, "--evidence", f"decision=1{SIGNS}", *when,
    )  # fmt: skip
    operator.ok("advance", "TDP-21", "plan", "--planned-on", "20/7/2017", *when)
    operator.ok("advance", "TDP-21", "reschedule", "--to", "21/7/2017", "--reason", REASON, *when)
    operator.run("advance", "TDP-21", "learn", "--override-reason", REASON, *when)
    return operator


ASKED = [
    ("status",), ("show", "TDP-21"), ("show", "--at", "5"), ("history", "TDP-21"), ("log",),
    ("log", "--oneline"), ("find", "chi bo"), ("next", "TDP-21"), ("diff", "TDP-21", ".."),
    ("blame", "TDP-21"), ("attempts",), ("radar",), ("officers",), ("audit",), ("doctor",),
    ("verify",), ("campaign", "--help"), ("projections",), ("person", "list"),
]  # fmt: skip


@pytest.mark.parametrize("output", ["table", "plain"])
@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_no_answer_sends_what_data_holds(
    season: Operator, words: tuple[str, ...], output: str
) -> None:
    form = [] if words[-1] in ("--help", "--oneline") else ["-o", output]
    for spoken in LANGUAGES:
        done = season.run("--lang", spoken, *words, *form)
        assert (sent(done), done.code in (0, 3)) == (set(), True), (words, done.err)


def test_it_is_shown_where_it_stands_and_the_columns_stay_in_line(season: Operator) -> None:
    shown_name = one_line(NAME + "b")
    assert "\\u202e\\u2066\\u200b" in shown_name
    table = season.ok("find", "chi bo").out
    assert shown_name in table
    _, rule, row = table.splitlines()
    assert width(rule) >= width(row)
    assert shown_name in season.ok("show", "TDP-21").out
    assert one_line(REASON) in season.ok("show", "--at", "5").out
    assert len(season.ok("log", "--oneline").out.splitlines()) == len(
        season.ok("log", "-o", "json").json
    )


def test_programs_get_the_data_as_it_is(season: Operator) -> None:
    answer = season.ok("find", "chi bo", "-o", "json")
    assert answer.json[0]["name"] == NAME + "b"
    assert sent(answer) == set()
    assert json.loads(season.ok("find", "chi bo", "-o", "jsonl").out)["name"] == NAME + "b"
    (row,) = csv.DictReader(io.StringIO(season.ok("find", "chi bo", "-o", "csv").out))
    assert row["name"] == NAME + "b"
    exported = [json.loads(line) for line in season.ok("export").out.split("\n") if line]
    assert NAME in [entry["data"].get("name") for entry in exported]
    events = season.spawn("subscribe").out.split("\n")
    assert NAME in [json.loads(line)["data"].get("data", {}).get("name") or
                    json.loads(line)["data"].get("name") for line in events if line]  # fmt: skip


WRONG = [
    ("show", ARGUMENT), (ARGUMENT,), ("show", "TDP-21", "--as-of", ARGUMENT),
    ("status", "--known-at", ARGUMENT), ("status", f"--{ARGUMENT}"), ("show", "a", ARGUMENT),
    ("status", "-o", ARGUMENT), ("apply", ARGUMENT), ("advance", "TDP-21", ARGUMENT),
    ("advance", "TDP-21", "plan", "--planned-on", ARGUMENT), ("campaign", ARGUMENT),
    ("status", "--campaign", ARGUMENT), ("log", "--branch", ARGUMENT), ("verify", ARGUMENT),
    ("--log", ARGUMENT, "status"), ("--log", f"/{ARGUMENT}/x", "init"),
    ("backup", f"/dev/null/{ARGUMENT}"), ("checkpoint", "--key", ARGUMENT),
    ("restore", ARGUMENT), ("person", "show", ARGUMENT),
    ("init", "--origin", ARGUMENT), ("wait", "TDP-21", "--for", ARGUMENT),
    ("person", "add", ARGUMENT, "--name", "Người Mẫu"), ("subscribe", "--name", ARGUMENT),
    ("cursors", "--forget", ARGUMENT), ("keys", "show", "--key", ARGUMENT),
    ("export", "--out", f"/{ARGUMENT}/x"), ("prove", ARGUMENT), ("witness", ARGUMENT),
    ("campaign", "register-branches", ARGUMENT), ("--lang", ARGUMENT, "status"),
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG, ids=range(len(WRONG)))
def test_no_error_sends_back_what_was_typed(season: Operator, words: tuple[str, ...]) -> None:
    for spoken in LANGUAGES:
        done = season.run("--lang", spoken, *words)
        assert done.code not in (0, 1), words
        assert sent(done) == set(), words


def test_bytes_that_are_no_letter_are_shown_too(season: Operator) -> None:
    done = season.run("--log", os.fsdecode(b"\xff\xfe.db"), "status")
    assert done.code == 5
    assert "\\udcff\\udcfe.db" in done.err


def test_results_and_refusals_send_nothing(season: Operator, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(season.log.read_bytes())
    other = Operator(copy)
    commands = [
        {"command": "rename_branch", "campaign": "gt-2017", "actor": "op:test",
         "recorded_at": "2017-07-03T08:00:00+07:00",
         "data": {"branch": "TDP-21", "name": NAME, "reason": REASON}},
        {"command": ARGUMENT, "campaign": "gt-2017", "actor": "op:test"},
        {"command": "plan", "campaign": ARGUMENT, "branch": ARGUMENT, ARGUMENT: 1, "actor": "o"},
        {"command": "register_branch", "campaign": "gt-2017", "actor": "op:test",
         "data": {"official": ARGUMENT}},
    ]  # fmt: skip
    file = tmp_path / "commands.jsonl"
    file.write_text("".join(json.dumps(command) + "\n" for command in commands))
    for spoken in LANGUAGES:
        done = other.run("--lang", spoken, "apply", "-o", "plain", str(file))
        assert (done.code, sent(done)) == (3, set())
        assert len(done.out.splitlines()) == len(commands)


def test_lists_that_are_sent_back_send_nothing(season: Operator, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"branch,name,official,{SIGNS},{SIGNS}\nA{SIGNS},{SIGNS},{SIGNS},1,1\n")
    done = season.run("campaign", "register-branches", str(file))
    assert (done.code, sent(done)) == (2, set())


def test_a_terminal_sees_colours_of_ours_and_none_of_theirs(season: Operator) -> None:
    for words in (["show", "TDP-21"], ["find", "chi bo"], ["export"], ["log", "--no-pager"],
                  ["find", "chi bo", "-o", "csv"], ["subscribe"]):  # fmt: skip
        seen = season.talk(words, []).out
        assert "\\u202e" in seen, words
        assert not {"\u202e", "\u2028", "\U000e0041", "\u200b"} & set(seen), words
    assert "\x1b[1m" in season.talk(["show", "TDP-21"], []).out
    wrong = season.talk(["show", ARGUMENT], []).out
    assert "\\u001b[31mz\\u0007\\u009b2J" in wrong
    assert "\x1b[31m" not in wrong


def test_completion_offers_no_line_feed(season: Operator) -> None:
    done = season.spawn(
        _CONGRESS_COMPLETE="zsh_complete", COMP_WORDS="congress show TDP", COMP_CWORD="2",
        CONGRESS_LOG=str(season.log),
    )  # fmt: skip
    assert (done.code, sent(done)) == (0, set())


# --- the one place that all text passes ------------------------------------------------------


def test_letters_stay_as_they_are() -> None:
    for text in ("Tổ dân phố số 8", unicodedata.normalize("NFD", "Đảng ủy"), "会 ✓ → ½ \u00a0"):
        assert shown(text) == text
        assert Guarded(io.StringIO()).rendered(text) == text


@pytest.mark.parametrize(
    "sign",
    [chr(n) for n in (*range(9), *range(11, 32), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E)]
    + [chr(n) for n in (*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070))]
    + ["\ud800", "\udfff", "\ufeff", "\ufff9", "\ue000", "\ufdd0", "\U000e0001", "\U0010ffff"],
    ids=ascii,
)
def test_every_sign_that_is_not_seen_is_escaped_as_in_json(sign: str) -> None:
    for text in (shown(f"a{sign}b"), Guarded(io.StringIO()).rendered(f"a{sign}b")):
        assert text.isascii()
        assert text.isprintable()
        assert json.loads(f'"{text}"') == f"a{sign}b"


def test_no_data_can_hold_the_mark_of_a_style() -> None:
    first, second = (Guarded(io.StringIO(), mark=f"\ufdd0{n}\ufdd1") for n in "12")
    assert first.rendered(f"{first.mark}1mbold{first.mark}0m") == "\x1b[1mbold\x1b[0m"
    assert "\x1b" not in second.rendered(f"{first.mark}1mbold{first.mark}0m\x1b[1m")


@pytest.mark.parametrize("call", ["click.style", "click.progressbar", "click.unstyle", "\\x1b[3"])
def test_nothing_goes_to_a_terminal_beside_that_place(call: str) -> None:
    files = [ROOT / "cli.py", *sorted((ROOT / "console").rglob("*.py"))]
    using = [file.name for file in files if call in file.read_text()]
    assert using in ([], ["terminal.py"])
