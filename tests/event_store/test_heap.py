"""The collector is as it was when all who asked for quiet are done."""

import gc
from contextlib import ExitStack

from event_store.heap import GARBAGE, collecting_seldom, quiet_heap


def test_the_threshold_comes_back_whoever_ends_first() -> None:
    before = gc.get_threshold()
    first, second = ExitStack(), ExitStack()
    first.enter_context(collecting_seldom())
    second.enter_context(collecting_seldom())
    first.close()
    assert gc.get_threshold()[0] == GARBAGE
    second.close()
    assert gc.get_threshold() == before


def test_who_wants_no_collecting_gets_none() -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(0)
        with collecting_seldom():
            assert gc.get_threshold()[0] == 0
        assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


def test_what_somebody_froze_stays_so() -> None:
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with quiet_heap():
            pass
        assert gc.get_freeze_count() == before > 0
    finally:
        gc.unfreeze()
    with quiet_heap():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_a_quiet_heap_within_another_ends_with_the_outer_one() -> None:
    assert gc.isenabled()
    with quiet_heap():
        with quiet_heap():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
