"""Many processes writing at once, and dying at any moment: nothing acknowledged is ever lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from event_store import tree
from event_store.log import Log
from tests.event_store.conftest import b64

WRITERS = 8
TRIALS = int(os.environ.get("CONGRESS_TRIALS", "2"))
"""How often the whole trial is made; more for a soak."""
KILLS = 12
ROOT = Path(__file__).parent.parent.parent
WRITER = """
    import os, random, sys
    from event_store.errors import CommandIdReusedError
    from event_store.log import Draft, Log
    path, name, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    chance = random.Random(seed)
    digest = "A" * 43 + "="
    acknowledged = os.open(path + ".kept-" + name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    log = Log.open(path)
    n = log.version("person/" + name)
    while True:
        batch = []
        with log.write() as tx:
            n = tx.version("person/" + name)
            for _ in range(chance.choice((1, 1, 1, 5, 60))):
                n += 1
                own = Draft(actor="op:test", stream="person/" + name, type="note.taken",
                            data={"n": n})
                common = Draft(actor="op:test", stream="person/all", type="note.taken",
                               data={"by": name, "n": n})
                entries = tx.append([own, common], recorded_at=tx.now()[0],
                                    command_id=f"{name}-{n}", digest=digest,
                                    expect={"person/" + name: n - 1})
                batch.append(f"{entries[0]['position']} {name}-{n}\\n")
            if chance.random() < 0.1:
                tx.append_heads()
            if chance.random() < 0.1:
                batch = []
                tx.rollback()
        os.write(acknowledged, "".join(batch).encode())
        if chance.random() < 0.05:
            log.close()
            log = Log.open(path)
"""


class Crowd:
    """Writing processes that are killed one by one, and replaced."""

    def __init__(self, path: Path, seed: int) -> None:
        self._path = path
        self._chance = random.Random(seed)
        self._errors = path.with_name("errors").open("wb")
        self._running = {str(n): self._start(str(n)) for n in range(WRITERS)}

    def kill_some(self, times: int) -> None:
        for _ in range(times):
            time.sleep(self._chance.uniform(0.02, 0.2))
            name = self._chance.choice(sorted(self._running))
            self._kill(name)
            self._running[name] = self._start(name)

    def end(self) -> str:
        """Kill all at once, once several have written; returns what any of them complained of."""
        patience = time.monotonic() + 60  # of a machine that is busy with other things
        while len(writers(self._path)) < 2 and time.monotonic() < patience:
            time.sleep(0.05)
        time.sleep(0.3)
        for name in list(self._running):
            self._kill(name)
        self._errors.close()
        return Path(self._errors.name).read_text()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        seed = str(self._chance.randrange(10**6))
        return subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(self._path), name, seed],
            stderr=self._errors,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def _kill(self, name: str) -> None:
        process = self._running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()


def writers(path: Path) -> set[str]:
    """Return the names of those who were told that something had been written."""
    return {command_id.split("-")[0] for command_id in acknowledged(path)}


def acknowledged(path: Path) -> dict[str, int]:
    """Position by command id, of all that a writer was told had been written."""
    found = {}
    for kept in path.parent.glob("*.kept-*"):
        for line in kept.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                position, command_id = line.split()
                found[command_id] = int(position)
    return found


def check_whole(log: Log) -> None:
    """Positions and versions are dense, links hold, and the tree is that of the bytes."""
    leaves: list[bytes] = []
    heads: dict[str, tuple[int, bytes]] = {}
    open_command = (0, 0)
    for entry in log.scan():
        leaf = tree.leaf_hash(log.raw(entry["position"]))
        leaves.append(leaf)
        version, last = heads.get(entry["stream"], (0, b""))
        assert entry["position"] == len(leaves)
        assert entry["version"] == version + 1
        assert entry.get("prev") == (b64(last) if version else None)
        heads[entry["stream"]] = (version + 1, leaf)
        command = entry.get("command", {"n": 0, "of": 0})
        n, of = open_command
        assert command["n"] == (n + 1 if n < of else min(command["of"], 1))
        open_command = (command["n"], command["of"])
    assert open_command[0] == open_command[1], "the last command is torn"
    assert log.root() == tree.root(leaves)
    assert dict(log.streams()) == {stream: version for stream, (version, _) in heads.items()}


@pytest.mark.parametrize("trial", range(TRIALS))
def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path, trial: int) -> None:
    path = tmp_path / "crowd.log"
    Log.create(path).close()
    crowd = Crowd(path, trial)
    crowd.kill_some(KILLS)
    assert crowd.end() == ""
    kept = acknowledged(path)
    assert len(writers(path)) > 1, "only one writer wrote"
    with Log.open(path) as log:
        check_whole(log)
        for command_id, position in kept.items():
            first = log.entry(position)
            assert (first["command"]["id"], first["command"]["n"]) == (command_id, 1)
            assert log.command(command_id)[0] == first
        with log.write() as tx:
            tx.append_heads()
        check_whole(log)
