"""How long a writer waits for another one, and whom it tells that it waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from event_store.holders import Holder

SECONDS = 60.0
"""How long it waits if nobody says otherwise."""


def _untold(_: Holder) -> None:
    """Say nothing."""


class Patience(NamedTuple):
    """Waits `seconds` at most; once `after` seconds have passed, `tell` is called, once."""

    seconds: float = SECONDS
    tell: Callable[[Holder], None] = _untold
    after: float = 1.0


class HeldError(TimeoutError):
    """A lock was not to be had in time."""

    def __init__(self, holder: Holder, seconds: float) -> None:
        super().__init__(f"{holder} holds it")
        self.holder = holder
        self.seconds = seconds


def wait_patiently(
    attempt: Callable[[float], bool], patience: Patience, holder: Callable[[], Holder]
) -> None:
    """Repeat `attempt`, which may take as many seconds as it is given, until it succeeds.

    Raises HeldError at the deadline.
    """
    started, told = time.monotonic(), False
    while True:
        passed = time.monotonic() - started
        if not told and passed >= patience.after:
            patience.tell(holder())
            told = True
        left = patience.seconds - passed
        if attempt(max(0.0, left if told else min(left, patience.after - passed))):
            return
        if time.monotonic() - started >= patience.seconds:
            raise HeldError(holder(), patience.seconds)
