"""Looking at names: only for those to whom they are granted, and never without being recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store.people import decisions
from event_store.people.access import Access, Accesses
from event_store.people.errors import NamesNotGrantedError, PersonLostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from event_store.people.commitment import Secret
    from event_store.people.people import People
    from event_store.people.standing import ReferenceStanding


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for names, by which command, and why if they say so."""

    actor: str
    command: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LookOutcome:
    """What came of a look: where each reference stands, and what opens those that are kept."""

    standings: list[ReferenceStanding]
    secrets: dict[str, Secret]
    granted: bool = True


def look(people: People, refs: Sequence[str], asked: Asked) -> LookOutcome:
    """Return the names of some references as far as they are granted; the look is recorded.

    Only references that the log has registered are looked at: nobody needs a grant to learn
    that a name was erased. Where the look cannot be recorded, this raises and shows nothing.
    """
    standings = people.standing(*dict.fromkeys(refs))
    registered = [standing for standing in standings if standing.state == "registered"]
    if not registered:
        return LookOutcome(standings, {})
    if not people.vault.exists:  # nor would anybody know what was granted
        raise PersonLostError(registered[0].ref, path=people.vault.path)
    granted = is_granted(people, asked.actor)
    now = people.now()
    Accesses(people.log.path, people.log.log_id).add(
        Access(now, asked.actor, standing.ref, asked.command, asked.reason, granted)
        for standing in registered
    )
    secrets = people.secrets(registered) if granted else {}
    return LookOutcome(standings, secrets, granted=granted)


def is_granted(people: People, actor: str) -> bool:
    """Say whether somebody may see names today."""
    known = people.vault.decisions(actor)
    return any(decisions.in_force(known, "grant", people.today()))


def disclosures(people: People, refs: Sequence[str], asked: Asked) -> list[dict[str, str]]:
    """Return salt and value of persons as a bundle carries them (docs/log-format.md); recorded.

    Raises PersonUnknownError, PersonErasedError, NamesNotGrantedError, PersonLostError.
    """
    for ref in refs:
        people.registered(ref)
    seen = look(people, refs, asked)
    if not seen.granted:
        raise NamesNotGrantedError(asked.actor)
    for standing in seen.standings:
        if standing.ref not in seen.secrets:
            raise PersonLostError(standing.ref, path=people.vault.path)
    return [seen.secrets[standing.ref].disclosure() for standing in seen.standings]
