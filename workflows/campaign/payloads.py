"""What each command of a campaign carries."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from engine.payloads import Count, Day, Identifier, Line, Meta, Payload, PayloadFault, Prose
from engine.reasons import Text
from workflows.documents import Document

Gate = Annotated[str, Meta(pattern=r"^(all_pilots|none|at_least:[1-9][0-9]{0,3})\Z")]


class Committee(Payload):
    """The ward committee that runs the season; `path` = its upper committees, highest first."""

    NAMES = frozenset({"name"})

    id: Identifier
    name: Line
    path: list[Identifier]


class Pilots(Payload):
    """How many branches go first."""

    min: Count
    max: Count


class OpenCampaign(Payload):
    """A ward Party committee opens a season of branch congresses."""

    NAMES = frozenset({"term", "previous_term", "policy"})

    committee: Committee
    term: Line
    previous_term: Line
    deadline: Day
    policy: Line
    agenda: list[Identifier] | None = None
    outline: list[Line] | None = None
    pilots: Pilots | None = None
    lessons_gate: Gate | None = None

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """The least number of pilots is not above the greatest."""
        if self.pilots is not None and self.pilots.min > self.pilots.max:
            yield PayloadFault(
                "pilots",
                Text("'min' is above 'max'", "'min' lớn hơn 'max'"),
            )


class RegisterBranch(Payload):
    """A branch with its roll: official, probationary and exempt members."""

    NAMES = frozenset({"name"})

    branch: Identifier
    name: Line
    official: Count
    probationary: Count
    exempt: Count
    had_committee: bool


class DisseminateGuidance(Payload):
    """Purpose and requirements were made known to the members."""

    members_reached: Count
    members_total: Count

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """No more members are reached than there are."""
        if self.members_reached > self.members_total:
            yield PayloadFault(
                "members_reached",
                Text(
                    f"{self.members_reached} are more than all {self.members_total} members",
                    f"{self.members_reached} nhiều hơn tổng số {self.members_total} đảng viên",
                ),
            )


class DesignatePilot(Payload):
    """The branch that goes first."""

    REFERS = frozenset({"branch"})

    branch: Identifier


class WithdrawPilot(Payload):
    """The branch does not go first after all."""

    REFERS = frozenset({"branch"})

    branch: Identifier
    reason: Prose | None = None


class InviteObservers(Payload):
    """Secretaries of these branches (or all) are invited to the pilot congress."""

    REFERS = frozenset({"branches"})

    branches: Literal["all"] | list[Identifier]


class Lesson(Payload):
    """One lesson of the pilot."""

    topic: Line
    fault: Prose
    advice: Prose


class HoldLessonsSession(Payload):
    """The committee drew the lessons of the pilots in `covers`; this opens the gate."""

    REFERS = frozenset({"covers", "attended"})

    lessons: list[Lesson]
    covers: list[Identifier]
    attended: Literal["all"] | list[Identifier]


class ExtendDeadline(Payload):
    """The season's last day is moved."""

    NAMES = frozenset({"document"})

    deadline: Day
    document: Line | Document


class RenameBranch(Payload):
    """The branch bears another name from now on."""

    NAMES = frozenset({"name"})
    REFERS = frozenset({"branch"})

    branch: Identifier
    name: Line
    reason: Prose


class Because(Payload):
    """A reason and nothing else."""

    reason: Prose


class Nothing(Payload):
    """A command without data."""


class Amend(Payload):
    """A wrong figure in a true entry: `field` is a dotted path in its data, or `occurred_on`."""

    target_position: Annotated[int, Meta(ge=1)]
    field: Annotated[str, Meta(min_length=1, max_length=200)]
    value: Any
    reason: Prose


class Void(Payload):
    """An entry for something that did not happen."""

    target_position: Annotated[int, Meta(ge=1)]
    reason: Prose


PAYLOADS: dict[str, type[Payload]] = {
    "open_campaign": OpenCampaign,
    "register_branch": RegisterBranch,
    "disseminate_guidance": DisseminateGuidance,
    "designate_pilot": DesignatePilot,
    "withdraw_pilot": WithdrawPilot,
    "invite_observers": InviteObservers,
    "hold_lessons_session": HoldLessonsSession,
    "extend_deadline": ExtendDeadline,
    "rename_branch": RenameBranch,
    "suspend": Because,
    "resume": Because,
    "close_campaign": Nothing,
    "reopen_campaign": Because,
    "amend": Amend,
    "void": Void,
}

VERSIONS = {
    "campaign.opened": 1,
    "campaign.branch_registered": 1,
    "campaign.guidance_disseminated": 1,
    "campaign.pilot_designated": 1,
    "campaign.pilot_withdrawn": 1,
    "campaign.observers_invited": 1,
    "campaign.lessons_session_held": 1,
    "campaign.deadline_extended": 1,
    "campaign.branch_renamed": 1,
    "campaign.entry_amended": 1,
    "campaign.entry_voided": 1,
    "campaign.suspended": 1,
    "campaign.resumed": 1,
    "campaign.closed": 1,
    "campaign.reopened": 1,
}
"""The current version of each event."""
