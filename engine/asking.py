"""Asking ahead: which commands are possible now, what they need, or why they are not."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.deciding import reasons_against
from engine.guards import Case
from engine.reading import Reader, View
from engine.reasons import Language
from engine.results import explain
from engine.structs import required_fields
from engine.workflow import Workflow, addresses_below


def possibilities(
    reader: Reader,
    address: Mapping[str, str],
    language: Language,
    upto: int | None = None,
) -> list[dict[str, Any]]:
    """Return `{command, allowed, reasons, needs}` for each command that an address can be given.

    `address` are the members that name a stream, as in a command; every lifecycle that is
    addressed by them is asked, and where two offer one word the rows have their `area`, too. Only
    rules that do not depend on the command's data are asked; `needs` are the data members
    without which it is malformed, and what else its lifecycle says is still wanting. The address
    of what is not on record yet gives what can be done to begin it. `upto` is the last position
    that counts, by default that of the log.
    """
    view = View("9999-12-31", reader.log.size if upto is None else upto)
    return [
        row
        for workflow in reader.lifecycles.at(address)
        for row in _rows(reader, workflow, address, language, view)
    ]


def _rows(
    reader: Reader,
    workflow: Workflow,
    address: Mapping[str, str],
    language: Language,
    view: View,
) -> Iterator[dict[str, Any]]:
    lifecycles = reader.lifecycles
    case = _case(reader, workflow, tuple(address[name] for name in workflow.address), view)
    given = [name for name in lifecycles.address if name in address]
    for command, payload in workflow.payloads.items():
        case.command = command
        unknown = workflow.identify(case)
        reasons = [unknown] if unknown is not None else reasons_against(workflow, case)
        needs = [*required_fields(payload), *workflow.needs(case)] if not reasons else []
        several = len(lifecycles.routes[command, *given]) > 1
        yield {
            **({"area": workflow.area} if several else {}),
            "command": command,
            "allowed": not reasons,
            "reasons": [explain(reason, language, lifecycles, case.policy) for reason in reasons],
            "needs": list(dict.fromkeys(needs)),
        }


def _case(reader: Reader, workflow: Workflow, keys: tuple[str, ...], view: View) -> Case:
    today = reader.today(view.upto)
    state = reader.state(workflow, *keys, view=view)
    ancestors = reader.lifecycles.ancestors[workflow.area]
    above = tuple(reader.state(w, *keys[: len(w.address)], view=view) for w in ancestors)
    case = Case(
        command="",
        key=keys[-1],
        parent_key=keys[len(ancestors[0].address) - 1] if above else keys[-1],
        state=state,
        parent=above[0] if above else None,
        policy=reader.policy(above[-1] if above else state, workflow),
        data=None,
        raw={},
        day=today,
        today=today,
        keys=keys,
        above=above,
    )
    case.children = lambda area: _children(reader, workflow, case, area, view)
    return case


def _children(
    reader: Reader, workflow: Workflow, case: Case, area: str, view: View
) -> Iterator[tuple[str, Any]]:
    for below in reader.lifecycles.below(workflow):
        if below.area == area:
            for keys in addresses_below(workflow, case.keys, case.state, below):
                yield keys[-1], reader.state(below, *keys, view=view)
