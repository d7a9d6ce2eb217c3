"""Whom files let in that are made beside a log and a key, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from event_store.disk import replace_file, write_new
from event_store.lock import FileLock
from event_store.log import Log
from event_store.proof.keys import make_key
from event_store.proof.notes import LOG_KEY
from tests.event_store.conftest import append


@pytest.fixture(params=[0o000, 0o002, 0o022, 0o077, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Some umasks, one after another."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path | str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    key = str(tmp_path / "log.key")
    make_key(key, "a.example/log", LOG_KEY, bytes)
    replace_file(tmp_path / "made", b"x")
    write_new(tmp_path / "new", b"x")
    assert {mode(path) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.usefixtures("umask")
def test_the_lock_of_a_new_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    with Log.create(path, origin="a.example/log") as log:
        append(log)
    assert mode(f"{path}.lock") == 0o600


@pytest.mark.parametrize(
    ("of_log", "of_lock"),
    [(0o600, 0o600), (0o644, 0o600), (0o660, 0o660), (0o664, 0o660), (0o666, 0o666)],
)
@pytest.mark.usefixtures("umask")
def test_a_lock_lets_in_those_who_may_write_the_log(
    tmp_path: Path, of_log: int, of_lock: int
) -> None:
    path = tmp_path / "season.db"
    path.touch()
    path.chmod(of_log)
    with closing(FileLock(f"{path}.lock")) as lock, lock:
        assert mode(f"{path}.lock") == of_lock


def test_a_lock_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "season.db.lock"
    path.touch()
    path.chmod(0o640)
    with closing(FileLock(str(path))) as lock, lock:
        assert mode(path) == 0o640


def test_replacing_a_file_touches_no_other(tmp_path: Path) -> None:
    names = ("a.new", ".a.new", ".a.1.congress-new", ".b.0123456789abcdef.congress-new")
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    replace_file(tmp_path / "a", b"1")
    replace_file(tmp_path / "a", b"2")
    assert {path.name for path in tmp_path.iterdir()} == {"a", *names}
    assert all((tmp_path / name).read_bytes() == b"mine" for name in names)


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    if (child := os.fork()) == 0:
        os.fsync = lambda _: os._exit(0)  # type: ignore[assignment] # the power goes
        replace_file(tmp_path / "a", b"1")
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [path.name.startswith(".a.") for path in tmp_path.iterdir()] == [True]
    replace_file(tmp_path / "a", b"2")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_could_not_be_put_in_place_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "folder" / "below").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "folder", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
