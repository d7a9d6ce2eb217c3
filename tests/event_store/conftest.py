"""What the log's tests share: the published vectors, and a log on either store. All synthetic."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from event_store.log import Draft, Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def note(n: int = 1, stream: str = "note/a", **more: Any) -> Draft:
    """A small system entry that needs neither rules nor a date."""
    return Draft(actor="op:test", stream=stream, type="note.taken", data={"n": n}, **more)


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
        made.append(Log.create(path, clock=clock, **options))
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
