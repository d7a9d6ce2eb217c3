"""Seasons to make bundles of: simulated, on a real clock, and rewritten by a dishonest signer."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import workflows
from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.feeding import feed
from event_store import canonical, tree
from event_store.log import Log
from tests.engine.synthetic import Script, accept, new_engine, open_season, report, through_lessons
from tests.verifier import building

BRANCH = "congress/gia-thuy-2017/TDP-08"
PLANNED, SAT, COMMITTEE, SECRETARY, DEPUTY, LEARNED, HELD, ELECTED, REPORTED = range(9)
"""Places of the entries in the branch's stream."""
SALT = bytes(range(32))
DEMO = Path(workflows.__file__).parent / "demo" / "gia-thuy-2017.jsonl"


def pilot_season() -> list[dict[str, Any]]:
    """The commands of a season in which the pilot reports."""
    script = Script()
    open_season(script)
    through_lessons(script)
    report(script.on("2017-08-18"), "TDP-08")
    return script.commands


class Season:
    """A log with one branch that reported, two persons, and a checkpoint on the way."""

    def __init__(self, log: Log | None = None, clock: "Clock | None" = None) -> None:
        self.log = Log.create(None, simulation=True) if log is None else log
        engine = new_engine(self.log)
        commands = pilot_season()
        for number, command in enumerate(commands):
            if clock is not None:
                clock.now = dt.datetime.fromisoformat(command.pop("recorded_at"))
            accept(engine, [command])
            if number == len(commands) // 2:
                self.middle = building.seal(self.log)
        self.disclosed = building.register(self.log, "m-001", SALT, building.value_of("m-001"))
        building.register(self.log, "m-002", SALT[::-1], building.value_of("m-002"))
        building.erase(self.log, "m-002")
        self.size = building.seal(self.log)

    def bundle(self, **more: Any) -> building.Bundle:
        """The branch's bundle, with an older checkpoint and a person."""
        older = building.note_at(self.log, self.middle, time=building.NOON - 48 * building.HOUR)
        asked = {
            "earlier": [(self.middle, older)],
            "persons": [self.disclosed],
            "also": ["m-002"],
            **more,
        }
        return building.make(self.log, BRANCH, **asked)


class Clock:
    """A clock that shows what it is set to."""

    now = dt.datetime(2017, 7, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.now


@cache
def season() -> Season:
    """The simulated season; nobody writes to it."""
    return Season()


@cache
def real_season() -> Season:
    """The same on a real clock: its times mean something."""
    clock = Clock()
    return Season(Log.create(None, origin=building.LOG_KEY.name, clock=clock), clock)


@cache
def demonstration() -> Log:
    """The season of the demonstration, sealed."""
    log = Log.create(None, simulation=True)
    lines = [
        (number, line)
        for number, line in enumerate(DEMO.read_bytes().splitlines(), 1)
        if line and not line.startswith(b"#")
    ]
    list(feed(Engine(log, lifecycles()), [lines]))
    building.seal(log)
    return log


Change = Callable[[dict[str, Any]], Any]


class Forged:
    """A log whose signer wrote what no honest program would; its links and tree are right.

    `changes` alter entries by position and may return other bytes for one; `relink` False leaves
    what was linked as it was.
    """

    def __init__(
        self,
        log: Log,
        changes: dict[int, Change],
        *,
        relink: bool = True,
        more: Sequence[Any] = (),
    ) -> None:
        self.origin = log.origin
        self.size = log.size
        self._raw: list[bytes] = []
        last: dict[str, tuple[int, bytes]] = {}
        for entry in [*log.scan(), *more]:
            position = len(self._raw) + 1
            if relink and "prev" in entry:
                entry["prev"] = building.b64(last[entry["stream"]][1])
            if relink and entry["type"] == "log.heads":
                root = building.b64(tree.root(building.heads_of(last)))
                entry["data"] = {"root": root, "size": position - 1, "streams": len(last)}
            raw = changes[position](entry) if position in changes else None
            self._raw.append(raw if isinstance(raw, bytes) else canonical.encode(entry))
            last[entry["stream"]] = (entry["version"], tree.leaf_hash(self._raw[-1]))
        self._leaves = tree.Leaves(tree.leaf_hash(raw) for raw in self._raw)

    def raw(self, position: int) -> bytes:
        """The exact bytes of an entry."""
        return self._raw[position - 1]

    def entry(self, position: int) -> dict[str, Any]:
        """One entry."""
        found: dict[str, Any] = canonical.loads(self.raw(position))
        return found

    def stream(self, stream: str) -> list[dict[str, Any]]:
        """Entries of a stream, by version."""
        entries = (self.entry(position) for position in range(1, self.size + 1))
        found = [entry for entry in entries if entry["stream"] == stream]
        return sorted(found, key=lambda entry: int(entry["version"]))

    def root(self, size: int) -> bytes:
        """Root at a size."""
        return tree.root_of(self._leaves, size)

    def inclusion_proof(self, position: int, size: int) -> list[bytes]:
        """Hashes that lead from an entry to the root."""
        return tree.inclusion_proof(self._leaves, position - 1, size)

    def consistency_proof(self, old: int, new: int) -> list[bytes]:
        """Hashes that lead from one size to another."""
        return tree.consistency_proof(self._leaves, old, new)
