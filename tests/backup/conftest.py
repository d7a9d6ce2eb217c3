"""A season to copy, and the program as an operator calls it. All figures are synthetic."""

from pathlib import Path

import pytest

from event_store.log import Log
from tests.event_store.conftest import append
from tests.reading.program import congress, play_demonstration


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """The log of the demonstration."""
    path = tmp_path / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A log of a few entries."""
    path = tmp_path / "season.db"
    with Log.create(path) as log:
        append(log, 20)
    return path


def refused(log: Path, code: int, *words: str, **variables: str) -> str:
    """Run a command that is refused with an exit code, and return what it says."""
    done = congress(log, *words, **variables)
    assert (done.returncode, done.stdout) == (code, "")
    return done.stderr


def grow(path: Path, count: int = 5) -> None:
    """Append to a log."""
    with Log.open(path) as log:
        append(log, count)


def contents(path: Path) -> tuple[int, bytes]:
    """Size and root of a log."""
    with Log.open(path, read_only=True) as log:
        return log.size, log.root()


def files(folder: Path) -> set[str]:
    """The names in a folder, without what a reader leaves beside a log."""
    found = (path.name for path in folder.iterdir())
    return {name for name in found if not name.endswith(("-shm", "-wal", ".lock", ".attempts"))}
