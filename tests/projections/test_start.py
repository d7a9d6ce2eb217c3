"""What a reading command imports once the views are warm: start-up is mostly imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading.program import environment, play_demonstration

START = """
import json, sys
import cli
sys.argv = ["congress", "--log", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    status = end.code
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps([status, sorted(names)]), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("season") / "season.db"
    play_demonstration(path)
    return path


def imported(log: Path, *words: str) -> set[str]:
    call = [sys.executable, "-c", START, str(log), *words]
    done = subprocess.run(call, env=environment(), capture_output=True, text=True, check=False)
    status, names = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(names)


@pytest.mark.parametrize("words", [("status",), ("show", "TDP-08"), ("history", "TDP-08")])
def test_reading_needs_no_library_that_only_writing_needs(
    log: Path, words: tuple[str, ...]
) -> None:
    assert "eventsourcing" in imported(log, "replay")
    assert imported(log, *words).isdisjoint({"eventsourcing", "transitions", "rich", "pydantic"})
