"""A log that an older program wrote goes on: its version 1 ballots are lifted as they are read."""

import pytest

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.corrections import fold
from engine.reading import Reader
from engine.replay import check
from event_store.log import Log
from tests.engine.old_season import PILOT, STREAM, record_old_season
from tests.engine.synthetic import CAMPAIGN, Script, accept, codes, new_engine, report
from workflows.branch_congress.elections import officers


@pytest.fixture
def old() -> Engine:
    """A season whose pilot was recorded by the program that wrote version 1."""
    log = Log.create(None, simulation=True)
    record_old_season(log)
    return new_engine(log)


def test_the_old_ballots_lie_in_the_log_as_they_were_written(old: Engine) -> None:
    ballots = [e for e in old.log.stream(STREAM) if e["type"] == "congress.ballot_recorded"]
    assert [entry["type_version"] for entry in ballots] == [1, 1, 1]
    assert not any("rule" in row for entry in ballots for row in entry["data"]["outcome"])


def test_the_branch_was_elected_by_its_old_ballots(old: Engine) -> None:
    reader = Reader(old.log, lifecycles())
    state = reader.state(
        lifecycles().by_area["congress"], CAMPAIGN, PILOT, view=reader.view(None, None)
    )
    assert state.stage == "officers_elected"
    found = [(o.post, o.ref, o.basis, o.votes) for o in officers(state)]
    assert found == [
        ("committee", "m-001", "elected", 11),
        ("committee", "m-002", "elected", 11),
        ("committee", "m-003", "elected", 11),
        ("secretary", "m-001", "elected", 12),
        ("deputy", "m-002", "elected", 11),
    ]


def test_the_season_goes_on_after_them_and_replays(old: Engine) -> None:
    script = Script(prefix="later").on("2017-08-16")
    report(script, PILOT)
    accept(old, script.commands)
    assert list(check(old.log, lifecycles())) == []


def test_a_branch_held_before_the_upcast_records_its_next_ballot_in_the_current_version(
    old: Engine,
) -> None:
    script = Script(prefix="later").on("2017-08-16")
    reason = {"post": "deputy", "ref": "m-002", "reason": "sức khỏe"}
    script.do("decline_office", PILOT, reason)
    script.do(
        "record_ballot",
        PILOT,
        {
            "post": "deputy",
            "round": 2,
            "seats": 1,
            "candidates": [{"ref": "m-003", "votes": 12}],
            "issued": 12,
            "collected": 12,
            "valid": 12,
            "invalid": 0,
        },
    )
    accept(old, script.commands)
    versions = [
        e["type_version"]
        for e in old.log.stream(STREAM)
        if e["type"] == "congress.ballot_recorded"
    ]
    assert versions == [1, 1, 1, 2]


def test_an_old_ballot_can_be_voided_while_nothing_rests_on_it(old: Engine) -> None:
    ballots = [e for e in old.log.stream(STREAM) if e["type"] == "congress.ballot_recorded"]
    script = Script(prefix="later").on("2017-08-16")
    data = {"target_position": ballots[-1]["position"], "reason": "ghi nhầm"}
    script.do("void", PILOT, data)
    assert codes(old.advance(script.commands[0])) == ["entry_relied_on"]


def test_a_later_step_rests_on_an_old_ballot_no_less_than_on_a_new_one(old: Engine) -> None:
    """Judged again, an old ballot computes a rule that it never recorded: no reason to fall."""
    plan = old.log.stream(STREAM)[0]
    script = Script(prefix="later").on("2017-08-16")
    place = {"field": "place", "value": "Nhà văn hóa", "reason": "ghi thiếu"}
    script.do("amend", PILOT, {"target_position": plan["position"], **place})
    accept(old, script.commands)
    workflow = lifecycles().by_area["congress"]
    state = fold(workflow, [workflow.lift(e) for e in old.log.stream(STREAM)])
    assert state.plan["place"] == "Nhà văn hóa"
    assert state.stage == "officers_elected"
