"""The laws that random seasons are held to are no empty words: each catches what breaks it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.engine.golden import recorded
from tests.engine.laws import broken

Entries = list[dict[str, Any]]


@pytest.fixture(scope="module")
def season() -> Entries:
    with recorded() as log:
        return list(log.scan())


def first(entries: Entries, type_: str, branch: str = "TDP-08") -> dict[str, Any]:
    return next(
        e
        for e in entries
        if e["type"] == type_ and e["stream"].endswith((branch, "gia-thuy-2017"))
    )


def leave_a_hole(entries: Entries) -> None:
    del entries[20]


def fall_back_in_time(entries: Entries) -> None:
    entries[-1]["recorded_at"] = "2017-01-01T00:00:00.000000Z"


def happen_tomorrow(entries: Entries) -> None:
    entries[-1]["occurred_on"] = "2030-01-01"


def amend_to_tomorrow(entries: Entries) -> None:
    amendment = next(e for e in entries if e["type"] == "congress.entry_amended")
    amendment["data"] |= {"field": "occurred_on", "value": "2030-01-01"}


def draw_lessons_before_the_pilot(entries: Entries) -> None:
    first(entries, "campaign.lessons_session_held")["occurred_on"] = "2017-08-09"


def recognise_the_pilot_on_another_day(entries: Entries) -> None:
    first(entries, "congress.held")["occurred_on"] = "2017-08-11"


def hold_again_before_the_lessons(entries: Entries) -> None:
    first(entries, "congress.held")["data"]["basis"] = "re_held"


def follow_before_the_lessons(entries: Entries) -> None:
    first(entries, "congress.held", "TDP-01")["occurred_on"] = "2017-08-13"


def elect_before_holding(entries: Entries) -> None:
    first(entries, "congress.officers_elected", "TDP-02")["occurred_on"] = "2017-08-20"


def vote_before_holding(entries: Entries) -> None:
    first(entries, "congress.ballot_recorded", "TDP-02")["occurred_on"] = "2017-08-20"


def report_before_electing(entries: Entries) -> None:
    first(entries, "congress.reported", "TDP-02")["occurred_on"] = "2017-08-20"


def skip_a_stage(entries: Entries) -> None:
    first(entries, "congress.lessons_learned")["type"] = "congress.document_attached"


def void_what_others_rest_on(entries: Entries) -> None:
    void = next(e for e in entries if e["type"] == "congress.entry_voided")
    void["data"]["target_position"] = first(entries, "congress.planned", "TDP-02")["position"]


def act_after_the_end(entries: Entries) -> None:
    first(entries, "congress.dissolved", "TDP-06")["stream"] = "congress/gia-thuy-2017/TDP-05"


BREAKERS: list[tuple[Callable[[Entries], None], str]] = [
    (leave_a_hole, "D1, the position"),
    (fall_back_in_time, "D1, recorded_at"),
    (happen_tomorrow, "D2"),
    (amend_to_tomorrow, "D2"),
    (draw_lessons_before_the_pilot, "D3"),
    (recognise_the_pilot_on_another_day, "D4"),
    (hold_again_before_the_lessons, "D4"),
    (follow_before_the_lessons, "D5"),
    (elect_before_holding, "D6"),
    (vote_before_holding, "before the sitting"),
    (report_before_electing, "D7"),
    (skip_a_stage, "not possible from pilot"),
    (void_what_others_rest_on, "not possible from unplanned"),
    (act_after_the_end, "the branch is dissolved"),
]


def test_a_whole_season_breaks_no_law(season: Entries) -> None:
    assert broken(season) == []


@pytest.mark.parametrize(("breaker", "law"), BREAKERS, ids=[b.__name__ for b, _ in BREAKERS])
def test_a_broken_law_is_named(
    season: Entries, breaker: Callable[[Entries], None], law: str
) -> None:
    entries = deepcopy(season)
    breaker(entries)
    assert any(law in fault for fault in broken(entries)), broken(entries)
