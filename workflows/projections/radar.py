"""The projection `radar`: what is still open in each branch, free of days and policies."""

from typing import Any

from engine.projection import Projection, Table, Turn, WritableRows
from workflows.branch_congress.elections import POSTS, ballots_for, is_settled, seats_open
from workflows.labels import RANK
from workflows.projections.dossier import APPROVED, Dossier

OPEN = "open"
TABLES = (
    Table(OPEN, {"campaign": "TEXT", "branch": "TEXT", "facts": "JSON"}, ("campaign", "branch")),
)
ELECTED, REPORTED = RANK["officers_elected"], RANK["reported"]


def fold(rows: WritableRows, turn: Turn) -> None:
    """Fold the entries of one branch into what is open there."""
    found = turn.state
    if is_finished(found):
        rows.delete(OPEN, *turn.keys)
    else:
        campaign, branch = turn.keys
        rows.put(OPEN, {"campaign": campaign, "branch": branch, "facts": found})


def facts(dossier: Dossier) -> dict[str, Any]:
    """Return what the radar has to know of a branch, from which any day and policy can judge.

    `committee_voted` and `settled` are told while officers are still to be elected.
    """
    congress = dossier.congress
    plan, held_on = congress.plan, congress.held_on()
    voting = held_on is not None and RANK[congress.stage] < ELECTED
    return {
        "stage": congress.stage,
        "disposition": congress.disposition,
        "planned_for": (congress.rescheduled or {}).get("to") or plan.get("planned_on"),
        "due_on": plan.get("due_on"),
        "held_on": held_on,
        "elected_on": congress.day_of("officers_elected"),
        "reported_on": congress.day_of("reported"),
        "roll": congress.sitting["roll"] if congress.sitting else 0,
        "committee_voted": voting and bool(ballots_for(congress, "committee")),
        "settled": [post for post in POSTS if is_settled(congress, post)] if voting else [],
        "seats_open": seats_open(congress),
        "complaints": dict(dossier.complaints),
        "approval": list(dossier.approval) if dossier.approval else None,
    }


def is_finished(found: dict[str, Any]) -> bool:
    """Say whether nothing can be open on any day."""
    if found["complaints"]:
        return False
    if found["disposition"] != "active":
        return True
    answered = found["approval"] is not None and found["approval"][0] == APPROVED
    return RANK[found["stage"]] >= REPORTED and answered and not found["seats_open"]


RADAR = Projection("radar", 1, TABLES, fold, frozenset({"congress"}), sees=facts)
