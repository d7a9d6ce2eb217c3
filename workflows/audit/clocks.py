"""Findings that depend on the day: overdue reports and approvals, complaints, ballot custody."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workflows.audit.finding import (
    OPEN,
    OVERDUE,
    RETENTION_OVER,
    SEALED,
    SETTLED,
    SETTLED_LATE,
    Clock,
    Finding,
)
from workflows.audit.stream import Entry, Stream, days_from
from workflows.policy import shift_months

_LATE = (OVERDUE, SETTLED_LATE)
_ELECTED, _REPORTED = "congress.officers_elected", "congress.reported"
_ANSWERS = ("congress.approved", "congress.approval_refused")
_ENDS = ("congress.election_annulled", "congress.congress_annulled", "congress.office_declined")
_CLOSED = ("congress.cancelled", "congress.merged", "congress.dissolved")
_SAT = ("congress.pilot_held", "congress.held", "congress.ballot_recorded")


def reports_overdue(stream: Stream) -> Iterator[Finding]:
    """Yield an election whose result was not reported in time, and still is not."""
    policy = stream.ground.policy
    waiting: Entry | None = None
    for entry in stream.effective:
        if entry["type"] == _ELECTED:
            waiting = entry
        elif entry["type"] in (_REPORTED, *_ENDS, *_CLOSED):
            waiting = None
    if waiting is None or policy is None:
        return
    days = policy.report_deadline_working_days
    clock, unlisted = stream.ground.clock(waiting["occurred_on"], days, None)
    if clock.state == OVERDUE:
        detail = {"elected_on": waiting["occurred_on"], "calendar_missing": unlisted}
        yield stream.finding("report_overdue", waiting["position"], detail=detail, clock=clock)


def approvals_overdue(stream: Stream) -> Iterator[Finding]:
    """Yield the reports that were approved, or refused, too late, or wait too long.

    An election that was annulled before it was answered is not waited for.
    """
    waiting: Entry | None = None
    for entry in stream.effective:
        if entry["type"] == _REPORTED:
            waiting = entry
        elif waiting is not None and entry["type"] in _ANSWERS:
            yield from _approval(stream, waiting, entry)
            waiting = None
        elif entry["type"] in (*_ENDS, *_CLOSED):
            waiting = None
    if waiting is not None:
        yield from _approval(stream, waiting, None)


def _approval(stream: Stream, report: Entry, answer: Entry | None) -> Iterator[Finding]:
    policy = stream.ground.policy
    if policy is None:
        return
    answered_on = None if answer is None else answer["occurred_on"]
    days = policy.approval_deadline_working_days
    clock, unlisted = stream.ground.clock(report["occurred_on"], days, answered_on)
    if clock.state in _LATE:
        detail = {
            "reported_on": report["occurred_on"],
            "answered_on": answered_on,
            "answered_at": None if answer is None else answer["position"],
            "calendar_missing": unlisted,
        }
        more = {} if answer is None else {"document": _number(answer["data"]["document"])}
        yield stream.finding(
            "approval_overdue", report["position"], detail=detail, clock=clock, **more
        )


def complaints(stream: Stream) -> Iterator[Finding]:
    """Yield every complaint: whether it came in time, how long it was open, how it was settled.

    The clock is that of filing: it runs from the last day on which the congress sat or voted.
    """
    settled = {
        entry["data"]["number"]: entry
        for entry in stream.effective
        if entry["type"] == "congress.complaint_resolved"
    }
    for entry in stream.effective:
        if entry["type"] == "congress.complaint_filed":
            yield _complaint(stream, entry, settled.get(entry["data"]["number"]))


def _complaint(stream: Stream, filed: Entry, settled: Entry | None) -> Finding:
    ground, data = stream.ground, filed["data"]
    received, until = data["received_on"], ground.as_of
    detail: dict[str, Any] = {
        "number": data["number"],
        "subject": data["subject"],
        "received_on": received,
        "congress_closed_on": _closed_on(stream, received),
        "in_time": None,
        "settled_on": None,
        "settled_at": None,
        "outcome": None,
    }
    if settled is not None:
        until = settled["occurred_on"]
        detail |= {"settled_on": until, "settled_at": settled["position"]}
        detail["outcome"] = settled["data"]["outcome"]
    clock = Clock(state=OPEN if settled is None else SETTLED)
    if detail["congress_closed_on"] is not None and ground.policy is not None:
        days = ground.policy.complaint_window_working_days
        window, unlisted = ground.clock(detail["congress_closed_on"], days, received)
        detail |= {"in_time": window.state == SETTLED, "calendar_missing": unlisted}
        clock = replace(window, state=clock.state)
    if ground.workdays is not None:
        detail["open_working_days"] = ground.workdays.until(received, until)
    more = {} if settled is None else {"document": _number(settled["data"]["document"])}
    return stream.finding("complaint", filed["position"], detail=detail, clock=clock, **more)


def _closed_on(stream: Stream, received: str) -> str | None:
    """Return the last day up to then on which the congress sat or voted, None if it never did."""
    days = [e["occurred_on"] for e in stream.effective if e["type"] in _SAT]
    return max((day for day in days if day <= received), default=None)


def ballot_custody(stream: Stream) -> Iterator[Finding]:
    """Yield the ballots of each day of voting, and until when they stay sealed.

    Ballots of an election that was annulled stay sealed as well; the entry that shows it is the
    last ballot of the day.
    """
    days: dict[str, list[int]] = {}
    for entry in stream.effective:
        if entry["type"] == "congress.ballot_recorded":
            days.setdefault(entry["occurred_on"], []).append(entry["position"])
    filed = [f.detail["number"] for f in complaints(stream) if f.clock and f.clock.state == OPEN]
    for day, ballots in days.items():
        detail: dict[str, Any] = {"voted_on": day, "ballots": ballots, "open_complaints": filed}
        clock = None
        if stream.ground.policy is not None:
            months = stream.ground.policy.ballot_retention_months
            due = shift_months(dt.date.fromisoformat(day), months).isoformat()
            over = stream.ground.as_of > due
            clock = Clock(due_on=due, state=RETENTION_OVER if over else SEALED)
            detail["days_left"] = days_from(stream.ground.as_of, due)
        yield stream.finding("ballot_custody", ballots[-1], detail=detail, clock=clock)


def _number(document: Any) -> str:
    return str(document if isinstance(document, str) else document["number"])
