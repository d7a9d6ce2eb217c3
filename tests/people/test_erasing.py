"""Erasing from the command line: for good, with its reason, unless a hold forbids it."""

import json
from pathlib import Path

import pytest

from event_store.log import Log
from tests.operator.program import Operator
from tests.people.conftest import NAME, OFFICER, OTHER, WHY, holding
from tests.reading.program import congress

HELD = ("--reason", "khiếu nại", "--authority", "UBKT quận ủy", "--document", "07-CV/UBKT")


def test_an_erased_name_is_gone_and_the_log_says_why(operator: Operator) -> None:
    done = operator.ok("person", "erase", "m-014", *WHY, "--yes")
    assert done.out.startswith("Erased: the name of m-014 (position 3).")
    shown = operator.ok("person", "show", "m-014", "-o", "json").json
    assert (shown["state"], shown["name"], shown["particulars"]) == ("erased", "[đã xoá]", {})
    assert shown["erasure"] == {
        "authority": "Đảng ủy phường",
        "document": "12-QĐ/ĐU",
        "reason": "theo yêu cầu",
    }
    assert "12-QĐ/ĐU" in operator.ok("person", "show", "m-014").out


def test_erasing_twice_changes_nothing(operator: Operator) -> None:
    operator.ok("person", "erase", "m-014", *WHY, "--yes")
    done = operator.ok("person", "erase", "m-014", *WHY)
    assert done.out == "The name of m-014 is erased already, by position 3.\n"
    with Log.open(operator.log) as log:
        assert log.size == 3


def test_nobody_unknown_is_erased(operator: Operator) -> None:
    assert operator.run("person", "erase", "m-099", *WHY, "--yes").code == 5


@pytest.mark.parametrize("missing", ["--reason", "--authority", "--document"])
def test_an_erasure_says_why_and_on_whose_word(operator: Operator, missing: str) -> None:
    at = WHY.index(missing)
    words = [*WHY[:at], *WHY[at + 2 :]]
    done = operator.run("person", "erase", "m-014", *words, "--yes")
    assert (done.code, missing in done.err) == (2, True)
    done = operator.run("person", "erase", "m-014", *words, missing, " ", "--yes")
    assert (done.code, "is empty" in done.err) == (2, True)
    assert operator.ok("person", "show", "m-014", "-o", "json").json["name"] == NAME


def test_nothing_is_erased_unasked(operator: Operator) -> None:
    done = operator.run("person", "erase", "m-014", *WHY)
    assert (done.code, "--yes is needed" in done.err) == (2, True)
    question = "Nobody can bring it back. [y/N]: "
    done = operator.talk(["person", "erase", "m-014", *WHY], [(question, "\n")])
    assert (done.code, "Nothing was erased." in done.out) == (130, True)
    assert operator.ok("person", "show", "m-014", "-o", "json").json["name"] == NAME
    done = operator.talk(["person", "erase", "m-014", *WHY], [(question, "y\n")])
    assert (done.code, "Erased: the name of m-014" in done.out) == (0, True)


def test_a_hold_refuses_with_its_reason(operator: Operator) -> None:
    operator.ok("person", "hold", "m-014", *HELD)
    done = operator.run("person", "erase", "m-014", *WHY, "--yes")
    assert done.code == 3
    assert "under a legal hold: khiếu nại (UBKT quận ủy, 07-CV/UBKT)" in done.err
    assert operator.ok("person", "show", "m-014", "-o", "json").json["name"] == NAME
    operator.ok("person", "release", "m-014", *WHY)
    operator.ok("person", "erase", "m-014", *WHY, "--yes")


def test_each_of_several_holds_is_released_by_itself(operator: Operator) -> None:
    first = operator.ok("person", "hold", "m-014", *HELD, "-o", "json").json["n"]
    second = operator.ok("person", "hold", "m-014", *HELD, "-o", "json").json["n"]
    done = operator.run("person", "release", "m-014", *WHY)
    assert (done.code, f"several holds, {first}, {second}" in done.err) == (2, True)
    operator.ok("person", "release", "m-014", *WHY, "--hold", str(first))
    assert operator.run("person", "erase", "m-014", *WHY, "--yes").code == 3
    assert operator.run("person", "release", "m-014", *WHY, "--hold", str(first)).code == 5
    operator.ok("person", "release", "m-014", *WHY)
    assert operator.run("person", "release", "m-014", *WHY).code == 5
    operator.ok("person", "erase", "m-014", *WHY, "--yes")


def test_a_hold_needs_a_name_that_is_there(operator: Operator) -> None:
    assert operator.run("person", "hold", "m-099", *HELD).code == 5
    operator.ok("person", "erase", "m-014", *WHY, "--yes")
    assert operator.run("person", "hold", "m-014", *HELD).code == 3


def test_a_hold_may_have_a_last_day(operator: Operator) -> None:
    done = operator.run("person", "hold", "m-014", *HELD, "--until", "1/1/2020")
    assert (done.code, "is past" in done.err) == (2, True)
    done = operator.run("person", "hold", "m-014", *HELD, "--until", "soon")
    assert (done.code, "is no date" in done.err) == (2, True)
    operator.ok("person", "hold", "m-014", *HELD, "--until", "31/12/2099")
    assert operator.run("person", "erase", "m-014", *WHY, "--yes").code == 3


def test_an_erased_reference_is_never_used_again(operator: Operator) -> None:
    operator.ok("person", "erase", "m-014", *WHY, "--yes")
    for command in ("add", "correct"):
        done = operator.run("person", command, "m-014", "--name", OTHER)
        assert (done.code, "a reference is not used again" in done.err) == (3, True)


def test_all_that_is_shown_still_follows_from_the_log(season: Operator, tmp_path: Path) -> None:
    season.ok("person", "add", OFFICER, "--name", NAME)
    with Log.open(season.log) as log:
        size, root = log.size, log.root()
        proofs = [log.inclusion_proof(position, size) for position in range(1, size + 1)]
    season.ok("person", "erase", OFFICER, *WHY, "--yes")
    assert "all that is shown follows" in season.ok("replay", "--check").out
    season.ok("replay")
    season.ok("person", "check")
    assert f"{OFFICER} [đã xoá]" in season.ok("show", "TDP-08").out
    with Log.open(season.log) as log:
        assert log.root(size) == root
        assert [log.inclusion_proof(p, size) for p in range(1, size + 1)] == proofs
    assert holding(tmp_path, NAME.encode()) == []


@pytest.mark.parametrize("emptied", [False, True])
def test_nobody_is_erased_while_the_file_that_knows_of_holds_is_gone(
    tmp_path: Path, emptied: bool
) -> None:
    log = tmp_path / "season.db"
    assert congress(log, "init").returncode == 0
    named = congress(log, "person", "add", "m-014", "--name", "Người Mẫu")
    assert named.returncode == 0, named.stderr
    decided = ("--reason", "r", "--authority", "a", "--document", "01-QĐ")
    held = congress(log, "person", "hold", "m-014", *decided)
    assert held.returncode == 0, held.stderr
    (tmp_path / "season.db.people").rename(tmp_path / "elsewhere")
    if emptied:
        (tmp_path / "season.db.people").write_bytes(b"")
    lost = congress(log, "person", "erase", "m-014", *decided, "--yes")
    assert lost.returncode == 6, lost.stderr
    shown = congress(log, "person", "show", "m-014", "--actor", "op:a", "--reason", "r")
    assert shown.returncode == 6, shown.stderr
    looks = congress(log, "person", "access", "-o", "json").stdout
    assert json.loads(looks) == []  # nobody was refused: nobody knows what was granted
    (tmp_path / "elsewhere").rename(tmp_path / "season.db.people")
    assert congress(log, "person", "erase", "m-014", *decided, "--yes").returncode == 3
    assert congress(log, "person", "release", "m-014", *decided).returncode == 0
    assert congress(log, "person", "erase", "m-014", *decided, "--yes").returncode == 0


def test_nobody_is_half_erased_where_the_file_of_keys_is_none(tmp_path: Path) -> None:
    log, keys = tmp_path / "season.db", tmp_path / "season.db.people.keys"
    assert congress(log, "init").returncode == 0
    assert congress(log, "person", "add", "m-014", "--name", "Người Mẫu").returncode == 0
    kept = keys.read_bytes()
    keys.write_bytes(b"garbage")
    decided = ("--reason", "r", "--authority", "a", "--document", "01-QĐ")
    assert congress(log, "person", "erase", "m-014", *decided, "--yes").returncode == 7
    keys.write_bytes(kept)
    listed = congress(log, "person", "list", "-o", "json")
    assert '"erased"' not in listed.stdout
    assert '"named"' in listed.stdout
