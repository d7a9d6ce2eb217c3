"""Where entries lead: our fold, a stock `transitions` machine and the verifier, walked at random.

Anything may be recorded here, lawful or not: what has no row for the state before it leads
nowhere, and what was voided did not happen.
"""

from random import Random
from typing import Any

import pytest
from transitions import Machine, MachineError

import verify_bundle
from application.congresses.packaged import lifecycles
from engine.corrections import effective, fold
from engine.definition import Definition
from engine.stages import State
from engine.structs import Struct, replace
from engine.workflow import Workflow
from workflows.labels import BRANCH_STATES

WALKS, STEPS = 40, 60
BARE = {
    w.area: replace(w, initial=State, evolve=lambda state, _: state)
    for w in lifecycles().workflows
}
"""The lifecycles without their facts: what is left is where entries lead."""
each_area = pytest.mark.parametrize("area", BARE)
Entry = dict[str, Any]


def walk(workflow: Workflow, chance: Random) -> list[Entry]:
    """Entries of one stream at random: events of every kind, voids among them."""
    events = sorted(workflow.versions)
    entries: list[Entry] = []
    for version in range(1, STEPS + 1):
        kind = chance.choice(events)
        data: dict[str, Any] = {}
        if kind.endswith((".entry_amended", ".entry_voided")):
            kind = f"{workflow.area}.entry_voided"
            data = {"target_position": chance.randint(1, version)}
        entries.append(entry(version, kind, f"2017-08-{chance.randint(1, 28):02d}", **data))
    return entries


def entry(position: int, kind: str, day: str = "2017-08-01", **data: Any) -> Entry:
    return {
        "position": position, "version": position, "type": kind, "occurred_on": day, "data": data
    }  # fmt: skip


class Stock:
    """The model of a stock machine, without guards."""

    state: str

    def __init__(self, definition: Definition) -> None:
        self.command_of = definition.command_of
        Machine(
            model=self,
            states=list(definition.states),
            initial=definition.initial,
            transitions=[{**row, "conditions": []} for row in definition.table()],
            auto_transitions=False,
        )

    def take(self, found: Any) -> None:
        """Pull the trigger of an entry; where there is none it stays."""
        try:
            getattr(self, self.command_of[found["type"]])()
        except MachineError:
            return


@each_area
def test_our_fold_is_that_of_a_stock_machine(area: str) -> None:
    workflow, visited = BARE[area], set[str]()
    for seed in range(10 * WALKS):
        if seed >= WALKS and visited == set(workflow.definition.states):
            break
        entries = walk(workflow, Random(f"{area}/{seed}"))
        for count in range(1, STEPS + 1, 7):
            stock = Stock(workflow.definition)
            for found in effective(entries[:count]):
                stock.take(found)
            state = fold(workflow, entries[:count])
            assert (state.stage, state.version) == (stock.state, count), f"seed {seed}"
            visited.add(state.stage)
    assert visited == set(workflow.definition.states), "the walks are too short"


@each_area
def test_the_verifier_follows_the_same_way(area: str) -> None:
    workflow = BARE[area]
    table = verify_bundle.table_of(workflow.text)
    for seed in range(WALKS):
        entries = walk(workflow, Random(f"{area}/{seed}"))
        stage = table.initial
        for found in effective(entries):
            stage = table.after(verify_bundle.plain(found["type"]), stage) or stage
        assert stage == fold(workflow, entries).stage, f"seed {seed}"


@each_area
def test_the_state_is_the_last_that_counts_as_reached(area: str) -> None:
    workflow = BARE[area]
    for seed in range(WALKS):
        state = fold(workflow, walk(workflow, Random(f"{area}/{seed}")))
        assert workflow.stages.furthest(state.reached) == state.stage
        last = fold(workflow, walk(workflow, Random(f"{area}/{seed}")), "2017-08-28")
        assert (last.stage, last.reached) == (state.stage, state.reached), "all days are over"


def test_stepping_back_drops_the_days_of_what_came_later() -> None:
    kinds = ("planned", "lessons_learned", "held", "officers_elected", "reported")
    path = [entry(n, f"congress.{kind}", f"2017-08-0{n}") for n, kind in enumerate(kinds, 1)]
    reported = fold(BARE["congress"], path)
    assert [reported.day_of(kind) for kind in kinds] == [found["occurred_on"] for found in path]
    annulled = fold(BARE["congress"], [*path, entry(6, "congress.election_annulled")])
    assert annulled.stage == "held"
    assert [annulled.day_of(kind) for kind in kinds[2:]] == ["2017-08-03", None, None]


def test_a_pilot_that_was_recognised_later_was_elected_on_its_own_day() -> None:
    path = [
        entry(1, "congress.planned", "2017-07-20"),
        entry(2, "congress.pilot_held", "2017-08-10"),
        entry(3, "congress.lessons_learned", "2017-08-14"),
        entry(4, "congress.held", "2017-08-10"),
        entry(5, "congress.officers_elected", "2017-08-10"),
    ]
    days = ("2017-07-19", "2017-07-20", "2017-08-10", "2017-08-14")
    stages = [fold(BARE["congress"], path, day).stage for day in days]
    assert stages == ["unplanned", "planned", "officers_elected", "officers_elected"]


class Plain(Struct):
    """A subject that keeps no days, and whose handler would have it elsewhere."""

    version: int = 0
    stage: str = "nowhere"


def _lost(state: Plain, _: Any) -> Plain:
    state.stage = "lost"
    return state


@each_area
def test_a_subject_that_keeps_no_days_is_led_all_the_same(area: str) -> None:
    plain = replace(BARE[area], initial=Plain, evolve=_lost)
    for seed in range(WALKS):
        entries = walk(plain, Random(f"{area}/{seed}"))
        expected = fold(BARE[area], entries)
        found = fold(plain, entries)
        assert (found.stage, found.version) == (expected.stage, expected.version)


def test_the_words_of_states_stand_in_the_order_of_the_definition() -> None:
    assert tuple(BRANCH_STATES) == BARE["congress"].definition.states
