"""What a newer version of the program recorded: the entries that this one cannot fold."""

from engine.workflow import Lifecycles, UnknownEventError
from event_store.log import Log


def unknown_at(log: Log, lifecycles: Lifecycles, position: int | None) -> UnknownEventError | None:
    """Return why the entry at a position cannot be folded, None if this program knows it."""
    if position is None or not 1 <= position <= log.size:
        return None
    return first_unknown(log, lifecycles, position - 1, position)


def first_unknown(
    log: Log, lifecycles: Lifecycles, after: int, upto: int
) -> UnknownEventError | None:
    """Return why the first entry that this program does not know cannot be folded, if any.

    An entry that was altered is damage: raises DamagedLogError.
    """
    for entry in log.scan(after, upto):
        workflow = lifecycles.of_stream(entry["stream"])
        if workflow is None:
            continue
        try:
            workflow.lift(entry)
        except UnknownEventError as error:
            log.check_entry(error.position)
            return error
    return None
