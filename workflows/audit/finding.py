"""A finding: one thing an auditor looks at, the entry that shows it, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.reasons import Text
from workflows.policy import Policy
from workflows.projections.workdays import Workdays

OPEN, OVERDUE, SETTLED, SETTLED_LATE = "open", "overdue", "settled", "settled_late"
SEALED, RETENTION_OVER = "sealed", "retention_over"
"""How a clock stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A day by which something is due, and how that stands.

    `working_days` are those left, negative those over: on the day on which it was settled, else
    on the day asked about. Both are None where no rule sets a day.
    """

    due_on: str | None = None
    working_days: int | None = None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; `as_row` gives it to programs.

    `kind` is one of `workflows.audit.kinds.KINDS`; `code` narrows it down: the refusal that was
    overridden, the flag, how a scheme was departed from, the first reason of a refused attempt.
    `position`, `stream` and `type` are those of the entry that shows it, None for an attempt,
    which has none. `days_between` are days from `occurred_on` to `recorded_on`. `target` is the
    position of the original that was corrected, of the plan that was departed from, of the rules
    before. `rule` is the source of a rule that was overridden. `detail` holds what only this kind
    has; `amended_by`, `voided_by` and `annulled_by` are positions of entries that came later.
    """

    kind: str
    code: str | None = None
    position: int | None
    stream: str | None
    type: str | None
    campaign: str | None
    branch: str | None
    occurred_on: str | None
    recorded_at: str
    recorded_on: str
    days_between: int | None
    actor: str
    authority: str | None = None
    document: str | None = None
    reason: str | None = None
    rule: Text | None = None
    target: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    clock: Clock | None = None
    amended_by: Sequence[int] = ()
    voided_by: int | None = None
    annulled_by: int | None = None

    def as_row(self, rule: str | None = None) -> dict[str, Any]:
        """Return the finding as plain JSON, its clock's members beside the others.

        `{kind, code, position, stream, type, campaign, branch, occurred_on, recorded_at,
        recorded_on, days_between, actor, authority, document, reason, rule, target, detail,
        due_on, working_days, state, amended_by, voided_by, annulled_by}`: null is what it has not.
        `rule` is the rule's source in the reader's language.
        """
        clock = self.clock
        return {
            "kind": self.kind,
            "code": self.code,
            "position": self.position,
            "stream": self.stream,
            "type": self.type,
            "campaign": self.campaign,
            "branch": self.branch,
            "occurred_on": self.occurred_on,
            "recorded_at": self.recorded_at,
            "recorded_on": self.recorded_on,
            "days_between": self.days_between,
            "actor": self.actor,
            "authority": self.authority,
            "document": self.document,
            "reason": self.reason,
            "rule": rule,
            "target": self.target,
            "detail": self.detail,
            "due_on": clock and clock.due_on,
            "working_days": clock and clock.working_days,
            "state": clock and clock.state,
            "amended_by": self.amended_by,
            "voided_by": self.voided_by,
            "annulled_by": self.annulled_by,
        }


@dataclass(frozen=True, slots=True)
class Ground:
    """What findings are judged on: a day, the policy of the campaign, the rules once adopted.

    `workdays` are those of the policy: give the same ones to all campaigns, they remember what
    they counted. `adopted` returns the policy at the position of a `log.rules_adopted`;
    `local_date` turns a time of the log into a day.
    """

    as_of: str
    policy: Policy | None
    workdays: Workdays | None
    adopted: Callable[[int], Policy | None]
    local_date: Callable[[str], str]

    def source(self, rules: int, code: str) -> Text | None:
        """Return what the rule behind a refusal stands on, by the rules that decided."""
        policy = self.adopted(rules)
        return None if policy is None else policy.sources.get(code)

    def clock(self, start: str, days: int, settled_on: str | None) -> tuple[Clock, bool]:
        """Return a clock of working days, and whether a year of its calendar is missing.

        Without a policy it has no day on which it is due.
        """
        if self.workdays is None:
            return Clock(state=OPEN if settled_on is None else SETTLED), False
        due, listed = self.workdays.after(start, days)
        left = self.workdays.until(settled_on or self.as_of, due)
        late = (settled_on or self.as_of) > due
        state = (OVERDUE if late else OPEN) if settled_on is None else ""
        return Clock(
            due_on=due,
            working_days=left,
            state=state or (SETTLED_LATE if late else SETTLED),
        ), not listed
