"""Comparing the log with the names beside it, and removing what must not be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from event_store.beside import is_private, make_private
from event_store.people.access import Accesses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.people.people import People

What = Literal["lost", "newer", "unfinished", "leftover", "stray_key", "readable"]
"""A name is lost; a newer program recorded something; a run broke off; a name is kept that the
log does not have, or has erased; a key belongs to nobody; others than the owner may read a
file."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as it must be; `subject` is a reference, a key's number, a file."""

    what: What
    subject: str


def differences(people: People) -> Iterator[Mismatch]:
    """Yield every difference between the log and the files beside it; changes nothing.

    Raises BesideError, PeopleDamagedError, StoreUnavailableError for a file that cannot be used.
    """
    vault = people.vault
    for check in (*vault.checks(), Accesses(people.log.path, people.log.log_id).check):
        check()
    unfinished = {ref for ref, _ in vault.pending()} | {e.ref for e in vault.erasures()}
    standings = {standing.ref: standing for standing in people.standings()}
    secrets = people.secrets(standings.values())
    for ref, standing in standings.items():
        if standing.state == "registered" and ref not in secrets:
            yield Mismatch("lost", ref)
        if standing.state == "newer":
            yield Mismatch("newer", ref)
    for ref in sorted(unfinished):
        yield Mismatch("unfinished", ref)
    for ref in dict.fromkeys(ref for ref, _ in leftovers(people)):
        yield Mismatch("leftover", ref)
    for slot in vault.stray_keys():
        yield Mismatch("stray_key", str(slot))
    for path in _files(people):
        if not is_private(path):
            yield Mismatch("readable", path)


def leftovers(people: People) -> list[tuple[str, int]]:
    """Return the versions kept that the log does not have, or whose person it says is erased.

    Such are in a vault that was restored from a copy. Those of a run that broke off are not
    among them.
    """
    pending = set(people.vault.pending())
    known = ("registered", "newer")  # of what a newer program recorded nothing is removed
    last = {s.ref: s.version for s in people.standings() if s.state in known}
    return [
        (ref, version)
        for ref, version in people.vault.versions()
        if version > last.get(ref, 0) and (ref, version) not in pending
    ]


def repair(people: People, recorded_at: str | None = None) -> None:
    """Finish what broke off, remove what must not be kept, close files to others.

    Nothing brings back what is lost.
    """
    with people.writing(recorded_at):
        people.vault.drop(leftovers(people))
        people.vault.keys.overwrite(people.vault.stray_keys())
        for path in _files(people):
            if not is_private(path):
                make_private(path)


def _files(people: People) -> list[str]:
    accesses = Accesses(people.log.path, people.log.log_id)
    return [people.vault.path, people.vault.keys.path, people.vault.digest_key.path, accesses.path]
