"""Start-up: the wall time of small commands, against a bare interpreter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.measuring import Row
from bench.program import congress, started

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Turns


HELP, READ = 5.0, 10.0
"""How many times the start of a bare interpreter they may take at most."""


def rows(log: Path, branch: str, turns: Turns) -> list[Row]:
    """The rows on start-up; `branch` is one of `log`."""
    program = [*congress(), "--log", str(log)]
    bare, helped, *read = turns.take(
        started(sys.executable, "-c", "pass"),
        started(*congress(), "--help"),
        started(*program, "show", branch),
        started(*program, "history", branch),
        started(*program, "status"),
    )
    named = zip(("show", "history", "status"), read, strict=True)
    return [
        Row("congress --help | python -c pass", helped, bare, HELP, as_cost=True),
        *(
            Row(f"congress {name}, views warm | python -c pass", series, bare, READ, as_cost=True)
            for name, series in named
        ),
    ]
