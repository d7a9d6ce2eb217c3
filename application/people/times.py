"""When something about a person is recorded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """`recorded_at` is a time for a simulation only; `accept_clock` says that the clock is right,
    however far ahead of the log it is.
    """

    recorded_at: str | None = None
    accept_clock: bool = False


NOW = When()
