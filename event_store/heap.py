"""The heap while much is made and thrown away."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

GARBAGE = 50_000
"""Objects made and kept after which the collector looks for circles while much is recorded."""


@contextmanager
def quiet_heap() -> Iterator[None]:
    """Keep the collector from walking what lives on while much is made and thrown away.

    Hardly anything of it refers to itself. What somebody else froze stays so.
    """
    was_on, frozen = gc.isenabled(), gc.get_freeze_count()
    if not frozen:
        gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        if not frozen:
            gc.unfreeze()


class _Seldom:
    """How many threads let garbage pile up, and what is usual when none does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._threads = 0
        self._usual = gc.get_threshold()

    def begin(self) -> None:
        with self._lock:
            if not self._threads:
                self._usual = gc.get_threshold()
                if self._usual[0]:  # 0: somebody wants no collecting at all
                    gc.set_threshold(max(self._usual[0], GARBAGE), *self._usual[1:])
            self._threads += 1

    def end(self) -> None:
        with self._lock:
            self._threads -= 1
            if not self._threads:
                gc.set_threshold(*self._usual)


_seldom = _Seldom()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let garbage pile up for a while: hardly any of what a command leaves is in a circle.

    Several threads may do so at once; when the last one is done, all is as it was.
    """
    _seldom.begin()
    try:
        yield
    finally:
        _seldom.end()
