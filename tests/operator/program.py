"""The program as the operator runs it: in this process, as one of its own, on a terminal."""

import gettext
import io
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import cli

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which a program that says nothing more is given up."""


@dataclass(frozen=True)
class Done:
    """What came of one run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Operator:
    """Somebody who works on one log."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def run(self, *words: str, said: str = "") -> Done:
        """Run the program in this process, in English, with nobody at a terminal."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        given = io.TextIOWrapper(io.BytesIO(said.encode()), encoding="utf-8")
        argv = ["congress", "--log", str(self.log), *words]
        with (
            patch.multiple(sys, argv=argv, stdin=given, stdout=out, stderr=err),
            patch.dict(os.environ, self.environment(), clear=True),
            # A run in Vietnamese must not leave click's words so for the next.
            patch.multiple(gettext, dgettext=gettext.dgettext, dngettext=gettext.dngettext),
        ):
            code = _code()
        return Done(code, *(_text(stream) for stream in (out, err)))

    def ok(self, *words: str) -> Done:
        """Run what must succeed."""
        done = self.run(*words)
        assert done.code == 0, (words, done.out, done.err)
        return done

    def spawn(self, *words: str, **variables: str) -> Done:
        """Run the program as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", "import cli; cli.main()", "--log", str(self.log), *words],
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def talk(self, words: Sequence[str], answers: Sequence[tuple[str, str]]) -> Done:
        """Run it on a terminal; each answer is typed once what comes before it was asked."""
        main, below = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-c", "import cli; cli.main()", "--log", str(self.log), *words],
            env=self.environment(TERM="xterm", COLUMNS="100"),
            stdin=below,
            stdout=below,
            stderr=below,
            start_new_session=True,
        ) as process:
            os.close(below)
            try:
                said = _conversation(main, answers)
            finally:
                os.close(main)
            return Done(process.wait(), said, "")

    @staticmethod
    def environment(**variables: str) -> Mapping[str, str]:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("CONGRESS_", "_CONGRESS"))
        }
        home = {"PYTHONPATH": str(ROOT), "CONGRESS_LANG": "en", "CONGRESS_ACTOR": "op:test"}
        return {**kept, **home, **variables}


def _code() -> int:
    try:
        cli.main()
    except SystemExit as leave:
        return int(leave.code or 0)
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


def _conversation(terminal: int, answers: Sequence[tuple[str, str]]) -> str:
    """Return all that was said on the terminal until the program ended."""
    said, seen, waiting = "", 0, list(answers)
    while True:
        if waiting and (at := said.find(waiting[0][0], seen)) >= 0:
            seen = at + len(waiting[0][0])
            os.write(terminal, waiting.pop(0)[1].encode())
            continue
        assert select.select([terminal], [], [], PATIENCE)[0], (said, waiting)
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the program closed the terminal
            piece = b""
        if not piece:
            assert not waiting, (said, waiting)
            return said.replace("\r\n", "\n")
        said += piece.decode(errors="replace")
