"""Names beside the references in answers: on request, if granted, and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.call import Notice
from engine.structs import Struct, field
from event_store.people.standing import erased_in
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from application.call import Call, NamesWanted
    from event_store.log import Log

ERASED = "[đã xoá]"
"""What stands for a name that was erased, in both languages."""
NOT_GRANTED = Text(
    "Names are not granted to {actor}: references are shown, and the refusal was recorded.",
    "{actor} không được phép xem tên: chỉ hiện mã, và lần từ chối này đã được ghi lại.",
)


class Names(Struct, frozen=True):
    """How persons are called in one answer; `wanted` if names were asked for at all."""

    names: Mapping[str, str] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    wanted: bool = False

    def called(self, ref: str) -> str:
        """Return how people read a reference: with its name, as erased, or alone."""
        if ref in self.names:
            return f"{self.names[ref]} ({ref})"
        return f"{ref} {ERASED}" if ref in self.erased else ref

    def of(self, refs: Iterable[str]) -> dict[str, str | None]:
        """Return the names of some persons by reference."""
        return {ref: self.name(ref) for ref in refs}

    def name(self, ref: str) -> str | None:
        """Return the name alone, None if it is not known here."""
        return ERASED if ref in self.erased else self.names.get(ref)

    def add_to(self, rows: Iterable[dict[str, Any]]) -> None:
        """Add the member `person_name` to rows that have a `ref`, if names were asked for."""
        if self.wanted:
            for row in rows:
                row["person_name"] = self.name(row["ref"])


NAMELESS = Names()
"""Where nobody is called by name."""


def names(log: Log, refs: Iterable[str], call: Call) -> Names:
    """Return how the persons of an answer are called: by name where the call wants names.

    Whether a name was erased is said to everybody: the log says so. Where names are not granted,
    a notice says it. Raises the errors of `event_store.people.looking.look`.
    """
    refs = list(dict.fromkeys(refs))
    if call.names is None:
        return Names(erased=frozenset(erased_in(log, refs)))
    return _looked_up(log, refs, call, call.names)


def _looked_up(log: Log, refs: list[str], call: Call, wanted: NamesWanted) -> Names:
    # A question that shows no names is answered faster without.
    from application.people.actors import actor_of  # noqa: PLC0415
    from event_store.people.looking import Asked, look  # noqa: PLC0415
    from event_store.people.people import People  # noqa: PLC0415

    who = actor_of(log, call)
    seen = look(People(log), refs, Asked(who, wanted.question, wanted.reason))
    if not seen.granted:
        call.notice(Notice("names_not_granted", NOT_GRANTED, {"actor": who}))
    return Names(
        {ref: secret.members()["name"] for ref, secret in seen.secrets.items()},
        frozenset(s.ref for s in seen.standings if s.state in ("erased", "erasing")),
        wanted=True,
    )
