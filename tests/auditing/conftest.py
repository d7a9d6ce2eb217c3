"""Where the logs of the tests of auditing are, and a season to look at. All synthetic."""

from pathlib import Path

import pytest

from tests.auditing.record import by_day, recorded
from tests.reading.program import play_demonstration
from tests.season.stories import finished


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log that is not there yet."""
    return tmp_path / "season.db"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of the demonstration; tests only read it."""
    path = tmp_path_factory.mktemp("demonstration") / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season in which everything went as it should; tests only read it."""
    return recorded(tmp_path_factory.mktemp("clean") / "season.db", *by_day(finished())).close()
