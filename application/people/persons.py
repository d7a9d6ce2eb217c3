"""The persons of a log: what can be asked about them, and done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.people.times import NOW
from event_store.people.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from application.call import Call
    from application.logs import OpenLog
    from application.people.decisions import DecisionOnRecord
    from application.people.erasures import Erased
    from application.people.imports import Imported
    from application.people.looks import Disclosure, Look, Person
    from application.people.registrations import Registered
    from application.people.standings import Difference, Listed
    from application.people.times import When
    from event_store.people.decisions import Why


def _go_on() -> None:
    """Ask nobody."""


# Each question loads what it needs alone.
# ruff: noqa: PLC0415
class Persons:
    """The persons of an open log; `When` says when something is recorded.

    All raise StoreUnavailableError, PeopleDamagedError and BesideError besides what they say.
    """

    def __init__(self, opened: OpenLog) -> None:
        self._opened = opened

    @property
    def people(self) -> People:
        """The persons, for asking."""
        return People(self._opened.log)

    def recording(self, when: When) -> People:
        """Return the persons, for recording."""
        return People(self._opened.writable, accept_clock=when.accept_clock)

    def add(
        self, ref: str, name: str, particulars: Mapping[str, str], call: Call, when: When = NOW
    ) -> Registered:
        """Register a person.

        Raises BadPersonError, PersonExistsError, PersonErasedError, NameInTextError.
        """
        from application.people.registrations import add

        return add(self, ref, name, particulars, call, when)

    def correct(
        self,
        ref: str,
        name: str | None,
        particulars: Mapping[str, str],
        call: Call,
        when: When = NOW,
    ) -> Registered:
        """Correct a name or particulars: what is not given stays, an empty particular goes.

        Raises BadPersonError, PersonUnknownError, PersonErasedError, PersonLostError.
        """
        from application.people.registrations import correct

        return correct(self, ref, name, particulars, call, when)

    def import_list(
        self, content: bytes, call: Call, when: When = NOW, *, dry_run: bool = False
    ) -> Imported:
        """Register everybody in a list as a spreadsheet saves it, or nobody."""
        from application.people.imports import import_list

        return import_list(self, content, call, when, dry_run=dry_run)

    def show(self, ref: str, reason: str | None, call: Call) -> Person:
        """Return a person with the name; the look is recorded.

        Raises PersonUnknownError, NamesNotGrantedError, PersonLostError.
        """
        from application.people.looks import show

        return show(self, ref, reason, call)

    def disclose(self, refs: Sequence[str], reason: str | None, call: Call) -> list[Disclosure]:
        """Return what opens the commitments to names; each look is recorded.

        Raises PersonUnknownError, PersonErasedError, NamesNotGrantedError, PersonLostError.
        """
        from application.people.looks import disclose

        return disclose(self, refs, reason, call)

    def access(
        self, *, ref: str | None = None, actor: str | None = None, since: str | None = None
    ) -> list[Look]:
        """Return who looked at which name, the last look first."""
        from application.people.looks import access

        return access(self, ref=ref, actor=actor, since=since)

    def listed(self) -> Iterator[Listed]:
        """Yield the persons of the log, without names."""
        from application.people.standings import listed

        return listed(self)

    def check(self) -> list[Difference]:
        """Return how the names beside the log differ from what it committed to."""
        from application.people.standings import check

        return check(self)

    def mend(self, when: When = NOW) -> list[Difference]:
        """Finish what broke off, remove what must not be kept, then compare."""
        from application.people.standings import mend

        return mend(self, when)

    def erase(
        self,
        ref: str,
        why: Why,
        call: Call,
        when: When = NOW,
        *,
        confirm: Callable[[], None] = _go_on,
    ) -> Erased:
        """Erase a name for good; `confirm` is called before a name goes.

        Raises PersonUnknownError, PersonHeldError, PersonLostError, NameInTextError.
        """
        from application.people.erasures import erase

        return erase(self, ref, why, call, when, confirm)

    def grant(self, actor: str, until: str | None, why: Why, call: Call) -> DecisionOnRecord:
        """Let somebody see names; raises BadPersonError, Problem (day_past)."""
        from application.people.decisions import grant

        return grant(self, actor, until, why, call)

    def revoke(self, actor: str, why: Why, call: Call) -> DecisionOnRecord:
        """End every grant to somebody; raises DecisionUnknownError."""
        from application.people.decisions import revoke

        return revoke(self, actor, why, call)

    def hold(self, ref: str, until: str | None, why: Why, call: Call) -> DecisionOnRecord:
        """Keep a name from being erased.

        Raises PersonUnknownError, PersonErasedError, BadPersonError, Problem (day_past).
        """
        from application.people.decisions import hold

        return hold(self, ref, until, why, call)

    def release(self, ref: str, number: int | None, why: Why, call: Call) -> DecisionOnRecord:
        """Let a name be erased again; raises DecisionUnknownError, SeveralHoldsError."""
        from application.people.decisions import release

        return release(self, ref, number, why, call)

    def decisions(self, *, now: bool = False) -> list[DecisionOnRecord]:
        """Return every decision about names, or those that are in force now."""
        from application.people.decisions import decisions

        return decisions(self, now=now)
