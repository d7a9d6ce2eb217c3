"""Several lifecycles at one address, and lifecycles below lifecycles. All synthetic."""

from collections.abc import Iterable
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.asking import possibilities
from engine.guards import Case, day_has_come
from engine.payloads import Day, Identifier, Payload, Prose
from engine.reading import Reader
from engine.reasons import RECORD, Reason, Wording
from engine.stages import State
from engine.structs import replace
from engine.subscribing import Selection
from engine.workflow import EVERY_CHILD, Entry, LifecycleError, Lifecycles, Record, Workflow
from event_store import canonical
from event_store.words import Text
from tests.season import commands as c
from tests.season.season import Season, given
from tests.season.stories import opened
from workflows.campaign.payloads import Amend, Void

ROWS = """
[[transitions]]
command = "{command}"
event = "{area}.{event}"
kind = "fact"
from = "*"
{more}
"""


def definition(area: str, rows: Iterable[tuple[str, str, str]]) -> str:
    """A definition in which every command is possible from every state."""
    head = f'workflow = "{area}"\nversion = 1\ninitial = "none"\nstates = ["none", "begun"]\n'
    return (
        head
        + '[kinds.fact]\nguards = ["day_has_come"]\n'
        + "".join(ROWS.format(area=area, command=n, event=e, more=m) for n, e, m in rows)
    )


class Plan(Payload):
    """Somebody will come."""

    planned_on: Day


class AddNote(Payload):
    """Something is to be written down."""

    note: Identifier


class Write(Payload):
    """It is written down."""

    text: Prose


class Visit(State):
    """What is known of a visit."""

    notes: dict[str, int] = {}


def evolve(visit: Visit, entry: Entry) -> Visit:
    """Add a note."""
    if entry["type"] == "visit.note_added":
        visit.notes = {**visit.notes, entry["data"]["note"]: entry["position"]}
    return visit


def before_the_deadline(case: Case) -> Reason | None:
    """What is written rests on the season two streams above."""
    visit, campaign = case.above
    assert case.parent is visit
    assert case.keys == (*case.keys[:2], case.key)
    assert case.parent_key == case.keys[1]
    if case.day <= campaign.deadline:
        return None
    return Reason("note_too_late", {"day": case.day})


def lifecycle(area: str, address: tuple[str, ...], parent: str | None, **more: Any) -> Workflow:
    """A lifecycle with one command, or with those of `more`."""
    found = {
        "rows": [("write", "written", 'to = "begun"')],
        "payloads": {"write": Write},
        "guards": {},
        "initial": State,
        "evolve": lambda state, _: state,
        **more,
    }
    rows, guards = found.pop("rows"), found.pop("guards")
    return Workflow(
        area=area,
        address=address,
        parent=parent,
        text=definition(area, rows),
        guards={"day_has_come": day_has_come, **guards},
        record=lambda _: Record(),
        identify=lambda _: None,
        versions={f"{area}.{event}": 1 for _, event, _ in rows},
        upcasts={},
        computed={},
        **found,
    )


VISITS = lifecycle(
    "visit",
    ("campaign", "branch"),
    "campaign",
    rows=[
        ("plan", "planned", 'to = "begun"'),
        ("add_note", "note_added", ""),
        ("amend", "entry_amended", ""),
        ("void", "entry_voided", ""),
    ],
    payloads={"plan": Plan, "add_note": AddNote, "amend": Amend, "void": Void},
    initial=Visit,
    evolve=evolve,
    registry="notes",
    touched=lambda *_: (EVERY_CHILD,),
)
NOTES = lifecycle(
    "note",
    ("campaign", "branch", "note"),
    "visit",
    rows=[("write", "written", 'to = "begun"\nguards = ["before_the_deadline"]')],
    guards={"before_the_deadline": before_the_deadline},
)
OPINIONS = lifecycle("opinion", ("campaign", "branch"), "congress")
WORDING = Wording("structural", Text("{day} is too late.", "ngày {day} là quá muộn."), RECORD)


def together(*more: Workflow) -> Lifecycles:
    """The lifecycles of a season, and others."""
    known = lifecycles()
    wordings = {**known.wordings, "note_too_late": WORDING}
    return replace(known, workflows=(*known.workflows, *more), wordings=wordings)


RULES = together(VISITS, NOTES, OPINIONS)
EVENING = "2017-07-10T18:00:00+07:00"
PLAN = c.of_branch("plan", c.SMALL, "2017-07-10", planned_on="2017-08-20")


def season() -> Season:
    return given(opened(), rules=RULES)


def of_area(area: str, command: c.Envelope) -> c.Envelope:
    return {**command, "area": area}


def streams(season: Season) -> list[str]:
    return [e["stream"] for e in season.log.scan() if e["type"].endswith(".planned")]


# --- Which lifecycle a command is of ------------------------------------------------------------


def test_a_word_that_two_lifecycles_offer_is_of_neither_until_one_is_named() -> None:
    known = season().when(PLAN)
    known.then_refused("invalid_data").then_named("area", "plan", "'congress', 'visit'")
    known.when(of_area("visit", PLAN)).then_accepted()
    known.when(of_area("congress", PLAN)).then_accepted()
    assert streams(known) == [f"{a}/{c.CAMPAIGN}/{c.SMALL}" for a in ("visit", "congress")]


def test_the_area_may_be_named_where_nothing_else_is_meant() -> None:
    invited = of_area("campaign", c.designate())
    known = season().when(invited).then_accepted()
    known.when({**invited, "command_id": "c-1"}).then_turned_away()
    given(opened()).when(of_area("congress", PLAN)).then_accepted()


def test_the_area_is_content_and_its_absence_is_none() -> None:
    known = season()
    sent = {**of_area("visit", PLAN), "command_id": "c-1", "recorded_at": EVENING}
    known.when(sent).then_accepted()
    known.again().then_duplicate()
    (entry,) = known.log.stream(f"visit/{c.CAMPAIGN}/{c.SMALL}")
    assert entry["command"]["digest"] == canonical.digest(sent)
    known.when({**sent, "area": "congress"}).then_refused("command_id_reused")
    alone = {**PLAN, "command_id": "c-1", "recorded_at": EVENING}
    plain = given(opened()).when(alone).then_accepted()
    digest = plain.entries(c.SMALL)[0]["command"]["digest"]
    assert digest == canonical.digest(alone) != canonical.digest(of_area("congress", alone))


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (of_area("books", PLAN), ("area", "'congress', 'visit'")),
        (of_area("campaign", PLAN), ("area", "'congress', 'visit'")),
        (of_area("visit", c.designate()), ("area", "'campaign'")),
        ({**of_area("campaign", c.designate()), "branch": c.SMALL}, ("branch", "campaign")),
        ({k: v for k, v in of_area("visit", PLAN).items() if k != "branch"}, ("branch", "plan")),
        ({**of_area("visit", PLAN), "note": "n-1"}, ("note", "campaign + branch")),
        (of_area("", PLAN), ("area",)),
        ({**PLAN, "area": 7}, ("area",)),
    ],
)
def test_a_command_that_fits_no_lifecycle_says_where(
    command: c.Envelope, named: tuple[str, ...]
) -> None:
    season().when(command).then_refused("invalid_data").then_named(*named)


# --- Corrections go by their target -------------------------------------------------------------


def correction(command: str, target: Any, **data: Any) -> c.Envelope:
    return c.of_branch(
        command, c.SMALL, "2017-07-11", target_position=target, reason="nhầm", **data
    )


@pytest.fixture
def planned() -> tuple[Season, int, int]:
    """A season with two plans, and their positions."""
    known = season().given(of_area("visit", PLAN), of_area("congress", PLAN))
    return known, known.log.size - 1, known.log.size


@pytest.mark.parametrize("command", ["amend", "void"])
def test_a_correction_is_of_the_lifecycle_of_its_target(
    planned: tuple[Season, int, int], command: str
) -> None:
    known, visit, congress = planned
    more = {"field": "planned_on", "value": "2017-08-21"} if command == "amend" else {}
    for target, area in ((congress, "congress"), (visit, "visit")):
        known.when(correction(command, target, **more)).then_accepted()
        assert known.log.entry(known.log.size)["stream"].startswith(f"{area}/")


@pytest.mark.parametrize("target", [1, 2, 999, 2**53 - 1])
def test_a_target_of_neither_is_nothing_to_correct(
    planned: tuple[Season, int, int], target: int
) -> None:
    planned[0].when(correction("void", target)).then_refused("nothing_to_void")


@pytest.mark.parametrize("target", [None, "7", True, 7.5, -1, 2**70])
def test_a_correction_without_a_target_is_of_neither(
    planned: tuple[Season, int, int], target: Any
) -> None:
    planned[0].when(correction("void", target)).then_refused("invalid_data")


def test_a_correction_may_say_whose_it_is(planned: tuple[Season, int, int]) -> None:
    known, visit, congress = planned
    known.when(of_area("visit", correction("void", congress))).then_refused("nothing_to_void")
    known.when(of_area("visit", correction("void", visit))).then_accepted()


# --- Lifecycles below lifecycles ----------------------------------------------------------------


def note(day: str = "2017-07-20", key: str = "n-1") -> c.Envelope:
    return {**c.of_branch("write", c.SMALL, day, text="Đủ hồ sơ."), "note": key}


def noted() -> Season:
    adding = c.of_branch("add_note", c.SMALL, "2017-07-12", note="n-1")
    return season().given(of_area("visit", PLAN), adding, note())


def test_a_parent_may_have_a_parent() -> None:
    known = noted()
    assert [name for name, _ in known.log.streams("note/")] == [f"note/{c.CAMPAIGN}/{c.SMALL}/n-1"]
    known.when(note("2017-12-01")).then_refused("note_too_late")


def test_what_rests_on_an_entry_two_streams_above_is_found() -> None:
    known = noted()
    opening = known.position("campaign.opened", None)
    amended = c.of_campaign(
        "amend", "2017-07-21", target_position=opening, field="deadline", value="2017-07-15",
        reason="nhầm",
    )  # fmt: skip
    known.when(amended).then_refused("entry_relied_on").then_named(known.log.size)
    known.when(c.with_data(amended, value="2017-07-25")).then_accepted()


def test_a_lifecycle_may_share_the_address_of_its_parent() -> None:
    known = season().given(of_area("congress", PLAN))
    opinion = c.of_branch("write", c.SMALL, "2017-07-12", text="Đồng ý.")
    known.when(opinion).then_accepted()
    assert known.log.entry(known.log.size)["stream"] == f"opinion/{c.CAMPAIGN}/{c.SMALL}"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_all_that_an_address_can_be_given_is_listed(language: Any) -> None:
    reader = Reader(noted().log, RULES)
    rows = possibilities(reader, {"campaign": c.CAMPAIGN, "branch": c.SMALL}, language)
    named = {(row.get("area"), row["command"]) for row in rows}
    assert {("congress", "plan"), ("visit", "plan"), ("visit", "amend")} <= named
    assert {(None, "elect"), (None, "add_note"), (None, "write")} <= named
    (possible,) = [row for row in rows if row["command"] == "add_note"]
    assert (possible["allowed"], possible["needs"]) == (True, ["note"])
    below = {"campaign": c.CAMPAIGN, "branch": c.SMALL, "note": "n-1"}
    assert [row["command"] for row in possibilities(reader, below, language)] == ["write"]


def test_a_path_is_that_of_the_stream_at_the_top() -> None:
    known = noted()
    reader = Reader(known.log, RULES)
    entries = [*known.log.scan(1)]
    chosen = {"": 8, "ha-noi/long-bien": 7, "hue": 0}
    for path, count in chosen.items():
        selection = Selection(reader, path=path)
        assert len([e for e in entries if selection.wants(e)]) == count, path
    selection = Selection(reader, keys={"note": "n-1"})
    assert [e["type"] for e in entries if selection.wants(e)] == ["note.written"]


# --- Lifecycles that do not fit together --------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ((replace(VISITS, area="congress"),), "'congress' is there twice"),
        ((NOTES, VISITS), "parent 'visit' of 'note' does not stand before it"),
        ((replace(NOTES, parent="note"),), "parent 'note' of 'note' does not stand before it"),
        ((replace(VISITS, area="log"),), "'log' is the log's own"),
        ((replace(VISITS, area="person"),), "'person' is the log's own"),
        ((replace(VISITS, address=("branch", "campaign")),), "does not go on from"),
        ((replace(VISITS, address=("campaign", "branch", "note")),), "more than one member"),
        ((replace(VISITS, address=()),), "'visit' has no address"),
        ((replace(VISITS, address=("campaign", "actor")),), "'actor' in the address of 'visit'"),
    ],
)
def test_lifecycles_that_do_not_fit_together_are_refused(
    more: tuple[Workflow, ...], fault: str
) -> None:
    with pytest.raises(LifecycleError, match=fault):
        together(*more)
