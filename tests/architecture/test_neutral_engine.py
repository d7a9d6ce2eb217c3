"""The engine knows no congress: what it is about is handed in, down to the last word."""

import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "engine"
FOREIGN = re.compile("campaign|branch|congress|chi bộ|đại hội|đợt", re.IGNORECASE)


@pytest.mark.parametrize("file", sorted(ENGINE.rglob("*")), ids=lambda file: file.name)
def test_no_file_of_the_engine_has_a_word_of_congresses(file: Path) -> None:
    assert FOREIGN.search(file.name) is None
    if file.is_file() and file.suffix != ".pyc":
        lines = file.read_text("utf-8").splitlines()
        assert [line for line in lines if FOREIGN.search(line)] == []
