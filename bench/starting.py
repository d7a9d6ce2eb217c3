"""Start-up: the wall time of small commands, against a bare interpreter."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.applying import congress, environment
from bench.measuring import Row, in_turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


HELP, READ = 5.0, 10.0
"""How many times the start of a bare interpreter they may take at most."""


def rows(log: Path, branch: str, *, repeats: int) -> list[Row]:
    """The rows on start-up; `branch` is one of `log`."""
    program = [*congress(), "--log", str(log)]
    _run([*program, "status"])()
    bare, helped, *read = in_turns(
        repeats,
        _run([sys.executable, "-c", "pass"]),
        _run([*congress(), "--help"]),
        _run([*program, "show", branch]),
        _run([*program, "history", branch]),
        _run([*program, "status"]),
    )
    named = zip(("show", "history", "status"), read, strict=True)
    return [
        Row("congress --help | python -c pass", helped, bare, HELP, as_cost=True),
        *(
            Row(f"congress {name}, views warm | python -c pass", series, bare, READ, as_cost=True)
            for name, series in named
        ),
    ]


def _run(command: list[str]) -> Callable[[], float]:
    def job() -> float:
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, env=environment(), check=True)
        return time.perf_counter() - begun

    return job
