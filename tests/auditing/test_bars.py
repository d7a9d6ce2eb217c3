"""Long work shows how far it is, on a terminal and nowhere else. The season is synthetic."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading.program import environment

IMPATIENT = "import console.calling as c; c.LONG = 10; import cli; cli.main()"
"""The program, which takes for long what is short."""


def on_terminal(log: Path, *words: str, out: Path) -> str:
    """Run the program with speech going to a terminal and data into a file; return the speech."""
    terminal, below = pty.openpty()
    with out.open("wb") as data:
        call = [sys.executable, "-c", IMPATIENT, "--log", str(log), *words]
        done = subprocess.run(
            call, env=environment(TERM="xterm"), stdout=data, stderr=below, check=False
        )
    os.close(below)
    said = os.read(terminal, 1 << 16).decode() if done.returncode == 0 else ""
    os.close(terminal)
    return said


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (("audit", "-o", "jsonl"), "auditing"),
        (("export",), "exporting"),
        (("export", "-o", "csv"), "exporting"),
        (("export", "--campaign", "gia-thuy-2017"), "exporting"),
    ],
)
def test_bar_goes_to_the_terminal_and_the_data_elsewhere(
    words: tuple[str, ...], label: str, clean: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answer"
    said = on_terminal(clean, *words, out=out)
    assert label in said
    assert "100%" in said
    assert label not in out.read_text("utf-8")
