"""`congress watch`: the board as it changes, for people and for programs."""

import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from typing import Any

import pytest

from event_store.clock import normal
from event_store.log import Log
from tests.season import commands as c
from tests.subscribing.running import ROOT, call, congress, environment, moved_away, running

NOT_DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def record(log: Path, *commands: dict[str, Any]) -> None:
    """Record commands, each on the evening of its day, or right after what is on record."""
    with Log.open(log, read_only=True) as opened:
        now = opened.entry(opened.size)["recorded_at"]
    sent = []
    for command in commands:
        now = max(now, normal(f"{command['occurred_on']}T18:00:00+07:00"))
        sent.append(json.dumps({**command, "recorded_at": now}) + "\n")
    done = congress(log, "apply", "-", said="".join(sent))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A campaign of one branch that is not planned yet."""
    path = tmp_path / "season.db"
    assert congress(path, "init", "--simulation").returncode == 0
    record(path, c.open_campaign(), c.register(c.LARGE))
    return path


def test_programs_get_a_line_whenever_the_board_changes(log: Path) -> None:
    with running(log, "watch") as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        record(log, c.plan(c.LARGE, "2017-08-20"))
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130
        assert process.stdout.read() == ""
    assert (first["by_state"]["unplanned"], first["by_state"]["planned"]) == (1, 0)
    assert (second["by_state"]["unplanned"], second["by_state"]["planned"]) == (0, 1)
    assert second["position"] == first["position"] + 1
    status = json.loads(congress(log, "status", "-o", "json").stdout)
    assert {k: v for k, v in second.items() if k != "position"} == status


def test_what_does_not_change_the_board_gives_no_line(log: Path) -> None:
    note = c.of_branch("attach_document", c.LARGE, "2017-07-02", kind="letter", number="1")
    with running(log, "watch") as process:
        assert process.stdout is not None
        process.stdout.readline()
        record(log, note)
        record(log, c.plan(c.LARGE, "2017-08-20"))
        assert json.loads(process.stdout.readline())["by_state"]["planned"] == 1


def test_a_campaign_that_does_not_exist_is_not_found(log: Path) -> None:
    done = congress(log, "watch", "--campaign", "another")
    assert (done.returncode, done.stdout) == (5, "")


def test_a_lost_log_ends_the_watch(log: Path) -> None:
    with running(log, "watch") as process:
        assert process.stdout is not None
        process.stdout.readline()
        moved_away(log)
        assert process.wait(30) == 7


class Terminal:
    """A terminal of 80 columns, and what was drawn on it."""

    def __init__(self, master: int) -> None:
        self._master = master
        self.drawn = ""

    def until(self, pattern: str) -> None:
        """Wait until `pattern` stands there."""
        deadline = time.monotonic() + 30
        while not re.search(pattern, self.screen()):
            assert time.monotonic() < deadline, self.drawn
            if select.select([self._master], [], [], 0.1)[0]:
                self.drawn += os.read(self._master, 65536).decode()

    def screen(self) -> str:
        """What stands there since the last time that drawing began at the top."""
        return NOT_DRAWN.sub("", self.drawn.rpartition("\x1b[H")[2])


@contextmanager
def on_terminal(
    log: Path, *arguments: str, rows: int = 40
) -> Iterator[tuple["subprocess.Popen[bytes]", Terminal]]:
    """Run the program on a terminal of its own."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    with subprocess.Popen(
        call(log, *arguments),
        cwd=ROOT,
        env={**environment(), "TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as process:
        os.close(slave)
        try:
            yield process, Terminal(master)
        finally:
            process.kill()
            os.close(master)


def test_people_see_the_board_redrawn(log: Path) -> None:
    with on_terminal(log, "watch") as (process, terminal):
        terminal.until("Watching; Ctrl-C ends.")
        assert re.search(r"not planned +1\b", terminal.screen())
        record(log, c.plan(c.LARGE, "2017-08-20"))
        terminal.until(r"not planned +0\b")
        assert re.search(r"\nplanned +1\b", terminal.screen())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_the_board_keeps_to_a_small_terminal(log: Path) -> None:
    with on_terminal(log, "watch", rows=6) as (_, terminal):
        terminal.until("held")
        assert terminal.drawn.rpartition("\x1b[H")[2].count("\n") <= 5
