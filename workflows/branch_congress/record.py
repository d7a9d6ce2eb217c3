"""What an accepted command leaves in its entry besides its own data: counts, facts, flags."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from engine.guards import Case
from engine.workflow import Record
from workflows.branch_congress import elections
from workflows.branch_congress.ballot_guards import attendance_of, is_rerun
from workflows.branch_congress.guards import due_on, lessons_on, registration, roll_on
from workflows.campaign.record import days_late

PAST_GATE = ("hold", "elect", "report")


def record(case: Case) -> Record:
    """Return what the guards saw and what follows from the rules, for an accepted `case`."""
    made = Record()
    write = _RECORDS.get(case.command)
    if write is not None:
        write(case, made)
    if days_late(case) and not _belongs_to_pilot_sitting(case):
        made.flags.add("backdated")
    if case.command in PAST_GATE and _gate_closed_later(case):
        made.flags.add("gate_closed_later")
    return made


def _belongs_to_pilot_sitting(case: Case) -> bool:
    """Recognising a pilot's own sitting is late by design, and so is the election held there."""
    if case.command == "hold":
        return case.raw.get("basis") == "pilot_sitting"
    sitting = case.state.sitting
    return case.command == "elect" and sitting is not None and sitting["basis"] == "pilot_sitting"


def _gate_closed_later(case: Case) -> bool:
    return case.state.gate_at_learn and not case.parent.gate(case.policy)[0]


def _plan(case: Case, made: Record) -> None:
    made.facts = {"due_on": due_on(case), "official": roll_on(case)}


def _sitting(case: Case, made: Record) -> None:
    attendance = case.raw.get("attendance")
    if attendance is None:
        made.facts = {"official": roll_on(case)}
    else:
        made.facts = {
            "convened": attendance["convened"],
            "official": roll_on(case),
            "present": attendance["present"],
            "quorum": case.policy.quorum.of_at_least(attendance["convened"]),
        }
    lessons = lessons_on(case)
    if case.command == "hold" and lessons is not None:
        made.facts["lessons_on"] = lessons


def _learn(case: Case, made: Record) -> None:
    made.facts = {"gate_open": int(case.parent.gate(case.policy)[0])}
    lessons = lessons_on(case)
    if lessons is not None:
        made.facts["lessons_on"] = lessons


def _ballot(case: Case, made: Record) -> None:
    attendance = attendance_of(case)
    if attendance is None:
        return
    base = elections.majority_base(attendance, case.policy)
    sound = not elections.adds_up(case.raw, attendance["present"])
    rerun = is_rerun(case)
    made.data = {"outcome": elections.count(case.raw, base=base, sound=sound, rerun=rerun)}
    made.facts = {
        "base": base,
        "majority": elections.majority_of(base),
        "official": attendance["official_on_roll"],
        "present": attendance["present"],
        "surplus_allowed": case.policy.surplus(case.data.seats),
    }
    if (
        case.data.post == "committee"
        and case.data.round == 1
        and (case.data.seats < case.policy.committee_min)
    ):
        made.flags.add("committee_small")


def _elect(case: Case, made: Record) -> None:
    congress = case.state
    made.facts = {
        "committee": len(elections.holders(congress, "committee")),
        "deputies": len(elections.holders(congress, "deputy")),
        "seats_open": elections.seats_open(congress),
    }
    if congress.held_on() is not None:
        made.facts["held_on"] = congress.held_on()


def _report(case: Case, made: Record) -> None:
    elected = case.state.day_of("officers_elected")
    if elected is None:
        return
    due, listed = case.policy.working_day_after(
        dt.date.fromisoformat(elected), case.policy.report_deadline_working_days
    )
    made.facts = {
        "elected_on": elected,
        "had_committee": registration(case).had_committee,
        "report_due_on": due.isoformat(),
    }
    if case.day > due.isoformat():
        made.flags.add("reported_late")
    if not listed:
        made.flags.add("calendar_missing")


def _reschedule(case: Case, made: Record) -> None:
    made.facts = {"due_on": due_on(case)}


def _fail_quorum(case: Case, made: Record) -> None:
    made.facts = {"quorum": case.policy.quorum.of_at_least(case.data.convened)}


def _appoint(case: Case, made: Record) -> None:
    made.facts = {"rounds": elections.failed_rounds(case.state, "secretary")}


_RECORDS: Mapping[str, Callable[[Case, Record], Any]] = {
    "plan": _plan,
    "pilot": _sitting,
    "learn": _learn,
    "hold": _sitting,
    "record_ballot": _ballot,
    "elect": _elect,
    "report": _report,
    "reschedule": _reschedule,
    "fail_quorum": _fail_quorum,
    "appoint_secretary": _appoint,
}
