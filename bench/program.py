"""`congress` as people start it: a process of its own, its bytecode compiled before."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
_FOREIGN = ("PYTHON", "CONGRESS_")
"""What would measure something else: no bytecode kept, a development mode, another log."""


def congress() -> list[str]:
    """How to run the command of this checkout."""
    installed = Path(sys.executable).with_name("congress")
    if installed.exists():
        return [str(installed)]
    return [sys.executable, "-c", "import cli; cli.main()"]


def settle(bytecode: Path) -> None:
    """Make this process hand no settings of Python or congress on to those that it starts.

    They keep their bytecode in `bytecode`: the checkout may be read-only, or never have run.
    """
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYTHONPYCACHEPREFIX"] = str(bytecode)


def timed(*command: str, into: Path | None = None) -> float:
    """Return the wall time of a command; what it prints goes to the file `into`."""
    with Path(into or os.devnull).open("wb") as output:
        begun = time.perf_counter()
        subprocess.run(command, stdout=output, check=True)
        return time.perf_counter() - begun


def started(*command: str) -> Callable[[], float]:
    """Return a job: the wall time of a command, which has run once before."""

    def job() -> float:
        return timed(*command)

    job()
    return job
