"""One log of the demonstration for all tests of the folder, copied for those that change it."""

from pathlib import Path

import pytest

from tests.subscribing.running import copied, season


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that nobody changes."""
    return season(tmp_path_factory.mktemp("played"))


@pytest.fixture
def log(played: Path, tmp_path: Path) -> Path:
    """A log of one's own."""
    return copied(played, tmp_path)
