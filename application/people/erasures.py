"""Erasing a name for good, unless it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.people.actors import actor_of
from application.people.decisions import cleaned
from engine.structs import Struct
from event_store.people.vault import Erasure, refuse_held

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.call import Call
    from application.people.persons import Persons
    from application.people.times import When
    from event_store.people.decisions import Why


class Erased(Struct, frozen=True):
    """A name that is gone: the entry that says so, and whether it said so `before`."""

    ref: str
    position: int
    before: bool

    def to_json(self) -> dict[str, Any]:
        """Return `{ref, position, before}`."""
        return {"ref": self.ref, "position": self.position, "before": self.before}


def erase(
    persons: Persons,
    ref: str,
    why: Why,
    call: Call,
    when: When,
    confirm: Callable[[], None],
) -> Erased:
    """Delete key, salt and value of a name, then record that they were.

    `confirm` is called before a name goes that could be erased; what it raises stops that. Raises
    PersonUnknownError, PersonHeldError, PersonLostError, NameInTextError and what
    `People.writing` raises.
    """
    people = persons.recording(when)
    erasure = Erasure(ref, actor_of(people.log, call), cleaned(why))
    (standing,) = people.standing(ref)
    if standing.state == "registered":
        refuse_held(people.vault.decisions(ref), people.today())
        confirm()
    with people.writing(when.recorded_at) as tx:
        (now,) = tx.standing(ref)
        before = now.entry if now.state == "erased" else None
        entry = before or tx.erase(erasure)
    return Erased(ref, entry["position"], before is not None)
