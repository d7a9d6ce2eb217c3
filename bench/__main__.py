"""Measure everything and print one table: `python -m bench [--quick]`."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import (
    applying,
    peer,
    projecting,
    proving,
    replaying,
    scaling,
    single,
    starting,
    verifying,
)
from bench.season import BRANCHES, Ward, lines
from bench.table import Table
from event_store.log import Log

if TYPE_CHECKING:
    from collections.abc import Sequence

QUICK = {
    "commands": 1_500,
    "branches": 160,
    "entries": 3_000,
    "proved": 3_000,
    "wards": 1,
    "repeats": 1,
}
"""Sizes that only show that every row can be measured."""


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--commands", type=int, default=100_000, help="commands of the file")
    parser.add_argument("--branches", type=int, default=4_000, help="of the large campaign")
    parser.add_argument("--entries", type=int, default=200_000, help="of the large log")
    parser.add_argument("--proved", type=int, default=300_000, help="of the log with proofs")
    parser.add_argument("--wards", type=int, default=8, help="of single commands")
    parser.add_argument("--repeats", type=int, default=5, help="of every measurement")
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--quick", action="store_true", help="small sizes, one repeat")
    options = parser.parse_args(given)
    if options.quick:
        vars(options).update(QUICK)
    return options


def measure(options: argparse.Namespace, folder: Path, table: Table) -> None:
    """Measure every row and show it in `table` as soon as it is known."""
    repeats: int = options.repeats
    singles = table.show("one by one", single.rows(folder, wards=options.wards, repeats=repeats))
    season = applying.Applying(folder, lines(options.commands))
    applied = table.show("from a file", applying.rows(season, repeats=min(repeats, 3)))
    replayed = table.show("replay", replaying.rows(season.log, repeats=repeats))
    table.show("verify", verifying.rows(season.log, repeats=repeats))
    table.show("projections", projecting.rows(season.log, repeats=min(repeats, 3)))
    with Log.open(season.log, read_only=True) as log:
        entries = list(log.scan(upto=min(log.size, 10_000)))
    ours = singles[0].measured, applied[0].measured, replayed[0].measured
    domain = [entry for entry in entries if entry["stream"] != "log"]
    table.show(
        "beside a peer (information)",
        peer.rows(folder, entries=domain, group=1_000, ours=ours, repeats=min(repeats, 3)),
    )
    table.show(
        "growth",
        scaling.rows(
            folder, branches=options.branches, entries=options.entries, repeats=min(repeats, 3)
        ),
    )
    table.show("proof", proving.rows(folder, entries=options.proved, repeats=repeats))
    branch = f"{Ward(0).key}/TDP-{BRANCHES:02d}"
    table.show("start-up", starting.rows(season.log, branch, repeats=4 * repeats))


def main(given: Sequence[str]) -> int:
    """Measure and print; a row that falls short of its target is no error."""
    options = arguments(given)
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{options.commands:,} commands, {options.repeats} repeats"
    )
    table = Table()
    with tempfile.TemporaryDirectory(prefix="congress-bench-", dir=options.folder) as folder:
        measure(options, Path(folder), table)
    table.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
