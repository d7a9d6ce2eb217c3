"""Judging corrections: the target again with its new value, and all that rests on it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import corrections
from engine.corrections import Judge, Verdict
from engine.deciding import Accepted, Refused, decide, reasons_against
from engine.faults import malformed
from engine.guards import Case
from engine.payloads import Day, PayloadError, convert, outdated
from engine.reasons import Reason, Text
from engine.workflow import EVERY_CHILD, Entry, Lifecycles, Record, Workflow
from event_store.clock import local_date


@dataclass(frozen=True, slots=True)
class Child:
    """A stream below a corrected one: its workflow, address and entries.

    `between` are the states of the streams between the two, the nearest to this one first.
    """

    workflow: Workflow
    keys: tuple[str, ...]
    between: tuple[Any, ...]
    entries: list[Mapping[str, Any]]


Children = Callable[[Iterable[str] | None], Iterator[Child]]
"""Reads the streams below, and what is below them: all, or those of some keys."""


class _Correction:
    """One amendment or void under judgement."""

    def __init__(
        self,
        lifecycles: Lifecycles,
        workflow: Workflow,
        case: Case,
        entries: Sequence[Entry],
        children: Children,
        policy_for: Callable[[Any], Any],
    ) -> None:
        self.lifecycles = lifecycles
        self.workflow = workflow
        self.case = case
        self.entries = entries
        self.children = children
        self.policy_for = policy_for
        self.before = corrections.effective(entries)
        self.position: int = case.data.target_position

    def target(self) -> Entry | None:
        """The entry to correct as it stands now, None if there is none."""
        return next((e for e in self.before if e["position"] == self.position), None)

    def why_not(self) -> Text:
        """Why there is no target to correct."""
        found = next((e for e in self.entries if e["position"] == self.position), None)
        if found is None:
            return Text("it is not in this stream", "không thuộc hồ sơ này")
        if self.position in corrections.voided_positions(self.entries):
            return Text("it is already voided", "đã bị hủy")
        return Text("it is itself a correction", "bản thân nó là một lần sửa")

    def recased(self, workflow: Workflow, entry: Entry, state: Any, case: Case) -> Case:
        """The case that `entry` was, in `state` and with the parent and keys of `case`."""
        command = workflow.definition.command_of[entry["type"]]
        computed = workflow.computed.get(command, ())
        raw = {k: v for k, v in entry["data"].items() if k not in computed}
        return Case(
            command=command,
            key=case.key,
            parent_key=case.parent_key,
            state=state,
            parent=case.parent,
            policy=case.policy,
            data=convert(raw, workflow.payloads[command]),
            raw=raw,
            day=entry["occurred_on"],
            today=local_date(entry["recorded_at"]),
            position=entry["position"],
            keys=case.keys,
            above=case.above,
            children=case.children,
        )

    def judge(self, workflow: Workflow, case: Case) -> Judge:
        """Return a judge of recorded entries of `workflow` under the parent of `case`."""

        def judged(entry: Entry, state: Any) -> Verdict:
            again = self.recased(workflow, entry, state, case)
            nobody = workflow.identify(again)
            if nobody is not None:
                return Verdict(frozenset({nobody.key}), {})
            reasons = reasons_against(workflow, again)
            return corrections.as_verdict(reasons, entry.get("flags", ()), again, workflow)

        return judged

    def circumstances(self, target: Entry, prefix: Sequence[Entry]) -> frozenset[tuple[str, str]]:
        """What today speaks against the entry as it stands, whatever its figures.

        The season was closed since, the pilot withdrawn: that is not the amendment's doing.
        """
        was = self.recased(self.workflow, target, _refold(self.workflow, prefix), self.case)
        reasons = reasons_against(self.workflow, was)
        return frozenset(r.key for r in reasons if r.code not in target.get("flags", ()))

    def relying(self, after: Sequence[Entry]) -> list[int]:
        """The later positions, here and in the streams below, that would be overturned."""
        found = set(
            corrections.relying(
                self.workflow, self.before, after, self.position,
                self.judge(self.workflow, self.case),
            )
        )  # fmt: skip
        target = self.target()
        voiding = self.case.command == "void"
        touched = [] if target is None else list(self.workflow.touched(target, voiding))
        if touched:
            wanted = None if EVERY_CHILD in touched else touched
            old = _refold(self.workflow, self.before)
            new = _refold(self.workflow, after)
            for child in self.children(wanted):
                found.update(
                    corrections.resting_children(
                        child.workflow, child.entries,
                        self.judge(child.workflow, self.below(child, old)),
                        self.judge(child.workflow, self.below(child, new)),
                    )
                )  # fmt: skip
        return sorted(found)

    def below(self, child: Child, state: Any) -> Case:
        """A case of a child stream where this one is in `state`, to take keys and rules from."""
        above = (*child.between, state, *self.case.above)
        parent = self.lifecycles.ancestors[child.workflow.area][0]
        return Case(
            command="", key=child.keys[-1], parent_key=child.keys[len(parent.address) - 1],
            state=None, parent=above[0], policy=self.policy_for(above[-1]) or self.case.policy,
            data=None, raw={}, day="", today="", keys=child.keys, above=above,
        )  # fmt: skip


def judge_correction(
    lifecycles: Lifecycles,
    workflow: Workflow,
    case: Case,
    entries: Sequence[Entry],
    children: Children,
    *,
    override: Mapping[str, Any] | None,
    also: tuple[Reason, ...],
    policy_for: Callable[[Any], Any],
) -> Accepted | Refused:
    """Decide an `amend` or `void` of one of `entries` (the whole stream, lifted).

    An amended entry is judged again with its new value; a correction that would overturn a
    later entry is refused and names it. `children` reads the streams below.
    """
    correction = _Correction(lifecycles, workflow, case, entries, children, policy_for)
    voiding = case.command == "void"
    found = _void(correction) if voiding else _amend(correction, override)
    decision = decide(
        workflow,
        case,
        override=override if voiding else None,
        wordings=lifecycles.wordings,
        also=(*also, *found.reasons) if isinstance(found, Refused) else also,
    )
    if isinstance(decision, Refused) or isinstance(found, Refused):
        return decision
    decision.record.data.update(found.record.data)
    decision.record.facts.update(found.record.facts)
    decision.record.flags.update(found.record.flags)
    return Accepted(decision.event, decision.target, decision.record, found.overridden)


def _void(correction: _Correction) -> Accepted | Refused:
    entries, position = correction.entries, correction.position
    target = correction.target()
    amendment = next(
        (
            e
            for e in entries
            if e["position"] == position
            and e["type"].endswith(corrections.AMENDED)
            and position not in corrections.voided_positions(entries)
        ),
        None,
    )
    if target is None and amendment is None:
        return _nothing("nothing_to_void", correction)
    remaining = [e for e in entries if e["position"] != position]
    if amendment is not None:
        correction.position = amendment["data"]["target_position"]
    else:
        remaining = [e for e in remaining if not _targets(e, position)]
    relying = correction.relying(corrections.effective(remaining))
    if relying:
        return Refused((_relied_on(relying),))
    return Accepted("", "", Record(), overridden=False)


def _amend(correction: _Correction, override: Mapping[str, Any] | None) -> Accepted | Refused:
    target = correction.target()
    if target is None:
        return _nothing("nothing_to_amend", correction)
    changed = _changed(correction, target)
    if isinstance(changed, Refused):
        return changed
    decision = _judged_again(correction, target, changed, override)
    if isinstance(decision, Refused):
        return decision
    changed["data"].update(decision.record.data)
    after = [changed if e["position"] == correction.position else e for e in correction.before]
    relying = correction.relying(after)
    if relying:
        return Refused((_relied_on(relying),))
    return Accepted("", "", _amendment(correction, target, decision), decision.overridden)


def _changed(correction: _Correction, target: Entry) -> dict[str, Any] | Refused:
    """Return the target with its new value, or why there is nothing to put it into."""
    field, value = correction.case.data.field, correction.case.raw.get("value")
    command = correction.workflow.definition.command_of[target["type"]]
    if field.partition(".")[0] in correction.workflow.computed.get(command, ()):
        rules = Text("the rules compute it", "do quy định tính ra")
        return _nothing("nothing_to_amend", correction, rules)
    if corrections.value_at(target, field) == value:
        same = Text("it is so already", "giá trị đã như vậy")
        return _nothing("nothing_to_amend", correction, same)
    try:
        return dict(corrections.with_value(target, {"field": field, "value": value}))
    except KeyError:
        gone = Text("its data has no such place", "dữ liệu không có mục này")
        return _nothing("nothing_to_amend", correction, gone)


def _judged_again(
    correction: _Correction,
    target: Entry,
    changed: Entry,
    override: Mapping[str, Any] | None,
) -> Accepted | Refused:
    """Judge the target with its new value, in the state before it."""
    workflow = correction.workflow
    type_ = workflow.payloads[workflow.definition.command_of[target["type"]]]
    before, at = list(outdated(target["data"], type_)), f"data.{correction.case.data.field}"
    after = outdated(changed["data"], type_)
    faults = [f for f in after if f not in before or f.where.startswith(at)]
    if faults:
        return Refused(tuple(malformed(PayloadError(faults))))
    prefix = [e for e in correction.before if e["position"] < correction.position]
    try:
        again = correction.recased(workflow, changed, _refold(workflow, prefix), correction.case)
        if correction.case.data.field == "occurred_on":
            # The entry may have been recorded under a clock that ran ahead.
            again.today = min(again.today, correction.case.today)
        convert(again.day, Day, "occurred_on")
    except PayloadError as error:
        return Refused(tuple(malformed(error)))
    if workflow.parent is None:
        again.policy = correction.policy_for(_refold(workflow, [*prefix, changed]))
    identity = workflow.identify(again)
    return decide(
        workflow,
        again,
        override=override,
        wordings=correction.lifecycles.wordings,
        standing=frozenset(target.get("flags", ())),
        aside=correction.circumstances(target, prefix),
        also=() if identity is None else (identity,),
    )


def _amendment(correction: _Correction, target: Entry, decision: Accepted) -> Record:
    """Return what the amendment records: the old value, new flags, what the rules now compute."""
    was = corrections.value_at(target, correction.case.data.field)
    record = Record(facts={} if was is None else {"was": was})
    record.flags = decision.record.flags - set(target.get("flags", ())) - {"backdated"}
    if _differs(decision.record.data, target):
        record.data = {"derived": decision.record.data}
    return record


def _differs(computed: Mapping[str, Any], target: Entry) -> bool:
    return any(target["data"].get(name) != value for name, value in computed.items())


def _targets(entry: Entry, position: int) -> bool:
    kind: str = entry["type"]
    return kind.endswith(corrections.AMENDED) and (entry["data"]["target_position"] == position)


def _refold(workflow: Workflow, entries: Sequence[Entry]) -> Any:
    state = workflow.begin()
    for entry in entries:
        state = workflow.take(state, entry)
    return state


def _nothing(code: str, correction: _Correction, why: Text | None = None) -> Refused:
    facts = {
        "position": correction.position,
        "field": getattr(correction.case.data, "field", ""),
        "why": why or correction.why_not(),
    }
    return Refused((Reason(code, facts),))


def _relied_on(positions: list[int]) -> Reason:
    return Reason("entry_relied_on", {"positions": ", ".join(map(str, positions))})
