"""The published vectors, with their keys: synthetic, never to be used."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from event_store.log import Log
from event_store.proof.checkpoints import add_cosignature, make_checkpoint
from event_store.proof.keys import Signed, SigningKey, state_path
from event_store.proof.notes import LOG_KEY, WITNESS_KEY, parse_note
from tests.event_store.test_vectors import Replay
from tests.reliability import forging
from tests.reliability.forging import Base


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "data" / "log-vectors.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def signing_key(vectors: dict[str, Any], who: str) -> SigningKey:
    """A key of the vectors: published, never to be used."""
    given = vectors["keys"][who]
    kind = LOG_KEY if who == "log" else WITNESS_KEY
    return SigningKey(given["name"], kind, bytes.fromhex(given["seed_hex"]))


def signed(folder: Path, name: str = "key") -> Signed:
    """The state of a key that has signed nothing yet."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    state = Path(state_path(str(path)))
    if not state.exists():
        state.write_text("", encoding="utf-8")
    return Signed(str(path))


def has_to_wait(what: Callable[[], object]) -> Thread:
    """Somebody else begins something, and does not come to its end; return that one."""
    other = Thread(target=what, daemon=True)
    other.start()
    other.join(0.3)
    assert other.is_alive()
    return other


@pytest.fixture
def published(vectors: dict[str, Any], tmp_path: Path) -> Log:
    """The published log with both checkpoints, cosigned as published."""
    replay = Replay(vectors)
    origin = replay.entries[0]["data"]["origin"]
    log = Log.create(tmp_path / "log.db", origin=origin, simulation=True)
    key, state = signing_key(vectors, "log"), signed(tmp_path)
    for entry in replay.entries:
        if entry["type"] == "log.heads":
            make_checkpoint(log, key, state)
            name = "first_checkpoint" if entry["position"] == 6 else "checkpoint"
            lines = parse_note(vectors[name]["cosigned_note"]).signatures[1:]
            for line in lines:
                add_cosignature(log, entry["position"], line)
        else:
            with log.write() as tx:
                replay.append(tx, entry)
    return log


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return forging.make(tmp_path_factory.mktemp("base"), commands=400)


@pytest.fixture
def copy(base: Base, tmp_path: Path) -> Path:
    path = tmp_path / "copy.db"
    shutil.copy(base.path, path)
    return path
