"""A log whose file has several names is read, and never written to."""

import json
import os
from pathlib import Path

import pytest

from event_store.errors import LinkedLockError, LinkedLogError
from event_store.log import Log
from tests.event_store.conftest import append
from tests.operator.program import Operator

WRITING = (
    ("apply", "X-1.jsonl"),
    ("advance", "TDP-02", "plan", "--planned-on", "2017-12-21", "--place", "Nhà văn hóa"),
    ("campaign", "close-campaign", "--actor", "op:a"),
    ("person", "add", "m-999", "--name", "Người Thử Nghiệm", "--actor", "op:a"),
)
READING = (
    ("status",),
    ("show", "TDP-08"),
    ("history", "TDP-08"),
    ("log", "-o", "jsonl"),
    ("verify", "--full"),
    ("audit",),
    ("find", "TDP"),
)


@pytest.fixture
def linked(season: Operator) -> Operator:
    """A log with a second name."""
    os.link(season.log, season.log.with_name("snap.db"))
    return season


@pytest.mark.parametrize("words", WRITING)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_is_recorded_by_either_name(
    linked: Operator, words: tuple[str, ...], language: str
) -> None:
    before = linked.log.read_bytes()
    for name in ("season.db", "snap.db"):
        operator = Operator(linked.log.with_name(name))
        done = operator.run("--lang", language, *words)
        assert (done.code, done.out) == (7, "")
        assert "congress backup" in done.err
        assert ("liên kết cứng" if language == "vi" else "more than one name") in done.err
    assert linked.log.read_bytes() == before
    assert not any(path.stat().st_size for path in linked.log.parent.glob("*-wal"))


@pytest.mark.parametrize("words", READING)
def test_it_is_read_and_said_to_have_two_names(linked: Operator, words: tuple[str, ...]) -> None:
    done = linked.run(*words)
    assert done.code == 0, done.err
    assert "2 names" in done.err
    assert "2 tên" in linked.run("--lang", "vi", *words).err


def test_doctor_names_it(linked: Operator) -> None:
    done = linked.run("doctor", "-o", "json")
    (found,) = [one for one in json.loads(done.out)["checks"] if one["check"] == "names_of_file"]
    assert found["state"] == "fault"
    assert "2" in found["found"]
    assert "congress backup" in found["advice"]
    assert done.code == 7


def test_a_copy_is_the_way_out(linked: Operator, tmp_path: Path) -> None:
    assert linked.run("backup", str(tmp_path / "own.db")).code == 0
    own = Operator(tmp_path / "own.db")
    done = own.run("apply", "X-1.jsonl")
    assert (done.code, done.err) == (0, "")
    assert linked.run("restore", str(own.log), "--force").code == 0
    assert linked.run("apply", "X-2.jsonl").code == 0
    assert linked.run("verify", "--full").code == 0


def test_a_link_made_while_a_writer_is_open_stops_it(season: Operator) -> None:
    other = season.log.with_name("snap.db")
    with Log.open(season.log) as log:
        append(log)
        size = log.size
        os.link(season.log, other)
        with pytest.raises(LinkedLogError) as caught:
            append(log)
        assert caught.value.names == 2
        assert Operator(other).spawn("apply", "X-1.jsonl").code == 7
        other.unlink()
        append(log)
        assert log.size == size + 1
    assert season.run("verify", "--full").code == 0


@pytest.mark.parametrize("kind", ["hard", "symbolic"])
def test_a_copy_is_not_made_over_another_name_of_the_log(season: Operator, kind: str) -> None:
    other = season.log.with_name("snap.db")
    if kind == "hard":
        os.link(season.log, other)
    else:
        other.symlink_to(season.log)
    before = season.log.read_bytes()
    for words in (("backup", str(other), "--force"), ("restore", str(other), "--force")):
        done = season.run(*words)
        assert (done.code, done.out) == (3, "")
        assert "itself" in done.err
    assert (season.log.read_bytes(), season.log.stat().st_ino) == (before, other.stat().st_ino)


@pytest.mark.parametrize("kind", ["hard", "symbolic"])
@pytest.mark.parametrize("of", ["log", "another file"])
def test_a_lock_that_is_a_link_is_refused(season: Operator, kind: str, of: str) -> None:
    lock = season.log.with_name("season.db.lock")
    lock.unlink(missing_ok=True)
    target = season.log if of == "log" else season.log.with_name("letter.txt")
    if of != "log":
        target.write_text("a letter")
    before = target.read_bytes()
    (lock.symlink_to if kind == "symbolic" else lock.hardlink_to)(target)
    with Log.open(season.log) as log, pytest.raises((LinkedLockError, LinkedLogError)):
        append(log)
    done = season.run("apply", "X-1.jsonl")
    assert (done.code, done.out) == (7, "")
    assert target.read_bytes() == before
    lock.unlink()
    assert season.run("apply", "X-1.jsonl").code == 0
