"""Asking ahead: which commands are possible now, what they need, or why they are not."""

from typing import Any

from engine.deciding import reasons_against
from engine.guards import Case
from engine.payloads import required_fields
from engine.reading import Reader
from engine.reasons import Language
from engine.results import explain
from engine.workflow import Workflow


def possibilities(
    reader: Reader, keys: tuple[str, ...], language: Language
) -> list[dict[str, Any]]:
    """Return `{command, allowed, reasons, needs}` for each command of the stream of `keys`.

    Only rules that do not depend on the command's data are asked; `needs` are the data
    members without which it is malformed, and what else its lifecycle says is still wanting.
    `keys` of a campaign that is not open yet give what can be done to open it.
    """
    workflow = next(w for w in reader.lifecycles.workflows if len(w.address) == len(keys))
    rows = []
    case = _case(reader, workflow, keys)
    for command, payload in workflow.payloads.items():
        case.command = command
        unknown = workflow.identify(case)
        reasons = [unknown] if unknown is not None else reasons_against(workflow, case)
        needs = [*required_fields(payload), *workflow.needs(case)] if not reasons else []
        rows.append(
            {
                "command": command,
                "allowed": not reasons,
                "reasons": [
                    explain(reason, language, reader.lifecycles, case.policy) for reason in reasons
                ],
                "needs": list(dict.fromkeys(needs)),
            }
        )
    return rows


def _case(reader: Reader, workflow: Workflow, keys: tuple[str, ...]) -> Case:
    today = reader.today()
    view = reader.view("9999-12-31", None)
    state = reader.state(workflow, *keys, view=view)
    parent = None
    if workflow.parent is not None:
        above = reader.lifecycles.by_area[workflow.parent]
        parent = reader.state(above, *keys[:-1], view=view)
    case = Case(
        command="",
        key=keys[-1],
        parent_key=keys[0],
        state=state,
        parent=parent,
        policy=None,
        data=None,
        raw={},
        day=today,
        today=today,
    )
    case.policy = reader.policy(parent if parent is not None else state)
    case.children = lambda area: _children(reader, workflow, keys, state, area)
    return case


def _children(
    reader: Reader, workflow: Workflow, keys: tuple[str, ...], state: Any, area: str
) -> Any:
    view = reader.view("9999-12-31", None)
    for below in reader.lifecycles.workflows:
        if (below.area, below.parent) == (area, workflow.area) and workflow.registry is not None:
            for key in getattr(state, workflow.registry):
                yield key, reader.state(below, *keys, key, view=view)
