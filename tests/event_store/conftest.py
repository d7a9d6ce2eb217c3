"""What the log's tests share: the published vectors, and a log on either store. All synthetic."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from event_store import canonical, tree
from event_store.log import Draft, Log
from event_store.members import check_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
VECTORS = Path(__file__).parent.parent / "data" / "log-vectors.json"
OPTIONAL = ("occurred_on", "facts", "flags", "evidence", "override", "correlation", "role")
T0 = "2031-01-01T00:00:00.000000Z"


class Wound:
    """A clock that a test sets and winds by hand."""

    def __init__(self) -> None:
        self.now = datetime(2031, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wind(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def b64(raw: bytes) -> str:
    """Standard base64, as the vectors write hashes."""
    return b64encode(raw).decode()


def draft_of(entry: dict[str, Any]) -> Draft:
    """The draft that a recorded entry was made from."""
    given = {name: entry[name] for name in OPTIONAL if name in entry}
    return Draft(
        actor=entry["actor"],
        stream=entry["stream"],
        type=entry["type"],
        type_version=entry["type_version"],
        data=entry["data"],
        **given,
    )


def note(n: int = 1, stream: str = "person/a", **more: Any) -> Draft:
    """A small system entry that needs neither rules nor a date."""
    return Draft(actor="op:test", stream=stream, type="note.taken", data={"n": n}, **more)


def append(log: Log, count: int = 1) -> None:
    with log.write() as tx:
        tx.append([note(n) for n in range(count)], recorded_at=tx.now()[0])


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any SQLite program may open it, with the pragmas of a careful one."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA recursive_triggers=ON")
    try:
        yield connection
    finally:
        connection.close()


def change(path: Path, *statements: str) -> None:
    """Alter a closed log behind its back."""
    with raw(path) as connection:
        for name in ("entries_no_update", "entries_no_delete", "entries_next", "entries_once"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.execute(statement)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def take(log: Log, *drafts: Draft, **options: Any) -> list[dict[str, Any]]:
    """Append the entries of one command in a transaction of its own."""
    with log.write() as tx:
        return tx.append(drafts, recorded_at=tx.now()[0], **options)


def check_whole(log: Log) -> None:
    """Recompute from the bytes alone all that the store keeps besides them."""
    heads: dict[str, tuple[int, bytes]] = {}
    leaves = []
    time = ""
    for position, entry in enumerate(log.scan(), 1):
        raw = log.raw(position)
        assert canonical.check(raw) == entry
        check_members(entry)
        assert entry["position"] == position
        assert entry["recorded_at"] >= time
        time = entry["recorded_at"]
        version, leaf = heads.get(entry["stream"], (0, b""))
        assert entry["version"] == version + 1
        assert entry.get("prev") == (b64(leaf) if version else None)
        leaves.append(tree.leaf_hash(raw))
        heads[entry["stream"]] = (entry["version"], leaves[-1])
    assert len(leaves) == log.size
    assert log.root() == tree.root(leaves)
    assert log.streams() == [(stream, heads[stream][0]) for stream in sorted(heads)]
    with log.write() as tx:
        assert {stream: tx.leaf(stream) for stream in heads} == {s: h[1] for s, h in heads.items()}


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_bytes())
    return found


@pytest.fixture
def clock() -> Wound:
    return Wound()


@pytest.fixture(params=["sqlite", "memory"])
def new_log(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Wound
) -> Iterator[Callable[..., Log]]:
    """Makes a log on either store; all are closed in the end."""
    made: list[Log] = []

    def make(**options: Any) -> Log:
        path = tmp_path / f"{len(made)}.log" if request.param == "sqlite" else None
        made.append(Log.create(path, clock=clock, accept_clock=True, **options))
        return made[-1]

    yield make
    for log in made:
        log.close()


@pytest.fixture
def log(new_log: Callable[..., Log]) -> Log:
    return new_log()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a log of one entry lies, closed by a writer, so that nothing else lies beside it."""
    place = tmp_path / "season.log"
    with Log.create(place) as log, log.write() as tx:
        tx.rollback()
    return place
