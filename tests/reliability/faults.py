"""Disks that fail and clocks that jump: the writer stops and says so, and nothing is half-written.

python -m tests.reliability.faults --trials 1000 [--seed S]

The same work is done again and again, and each time another write, or another wait for the disk,
fails: once, or from there on. Then what is left is judged. A tenth as many trials are clocks that
jump. A small disk and a read-only one are real, where the machine allows to mount them.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import apsw

from event_store.clock import BEHIND, written
from event_store.errors import StoreUnavailableError
from event_store.log import Log
from event_store.sqlite_opening import PRIMARY
from tests.reliability import checks, outcome, places, work
from tests.reliability.adapter import over
from tests.reliability.disk import Disk, Event

PAGES = 6
"""Pages after which the WAL is emptied, so that this happens within the work too."""
SESSIONS, WRITES = 2, 5
JUMPS = 12
"""Entries that are written while a clock jumps."""


FAULTS: dict[str, tuple[str, str, type[apsw.Error], int]] = {
    "write": ("write", "io_error", apsw.IOError, apsw.SQLITE_IOERR_WRITE),
    "full": ("write", "disk_full", apsw.FullError, apsw.SQLITE_FULL),
    "fsync": ("sync", "io_error", apsw.IOError, apsw.SQLITE_IOERR_FSYNC),
}
"""Name: the event that fails, the cause that the writer must give, what the disk answers."""


@dataclass(frozen=True)
class Case:
    """The `at`-th event of a kind fails, and if it `stays` all later ones too."""

    fault: str
    at: int
    stays: bool

    @property
    def kind(self) -> str:
        """The kind of event that fails."""
        return FAULTS[self.fault][0]


def answer(case: Case) -> apsw.Error:
    """Return what the failing disk answers."""
    _, _, kind, code = FAULTS[case.fault]
    error = kind("the disk fails")
    vars(error).update(result=code & PRIMARY, extendedresult=code)
    return error


class Failing:
    """Lets events of a disk fail, and counts them."""

    def __init__(self, disk: Disk, case: Case | None) -> None:
        self._case = case
        self.counts = {"write": 0, "sync": 0}
        self.fired = False
        disk.before = self._before

    def _before(self, event: Event) -> None:
        if event.kind not in self.counts:
            return
        self.counts[event.kind] += 1
        case = self._case
        if case is None or event.kind != case.kind:
            return
        count = self.counts[event.kind]
        if count == case.at or (case.stays and count > case.at):
            self.fired = True
            raise answer(case)


@dataclass
class Work:
    """What a writer did on a failing disk, and was told."""

    cause: str | None
    told: dict[int, bytes] = field(default_factory=dict)
    said: int = 0
    """How often an error was given."""
    unsure: bool = False
    """Whether one of them left open what became of its command."""
    wrong: list[str] = field(default_factory=list)

    def session(self, path: Path, chance: random.Random) -> None:
        """Open, write several times, close."""
        ended = False
        with Log.open(path) as log:
            for _ in range(WRITES):
                try:
                    self.told |= work.write(log, chance, "a", chance.choice((1, 1, 3)))
                except StoreUnavailableError as error:
                    self._heard(error, ended=ended)
                    ended = ended or error.unsure
                else:
                    if ended:
                        self.wrong.append("the writer went on after its disk failed at a commit")

    def _heard(self, error: StoreUnavailableError, *, ended: bool) -> None:
        self.said += 1
        self.unsure = self.unsure or error.unsure
        if error.cause != ("io_error" if ended else self.cause):
            self.wrong.append(f"the writer gives another cause: {error}")


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Try every fault, or `count` of them, and a tenth as many jumping clocks."""
    found = outcome.Findings()
    disk = Disk("failing")
    base = begin(folder / "base.db")
    seed = chance.randrange(10**9)
    heard = 0
    for case in chosen(every_case(folder, base, disk, seed), count, chance):
        wrong, said = judge(folder / "case.db", base, disk, case, seed)
        found.add(wrong, str(case))
        heard += said
    for number in range(max(count // 10, 1)):
        found.add(jumping_clock(folder / f"clock-{number}.db", chance), f"clock {number}")
    found.notes.append(f"an error was said in {heard:,}")
    places.try_all(folder, found)
    return found


def begin(path: Path) -> bytes:
    """Make a log a little shorter than a tile."""
    chance = random.Random(0)
    with Log.create(path) as log:
        while log.size < 230:
            work.write(log, chance, "before", 5)
    return path.read_bytes()


def every_case(folder: Path, base: bytes, disk: Disk, seed: int) -> list[Case]:
    """Do the work once without a fault, and return every fault that may happen in it."""
    undisturbed = Failing(disk, None)
    do(folder / "undisturbed.db", base, disk, seed, None)
    return [
        Case(fault, at, stays)
        for fault, (kind, *_) in FAULTS.items()
        for at in range(1, undisturbed.counts[kind] + 1)
        for stays in (False, True)
    ]


def chosen(cases: list[Case], count: int, chance: random.Random) -> list[Case]:
    """Return all, or some of each fault where there is no time for all."""
    if count >= len(cases):
        return cases
    waits = [case for case in cases if case.kind == "sync"][:count]
    writes = [case for case in cases if case.kind == "write"]
    return waits + chance.sample(writes, count - len(waits))


def do(path: Path, base: bytes, disk: Disk, seed: int, cause: str | None) -> Work:
    """Do the work on a disk, as it was made ready."""
    for end in ("-wal", "-shm", ".lock"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(base)
    made = Work(cause)
    chance = random.Random(seed)
    with over(disk.name, pages=PAGES):
        for _ in range(SESSIONS):
            made.session(path, chance)
    return made


def judge(path: Path, base: bytes, disk: Disk, case: Case, seed: int) -> tuple[list[str], bool]:
    """Do the work with one fault, open the log again; return what is wrong, and if it was said."""
    failing = Failing(disk, case)
    made = do(path, base, disk, seed, FAULTS[case.fault][1])
    before = made.said
    if not failing.fired:
        return [*made.wrong, "the fault did not happen"], False
    wrong = made.wrong + checks.faults(path, made.told)
    with Log.open(path) as log:
        last = max(made.told, default=0)
        if made.told and log.size > last and not made.unsure:
            wrong.append(f"position {log.size} was kept, and its writer told that it was not")
        told = work.write(log, random.Random(0), "after")
    return wrong + checks.faults(path, made.told | told), bool(before)


def jumping_clock(path: Path, chance: random.Random) -> list[str]:
    """Write while the clock is set back and ahead; return what is wrong."""
    now = datetime(2031, 1, 1, tzinfo=UTC)
    wrong: list[str] = []
    last = written(now)
    Log.create(path, clock=partial(itself, now), accept_clock=True).close()
    for jump in range(JUMPS):
        far = chance.choice((0, 1, 3, 3_600, 86_400 * 400, 86_400 * 3_650))
        now += timedelta(seconds=chance.uniform(-far, far))
        opened = Log.open(path, clock=partial(itself, now), accept_clock=True)
        with opened as log, log.write() as transaction:
            draft = work.draft(jump, "person/clock")
            entry = transaction.append([draft], recorded_at=transaction.now()[0])[0]
        behind = datetime.fromisoformat(last) - now > BEHIND
        if entry["recorded_at"] != max(last, written(now)):
            wrong.append(f"recorded at {entry['recorded_at']} by a clock at {now}, after {last}")
        if entry.get("flags", []) != (["clock_behind"] if behind else []):
            wrong.append(f"flags {entry.get('flags')} by a clock at {now}, after {last}")
        last = entry["recorded_at"]
    return wrong + checks.faults(path)


def itself(now: datetime) -> datetime:
    """Be a clock that stands still."""
    return now


if __name__ == "__main__":
    outcome.main("failing disks and clocks", trials, 2_000, outcome.MEMORY)
