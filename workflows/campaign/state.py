"""What is known of one campaign, and how each entry changes it."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.stages import State
from engine.structs import Struct
from engine.workflow import EVERY_CHILD
from workflows.policy import Policy

Entry = Mapping[str, Any]


class Registration(Struct, frozen=True):
    """A branch as registered; head-counts are members, `day` is when it was registered."""

    position: int
    day: str
    name: str
    official: int
    probationary: int
    exempt: int
    had_committee: bool


class LessonsSession(Struct, frozen=True):
    """One lessons session: when it was held and which pilots it covered."""

    position: int
    day: str
    covers: list[str]


class Campaign(State):
    """The state of a campaign; `evolve` adds facts, the engine leads it on.

    Days are `YYYY-MM-DD`. `pilots` are the branches designated now, with the position that
    designated them. `suspensions` are `[from, to]`, `to` empty while it lasts. What is None was
    left to the policy.
    """

    opened_on: str = ""
    committee: dict[str, Any] = {}
    term: str = ""
    policy: str = ""
    deadline: str = ""
    agenda: list[str] | None = None
    pilots_min: int | None = None
    pilots_max: int | None = None
    lessons_gate: str | None = None
    pilots: dict[str, int] = {}
    sessions: list[LessonsSession] = []
    invitations: list[int] = []
    suspensions: list[list[str]] = []
    branches: dict[str, Registration] = {}

    def path(self) -> str:
        """Return the committee path with the committee itself, `ha-noi/long-bien/gia-thuy`."""
        return "/".join([*self.committee.get("path", ()), self.committee.get("id", "")])

    def suspension_on(self, day: str) -> list[str] | None:
        """Return the suspension in force on `day` as `[from, to]`, None if there is none."""
        for start, end in self.suspensions:
            if start <= day and not (end and end <= day):
                return [start, end]
        return None

    def gate(self, policy: Policy) -> tuple[bool, str | None]:
        """Return whether the lessons gate is open, and the day of the session that opened it."""
        rule = self.lessons_gate or policy.lessons_gate
        least = policy.pilots_min if self.pilots_min is None else self.pilots_min
        covered: set[str] = set()
        for session in self.sessions:
            covered.update(branch for branch in session.covers if branch in self.pilots)
            if rule == "none":
                return True, session.day
            if rule == "all_pilots":
                enough = len(self.pilots) >= max(1, least) and covered.issuperset(self.pilots)
            else:
                enough = len(covered) >= int(rule.partition(":")[2])
            if enough:
                return True, session.day
        return rule == "none", None

    def session_covering(self, branch: str) -> LessonsSession | None:
        """Return the first lessons session that covered `branch`."""
        return next((s for s in self.sessions if branch in s.covers), None)


def evolve(campaign: Campaign, entry: Entry) -> Campaign:
    """Return the campaign after `entry`; takes ownership of the one before. Never refuses."""
    change = _EVOLVE.get(entry["type"])
    if change is not None:
        change(campaign, entry)
    return campaign


def _opened(campaign: Campaign, entry: Entry) -> None:
    data = entry["data"]
    pilots = data.get("pilots", {})
    campaign.opened_on = entry["occurred_on"]
    campaign.committee = data["committee"]
    campaign.term = data["term"]
    campaign.policy = data["policy"]
    campaign.deadline = data["deadline"]
    campaign.agenda = data.get("agenda")
    campaign.pilots_min = pilots.get("min")
    campaign.pilots_max = pilots.get("max")
    campaign.lessons_gate = data.get("lessons_gate")


def _branch_registered(campaign: Campaign, entry: Entry) -> None:
    data = entry["data"]
    campaign.branches[data["branch"]] = Registration(
        entry["position"],
        entry["occurred_on"],
        data["name"],
        data["official"],
        data["probationary"],
        data["exempt"],
        data["had_committee"],
    )


def _branch_renamed(campaign: Campaign, entry: Entry) -> None:
    data = entry["data"]
    before = campaign.branches.get(data["branch"])
    if before is not None:
        campaign.branches[data["branch"]] = Registration(
            before.position,
            before.day,
            data["name"],
            before.official,
            before.probationary,
            before.exempt,
            before.had_committee,
        )


def _pilot_designated(campaign: Campaign, entry: Entry) -> None:
    campaign.pilots[entry["data"]["branch"]] = entry["position"]


def _pilot_withdrawn(campaign: Campaign, entry: Entry) -> None:
    campaign.pilots.pop(entry["data"]["branch"], None)


def _observers_invited(campaign: Campaign, entry: Entry) -> None:
    campaign.invitations.append(entry["position"])


def _lessons_session_held(campaign: Campaign, entry: Entry) -> None:
    campaign.sessions.append(
        LessonsSession(entry["position"], entry["occurred_on"], entry["data"]["covers"])
    )


def _deadline_extended(campaign: Campaign, entry: Entry) -> None:
    campaign.deadline = entry["data"]["deadline"]


def _suspended(campaign: Campaign, entry: Entry) -> None:
    campaign.suspensions.append([entry["occurred_on"], ""])


def _resumed(campaign: Campaign, entry: Entry) -> None:
    if campaign.suspensions:
        campaign.suspensions[-1][1] = entry["occurred_on"]


_EVOLVE: Mapping[str, Callable[[Campaign, Entry], None]] = {
    "campaign.opened": _opened,
    "campaign.branch_registered": _branch_registered,
    "campaign.pilot_designated": _pilot_designated,
    "campaign.pilot_withdrawn": _pilot_withdrawn,
    "campaign.observers_invited": _observers_invited,
    "campaign.lessons_session_held": _lessons_session_held,
    "campaign.deadline_extended": _deadline_extended,
    "campaign.branch_renamed": _branch_renamed,
    "campaign.suspended": _suspended,
    "campaign.resumed": _resumed,
}
"""The events that change what is known; all others are kept for the history only."""


def branches_named(entry: Entry) -> set[str]:
    """Return the branches that an entry of the campaign names; EVERY_CHILD for all."""
    data = entry["data"]
    found = {data["branch"]} if isinstance(data.get("branch"), str) else set()
    for member in ("branches", "covers", "attended"):
        names = data.get(member)
        if names == "all":
            found.add(EVERY_CHILD)
        elif isinstance(names, list):
            found.update(name for name in names if isinstance(name, str))
    return found
