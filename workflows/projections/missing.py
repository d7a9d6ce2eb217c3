"""The answer of `radar`: what is missing and what is overdue, from facts, a day and a policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.projection import Rows
from workflows.branch_congress.state import Congress
from workflows.labels import RANK, UNPLANNED
from workflows.policy import Policy
from workflows.projections.board import BRANCHES, CAMPAIGNS
from workflows.projections.dossier import PENDING, REFUSED, Dossier
from workflows.projections.progress import PolicyOf, below
from workflows.projections.radar import ELECTED, OPEN, REPORTED, facts
from workflows.projections.workdays import Workdays

Row = Mapping[str, Any]
VOTING = ("pilot", "held")
"""The states in which ballots are recorded."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A branch on the radar; `found` are its facts as `workflows.projections.radar` tells them."""

    campaign: str
    branch: str
    name: str
    pilot: bool
    deadline: str
    policy: str
    found: Row


def watched(
    rows: Rows, opened: Rows, *, campaign: str | None = None, path: str | None = None
) -> Iterator[Watched]:
    """Yield the branches with something open; `rows` are the board's, `opened` the radar's."""
    equal = {} if campaign is None else {"campaign": campaign}
    blank = {**facts(Dossier(Congress())), "stage": UNPLANNED}
    found = {_keys(row): row["facts"] for row in opened.select(OPEN, equal)}
    unplanned = {"registered": 1, "stage": UNPLANNED, "disposition": "active"}
    for row in rows.select(BRANCHES, {**unplanned, **equal}):
        found.setdefault(_keys(row), blank)
    campaigns: dict[str, Row] = {}
    for key, branch in sorted(found):
        if key not in campaigns:
            campaigns[key] = rows.get(CAMPAIGNS, key) or {}
        root = campaigns[key]
        known = rows.get(BRANCHES, key, branch)
        if root and known is not None and known["registered"] and below(root["path"], path):
            yield Watched(
                key,
                branch,
                known["name"],
                bool(known["pilot"]),
                root["deadline"],
                root["policy"],
                found[key, branch],
            )


def missing(branches: Iterable[Watched], as_of: str, policy_of: PolicyOf) -> list[dict[str, Any]]:
    """Return what is missing, the longest due first.

    Each is `{campaign, branch, name, what, detail, since, due_on, days, overdue, command,
    calendar_missing}`: `days` are working days left until `due_on`, negative when it is past,
    null where no rule sets a day; `command` settles it, null where none does.
    """
    judges: dict[str, _Judge] = {}
    rows: list[dict[str, Any]] = []
    for branch in branches:
        judge = judges.get(branch.policy)
        if judge is None:
            judge = judges[branch.policy] = _Judge(as_of, policy_of(branch.policy))
        rows.extend(judge.rows(branch))
    rows.sort(key=lambda row: (row["due_on"] or "9999", row["campaign"], row["branch"]))
    return rows


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that is missing; `due` is a day, or working days counted from `since`."""

    what: str
    command: str | None
    detail: str = ""
    since: str | None = None
    due: str | int | None = None


class _Judge:
    """Judges branches under one policy on one day."""

    def __init__(self, as_of: str, policy: Policy | None) -> None:
        self._as_of = as_of
        self._policy = policy
        self._workdays = None if policy is None else Workdays(policy)

    def rows(self, branch: Watched) -> Iterator[dict[str, Any]]:
        """Yield what is missing in one branch."""
        for item in self._items(branch):
            due, listed = self._due(item)
            days = None
            if due is not None and self._workdays is not None:
                days = self._workdays.until(self._as_of, due)
            yield {
                "campaign": branch.campaign,
                "branch": branch.branch,
                "name": branch.name,
                "what": item.what,
                "detail": item.detail,
                "since": item.since,
                "due_on": due,
                "days": days,
                "overdue": due is not None and due < self._as_of,
                "command": item.command,
                "calendar_missing": not listed,
            }

    def _items(self, branch: Watched) -> Iterator[_Item]:
        found = branch.found
        if found["disposition"] == "active":
            rank = RANK[found["stage"]]
            if found["held_on"] is None:
                yield _not_held(branch)
            elif rank < ELECTED:
                yield self._not_elected(found)
            elif rank < REPORTED:
                days = self._days("report_deadline_working_days")
                yield _Item("report_missing", "report", since=found["elected_on"], due=days)
            else:
                yield from self._not_approved(found)
            yield from _seats_open(found)
        for number, received_on in sorted(found["complaints"].items()):
            yield _Item("complaint_open", "resolve_complaint", number, received_on)

    def _not_elected(self, found: Row) -> _Item:
        """The officers are not elected: first the posts, then their recognition."""
        stage, since = found["stage"], found["held_on"]
        days = self._days("report_deadline_working_days")
        threshold = 0 if self._policy is None else self._policy.committee_threshold
        whole = found["roll"] >= threshold or found["committee_voted"]
        posts = ("committee", "secretary", "deputy") if whole else ("secretary",)
        open_ = [post for post in posts if post not in found["settled"]]
        if open_:
            command = "record_ballot" if stage in VOTING else "hold"
            return _Item("posts_unsettled", command, ", ".join(open_), since, days)
        command = {"pilot": "learn", "lessons_learned": "hold"}.get(stage, "elect")
        return _Item("not_elected", command, since=since, due=days)

    def _not_approved(self, found: Row) -> Iterator[_Item]:
        answer, day = found["approval"] or (PENDING, found["reported_on"])
        if answer == PENDING:
            days = self._days("approval_deadline_working_days")
            yield _Item("approval_pending", "approve", since=found["reported_on"], due=days)
        elif answer == REFUSED:
            yield _Item("approval_refused", "annul_election", since=day)

    def _days(self, key: str) -> int | None:
        return None if self._policy is None else int(getattr(self._policy, key))

    def _due(self, item: _Item) -> tuple[str | None, bool]:
        if not isinstance(item.due, int):
            return item.due or None, True
        if self._workdays is None or item.since is None:
            return None, True
        return self._workdays.after(item.since, item.due)


def _not_held(branch: Watched) -> _Item:
    found = branch.found
    due = found["due_on"] or branch.deadline
    if found["stage"] == UNPLANNED:
        return _Item("not_planned", "plan", due=due)
    first = "pilot" if branch.pilot else "learn"
    command = first if found["stage"] == "planned" else "hold"
    return _Item("not_held", command, found["planned_for"] or "", due=due)


def _seats_open(found: Row) -> Iterator[_Item]:
    """Seats that nobody holds; once the officers are recognised no ballot can fill them."""
    if found["seats_open"]:
        command = "record_ballot" if found["stage"] in VOTING else None
        yield _Item("seats_open", command, str(found["seats_open"]), found["held_on"])


def _keys(row: Row) -> tuple[str, str]:
    return row["campaign"], row["branch"]
