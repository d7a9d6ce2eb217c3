"""On Windows itself the program cannot work, and says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.operator.program import ROOT, Operator

WITHOUT_LOCKS = "import sys; sys.modules['fcntl'] = None; import cli; cli.main()"


@pytest.mark.parametrize(("spoken", "told"), [("en", "run it in WSL"), ("vi", "chạy trong WSL")])
def test_a_system_without_file_locks_is_sent_to_wsl(
    tmp_path: Path, spoken: str, told: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LOCKS, "--log", str(tmp_path / "season.db"), "init"],
        env=Operator.environment(CONGRESS_LANG=spoken), stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, told in done.stderr) == (7, "", True)
    assert "wsl --install -d Ubuntu-24.04" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_vietnamese_part_begins_with_it() -> None:
    text = (ROOT / "README.md").read_text()
    start = text.index("## Tiếng Việt")
    assert "Windows" in text[start:].splitlines()[2]
    assert "wsl --install -d Ubuntu-24.04" in "".join(text[start:].splitlines()[:10])
