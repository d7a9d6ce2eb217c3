"""Deciding: one case, every rule asked, accepted or refused with every reason."""

from collections.abc import Mapping
from typing import Any

from engine.envelope import OVERRIDE
from engine.guards import Case, ask
from engine.reasons import ENGINE_WORDINGS, Reason, Wording
from engine.structs import Struct
from engine.workflow import Record, Workflow


class Accepted(Struct, frozen=True):
    """The command may be recorded: the event, what the rules add, and whether by override."""

    event: str
    target: str
    record: Record
    overridden: bool


class Refused(Struct, frozen=True):
    """The command may not be recorded: every reason."""

    reasons: tuple[Reason, ...]


def reasons_against(workflow: Workflow, case: Case) -> list[Reason]:
    """Return every reason against `case`, overridable or not."""
    state = case.state.stage
    guards = workflow.guards_by_step.get((state, case.command))
    if guards is not None:
        return ask(guards, case)
    definition = workflow.definition
    names = definition.common_guards[case.command]
    reasons = ask([workflow.guards[name] for name in names], case)
    misplaced = workflow.misplaced(case)
    if misplaced is None:
        allowed = definition.sources_of(case.command)
        misplaced = Reason(
            "wrong_state", {"state": state, "command": case.command, "allowed": allowed}
        )
    return [misplaced, *reasons]


def decide(
    workflow: Workflow,
    case: Case,
    *,
    override: Mapping[str, Any] | None = None,
    wordings: Mapping[str, Wording],
    also: tuple[Reason, ...] = (),
    standing: frozenset[str] = frozenset(),
    aside: frozenset[tuple[str, str]] = frozenset(),
) -> Accepted | Refused:
    """Judge `case`; `also` are reasons found outside the rules (a version conflict, say).

    Policy reasons give way to a complete `override`, or to one that already stands for the
    codes in `standing`; they become permanent flags. Reasons whose keys are in `aside` are not
    this case's doing.
    """
    found = reasons_against(workflow, case)
    reasons = [*also, *(found if not aside else [r for r in found if r.key not in aside])]
    missing = _missing(override)
    if missing:
        reasons.append(Reason("override_incomplete", {"missing": ", ".join(missing)}))
    structural = [r for r in reasons if kind_of(r, wordings) == "structural"]
    policy = [r for r in reasons if kind_of(r, wordings) == "policy"]
    open_ = [r for r in policy if r.code not in standing]
    if structural or (open_ and override is None):
        return Refused(tuple(structural if override and not missing else reasons))
    record = workflow.record(case)
    record.flags.update(reason.code for reason in policy)
    step = workflow.definition.steps[case.state.stage, case.command]
    return Accepted(workflow.definition.event_of[case.command], step.target, record, bool(open_))


def kind_of(reason: Reason, wordings: Mapping[str, Wording]) -> str:
    """Return `structural` or `policy`."""
    wording = wordings.get(reason.wording or reason.code) or ENGINE_WORDINGS[reason.code]
    return wording.kind


def _missing(override: Mapping[str, Any] | None) -> list[str]:
    if override is None:
        return []
    return [
        name
        for name in OVERRIDE
        if not isinstance(override.get(name), str) or not override[name].strip()
    ]
