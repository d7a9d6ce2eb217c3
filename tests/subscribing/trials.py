"""Writer, subscriber and consumer, killed at any moment and started again, many times over.

    python -m tests.subscribing.trials FOLDER TRIALS SEED

A trial forks the three, lets them run for some milliseconds, kills one to all of them with
SIGKILL, stops the others, and reads what is left in the pipes. At the end everything is caught up
without disturbance and compared; the last line of the output is the findings as JSON. The forks
start with everything imported, so that most of their time is spent at work.
"""

import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cli
import console.commands.subscribe  # noqa: F401 - imported before the forks
from event_store.log import Draft, Log
from tests.subscribing import consumer

HASH = "A" * 43 + "="
MOST = 40
"""Entries of a command at most."""
LONGEST = 0.02
"""Seconds that a trial runs at most before it is disturbed."""


def forked(work: Callable[[], object]) -> int:
    """Run `work` in a child that ends with it; return the child's id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except SystemExit:
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        traceback.print_exc()
    finally:
        os._exit(1)


def write(log_path: Path, seed: int) -> None:
    """Append commands until killed."""
    chance = random.Random(seed)
    with Log.open(log_path) as log:
        while True:
            with log.write() as transaction:
                time_now, _ = transaction.now()
                for _ in range(chance.randint(1, MOST)):
                    transaction.append_system(
                        Draft(
                            actor="log",
                            stream=f"person/m-{chance.randint(1, 50)}",
                            type="person.registered",
                            data={"commitment": HASH},
                        ),
                        recorded_at=time_now,
                    )


def subscribe(out: int, *arguments: str) -> None:
    """Be `congress subscribe`, writing to `out`."""
    os.dup2(out, 1)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until it ends
    sys.argv = ["congress", *arguments]
    cli.main()


def eat(source: int, other_end: int, database: Path) -> None:
    """Be the example consumer, reading from `source`."""
    os.close(other_end)
    with os.fdopen(source, "rb") as lines:
        consumer.consume(consumer.opened(database), lines)


class Trials:
    """One log with its two readers: a consumer that comes back with --after, and a named cursor.

    `named` holds the sequences that the named cursor's reader received, in order.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.log, self.database = folder / "log.db", folder / "consumer.db"
        Log.create(self.log).close()
        consumer.opened(self.database).close()
        self.named: list[int] = []
        self.starts = 0
        self.torn = 0
        self.busy = 0

    def run(self, *, disturbed: bool) -> None:
        """Start all, disturb them or let the readers catch up, read what is left."""
        self.starts += 1
        follow = ["--follow"] if disturbed else []
        after = consumer.place(consumer.opened(self.database))
        call = ["--log", str(self.log), "subscribe", *follow]
        read_a, write_a = os.pipe()
        read_b, write_b = os.pipe()
        children = [
            forked(lambda: subscribe(write_a, *call, "--after", after)),
            forked(lambda: eat(read_a, write_a, self.database)),
            forked(lambda: subscribe(write_b, *call, "--name", "reader")),
        ]
        if disturbed:
            children.append(forked(lambda: write(self.log, self.starts)))
        for fd in (read_a, write_a, write_b):
            os.close(fd)
        if disturbed:
            if self.chance.random() < 0.75:
                select.select([read_b], [], [], 1)  # Let it come to work first.
            self.disturb(children)
        self.collect(read_b)
        for child in children:
            os.waitpid(child, 0)

    def disturb(self, children: list[int]) -> None:
        """Kill some at once, the rest a little later."""
        time.sleep(self.chance.uniform(0, LONGEST))
        self.chance.shuffle(children)
        for child in children:
            os.kill(child, signal.SIGKILL)
            if self.chance.random() < 0.5:
                time.sleep(self.chance.uniform(0, LONGEST / 4))

    def collect(self, source: int) -> None:
        """Take what the named reader was handed; a line without its end did not arrive."""
        before = len(self.named)
        with os.fdopen(source, "rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    self.named.append(int(json.loads(line)["sequence"]))
                else:
                    self.torn += 1
        self.busy += len(self.named) > before

    def findings(self) -> dict[str, Any]:
        """Return what a test wants to know."""
        with Log.open(self.log, read_only=True) as log:
            size = log.size
            ids = {position: log.event_id(position) for position in range(1, size + 1)}
        with sqlite3.connect(self.database) as database:
            effects = database.execute("SELECT id, sequence FROM effects").fetchall()
        return {
            "size": size,
            "effects": [sequence for _, sequence in effects],
            "ids": [found == ids[sequence] for found, sequence in effects],
            "named": self.named,
            "starts": self.starts,
            "torn": self.torn,
            "busy": self.busy,
        }


def main(folder: str, trials: str, seed: str) -> None:
    """Run the trials and print the findings."""
    made = Trials(Path(folder), int(seed))
    for _ in range(int(trials)):
        made.run(disturbed=True)
    made.run(disturbed=False)
    print(json.dumps(made.findings()))


if __name__ == "__main__":
    main(*sys.argv[1:])
