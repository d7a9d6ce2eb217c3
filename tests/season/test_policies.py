"""Rules are data: another policy, another answer. All figures and policies are synthetic."""

from typing import Any

import pytest

from engine.workflow import Lifecycles
from tests.season import commands as c
from tests.season.commands import LARGE, SMALL, Envelope
from tests.season.season import Season, given, policy_text, ruled_by
from tests.season.stories import follower_until, gate_open, opened, sat

NAME = "synthetic"


def under(**changes: str) -> Lifecycles:
    """The rules with a policy that differs from that of 2017 in some keys."""
    return ruled_by(policy_text(NAME, **changes))


def season_under(steps: list[Any], **changes: str) -> Season:
    """A season that names the other policy when it opens."""
    return given([renamed(step) for step in steps], rules=under(**changes))


def renamed(step: Envelope) -> Envelope:
    return c.with_data(step, policy=NAME) if step["command"] == "open_campaign" else step


def ungated() -> list[Envelope]:
    """A branch sat without waiting for a pilot."""
    return [*opened(lessons_gate="none"), c.plan(LARGE), c.learn(LARGE), c.hold()]


CHARTER = {"majority_base": '"charter_art12"'}


@pytest.mark.parametrize(
    "counts",
    [
        {"present": 11, "excluded": c.excluded(excused_throughout=1)},
        {"present": 8, "excluded": c.excluded(detained=2, suspended=2)},
        {"convened": 10, "present": 9},
    ],
    ids=str,
)
def test_charter_counts_all_official_members_on_the_roll(counts: dict[str, Any]) -> None:
    votes, cast = {"m-001": 7, "m-002": 6}, counts["present"]
    season = season_under(sat(**counts), **CHARTER)
    season.given(c.committee(votes, seats=2, ballots=cast))
    season.then_elected("committee", "m-001")
    assert season.show()["officers"][0]["base"] == 12


def test_same_votes_elect_under_the_election_rules() -> None:
    counts: dict[str, Any] = {"present": 11, "excluded": c.excluded(excused_throughout=1)}
    season = season_under(sat(**counts))
    season.given(c.committee({"m-001": 7, "m-002": 6}, seats=2, ballots=11))
    season.then_elected("committee", "m-001", "m-002")


def test_threshold_of_a_committee_is_data() -> None:
    small = c.committee({"m-001": 5, "m-002": 5, "m-003": 5}, branch=SMALL)
    season_under(sat(SMALL), committee_threshold="8").when(small).then_accepted()
    season = season_under(ungated(), committee_threshold="13").when(c.committee())
    season.then_refused("committee_below_threshold")


def test_two_policies_live_in_one_record() -> None:
    season = given([renamed(s) for s in sat(SMALL)], rules=under(committee_threshold="8"))
    for step in sat(SMALL):
        season.given(c.restamped(step, campaign="phuc-loi-2017"))
    ballot = c.committee({"m-001": 5}, branch=SMALL, seats=1)
    elsewhere = c.restamped(ballot, campaign="phuc-loi-2017")
    season.when(elsewhere).then_refused("committee_below_threshold")
    season.when(ballot).then_accepted()


def test_quorum_is_data() -> None:
    counts = c.attendance(12, present=6)
    season = season_under(follower_until("lessons_learned"), quorum='"1/2"')
    season.when(c.hold(attendance=c.attendance(12, present=5))).then_refused("quorum_missing")
    season.when(c.hold(attendance=counts)).then_accepted()


def test_size_of_a_committee_is_data() -> None:
    eight = c.committee({f"m-{n:03}": 5 for n in range(8)}, seats=8)
    season = season_under(sat(), committee_max="9")
    season.when(eight).then_accepted()


def test_smallest_branch_is_data() -> None:
    season = season_under(opened(), min_official_members="9")
    season.when(c.plan(SMALL)).then_refused("branch_too_small")


def test_months_of_postponement_are_data() -> None:
    season = season_under(opened(), max_shift_months="12")
    season.when(c.plan(LARGE, "2018-09-16")).then_refused("shift_too_long")
    season.when(c.plan(LARGE, "2018-09-15")).then_accepted()


def test_rounds_before_an_appointment_are_data() -> None:
    failed = c.secretary({"m-001": 4, "m-002": 4}, branch=SMALL)
    season = season_under([*sat(SMALL), failed], secretary_rounds_before_appointment="1")
    season.when(c.with_data(failed, round=2)).then_refused("rounds_exhausted")
    season.when(c.appoint(SMALL)).then_accepted()


def test_number_of_rounds_may_be_limited() -> None:
    short = c.committee({"m-001": 8, "m-002": 8, "m-003": 3})
    season = season_under([*sat(), short], max_rounds="1")
    season.when(c.committee({"m-003": 8}, seats=1, round=2)).then_refused("rounds_exhausted")


def test_number_of_rounds_is_not_limited_in_2017() -> None:
    season = given(sat(), c.committee({"m-001": 8, "m-002": 8, "m-003": 3}))
    for n in (2, 3, 4, 5):
        season.given(c.committee({"m-003": 3}, seats=1, round=n))
    season.when(c.committee({"m-003": 8}, seats=1, round=6)).then_accepted()


def test_days_until_an_entry_is_back_dated_are_data() -> None:
    late = c.restamped(c.hold(), recorded_at="2017-08-30T18:00:00+07:00")
    season = season_under(follower_until("lessons_learned"), backdated_after_days="10")
    season.when(late).then_unflagged()


def test_working_days_for_a_report_are_data() -> None:
    season = season_under(follower_until("officers_elected"), report_deadline_working_days="1")
    season.when(c.report(on="2017-08-22")).then_accepted("reported_late")


def test_papers_of_a_report_are_data() -> None:
    changes = {"required_documents": '["minutes"]', "required_with_committee": "[]"}
    season = season_under(follower_until("officers_elected"), **changes)
    season.when(c.report(documents=[])).then_refused("documents_missing")
    season.when(c.report(documents=[c.document("minutes")])).then_accepted()


def test_agenda_is_data() -> None:
    season = season_under(follower_until("lessons_learned"), agenda='["election"]')
    season.when(c.hold(agenda_done=["election"])).then_accepted()


def test_gate_is_data() -> None:
    season = season_under(opened(), lessons_gate='"none"')
    season.given(c.plan(LARGE)).when(c.learn(LARGE)).then_accepted()


def test_campaign_stands_above_the_policy() -> None:
    season = season_under(opened(lessons_gate="all_pilots"), lessons_gate='"none"')
    season.given(c.plan(LARGE)).when(c.learn(LARGE)).then_refused("lessons_gate_closed")


def test_single_candidate_may_be_forbidden() -> None:
    season = season_under(ungated(), allow_single_candidate="false")
    season.when(c.committee({"m-001": 8}, seats=1)).then_turned_away()
    season.when(c.committee({"m-001": 8, "m-002": 3}, seats=1)).then_accepted()


def test_record_keeps_the_rules_that_decided() -> None:
    season = season_under(gate_open(), **CHARTER)
    adopted = [e for e in season.log.stream("log") if e["type"] == "log.rules_adopted"]
    assert any("charter_art12" in str(entry["data"]) for entry in adopted)
    assert season.entries(None)[0]["rules"] in [entry["position"] for entry in adopted]
