"""The one door to `transitions`: its Machine holds the table of a definition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from transitions import Machine


@dataclass(frozen=True, slots=True)
class Step:
    """What one command does from one state: the state after it and the guards to ask."""

    command: str
    source: str
    target: str
    guards: tuple[str, ...]


def compile_steps(
    states: Iterable[str], initial: str, rows: Iterable[Mapping[str, object]]
) -> dict[tuple[str, str], Step]:
    """Build one stock Machine for a definition and read its table out.

    `rows` are `{trigger, source, dest, conditions}` as `transitions` takes them. Returns the
    step for each (state, command). The machine has no model: what is decided on never is one, and
    the stock trigger, which stops at the first failing condition and does not say which, is
    never pulled.
    """
    machine = Machine(
        model=None,
        states=list(states),
        initial=initial,
        transitions=[dict(row) for row in rows],
        auto_transitions=False,
        send_event=True,
    )
    steps: dict[tuple[str, str], Step] = {}
    for command, event in machine.events.items():
        for source, found in event.transitions.items():
            for transition in found:
                steps[source, command] = Step(
                    command,
                    source,
                    source if transition.dest is None else transition.dest,
                    tuple(str(condition.func) for condition in transition.conditions),
                )
    return steps
