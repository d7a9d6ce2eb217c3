"""Witnesses: one growing history is cosigned, anything else is refused, and nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from event_store.log import Log
from event_store.proof.checkpoints import cosigned_note
from event_store.proof.errors import (
    BadNoteError,
    BadProofError,
    BadSignatureError,
    ForkError,
    NoCheckpointError,
    StaleRequestError,
    UnknownOriginError,
)
from event_store.proof.keys import Signed
from event_store.proof.notes import (
    Checkpoint,
    SignedNote,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from event_store.proof.witness import WitnessRequest, cosign, parse_request, written_request
from tests.proof.conftest import has_to_wait, signed, signing_key


class Office:
    """A witness's office that knows the published log."""

    def __init__(self, vectors: dict[str, Any], folder: Path) -> None:
        self.vectors = vectors
        self.key = signing_key(vectors, "witness")
        self.state = signed(folder, "witness")
        self.logs = [parse_vkey(vectors["keys"]["log"]["vkey"])]

    def sign(self, request: WitnessRequest, name: str = "checkpoint") -> str:
        now = self.vectors[name]["cosigned_at"]
        return cosign(request, self.key, self.state, self.logs, now).line

    def kept(self) -> Checkpoint | None:
        return self.state.last(self.vectors["keys"]["log"]["name"])

    def request(
        self, checkpoint: Checkpoint, old: int, proof: tuple[bytes, ...] = ()
    ) -> WitnessRequest:
        """A request that the log itself has signed."""
        key = signing_key(self.vectors, "log")
        signature = key.signature(checkpoint.body.encode())
        return WitnessRequest(old, proof, SignedNote(checkpoint.body, (signature,)))


@pytest.fixture
def office(vectors: dict[str, Any], tmp_path: Path) -> Office:
    return Office(vectors, tmp_path)


def line_of(vectors: dict[str, Any], name: str) -> str:
    return parse_note(vectors[name]["cosigned_note"]).signatures[1].line


def test_the_published_cosignatures_come_out_byte_for_byte(
    published: Log, vectors: dict[str, Any], office: Office
) -> None:
    first, second = written_request(published, 6, 0), written_request(published, 13, 6)
    assert office.sign(first, "first_checkpoint") == line_of(vectors, "first_checkpoint")
    assert office.sign(second) == line_of(vectors, "checkpoint")
    assert office.sign(written_request(published, 13, 13)) == line_of(vectors, "checkpoint")


def test_the_published_request_is_written_and_read_alike(
    published: Log, vectors: dict[str, Any]
) -> None:
    published_text = vectors["witness_request"]
    assert str(parse_request(published_text)) == published_text
    asked = written_request(published, 13, 6)
    bare = replace(asked, note=parse_note(vectors["checkpoint"]["note"]))
    assert str(bare) == published_text
    assert str(asked).startswith(published_text)


def test_a_request_from_another_size_is_told_the_right_one(published: Log, office: Office) -> None:
    office.sign(written_request(published, 6, 0), "first_checkpoint")
    for old in (0, 5, 13):
        with pytest.raises(StaleRequestError) as caught:
            office.sign(written_request(published, 13, old))
        assert caught.value.kept == 6
    with pytest.raises(StaleRequestError):
        office.sign(written_request(published, 6, 0), "first_checkpoint")
    assert office.sign(written_request(published, 13, 6))


def test_a_smaller_one_is_never_signed_again(published: Log, office: Office) -> None:
    office.sign(written_request(published, 13, 0))
    for old in (0, 6):
        with pytest.raises(StaleRequestError):
            office.sign(written_request(published, 6, old), "first_checkpoint")
    kept = office.kept()
    assert kept is not None
    assert kept.size == 13


def test_two_histories_of_one_size_are_a_fork(published: Log, office: Office) -> None:
    office.sign(written_request(published, 13, 0))
    other = Checkpoint(published.origin, 13, bytes(32))
    with pytest.raises(ForkError):
        office.sign(office.request(other, 13))


@pytest.mark.parametrize("change", ["root", "proof", "none", "longer"])
def test_a_proof_that_does_not_lead_there_is_refused(
    published: Log, office: Office, change: str
) -> None:
    office.sign(written_request(published, 6, 0), "first_checkpoint")
    asked = written_request(published, 13, 6)
    checkpoint = parse_checkpoint(asked.note.text)
    proofs = {
        "root": asked.proof,
        "proof": (bytes(32), *asked.proof[1:]),
        "none": (),
        "longer": (*asked.proof, bytes(32)),
    }
    if change == "root":
        checkpoint = replace(checkpoint, root=bytes(32))
    with pytest.raises(BadProofError):
        office.sign(office.request(checkpoint, 6, proofs[change]))
    kept = office.kept()
    assert kept is not None
    assert kept.size == 6


def test_a_log_that_nobody_named_is_not_signed(published: Log, office: Office) -> None:
    office.logs = []
    with pytest.raises(UnknownOriginError):
        office.sign(written_request(published, 6, 0))
    assert office.kept() is None


def test_a_checkpoint_that_the_log_did_not_sign_is_not_signed(
    published: Log, office: Office
) -> None:
    asked = written_request(published, 6, 0)
    unsigned = SignedNote(asked.note.text, asked.note.signatures[1:])
    with pytest.raises(BadSignatureError):
        office.sign(replace(asked, note=unsigned))
    assert office.kept() is None


def test_what_is_signed_is_written_down_before(
    published: Log, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = written_request(published, 6, 0)
    seen = []

    def sign(*_: object) -> None:
        seen.append(office.kept())
        raise KeyboardInterrupt

    monkeypatch.setattr(type(office.key), "signature", sign)
    with pytest.raises(KeyboardInterrupt):
        office.sign(asked)
    assert seen == [parse_checkpoint(cosigned_note(published, 6).text)]


def test_while_a_witness_signs_no_other_request_is_judged(
    published: Log, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = written_request(published, 6, 0), written_request(published, 13, 0)
    refused = list[int]()

    def ask() -> None:
        with pytest.raises(StaleRequestError) as caught:
            office.sign(second)
        refused.append(caught.value.kept)

    def keep(self: Signed, checkpoint: Checkpoint) -> None:
        other.append(has_to_wait(ask))
        kept(self, checkpoint)

    kept, other = Signed.keep, list[Thread]()
    monkeypatch.setattr(Signed, "keep", keep)
    office.sign(first, "first_checkpoint")
    other[0].join()
    assert refused == [6]


def test_each_log_is_remembered_for_itself(tmp_path: Path) -> None:
    state = signed(tmp_path)
    one, other = Checkpoint("b.example", 3, bytes(32)), Checkpoint("a.example", 7, bytes(32))
    state.keep(one)
    state.keep(other)
    assert (state.last("b.example"), state.last("a.example")) == (one, other)
    assert state.last("c.example") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("old 6", "old 06"),
        lambda text: text.replace("old 6", "new 6"),
        lambda text: text.replace("old 6\n", "old 6\nAAAA\n"),
        lambda text: text.replace("old 6\n", "old 6\n?\n"),
        lambda text: text.replace("old 6\n", "old 6\n" + "A" * 43 + "=\n" * 1),
        lambda text: text.replace("old 6\n", "old 6\n" + ("A" * 43 + "=\n") * 64),
        lambda text: text.partition("\n\n")[0],
        lambda text: text[:0],
    ],
)
def test_what_is_no_request_is_said_to_be_none(
    vectors: dict[str, Any], office: Office, change: Any
) -> None:
    with pytest.raises((BadNoteError, BadProofError, StaleRequestError)):
        office.sign(parse_request(change(vectors["witness_request"])))


def test_an_old_size_above_the_new_one_is_refused(published: Log, office: Office) -> None:
    with pytest.raises(NoCheckpointError, match="over 14 entries or more"):
        written_request(published, 13, 14)
    asked = written_request(published, 6, 0)
    with pytest.raises(BadNoteError):
        office.sign(replace(asked, old=7))
