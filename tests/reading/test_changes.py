"""What changed on a branch's sheet, and which entries did it. The season is synthetic."""

from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.reading import Reader
from event_store.log import Log
from tests.reading.program import LANGUAGES, answer, congress

VALUES = ("name", "state", "disposition", "attempt", "held_on", "seats_open")


def changed(season: Path, branch: str, span: str) -> dict[str, Any]:
    found = answer(season, "diff", branch, span)
    return {change["value"]: change for change in found["changes"]}


def shown(season: Path, branch: str, *view: str) -> dict[str, Any]:
    """The sheet of `show`, in the names of `diff`."""
    sheet = answer(season, "show", branch, *view)
    values = {name: sheet[name] for name in VALUES}
    for officer in sheet["officers"]:
        name = f"officers.{officer['post']}.{officer['ref']}"
        values[name] = {key: officer[key] for key in ("basis", "votes", "base")}
    return values | {f"flags.{code}": True for code in sheet["flags"]}


def test_what_the_record_learned_between_two_days(season: Path) -> None:
    found = changed(season, "TDP-08", "known:2017-08-12..known:2017-08-15")
    assert set(found) == {"state"}
    state = found["state"]
    assert (state["was"], state["now"]) == ("pilot", "officers_elected")
    assert state["by"] == [36, 37, 38]


def test_what_happened_between_two_days(season: Path) -> None:
    found = changed(season, "TDP-08", "2017-08-09..2017-08-12")
    assert (found["state"]["was"], found["state"]["now"]) == ("planned", "officers_elected")
    assert found["held_on"]["by"] == [31]
    assert found["officers.secretary.m-081"]["by"] == [33]


def test_entry_and_its_void_leave_nothing_between_them(season: Path) -> None:
    assert changed(season, "TDP-09", "81..83") == {}
    voided = changed(season, "TDP-09", "82..83")
    assert voided["state"] == {
        "value": "state", "was": "held", "now": "lessons_learned", "by": [83],
    }  # fmt: skip
    assert (voided["held_on"]["now"], voided["held_on"]["by"]) == (None, [83])


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("82..83", "83..82"),
        ("2017-08-09..2017-08-20", "2017-08-20..2017-08-09"),
        ("known:2017-08-12..2017-09-15", "2017-09-15..known:2017-08-12"),
    ],
)
def test_way_back_turns_every_value_round(season: Path, there: str, back: str) -> None:
    forth = {v: (c["was"], c["now"]) for v, c in changed(season, "TDP-09", there).items()}
    home = {v: (c["now"], c["was"]) for v, c in changed(season, "TDP-09", back).items()}
    assert forth == home != {}


@pytest.mark.parametrize("branch", [f"TDP-{n:02}" for n in range(1, 13)])
def test_from_nothing_to_now_is_what_show_shows(season: Path, branch: str) -> None:
    found = changed(season, branch, "..")
    now = {value: change["now"] for value, change in found.items()}
    sheet = shown(season, branch)
    assert now == {name: value for name, value in sheet.items() if value is not None}
    assert all(change["by"] for change in found.values())


@pytest.mark.parametrize("day", ["2017-08-12", "2017-08-28", "2017-09-20"])
def test_two_days_differ_as_their_sheets_do(season: Path, day: str) -> None:
    for branch in ("TDP-05", "TDP-08", "TDP-09"):
        old = shown(season, branch, "--as-of", day)
        new = shown(season, branch)
        found = {v: (c["was"], c["now"]) for v, c in changed(season, branch, f"{day}..").items()}
        expected = {
            name: (old.get(name), new.get(name))
            for name in {**old, **new}
            if old.get(name) != new.get(name)
        }
        assert found == expected


def test_every_entry_that_did_it_is_named_with_its_papers(season: Path) -> None:
    found = answer(season, "diff", "TDP-08", "30..31")
    (entry,) = found["entries"]
    assert entry["position"] == 31
    assert entry["actor"] == "op:org-officer"
    assert [paper["number"] for paper in entry["documents"]] == ["01-BB/CB"]


@pytest.mark.parametrize("branch", ["TDP-04", "TDP-08", "TDP-09"])
def test_blame_names_an_entry_before_which_the_value_was_another(
    season: Path, branch: str
) -> None:
    rows = answer(season, "blame", branch)
    sheet = shown(season, branch)
    assert {row["value"]: row["is"] for row in rows} == {
        name: value for name, value in sheet.items() if value is not None
    }
    for row in rows:
        at = row["position"]
        found = changed(season, branch, f"{at - 1}..{at}")
        assert found[row["value"]]["now"] == row["is"]
        assert row["value"] not in changed(season, branch, f"{at}..")


def test_blame_knows_the_past(season: Path) -> None:
    rows = {row["value"]: row for row in answer(season, "blame", "TDP-08", "--known-at",
                                                "2017-08-12")}  # fmt: skip
    assert (rows["state"]["is"], rows["state"]["position"]) == ("pilot", 31)


def test_blame_of_a_branch_that_has_done_nothing_yet(season: Path) -> None:
    rows = answer(season, "blame", "TDP-04", "--known-at", "2017-07-12")
    assert {row["value"]: row["position"] for row in rows}["state"] == 7


def test_what_is_unknown_is_not_found_and_what_is_no_span_is_refused(season: Path) -> None:
    for words, code in (
        (("TDP-77", "1..2"), 5),
        (("TDP-08", "1..9999"), 5),
        (("TDP-08", "17"), 2),
        (("TDP-08", "x..y"), 2),
        (("TDP-08", "known:x.."), 2),
    ):
        assert congress(season, "diff", *words).returncode == code, words
    assert congress(season, "blame", "TDP-77").returncode == 5


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_people_read_words(season: Path, spoken: str) -> None:
    done = congress(season, "--lang", spoken, "diff", "TDP-09", "82..83")
    words = {"en": ("state", "lessons learned"), "vi": ("trạng thái", "đã rút kinh nghiệm")}
    assert all(word in done.stdout for word in words[spoken])
    blamed = congress(season, "--lang", spoken, "blame", "TDP-08").stdout
    assert {"en": "secretary m-081", "vi": "bí thư m-081"}[spoken] in blamed


def test_nothing_differs_between_a_view_and_itself(season: Path) -> None:
    done = congress(season, "diff", "TDP-08", "2017-08-20..20/8/2017")
    assert (done.returncode, done.stdout) == (0, "Nothing differs.\n")


def test_the_season_is_the_one_the_positions_are_taken_from(season: Path) -> None:
    with Log.open(season, read_only=True) as log:
        types = {position: log.entry(position)["type"] for position in (31, 33, 82, 83)}
        assert Reader(log, lifecycles()).today() == "2017-09-28"
    assert types == {
        31: "congress.pilot_held", 33: "congress.ballot_recorded", 82: "congress.held",
        83: "congress.entry_voided",
    }  # fmt: skip
