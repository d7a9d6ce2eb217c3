"""`congress apply` as a process among others: asked line by line, killed, and in company."""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.replay import check
from event_store.log import Log
from tests.console.conftest import CONGRESS, entries, environment, fed
from tests.engine.laws import broken
from tests.engine.synthetic import CAMPAIGN, Envelope, Script, accept, new_engine, open_season

ROLLS = {f"B-{n:03d}": 5 for n in range(1, 41)}
MANY = 30_000
MEASURED = """
import resource, sys
import cli
try:
    cli.main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@contextmanager
def applying(folder: Path, *args: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start `congress apply -` and end it, whatever happens."""
    process = subprocess.Popen(
        [*CONGRESS, "apply", *args, "-"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        # In the background of a shell the signal is ignored, and children inherit that.
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - nothing else runs in the child
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def say(process: "subprocess.Popen[bytes]", text: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(text)


def hear(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Return the next result; it must come without anything more being said."""
    assert process.stdout is not None
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(process.stdout.fileno(), 1)
        assert read, "the answer broke off"
        line += read
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """A practice log with forty branches, as the log that commands take when none is named."""
    path = tmp_path / "congress.db"
    script = Script()
    open_season(script, ROLLS)
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, script.commands)
    return path


def findings(count: int, name: str, note: str = "chưa nêu khó khăn, thách thức") -> list[Envelope]:
    """Return facts that are always accepted, each with its own id."""
    script = Script(prefix=name).on("2017-08-01")
    branches = sorted(ROLLS)
    for number in range(count):
        finding = {"heading": "goals", "tag": "missing_challenges", "note": note}
        script.do("record_finding", branches[number % len(branches)], finding)
    return script.commands


def test_each_answer_comes_before_the_next_question(season: Path) -> None:
    with applying(season.parent) as process:
        for number, envelope in enumerate(findings(5, "q"), 1):
            say(process, fed([envelope]))
            answer = hear(process)
            assert (answer["line"], answer["outcome"]) == (number, "accepted")
            last = answer["events"][0]["position"]
            assert entries(season)[-1][0] == last, "answered, so it is in the log"
        say(process, b"\n# nothing to answer\n{nonsense\n")
        assert hear(process)["line"] == 8


def test_a_line_that_comes_in_pieces_is_one_line(season: Path) -> None:
    text = fed(findings(2, "q"))
    middle = text.index("nêu".encode()) + 2
    with applying(season.parent) as process:
        say(process, text[:middle])
        say(process, text[middle:-1])
        assert hear(process)["outcome"] == "accepted"
        say(process, text[-1:])
        assert hear(process)["outcome"] == "accepted"


def test_while_somebody_thinks_others_may_write(season: Path) -> None:
    first, second, third = findings(3, "q")
    with applying(season.parent) as one, applying(season.parent) as other:
        say(one, fed([first])[:-10])
        say(other, fed([second]))
        assert hear(other)["outcome"] == "accepted"
        say(one, fed([first])[-10:] + fed([third]))
        assert [hear(one)["outcome"] for _ in range(2)] == ["accepted", "accepted"]


@pytest.mark.parametrize("heard", [1, 700])
def test_what_was_answered_before_a_kill_is_in_the_log(season: Path, heard: int) -> None:
    commands = findings(6_000, "k")
    (season.parent / "commands.jsonl").write_bytes(fed(commands))
    process = subprocess.Popen(
        [*CONGRESS, "apply", "commands.jsonl"],
        cwd=season.parent,
        env=environment(),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    answers = [process.stdout.readline() for _ in range(heard)]
    process.send_signal(signal.SIGKILL)
    answers += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    whole = [json.loads(line) for line in answers if line.endswith(b"\n")]
    accepted = {a["command_id"]: a["events"] for a in whole if a["outcome"] == "accepted"}
    assert len(accepted) >= heard
    with Log.open(season, read_only=True) as log:
        for command_id, events in accepted.items():
            found = log.command(command_id)
            assert [entry["position"] for entry in found] == [e["position"] for e in events]
        assert broken(log.scan()) == []
        assert list(check(log, lifecycles())) == []


def test_after_a_kill_the_same_file_goes_on_where_it_stopped(season: Path) -> None:
    commands = findings(4_000, "k")
    (season.parent / "commands.jsonl").write_bytes(fed(commands))
    args = [*CONGRESS, "apply", "commands.jsonl"]
    first = subprocess.Popen(args, cwd=season.parent, env=environment(), stdout=subprocess.PIPE)
    assert first.stdout is not None
    first.stdout.readline()
    first.kill()
    first.communicate()
    done = subprocess.run(
        args, cwd=season.parent, env=environment(), capture_output=True, check=True
    )
    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert len(outcomes) == len(commands)
    duplicates = outcomes.count("duplicate")
    assert outcomes == ["duplicate"] * duplicates + ["accepted"] * (len(commands) - duplicates)
    assert duplicates
    assert len(entries(season)) == len(ROLLS) + 3 + len(commands)


@pytest.mark.parametrize("atomic", [False, True], ids=["each", "all or nothing"])
def test_two_at_once_lose_nothing(season: Path, atomic: bool) -> None:
    count = 1_500
    started = []
    for name in ("one", "two"):
        (season.parent / f"{name}.jsonl").write_bytes(fed(findings(count, name)))
        args = [*CONGRESS, "apply", *(["--atomic"] if atomic else []), f"{name}.jsonl"]
        started.append(
            subprocess.Popen(args, cwd=season.parent, env=environment(), stdout=subprocess.PIPE)
        )
    positions: list[int] = []
    for process in started:
        out, _ = process.communicate()
        assert process.returncode == 0
        answers = [json.loads(line) for line in out.splitlines()]
        assert [answer["line"] for answer in answers] == list(range(1, count + 1))
        own = [event["position"] for answer in answers for event in answer["events"]]
        assert own == sorted(own)
        positions += own
    assert sorted(positions) == list(range(len(ROLLS) + 4, len(ROLLS) + 4 + 2 * count))
    with Log.open(season, read_only=True) as log:
        assert broken(log.scan()) == []
        assert list(check(log, lifecycles())) == []


def test_an_interrupted_apply_says_so_by_130(season: Path) -> None:
    with applying(season.parent) as process:
        say(process, fed(findings(1, "q")))
        assert hear(process)["outcome"] == "accepted"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130


def peak_kilobytes(folder: Path, count: int) -> int:
    """Return the most memory that a file of so many commands takes."""
    path = folder / f"{count}.jsonl"
    with path.open("wb") as file:
        file.writelines(fed([envelope]) for envelope in findings(count, f"m{count}"))
    done = subprocess.run(
        [CONGRESS[0], "-c", MEASURED, "apply", path.name],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return int(done.stderr.split()[-1])


def test_a_long_file_takes_no_more_memory_than_a_short_one(season: Path) -> None:
    short = peak_kilobytes(season.parent, 1_000)
    long = peak_kilobytes(season.parent, MANY)
    assert long < short + 24_000, "thirty times the commands, and next to nothing more"
    connection = sqlite3.connect(season)
    (size,) = connection.execute("SELECT max(position) FROM entries").fetchone()
    connection.close()
    assert size == len(ROLLS) + 3 + 1_000 + MANY
    with Log.open(season, read_only=True) as log:
        assert log.version(f"congress/{CAMPAIGN}/B-001") == (1_000 + MANY) // len(ROLLS)
