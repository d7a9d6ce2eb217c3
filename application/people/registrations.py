"""Registering a person and correcting a name: a name beside the log, its commitment in the log."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from application.people.actors import actor_of
from engine.structs import Struct
from event_store.people.commitment import SALT, checked_key, secret
from event_store.people.errors import BadPersonError, PersonLostError
from event_store.people.people import People

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.call import Call
    from application.people.persons import Persons
    from application.people.times import When
    from event_store.people.standing import ReferenceStanding


class Registered(Struct, frozen=True):
    """A name that is kept: where its commitment is in the log."""

    ref: str
    position: int
    version: int
    commitment: str

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `person add` and `person correct` by the command contract."""
        return {
            "ref": self.ref,
            "position": self.position,
            "version": self.version,
            "commitment": self.commitment,
        }


def add(
    persons: Persons, ref: str, name: str, particulars: Mapping[str, str], call: Call, when: When
) -> Registered:
    """Register the person behind a reference.

    Raises BadPersonError, PersonExistsError, PersonErasedError, NameInTextError and what
    `People.writing` raises.
    """
    people = persons.recording(when)
    who = actor_of(people.log, call)
    given = secret(ref, name, _checked(particulars), secrets.token_bytes(SALT))
    with people.writing(when.recorded_at) as tx:
        (entry,) = tx.register([given], actor=who, draw=secrets.token_bytes)
    return _registered(ref, entry)


def correct(
    persons: Persons,
    ref: str,
    name: str | None,
    particulars: Mapping[str, str],
    call: Call,
    when: When,
) -> Registered:
    """Correct a name or particulars: what is not given stays, an empty particular goes.

    Raises BadPersonError, PersonUnknownError, PersonErasedError, PersonLostError,
    VersionConflictError and what `People.writing` raises.
    """
    people = persons.recording(when)
    who, changed = actor_of(people.log, call), _checked(particulars)
    standing = people.registered(ref)
    kept = _kept(people, standing, whole=name is not None)
    whole = kept | changed | ({} if name is None else {"name": name})
    members = {key: text for key, text in whole.items() if text and key != "ref"}
    value = secret(ref, members.pop("name"), members, secrets.token_bytes(SALT))
    with people.writing(when.recorded_at) as tx:
        entry = tx.correct(value, actor=who, draw=secrets.token_bytes, expected=standing.version)
    return _registered(ref, entry)


def name_of(line: bytes) -> str:
    """Return a name that comes in as bytes; raises BadPersonError."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadPersonError("name", "not_unicode") from error


def _checked(particulars: Mapping[str, str]) -> dict[str, str]:
    return {checked_key(key): text for key, text in particulars.items()}


def _kept(people: People, standing: ReferenceStanding, *, whole: bool) -> dict[str, str]:
    """Return what is kept of a person; with a `whole` new name a lost one does no harm."""
    ref = standing.ref
    found = people.secrets([standing])
    if ref in found:
        return found[ref].members()
    if not whole:
        raise PersonLostError(ref, path=people.vault.path)
    return {}


def _registered(ref: str, entry: Mapping[str, Any]) -> Registered:
    return Registered(ref, entry["position"], entry["version"], entry["data"]["commitment"])
