"""Whatever is sent is answered: accepted, or turned away with reasons. Synthetic figures."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.season import commands as c
from tests.season.commands import LARGE, PILOT, SMALL, Envelope
from tests.season.season import Step, given
from tests.season.stories import (
    amended,
    follower_until,
    opened,
    pilot_until,
    piloted,
    prepared,
    sat,
)

ODD: list[Any] = [None, "", "x", -1, 1.5, True, 10**30, [], [1], ["x"], {}, {"x": 1}, [{}]]
REQUIRED = ("command", "campaign", "actor")
WRONG_KIND = [
    ("command", 5),
    ("campaign", 5),
    ("branch", ["TDP-01"]),
    ("actor", {}),
    ("occurred_on", 20170710),
    ("command_id", 5),
    ("expected_version", "1"),
    ("expected_version", -1),
    ("correlation", 5),
    ("data", []),
    ("data", "x"),
    ("evidence", {}),
    ("evidence", ["x"]),
    ("evidence", [{"kind": "minutes"}]),
    ("override", "yes"),
    ("override", []),
    ("priority", 1),
]
ALSO_DECIDED: list[tuple[Step, Envelope]] = [
    ([], c.open_campaign(agenda=["election"], outline=["goals"], pilots={"min": 1, "max": 1})),
    (opened(), c.register("TDP-03")),
    (opened(), c.invite([LARGE])),
    ([*prepared(), *piloted()], c.lessons()),
    (opened(), c.plan(LARGE, scheme={"committee": ["m-001"], "secretary": "m-001"}, seats=3)),
    (pilot_until("planned"), c.pilot(observers_attended=2)),
    (follower_until("lessons_learned"), c.hold()),
    (pilot_until("lessons_learned"), c.hold(PILOT, basis="re_held")),
    (sat(), c.committee()),
    (follower_until("officers_elected"), c.report()),
    (follower_until("planned"), c.reschedule("2017-09-10")),
    (sat(), c.update_roll(11, "2017-08-20")),
    (follower_until("reported"), c.fact("approve", on="2017-08-30", document="15-QĐ/ĐU")),
    (follower_until("reported"), c.annul("congress")),
    (sat(), c.fact("void", target_position=17, reason="x")),
    (sat(), c.fact("amend", target_position=17, field="attendance.present", value=11, reason="x")),
]


def members(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in some data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inner:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from members(value, (*path, key))


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same data with one value at one place."""
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = put(data[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize(("member", "value"), WRONG_KIND)
def test_member_of_the_wrong_kind_is_invalid(member: str, value: Any) -> None:
    command = {**c.plan(LARGE), "recorded_at": "2017-08-01T18:00:00+07:00", member: value}
    given(opened()).when(command).then_refused("invalid_data").then_named(member)


@pytest.mark.parametrize("member", REQUIRED)
def test_member_that_is_missing_is_named(member: str) -> None:
    command = {key: value for key, value in c.plan(LARGE).items() if key != member}
    given(opened()).when(command).then_refused("invalid_data").then_named(member)


@pytest.mark.parametrize("data", [{}, None])
def test_command_that_brings_nothing_may_leave_its_data_out(data: Any) -> None:
    command = {**c.elect(), "data": data}
    given(follower_until("held")).when(command).then_accepted()
    without = {key: value for key, value in c.elect().items() if key != "data"}
    given(follower_until("held")).when(without).then_accepted()


@pytest.mark.parametrize(
    ("before", "command"), ALSO_DECIDED, ids=[case[1]["command"] for case in ALSO_DECIDED]
)
def test_odd_value_at_any_place_is_answered(before: Step, command: Envelope) -> None:
    for path in members(command["data"]):
        season = given(before)
        for value in ODD:
            odd = {**command, "data": put(command["data"], path, value)}
            if season.when(odd).result.outcome == "accepted":
                season = given(before)
            else:
                season.then_turned_away()


@pytest.mark.parametrize(
    ("before", "command"), ALSO_DECIDED, ids=[case[1]["command"] for case in ALSO_DECIDED]
)
def test_every_member_that_is_not_known_is_a_fault(before: Step, command: Envelope) -> None:
    season = given(before).when(c.with_data(command, colour="red"))
    season.then_refused("invalid_data").then_named("colour")


def test_every_fault_is_a_reason_of_its_own() -> None:
    wrong = {"post": "chairman", "round": 0, "seats": "3", "issued": -1, "valid": None}
    season = given(sat()).when(c.with_data(c.committee(), **wrong)).then_refused("invalid_data")
    season.then_named(*wrong)
    assert len(season.result.reasons) == len(wrong)


# --- Lists may be empty -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "command"),
    [
        (opened(), c.invite([])),
        ([*prepared(), *piloted()], c.lessons([])),
        (opened(), c.plan(LARGE, scheme={"committee": [], "secretary": "m-1", "deputy": "m-2"})),
        (pilot_until("planned"), c.pilot(counting_board=[])),
        (follower_until("lessons_learned"), c.hold(counting_board=[])),
        (pilot_until("lessons_learned"), c.hold(PILOT, basis="re_held", counting_board=[])),
        (follower_until("officers_elected"), c.overridden(c.report(documents=[]))),
        (follower_until("lessons_learned"), c.overridden(c.hold(agenda_done=[]))),
    ],
    ids=lambda value: str(value["command"]) if isinstance(value, dict) else "",
)
def test_list_may_be_empty_and_is_kept_so(before: Step, command: Envelope) -> None:
    season = given(before).when(command).then_accepted()
    data = season.log.entry(season.log.size)["data"]
    assert {key: data.get(key) for key in command["data"]} == command["data"]


def test_new_vote_may_have_nobody_on_its_board() -> None:
    season = given(follower_until("officers_elected"), c.annul("election"))
    board: dict[str, Any] = {"counting_board": [], "attendance": c.attendance(12)}
    season.when(c.committee({"m-901": 8}, seats=1, on="2017-09-01", **board)).then_accepted()


# --- Days at the ends of the calendar -----------------------------------------------------------

FAR = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", FAR)
def test_day_at_the_end_of_the_calendar_is_answered(day: str) -> None:
    given(opened()).when(c.plan(LARGE, due_on=day)).then_refused("shift_too_long")
    given(opened()).when(c.plan(LARGE, day)).then_refused("shift_too_long")
    given(opened(deadline=day)).when(c.plan(LARGE)).then_refused("shift_too_long")
    given(follower_until("planned")).when(c.reschedule(day)).then_refused("shift_too_long")
    season = given(follower_until("planned"))
    season.when(amended("campaign.opened", "deadline", day, None)).then_refused("entry_relied_on")


# --- Any amendment ------------------------------------------------------------------------------

AMENDED: list[tuple[str, str | None, list[Envelope], dict[str, Any]]] = [
    ("congress.held", LARGE, sat(), c.hold()["data"]),
    ("congress.ballot_recorded", LARGE, [*sat(), c.committee()], c.committee()["data"]),
    ("congress.reported", LARGE, follower_until("reported"), c.report()["data"]),
    ("congress.pilot_held", PILOT, pilot_until("held"), c.pilot()["data"]),
    ("congress.planned", LARGE, follower_until("held"), c.plan(LARGE, place="x", seats=3)["data"]),
    ("campaign.opened", None, follower_until("held"), c.open_campaign(agenda=c.AGENDA)["data"]),
    ("campaign.lessons_session_held", None, follower_until("held"), c.lessons()["data"]),
    ("campaign.branch_registered", None, follower_until("held", SMALL), c.register(SMALL)["data"]),
    ("campaign.observers_invited", None, follower_until("held"), c.invite()["data"]),
]


@pytest.mark.parametrize(
    ("type_", "branch", "before", "data"), AMENDED, ids=[a[0] for a in AMENDED]
)
def test_any_amendment_is_answered_and_leaves_a_record_that_reads(
    type_: str, branch: str | None, before: list[Envelope], data: dict[str, Any]
) -> None:
    for path in [*members(data), ("occurred_on",), ("",), ("a..b",), ("0",)]:
        season = given(before)
        for value in [*ODD, "TDP-01", 0, 3]:
            step = amended(type_, ".".join(map(str, path)), value, branch)
            if season.when(step).result.outcome != "accepted":
                season.then_turned_away()
                continue
            assert season.status()["total"] == 3
            assert season.show(LARGE)["branch"] == LARGE
            season = given(before)
