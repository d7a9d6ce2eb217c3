"""Backup, restore, erasure and checkpoint, killed at work: nothing is lost, the next one goes on.

python -m tests.reliability.upkeep --trials 1000 [--seed S]

In a trial one of the four runs in a process of its own and is killed with SIGKILL at a random
moment; it counts only if the process was still running then. What lies there afterwards is judged,
and the same is done once more and must succeed, with nothing left over. All synthetic.
"""

import os
import random
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

from event_store import sqlite, unwritable
from event_store.aside import leftovers
from event_store.backup import back_up
from event_store.log import Log
from event_store.people.checking import differences
from event_store.people.commitment import secret
from event_store.people.decisions import Why
from event_store.people.people import People
from event_store.people.vault import Erasure
from event_store.proof.checkpoints import make_checkpoint
from event_store.proof.keys import Signed, make_key, read_key
from event_store.proof.notes import LOG_KEY
from event_store.proof.verifying import verify
from event_store.restoring import restore
from tests.reliability import checks, outcome, work
from tests.reliability.kills import forked

IMPORTED = (sqlite, unwritable)
"""What a fork would otherwise import first of all."""
STAMP = "20310101T000000Z"
REF, NAME = "m-014", "Người Mẫu Mười Bốn"
ORDER = Erasure(REF, "op:test", Why("theo yêu cầu", "Đảng ủy phường", "12-QĐ/ĐU"))
WORK = ("all", "before", "left")
"""Streams that the work of trials writes to, as if they were persons."""
ENTRIES = 300
LONGER = 1.1
"""Of the time that one takes undisturbed, within which it is killed."""


@dataclass(frozen=True)
class Kind:
    """One kind of work on a log in a folder, and what is wrong once it was killed and repeated."""

    do: Callable[[Path], object]
    judge: Callable[[Path, Path], list[str]]
    """Gets the folder, and one that nobody disturbed."""


def silent(*_: object) -> None:
    """Show no progress."""


def backup(folder: Path) -> None:
    """Replace an earlier copy."""
    back_up(str(folder / "season.db"), str(folder / "copy.db"), silent, force=True)


def restored(folder: Path) -> None:
    """Put the copy in the place of a log that has more entries, some of them in its WAL."""
    restore(
        str(folder / "copy.db"),
        str(folder / "season.db"),
        silent,
        stamp=STAMP,
        force=True,
        accept_rollback=True,
    )


def erase(folder: Path) -> None:
    """Erase a person, if that was not done before."""
    with Log.open(folder / "season.db") as log:
        people = People(log)
        with people.writing() as transaction:
            if transaction.standing(REF)[0].state == "registered":
                transaction.erase(ORDER)


def sign(folder: Path) -> None:
    """Sign a checkpoint."""
    place = str(folder / "log.key")
    with Log.open(folder / "season.db") as log:
        make_checkpoint(log, read_key(place, LOG_KEY), Signed(place))


def of_backup(folder: Path, sound: Path) -> list[str]:
    """Judge: the log is as it was, and there is the earlier copy or the new one."""
    wrong = checks.faults(folder / "season.db")
    if size_and_root(folder / "season.db") != size_and_root(sound / "season.db"):
        wrong.append("the log is another")
    known = [size_and_root(sound / name) for name in ("copy.db", "season.db")]
    if size_and_root(folder / "copy.db") not in known:
        wrong.append("the copy is neither the earlier nor the new one")
    return wrong


def of_restore(folder: Path, sound: Path) -> list[str]:
    """Judge: what was in the log is still there, WAL and all, under one name or another."""
    wanted = size_and_root(sound / "season.db")
    logs = [folder / "season.db", *folder.glob("season.db.before-restore-*")]
    whole = [path for path in logs if path.exists() and path.suffix[-4:] not in ("-wal", "-shm")]
    if not any(size_and_root(path) == wanted for path in whole):
        return ["what was in the log is nowhere"]
    return []


def of_erasure(folder: Path, _: Path) -> list[str]:
    """Judge: a name is lost only if it was to be erased."""
    return [each for each in unlike(folder) if each.startswith("lost")]


def of_signing(folder: Path, _: Path) -> list[str]:
    """Judge: the log verifies with what is signed of it."""
    report = verify(folder / "season.db", full=True)
    return [] if report.fault is None else [str(report.fault)]


KINDS = {
    "backup": Kind(backup, of_backup),
    "restore": Kind(restored, of_restore),
    "erase": Kind(erase, of_erasure),
    "checkpoint": Kind(sign, of_signing),
}


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Make `count` trials, of each kind in turn."""
    found = outcome.Findings()
    base = made(folder / "base", chance)
    takes = {name: undisturbed(base, folder / name, kind) for name, kind in KINDS.items()}
    late = 0
    for name in cycle(KINDS):
        if found.trials >= count:
            break
        place = folder / f"{name}-{found.trials}-{late}"
        shutil.copytree(base, place)
        if killed(partial(KINDS[name].do, place), chance.uniform(0, takes[name] * LONGER)):
            found.add(judge(KINDS[name], place, base), f"{name}, trial {found.trials}")
        else:
            late += 1
        if not found.failures:
            shutil.rmtree(place)
    found.notes.append(f"{late:,} more had ended before they were killed")
    return found


def made(folder: Path, chance: random.Random) -> Path:
    """Make a log with a person, a key, an earlier copy, and entries in a WAL that was left."""
    folder.mkdir()
    path, key = folder / "season.db", folder / "log.key"
    with Log.create(path) as log:
        make_key(str(key), log.origin, LOG_KEY, secrets.token_bytes)
        given = secret(REF, NAME, {}, bytes(range(32)))
        with People(log).writing() as transaction:
            transaction.register([given], actor="op:test", draw=secrets.token_bytes)
        while log.size < ENTRIES:
            work.write(log, chance, "before", 10)
    back_up(str(path), str(folder / "copy.db"), silent)
    killed(partial(left_open, path), None)
    return folder


def left_open(path: Path) -> None:
    """Append, and be killed before the WAL is emptied."""
    log = Log.open(path)
    work.write(log, random.Random(0), "left", 5)
    os.kill(os.getpid(), signal.SIGKILL)


def undisturbed(base: Path, place: Path, kind: Kind) -> float:
    """Return how many seconds it takes, as a process of its own; raises AssertionError."""
    shutil.copytree(base, place)
    started = time.monotonic()
    assert not killed(partial(kind.do, place), None), "it did not succeed undisturbed"
    taken = time.monotonic() - started
    shutil.rmtree(place)
    return taken


def killed(work_of_child: Callable[[], object], seconds: float | None) -> bool:
    """Run it in a process of its own, killed after that time; say whether it was, at work."""

    def ending() -> None:
        work_of_child()
        os._exit(0)

    child = forked(ending)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "it failed by itself"
    return os.WIFSIGNALED(status)


def judge(kind: Kind, place: Path, base: Path) -> list[str]:
    """Say what is wrong now, and after it was done once more."""
    try:
        wrong = kind.judge(place, base)
        kind.do(place)
        wrong += kind.judge(place, base)
        wrong += checks.faults(place / "season.db")
        if kind.do is erase:
            wrong += unlike(place)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure
        return [f"{type(error).__name__}: {error}"]
    return wrong + [f"left over: {path.name}" for path in leftovers(place)]


def unlike(folder: Path) -> list[str]:
    """Say where the log and the names beside it differ; nobody bears the names of the work."""
    with Log.open(folder / "season.db", read_only=True) as log:
        found = list(differences(People(log)))
    return [f"{each.what} {each.subject}" for each in found if each.subject not in WORK]


def size_and_root(path: Path) -> tuple[int, bytes]:
    """Return what a log, or a copy, holds."""
    with Log.open(path, read_only=True) as log:
        return log.size, log.root()


if __name__ == "__main__":
    outcome.main("kills at upkeep", trials, 1_000)
