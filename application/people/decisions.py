"""Who may see names, and whose name is held: decisions that are kept and never edited."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from application.people.actors import actor_of
from application.problems import Problem
from engine.structs import Struct
from event_store.people.commitment import checked_actor, line, text
from event_store.people.decisions import ENDED_BY, Decision, Kind, Why, in_force
from event_store.people.errors import DecisionUnknownError, HoldUnknownError, SeveralHoldsError
from event_store.words import Text

if TYPE_CHECKING:
    from application.call import Call
    from application.people.persons import Persons
    from event_store.people.people import People

__all__ = [
    "DecisionOnRecord", "Why", "cleaned", "decisions", "grant", "hold", "release", "revoke",
]  # fmt: skip
GRANTED: tuple[Literal["grant", "hold"], ...] = ("grant", "hold")
"""What holds until it ends."""
PAST = Text(
    "{day} is past, so it cannot be the last day of a decision. Nothing was recorded.",
    "{day} đã qua, không thể là ngày hết hiệu lực. Chưa ghi gì.",
)


class DecisionOnRecord(Struct, frozen=True):
    """A decision that is kept; `in_force` while nothing has ended it and its last day has come."""

    decision: Decision
    in_force: bool

    def to_json(self) -> dict[str, Any]:
        """Return a row of `person decisions` by the command contract."""
        made = asdict(self.decision)
        return {**made, **made["why"], "in_force": self.in_force}


def grant(
    persons: Persons, actor: str, until: str | None, why: Why, call: Call
) -> DecisionOnRecord:
    """Let somebody see names; raises BadPersonError, Problem (day_past)."""
    return _decided(persons.people, "grant", checked_actor(actor), why, call, until=until)


def revoke(persons: Persons, actor: str, why: Why, call: Call) -> DecisionOnRecord:
    """End every grant to somebody; raises DecisionUnknownError where there is none."""
    people = persons.people
    if not any(in_force(people.vault.decisions(actor), "grant", people.today())):
        raise DecisionUnknownError(actor, "grant")
    return _decided(people, "revoke", actor, why, call)


def hold(persons: Persons, ref: str, until: str | None, why: Why, call: Call) -> DecisionOnRecord:
    """Keep a name from being erased.

    Raises PersonUnknownError, PersonErasedError, BadPersonError, Problem (day_past).
    """
    persons.people.registered(ref)
    return _decided(persons.people, "hold", ref, why, call, until=until)


def release(
    persons: Persons, ref: str, number: int | None, why: Why, call: Call
) -> DecisionOnRecord:
    """Let a name be erased again, by ending its hold, or the hold of a `number`.

    Raises DecisionUnknownError, HoldUnknownError, SeveralHoldsError.
    """
    people = persons.people
    held = [each.n for each in in_force(people.vault.decisions(ref), "hold", people.today())]
    chosen = held if number is None else [n for n in held if n == number]
    if not held:
        raise DecisionUnknownError(ref, "hold")
    if number is not None and not chosen:
        raise HoldUnknownError(ref, number, held)
    if len(chosen) > 1:
        raise SeveralHoldsError(ref, chosen)
    return _decided(people, "release", ref, why, call, ends=chosen[0])


def decisions(persons: Persons, *, now: bool = False) -> list[DecisionOnRecord]:
    """Return every decision, or those that are in force now."""
    people = persons.people
    known, today = people.vault.decisions(), people.today()
    holding = {each.n for kind in GRANTED for each in in_force(known, kind, today)}
    return [
        DecisionOnRecord(each, each.n in holding) for each in known if not now or each.n in holding
    ]


def cleaned(why: Why) -> Why:
    """Return why something is decided as it is kept; raises BadPersonError."""
    return Why(
        text("reason", why.reason),
        line("authority", why.authority),
        line("document", why.document),
    )


def _decided(
    people: People,
    kind: Kind,
    subject: str,
    why: Why,
    call: Call,
    *,
    until: str | None = None,
    ends: int | None = None,
) -> DecisionOnRecord:
    if until is not None and until < people.today():
        raise Problem("day_past", PAST, {"day": until})
    decision = Decision(
        kind=kind, subject=subject, until=until, ends=ends,
        why=cleaned(why), actor=actor_of(people.log, call), at=people.now(),
    )  # fmt: skip
    return DecisionOnRecord(replace(decision, n=people.vault.decide(decision)), kind in ENDED_BY)
