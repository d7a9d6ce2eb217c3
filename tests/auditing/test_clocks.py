"""What an audit finds on days: reports, approvals, complaints, ballots in custody. Synthetic."""

from pathlib import Path

import pytest

from tests.auditing.record import by_day, of_kind, only, recorded
from tests.season import commands as c
from tests.season.commands import LARGE, SMALL
from tests.season.season import policy_text, ruled_by
from tests.season.stories import follower_until, sat

AUGUST_20 = "2017-08-20"
"""A Sunday: the sitting, the ballots and the election of the large branch."""


def complaint(received_on: str, on: str | None = None, number: str = "KN-1") -> c.Envelope:
    """A complaint that reached the committee on a day."""
    day = on or received_on
    return c.fact(
        "file_complaint", on=day, number=number, received_on=received_on, subject="phiếu bầu"
    )


def settled(on: str, number: str = "KN-1") -> c.Envelope:
    """A complaint is settled."""
    return c.fact("resolve_complaint", on=on, number=number, outcome="bác", document="3-KL")


@pytest.mark.parametrize(
    ("as_of", "state"), [("2018-02-20", "sealed"), ("2018-02-21", "retention_over")]
)
def test_ballots_stay_sealed_for_six_months_to_the_day(as_of: str, state: str, log: Path) -> None:
    season = recorded(log, *follower_until("held"))
    ballots = [season.position("congress.ballot_recorded", nth=n) for n in (-3, -2, -1)]
    season.close()
    found = only(log, "ballot_custody", LARGE, "--as-of", as_of)
    assert (found["due_on"], found["state"]) == ("2018-02-20", state)
    assert (found["position"], found["detail"]["ballots"]) == (ballots[-1], ballots)
    assert found["detail"]["days_left"] == (0 if state == "sealed" else -1)


def test_policy_says_how_long_ballots_stay_sealed(log: Path) -> None:
    rules = ruled_by(policy_text("short", ballot_retention_months="1"))
    opened, *story = follower_until("held")
    story = [c.with_data(opened, policy="short"), *story]
    recorded(log, *story, rules=rules).close()
    assert only(log, "ballot_custody", LARGE)["due_on"] == "2017-09-20"


def test_each_day_of_voting_has_its_ballots_also_those_of_an_annulled_election(log: Path) -> None:
    again = [
        c.committee(on="2017-09-02"),
        c.secretary(on="2017-09-02"),
        c.deputy(on="2017-09-02"),
    ]
    season = recorded(log, *follower_until("officers_elected"), c.annul("election"), *again)
    annulled = season.position("congress.election_annulled")
    season.close()
    found = of_kind(log, "ballot_custody", LARGE)
    assert [f["detail"]["voted_on"] for f in found] == [AUGUST_20, "2017-09-02"]
    assert [f["annulled_by"] for f in found] == [annulled, None]
    (before,) = of_kind(log, "ballot_custody", LARGE, "--as-of", "2017-08-27")
    assert before["annulled_by"] is None, "it acts from its own day"


def test_ballots_with_a_complaint_open_say_so(log: Path) -> None:
    season = recorded(log, *follower_until("held"), complaint("2017-08-25"))
    assert only(log, "ballot_custody", LARGE)["detail"]["open_complaints"] == ["KN-1"]
    season.given(settled("2017-09-01"))
    season.close()
    assert only(log, "ballot_custody", LARGE)["detail"]["open_complaints"] == []


def test_complaint_is_open_until_it_is_settled(log: Path) -> None:
    season = recorded(log, *follower_until("held"), complaint("2017-08-25"))
    filed = season.position("congress.complaint_filed")
    found = only(log, "complaint", "--as-of", "2017-08-31")
    assert (found["position"], found["state"]) == (filed, "open")
    assert (found["due_on"], found["working_days"]) == ("2017-09-11", 10)
    assert found["detail"]["open_working_days"] == 4
    assert found["detail"]["in_time"] is True
    season.given(settled("2017-09-05"))
    season.close()
    found = only(log, "complaint", "--as-of", "2017-12-31")
    assert (found["position"], found["state"], found["document"]) == (filed, "settled", "3-KL")
    detail = found["detail"]
    assert (detail["settled_on"], detail["outcome"]) == ("2017-09-05", "bác")
    assert detail["open_working_days"] == 6, "Monday, 4 September, was a day off"
    assert only(log, "complaint", "--as-of", "2017-09-04")["state"] == "open"


def test_complaint_that_came_after_the_window_says_so(log: Path) -> None:
    late = complaint("2017-09-12")
    recorded(log, *follower_until("held"), late, complaint("2017-09-11", late["occurred_on"], "2"))
    found = of_kind(log, "complaint")
    assert [f["detail"]["in_time"] for f in found] == [False, True]
    assert [f["working_days"] for f in found] == [-1, 0]
    assert {f["detail"]["congress_closed_on"] for f in found} == {AUGUST_20}


def test_complaint_has_its_window_from_the_sitting_before_it(log: Path) -> None:
    """What was elected again on 2 September does not give more time to one of 25 August."""
    again = [c.committee(on="2017-09-02"), c.secretary(on="2017-09-02")]
    story = [*follower_until("officers_elected"), complaint("2017-08-25"), c.annul("election")]
    recorded(log, *story, *again).close()
    assert only(log, "complaint")["detail"]["congress_closed_on"] == AUGUST_20


def test_complaint_before_any_congress_has_no_window(log: Path) -> None:
    recorded(log, *follower_until("planned"), complaint("2017-07-12", "2017-08-14")).close()
    found = only(log, "complaint")
    assert (found["due_on"], found["detail"]["in_time"]) == (None, None)


def test_report_that_never_came_is_overdue_after_seven_working_days(log: Path) -> None:
    season = recorded(log, *follower_until("officers_elected"))
    at = season.position("congress.officers_elected")
    season.close()
    assert of_kind(log, "report_overdue", "--as-of", "2017-08-29") == []
    found = only(log, "report_overdue", "--as-of", "2017-08-30")
    assert (found["position"], found["due_on"], found["working_days"]) == (at, "2017-08-29", -1)


def test_report_of_an_election_that_fell_is_not_waited_for(log: Path) -> None:
    recorded(log, *follower_until("officers_elected"), c.annul("election")).close()
    assert of_kind(log, "report_overdue", "--as-of", "2017-12-31") == []


@pytest.mark.parametrize(
    ("reached", "kind"),
    [("officers_elected", "report_overdue"), ("reported", "approval_overdue")],
)
def test_nothing_is_waited_for_from_a_branch_that_is_gone(
    reached: str, kind: str, log: Path
) -> None:
    season = recorded(log, *by_day(follower_until(reached)))
    assert len(of_kind(log, kind, LARGE, "--as-of", "2017-12-31")) == 1
    season.given(c.fact("merge", on="2017-09-01", into=SMALL, reason="decided above"))
    season.close()
    assert of_kind(log, kind, LARGE, "--as-of", "2017-12-31") == []


def test_approval_is_overdue_after_fifteen_working_days(log: Path) -> None:
    season = recorded(log, *by_day(follower_until("reported")))
    at = season.position("congress.reported")
    assert of_kind(log, "approval_overdue", LARGE, "--as-of", "2017-09-15") == []
    found = only(log, "approval_overdue", LARGE, "--as-of", "2017-09-18")
    assert (found["position"], found["due_on"]) == (at, "2017-09-15")
    assert (found["state"], found["working_days"]) == ("overdue", -1)
    season.given(c.fact("approve", on="2017-09-19", document="8-QĐ/ĐU"))
    answered = season.position("congress.approved")
    season.close()
    found = only(log, "approval_overdue", LARGE, "--as-of", "2018-01-01")
    assert (found["state"], found["working_days"]) == ("settled_late", -2)
    assert (found["detail"]["answered_at"], found["document"]) == (answered, "8-QĐ/ĐU")


def test_approval_in_time_is_no_finding_however_late_it_is_asked(log: Path) -> None:
    approved = c.fact("approve", on="2017-09-15", document="8-QĐ/ĐU")
    recorded(log, *by_day(follower_until("reported")), approved).close()
    assert of_kind(log, "approval_overdue", LARGE, "--as-of", "2019-01-01") == []


def test_report_that_was_taken_back_is_not_waited_for(log: Path) -> None:
    recorded(log, *sat(), *reported(), c.annul("congress")).close()
    assert of_kind(log, "approval_overdue", LARGE, "--as-of", "2017-12-31") == []


def reported() -> list[c.Envelope]:
    """From the ballots to the report."""
    return [c.committee(), c.secretary(), c.deputy(), c.elect(), c.report()]
