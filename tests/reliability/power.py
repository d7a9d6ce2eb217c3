"""Power loss, simulated: images of the disk at any moment hold all that was acknowledged.

python -m tests.reliability.power --trials 4000 [--seed S]

The program writes to a disk that records (`tests.reliability.disk`), and images of what a power
cut may leave are opened again by the program and judged. A quarter as many images are made with
`synchronous=NORMAL`, where losses must be found: otherwise the trial would show nothing.
"""

import random
from contextlib import ExitStack, suppress
from pathlib import Path

from event_store.log import Log
from tests.reliability import checks, outcome, work
from tests.reliability.adapter import over
from tests.reliability.disk import Disk, Event, Platter

IMAGES_A_RUN = 50
SESSIONS = 4
"""How often the log is opened in a run."""
FILES = ("", "-wal", "-journal")


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Judge `count` images, and see that the judge finds losses where there must be some."""
    found = outcome.Findings()
    images(folder, count, chance, found, "FULL")
    weak = outcome.Findings()
    images(folder, max(count // 4, IMAGES_A_RUN), chance, weak, "NORMAL")
    lost = sum("acknowledged" in line for line in weak.failures)
    found.notes.append(f"synchronous=NORMAL loses in {lost:,} of {weak.trials:,}")
    if not lost:
        found.failures.append("no loss was found with synchronous=NORMAL: the trial is blind")
    return found


def images(
    folder: Path, count: int, chance: random.Random, found: outcome.Findings, synchronous: str
) -> None:
    """Record runs and judge images of them until there are `count`."""
    disk = Disk(f"recording-{synchronous}")
    while found.trials < count:
        place = folder / f"{synchronous}-{found.trials}"
        place.mkdir()
        path = place / "season.db"
        base = begin(path, chance)
        disk.events.clear()
        record(path, chance, disk, synchronous)
        events = disk.events[:]
        wanted = min(IMAGES_A_RUN, count - found.trials)
        moments = sorted(chance.choices(range(len(events) + 1), k=wanted))
        judge_moments(Platter(base), events, moments, chance, found)
        if not found.failures or synchronous == "NORMAL":
            remove(place)


def begin(path: Path, chance: random.Random) -> dict[str, bytes]:
    """Make a log, often with some entries less than a whole tile; all of it is on the disk."""
    with Log.create(path) as log:
        while log.size < chance.choice((1, 150, 250)):
            work.write(log, chance, "before")
    places = [path.with_name(path.name + end) for end in FILES]
    return {str(place): place.read_bytes() for place in places if place.exists()}


def record(path: Path, chance: random.Random, disk: Disk, synchronous: str) -> None:
    """Let the program open, write, empty the WAL and close, several times."""
    pages = chance.choice((None, 6, 30))
    disk.before = disk.events.append
    with over(disk.name, synchronous=synchronous, pages=pages):
        for session in range(SESSIONS):
            log = Log.open(path)
            with ExitStack() as held:
                for _ in range(chance.randint(1, 8)):
                    if chance.random() < 0.15:
                        # A reader that stays keeps the WAL from being emptied and begun anew.
                        held.enter_context(log.store.reading()).size()
                    told = work.write(log, chance, "a", chance.choice((1, 1, 1, 6)))
                    disk.before(Event("acknowledged", "", told))
            if session == SESSIONS - 1 and chance.random() < 0.5:
                disk.before = lambda _: None
            log.close()


def judge_moments(
    platter: Platter,
    events: list[Event],
    moments: list[int],
    chance: random.Random,
    found: outcome.Findings,
) -> None:
    """Cut the power at each of the moments, and judge what is left."""
    told: dict[int, bytes] = {}
    for moment in range(len(events) + 1):
        for _ in range(moments.count(moment)):
            found.add(judge(platter.image(chance), told), f"{found.trials}, event {moment}")
        if moment < len(events):
            event = events[moment]
            if event.kind == "acknowledged":
                told.update(event.what)
            else:
                platter.take(event)


def judge(image: dict[str, bytes], told: dict[int, bytes]) -> list[str]:
    """Start the machine again: open the log, look at it, write to it, look again."""
    log_path = Path(min(image, key=len)).with_name("after.db")
    for end in (*FILES, "-shm", ".lock"):
        log_path.with_name(log_path.name + end).unlink(missing_ok=True)
    for name, content in image.items():
        log_path.with_name(Path(name).name.replace("season.db", "after.db")).write_bytes(content)
    wrong = checks.faults(log_path, told)
    try:
        with Log.open(log_path) as log:
            if log.root() != checks.read(log_path).root():
                wrong.append("the root is not that of the entries")
            work.write(log, random.Random(0), "after")
    except Exception as error:  # noqa: BLE001 - whatever it is, the image is not sound
        return [*wrong, f"{type(error).__name__}: {error}"]
    return wrong or checks.faults(log_path, told)


def remove(place: Path) -> None:
    """Delete a run's files."""
    for path in place.iterdir():
        with suppress(FileNotFoundError):
            path.unlink()
    place.rmdir()


if __name__ == "__main__":
    outcome.main("power loss", trials, 4_000, outcome.MEMORY)
