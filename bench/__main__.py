"""Measure everything and print one table: `python -m bench [--quick]`."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import machine, program
from bench.machine import Machine
from bench.measuring import Turns
from bench.sections import NAMES, Sections
from bench.table import MET, MISSED, UNJUDGED, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = {
    "commands": 100_000,
    "branches": 4_000,
    "entries": 200_000,
    "proved": 300_000,
    "wards": 8,
    "repeats": 5,
}
QUICK = {
    "commands": 10_000,
    "branches": 4_000,
    "entries": 10_000,
    "proved": 10_000,
    "wards": 1,
    "repeats": 3,
}
"""Sizes for some two minutes."""
TINY = {
    "commands": 1_500,
    "branches": 160,
    "entries": 3_000,
    "proved": 3_000,
    "wards": 1,
    "repeats": 1,
}
"""Sizes that only show that every row can be measured."""
ENDS = (
    f"Ends with {MET} if every target is met, with {MISSED} if one is missed, and with {UNJUDGED} "
    "if none is missed but some have no verdict."
)


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, epilog=ENDS)
    parser.add_argument("--commands", type=int, help="commands of the file")
    parser.add_argument("--branches", type=int, help="of the large campaign")
    parser.add_argument("--entries", type=int, help="of the large log")
    parser.add_argument("--proved", type=int, help="of the log with proofs")
    parser.add_argument("--wards", type=int, help="of single commands")
    parser.add_argument("--repeats", type=int, help="of every measurement")
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument(
        "--only", choices=NAMES, action="append", help="this section; may be repeated"
    )
    sizes = parser.add_mutually_exclusive_group()
    for name, size in (("quick", QUICK), ("tiny", TINY)):
        sizes.add_argument(f"--{name}", dest="size", action="store_const", const=size)
    options = parser.parse_args(given)
    for name, value in (options.size or FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def main(given: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    options = arguments(given)
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {options.commands:,} commands, {options.repeats} repeats"
    )
    print("\n".join(machine.definitions()))
    with tempfile.TemporaryDirectory(prefix="congress-bench-", dir=options.folder) as name:
        folder = Path(name)
        program.settle(folder / "bytecode")
        with Machine(folder) as watched:
            table = Table()
            Sections(options, folder, Turns(watched, options.repeats)).show(table)
    return table.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
