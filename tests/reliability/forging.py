"""A log to tamper with, and the tools of somebody who does. Keys and contents are synthetic."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from event_store import canonical, tree
from event_store.heads import head_line
from event_store.log import Draft, Log
from event_store.proof.checkpoints import add_cosignature, make_checkpoint
from event_store.proof.keys import Signed, SigningKey, state_path
from event_store.proof.notes import LOG_KEY, WITNESS_KEY, Checkpoint
from event_store.proof.passes.kept_notes import Anchor
from event_store.proof.trust import TrustPolicy, parse_policy, written_policy
from event_store.proof.witness import cosign, written_request
from event_store.schema import STATEMENTS
from event_store.sqlite import new_recorder

Entry = dict[str, Any]

LOG = SigningKey("congress.local/log", LOG_KEY, bytes(range(32)))
WITNESS = SigningKey("upper.example/witness", WITNESS_KEY, bytes(range(32, 64)))
"""Published here: never to be used."""
TRIGGERS = [statement for statement in STATEMENTS if statement.startswith("CREATE TRIGGER")]
CAMPAIGN = "campaign/ward-2031"
BRANCHES = [f"congress/ward-2031/TDP-{number:02d}" for number in range(1, 13)]
SIGNED_AT = (150, 300, 520)
"""Commands after which a checkpoint is made; the first one a witness confirms."""


@dataclass(frozen=True)
class Base:
    """The log before anybody touched it, and what an auditor holds."""

    path: Path
    policy: TrustPolicy
    entries: list[Entry]
    checkpoints: list[int]
    """Sizes."""
    anchor: Anchor
    """A note over the whole log, kept elsewhere: the last entries stand in no checkpoint."""

    @property
    def size(self) -> int:
        """Entries of the log."""
        return len(self.entries)

    def next_in_stream(self, position: int) -> int | None:
        """Where the entry stands that follows on another in its stream."""
        stream = self.entries[position - 1]["stream"]
        later = (e["position"] for e in self.entries[position:] if e["stream"] == stream)
        return next(later, None)

    def next_heads(self, position: int) -> int | None:
        """Where the log next commits to the last version of each stream."""
        later = (e["position"] for e in self.entries[position:] if e["type"] == "log.heads")
        return next(later, None)

    def next_checkpoint(self, position: int) -> int | None:
        """The first checkpoint that covers a position."""
        return next((size for size in self.checkpoints if size >= position), None)

    def begins_command(self, position: int) -> bool:
        """Whether a command, or an entry without one, begins at a position."""
        return bool(self.entries[position - 1].get("command", {}).get("n", 1) == 1)


class Clock:
    """A clock that is a little later each time somebody looks."""

    def __init__(self) -> None:
        self._now = datetime(2031, 2, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=7)
        return self._now


def make(folder: Path, commands: int = 600) -> Base:
    """Record a season of entries of many shapes, with checkpoints, cosignatures and a tail."""
    path = folder / "base.db"
    Path(state_path(str(folder / "log.key"))).write_text("")
    Path(state_path(str(folder / "witness.key"))).write_text("")
    policy = parse_policy(written_policy([LOG.public], [WITNESS.public], 1))
    with Log.create(path, origin=LOG.name, clock=Clock(), accept_clock=True) as log:
        for number in range(commands):
            _command(log, number)
            if number in SIGNED_AT:
                make_checkpoint(log, LOG, Signed(str(folder / "log.key")))
            if number == SIGNED_AT[0]:
                request = written_request(log, log.size, 0)
                state = Signed(str(folder / "witness.key"))
                line = cosign(request, WITNESS, state, [LOG.public], 1_930_000_000)
                add_cosignature(log, log.size, line)
        entries = list(log.scan())
        checkpoints = [size for size, _ in log.checkpoints()]
        kept = Anchor("the note on paper", Checkpoint(log.origin, log.size, log.root()))
    return Base(path, policy, entries, checkpoints, kept)


def _command(log: Log, number: int) -> None:
    """Record one command, of one to three entries."""
    with log.write() as tx:
        time = tx.now()[0]
        texts = [
            {"name": name, "version": 1, "text": f"{name} = {number // 400}\n"}
            for name in ("branch_congress", "campaign")
        ]
        rules = tx.rules(texts, {"name": "synthetic", "text": "quorum = 2\n"}, time)
        drafts = [_draft(number, place, time) for place in range(1 + (number % 9 == 0) * 2)]
        if number % 50 == 27:
            drafts = [_amendment(log, number, time)]
        name, digest = (f"c-{number:04d}", _digest(number)) if number % 7 else (None, None)
        tx.append(drafts, recorded_at=time, rules=rules, command_id=name, digest=digest)
        if number % 40 == 3:
            registered = {"commitment": _digest(number)}
            person = Draft(
                actor="op:org",
                stream=f"person/m-{number:03d}",
                type="person.registered",
                data=registered,
            )
            tx.append_system(person, recorded_at=time)


def _draft(number: int, place: int, time: str) -> Draft:
    """One entry of a shape that depends on its number."""
    kind = number % 3
    return Draft(
        actor=f"op:org-{number % 5}",
        stream=CAMPAIGN if number % 11 == 0 and place == 0 else BRANCHES[(number + place) % 12],
        type=("congress.note_taken", "congress.counted", "congress.paper_attached")[kind],
        data=(
            {"note": f"Chi bộ cần bổ sung dự báo số {number}", "deep": {"list": [number, 0, -5]}},
            {"count": number, "shares": [{"ref": f"m-{n:03d}", "votes": n} for n in range(3)]},
            {"text": f'"trích" {number}\nhàng hai', "whole": number % 2 == 0},
        )[kind],
        occurred_on=time[:10],
        role="operator",
        **(_adorned(number) if number % 10 == 4 else {}),
    )


def _adorned(number: int) -> dict[str, Any]:
    """What few entries have."""
    return {
        "facts": {"seen": number},
        "flags": ("backdated",),
        "evidence": [{"kind": "minutes", "number": f"{number}-BB", "date": "2031-01-30"}],
        "override": {"authority": "a", "document": "d", "reason": f"r {number}"},
        "correlation": f"import-{number % 4}",
    }


def _amendment(log: Log, number: int, time: str) -> Draft:
    """A correction of the first entry of a branch."""
    stream = BRANCHES[number % 12]
    target = log.stream(stream, 0, 1)[0]["position"]
    return Draft(
        actor="op:org-1",
        stream=stream,
        type="congress.entry_amended",
        data={"target_position": target, "set": {"count": number}},
        occurred_on=time[:10],
    )


def _digest(number: int) -> str:
    return b64encode(sha256(str(number).encode()).digest()).decode()


@contextmanager
def behind_its_back(path: Path) -> Iterator[sqlite3.Connection]:
    """Change a closed log; afterwards it has its triggers again, as if it never lost them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in TRIGGERS:
            connection.execute(f"DROP TRIGGER {statement.split()[2]}")
        yield connection
        for statement in TRIGGERS:
            connection.execute(statement)


def sealed(entries: Sequence[Entry]) -> list[bytes]:
    """Write entries anew in their order, so that each fits to those before it.

    Positions, versions, `prev`, heads, and references to other positions follow; nothing else.
    """
    moved = {entry["position"]: place for place, entry in enumerate(entries, 1)}
    heads: dict[str, tuple[int, bytes]] = {}
    written = []
    for place, given in enumerate(entries, 1):
        version, leaf = heads.get(given["stream"], (0, b""))
        entry = {**given, "position": place, "version": version + 1}
        entry.pop("prev", None)
        if version:
            entry["prev"] = b64encode(leaf).decode()
        if "rules" in entry:
            entry["rules"] = moved.get(entry["rules"], entry["rules"])
        if "target_position" in entry["data"]:
            target = entry["data"]["target_position"]
            entry["data"] = {**entry["data"], "target_position": moved.get(target, target)}
        if entry["type"] == "log.heads":
            entry["data"] = _heads(place - 1, heads)
        written.append(canonical.encode(entry))
        heads[entry["stream"]] = (version + 1, tree.leaf_hash(written[-1]))
    return written


def _heads(size: int, heads: dict[str, tuple[int, bytes]]) -> Entry:
    lines = [head_line(name, *heads[name]) for name in sorted(heads, key=str.encode)]
    root = tree.root(map(tree.leaf_hash, lines))
    return {"root": b64encode(root).decode(), "size": size, "streams": len(lines)}


def write(path: Path, texts: Sequence[bytes], like: Path | None = None) -> None:
    """Make a log of these entries, with tables that agree; checkpoints come from another log."""
    for end in ("", "-wal", "-shm", ".lock"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    recorder = new_recorder(str(path), shared=False)
    with recorder.writing() as batch:
        for text in texts:
            entry = canonical.loads(text)
            command = entry.get("command", {})
            batch.insert(
                [(entry["stream"], entry["version"], entry["type"], text)],
                command_id=command.get("id") if command.get("n") == 1 else None,
            )
    recorder.close()
    if like is None:
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS other", (str(like),))
        for table in ("checkpoints", "cosignatures"):
            connection.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")
