"""Finding names of persons in what is to be recorded, by the names kept beside the log."""

import os
from collections.abc import Callable

from engine.naming import Find
from event_store import beside
from event_store.log import Log


def screen(log: Log) -> Callable[[], Find | None]:
    """Return what an engine asks at the start of each session; without a vault it costs a look."""
    known: dict[tuple[int, int, int], Find] = {}

    def names() -> Find | None:
        try:
            found = os.lstat(beside.path_of(log.path, beside.PEOPLE))
        except OSError:
            return None
        from event_store.people.vault import Vault  # noqa: PLC0415 - most logs have no names

        state = (found.st_ino, found.st_mtime_ns, found.st_size)
        if state not in known:
            known.clear()
            known[state] = Vault(log.path, log.log_id).mentions().find
        return known[state]

    return names
