"""The one door to signatures and encryption: Ed25519 and AES-256-GCM of `cryptography`."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEED = 32
"""Bytes of a private Ed25519 key, and of a public one."""
ENCRYPTION_KEY = 32
"""Bytes of a key that encrypts."""
NONCE = 12
"""Bytes that must be new for every text that one key encrypts."""


def public_key(seed: bytes) -> bytes:
    """Return the 32 bytes of the public key of a private one."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64 bytes of a signature; the same ones for the same message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` over `message` was made with the key of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def encrypt(key: bytes, nonce: bytes, text: bytes, bound_to: bytes) -> bytes:
    """Encrypt `text`; it can be decrypted only together with `bound_to`, which stays readable."""
    return AESGCM(key).encrypt(nonce, text, bound_to)


def decrypt(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """Return the text that was encrypted, None if key, text or `bound_to` are others."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        return None
