"""What an audit finds on elections: appointments, the scheme, seats open. All synthetic."""

from pathlib import Path

from tests.auditing.record import of_kind, only, recorded
from tests.season import commands as c
from tests.season.cases import rounds
from tests.season.commands import LARGE, SMALL
from tests.season.stories import follower_until, gate_open, sat

SCHEME = {"committee": ["m-001", "m-002", "m-004"], "secretary": "m-001", "deputy": "m-003"}


def test_appointment_is_told_with_the_rounds_that_failed(log: Path) -> None:
    season = recorded(log, *sat(SMALL), *rounds(SMALL, 3), c.appoint(SMALL))
    at = season.position("congress.secretary_appointed", SMALL)
    season.close()
    found = only(log, "appointed")
    assert (found["position"], found["document"]) == (at, "07-QĐ/ĐU")
    assert (found["authority"], found["detail"]) == (
        "ward committee",
        {"rounds": 3, "ref": "m-002"},
    )


def test_appointment_outside_the_scheme_is_a_difference(log: Path) -> None:
    planned = c.plan(SMALL, scheme={"secretary": "m-001"})
    stages = [*gate_open(), planned, c.learn(SMALL), c.hold(SMALL)]
    season = recorded(log, *stages, *rounds(SMALL, 3), c.appoint(SMALL))
    at = season.position("congress.secretary_appointed", SMALL)
    plan = season.position("congress.planned", SMALL)
    season.close()
    found = {row["code"]: row for row in of_kind(log, "scheme_difference")}
    assert {code: row["detail"]["ref"] for code, row in found.items()} == {
        "outside_scheme": "m-002",
        "not_elected": "m-001",
    }
    assert {(row["position"], row["target"]) for row in found.values()} == {(at, plan)}


def test_each_difference_from_the_scheme_is_shown_by_its_ballot(log: Path) -> None:
    stages = [*gate_open(), c.plan(LARGE, scheme=SCHEME), c.learn(LARGE), c.hold()]
    first = c.committee({"m-001": 11, "m-002": 10, "m-003": 4, "m-004": 4})
    second = c.committee({"m-003": 8}, round=2, seats=1)
    season = recorded(log, *stages, first, second, c.secretary(), c.deputy())
    ballots = [season.position("congress.ballot_recorded", nth=n) for n in range(-4, 0)]
    season.close()
    found = [
        (row["position"], row["detail"]["post"], row["detail"]["ref"], row["code"])
        for row in of_kind(log, "scheme_difference")
    ]
    assert sorted(found) == sorted(
        [
            (ballots[1], "committee", "m-003", "outside_scheme"),
            (ballots[1], "committee", "m-004", "not_elected"),
            (ballots[3], "deputy", "m-002", "outside_scheme"),
            (ballots[3], "deputy", "m-003", "not_elected"),
        ]
    )


def test_seats_that_nobody_holds_are_shown_by_what_left_them_so(log: Path) -> None:
    voted = c.committee({"m-001": 11, "m-002": 10, "m-003": 4, "m-004": 4})
    season = recorded(log, *sat(), voted)
    ballot = season.position("congress.ballot_recorded")
    found = only(log, "seats_open")
    assert (found["position"], found["detail"]) == (
        ballot,
        {"post": "committee", "seats": 1, "left_open": False},
    )
    season.given(c.leave_open("committee"), c.secretary(), c.leave_open("deputy"))
    committee, deputy = (season.position("congress.seats_left_open", nth=n) for n in (-2, -1))
    season.close()
    assert [
        (row["position"], row["detail"]["post"], row["detail"]["left_open"], row["reason"])
        for row in of_kind(log, "seats_open")
    ] == [
        (committee, "committee", True, "nobody stands"),
        (deputy, "deputy", True, "nobody stands"),
    ]


def test_seat_that_was_filled_since_is_no_finding(log: Path) -> None:
    story = follower_until("reported")
    season = recorded(log, *story, c.decline("deputy", "m-002"))
    declined = season.position("congress.office_declined")
    assert only(log, "seats_open")["position"] == declined
    again = c.deputy({"m-003": 8}, round=2, on="2017-08-30")
    season.when(again).then_accepted()
    season.close()
    assert of_kind(log, "seats_open") == []
    assert only(log, "seats_open", "--as-of", "2017-08-29")["position"] == declined


def test_branch_that_is_gone_has_no_seats_to_fill(log: Path) -> None:
    gone = c.fact("merge", into=SMALL, reason="decided above")
    recorded(log, *sat(), c.leave_open("deputy"), gone).close()
    assert of_kind(log, "seats_open") == []
