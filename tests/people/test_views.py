"""Names in what other commands print: on request, to whom they are granted, and nowhere kept."""

from pathlib import Path

import pytest

from tests.operator.program import Operator
from tests.people.conftest import ME, NAME, OFFICER, WHY, files, holding

SHOWING = (
    ["show", "TDP-08"],
    ["officers"],
    ["history", "TDP-08"],
    ["blame", "TDP-08"],
    ["diff", "TDP-08", "1.."],
)


@pytest.fixture
def named(season: Operator) -> Operator:
    """A season in which the name of one officer is kept."""
    season.ok("person", "add", OFFICER, "--name", NAME)
    return season


def grant(operator: Operator) -> None:
    operator.ok("person", "grant", ME, *WHY)


@pytest.mark.parametrize("words", SHOWING, ids=lambda words: words[0])
def test_a_name_stands_beside_its_reference_for_those_who_ask_and_may(
    named: Operator, words: list[str]
) -> None:
    grant(named)
    assert NAME not in named.ok(*words).out
    assert named.ok("person", "access", "-o", "json").json == []
    done = named.ok(*words, "--names", "--reason", "soạn quyết định")
    assert f"{NAME} ({OFFICER})" in done.out
    (look,) = named.ok("person", "access", "-o", "json").json
    assert (look["actor"], look["ref"], look["command"]) == (ME, OFFICER, words[0])
    assert (look["granted"], look["reason"]) == (True, "soạn quyết định")


@pytest.mark.parametrize("words", SHOWING, ids=lambda words: words[0])
def test_others_see_the_reference_and_are_told_so(named: Operator, words: list[str]) -> None:
    plain = named.ok(*words).out
    done = named.ok(*words, "--names", "--actor", "op:inspector")
    assert done.out == plain
    assert "Names are not granted to op:inspector" in done.err
    (look,) = named.ok("person", "access", "-o", "json").json
    assert (look["actor"], look["granted"]) == ("op:inspector", False)


@pytest.mark.parametrize("words", SHOWING, ids=lambda words: words[0])
def test_an_erased_name_is_said_to_be_erased_to_everybody(
    named: Operator, words: list[str]
) -> None:
    named.ok("person", "erase", OFFICER, *WHY, "--yes")
    for more in ([], ["--names"]):
        done = named.ok(*words, *more)
        assert f"{OFFICER} [đã xoá]" in done.out
        assert done.err == ""
    assert f"{OFFICER} [đã xoá]" in named.ok("--lang", "vi", *words).out


def test_programs_get_the_name_as_a_member_of_its_own(named: Operator) -> None:
    grant(named)
    officers = named.ok("show", "TDP-08", "--names", "-o", "json").json["officers"]
    assert {o["ref"]: o["person_name"] for o in officers}[OFFICER] == NAME
    assert {o["person_name"] for o in officers if o["ref"] != OFFICER} == {None}
    assert all("person_name" not in o for o in named.ok("officers", "-o", "json").json["officers"])
    listed = named.ok("officers", "--names", "-o", "csv").out.splitlines()
    assert listed[0].startswith("campaign,branch,post,ref,person_name,")
    assert any(f",{OFFICER},{NAME}," in line for line in listed)
    rows = named.ok("history", "TDP-08", "--names", "-o", "json").json
    assert {OFFICER: NAME} in [row["person_names"] for row in rows]
    changed = named.ok("diff", "TDP-08", "1..", "--names", "-o", "json").json
    assert changed["person_names"][OFFICER] == NAME
    rows = named.ok("blame", "TDP-08", "--names", "-o", "json").json
    assert {OFFICER: NAME} in [row["person_names"] for row in rows]
    named.ok("person", "erase", OFFICER, *WHY, "--yes")
    officers = named.ok("officers", "--names", "-o", "json").json["officers"]
    assert {o["ref"]: o["person_name"] for o in officers}[OFFICER] == "[đã xoá]"


def test_names_can_be_asked_for_once_and_for_all(named: Operator) -> None:
    grant(named)
    done = named.spawn("officers", CONGRESS_NAMES="1")
    assert (done.code, NAME in done.out) == (0, True)


def test_what_was_so_on_a_day_past_brings_no_name_back(named: Operator) -> None:
    grant(named)
    named.ok("person", "erase", OFFICER, *WHY, "--yes")
    done = named.ok("officers", "--names", "--known-at", "2017-09-01")
    assert (NAME in done.out, f"{OFFICER} [đã xoá]" in done.out) == (False, True)


def test_no_name_is_kept_where_views_attempts_and_cursors_are(
    named: Operator, tmp_path: Path
) -> None:
    grant(named)
    for words in SHOWING:
        named.ok(*words, "--names")
    named.ok("replay")
    assert named.spawn("subscribe", "--name", "reader").code == 0
    named.run("advance", "TDP-08", "plan", "--planned-on", "1/1/2018")
    named.run("person", "add", OFFICER, "--name", NAME)
    found = files(tmp_path)
    assert {f"season.db{end}" for end in (".views", ".attempts", ".cursors", ".access")} <= set(
        found
    )
    assert holding(tmp_path, NAME.encode(), NAME.encode("utf-16-le"), b"M\\u1eabu") == []


def test_a_vault_that_cannot_be_read_keeps_nobody_from_the_record(named: Operator) -> None:
    named.log.with_name("season.db.people").write_bytes(b"something else" * 100)
    assert OFFICER in named.ok("show", "TDP-08").out
    done = named.run("show", "TDP-08", "--names")
    assert (done.code, "The log is not concerned" in done.err) == (7, True)


def test_a_log_alone_shows_references(season: Operator, tmp_path: Path) -> None:
    before = set(files(tmp_path))
    done = season.ok("officers", "--names")
    assert (OFFICER in done.out, done.err) == (True, "")
    assert {name for name in set(files(tmp_path)) - before if "people" in name} == set()
