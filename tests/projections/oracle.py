"""What the projections must come to: every branch folded from its stream, one after the other."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.corrections import fold
from engine.history import standing
from engine.reading import Reader, View
from workflows.branch_congress.state import Congress
from workflows.campaign.state import Campaign
from workflows.labels import RANK, STAGES, UNPLANNED
from workflows.policy import Policy
from workflows.projections.counting import share
from workflows.projections.dossier import Dossier, refold
from workflows.projections.missing import Watched
from workflows.projections.officers import listed
from workflows.projections.progress import below
from workflows.projections.radar import facts, is_finished

ELECTED, REPORTED = RANK["officers_elected"], RANK["reported"]
Chosen = tuple[str | None, str | None]
"""A campaign and a committee's path; None is all."""


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


def board(
    reader: Reader, view: View, *, campaign: str | None = None, path: str | None = None
) -> Board:
    """Return the board of one campaign, of all below a committee, or of the whole log."""
    counted = Board(view.as_of)
    found = list(_chosen(reader, view, campaign, path))
    branches = reader.lifecycles.by_area["congress"]
    for key, root, entries in found:
        counted.add_campaign(key, root)
        counted.add_flags(standing(entries))
        policy = reader.policy(root)
        known = dict(reader.below(branches, key, upto=view.upto))
        for branch in sorted(root.branches):
            own = known.get(branch, [])
            state = fold(branches, own, view.as_of)
            counted.add_branch(key, branch, state, root, policy)
            counted.add_flags(standing(own))
    return counted


def _chosen(
    reader: Reader, view: View, campaign: str | None, path: str | None
) -> Iterator[tuple[str, Any, Any]]:
    campaigns = reader.lifecycles.by_area["campaign"]
    wanted = path.strip("/").split("/") if path else []
    for (key,) in reader.keys(campaigns):
        if campaign not in (None, key):
            continue
        entries = reader.entries(campaigns, key, upto=view.upto)
        if not entries:
            continue
        root = fold(campaigns, entries, view.as_of)
        if root.path().split("/")[: len(wanted)] == wanted:
            yield key, root, entries


def watched(reader: Reader, view: View, chosen: Chosen) -> Iterator[Watched]:
    for key, root, branch, dossier in _dossiers(reader, view, chosen):
        found = facts(dossier)
        if not is_finished(found):
            yield Watched(
                key,
                branch,
                root.branches[branch].name,
                branch in root.pilots,
                root.deadline,
                root.policy,
                found,
            )


def held(reader: Reader, view: View, chosen: Chosen) -> Iterator[dict[str, Any]]:
    for key, root, branch, dossier in _dossiers(reader, view, chosen):
        found = listed(dossier.congress)
        if found["officers"]:
            name = root.branches[branch].name
            yield {"campaign": key, "branch": branch, **found, "name": name}


def _dossiers(
    reader: Reader, view: View, chosen: Chosen
) -> Iterator[tuple[str, Any, str, Dossier]]:
    """Fold the branches of the campaigns chosen; yields campaign, its state, branch, dossier."""
    campaigns, congress = (reader.lifecycles.by_area[a] for a in ("campaign", "congress"))
    for (key,) in reader.keys(campaigns):
        entries = reader.entries(campaigns, key, upto=view.upto)
        if chosen[0] not in (None, key) or not entries:
            continue
        root = fold(campaigns, entries, view.as_of)
        if not below(root.path(), chosen[1]):
            continue
        known = dict(reader.below(congress, key, upto=view.upto))
        for branch in sorted(root.branches):
            yield key, root, branch, refold(congress, known.get(branch, []), view.as_of)
