"""Who asks for a name, or decides about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.settings import asked_by
from event_store.people.commitment import checked_actor

if TYPE_CHECKING:
    from application.call import Call
    from event_store.log import Log


def actor_of(log: Log, call: Call) -> str:
    """Return who asks: as the call says, else as the office set it for its log.

    Raises BadPersonError, ConfigError, BesideError, StoreUnavailableError.
    """
    return checked_actor(asked_by(log, call))
