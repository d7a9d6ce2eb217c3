"""Where readers go on: at a place of their own, at a named cursor, with what they select."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from event_store.tree import leaf_hash
from tests.operator.program import Done, Operator
from tests.subscribing.running import copied, events, positions, run

CAMPAIGN, BRANCH = "gia-thuy-2017", "TDP-08"
HELD = ["--type", "congress.held"]


def subscribe(log: Path, *words: str) -> Done:
    return run(log, "subscribe", *words)


def leaf(log: Path, position: int) -> str:
    with Log.open(log, read_only=True) as opened:
        return leaf_hash(opened.raw(position)).hex()


def append(log: Path, *numbers: str) -> None:
    """Record complaints, one entry each (synthetic)."""
    for number in numbers:
        with Log.open(log, read_only=True) as opened:
            last = opened.entry(opened.size)["recorded_at"]
        command = {
            "command": "file_complaint",
            "campaign": CAMPAIGN,
            "branch": BRANCH,
            "recorded_at": last,
            "occurred_on": last[:10],
            "actor": "op:org-officer",
            "data": {"number": number, "received_on": last[:10], "subject": "synthetic"},
        }
        file = log.with_name("more.jsonl")
        file.write_text(json.dumps(command) + "\n")
        Operator(log).ok("apply", str(file))


@pytest.fixture
def rolled_back(log: Path, played: Path, tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A log that was restored from a copy of 145 entries and grew to 148, and what was read of
    it before: 147 entries, the last two of which are gone."""
    append(log, "1", "2")
    read = events(subscribe(log).out)
    (elsewhere := tmp_path / "elsewhere").mkdir()
    again = copied(played, elsewhere)
    append(again, "3", "4", "5")
    return again, read


def test_a_place_with_its_leaf_goes_on(played: Path) -> None:
    whole = leaf(played, 140)
    for given in (whole, whole[:16], whole[:17].upper()):
        assert positions(subscribe(played, "--after", f"140:{given}").out) == [*range(141, 146)]
    last = subscribe(played, "--after", f"{145:020}:{leaf(played, 145)}")
    assert (last.code, last.out) == (0, "")


def test_a_place_of_another_past_is_refused(
    rolled_back: tuple[Path, list[dict[str, Any]]],
) -> None:
    log, read = rolled_back
    last = read[-1]
    done = subscribe(log, "--after", f"{last['sequence']}:{last['leaf'][:16]}")
    assert (done.code, done.out) == (6, "")
    assert "position 147 of another log, or of another past" in done.err
    shared = read[144]
    kept = subscribe(log, "--after", f"{shared['sequence']}:{shared['leaf']}")
    assert positions(kept.out) == [146, 147, 148]


def test_old_ids_are_not_given_to_new_events(
    rolled_back: tuple[Path, list[dict[str, Any]]],
) -> None:
    log, read = rolled_back
    now = events(subscribe(log).out)
    assert [e["id"] for e in now[:145]] == [e["id"] for e in read[:145]]
    assert not {e["id"] for e in now[145:]} & {e["id"] for e in read}


@pytest.mark.parametrize("words", [[], ["--name", "web"], ["--follow"]])
def test_a_log_that_ends_before_the_place_is_of_another_past(
    played: Path, tmp_path: Path, words: list[str]
) -> None:
    log = copied(played, tmp_path)
    done = subscribe(log, "--after", "146:" + "0" * 16, *words)
    assert (done.code, done.out) == (6, "")
    assert "146 of another log" in done.err
    assert json.loads(Operator(log).ok("cursors", "-o", "json").out) == []


def test_a_place_beyond_any_log_is_one_that_the_log_has_lost(played: Path) -> None:
    done = subscribe(played, "--after", "9" * 30)
    assert (done.code, done.out) == (6, "")
    assert "Traceback" not in done.err
    assert "ends at position 145" in done.err


@pytest.mark.parametrize(
    "given",
    ["", "-1", "x", "5:", ":0123456789abcdef", "5:0123456789abcde", f"5:{'g' * 16}",
     f"5:{'0' * 65}", f"0:{'0' * 16}", f"5:{'0' * 16}:1", "5 ", "\u0665"],
)  # fmt: skip
def test_a_place_that_cannot_be_read_is_a_mistake_of_the_call(played: Path, given: str) -> None:
    done = subscribe(played, "--after", given)
    assert (done.code, done.out) == (2, "")


def test_a_place_with_its_leaf_puts_a_cursor_there(log: Path) -> None:
    wrong = subscribe(log, "--name", "web", "--after", f"143:{leaf(log, 144)}")
    assert (wrong.code, wrong.out) == (6, "")
    right = subscribe(log, "--name", "web", "--after", f"143:{leaf(log, 143)}")
    assert positions(right.out) == [144, 145]


def test_every_answer_gives_an_event_the_same_id(played: Path) -> None:
    operator, id_ = Operator(played), events(subscribe(played).out)[31]["id"]
    assert operator.ok("show", "--at", "32", "-o", "json").json["id"] == id_
    listed = operator.ok("log", "--reverse", "-o", "jsonl").out.splitlines()[31]
    assert json.loads(listed)["id"] == id_
    assert id_ in operator.ok("show", "--at", "32").out


@pytest.mark.parametrize(
    "other",
    [
        [],
        ["--type", "congress.reported"],
        [*HELD, "--type", "congress.reported"],
        [*HELD, "--branch", BRANCH],
        [*HELD, "--campaign", CAMPAIGN],
        [*HELD, "--path", "ha-noi"],
    ],
)
def test_another_selection_is_refused_unless_the_place_is_given(
    log: Path, other: list[str]
) -> None:
    subscribe(log, "--name", "web", *HELD)
    done = subscribe(log, "--name", "web", *other)
    assert (done.code, done.out) == (3, "")
    assert "selects: --type congress.held." in done.err
    assert "position 145" in done.err
    anew = subscribe(log, "--name", "web", *other, "--after", "0")
    assert anew.code == 0
    assert anew.out == subscribe(log, *other).out
    assert subscribe(log, "--name", "web", *other).code == 0
    assert subscribe(log, "--name", "web", *HELD).code == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["--type", "log.*", *HELD], [*HELD, "--type", "log.*", *HELD]),
        (["--type", "congress.*"], [*HELD, "--type", "congress.*"]),
        (["--branch", f"{CAMPAIGN}/{BRANCH}"], ["--campaign", CAMPAIGN, "--branch", BRANCH]),
        (["--path", "ha-noi/long-bien"], ["--path", "/ha-noi/long-bien/"]),
        ([], ["--path", "/"]),
    ],
)
def test_a_selection_spelt_otherwise_is_the_same(
    log: Path, first: list[str], second: list[str]
) -> None:
    for words in (first, second, first):
        done = subscribe(log, "--name", "web", *words)
        assert (done.code, "select" in done.err) == (0, False)


def test_a_refused_selection_is_told_in_vietnamese(log: Path) -> None:
    subscribe(log, "--name", "web")
    done = run(log, "--lang", "vi", "subscribe", "--name", "web", *HELD)
    assert (done.code, done.out) == (3, "")
    assert "đang chọn: mọi sự kiện" in done.err


def test_cursors_show_what_they_select(log: Path) -> None:
    subscribe(log, "--name", "all")
    subscribe(log, "--name", "some", "--type", "log.*", *HELD, "--branch", f"{CAMPAIGN}/{BRANCH}")
    operator = Operator(log)
    rows = {row["name"]: row["selection"] for row in operator.ok("cursors", "-o", "json").json}
    some = {"branch": BRANCH, "campaign": CAMPAIGN, "type": ["congress.held", "log.*"]}
    assert rows == {"all": {}, "some": some}
    text = operator.ok("cursors").out
    assert "everything" in text
    assert f"--type congress.held --type log.* --branch {BRANCH} --campaign {CAMPAIGN}" in text


def older(log: Path) -> None:
    """Write the file of cursors as the version before selections did."""
    file = log.with_name(f"{log.name}.cursors")
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT name, log_id, position, leaf FROM cursors").fetchall()
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute(
        """CREATE TABLE cursors (name TEXT PRIMARY KEY, log_id TEXT NOT NULL,
  position INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID"""
    )
    connection.executemany("INSERT INTO cursors VALUES (?,?,?,?)", rows)
    connection.commit()
    connection.close()


def test_a_cursor_of_an_older_version_keeps_what_it_is_asked_next(log: Path) -> None:
    subscribe(log, "--name", "web")
    older(log)
    append(log, "1")
    row = Operator(log).ok("cursors", "-o", "json").json[0]
    assert (row["position"], row["selection"]) == (145, None)
    assert "not known" in Operator(log).ok("cursors").out
    done = subscribe(log, "--name", "web", "--type", "congress.*")
    assert (done.code, positions(done.out)) == (0, [146])
    assert "From now on: --type congress.*." in done.err
    assert subscribe(log, "--name", "web").code == 3


def test_a_cursor_that_is_forgotten_may_select_anew(log: Path) -> None:
    subscribe(log, "--name", "web", *HELD)
    Operator(log).ok("cursors", "--forget", "web")
    assert subscribe(log, "--name", "web").code == 0
