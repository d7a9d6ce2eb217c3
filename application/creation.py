"""Creating a log: needed once, before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.settings import check_actor
from engine.structs import Struct
from event_store.config import Config
from event_store.log import Log
from event_store.places import new_place

if TYPE_CHECKING:
    from event_store.patience import Patience


class NewLog(Struct, frozen=True):
    """A log that was made; `actor` is the office on whose behalf is recorded, if one is set."""

    path: str
    log_id: str
    origin: str
    simulation: bool
    actor: str | None

    def to_json(self) -> dict[str, Any]:
        """Return what was made."""
        return {
            "log": self.path,
            "log_id": self.log_id,
            "origin": self.origin,
            "simulation": self.simulation,
            "actor": self.actor,
        }


def is_free(path: str) -> bool:
    """Say whether nothing is at a path yet; raises ConfigError for settings that stayed there.

    Raises BadPathError and StoreUnavailableError for a path where no log can be.
    """
    place = new_place(path)
    if place.exists():
        return False
    Config(str(place)).all()
    return True


def create(
    path: str,
    *,
    origin: str | None = None,
    simulation: bool = False,
    actor: str | None = None,
    patience: Patience | None = None,
) -> NewLog:
    """Make a log; without an `origin` it gets one that no other has.

    Raises LogExistsError, StrayFilesError, BadOriginError, SettingError, ConfigError,
    BadPathError, StoreUnavailableError.
    """
    is_free(path)
    if actor is not None:
        check_actor(actor)
    with Log.create(path, origin=origin, simulation=simulation, patience=patience) as log:
        config = Config(log.path)
        if actor is not None:
            config.set("actor", actor)
        return NewLog(path, log.log_id, log.origin, log.simulation, config.get("actor"))
