"""Whoever may only read gets every answer, and leaves nothing beside the log.

Root is held back by no rights: the commands run in a process that has given that up.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from event_store.sqlite_opening import open_reader, settle
from tests.backup.conftest import grow
from tests.event_store.conftest import append
from tests.operator.program import ROOT, Operator

READING = (
    ("status", "-o", "json"),
    ("show", "TDP-08", "-o", "json"),
    ("history", "TDP-08", "-o", "json"),
    ("log", "-o", "jsonl"),
    ("verify", "--full", "-o", "json"),
    ("verify", "-o", "json"),
    ("audit", "-o", "json"),
    ("export",),
    ("find", "TDP", "-o", "json"),
    ("next", "TDP-08", "-o", "json"),
    ("diff", "TDP-08", "1..30"),
    ("blame", "TDP-08"),
    ("radar", "-o", "json"),
    ("officers", "-o", "json"),
    ("attempts", "-o", "json"),
    ("cursors", "-o", "json"),
    ("projections", "-o", "json"),
    ("replay", "--check"),
    ("subscribe", "--after", "3"),
    ("checkpoint", "-o", "json"),
)
SAYS_MORE = ("doctor", "-o", "json")
CHILD = """
import json, sys
from pathlib import Path
from tests.operator.program import Operator
log, calls = sys.argv[1], json.loads(sys.argv[2])
print(json.dumps([[d.code, d.out, d.err] for d in (Operator(Path(log)).run(*c) for c in calls)]))
"""


def as_reader(log: Path, *calls: tuple[str, ...], temporary: Path) -> list[list[Any]]:
    """Run commands, one after the other, as somebody who may write nothing there."""
    temporary.mkdir(exist_ok=True)
    temporary.chmod(0o777)
    held_back: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv")
        rights = "-dac_override,-dac_read_search"
        held_back = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
    done = subprocess.run(
        [*held_back, sys.executable, "-c", CHILD, str(log), json.dumps(calls)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[Any]] = json.loads(done.stdout)
    return found


@contextlib.contextmanager
def for_reading_only(folder: Path) -> Iterator[None]:
    """Take the right to write from a folder and what is in it."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@pytest.fixture
def kept(played: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Operator:
    """A log in a folder of its own: closed, or as a killed writer left it."""
    folder = tmp_path / "kept"
    folder.mkdir()
    log = folder / "season.db"
    shutil.copy(played, log)
    if request.param != "closed":
        with Log.open(log) as writer:
            append(writer, 3)
            for end in ("", "-wal", "-shm"):
                shutil.copy(f"{log}{end}", tmp_path / f"left{end}")
        for end in ("", "-wal", "-shm"):
            shutil.copy(tmp_path / f"left{end}", f"{log}{end}")
        shm = folder / "season.db-shm"
        if request.param == "without -shm":
            shm.unlink()
    return Operator(log)


@pytest.mark.parametrize("kept", ["closed", "killed", "without -shm"], indirect=True)
def test_every_answer_is_that_of_somebody_who_may_write(kept: Operator, tmp_path: Path) -> None:
    folder = kept.log.parent
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with for_reading_only(folder):
        found = as_reader(kept.log, *READING, SAYS_MORE, temporary=tmp_path / "t")
    for words, (code, out, err) in zip(READING, found, strict=False):
        expected = Operator(other / "season.db").run(*words)
        assert (words, code, err) == (words, 0, expected.err)
        assert out == expected.out.replace(str(other), str(folder)), words
    code, out, err = found[-1]
    assert code == 0, (out, err)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not list((tmp_path / "t").glob("congress-read-*"))


@pytest.mark.parametrize("kept", ["killed"], indirect=True)
def test_a_shared_file_that_may_not_be_read_is_done_without(
    kept: Operator, tmp_path: Path
) -> None:
    with for_reading_only(kept.log.parent):
        kept.log.with_name("season.db-shm").chmod(0)
        found = as_reader(
            kept.log, ("log", "-o", "jsonl"), ("verify", "--full"), temporary=tmp_path / "t"
        )
    assert [code for code, _, _ in found] == [0, 0], found
    with Log.open(kept.log, read_only=True) as log:
        assert found[0][1].count("\n") == log.size


@pytest.mark.parametrize("kept", ["closed"], indirect=True)
def test_a_copy_is_made_by_whoever_may_only_read(kept: Operator, tmp_path: Path) -> None:
    place = tmp_path / "t"
    with for_reading_only(kept.log.parent):
        backup = ("backup", str(place / "copy.db"))
        ((code, _, err), (refused, _, told)) = as_reader(
            kept.log,
            backup,
            ("advance", "TDP-02", "plan", "--planned-on", "2017-12-21", "--place", "Hội trường"),
            temporary=place,
        )
    assert code == 0, err
    assert Operator(place / "copy.db").run("verify", "--full").code == 0
    assert refused == 7, told


@pytest.mark.parametrize("kept", ["closed"], indirect=True)
def test_what_changes_while_it_is_read_is_not_answered_from(
    kept: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as a file that nobody changes, which somebody changes all the same."""
    from event_store import sqlite_opening
    from event_store.errors import StoreUnavailableError

    monkeypatch.setattr(sqlite_opening, "is_frozen", lambda _: True)
    with Log.open(kept.log, read_only=True) as log:
        size = log.size
        with pytest.raises(StoreUnavailableError) as caught, log.reading():
            grow(kept.log, 1)
        assert caught.value.cause == "changed"
        assert log.size == size + 1, "it is looked at anew"
    connection = open_reader(str(kept.log))
    settle(connection)
    connection.close()


@pytest.mark.parametrize("kept", ["closed"], indirect=True)
def test_who_may_not_read_the_log_is_told_so(kept: Operator, tmp_path: Path) -> None:
    kept.log.chmod(0)
    asking = (("log",), ("doctor",), ("backup", str(tmp_path / "copy.db")))
    calls = [("--lang", each, *words) for each in ("en", "vi") for words in asking]
    try:
        found = as_reader(kept.log, *calls, temporary=tmp_path / "t")
    finally:
        kept.log.chmod(0o644)
    for words, (code, out, err) in zip(calls, found, strict=True):
        assert code == 7, (words, out, err)
        told = {"en": "there is no right to read it", "vi": "không có quyền đọc"}[words[1]]
        assert told in out + err, (words, out, err)
        assert "quyền ghi" not in out + err
        assert "cannot be written" not in out + err


@pytest.mark.parametrize("kept", ["closed"], indirect=True)
def test_who_may_not_read_the_attempts_is_told_so(kept: Operator, tmp_path: Path) -> None:
    kept.run("advance", "plan", "TDP-99")
    attempts = kept.log.with_name("season.db.attempts")
    attempts.touch()
    attempts.chmod(0)
    ((code, out, err),) = as_reader(kept.log, ("attempts",), temporary=tmp_path / "t")
    assert (code, out) == (7, "")
    assert "there is no right to read it" in err
