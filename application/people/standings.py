"""Persons by reference, without names: how each stands, and what differs from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.structs import Struct, asdict
from event_store.people.checking import differences, repair
from event_store.people.decisions import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.people.persons import Persons
    from application.people.times import When
    from event_store.people.checking import What


class Listed(Struct, frozen=True):
    """One person: `state` is named, lost, erasing or erased; `held` by a decision."""

    ref: str
    state: str
    version: int
    position: int
    recorded_at: str
    held: bool

    def to_json(self) -> dict[str, Any]:
        """Return a row of `person list` by the command contract."""
        return asdict(self)


class Difference(Struct, frozen=True):
    """One thing that is not as it must be; `subject` is a reference, a key's number, a file."""

    what: What
    subject: str

    def to_json(self) -> dict[str, Any]:
        """Return a row of `person check` by the command contract."""
        return asdict(self)


def listed(persons: Persons) -> Iterator[Listed]:
    """Yield the persons of the log, without names."""
    people = persons.people
    kept = set(people.vault.versions())
    holds = in_force(people.vault.decisions(), "hold", people.today())
    held = {hold.subject for hold in holds}
    for standing in people.standings():
        named = "named" if (standing.ref, standing.version) in kept else "lost"
        entry = standing.entry or {}
        yield Listed(
            standing.ref,
            named if standing.state == "registered" else standing.state,
            standing.version,
            entry["position"],
            entry["recorded_at"],
            standing.ref in held,
        )


def check(persons: Persons) -> list[Difference]:
    """Return how the names beside the log differ from what it committed to; changes nothing."""
    return [Difference(each.what, each.subject) for each in differences(persons.people)]


def mend(persons: Persons, when: When) -> list[Difference]:
    """Finish what broke off, remove what must not be kept, then compare."""
    people = persons.recording(when)
    repair(people, when.recorded_at)
    return [Difference(each.what, each.subject) for each in differences(people)]
