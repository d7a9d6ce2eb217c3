"""Next steps: which commands are possible now, what they need, or why they are not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.scope import Scope
from engine.asking import possibilities
from engine.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading


class NextSteps(Struct, frozen=True):
    """`{command, allowed, reasons, needs}` a command, with `area` where two offer one word."""

    rows: list[dict[str, Any]]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `next` by the command contract."""
        return self.rows


def next_steps(application: Application, scope: Scope, call: Call) -> NextSteps:
    """Return every command that an address can be given, now; reasons are in the call's language.

    The address of what is not on record yet gives what can be done to begin it.
    """
    return application.at(Scope(), call, partial(_next_steps, scope.address, call))


def _next_steps(address: Mapping[str, str], call: Call, reading: Reading) -> NextSteps:
    upto = reading.moment.position
    return NextSteps(possibilities(reading.reader, address, call.language, upto))
