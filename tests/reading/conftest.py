"""A season to read in: the demonstration, recorded once. All figures are synthetic."""

from pathlib import Path

import pytest

from tests.reading.program import play_demonstration


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of the demonstration; tests only read it."""
    path = tmp_path_factory.mktemp("season") / "season.db"
    play_demonstration(path)
    return path
