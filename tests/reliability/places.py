"""Real disks that are small or read-only, mounted where the machine allows it."""

import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from event_store.errors import StoreUnavailableError
from event_store.log import Log
from tests.engine.synthetic import OPENING, Script
from tests.reading.program import congress
from tests.reliability import checks, outcome, work

UNREACHABLE = 7
SMALL, LARGER = "600k", "8m"


def try_all(folder: Path, found: outcome.Findings) -> None:
    """Try each place; where nothing can be mounted, say so."""
    for trial in (full_disk, read_only_disk):
        place = folder / trial.__name__
        place.mkdir()
        with mounted(place) as is_mounted:
            if is_mounted:
                found.add(trial(place), trial.__name__)
            else:
                found.notes.append(f"nothing can be mounted here: no {trial.__name__}")


def full_disk(place: Path) -> list[str]:
    """Write until there is no room, by both ways in; make room; go on."""
    path = place / "season.db"
    wrong: list[str] = []
    told: dict[int, bytes] = {}
    chance = random.Random(0)
    opening = place.parent / "opening.jsonl"
    script = Script().do("open_campaign", data={**OPENING})
    opening.write_text(json.dumps({**script.commands[0], "recorded_at": None}))
    with Log.create(path) as log:
        refused = 0
        while refused < 3:
            try:
                told |= work.write(log, chance, "a", 5)
            except StoreUnavailableError as error:
                refused += 1
                if error.cause != "disk_full":
                    wrong.append(f"a full disk is called {error.cause}")
        done = congress(path, "apply", str(opening))
        if (done.returncode, done.stdout) != (UNREACHABLE, "") or "no space" not in done.stderr:
            wrong.append(f"congress apply on a full disk: {done}")
        run("mount", "-o", f"remount,size={LARGER}", str(place))
        told |= work.write(log, chance, "a", 5)
    if congress(path, "apply", str(opening)).returncode:
        wrong.append("after room was made congress apply does not go on")
    return wrong + checks.faults(path, told)


def read_only_disk(place: Path) -> list[str]:
    """Read from a disk that nobody can write; writing is refused."""
    path = place / "season.db"
    with Log.create(path) as log:
        told = work.write(log, random.Random(0), "a", 5)
    run("mount", "-o", "remount,ro", str(place))
    wrong: list[str] = []
    opening = place.parent / "opening.jsonl"
    done = congress(path, "apply", str(opening))
    if (done.returncode, done.stdout) != (UNREACHABLE, ""):
        wrong.append(f"congress apply on a read-only disk: {done}")
    done = congress(path, "log", "-o", "jsonl")
    if (done.returncode, done.stdout.count("\n")) != (0, max(told)):
        wrong.append(f"congress log on a read-only disk: {done}")
    with Log.open(path, read_only=True) as log:
        if log.root() != checks.root([checks.leaf(log.raw(n + 1)) for n in range(max(told))]):
            wrong.append("another root on a read-only disk")
    return wrong


@contextmanager
def mounted(place: Path) -> Iterator[bool]:
    """Mount a small disk, if that is allowed."""
    options = ["-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs"]
    done = run("mount", *options, str(place), check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            run("umount", "-l", str(place))


def run(*words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Run a program of the machine."""
    return subprocess.run(words, capture_output=True, check=check)
