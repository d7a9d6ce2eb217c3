"""Checkpoints that nobody asks for: made between commands, and in bulk not too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from event_store.proof.checkpoints import check_goes_on, check_key, last_signed, make_checkpoint

if TYPE_CHECKING:
    from event_store.log import Log
    from event_store.proof.keys import Signed, SigningKey

BULK = 10_000
"""Entries between two checkpoints of a bulk run at least."""


class Automatic:
    """Signs a log with one key while it grows.

    Never in a simulation: there the positions would depend on the machine's clock.
    """

    def __init__(self, log: Log, key: SigningKey, signed: Signed) -> None:
        self._log = log
        self._key = key
        self._signed = signed
        self._needed = BULK

    def check(self) -> None:
        """See beforehand that the key could sign; raises as `make_checkpoint` does."""
        check_key(self._log, self._key)
        last = last_signed(self._log, self._key, self._signed)
        if last is not None:
            check_goes_on(self._log, last, self._log.size)

    def after_command(self) -> None:
        """Commit to what a single command recorded; raises as `make_checkpoint` does."""
        if not self._log.simulation and self._log.size > self._log.checkpoint_size:
            make_checkpoint(self._log, self._key, self._signed)

    def in_bulk(self) -> None:
        """Commit if enough was recorded since the last time; raises as `make_checkpoint` does.

        Enough is 10,000 entries, and as many as there are streams, so that the commitment costs
        less than one hash an entry.
        """
        if self._log.simulation:
            return
        since = self._log.size - self._log.checkpoint_size
        if since < self._needed:
            return
        self._needed = max(BULK, len(self._log.streams()))
        if since >= self._needed:
            make_checkpoint(self._log, self._key, self._signed)
