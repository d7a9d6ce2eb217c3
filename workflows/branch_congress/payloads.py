"""What each command of a branch carries."""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from engine.payloads import Count, Day, Identifier, Line, Meta, Payload, PayloadFault, Prose
from engine.reasons import Text
from workflows.campaign.payloads import Amend, Because, Nothing, Void
from workflows.documents import Document

Post = Literal["committee", "secretary", "deputy"]
Seats = Annotated[int, Meta(ge=1, le=1000)]


class Scheme(Payload):
    """The personnel scheme: who is meant for which post, by reference."""

    committee: list[Identifier] = []
    secretary: Identifier | None = None
    deputy: Identifier | None = None


class Plan(Payload):
    """The congress is planned for a day."""

    planned_on: Day
    place: Line | None = None
    due_on: Day | None = None
    scheme: Scheme | None = None
    seats: Seats | None = None


class Excluded(Payload):
    """Official members convened who do not count in the majority base (244-QĐ/TW, 32.2)."""

    attached_elsewhere: Count = 0
    exempt_absent: Count = 0
    suspended: Count = 0
    detained: Count = 0
    excused_throughout: Count = 0

    def total(self) -> int:
        """Return how many do not count."""
        return (
            self.attached_elsewhere
            + self.exempt_absent
            + self.suspended
            + self.detained
            + self.excused_throughout
        )


class Attendance(Payload):
    """Head-counts of official members (but for `probationary_present`)."""

    official_on_roll: Count
    convened: Count
    present: Count
    probationary_present: Count
    excluded: Excluded

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """Present ≤ convened ≤ roll, and who is excluded is not present."""
        if self.convened > self.official_on_roll:
            yield PayloadFault(
                "convened",
                Text(
                    f"{self.convened} convened, but {self.official_on_roll} on the roll",
                    f"triệu tập {self.convened}, nhưng danh sách chỉ có {self.official_on_roll}",
                ),
            )
        if self.present > self.convened:
            yield PayloadFault(
                "present",
                Text(
                    f"{self.present} present, but {self.convened} convened",
                    f"có mặt {self.present}, nhưng chỉ triệu tập {self.convened}",
                ),
            )
        elif self.present + self.excluded.total() > self.convened:
            yield PayloadFault(
                "excluded",
                Text(
                    f"{self.excluded.total()} excluded and {self.present} present are more than "
                    f"{self.convened} convened: who is excluded is not present",
                    f"{self.excluded.total()} người không tính và {self.present} có mặt nhiều hơn "
                    f"{self.convened} triệu tập: người không tính thì không có mặt",
                ),
            )


def within(name: str, part: Payload) -> Iterator[PayloadFault]:
    """Yield what contradicts itself in the member `name`."""
    for fault in part.inconsistencies():
        yield PayloadFault(f"{name}.{fault.where}", fault.what)


class Sitting(Payload):
    """What is recorded of a congress that sat."""

    attendance: Attendance
    counting_board: list[Identifier]
    agenda_done: list[Identifier]

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """The head-counts add up."""
        return within("attendance", self.attendance)


class Pilot(Sitting):
    """The branch that goes first held its whole congress."""

    observers_attended: Count | None = None


class Learn(Payload):
    """The branch took note of the lessons of the pilot."""

    acknowledged_on: Day | None = None


class Hold(Payload):
    """The congress counts as held; a pilot says on which `basis`."""

    KEPT: ClassVar[frozenset[str]] = frozenset({"counting_board", "agenda_done"})

    basis: Literal["pilot_sitting", "re_held"] | None = None
    attendance: Attendance | None = None
    counting_board: list[Identifier] | None = None
    agenda_done: list[Identifier] | None = None

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """`pilot_sitting` stands alone; every other basis needs the data of a sitting."""
        sitting = ("attendance", "counting_board", "agenda_done")
        for name in sitting:
            given = getattr(self, name) is not None
            if self.basis == "pilot_sitting" and given:
                yield PayloadFault(
                    name,
                    Text(
                        "does not belong to basis pilot_sitting, which takes it from the pilot",
                        "không đi cùng basis pilot_sitting, vì lấy theo đại hội điểm",
                    ),
                )
            elif self.basis != "pilot_sitting" and not given:
                yield PayloadFault(name, Text("is missing", "còn thiếu"))
        if self.attendance is not None:
            yield from within("attendance", self.attendance)


class Report(Payload):
    """The result report and its papers reached the ward committee."""

    documents: list[Document]


class Candidate(Payload):
    """A name on the ballot, by reference, with the votes for it."""

    ref: Identifier
    votes: Count


class RecordBallot(Payload):
    """One secret ballot, as its tally minutes tell it."""

    post: Post
    round: Annotated[int, Meta(ge=1, le=1000)]
    seats: Seats
    candidates: Annotated[list[Candidate], Meta(min_length=1)]
    issued: Count
    collected: Count
    valid: Count
    invalid: Count
    attendance: Attendance | None = None
    counting_board: list[Identifier] | None = None

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """Nobody stands twice; a new attendance adds up."""
        seen: set[str] = set()
        for index, candidate in enumerate(self.candidates):
            if candidate.ref in seen:
                yield PayloadFault(
                    f"candidates.{index}.ref",
                    Text(f"{candidate.ref} is listed twice", f"{candidate.ref} ghi hai lần"),
                )
            seen.add(candidate.ref)
        if self.attendance is not None:
            yield from within("attendance", self.attendance)


class Reschedule(Payload):
    """The congress is put off (or brought forward) to another day."""

    to: Day
    reason: Prose


class UpdateRoll(Payload):
    """The roll as it is from this day on."""

    official: Count
    probationary: Count
    exempt: Count


class FailQuorum(Payload):
    """A sitting that could not open for want of a quorum."""

    convened: Count
    present: Count

    def inconsistencies(self) -> Iterable[PayloadFault]:
        """No more are present than were convened."""
        if self.present > self.convened:
            yield PayloadFault(
                "present",
                Text(
                    f"{self.present} present, but {self.convened} convened",
                    f"có mặt {self.present}, nhưng chỉ triệu tập {self.convened}",
                ),
            )


class AppointSecretary(Payload):
    """The upper committee appoints the secretary after the rounds failed."""

    NAMES = frozenset({"authority", "document"})

    ref: Identifier
    authority: Line
    document: Line | Document


class LeaveSeatsOpen(Payload):
    """The congress decided to stop voting and leave seats open."""

    post: Post
    seats: Seats
    reason: Prose


class DeclineOffice(Payload):
    """One elected declines, or is not approved: the seat is open again."""

    post: Post
    ref: Identifier
    reason: Prose


class RecordFinding(Payload):
    """What the ward committee found in the summary report, under a heading of the outline."""

    NAMES = frozenset({"heading", "tag"})

    heading: Line
    tag: Line
    note: Prose | None = None


class AttachDocument(Document):
    """A paper of the congress."""


class Approve(Payload):
    """The ward committee approved the result."""

    NAMES = frozenset({"document"})

    document: Line | Document


class RefuseApproval(Payload):
    """The ward committee refused to approve the result."""

    NAMES = frozenset({"document"})

    document: Line | Document
    reason: Prose


class FileComplaint(Payload):
    """A complaint about the congress."""

    NAMES = frozenset({"number"})

    number: Line
    received_on: Day
    subject: Prose


class ResolveComplaint(Payload):
    """A complaint is settled."""

    NAMES = frozenset({"number", "document"})

    number: Line
    outcome: Prose
    document: Line | Document


class Annul(Payload):
    """An upper committee annuls an election or a congress."""

    NAMES = frozenset({"authority", "document"})

    reason: Prose
    authority: Line
    document: Line | Document


class Merge(Payload):
    """The branch became part of another one."""

    REFERS = frozenset({"into"})

    into: Identifier
    reason: Prose


PAYLOADS: dict[str, type[Payload]] = {
    "plan": Plan,
    "pilot": Pilot,
    "learn": Learn,
    "hold": Hold,
    "elect": Nothing,
    "report": Report,
    "record_ballot": RecordBallot,
    "reschedule": Reschedule,
    "update_roll": UpdateRoll,
    "fail_quorum": FailQuorum,
    "appoint_secretary": AppointSecretary,
    "leave_seats_open": LeaveSeatsOpen,
    "decline_office": DeclineOffice,
    "record_finding": RecordFinding,
    "attach_document": AttachDocument,
    "approve": Approve,
    "refuse_approval": RefuseApproval,
    "file_complaint": FileComplaint,
    "resolve_complaint": ResolveComplaint,
    "amend": Amend,
    "void": Void,
    "annul_election": Annul,
    "annul_congress": Annul,
    "cancel": Because,
    "merge": Merge,
    "dissolve": Because,
}

VERSIONS = {
    "congress.planned": 1,
    "congress.pilot_held": 1,
    "congress.lessons_learned": 1,
    "congress.held": 1,
    "congress.officers_elected": 1,
    "congress.reported": 1,
    "congress.ballot_recorded": 2,
    "congress.rescheduled": 1,
    "congress.roll_updated": 1,
    "congress.quorum_failed": 1,
    "congress.secretary_appointed": 1,
    "congress.seats_left_open": 1,
    "congress.office_declined": 1,
    "congress.finding_recorded": 1,
    "congress.document_attached": 1,
    "congress.approved": 1,
    "congress.approval_refused": 1,
    "congress.complaint_filed": 1,
    "congress.complaint_resolved": 1,
    "congress.entry_amended": 1,
    "congress.entry_voided": 1,
    "congress.election_annulled": 1,
    "congress.congress_annulled": 1,
    "congress.cancelled": 1,
    "congress.merged": 1,
    "congress.dissolved": 1,
}
"""The current version of each event."""
