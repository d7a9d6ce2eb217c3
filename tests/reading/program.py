"""What the reading tests share: the program on a log, and the demonstration's season."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from application.congresses.demonstration import chapters
from application.congresses.packaged import demonstration, lifecycles
from console.language import asked, speaking
from console.program import program
from engine.advance import Engine
from engine.feeding import feed
from event_store.log import Log

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import cli; cli.main()"
LANGUAGES = ("en", "vi")


def congress(
    log: Path, *words: str, said: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the program on a log, in English if not said otherwise."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "--log", str(log), *words],
        cwd=log.parent if log.parent.is_dir() else ROOT,
        env=environment(**variables),
        input=said,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def environment(**variables: str) -> dict[str, str]:
    """The environment of a run, free of what the tester has set."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONGRESS_", "NO_COLOR"))}
    return {**kept, "PYTHONPATH": str(ROOT), "CONGRESS_LANG": "en", **variables}


def answer(log: Path, *words: str, **variables: str) -> Any:
    """The JSON that a question is answered with; asked within this process, which is quicker."""
    call = ["--log", str(log), *words, "-o", "json"]
    with speaking(asked([], {"CONGRESS_LANG": "en", **variables})):
        done = CliRunner().invoke(program(), call, env=variables)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def lines(commands: Iterable[dict[str, Any]]) -> str:
    """A file of commands."""
    return "".join(json.dumps(command, ensure_ascii=False) + "\n" for command in commands)


def play_demonstration(log: Path) -> None:
    """Record the demonstration's season (synthetic) in a new log."""
    with Log.create(log, simulation=True) as opened:
        engine = Engine(opened, lifecycles())
        for _ in feed(engine, [chapter.lines for chapter in chapters(demonstration())]):
            pass
