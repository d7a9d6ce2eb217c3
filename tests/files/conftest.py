"""A log and whoever works on it by the command line. All figures are synthetic."""

import shutil
from pathlib import Path

import pytest

from tests.operator.program import Operator
from tests.reading.program import lines, play_demonstration

FIGURES = {"official": 5, "probationary": 0, "exempt": 0, "had_committee": False}


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's season (synthetic), played once."""
    path = tmp_path_factory.mktemp("played") / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture
def season(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """An operator with a copy of that season, and two files of commands beside it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(played, tmp_path)
    for branch in ("X-1", "X-2"):
        (tmp_path / f"{branch}.jsonl").write_text(registering(branch))
    return Operator(tmp_path / played.name)


def registering(*branches: str) -> str:
    """Commands that register branches of the demonstration's campaign."""
    given = {"actor": "op:test", "command": "register_branch", "campaign": "gia-thuy-2017"}
    return lines(
        {
            **given,
            "recorded_at": "2017-12-01T09:00:00+07:00",
            "data": {"branch": branch, "name": f"Chi bộ {branch}", **FIGURES},
        }
        for branch in branches
    )
