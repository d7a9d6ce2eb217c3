"""Notes, keys and cosignatures, by the published vectors and by what others published."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from event_store.crypto import public_key, sign, verifies
from event_store.proof.checking import check_note, cosigned_at, cosigned_message
from event_store.proof.errors import (
    BadCosignatureError,
    BadKeyError,
    BadNoteError,
    BadSignatureError,
    UnknownOriginError,
)
from event_store.proof.notes import (
    LOG_KEY,
    WITNESS_KEY,
    Checkpoint,
    Signature,
    VerifierKey,
    parse_checkpoint,
    parse_note,
    parse_signatures,
    parse_vkey,
)
from event_store.proof.trust import parse_policy

DATA = Path(__file__).parents[1] / "data"
EXAMPLE = (DATA / "c2sp-example.note").read_text("utf-8")
"""The example of C2SP tlog-cosignature."""
P = 2**255 - 19
ORDER_8 = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
"""A point of order 8, as lists of such points have it."""
COSIGNED_AT = 1679315147
"""The time that the text around it gives."""

NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = (DATA / "go-example.note").read_text("utf-8")
"""The example of the Go package that defined signed notes."""


def test_the_published_note_of_the_format_is_read_and_written_alike() -> None:
    note = parse_note(EXAMPLE)
    checkpoint = parse_checkpoint(note.text)
    assert str(note) == EXAMPLE
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.body == note.text
    assert int.from_bytes(note.signatures[1].payload[:8], "big") == COSIGNED_AT
    assert cosigned_message(checkpoint, COSIGNED_AT).decode() == (
        f"cosignature/v1\ntime {COSIGNED_AT}\n{note.text}"
    )


def test_the_note_that_go_publishes_verifies() -> None:
    key, note = parse_vkey(NEUMANN), parse_note(NEUMANN_NOTE)
    assert str(key) == NEUMANN
    assert note.signatures[0].is_by(key)
    assert verifies(key.public, note.text.encode(), note.signatures[0].payload)
    assert not verifies(key.public, note.text.upper().encode(), note.signatures[0].payload)


@pytest.mark.parametrize(("who", "kind"), [("log", LOG_KEY), ("witness", WITNESS_KEY)])
def test_the_vectors_keys_are_made_from_their_seeds(
    vectors: dict[str, Any], who: str, kind: int
) -> None:
    given = vectors["keys"][who]
    key = VerifierKey(given["name"], kind, public_key(bytes.fromhex(given["seed_hex"])))
    assert str(key) == given["vkey"]
    assert parse_vkey(given["vkey"], kind) == key


def test_the_vectors_checkpoints_are_signed_and_cosigned(vectors: dict[str, Any]) -> None:
    policy = parse_policy(vectors["policy"])
    for name in ("first_checkpoint", "checkpoint"):
        note = parse_note(vectors[name]["cosigned_note"])
        checked = check_note(note, parse_checkpoint(note.text), policy)
        assert str(checked.log) == vectors["keys"]["log"]["vkey"]
        assert checked.cosigned == {"upper": vectors[name]["cosigned_at"]}
        assert policy.quorum_met(checked.cosigned)


def test_signing_again_gives_the_published_bytes(vectors: dict[str, Any]) -> None:
    seed = bytes.fromhex(vectors["keys"]["log"]["seed_hex"])
    key = parse_vkey(vectors["keys"]["log"]["vkey"])
    body = vectors["checkpoint"]["body"]
    line = Signature(key.name, key.key_id, sign(seed, body.encode())).line
    assert body + "\n" + line == vectors["checkpoint"]["note"]
    assert vectors["checkpoint"]["cosignature_message"] == (
        cosigned_message(parse_checkpoint(body), vectors["checkpoint"]["cosigned_at"]).decode()
    )


def test_a_wrong_signature_of_a_known_key_is_fatal(vectors: dict[str, Any]) -> None:
    policy = parse_policy(vectors["policy"])
    note = parse_note(vectors["checkpoint"]["cosigned_note"])
    other = note.text.replace("\n13\n", "\n12\n")
    with pytest.raises(BadSignatureError):
        check_note(
            parse_note(f"{other}\n{note.signatures[0].line}"), parse_checkpoint(other), policy
        )
    worse = Signature(note.signatures[1].name, note.signatures[1].key_id, bytes(72))
    with pytest.raises(BadCosignatureError):
        check_note(
            parse_note(f"{note.text}\n{note.signatures[0].line}{worse.line}"),
            parse_checkpoint(note.text),
            policy,
        )


def test_lines_of_unknown_keys_prove_nothing_and_disturb_nothing(vectors: dict[str, Any]) -> None:
    policy = parse_policy(vectors["policy"])
    note = parse_note(vectors["checkpoint"]["cosigned_note"])
    checkpoint = parse_checkpoint(note.text)
    stranger = Signature("stranger.example/w", b"abcd", bytes(72)).line
    same_name = Signature(note.signatures[0].name, b"abcd", bytes(64)).line
    mixed = parse_note(f"{note.text}\n{stranger}{same_name}{note.signatures[0].line}")
    assert check_note(mixed, checkpoint, policy).cosigned == {}
    with pytest.raises(BadSignatureError):
        check_note(parse_note(f"{note.text}\n{stranger}{same_name}"), checkpoint, policy)


def test_a_checkpoint_of_another_log_is_not_judged(vectors: dict[str, Any]) -> None:
    note = parse_note(EXAMPLE)
    with pytest.raises(UnknownOriginError):
        check_note(note, parse_checkpoint(note.text), parse_policy(vectors["policy"]))


def test_a_cosignature_fits_one_checkpoint_only(vectors: dict[str, Any]) -> None:
    note = parse_note(vectors["checkpoint"]["cosigned_note"])
    key = parse_vkey(vectors["keys"]["witness"]["vkey"])
    right = parse_checkpoint(note.text)
    assert cosigned_at(note.signatures[1], key, right) == vectors["checkpoint"]["cosigned_at"]
    other = Checkpoint(right.origin, right.size - 1, right.root)
    assert cosigned_at(note.signatures[1], key, other) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signatures at all\n",
        EXAMPLE.replace("\n\n", "\n"),
        EXAMPLE[:-1],
        EXAMPLE + "\n",
        EXAMPLE.replace("— ", "- "),
        EXAMPLE.replace("AYQ8=", "AYQ8"),
        EXAMPLE.replace("AYQ8=", "AYQ9="),
        EXAMPLE.replace("\n", "\r\n"),
        EXAMPLE + "— name Az3g\n",
        "x" * 2_000_000,
    ],
)
def test_what_is_no_note_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadNoteError):
        parse_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "log\n1\n",
        "log\n01\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n-1\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n1\n" + b64encode(bytes(31)).decode() + "\n",
        "log\n1\n" + b64encode(bytes(32)).decode() + "\nmore\n",
        "a log\n1\n" + b64encode(bytes(32)).decode() + "\n",
        "log\n1\nnot base64\n",
    ],
)
def test_what_is_no_checkpoint_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadNoteError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key.replace("+c74f20a3", ""),
        lambda key: key.replace("c74f20a3", "c74f20a4"),
        lambda key: key.replace("c74f20a3", "C74F20A3"),
        lambda key: key + "=",
        lambda key: "Peter " + key,
        lambda key: key.replace("+AR", "+Ah"),
    ],
)
def test_what_is_no_key_is_said_to_be_none(change: Any) -> None:
    with pytest.raises(BadKeyError):
        parse_vkey(change(NEUMANN))


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("place", [0, 1, P - 1, P, P + 1, ORDER_8, P - ORDER_8])
def test_a_key_with_which_anybody_could_sign_is_none(place: int, sign: int) -> None:
    public = (place | sign).to_bytes(32, "little")
    with pytest.raises(BadKeyError, match="anybody could sign"):
        parse_vkey(str(VerifierKey("w.example", WITNESS_KEY, public)))


def test_a_key_of_a_log_is_none_of_a_witness() -> None:
    with pytest.raises(BadKeyError, match="not the key of a witness"):
        parse_vkey(NEUMANN, WITNESS_KEY)


def test_a_cosignature_alone_is_read_as_lines() -> None:
    lines = EXAMPLE.partition("\n\n")[2]
    assert [s.name for s in parse_signatures(lines)] == [
        "example.com/behind-the-sofa",
        "witness.example.com/w1",
    ]
    assert b64decode(lines.split()[2])[:4] == parse_signatures(lines)[0].key_id
