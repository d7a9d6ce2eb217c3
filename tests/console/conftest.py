"""The command `congress` as people and programs call it: a process, two streams, an exit code.

The seasons are synthetic.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from tests.engine.synthetic import Envelope, Script, accept, new_engine
from tests.engine.whole_season import whole_season

ROOT = Path(__file__).resolve().parents[2]
CONGRESS = [sys.executable, "-c", "import cli; cli.main()"]
QUIET = ("CONGRESS_", "LC_", "LANG", "NO_COLOR", "PAGER", "COLUMNS")


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, what it answered, what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The answer, one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        """The answer, one JSON value."""
        return json.loads(self.out)


def environment(language: str = "en", **more: str) -> dict[str, str]:
    """Return the environment of a command: the language, and nothing of this machine's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(QUIET)}
    return {**kept, "PYTHONPATH": str(ROOT), "CONGRESS_LANG": language, "TERM": "dumb", **more}


Run = Callable[..., Done]


@pytest.fixture
def congress(tmp_path: Path) -> Run:
    """Run one command in the test's own folder."""

    def run(
        *args: str | Path,
        input: bytes | str | Iterable[Envelope] = b"",  # noqa: A002 - as subprocess names it
        language: str = "en",
        **more: str,
    ) -> Done:
        done = subprocess.run(
            [*CONGRESS, *map(str, args)],
            input=fed(input),
            cwd=tmp_path,
            env=environment(language, **more),
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def fed(given: bytes | str | Iterable[Envelope]) -> bytes:
    """Return the bytes of a file of commands."""
    if isinstance(given, bytes):
        return given
    if isinstance(given, str):
        return given.encode()
    return b"".join(json.dumps(e, ensure_ascii=False).encode() + b"\n" for e in given)


def entries(path: Path) -> list[tuple[Any, ...]]:
    """Return every row of the record as it lies in the file."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = connection.execute("SELECT * FROM entries ORDER BY position").fetchall()
    connection.close()
    return found


def bare(commands: Iterable[Envelope]) -> list[Envelope]:
    """Return commands without ids: the same may be asked again."""
    return [{k: v for k, v in envelope.items() if k != "command_id"} for envelope in commands]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole season, made once."""
    path = tmp_path_factory.mktemp("whole") / "congress.db"
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, [*whole_season(), *afterwards()])
    return path


def afterwards() -> list[Envelope]:
    """Return what lets every example of the help find what it speaks of."""
    script = Script(prefix="later").on("2017-09-20")
    figures = {"official": 5, "probationary": 0, "exempt": 0, "had_committee": False}
    script.do(
        "register_branch",
        data={"branch": "TH-01", "name": "Chi bộ Trường Tiểu học", **figures},
    )
    for number in range(20):
        note = f"lần {number}: chưa bám nghị quyết"
        finding = {"heading": "goals", "tag": "missing_forecast", "note": note}
        script.do("record_finding", "TDP-05", finding)
    return script.commands


@pytest.fixture
def season(whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole season, as the log that commands take when none is named."""
    for path in whole.parent.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / whole.name


@pytest.fixture
def empty(congress: Run, tmp_path: Path) -> Path:
    """A new practice log, as the one that commands take when none is named."""
    assert congress("init", "--simulation").code == 0
    return tmp_path / "congress.db"
