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


def rows(log: Path, branch: str, *, repeats: int) -> list[Row]:
    """The rows on start-up; `branch` is one of `log`."""
    bare, helped, shown = in_turns(
        repeats,
        _run([sys.executable, "-c", "pass"]),
        _run([*congress(), "--help"]),
        _run([*congress(), "--log", str(log), "show", branch]),
    )
    return [
        Row("congress --help | python -c pass", helped, bare, as_cost=True),
        Row("congress show | python -c pass", shown, bare, as_cost=True),
    ]


def _run(command: list[str]) -> Callable[[], float]:
    def job() -> float:
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, env=environment(), check=True)
        return time.perf_counter() - begun

    return job
