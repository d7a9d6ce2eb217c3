"""Our compiled table and a stock `transitions` machine, walked at random, agree at every step.

The stock machine does here what the engine never lets it do: it has a model, pulls triggers and
calls its conditions itself.
"""

from random import Random
from typing import Any

import pytest
from transitions import Machine, MachineError

from application.congresses.packaged import lifecycles
from engine.definition import Definition
from engine.guards import Case, ask
from engine.reasons import Reason

WALKS, STEPS = 60, 60
DEFINITIONS = {w.area: w.definition for w in lifecycles().workflows}


class Answers:
    """What every guard says at one step of a walk."""

    def __init__(self, definition: Definition, chance: Random, ill: float) -> None:
        names = {guard for row in definition.rows for guard in row.guards}
        self.yes = {name: chance.random() >= ill for name in sorted(names)}


class Congress:
    """The model of the stock machine: its guards are callables that look up an answer."""

    state: str

    def __init__(self, definition: Definition) -> None:
        self.answers: Answers | None = None
        names = {guard for row in definition.rows for guard in row.guards}
        self.conditions = {name: self._condition(name) for name in names}
        table = [
            {**row, "conditions": [self.conditions[name] for name in self._guards(row)]}
            for row in definition.table()
        ]
        Machine(
            model=self,
            states=list(definition.states),
            initial=definition.initial,
            transitions=table,
            auto_transitions=False,
        )

    @staticmethod
    def _guards(row: dict[str, Any]) -> list[str]:
        guards: list[str] = row["conditions"]
        return guards

    def _condition(self, name: str) -> Any:
        def holds() -> bool:
            assert self.answers is not None
            return self.answers.yes[name]

        return holds

    def pull(self, command: str) -> bool:
        """Pull a trigger; say whether the machine let it happen."""
        try:
            return bool(getattr(self, command)())
        except MachineError:
            return False


def ours(definition: Definition, state: str, command: str, answers: Answers) -> str | None:
    """Return the state after `command` by our table and our loop; None if it is refused."""
    step = definition.steps.get((state, command))
    if step is None:
        return None
    guards = [guard_of(name, answers) for name in step.guards]
    refused = ask(guards, case := a_case(command))
    assert len(refused) == sum(not answers.yes[name] for name in step.guards), case.command
    return None if refused else step.target


def guard_of(name: str, answers: Answers) -> Any:
    return lambda _: None if answers.yes[name] else Reason(name)


def a_case(command: str) -> Case:
    return Case(
        command=command,
        key="",
        parent_key="",
        state=None,
        parent=None,
        policy=None,
        data=None,
        raw={},
        day="",
        today="",
    )


@pytest.mark.parametrize("area", DEFINITIONS)
@pytest.mark.parametrize("ill", [0.0, 0.03, 0.3], ids=["all say yes", "few say no", "many do"])
def test_random_walks_find_no_difference(area: str, ill: float) -> None:
    definition = DEFINITIONS[area]
    commands = sorted(definition.event_of)
    visited = set[str]()
    for seed in range(10 * WALKS):
        if seed >= WALKS and (ill or visited == set(definition.states)):
            break
        chance = Random(f"{area}/{ill}/{seed}")
        stock = Congress(definition)
        state = definition.initial
        for _ in range(STEPS):
            command = chance.choice(commands)
            stock.answers = answers = Answers(definition, chance, ill)
            after = ours(definition, state, command, answers)
            happened = stock.pull(command)
            assert happened == (after is not None), f"seed {seed}: {command} from {state}"
            state = state if after is None else after
            assert stock.state == state, f"seed {seed}: after {command}"
            visited.add(state)
    if not ill:
        assert visited == set(definition.states), "the walks are too short to see every state"


@pytest.mark.parametrize("area", DEFINITIONS)
def test_every_pair_of_state_and_command_is_the_same_to_both(area: str) -> None:
    definition = DEFINITIONS[area]
    stock = Congress(definition)
    stock.answers = yes = Answers(definition, Random(0), 0.0)
    for state in definition.states:
        for command in definition.event_of:
            stock.state = state
            happened = stock.pull(command)
            assert (stock.state if happened else None) == ours(definition, state, command, yes)


def test_a_question_to_the_table_adds_nothing_to_it() -> None:
    definition = DEFINITIONS["congress"]
    before = dict(definition.steps)
    assert definition.steps.get(("unplanned", "report")) is None
    assert definition.sources_of("no_such_command") == []
    assert definition.steps == before
