"""A key whose memory was emptied or put back signs nothing; the key file itself knows more."""

import shutil
from pathlib import Path

import pytest

from event_store.log import Draft, Log
from event_store.proof.checkpoints import add_cosignature, make_checkpoint
from event_store.proof.errors import ForkError
from event_store.proof.keys import (
    Signed,
    SigningKey,
    StateBehindError,
    StateMissingError,
    make_key,
    read_key,
    state_path,
)
from event_store.proof.notes import LOG_KEY, WITNESS_KEY
from event_store.proof.witness import cosign, written_request
from tests.reliability.forging import LOG, WITNESS, Clock


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log.create(tmp_path / "season.db", origin=LOG.name, clock=Clock(), accept_clock=True)


@pytest.fixture
def place(tmp_path: Path) -> str:
    folder = tmp_path / "safe"
    folder.mkdir()
    make_key(str(folder / "log.key"), LOG.name, LOG_KEY, lambda size: bytes(range(size)))
    return str(folder / "log.key")


def key(place: str) -> SigningKey:
    return read_key(place, LOG_KEY)


def grow(log: Log) -> None:
    with log.write() as tx:
        people = f"person/m-{tx.size:03d}"
        draft = Draft(actor="op:x", stream=people, type="person.noted", data={})
        tx.append_system(draft, recorded_at=tx.now()[0])


def test_an_emptied_state_never_signs(log: Log, place: str) -> None:
    make_checkpoint(log, key(place), Signed(place))
    Path(state_path(place)).write_text("")
    grow(log)
    with pytest.raises(StateBehindError) as caught:
        make_checkpoint(log, key(place), Signed(place))
    assert (caught.value.kept, caught.value.known) == (0, 2)


def test_nor_for_another_copy_of_the_log(log: Log, place: str, tmp_path: Path) -> None:
    """Not even where the log itself has forgotten every checkpoint."""
    grow(log)
    make_checkpoint(log, key(place), Signed(place))
    Path(state_path(place)).write_text("")
    with (
        Log.create(
            tmp_path / "other.db", origin=LOG.name, clock=Clock(), accept_clock=True
        ) as other,
        pytest.raises(StateBehindError),
    ):
        make_checkpoint(other, key(place), Signed(place))


def test_an_older_state_is_refused(log: Log, place: str) -> None:
    make_checkpoint(log, key(place), Signed(place))
    shutil.copy(state_path(place), state_path(place) + ".old")
    grow(log)
    make_checkpoint(log, key(place), Signed(place))
    shutil.copy(state_path(place) + ".old", state_path(place))
    with pytest.raises(StateBehindError):
        make_checkpoint(log, key(place), Signed(place))


def test_a_deleted_state_that_is_made_again_signs_nothing(log: Log, place: str) -> None:
    make_checkpoint(log, key(place), Signed(place))
    Path(state_path(place)).unlink()
    with pytest.raises(StateMissingError):
        make_checkpoint(log, key(place), Signed(place))
    Path(state_path(place)).touch()
    with pytest.raises(StateBehindError):
        make_checkpoint(log, key(place), Signed(place))


def test_an_old_key_file_is_held_against_the_checkpoints_of_the_log(log: Log, place: str) -> None:
    first = Path(place).read_text().partition("\n")[0] + "\n"
    make_checkpoint(log, key(place), Signed(place))
    Path(place).write_text(first)
    make_checkpoint(log, key(place), Signed(place))
    assert Signed(place).noted()[log.origin].size == 2, "taken on at the next signing"
    Path(place).write_text(first)
    Path(state_path(place)).write_text("")
    with pytest.raises(StateBehindError):
        make_checkpoint(log, key(place), Signed(place))


def test_a_crash_between_state_and_key_file_leaves_a_key_that_signs(log: Log, place: str) -> None:
    before = Path(place).read_text()
    make_checkpoint(log, key(place), Signed(place))
    Path(place).write_text(before)
    assert make_checkpoint(log, key(place), Signed(place)).signatures


def test_the_key_stays_the_same_and_private(log: Log, place: str) -> None:
    before = key(place)
    make_checkpoint(log, before, Signed(place))
    assert key(place) == before
    assert Path(place).stat().st_mode & 0o777 == 0o600


def test_a_new_key_of_the_same_name_may_sign(log: Log, place: str) -> None:
    make_checkpoint(log, key(place), Signed(place))
    other = place + "2"
    make_key(other, LOG.name, LOG_KEY, bytes)
    grow(log)
    assert make_checkpoint(log, key(other), Signed(other)).signatures


@pytest.mark.parametrize("old", [False, True])
def test_a_witness_with_an_emptied_state_does_not_sign_what_it_has_signed(
    log: Log, place: str, *, old: bool
) -> None:
    """Of a key file of an older program the line in the request says so."""
    make_checkpoint(log, key(place), Signed(place))
    made = place + "-witness"
    witness = make_key(made, WITNESS.name, WITNESS_KEY, lambda size: bytes(range(size)))
    first = Path(made).read_text().partition("\n")[0] + "\n"
    known = [key(place).public]
    add_cosignature(log, 2, cosign(written_request(log, 2, 0), witness, Signed(made), known, 1))
    Path(state_path(made)).write_text("")
    if old:
        Path(made).write_text(first)
    with pytest.raises(StateBehindError):
        cosign(written_request(log, 2, 0), witness, Signed(made), known, 2)


def test_a_rolled_back_log_is_still_a_fork(log: Log, place: str, tmp_path: Path) -> None:
    grow(log)
    make_checkpoint(log, key(place), Signed(place))
    with (
        Log.create(
            tmp_path / "other.db", origin=LOG.name, clock=Clock(), accept_clock=True
        ) as other,
        pytest.raises(ForkError),
    ):
        make_checkpoint(other, key(place), Signed(place))
