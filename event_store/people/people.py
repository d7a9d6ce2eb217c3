"""The persons of a log: what the log says of each, and the names that are kept beside it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from event_store.clock import local_date, system_clock, written
from event_store.entry import Draft
from event_store.errors import StoreUnavailableError, VersionConflictError
from event_store.people import digests
from event_store.people.access import Accesses
from event_store.people.admission import refusals
from event_store.people.commitment import checked_new_ref
from event_store.people.errors import (
    ErasureUnrecordedError,
    PersonErasedError,
    PersonLostError,
    PersonNewerError,
    PersonUnknownError,
)
from event_store.people.mentions import KEY, NameInTextError
from event_store.people.standing import (
    AREA,
    ERASED,
    REGISTERED,
    ReferenceStanding,
    in_log,
    standing_by,
)
from event_store.people.vault import Erasure, Vault, refuse_held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from event_store.clock import Clock
    from event_store.errors import LogError
    from event_store.log import Log
    from event_store.people.commitment import Secret
    from event_store.people.vault import Draw, Version
    from event_store.transaction import Transaction


class People:
    """The persons of one open log.

    Reading raises StoreUnavailableError, PeopleDamagedError, BesideError besides what
    each method says.
    """

    def __init__(
        self, log: Log, *, clock: Clock = system_clock, accept_clock: bool = False
    ) -> None:
        """Use the log and the files beside it; `accept_clock` as `Log.write` takes it."""
        self.log = log
        self._accept_clock = accept_clock
        self.vault = Vault(log.path, log.log_id)
        self._clock = clock

    def now(self) -> str:
        """Return the time in the log's form."""
        return written(self._clock())

    def today(self) -> str:
        """Return the day by which grants and holds end, in a simulation too."""
        return local_date(self.now())

    def standing(self, *refs: str) -> list[ReferenceStanding]:
        """Return where each reference stands."""
        erasing = self._erasing()
        return [_marked(in_log(self.log, ref), erasing) for ref in refs]

    def refusals(self, persons: Sequence[tuple[str, str]]) -> list[tuple[int, LogError]]:
        """Return what `PeopleTransaction.refusals` would; nothing is written for it."""
        found = self.standing(*(ref for ref, _ in persons))
        kept = self.vault.find(self.vault.versions())
        known = digests.of(kept, os.urandom(KEY)) if kept else None
        return list(refusals(persons, found, self.vault, known))

    def registered(self, ref: str) -> ReferenceStanding:
        """Return where a person stands; raises PersonUnknownError, PersonErasedError."""
        return _checked(*self.standing(ref))

    def standings(self) -> Iterator[ReferenceStanding]:
        """Yield where every reference of the log stands, sorted."""
        erasing = self._erasing()
        scanned = self.log.scan_streams(AREA)
        for stream, entries in groupby(scanned, key=lambda entry: str(entry["stream"])):
            *_, last = entries
            yield _marked(standing_by(stream.removeprefix(AREA), last), erasing)

    def secrets(self, standings: Iterable[ReferenceStanding]) -> dict[str, Secret]:
        """Return what opens the last commitment of each person registered, by reference.

        What is not kept, or is not what the log committed to, is left out.
        """
        wanted = {(s.ref, s.version): s for s in standings if s.state == "registered"}
        return {
            version[0]: secret
            for version, secret in self.vault.find(wanted).items()
            if secret.opens(wanted[version].commitment)
        }

    def _erasing(self) -> set[str]:
        return {erasure.ref for erasure in self.vault.erasures()}

    @contextmanager
    def writing(self, recorded_at: str | None = None) -> Iterator[PeopleTransaction]:
        """One transaction of the log and of the names beside it.

        Names become durable before the log commits to them, and are gone before it says that
        they were erased; what a run that broke off left is finished or taken back first. Raises
        what `Log.write` and `Transaction.now` raise, and ErasureUnrecordedError.
        """
        people: PeopleTransaction | None = None
        try:
            with self.log.write(accept_clock=self._accept_clock) as tx:
                people = PeopleTransaction(tx, self, tx.now(recorded_at)[0])
                people.recover()
                yield people
        except StoreUnavailableError as error:
            if people is not None and people.erased:
                raise ErasureUnrecordedError(people.erased, error) from error
            raise
        people.settle()


class PeopleTransaction:
    """What `People.writing` yields.

    What a method raises has to leave the block: then nothing of it is recorded.
    """

    def __init__(self, tx: Transaction, people: People, recorded_at: str) -> None:
        self._tx = tx
        self._vault = people.vault
        self._accesses = Accesses(people.log.path, people.log.log_id)
        self._recorded_at = recorded_at
        self._today = people.today()
        self._kept: list[Version] = []
        self.erased: list[str] = []
        """Whose names are gone, though the log may not be committed yet."""

    def standing(self, *refs: str) -> list[ReferenceStanding]:
        """Return where each reference stands now."""
        return [in_log(self._tx, ref) for ref in refs]

    def refusals(self, persons: Sequence[tuple[str, str]]) -> list[tuple[int, LogError]]:
        """Return what `register` would raise for each of some persons, and for which of them.

        A person is a reference and a name, which is empty where it could not be read.
        """
        found = self.standing(*(ref for ref, _ in persons))
        known = self._vault.mentions() if self._vault.exists else None
        return list(refusals(persons, found, self._vault, known))

    def register(
        self,
        secrets: Sequence[Secret],
        *,
        actor: str,
        draw: Draw,
        correlation: str | None = None,
    ) -> list[dict[str, Any]]:
        """Register persons under new references; returns the entries.

        Raises BadPersonError, PersonExistsError, PersonErasedError and NameInTheWayError for the
        first that cannot be, NameInTextError for a reference or an actor that is a name.
        `refusals` says it of all.
        """
        for secret in secrets:
            checked_new_ref(secret.ref)
        for _, error in self.refusals([(s.ref, s.members()["name"]) for s in secrets]):
            raise error
        self._refuse_names(actor=actor, correlation=correlation or "")
        return self._commit(secrets, actor=actor, draw=draw, correlation=correlation)

    def correct(
        self, secret: Secret, *, actor: str, draw: Draw, expected: int | None = None
    ) -> dict[str, Any]:
        """Replace a person's name and particulars, under a new salt; returns the entry.

        Raises PersonUnknownError, PersonErasedError, NameInTheWayError, and VersionConflictError
        if the person is not at version `expected`.
        """
        actual = _checked(*self.standing(secret.ref)).version
        if expected is not None and expected != actual:
            raise VersionConflictError(AREA + secret.ref, expected=expected, actual=actual)
        self._refuse_names(actor=actor)
        return self._commit([secret], actor=actor, draw=draw, correlation=None)[0]

    def erase(self, erasure: Erasure) -> dict[str, Any]:
        """Erase a person's name for good; returns the entry.

        Raises PersonUnknownError, PersonErasedError, PersonHeldError, PeopleDamagedError, and
        PersonLostError where the file of names and holds is gone, NameInTextError for an order
        that names somebody: then nothing was erased.
        """
        _checked(*self.standing(erasure.ref))
        if not self._vault.exists:  # nor would anybody know of a legal hold
            raise PersonLostError(erasure.ref, path=self._vault.path)
        refuse_held(self._vault.decisions(erasure.ref), self._today)
        self._refuse_names(actor=erasure.actor, **asdict(erasure.why))
        entry = self._append_erased(erasure)
        self._hide(erasure.ref)
        self._vault.erase(erasure, self._today)
        self.erased.append(erasure.ref)
        self._vault.finish([erasure.ref])
        return entry

    def recover(self) -> None:
        """Finish or take back what a run that broke off between vault and log left."""
        if not self._vault.exists:
            return
        pending = self._vault.pending()
        if pending:
            secrets = self._vault.find(pending)
            known = [version for version in pending if self._has(version, secrets.get(version))]
            self._kept += known
            self._vault.drop(version for version in pending if version not in known)
        for erasure in self._vault.erasures():
            self.erased.append(erasure.ref)
            self._vault.finish([erasure.ref])
            if in_log(self._tx, erasure.ref).state == "registered":
                self._append_erased(erasure)

    def settle(self) -> None:
        """Note in the vault what the log now has; called once it is committed."""
        if self._kept:
            self._vault.settle(self._kept)
        if self.erased:
            self._vault.recorded(self.erased)

    def _refuse_names(self, **texts: str) -> None:
        """Raise NameInTextError where the log would be given somebody's name."""
        if not self._vault.exists:
            return
        mentions = self._vault.mentions()
        for where, text in texts.items():
            refs = mentions.find(text)
            if refs:
                raise NameInTextError(where, refs)

    def _hide(self, ref: str) -> None:
        """Take the names of a person out of what was written beside the log about them."""
        kept = [version for version in self._vault.versions() if version[0] == ref]
        names = [secret.members()["name"] for secret in self._vault.find(kept).values()]
        self._accesses.hide(names)
        self._vault.hide(names)

    def _commit(
        self, secrets: Sequence[Secret], *, actor: str, draw: Draw, correlation: str | None
    ) -> list[dict[str, Any]]:
        """Append commitments, which checks them, then keep what opens them, durably."""
        entries = [
            self._append(
                secret.ref, REGISTERED, {"commitment": secret.commitment()}, actor, correlation
            )
            for secret in secrets
        ]
        versions = [(s.ref, e["version"]) for s, e in zip(secrets, entries, strict=True)]
        self._vault.put(list(zip(versions, secrets, strict=True)), draw)
        self._kept += versions
        return entries

    def _append_erased(self, erasure: Erasure) -> dict[str, Any]:
        return self._append(erasure.ref, ERASED, asdict(erasure.why), erasure.actor)

    def _append(
        self,
        ref: str,
        kind: str,
        data: dict[str, str],
        actor: str,
        correlation: str | None = None,
    ) -> dict[str, Any]:
        draft = Draft(
            actor=actor, stream=AREA + ref, type=kind, data=data, correlation=correlation
        )
        return self._tx.append_system(draft, recorded_at=self._recorded_at)

    def _has(self, version: Version, secret: Secret | None) -> bool:
        """Say whether the log has a version; where the key is lost, in doubt for keeping it."""
        entries = self._tx.stream(AREA + version[0], after=version[1] - 1)
        if not entries or entries[0]["type"] != REGISTERED:
            return False
        return secret is None or secret.opens(entries[0]["data"]["commitment"])


def _checked(standing: ReferenceStanding) -> ReferenceStanding:
    if standing.state == "unknown":
        raise PersonUnknownError(standing.ref)
    if standing.state == "newer":
        raise PersonNewerError(standing.ref, standing.entry or {})
    if standing.state != "registered":
        raise PersonErasedError(standing.ref)
    return standing


def _marked(standing: ReferenceStanding, erasing: set[str]) -> ReferenceStanding:
    if standing.state == "registered" and standing.ref in erasing:
        return standing._replace(state="erasing")
    return standing
