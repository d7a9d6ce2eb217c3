"""Four writers killed at any moment: nothing acknowledged is lost, nothing is half-written.

python -m tests.reliability.kills --trials 1000 [--seed S]

In a trial four processes write to one log, by the API or as `congress apply`, opening and closing
it all the time, and each notes what it was told is kept. All are killed with SIGKILL, one after
the other, at random moments; then the log is opened again and everything is recomputed. Forks
start with everything imported, so that most of their time is spent at work. The log is begun anew
now and then, so that recomputing stays quick. All synthetic.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import cli
import console.commands.apply
from event_store import sqlite
from event_store.log import Log
from tests.engine.synthetic import OPENING, Envelope, Script, accept, new_engine
from tests.reliability import checks, outcome, work

IMPORTED = (console.commands.apply, sqlite)
"""What a fork would otherwise import first of all."""
WRITERS = 4
SHORT, LONG = 0.05, 0.3
"""Seconds that a trial runs at most before the first is killed: many in the middle of opening."""
TRIALS_A_LOG = 20
FIRST_SIZES = (1, 240, 500)
"""Entries from which a log grows: tiles are filled at 256 and 512."""


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Make `count` trials."""
    found = outcome.Findings()
    path = folder
    told = before = at_work = 0
    for trial in range(count):
        if trial % TRIALS_A_LOG == 0:
            path, before = begin(folder / str(trial), chance), 0
        wrong = disturb(path, trial, chance)
        faults, acknowledged = judge(path, chance)
        found.add(wrong + faults, f"trial {trial}")
        told += acknowledged - before
        at_work += acknowledged > before
        before = acknowledged
    found.notes += [f"{told:,} entries acknowledged in {at_work:,} trials"]
    if at_work < count / 10:
        found.failures.append("in most trials nothing was written: they show little")
    return found


def begin(place: Path, chance: random.Random) -> Path:
    """Make a log with a campaign and some entries."""
    place.mkdir()
    size = chance.choice(FIRST_SIZES)
    with Log.create(place / "season.db") as log:
        engine = new_engine(log)
        script = Script("killed", "opening")
        accept(engine, today(script.do("open_campaign", data=OPENING)))
        while log.size < size:
            work.write(log, chance, "before", 10)
    return place / "season.db"


def disturb(path: Path, trial: int, chance: random.Random) -> list[str]:
    """Let four write, and kill them one by one; return which of them had ended by themselves."""
    children = []
    for writer in range(WRITERS):
        name, seed = f"{trial}-{writer}", chance.randrange(10**9)
        kind = by_command_line if chance.random() < 0.3 else by_interface
        children.append(forked(partial(kind, path, name, random.Random(seed))))
    time.sleep(chance.uniform(0, chance.choice((SHORT, LONG))))
    for child in children:
        os.kill(child, signal.SIGKILL)
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, SHORT / 4))
    statuses = [os.waitpid(child, 0)[1] for child in children]
    alive = sum(map(os.WIFSIGNALED, statuses))
    return [] if alive == WRITERS else [f"{WRITERS - alive} writers ended by themselves"]


def forked(work_of_child: Callable[[], object]) -> int:
    """Run it in a child that ends with it; return the child's id."""
    child = os.fork()
    if child:
        return child
    try:
        work_of_child()
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown
        traceback.print_exc()
    finally:
        os._exit(1)


def by_interface(path: Path, name: str, chance: random.Random) -> None:
    """Write until killed, and note position and leaf hash of what is kept."""
    noted = os.open(f"{path}.told-{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        with Log.open(path) as log:
            for _ in range(chance.choice((1, 1, 3, 20))):
                told = work.write(log, chance, name, chance.choice((1, 1, 4)))
                lines = "".join(f"{at} {leaf.hex()}\n" for at, leaf in told.items())
                os.write(noted, lines.encode())


def by_command_line(path: Path, name: str, chance: random.Random) -> None:
    """Be `congress apply` again and again until killed; its answers go to a file."""
    os.dup2(os.open(f"{path}.answers-{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT), 1)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    commands = path.with_name(f"commands-{name}.jsonl")
    round_of = 0
    while True:
        round_of += 1
        script = Script("killed", f"{name}-{round_of}")
        for n in range(chance.choice((1, 5, 40))):
            branch = f"TDP-{name}-{round_of}-{n}"
            figures = {"official": 5, "probationary": 0, "exempt": 0, "had_committee": False}
            data = {"branch": branch, "name": f"Chi bộ {branch}", **figures}
            script.do("register_branch", data=data)
        commands.write_text("".join(json.dumps(each) + "\n" for each in today(script)))
        sys.argv = ["congress", "--log", str(path), "apply", str(commands)]
        with suppress(SystemExit):
            cli.main()


def today(script: Script) -> list[Envelope]:
    """Return commands that leave the time to the clock."""
    return [{k: v for k, v in each.items() if k != "recorded_at"} for each in script.commands]


def judge(path: Path, chance: random.Random) -> tuple[list[str], int]:
    """Open the log again, recompute everything; return what is wrong and how much was told."""
    told = acknowledged(path)
    answers = answered(path)
    wrong: list[str] = []
    try:
        with Log.open(path, read_only=chance.random() < 0.5) as log:
            if log.root() != checks.read(path).root():
                wrong.append("the root is not that of the entries")
            wrong += [
                f"{answer['command_id']} is not at {answer['events'][0]['position']}"
                for answer in answers
                if not is_there(log, answer)
            ]
        with Log.open(path) as log:
            work.write(log, chance, "after")
    except Exception as error:  # noqa: BLE001 - whatever it is, the log is not sound
        wrong.append(f"{type(error).__name__}: {error}")
    of_answers = sum(len(answer["events"]) for answer in answers)
    return wrong + checks.faults(path, told), len(told) + of_answers


def acknowledged(path: Path) -> dict[int, bytes]:
    """Leaf hashes by position, of all that a writer noted; a line without its end is none."""
    found: dict[int, bytes] = {}
    for noted in path.parent.glob(f"{path.name}.told-*"):
        for line in noted.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                position, leaf = line.split()
                assert found.setdefault(int(position), bytes.fromhex(leaf)).hex() == leaf
    return found


def answered(path: Path) -> list[dict[str, Any]]:
    """Return what `congress apply` answered to commands that it accepted."""
    found: list[dict[str, Any]] = []
    for answers in path.parent.glob(f"{path.name}.answers-*"):
        lines = answers.read_bytes().splitlines(keepends=True)
        found += [json.loads(line) for line in lines if line.endswith(b"\n")]
    assert all(answer["outcome"] == "accepted" for answer in found), found
    return found


def is_there(log: Log, answer: dict[str, Any]) -> bool:
    """Say whether the log holds what was answered, at that place."""
    entries = log.command(answer["command_id"])
    named = [{name: entry[name] for name in answer["events"][0]} for entry in entries]
    return bool(named == answer["events"])


if __name__ == "__main__":
    outcome.main("kill -9", trials, 1_000)
