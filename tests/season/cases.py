"""One story for every rule that may be broken by decision, and for every one that may not."""

from collections.abc import Callable

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL, Envelope
from tests.season.season import Season, Step
from tests.season.stories import (
    finished,
    follower_until,
    opened,
    pilot_until,
    piloted,
    prepared,
    sat,
    voided,
)

Command = Envelope | Callable[[Season], Envelope]
Story = tuple[Step, Command]


def rounds(branch: str, count: int) -> list[Envelope]:
    """So many secretary rounds in which nobody is over half."""
    votes = {"m-001": 4, "m-002": 4}
    return [c.secretary(votes, branch=branch, round=n + 1) for n in range(count)]


FEW = c.attendance(12, present=7)
TOO_MANY = {f"m-{n:03}": 1 for n in range(8)}

POLICY: dict[str, Story] = {
    "pilot_quota_exceeded": ([*opened(), c.designate()], c.designate(LARGE)),
    "observers_not_invited": ([*opened(), c.designate(), c.plan(PILOT)], c.pilot()),
    "campaign_suspended": (
        [*follower_until("lessons_learned"), c.suspend()],
        c.hold(),
    ),
    "lessons_gate_closed": ([*prepared(), *piloted(), c.plan(LARGE)], c.learn(LARGE)),
    "quorum_missing": (follower_until("lessons_learned"), c.hold(attendance=FEW)),
    "agenda_incomplete": (follower_until("lessons_learned"), c.hold(agenda_done=[])),
    "held_before_lessons": (follower_until("lessons_learned"), c.hold(on="2017-08-13")),
    "branch_too_small": ([*opened(), c.register("TDP-03", 2)], c.plan("TDP-03")),
    "committee_below_threshold": (
        sat(SMALL),
        c.committee({"m-001": 8}, branch=SMALL, seats=1),
    ),
    "committee_too_large": (sat(), c.committee(TOO_MANY, seats=8)),
    "surplus_exceeded": (sat(), c.committee({f"m-{n:03}": 1 for n in range(5)})),
    "not_on_committee": ([*sat(), c.committee()], c.secretary({"m-009": 8})),
    "counting_board_conflict": (sat(), c.committee({"m-901": 8})),
    "ballots_do_not_add_up": (sat(), c.committee(issued=13)),
    "rounds_exhausted": (
        [*sat(SMALL), *rounds(SMALL, 3)],
        c.secretary({"m-001": 8}, branch=SMALL, round=4),
    ),
    "appointment_too_early": ([*sat(SMALL), *rounds(SMALL, 2)], c.appoint(SMALL)),
    "documents_missing": (follower_until("officers_elected"), c.report(documents=[])),
    "shift_too_long": (follower_until("planned"), c.reschedule("2018-03-16", on="2017-08-14")),
}


STRUCTURAL: dict[str, Story] = {
    "unknown_command": (opened(), c.of_branch("convene", LARGE, "2017-07-10")),
    "invalid_data": (opened(), c.plan(LARGE, "tomorrow")),
    "unknown_campaign": ([], c.plan(LARGE)),
    "duplicate_campaign": (opened(), c.open_campaign()),
    "unknown_branch": (opened(), c.plan("TDP-77")),
    "duplicate_branch": (opened(), c.register(LARGE)),
    "wrong_state": (follower_until("planned"), c.plan(LARGE)),
    "not_active": (
        [*follower_until("lessons_learned"), c.fact("cancel", reason="no members")],
        c.hold(),
    ),
    "campaign_closed": (
        [
            *finished(),
            c.close(),
            c.decline("deputy", "m-002", on="2017-09-16"),
            c.restamped(c.leave_open("deputy"), occurred_on="2017-09-16"),
        ],
        c.elect(on="2017-09-16"),
    ),
    "campaign_unfinished": (opened(), c.close()),
    "not_designated_pilot": ([*prepared(), c.plan(LARGE)], c.pilot(LARGE)),
    "wrong_sitting_date": (pilot_until("lessons_learned"), c.recognise(on="2017-08-11")),
    "future_date": (
        opened(),
        c.restamped(c.designate(), recorded_at="2017-07-04T18:00:00+07:00"),
    ),
    "before_previous_stage": (follower_until("held"), c.elect(on="2017-08-19")),
    "roll_mismatch": (follower_until("lessons_learned"), c.hold(attendance=c.attendance(11))),
    "ballot_out_of_order": (sat(), c.committee(round=2)),
    "posts_unsettled": (sat(), c.elect()),
    "nothing_to_void": (
        follower_until("planned"),
        c.fact("void", target_position=999, reason="copied wrongly"),
    ),
    "nothing_to_amend": (
        follower_until("planned"),
        c.fact("amend", target_position=999, field="place", value="x", reason="copied wrongly"),
    ),
    "entry_relied_on": (follower_until("lessons_learned"), voided("congress.planned")),
    "version_conflict": (
        follower_until("planned"),
        c.restamped(c.learn(LARGE), expected_version=9),
    ),
    "command_id_reused": (
        [*opened(), c.restamped(c.plan(LARGE), command_id="c-1")],
        c.restamped(c.plan(SMALL), command_id="c-1"),
    ),
    "too_large": (
        [*prepared(), *piloted()],
        c.with_data(
            c.lessons(), lessons=[{"topic": "t", "fault": "f" * 7_900, "advice": "a"}] * 2_000
        ),
    ),
}
"""All but `override_incomplete`, which needs an override to begin with."""
