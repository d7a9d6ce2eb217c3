"""When something about a person is recorded."""

from engine.structs import Struct


class When(Struct, frozen=True):
    """The time that an entry gets.

    `recorded_at` is for a simulation only; `accept_clock` says that the clock is right, however
    far ahead of the log it is.
    """

    recorded_at: str | None = None
    accept_clock: bool = False


NOW = When()
