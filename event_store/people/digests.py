"""The digests of names in the vault: by them a name is found in a text, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from event_store.people.mentions import KEY, Mentions, digest, folded

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from event_store.people.commitment import Secret
    from event_store.people.keys import KeyFile

    Version = tuple[str, int]

SCHEMA = (
    """CREATE TABLE digests (digest BLOB NOT NULL, words INTEGER NOT NULL, ref TEXT NOT NULL,
  version INTEGER NOT NULL, PRIMARY KEY (ref, version)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE digest_key (one INTEGER PRIMARY KEY CHECK (one = 1),
  slot INTEGER NOT NULL) STRICT""",
)
"""A vault of an earlier program gets these tables when it is first written. The key lies
in a file of its own: a copy of the vault alone says nothing, not even to one who guesses names."""
_EXIST = "SELECT 1 FROM sqlite_schema WHERE name = 'digest_key'"
WITHOUT = (
    "SELECT ref, version FROM names WHERE NOT EXISTS"
    " (SELECT 1 FROM digests WHERE ref = names.ref AND version = names.version)"
)
"""The versions of which there is no digest yet."""


def exist(connection: sqlite3.Connection) -> bool:
    """Say whether a vault has digests at all."""
    return connection.execute(_EXIST).fetchone() is not None


def prepare(connection: sqlite3.Connection, keys: KeyFile) -> bytes:
    """Return the key of the digests; makes tables and key where they are missing."""
    if not exist(connection):
        for statement in SCHEMA:
            connection.execute(statement)
    key = _key(connection, keys)
    if key is None:
        key = os.urandom(KEY)
        (slot,) = keys.add([key], beyond=-1)
        connection.execute("DELETE FROM digests")
        connection.execute("INSERT OR REPLACE INTO digest_key VALUES (1, ?)", (slot,))
    return key


def add(
    connection: sqlite3.Connection, key: bytes, secrets: Sequence[tuple[Version, Secret]]
) -> None:
    """Keep the digests of names."""
    for (ref, version), secret in secrets:
        words = folded(secret.members()["name"])
        connection.execute(
            "INSERT OR REPLACE INTO digests VALUES (?,?,?,?)",
            (digest(key, words), len(words), ref, version),
        )


def drop(connection: sqlite3.Connection, versions: Sequence[Version]) -> None:
    """Delete the digests of versions that are kept no more."""
    if exist(connection):
        connection.executemany("DELETE FROM digests WHERE ref = ? AND version = ?", versions)


def erase(connection: sqlite3.Connection, ref: str) -> None:
    """Delete the digests of all names of a person."""
    if exist(connection):
        connection.execute("DELETE FROM digests WHERE ref = ?", (ref,))


def _slots(connection: sqlite3.Connection) -> set[int]:
    """Return where the key of the digests lies, empty if there is none."""
    if not exist(connection):
        return set()
    return {slot for (slot,) in connection.execute("SELECT slot FROM digest_key")}


def whole(connection: sqlite3.Connection, keys: KeyFile) -> Mentions | None:
    """Return what finds the names that are kept, None where a digest or the key is missing."""
    if not exist(connection) or connection.execute(f"{WITHOUT} LIMIT 1").fetchone() is not None:
        return None
    key = _key(connection, keys)
    return None if key is None else read(connection, key)


def read(connection: sqlite3.Connection, key: bytes) -> Mentions:
    """Return what finds the names that have digests."""
    found: dict[bytes, set[str]] = {}
    lengths: set[int] = set()
    for name, words, ref in connection.execute("SELECT digest, words, ref FROM digests"):
        found.setdefault(name, set()).add(ref)
        lengths.add(words)
    return Mentions(key, found, lengths)


def of(secrets: Mapping[Version, Secret], key: bytes) -> Mentions:
    """Return what finds these names, where nothing can be kept of it."""
    return of_names(((ref, s.members()["name"]) for (ref, _), s in secrets.items()), key)


def of_names(named: Iterable[tuple[str, str]], key: bytes) -> Mentions:
    """Return what finds the names in pairs of reference and name."""
    found: dict[bytes, set[str]] = {}
    lengths: set[int] = set()
    for ref, name in named:
        words = folded(name)
        found.setdefault(digest(key, words), set()).add(ref)
        lengths.add(len(words))
    return Mentions(key, found, lengths)


def _key(connection: sqlite3.Connection, keys: KeyFile) -> bytes | None:
    found = keys.keys(_slots(connection))
    return next(iter(found.values()), None)
