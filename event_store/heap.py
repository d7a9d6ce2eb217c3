"""The heap while much is made and thrown away."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_heap() -> Iterator[None]:
    """Keep the collector from walking what lives on while much is made and thrown away.

    Nothing that is made within refers to itself: looking for that is waste.
    """
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.unfreeze()
