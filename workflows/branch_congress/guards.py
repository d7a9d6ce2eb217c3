"""The rules of a branch congress, one guard each, but for those of its ballots."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from engine.guards import Case, Guard, day_has_come, needs_data
from engine.reasons import Reason
from workflows.branch_congress import ballot_guards
from workflows.branch_congress.elections import (
    failed_rounds,
    has_committee,
    holders,
    is_settled,
    seats_free,
)
from workflows.campaign.state import Registration
from workflows.policy import shift_months


def registration(case: Case) -> Registration:
    """Return how the branch is registered in its campaign."""
    found: Registration = case.parent.branches.get(case.key)
    return found


def roll_on(case: Case) -> int:
    """Return the official members on the roll in force on the day of the command."""
    official: int = case.state.official_on(case.day, registration(case).official)
    return official


def due_on(case: Case) -> str:
    """Return the day on which the congress is due: its plan's, else the campaign's deadline."""
    due = case.state.plan.get("due_on")
    if case.command == "plan" and case.data is not None and case.data.due_on is not None:
        due = case.data.due_on.isoformat()
    return str(due or case.parent.deadline)


def branch_is_active(case: Case) -> Reason | None:
    """A branch that was cancelled, merged or dissolved takes no further stage."""
    if case.state.disposition == "active":
        return None
    return Reason("not_active", {"disposition": case.state.disposition})


def campaign_is_open(case: Case) -> Reason | None:
    """After `close_campaign` only facts are accepted."""
    if case.parent.stage != "closed":
        return None
    return Reason("campaign_closed", {"campaign": ""})


def season_is_not_suspended(case: Case) -> Reason | None:
    """While a season is suspended no stage happens."""
    found = case.parent.suspension_on(case.day)
    if found is None:
        return None
    since, until = found
    return Reason("campaign_suspended", {"day": case.day, "since": since, "until": until or "…"})


def branch_is_designated_pilot(case: Case) -> Reason | None:
    """Only the branch that was told to go first does."""
    if case.key in case.parent.pilots:
        return None
    return Reason("not_designated_pilot", {"branch": case.key})


def branch_is_not_pilot(case: Case) -> Reason | None:
    """A designated pilot holds its congress before it learns from it."""
    if case.key not in case.parent.pilots:
        return None
    return Reason("wrong_state", {"branch": case.key}, "pilot_must_go_first")


def observers_are_invited(case: Case) -> Reason | None:
    """All branch secretaries are invited to the pilot congress; any earlier invitation will do."""
    if any(position < case.position for position in case.parent.invitations):
        return None
    return Reason("observers_not_invited")


def lessons_are_drawn(case: Case) -> Reason | None:
    """Followers learn when the campaign's lessons gate is open."""
    if case.parent.gate(case.policy)[0]:
        return None
    return Reason("lessons_gate_closed", {"pilots": _uncovered(case)})


def own_lessons_are_drawn(case: Case) -> Reason | None:
    """A pilot learns when a session covered it, or when the gate is open."""
    if case.parent.session_covering(case.key) is not None:
        return None
    return lessons_are_drawn(case)


def lessons_follow_pilot(case: Case) -> Reason | None:
    """D3: a pilot's congress is not after the lessons session."""
    pilot, lessons = case.state.day_of("pilot"), lessons_on(case)
    if pilot is None or lessons is None or pilot <= lessons:
        return None
    return Reason(
        "before_previous_stage", {"day": lessons, "previous": pilot}, "lessons_before_pilot"
    )


def lessons_on(case: Case) -> str | None:
    """Return the day of the lessons that count for this branch, or None while there are none."""
    if case.state.had_pilot_sitting:
        session = case.parent.session_covering(case.key)
        if session is not None:
            day: str = session.day
            return day
    opened: str | None = case.parent.gate(case.policy)[1]
    return opened


def branch_is_large_enough(case: Case) -> Reason | None:
    """Party Charter 2011, articles 21.2 and 24.1: at least 3 official members."""
    if case.command == "hold" and case.data is not None and case.data.basis == "pilot_sitting":
        return None
    official, least = roll_on(case), case.policy.min_official_members
    if official >= least:
        return None
    return Reason("branch_too_small", {"official": official, "least": least})


@needs_data
def shift_is_short(case: Case) -> Reason | None:
    """Party Charter 2011, article 24.3: at most 6 months before or after the due day."""
    day = case.data.planned_on if case.command == "plan" else case.data.to
    due, months = dt.date.fromisoformat(due_on(case)), case.policy.max_shift_months
    if shift_months(due, -months) <= day <= shift_months(due, months):
        return None
    return Reason("shift_too_long", {"day": str(day), "due_on": str(due), "months": months})


@needs_data
def roll_matches(case: Case) -> Reason | None:
    """The official members counted at the sitting are those on the roll on that day."""
    attendance = case.data.attendance
    if attendance is None or attendance.official_on_roll == roll_on(case):
        return None
    return Reason(
        "roll_mismatch",
        {"given": attendance.official_on_roll, "roll": roll_on(case), "day": case.day},
    )


@needs_data
def quorum_is_present(case: Case) -> Reason | None:
    """Party Charter 2011, article 11: two thirds of the official members convened."""
    attendance = case.data.attendance
    if attendance is None:
        return None
    needed = case.policy.quorum.of_at_least(attendance.convened)
    if attendance.present >= needed > 0:
        return None
    return Reason(
        "quorum_missing",
        {
            "present": attendance.present,
            "convened": attendance.convened,
            "needed": needed,
            "missing": max(1, needed - attendance.present),
        },
    )


@needs_data
def agenda_is_complete(case: Case) -> Reason | None:
    """Every item of the season's agenda was dealt with."""
    done = case.data.agenda_done
    if done is None:
        return None
    agenda = case.parent.agenda or case.policy.agenda
    missing = [item for item in agenda if item not in done]
    if not missing:
        return None
    return Reason("agenda_incomplete", {"missing": ", ".join(missing)})


@needs_data
def basis_fits(case: Case) -> Iterator[Reason]:
    """D4: only a pilot has a basis; its sitting keeps its day, a new one follows the lessons."""
    pilot, basis = case.state.day_of("pilot"), case.data.basis
    if not case.state.had_pilot_sitting:
        if basis is not None:
            yield Reason("not_designated_pilot", {"branch": case.key}, "basis_without_pilot")
    elif basis is None and pilot is not None:
        yield Reason("invalid_data", {}, "basis_missing")
    elif basis == "pilot_sitting":
        if pilot is None:
            yield Reason("wrong_sitting_date", {}, "no_pilot_sitting")
        elif case.day != pilot:
            yield Reason("wrong_sitting_date", {"day": case.day, "pilot": pilot})
    else:
        lessons = lessons_on(case)
        if lessons is not None and case.day < lessons:
            yield Reason(
                "wrong_sitting_date",
                {"day": case.day, "lessons": lessons},
                "re_held_before_lessons",
            )


def held_after_lessons(case: Case) -> Reason | None:
    """D5: a follower holds its congress on or after the day of the lessons."""
    if case.state.had_pilot_sitting:
        return None
    lessons = lessons_on(case)
    if lessons is None or lessons <= case.day:
        return None
    return Reason("held_before_lessons", {"day": case.day, "lessons": lessons})


def elected_after_held(case: Case) -> Reason | None:
    """D6: officers are elected on or after the day of the congress."""
    return _not_before(case, case.state.held_on(), "elected_before_held")


def reported_after_elected(case: Case) -> Reason | None:
    """D7: the report follows the election."""
    return _not_before(case, case.state.day_of("officers_elected"), "reported_before_elected")


def posts_are_settled(case: Case) -> Iterator[Reason]:
    """Every post is filled, or lawfully open, before the officers count as elected."""
    congress = case.state
    if congress.sitting is None:
        return
    committee = has_committee(congress, case.policy)
    if committee and not is_settled(congress, "committee"):
        free = seats_free(congress, "committee")
        if free:
            yield Reason("posts_unsettled", {"free": free}, "committee_open")
        else:
            yield Reason("posts_unsettled", {}, "no_committee")
    if not holders(congress, "secretary"):
        yield Reason("posts_unsettled", {}, "secretary_open")
    if committee and not is_settled(congress, "deputy"):
        yield Reason("posts_unsettled", {}, "deputy_open")


@needs_data
def documents_are_complete(case: Case) -> Reason | None:
    """The report comes with every paper that the season asks for."""
    given = {document.kind for document in case.data.documents}
    missing = [kind for kind in documents_needed(case) if kind not in given]
    if not missing:
        return None
    return Reason("documents_missing", {"missing": ", ".join(missing)})


def documents_needed(case: Case) -> list[str]:
    """Return the kinds of paper that a report still needs: those attached earlier count."""
    needed = list(case.policy.required_documents)
    if registration(case).had_committee:
        needed += case.policy.required_with_committee
    return [kind for kind in needed if kind not in case.state.documents]


@needs_data
def quorum_did_fail(case: Case) -> Reason | None:
    """A sitting with a quorum did not fail for want of one."""
    needed = case.policy.quorum.of_at_least(case.data.convened)
    if case.data.present < needed or case.data.convened == 0:
        return None
    return Reason("quorum_present", {"present": case.data.present, "needed": needed})


def rounds_have_failed(case: Case) -> Reason | None:
    """29-QĐ/TW, item 22: the upper committee appoints after the third round without result."""
    rounds = failed_rounds(case.state, "secretary")
    needed = case.policy.secretary_rounds_before_appointment
    if rounds >= needed or case.state.sitting is None:
        return None
    return Reason("appointment_too_early", {"rounds": rounds, "needed": needed})


def secretary_is_wanting(case: Case) -> Reason | None:
    """A secretary is appointed only where there is none."""
    present = holders(case.state, "secretary")
    if not present:
        return None
    return Reason("ballot_out_of_order", {"ref": present[0]}, "secretary_exists")


@needs_data
def seats_are_free(case: Case) -> Reason | None:
    """Only seats that nobody holds can be left open, and all of them at once."""
    if case.state.sitting is None:
        return None
    post, seats = case.data.post, case.data.seats
    free = 0 if post == "secretary" else seats_free(case.state, post)
    if seats == free and post not in case.state.left_open:
        return None
    return Reason(
        "ballot_out_of_order", {"post": post, "given": seats, "free": free}, "seats_not_free"
    )


@needs_data
def office_is_held(case: Case) -> Reason | None:
    """Only who holds a post can decline it."""
    if case.data.ref in holders(case.state, case.data.post):
        return None
    return Reason("not_in_office", {"ref": case.data.ref, "post": case.data.post})


@needs_data
def complaint_is_new(case: Case) -> Reason | None:
    """A complaint is filed once under its number."""
    if case.data.number not in case.state.complaints:
        return None
    return Reason("duplicate_complaint", {"number": case.data.number})


@needs_data
def complaint_is_open(case: Case) -> Reason | None:
    """Only a complaint that was filed and is not settled can be settled."""
    if case.state.complaints.get(case.data.number):
        return None
    return Reason("unknown_complaint", {"number": case.data.number})


@needs_data
def merges_into_another(case: Case) -> Iterator[Reason]:
    """A branch is merged into another registered branch of the campaign."""
    into = case.data.into
    if into == case.key:
        yield Reason("invalid_data", {}, "merged_into_itself")
    elif case.parent.branches.get(into) is None:
        yield Reason("unknown_branch", {"branch": into, "campaign": ""})


def a_congress_sat(case: Case) -> Reason | None:
    """Only a congress that sat can be annulled."""
    if case.state.sitting is not None:
        return None
    return Reason("wrong_state", {}, "no_congress_sat")


def _not_before(case: Case, previous: str | None, wording: str) -> Reason | None:
    if previous is None or previous <= case.day:
        return None
    return Reason("before_previous_stage", {"day": case.day, "previous": previous}, wording)


def _uncovered(case: Case) -> str:
    covered: set[Any] = set()
    for session in case.parent.sessions:
        covered.update(session.covers)
    return ", ".join(sorted(set(case.parent.pilots) - covered)) or "-"


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        day_has_come,
        branch_is_active,
        campaign_is_open,
        season_is_not_suspended,
        branch_is_designated_pilot,
        branch_is_not_pilot,
        observers_are_invited,
        lessons_are_drawn,
        own_lessons_are_drawn,
        lessons_follow_pilot,
        branch_is_large_enough,
        shift_is_short,
        roll_matches,
        quorum_is_present,
        agenda_is_complete,
        basis_fits,
        held_after_lessons,
        elected_after_held,
        reported_after_elected,
        posts_are_settled,
        documents_are_complete,
        quorum_did_fail,
        rounds_have_failed,
        secretary_is_wanting,
        seats_are_free,
        office_is_held,
        complaint_is_new,
        complaint_is_open,
        merges_into_another,
        a_congress_sat,
    )
} | ballot_guards.GUARDS
