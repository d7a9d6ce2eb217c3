"""The data of events that hold more, or other things, than their commands ask for."""

from collections.abc import Mapping
from typing import Annotated

from engine.payloads import Count, Identifier, Meta, Payload
from workflows.branch_congress.payloads import Excluded, RecordBallot
from workflows.campaign.payloads import Amend

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]


class Outcome1(Payload):
    """What a ballot gave one candidate; version 1 did not say by which rule."""

    ref: Identifier
    elected: bool


class Outcome(Outcome1, kw_only=True):
    """What a ballot gave one candidate."""

    rule: Code


class Attendance1(Payload):
    """Head-counts; version 1 left out who is excluded where nobody was."""

    official_on_roll: Count
    convened: Count
    present: Count
    probationary_present: Count
    excluded: Excluded | None = None


class BallotRecorded1(RecordBallot, kw_only=True):
    """A ballot with its outcome, as version 1 recorded it."""

    attendance: Attendance1 | None = None  # type: ignore[assignment]
    outcome: list[Outcome1]


class BallotRecorded(RecordBallot, kw_only=True):
    """A ballot with its outcome; one without attendance has none."""

    outcome: list[Outcome] | None = None


class Derived(Payload):
    """What the rules compute anew for an amended entry."""

    outcome: list[Outcome]


class EntryAmended(Amend, kw_only=True):
    """An amendment, with what follows from it."""

    derived: Derived | None = None


SHAPES: Mapping[tuple[str, int], type[Payload]] = {
    ("congress.ballot_recorded", 1): BallotRecorded1,
    ("congress.ballot_recorded", 2): BallotRecorded,
    ("congress.entry_amended", 1): EntryAmended,
}
"""By event and version: what the rules add to a command, and versions no longer written."""
