"""Reading: what had happened by a day, and what the record said then. Synthetic figures."""

from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL
from tests.season.season import Season, given
from tests.season.stories import (
    amended,
    finished,
    follower_until,
    gate_open,
    opened,
    pilot_until,
    piloted,
    prepared,
    sat,
    voided,
)


def late_august() -> Season:
    """The pilot on the 10th, its lessons on the 14th, its recognition recorded on the 15th."""
    return given(pilot_until("officers_elected"))


# --- Two time axes ------------------------------------------------------------------------------


def test_on_12_august_the_pilot_branch_was_further_than_the_record_said() -> None:
    season = late_august()
    assert season.show(PILOT, as_of="2017-08-12")["state"] == "officers_elected"
    known = season.show(PILOT, as_of="2017-08-12", known="2017-08-12T23:59:59+07:00")
    assert known["state"] == "pilot"


def test_board_of_12_august_tells_the_same() -> None:
    season = late_august()
    board = season.status("2017-08-12")
    assert (board["by_state"]["officers_elected"], board["elected"]["count"]) == (1, 1)
    known = season.status("2017-08-12", "2017-08-12T23:59:59+07:00")
    assert (known["by_state"]["pilot"], known["elected"]["count"]) == (1, 0)
    assert known["held"]["count"] == 1


def test_record_is_cut_at_the_moment_asked_for() -> None:
    season = given(follower_until("lessons_learned"), c.hold())
    before = season.show(known="2017-08-20T10:59:59Z")["state"]
    after = season.show(known="2017-08-20T11:00:00Z")["state"]
    assert (before, after) == ("lessons_learned", "held")


def test_state_as_of_a_day_is_the_furthest_that_had_occurred() -> None:
    season = given(follower_until("reported"))
    days = ["2017-07-09", "2017-07-10", "2017-08-15", "2017-08-20", "2017-08-23", "2017-08-24"]
    states = [season.show(as_of=day)["state"] for day in days]
    elected = "officers_elected"
    assert states == ["unplanned", "planned", "lessons_learned", elected, elected, "reported"]


def test_furthest_stage_counts_although_an_earlier_one_occurred_later() -> None:
    season = given(gate_open(), c.plan(LARGE), c.learn(LARGE, "2017-08-18"))
    season.given(c.hold(on="2017-08-16"))
    assert season.show(as_of="2017-08-17")["state"] == "held"


def test_today_of_a_simulation_is_the_day_of_its_last_entry() -> None:
    season = given(follower_until("held"))
    assert season.status()["as_of"] == "2017-08-20"
    season.given(c.fact("attach_document", on="2017-08-23", kind="minutes", number="1"))
    assert season.status()["as_of"] == "2017-08-23"


def test_branches_count_whatever_the_day_of_their_registration() -> None:
    season = given(opened())
    season.given(c.restamped(c.register("TDP-03"), occurred_on="2017-08-01"))
    assert season.status("2017-06-01")["total"] == 4


def test_record_of_an_earlier_time_has_fewer_branches() -> None:
    season = given(opened())
    season.given(c.restamped(c.register("TDP-03"), occurred_on="2017-08-01"))
    assert season.status("2017-08-01", "2017-07-31T00:00:00+07:00")["total"] == 3


# --- From which day ------------------------------------------------------------------------------


def test_annulment_acts_from_its_own_day() -> None:
    season = given(follower_until("reported"), c.annul("congress", on="2017-08-28"))
    assert season.show(as_of="2017-08-27")["state"] == "reported"
    assert season.show(as_of="2017-08-28")["state"] == "lessons_learned"
    assert season.status("2017-08-27")["held"]["count"] == 2
    assert season.status("2017-08-28")["held"]["count"] == 1


def test_void_acts_on_all_days() -> None:
    season = given(sat(), voided("congress.held"))
    assert season.show(as_of="2017-08-25")["state"] == "lessons_learned"
    known = season.show(as_of="2017-08-25", known="2017-08-25T12:00:00+07:00")
    assert known["state"] == "held"


def test_amendment_acts_on_all_days() -> None:
    season = given(sat(), amended("congress.held", "occurred_on", "2017-08-18"))
    assert season.show(as_of="2017-08-18")["state"] == "held"
    known = season.show(as_of="2017-08-19", known="2017-08-25T12:00:00+07:00")
    assert known["state"] == "lessons_learned"


@pytest.mark.parametrize(
    ("command", "data"), [("cancel", {}), ("merge", {"into": PILOT}), ("dissolve", {})]
)
def test_branch_leaves_the_denominator_from_its_day(command: str, data: dict[str, str]) -> None:
    season = given(follower_until("held"))
    season.given(c.fact(command, SMALL, "2017-08-22", reason="x", **data))
    assert season.status("2017-08-21")["held"] == {"count": 2, "total": 3, "percent": "66.7"}
    assert season.status("2017-08-22")["held"] == {"count": 2, "total": 2, "percent": "100.0"}


def test_branch_that_held_its_congress_and_left_counts_nowhere() -> None:
    season = given(follower_until("held"), c.fact("cancel", reason="x", on="2017-08-22"))
    board = season.status("2017-08-22")
    assert (board["total"], board["held"]["count"], board["by_state"]["held"]) == (2, 1, 0)


# --- The board ----------------------------------------------------------------------------------


def test_board_counts_every_state() -> None:
    board = given(follower_until("held")).status()
    expected = {"pilot": 1, "held": 1, "unplanned": 1}
    assert board["by_state"] == {
        **dict.fromkeys(lifecycles().by_area["congress"].definition.states, 0),
        **expected,
    }
    assert sum(board["by_state"].values()) == board["total"] == 3


def test_pilot_sitting_counts_as_held_before_it_is_recognised() -> None:
    assert given(prepared(), piloted()).status()["held"]["count"] == 1


def test_pilots_planned_and_held() -> None:
    assert given(prepared()).status()["pilots"] == {"planned": 1, "held": 0}
    assert given(prepared(), piloted()).status()["pilots"] == {"planned": 1, "held": 1}


def test_whole_season_is_a_hundred_per_cent() -> None:
    board = given(finished()).status("2017-09-15")
    hundred = {"count": 3, "total": 3, "percent": "100.0"}
    assert (board["held"], board["elected"], board["reported"]) == (hundred, hundred, hundred)


def test_nothing_of_nothing_has_no_percentage() -> None:
    board = given(c.open_campaign()).status()
    assert board["held"] == {"count": 0, "total": 0, "percent": None}


@pytest.mark.parametrize(
    ("branches", "percent"),
    [
        (1, "100.0"),
        (3, "33.3"),
        (6, "16.7"),
        (8, "12.5"),
        (16, "6.3"),
        (40, "2.5"),
        (80, "1.3"),
    ],
)
def test_percentage_is_rounded_half_up(branches: int, percent: str) -> None:
    more = [c.register(f"B-{n}") for n in range(branches - 1)]
    season = given(c.open_campaign(), c.register(PILOT), more, c.designate(), c.invite())
    season.given(piloted())
    assert season.status()["held"] == {"count": 1, "total": branches, "percent": percent}


def test_two_of_three_round_up() -> None:
    assert given(sat()).status()["held"]["percent"] == "66.7"


def test_none_of_three_is_a_figure() -> None:
    assert given(opened()).status()["held"] == {"count": 0, "total": 3, "percent": "0.0"}


def test_overdue_are_those_not_held_by_the_deadline() -> None:
    season = given(follower_until("held"))
    assert SMALL not in season.status("2017-09-15")["overdue"]
    assert SMALL in season.status("2017-09-16")["overdue"]


def test_path_leads_down_to_the_committee() -> None:
    season = given(follower_until("held"))
    for path in ("ha-noi", "ha-noi/long-bien", "ha-noi/long-bien/gia-thuy"):
        assert season.status(path=path)["total"] == 3


def test_other_paths_do_not_lead_there() -> None:
    other = c.restamped(c.open_campaign(), campaign="phuc-loi-2017")
    committee = {"id": "phuc-loi", "name": "Phúc Lợi", "path": ["ha-noi", "long-bien"]}
    season = given(opened(), c.with_data(other, committee=committee))
    season.given(c.restamped(c.register("TDP-01"), campaign="phuc-loi-2017"))
    assert season.status()["total"] == 4
    assert season.status(path="ha-noi/long-bien")["total"] == 4
    assert season.status(path="ha-noi/long-bien/phuc-loi")["total"] == 1
    assert season.status(campaign="phuc-loi-2017")["total"] == 1


# --- One branch ---------------------------------------------------------------------------------


def test_officers_are_shown_before_they_are_recognised() -> None:
    season = given(follower_until("held")).then_state("held")
    assert set(season.officers()) == {"committee", "secretary", "deputy"}


def test_secretary_also_stands_under_committee() -> None:
    season = given(follower_until("officers_elected"))
    assert ("m-001", "elected") in season.officers()["committee"]
    assert season.officers()["secretary"] == [("m-001", "elected")]


def test_three_ways_into_office_stay_apart() -> None:
    tied = {"m-001": 10, "m-002": 9, "m-003": 8, "m-004": 8}
    season = given(sat(), c.committee(tied))
    season.given(c.committee({"m-003": 5, "m-004": 4}, seats=1, round=2))
    for n in (1, 2, 3):
        season.given(c.secretary({"m-001": 6, "m-002": 6}, round=n))
    officers = season.given(c.appoint(ref="m-003")).officers()
    assert officers["committee"] == [
        ("m-001", "elected"),
        ("m-002", "elected"),
        ("m-003", "rerun"),
    ]
    assert officers["secretary"] == [("m-003", "appointed")]


def test_officers_as_of_a_day_before_the_congress_are_nobody() -> None:
    season = given(follower_until("officers_elected"))
    assert season.show(as_of="2017-08-19")["officers"] == []


def test_flags_of_a_branch_are_shown() -> None:
    season = given(follower_until("lessons_learned"))
    few: dict[str, Any] = {"attendance": c.attendance(12, present=7)}
    season.given(c.overridden(c.hold(**few)))
    assert "quorum_missing" in season.show()["flags"]
    assert "quorum_missing" in season.status()["flags"]


def test_flags_are_those_of_what_had_occurred_by_the_day() -> None:
    few: dict[str, Any] = {"attendance": c.attendance(12, present=7)}
    season = given(follower_until("lessons_learned"), c.overridden(c.hold(**few)))
    assert "quorum_missing" not in season.status("2017-08-19")["flags"]
    assert season.status("2017-08-20")["flags"]["quorum_missing"] == 1
    assert "quorum_missing" not in season.show(as_of="2017-08-19")["flags"]


def test_branch_nobody_planned_is_shown_as_unplanned() -> None:
    shown = given(opened()).show(SMALL)
    assert (shown["state"], shown["held_on"], shown["version"]) == ("unplanned", None, 0)
    assert (shown["officers"], shown["attempt"]) == ([], 1)


# --- History ------------------------------------------------------------------------------------


def test_history_has_one_row_an_entry_in_the_order_of_the_record() -> None:
    season = given(follower_until("reported"))
    rows = season.history()
    assert [row["position"] for row in rows] == [e["position"] for e in season.entries()]
    assert [row["version"] for row in rows] == [*range(1, len(rows) + 1)]


def test_history_is_never_sorted_by_the_day_it_occurred() -> None:
    season = given(gate_open(), c.plan(LARGE), c.learn(LARGE, "2017-08-18"))
    season.given(c.hold(on="2017-08-16"))
    days = [row["occurred_on"] for row in season.history()]
    assert days[-2:] == ["2017-08-18", "2017-08-16"]


def test_history_tells_how_late_an_entry_was_recorded() -> None:
    late = c.restamped(c.hold(), recorded_at="2017-08-27T18:00:00+07:00")
    row = given(follower_until("lessons_learned"), late).history()[-1]
    assert (row["days_between"], row["flags"]) == (7, ["backdated"])
