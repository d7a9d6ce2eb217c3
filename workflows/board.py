"""The board: how many branches stand where, as a fold over campaigns and branches."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from workflows.branch_congress.state import Congress
from workflows.campaign.state import Campaign
from workflows.labels import RANK, STAGES, UNPLANNED
from workflows.policy import Policy
from workflows.projections.counting import share

ELECTED, REPORTED = RANK["officers_elected"], RANK["reported"]


class Board:
    """Counts branches as they stand on one day; `report` gives the answer of `status`."""

    def __init__(self, as_of: str) -> None:
        self.as_of = as_of
        self._states = dict.fromkeys((*STAGES, UNPLANNED), 0)
        self._held = self._elected = self._reported = 0
        self._pilots = self._pilots_held = 0
        self._overdue: list[tuple[str, str]] = []
        self._flags: Counter[str] = Counter()
        self._campaigns: set[str] = set()

    def add_campaign(self, key: str, campaign: Campaign) -> None:
        """Count a campaign's pilots."""
        self._campaigns.add(key)
        self._pilots += len(campaign.pilots)

    def add_branch(
        self, key: str, branch: str, congress: Congress, campaign: Campaign, policy: Policy | None
    ) -> None:
        """Count one branch; one that is no longer active has left the denominator."""
        if congress.disposition != "active":
            return
        self._states[congress.stage] += 1
        rank = RANK[congress.stage]
        held = congress.held_on() is not None
        self._held += held
        self._elected += rank >= ELECTED
        self._reported += rank >= REPORTED
        self._pilots_held += held and branch in campaign.pilots
        if self._is_overdue(congress, campaign, policy):
            self._overdue.append((key, branch))

    def add_flags(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Count the permanent flags of entries that had occurred by the day."""
        for entry in entries:
            if entry["occurred_on"] <= self.as_of:
                self._flags.update(entry.get("flags", ()))

    def report(self, known_at: str | None) -> dict[str, Any]:
        """Return the board by the command contract.

        `overdue` names branches, with their campaign where several are counted.
        """
        total = sum(self._states.values())
        several = len(self._campaigns) > 1
        return {
            "as_of": self.as_of,
            "known_at": known_at,
            "total": total,
            "by_state": self._states,
            "held": share(self._held, total),
            "elected": share(self._elected, total),
            "reported": share(self._reported, total),
            "pilots": {"planned": self._pilots, "held": self._pilots_held},
            "overdue": [f"{c}/{b}" if several else b for c, b in sorted(self._overdue)],
            "flags": dict(sorted(self._flags.items())),
        }

    def _is_overdue(self, congress: Congress, campaign: Campaign, policy: Policy | None) -> bool:
        """Not held by the day it is due, or not reported some working days after the election."""
        held = congress.held_on()
        if held is None:
            return self.as_of > str(congress.plan.get("due_on") or campaign.deadline)
        if RANK[congress.stage] >= REPORTED or policy is None:
            return False
        start = dt.date.fromisoformat(congress.day_of("officers_elected") or held)
        due, _ = policy.working_day_after(start, policy.report_deadline_working_days)
        return self.as_of > due.isoformat()
