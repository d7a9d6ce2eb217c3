"""Ed25519 in pure Python says what OpenSSL says, and refuses every second spelling."""

import random

import pytest

from event_store import crypto
from verify_bundle import ORDER, P, decode_point, is_signed

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
"""Public key, message and signature: tests 1 to 3 of section 7.1."""
SEED = bytes(range(32))
PUBLIC = crypto.public_key(SEED)


def encoded(number: int) -> bytes:
    """32 bytes, the lowest first."""
    return number.to_bytes(32, "little")


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_published_vectors_verify(public: str, message: str, signature: str) -> None:
    key, text, signed = (bytes.fromhex(value) for value in (public, message, signature))
    assert is_signed(key, text, signed)
    assert not is_signed(key, text + b"\0", signed)


def test_it_agrees_with_openssl_on_random_keys_messages_and_damage() -> None:
    chance = random.Random(20170815)
    for _ in range(60):
        seed, message = chance.randbytes(32), chance.randbytes(chance.randrange(200))
        public, signature = crypto.public_key(seed), crypto.sign(seed, message)
        assert is_signed(public, message, signature)
        damaged = bytearray(signature)
        damaged[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not is_signed(public, message, bytes(damaged))
        assert not crypto.verifies(public, message, bytes(damaged))
        assert not is_signed(crypto.public_key(seed[::-1]), message, signature)


def test_the_second_half_has_one_spelling() -> None:
    signature = crypto.sign(SEED, b"x")
    s = int.from_bytes(signature[32:], "little")
    assert is_signed(PUBLIC, b"x", signature)
    for other in (s + ORDER, s + 2 * ORDER):
        assert not is_signed(PUBLIC, b"x", signature[:32] + encoded(other))


@pytest.mark.parametrize("size", [0, 32, 63, 65])
def test_a_signature_has_64_bytes(size: int) -> None:
    assert not is_signed(PUBLIC, b"x", (crypto.sign(SEED, b"x") + b"\0")[:size])


@pytest.mark.parametrize(
    "encoding",
    [
        encoded(1),  # the neutral element
        encoded(P - 1),  # of order 2
        encoded(0),  # of order 4
        encoded(0 | 1 << 255),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    ],
)
def test_no_key_is_of_small_order(encoding: bytes) -> None:
    """With such a key one signature would be good for every message."""
    assert decode_point(encoding) is not None
    assert not is_signed(encoding, b"x", encoded(1) + bytes(32))
    assert not is_signed(encoding, b"x", encoding + bytes(32))


@pytest.mark.parametrize(
    "encoding",
    [encoded(P), encoded(P + 1), encoded(2**255 - 1), encoded(1 | 1 << 255), encoded(2), b"\1"],
)
def test_a_point_has_one_spelling(encoding: bytes) -> None:
    assert decode_point(encoding) is None
    assert not is_signed(encoding, b"x", bytes(64))
