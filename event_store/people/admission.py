"""Whether persons may be registered: everything that stands against each of them, by reference."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from event_store.people import digests
from event_store.people.errors import (
    NameInTheWayError,
    PersonErasedError,
    PersonExistsError,
    PersonNewerError,
)
from event_store.people.mentions import KEY, NameInTextError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from event_store.errors import LogError
    from event_store.people.mentions import Mentions
    from event_store.people.standing import ReferenceStanding
    from event_store.people.vault import Vault

NEW = "m-…"
"""What to write in the place of a reference that is a name."""


def refusals(
    persons: Sequence[tuple[str, str]],
    standings: Iterable[ReferenceStanding],
    vault: Vault,
    known: Mentions | None,
) -> Iterator[tuple[int, LogError]]:
    """Yield why each of some persons, reference and name, cannot be registered, and which it is.

    `standings` are those of the references, `known` finds the names that are kept already; an
    empty name is one that nobody could read, and is not looked at.
    """
    new = digests.of_names([(ref, name) for ref, name in persons if name], os.urandom(KEY))
    seen: set[str] = set()
    found = list(standings)
    kept = vault.kept((standing.ref, standing.version + 1) for standing in found)
    for number, ((ref, _), standing) in enumerate(zip(persons, found, strict=True)):
        named = known.find(ref) if known else ()
        if named or new.find(ref):
            yield number, NameInTextError("ref", named or [NEW])
        if standing.state == "registered" or ref in seen:
            yield number, PersonExistsError(ref)
        elif standing.state == "newer":
            yield number, PersonNewerError(ref, standing.entry or {})
        elif standing.state != "unknown":
            yield number, PersonErasedError(ref)
        elif (ref, 1) in kept:
            yield number, NameInTheWayError(ref, path=vault.path)
        seen.add(ref)
