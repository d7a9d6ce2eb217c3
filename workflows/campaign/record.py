"""What an accepted campaign command leaves in its entry besides its own data."""

import datetime as dt

from engine.guards import Case
from engine.workflow import Record
from workflows.campaign.guards import pilots_max


def record(case: Case) -> Record:
    """Return what the guards saw, for an accepted `case`."""
    made = Record()
    if case.command == "designate_pilot":
        made.facts = {"pilots": len(case.state.pilots), "pilots_max": pilots_max(case.state, case)}
    elif case.command == "extend_deadline":
        made.facts = {"was": case.state.deadline}
    elif case.command == "rename_branch":
        known = case.state.branches.get(case.data.branch)
        made.facts = {} if known is None else {"was": known.name}
    if days_late(case):
        made.flags.add("backdated")
    return made


def days_late(case: Case) -> bool:
    """Say whether more days lie between the event and its recording than the policy allows."""
    if case.day == case.today:
        return False
    late = dt.date.fromisoformat(case.today) - dt.date.fromisoformat(case.day)
    allowed: int = case.policy.backdated_after_days
    return late.days > allowed
