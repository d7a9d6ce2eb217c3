"""Checkpoints: what is signed, that it is kept first, and that no key signs two histories."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from event_store.errors import StoreUnavailableError
from event_store.log import Log
from event_store.proof.automatic import Automatic
from event_store.proof.checkpoints import cosigned_note, make_checkpoint, size_cosigned
from event_store.proof.errors import BadKeyError, BadNoteError, ForkError, NoCheckpointError
from event_store.proof.keys import (
    KeyExistsError,
    KeyMissingError,
    Signed,
    SigningKey,
    StateMissingError,
    make_key,
    read_key,
    state_path,
)
from event_store.proof.notes import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from tests.event_store.conftest import append
from tests.proof.conftest import has_to_wait, signed, signing_key

KEY = SigningKey("congress.local/log", LOG_KEY, bytes(range(32)))
"""Published here: never to be used."""


def test_the_published_checkpoints_come_out_byte_for_byte(
    published: Log, vectors: dict[str, Any]
) -> None:
    assert str(cosigned_note(published, 6)) == vectors["first_checkpoint"]["cosigned_note"]
    assert str(cosigned_note(published, 13)) == vectors["checkpoint"]["cosigned_note"]
    assert published.checkpoints()[-1] == (13, vectors["checkpoint"]["note"])


def test_signing_again_changes_nothing(published: Log, vectors: dict[str, Any]) -> None:
    state = Signed(str(Path(published.path).parent / "key"))
    note = make_checkpoint(published, signing_key(vectors, "log"), state)
    assert str(note) == vectors["checkpoint"]["note"]
    assert (published.size, len(published.checkpoints())) == (13, 2)


def test_the_last_leaf_is_the_heads_of_all_before(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        append(log, 3)
        checkpoint = parse_checkpoint(make_checkpoint(log, KEY, signed(tmp_path)).text)
        last = log.entry(checkpoint.size)
        assert (last["type"], last["data"]["size"]) == ("log.heads", checkpoint.size - 1)
        assert checkpoint.root == log.root(checkpoint.size)


def test_the_state_is_the_body_and_nothing_else(tmp_path: Path) -> None:
    state = signed(tmp_path)
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        note = make_checkpoint(log, KEY, state)
    assert Path(state.path).read_text("utf-8") == note.text


def test_a_restored_old_copy_is_not_signed(tmp_path: Path) -> None:
    state = signed(tmp_path)
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        append(log)
        make_checkpoint(log, KEY, state)
        log.close()
        shutil.copy(tmp_path / "log.db", tmp_path / "old.db")
    with Log.open(tmp_path / "log.db") as log:
        append(log, 2)
        make_checkpoint(log, KEY, state)
    with Log.open(tmp_path / "old.db") as old:
        size = old.size
        with pytest.raises(ForkError):
            make_checkpoint(old, KEY, state)
        assert old.size == size
        append(old, 9)
        size = old.size
        with pytest.raises(ForkError) as caught:
            make_checkpoint(old, KEY, state)
        assert (caught.value.kept, caught.value.given) == (6, size)
        assert old.size == size
        assert len(old.checkpoints()) == 1


def test_a_power_cut_before_signing_leaves_a_commitment_that_the_next_run_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = signed(tmp_path)
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        append(log)
        with monkeypatch.context() as cut:
            cut.setattr(Signed, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                make_checkpoint(log, KEY, state)
        assert (log.size, log.checkpoints()) == (3, [])
        append(log, 0)
        assert parse_checkpoint(make_checkpoint(log, KEY, state).text).size == 3


def test_what_is_signed_is_written_down_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, seen = signed(tmp_path), list[str]()

    def sign(*_: object) -> None:
        seen.append(Path(state.path).read_text("utf-8"))
        raise KeyboardInterrupt

    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        append(log)
        with monkeypatch.context() as cut:
            cut.setattr(SigningKey, "signature", sign)
            with pytest.raises(KeyboardInterrupt):
                make_checkpoint(log, KEY, state)
        assert log.checkpoints() == []
        append(log)
        after = make_checkpoint(log, KEY, state)
        assert seen == [Checkpoint(log.origin, 3, log.root(3)).body]
        assert parse_checkpoint(after.text).size == log.size == 5


def test_while_a_checkpoint_is_made_nobody_writes_or_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, state, others = tmp_path / "log.db", signed(tmp_path), list[Thread]()

    def write() -> None:
        with Log.open(path) as log:
            append(log)

    def sign() -> None:
        with Signed(str(tmp_path / "key")).alone():
            pass

    def keep(self: Signed, checkpoint: Checkpoint) -> None:
        others.extend(has_to_wait(what) for what in (write, sign))
        kept(self, checkpoint)

    kept = Signed.keep
    monkeypatch.setattr(Signed, "keep", keep)
    with Log.create(path, origin=KEY.name) as log:
        note = make_checkpoint(log, KEY, state)
        for other in others:
            other.join()
        assert len(others) == 2
        assert parse_checkpoint(note.text).size == 2 < log.size


def test_a_key_signs_its_own_log_only(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin="other.example/log") as log:
        with pytest.raises(BadKeyError, match=r"is the key of congress\.local/log"):
            make_checkpoint(log, KEY, signed(tmp_path))
        assert log.size == 1


def test_a_key_without_its_state_signs_nothing(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        with pytest.raises(StateMissingError):
            make_checkpoint(log, KEY, Signed(str(tmp_path / "key")))
        assert log.checkpoints() == []


def test_a_damaged_state_signs_nothing(tmp_path: Path) -> None:
    Path(state_path(str(tmp_path / "key"))).write_text("?\n", encoding="utf-8")
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log, pytest.raises(BadNoteError):
        make_checkpoint(log, KEY, Signed(str(tmp_path / "key")))


def test_a_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    made = make_key(str(path), KEY.name, LOG_KEY, lambda count: bytes(range(count)))
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(str(path), LOG_KEY) == made == KEY
    assert parse_vkey(str(made.public)) == made.public
    assert KEY.seed.hex() not in repr(KEY)
    with pytest.raises(KeyExistsError):
        make_key(str(path), KEY.name, LOG_KEY, bytes)


def test_a_key_for_which_there_is_no_room_leaves_nothing_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int) -> None:
        if stat.S_ISREG(os.fstat(fd).st_mode) and os.fstat(fd).st_size:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(StoreUnavailableError):
            make_key(str(tmp_path / "log.key"), KEY.name, LOG_KEY, bytes)
    assert list(tmp_path.iterdir()) == []
    make_key(str(tmp_path / "log.key"), KEY.name, LOG_KEY, bytes)


def test_of_two_who_make_a_key_at_once_one_is_told_that_it_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.key"
    made = make_key(str(path), KEY.name, LOG_KEY, lambda count: bytes(range(count)))
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with pytest.raises(KeyExistsError):
        make_key(str(path), KEY.name, LOG_KEY, bytes)
    assert read_key(str(path)) == made


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a+00000000+AA==", "a b", "\x00" * 40])
def test_what_is_no_key_file_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(BadKeyError):
        read_key(str(tmp_path / "key"))


def test_a_key_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    make_key(str(tmp_path / "w"), "w.example", WITNESS_KEY, bytes)
    with pytest.raises(BadKeyError, match="not the key of a log"):
        read_key(str(tmp_path / "w"), LOG_KEY)
    with pytest.raises(KeyMissingError):
        read_key(str(tmp_path / "nothing"))


def test_a_log_without_checkpoints_says_so(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log, pytest.raises(NoCheckpointError):
        cosigned_note(log, 1)


def test_a_cosignature_is_put_where_it_belongs(published: Log, vectors: dict[str, Any]) -> None:
    key = parse_vkey(vectors["keys"]["witness"]["vkey"])
    for name, size in (("first_checkpoint", 6), ("checkpoint", 13)):
        line = parse_note(vectors[name]["cosigned_note"]).signatures[1]
        assert size_cosigned(published, line, key) == size
    stranger = parse_note(vectors["checkpoint"]["note"]).signatures[0]
    assert size_cosigned(published, stranger, key) is None


def test_in_bulk_a_checkpoint_comes_once_in_ten_thousand_entries(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        automatic = Automatic(log, KEY, signed(tmp_path))
        for _ in range(25):
            append(log, 1_000)
            automatic.in_bulk()
        assert [size for size, _ in log.checkpoints()] == [10_002, 20_003]


def test_after_a_single_command_all_is_signed(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", origin=KEY.name) as log:
        automatic = Automatic(log, KEY, signed(tmp_path))
        append(log)
        automatic.after_command()
        automatic.after_command()
        assert [size for size, _ in log.checkpoints()] == [3]


def test_a_simulation_is_never_signed_by_itself(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log.db", simulation=True) as log:
        automatic = Automatic(log, KEY, signed(tmp_path))
        append(log, 10_001)
        automatic.in_bulk()
        automatic.after_command()
        assert log.checkpoints() == []
