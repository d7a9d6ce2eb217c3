"""The program in a process of its own, on a log of the demonstration (synthetic)."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from unittest.mock import patch

import pytest

import cli
from application.congresses.packaged import demonstration
from tests.operator.program import Done

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = 145
"""Entries of the demonstration's log."""


def call(log: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", "import cli; cli.main()", "--log", str(log), *arguments]


def environment(language: str = "en") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("LINES", "COLUMNS")}
    return {**kept, "CONGRESS_LANG": language, "PYTHONPATH": str(ROOT)}


def congress(
    log: Path, *arguments: str, said: str = "", language: str = "en"
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        call(log, *arguments),
        cwd=ROOT,
        env=environment(language),
        input=said,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def run(log: Path, *arguments: str) -> Done:
    """Run the program to its end in this process, its output being a file of the system."""
    with (
        TemporaryFile("w+", encoding="utf-8") as out,
        TemporaryFile("w+", encoding="utf-8") as err,
    ):
        with (
            patch.multiple(sys, argv=["congress", "--log", str(log), *arguments]),
            patch.multiple(sys, stdout=out, stderr=err),
            patch.dict(os.environ, environment(), clear=True),
            pytest.raises(SystemExit) as left,
        ):
            cli.main()
        for stream in (out, err):
            stream.seek(0)
        return Done(int(left.value.code or 0), out.read(), err.read())


@contextmanager
def running(log: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the program beside the test; it is killed if the test leaves it running."""
    with subprocess.Popen(
        call(log, *arguments),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def season(path: Path, name: str = "season.db") -> Path:
    """A log of the demonstration in a folder."""
    log = path / name
    assert congress(log, "init", "--simulation").returncode == 0
    done = congress(log, "apply", str(demonstration()))
    assert len(done.stdout.splitlines()) > 100, done.stderr
    return log


def copied(log: Path, folder: Path) -> Path:
    """A log and nothing beside it, in another folder."""
    with sqlite3.connect(log) as source, sqlite3.connect(folder / log.name) as target:
        source.backup(target)
    return folder / log.name


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def positions(text: str) -> list[int]:
    return [int(event["sequence"]) for event in events(text)]


def without(log: Path, *removed: int) -> None:
    """Remove entries behind the program's back."""
    with sqlite3.connect(log) as connection:
        connection.execute("DROP TRIGGER entries_no_delete")
        for position in removed:
            connection.execute("DELETE FROM entries WHERE position = ?", (position,))


def moved_away(log: Path) -> None:
    shutil.move(log, log.with_name("elsewhere.db"))
