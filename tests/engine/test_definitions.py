"""A definition compiles, or it is refused with every fault that it has."""

from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.definition import Definition, DefinitionError
from engine.workflow import Workflow
from tests.left_over import english

GUARDS = {"door_is_open", "day_has_come"}
EVENTS = {"gate.opened", "gate.closed", "gate.painted"}

SOUND = """
workflow = "gate"
version = 1
initial = "shut"
states = ["shut", "open"]

[kinds.move]
guards = ["day_has_come"]

[[transitions]]
command = "open"
event = "gate.opened"
kind = "move"
from = ["shut"]
to = "open"
guards = ["door_is_open"]

[[transitions]]
command = "close"
event = "gate.closed"
kind = "move"
from = ["open"]
to = "shut"
"""


def transition(**members: Any) -> str:
    """Write one more row; what is not given is as it should be."""
    row = {"command": "paint", "event": "gate.painted", "kind": "move", "from": ["shut"]}
    lines = (f"{key} = {value!r}" for key, value in {**row, **members}.items() if value != "-")
    return "\n".join(["", "[[transitions]]", *lines, ""])


def faults_of(text: str) -> list[str]:
    """Return what is said against a definition that is refused."""
    with pytest.raises(DefinitionError) as caught:
        Definition(text, guards=GUARDS, events=EVENTS)
    error = caught.value
    assert error.faults
    assert all(fault.en in error.say("en") for fault in error.faults)
    assert all(fault.vi in error.say("vi") for fault in error.faults)
    assert all(english(fault.vi) == set() for fault in error.faults)
    return [fault.en for fault in error.faults]


RELEASED = lifecycles().workflows
ONE_FAULT = {
    "it has no name": (SOUND.replace('"gate"', '""'), "no name"),
    "it has no version": (SOUND.replace("version = 1", ""), "no version"),
    "its version is no number": (SOUND.replace("version = 1", 'version = "1"'), "no version"),
    "its version is below 1": (SOUND.replace("version = 1", "version = 0"), "no version"),
    "it starts nowhere": (SOUND.replace('initial = "shut"', 'initial = "ajar"'), "'ajar'"),
    "a state is listed twice": (SOUND.replace('"open"]', '"open", "open"]'), "twice"),
    "a state cannot be reached": (SOUND.replace('"open"]', '"open", "lost"]'), "'lost'"),
    "an event is missing": (SOUND + transition(event="-"), "names no event"),
    "an event is unknown": (SOUND + transition(event="gate.sold"), "'gate.sold'"),
    "a command is missing": (SOUND + transition(command="-"), "no command"),
    "a target is unknown": (SOUND + transition(to="ajar"), "'ajar'"),
    "a source is unknown": (SOUND + transition(**{"from": ["shut", "ajar"]}), "'ajar'"),
    "a transition starts nowhere": (SOUND + transition(**{"from": []}), "dead"),
    "a guard is unknown": (SOUND + transition(guards=["wind_is_calm"]), "'wind_is_calm'"),
    "a kind is unknown": (SOUND + transition(kind="trade"), "'trade'"),
    "a row is given twice": (SOUND + transition() + transition(), "twice"),
    "a command has two events": (
        SOUND + transition() + transition(event="gate.opened", **{"from": ["open"]}),
        "two events",
    ),
}


def test_a_sound_definition_compiles() -> None:
    definition = Definition(SOUND, guards=GUARDS, events=EVENTS)
    step = definition.steps["shut", "open"]
    assert (step.target, step.guards) == ("open", ("day_has_come", "door_is_open"))
    assert ("open", "open") not in definition.steps


@pytest.mark.parametrize(("text", "said"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_a_faulty_definition_is_refused(text: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(text)), faults_of(text)


def test_a_dead_transition_is_named_beside_the_state_that_nothing_reaches() -> None:
    text = SOUND.replace('"open"]', '"open", "lost"]') + transition(**{"from": ["lost"]})
    faults = faults_of(text)
    assert any("'lost' cannot be reached" in fault for fault in faults)
    assert any("'paint' from 'lost' is dead" in fault for fault in faults)


def test_two_states_that_lead_only_to_each_other_are_not_reached() -> None:
    text = SOUND.replace('"open"]', '"open", "here", "there"]')
    text += transition(**{"from": ["here"], "to": "there"})
    text += transition(**{"from": ["there"], "to": "here"})
    assert {"'here'", "'there'"} <= {fault.split()[2] for fault in faults_of(text)}


def test_every_fault_is_told_at_once() -> None:
    text = SOUND.replace("version = 1", "").replace('"gate"', '""')
    text = text.replace('"open"]', '"open", "lost"]')
    text += transition(event="gate.sold", kind="trade", to="ajar", guards=["wind_is_calm"])
    text += transition(event="-", **{"from": ["lost"]})
    wanted = ["no name", "no version", "'lost' cannot", "'gate.sold'", "'trade'", "'ajar'"]
    wanted += ["'wind_is_calm'", "names no event", "dead", "two events"]
    faults = faults_of(text)
    assert [part for part in wanted if not any(part in fault for fault in faults)] == []
    assert len(faults) == len(set(faults))


def test_a_definition_without_anything_is_refused_not_broken() -> None:
    assert faults_of("")


@pytest.mark.parametrize("workflow", RELEASED, ids=lambda workflow: workflow.area)
def test_the_released_definitions_compile(workflow: Workflow) -> None:
    definition = workflow.definition
    assert definition.version >= 1
    assert set(definition.event_of) == set(workflow.payloads), "a command without a transition"
    assert set(definition.command_of) == set(workflow.versions), "an event without a transition"


@pytest.mark.parametrize("workflow", RELEASED, ids=lambda workflow: workflow.area)
def test_every_step_of_a_released_definition_leads_to_a_state_it_has(workflow: Workflow) -> None:
    definition = workflow.definition
    for (source, command), step in definition.steps.items():
        assert {source, step.target} <= set(definition.states)
        assert (step.source, step.command) == (source, command)


def test_the_six_states_of_a_branch_stand_in_their_order() -> None:
    branch = lifecycles().by_area["congress"].definition
    stages = ["planned", "pilot", "lessons_learned", "held", "officers_elected", "reported"]
    assert list(branch.states)[:7] == ["unplanned", *stages]
    path = [(step.source, step.target) for step in branch.steps.values() if step.command in STAGES]
    assert sorted(path) == sorted(
        [
            ("unplanned", "planned"),
            ("planned", "pilot"),
            ("planned", "lessons_learned"),
            ("pilot", "lessons_learned"),
            ("lessons_learned", "held"),
            ("held", "officers_elected"),
            ("officers_elected", "reported"),
        ]
    )


STAGES = {"plan", "pilot", "learn", "hold", "elect", "report"}
