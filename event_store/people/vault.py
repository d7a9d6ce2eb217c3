"""The separate store of names: value and salt of each person, encrypted under a key of their own.

Values lie in `<log>.people`, keys in `<log>.people.keys`: a copy of either says nothing without
the other. A person's key encrypts a few versions at most, each under a nonce that was drawn.
"""

from __future__ import annotations

import os
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING

from event_store import beside
from event_store.errors import StoreUnavailableError
from event_store.people import decisions, digests
from event_store.people.commitment import SALT, Secret
from event_store.people.decisions import Why
from event_store.people.errors import NameInTheWayError, PersonHeldError
from event_store.people.keys import SLOT, KeyFile
from event_store.people.mentions import KEY
from event_store.people.private import PrivateDatabase

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from event_store.people.decisions import Decision
    from event_store.people.mentions import Mentions

    Draw = Callable[[int], bytes]
    """Gives so many bytes that nobody can guess: chance is handed in."""

_APPLICATION = 0x436F6E50  # "ConP"
_SCHEMA = (
    "CREATE TABLE persons (ref TEXT PRIMARY KEY, slot INTEGER NOT NULL UNIQUE) STRICT",
    """CREATE TABLE names (n INTEGER PRIMARY KEY, ref TEXT NOT NULL, version INTEGER NOT NULL,
  sealed BLOB NOT NULL, pending INTEGER NOT NULL, UNIQUE (ref, version)) STRICT""",
    "CREATE INDEX names_pending ON names (n) WHERE pending",
    """CREATE TABLE erasing (ref TEXT PRIMARY KEY, slot INTEGER, actor TEXT NOT NULL,
  reason TEXT NOT NULL, authority TEXT NOT NULL, document TEXT NOT NULL) STRICT""",
    *decisions.SCHEMA,
)

Version = tuple[str, int]
"""A reference and the version of its stream in the log."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order to erase a name, as the log will carry it."""

    ref: str
    actor: str
    why: Why


class Vault:
    """The names of one log's persons.

    It holds what the log does not say yet, for a moment: `pending` names, and erasures that are
    not recorded. Raises StoreUnavailableError, PeopleDamagedError, BesideError.
    """

    def __init__(self, log_path: str, log_id: str) -> None:
        """Use the files beside the log at `log_path`, made when the first name is kept."""
        self._database = PrivateDatabase(
            log_path, log_id, beside.PEOPLE, _APPLICATION, _SCHEMA, digests.SCHEMA
        )
        self.path = self._database.path
        self.keys = KeyFile(beside.path_of(log_path, beside.KEYS), log_id)
        self.digest_key = KeyFile(
            beside.path_of(log_path, beside.DIGEST_KEY), log_id, is_remade=True
        )
        self._log_id = log_id

    @property
    def exists(self) -> bool:
        """Whether names are kept; a file that holds nothing keeps none, nor a legal hold."""
        return self._database.exists and not beside.is_emptied(self.path)

    def checks(self) -> Iterator[Callable[[], object]]:
        """Yield what looks over each file of names, if there is one, and changes nothing."""
        yield self._database.check
        yield self.keys.used
        yield self.digest_key.used

    def find(self, versions: Iterable[Version]) -> dict[Version, Secret]:
        """Return what is kept of these versions; what is missing or unreadable is left out."""
        if not self.exists:
            return {}
        wanted = list(versions)
        with self._database.reading() as connection:
            rows = {
                version: row
                for version in wanted
                if (row := connection.execute(_SEALED, version).fetchone()) is not None
            }
        keys = self.keys.keys({slot for slot, _ in rows.values()})
        found = {
            version: self._decrypted(keys[slot], sealed, version)
            for version, (slot, sealed) in rows.items()
            if slot in keys
        }
        return {version: secret for version, secret in found.items() if secret is not None}

    def versions(self) -> list[Version]:
        """Return every version that is kept, by reference."""
        return self._rows("SELECT ref, version FROM names ORDER BY ref, version")

    def kept(self, versions: Iterable[Version]) -> set[Version]:
        """Return those of some versions that are kept and not pending."""
        if not self.exists:
            return set()
        with self._database.reading() as connection:
            return {v for v in versions if connection.execute(_KEPT, v).fetchone() is not None}

    def pending(self) -> list[Version]:
        """Return the versions of which it is not certain that the log has them."""
        return self._rows("SELECT ref, version FROM names WHERE pending ORDER BY n")

    def erasures(self) -> list[Erasure]:
        """Return the erasures that were begun; their names are gone."""
        rows = self._rows("SELECT ref, actor, reason, authority, document FROM erasing")
        return [Erasure(ref, actor, Why(*why)) for ref, actor, *why in rows]

    def stray_keys(self) -> list[int]:
        """Return the slots of keys that belong to nobody: an interrupted run left them."""
        known = {slot for (slot,) in self._rows("SELECT slot FROM persons")}
        return [slot for slot in self.keys.used() if slot not in known]

    def put(self, secrets: Sequence[tuple[Version, Secret]], draw: Draw) -> None:
        """Keep secrets durably, as pending; a new person gets a key.

        Raises NameInTheWayError: a version that is kept is never replaced.
        """
        with self._database.writing() as connection:
            for version, _ in secrets:
                if connection.execute(_SEALED, version).fetchone() is not None:
                    raise NameInTheWayError(version[0], path=self.path)
            keys = self._keys(connection, dict.fromkeys(ref for (ref, _), _ in secrets), draw)
            rows = [
                (*version, self._encrypted(keys[version[0]], secret, version, draw))
                for version, secret in secrets
            ]
            connection.executemany(
                "INSERT INTO names (ref, version, sealed, pending) VALUES (?,?,?,1)", rows
            )
            digests.add(connection, digests.prepare(connection, self.digest_key), secrets)

    def mentions(self) -> Mentions:
        """Return what finds the names that are kept in texts, all former ones as well.

        Call it under the log's write lock. A vault that may not be written is read whole.
        """
        try:
            with self._database.reading() as connection:
                found = digests.whole(connection, self.digest_key)
            return found or self._completed()
        except StoreUnavailableError:
            return digests.of(self.find(self.versions()), os.urandom(KEY))

    def _completed(self) -> Mentions:
        """Give a digest to each name that has none yet, and return what finds them all."""
        with self._database.writing() as connection:
            digests.prepare(connection, self.digest_key)
            missing = connection.execute(digests.WITHOUT).fetchall()
        found = self.find(missing)
        with self._database.writing() as connection:
            key = digests.prepare(connection, self.digest_key)
            digests.add(connection, key, list(found.items()))
            return digests.read(connection, key)

    def hide(self, names: Sequence[str]) -> None:
        """Replace names in what was written about decisions."""
        with self._database.writing() as connection:
            decisions.hide(connection, names)

    def settle(self, versions: Iterable[Version]) -> None:
        """Note that the log has these versions."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE names SET pending = 0 WHERE ref = ? AND version = ?", versions
            )

    def drop(self, versions: Iterable[Version]) -> None:
        """Delete versions that the log does not have, and the key of a person without any."""
        unwanted = list(versions)
        if not unwanted:
            return
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM names WHERE ref = ? AND version = ?", unwanted)
            digests.drop(connection, unwanted)
            empty = "SELECT slot FROM persons WHERE ref NOT IN (SELECT ref FROM names)"
            slots = [slot for (slot,) in connection.execute(empty)]
            connection.executemany(
                "DELETE FROM persons WHERE slot = ?", ((slot,) for slot in slots)
            )
            self.keys.overwrite(slots)

    def erase(self, erasure: Erasure, today: str) -> None:
        """Delete salts and values of a person durably; raises PersonHeldError.

        `finish` overwrites the key. The order is kept until `recorded`, so that a run that breaks
        off here can be finished.
        """
        ref = erasure.ref
        with self._database.writing() as connection:
            refuse_held(decisions.read(connection, ref), today)
            row = connection.execute(_SLOT_OF, (ref,)).fetchone()
            if row is not None:
                self.keys.keys(row)  # a file that is none has to be found before anything is gone
            connection.execute(
                "INSERT INTO erasing VALUES (?,?,?,?,?,?)",
                (ref, row and row[0], erasure.actor, *astuple(erasure.why)),
            )
            connection.execute("DELETE FROM names WHERE ref = ?", (ref,))
            digests.erase(connection, ref)
            connection.execute("DELETE FROM persons WHERE ref = ?", (ref,))

    def finish(self, refs: Iterable[str]) -> None:
        """Overwrite the keys of erasures that were begun: a second time does nothing."""
        slots = [
            slot
            for ref in refs
            for (slot,) in self._rows("SELECT slot FROM erasing WHERE ref = ?", ref)
            if slot is not None
        ]
        self.keys.overwrite(slots)

    def recorded(self, refs: Iterable[str]) -> None:
        """Note that the log has these erasures."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM erasing WHERE ref = ?", ((r,) for r in refs))

    def decide(self, decision: Decision) -> int:
        """Keep a decision; returns its number."""
        with self._database.writing() as connection:
            return decisions.add(connection, decision)

    def decisions(self, subject: str | None = None) -> list[Decision]:
        """Return the decisions about names, by default about everybody, in their order."""
        if not self.exists:
            return []
        with self._database.reading() as connection:
            return decisions.read(connection, subject)

    def _rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        if not self.exists:
            return []
        with self._database.reading() as connection:
            return connection.execute(query, values).fetchall()

    def _keys(
        self, connection: sqlite3.Connection, refs: Iterable[str], draw: Draw
    ) -> dict[str, bytes]:
        """Return the key of each person, a new one for those who have none."""
        slots = {
            ref: row[0]
            for ref in refs
            if (row := connection.execute(_SLOT_OF, (ref,)).fetchone()) is not None
        }
        known = self.keys.keys(slots.values())
        found = {ref: known[slot] for ref, slot in slots.items() if slot in known}
        new = {ref: draw(SLOT) for ref in refs if ref not in found}
        if new:
            (last,) = connection.execute("SELECT coalesce(max(slot), -1) FROM persons").fetchone()
            added = self.keys.add(list(new.values()), beyond=last)
            connection.executemany(
                "INSERT OR REPLACE INTO persons VALUES (?,?)", zip(new, added, strict=True)
            )
        return found | new

    def _encrypted(self, key: bytes, secret: Secret, version: Version, draw: Draw) -> bytes:
        from event_store import crypto  # noqa: PLC0415 - it takes as long as a small command

        nonce = draw(crypto.NONCE)
        whole = secret.salt + secret.value
        return nonce + crypto.encrypt(key, nonce, whole, self._bound_to(version))

    def _decrypted(self, key: bytes, sealed: bytes, version: Version) -> Secret | None:
        from event_store import crypto  # noqa: PLC0415 - as above

        nonce, rest = sealed[: crypto.NONCE], sealed[crypto.NONCE :]
        whole = crypto.decrypt(key, nonce, rest, self._bound_to(version))
        return None if whole is None else Secret(whole[:SALT], whole[SALT:])

    def _bound_to(self, version: Version) -> bytes:
        """Return what a sealed value is good for: one version of one person of one log."""
        return f"{self._log_id}\n{version[0]}\n{version[1]}".encode()


def refuse_held(about: Iterable[Decision], today: str) -> None:
    """Raise PersonHeldError if one of the decisions about a person is a hold in force."""
    for hold in decisions.in_force(about, "hold", today):
        raise PersonHeldError(hold.subject, **asdict(hold.why))


_KEPT = "SELECT 1 FROM names WHERE ref = ? AND version = ? AND NOT pending"
_SLOT_OF = "SELECT slot FROM persons WHERE ref = ?"
_SEALED = (
    "SELECT slot, sealed FROM names JOIN persons USING (ref) WHERE names.ref = ? AND version = ?"
)
