"""The demonstration's season, recorded once; tests work on copies. All figures are synthetic."""

from pathlib import Path

import pytest

from tests.reading.program import play_demonstration


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log as this program records it."""
    path = tmp_path_factory.mktemp("newer") / "season.db"
    play_demonstration(path)
    return path
