"""What the log keeps of a name says nothing to those who have only the log."""

import json
import secrets
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from event_store.people.commitment import SALT, Secret, secret, text
from event_store.people.errors import BadPersonError

VECTOR: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "log-vectors.json").read_text("utf-8")
)["commitment"]
KEPT = Secret(bytes.fromhex(VECTOR["salt_hex"]), VECTOR["value"].encode())


def test_the_commitment_is_the_published_one() -> None:
    made = secret("m-001", "Người Mẫu", {}, bytes.fromhex(VECTOR["salt_hex"]))
    assert made == KEPT
    assert made.commitment() == VECTOR["commitment"]
    assert made.opens(VECTOR["commitment"])


def test_a_disclosure_holds_what_opens_the_commitment() -> None:
    given = KEPT.disclosure()
    again = Secret(b64decode(given["salt"]), b64decode(given["value"]))
    assert given["ref"] == again.ref == "m-001"
    assert again.opens(VECTOR["commitment"])


def test_the_same_name_under_another_reference_opens_nothing() -> None:
    assert not secret("m-002", "Người Mẫu", {}, KEPT.salt).opens(VECTOR["commitment"])


def test_somebody_who_guesses_the_name_without_the_salt_learns_nothing() -> None:
    guesses = [secret("m-001", "Người Mẫu", {}, secrets.token_bytes(SALT)) for _ in range(1_000)]
    assert not any(guess.opens(VECTOR["commitment"]) for guess in guesses)
    assert not secret("m-001", "Người Mẫu", {}, bytes(SALT)).opens(VECTOR["commitment"])


def test_particulars_are_committed_to_with_the_name() -> None:
    born = secret("m-001", "Người Mẫu", {"born_on": "1970-01-01"}, KEPT.salt)
    assert born.members() == {"born_on": "1970-01-01", "name": "Người Mẫu", "ref": "m-001"}
    assert not born.opens(VECTOR["commitment"])


def test_a_name_is_one_name_however_it_was_typed() -> None:
    decomposed = "  Ngu\u031bo\u031b\u0300i   Ma\u0302\u0303u "
    assert secret("m-001", decomposed, {}, KEPT.salt) == KEPT


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("a\tb", "control_character"),
        ("a\udc80", "not_unicode"),
        ("a" * 1_001, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(given: str, wrong: str) -> None:
    with pytest.raises(BadPersonError) as refused:
        text("authority", given)
    assert (refused.value.member, refused.value.wrong) == ("authority", wrong)


@pytest.mark.parametrize(
    ("ref", "key", "wrong"),
    [
        ("m 1", "born_on", "not_identifier"),
        ("người", "born_on", "not_identifier"),
        ("", "born_on", "not_identifier"),
        ("m-1", "ref", "reserved"),
        ("m-1", "name", "reserved"),
        ("m-1", "Born", "bad_key"),
    ],
)
def test_references_and_particulars_have_plain_names(ref: str, key: str, wrong: str) -> None:
    with pytest.raises(BadPersonError) as refused:
        secret(ref, "Người Mẫu", {key: "x"}, KEPT.salt)
    assert refused.value.wrong == wrong


def test_a_salt_that_is_too_short_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        secret("m-001", "Người Mẫu", {}, b"short")
