"""Looking at names: for those to whom they are granted, and each look is recorded."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from application.people.actors import actor_of
from application.people.names import ERASED
from engine.structs import Struct, asdict
from event_store.people.access import Access, Accesses
from event_store.people.errors import (
    NamesNotGrantedError,
    PersonLostError,
    PersonNewerError,
    PersonUnknownError,
)
from event_store.people.looking import Asked, disclosures, look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from application.call import Call
    from application.people.persons import Persons
    from event_store.people.standing import ReferenceStanding


class Person(Struct, frozen=True):
    """A person with the name; of one that was erased the decision in place of it."""

    ref: str
    state: str
    version: int
    name: str
    particulars: Mapping[str, str]
    position: int
    recorded_at: str
    erasure: Mapping[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `person show` by the command contract."""
        found = asdict(self)
        if self.erasure is None:
            del found["erasure"]
        return found


class Look(Struct, frozen=True):
    """One look at one name; not `granted`, it was refused."""

    access: Access

    def to_json(self) -> dict[str, Any]:
        """Return a row of `person access` by the command contract."""
        return dataclasses.asdict(self.access)


class Disclosure(Struct, frozen=True):
    """What opens the commitment to one name, as a bundle carries it."""

    members: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return what a bundle has of it (docs/log-format.md)."""
        return dict(self.members)


def show(persons: Persons, ref: str, reason: str | None, call: Call) -> Person:
    """Return the name and the particulars behind a reference; the look is recorded.

    Raises PersonUnknownError, NamesNotGrantedError, PersonLostError.
    """
    people = persons.people
    asked = Asked(actor_of(people.log, call), "person show", reason)
    seen = look(people, [ref], asked)
    (standing,) = seen.standings
    if standing.state == "unknown":
        raise PersonUnknownError(ref)
    if standing.state == "newer":
        raise PersonNewerError(ref, standing.entry or {})
    if not seen.granted:
        raise NamesNotGrantedError(asked.actor)
    if standing.state != "registered":
        return _person(standing, ERASED, {})
    if ref not in seen.secrets:
        raise PersonLostError(ref, path=people.vault.path)
    members = seen.secrets[ref].members()
    del members["ref"]
    return _person(standing, members.pop("name"), members)


def disclose(
    persons: Persons, refs: Sequence[str], reason: str | None, call: Call
) -> list[Disclosure]:
    """Return what opens the commitments to some names; each look is recorded.

    Raises PersonUnknownError, PersonErasedError, NamesNotGrantedError, PersonLostError.
    """
    people = persons.people
    asked = Asked(actor_of(people.log, call), "person disclose", reason)
    return [Disclosure(each) for each in disclosures(people, list(dict.fromkeys(refs)), asked)]


def access(
    persons: Persons,
    *,
    ref: str | None = None,
    actor: str | None = None,
    since: str | None = None,
) -> list[Look]:
    """Return who looked at which name, the last look first; refused looks too."""
    log = persons.people.log
    looks = Accesses(log.path, log.log_id)
    return [Look(a) for a in looks.newest_first(ref=ref, actor=actor, since=since or "")]


def _person(standing: ReferenceStanding, name: str, particulars: Mapping[str, str]) -> Person:
    entry = standing.entry or {}
    return Person(
        standing.ref,
        standing.state,
        standing.version,
        name,
        particulars,
        entry["position"],
        entry["recorded_at"],
        entry["data"] if standing.state == "erased" else None,
    )
