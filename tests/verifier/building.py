"""Bundles made from scratch: from a log's entries, its tree and test keys, by no product code.

Every key here is made of a repeated byte and worth nothing.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from event_store import crypto, tree
from event_store.entry import Draft
from event_store.log import Log

Bundle = dict[str, Any]


class Source(Protocol):
    """A log, or what passes itself off as one."""

    origin: str

    @property
    def size(self) -> int:
        """Last position."""

    def raw(self, position: int) -> bytes:
        """The exact bytes of an entry."""

    def entry(self, position: int) -> dict[str, Any]:
        """One entry."""

    def stream(self, stream: str) -> list[dict[str, Any]]:
        """Entries of a stream, by version."""

    def root(self, size: int) -> bytes:
        """Root at a size."""

    def inclusion_proof(self, position: int, size: int) -> list[bytes]:
        """Hashes that lead from an entry to the root."""

    def consistency_proof(self, old: int, new: int) -> list[bytes]:
        """Hashes that lead from one size to another."""


Person = tuple[str, bytes, bytes]
"""Reference, salt and value."""

HOUR = 3_600
NOON = 1_502_960_000
"""17 August 2017, when witnesses cosign in these tests."""


def b64(raw: bytes) -> str:
    """Write bytes as the log does."""
    return b64encode(raw).decode()


@dataclass(frozen=True)
class Signer:
    """Somebody with a key: a log (kind 1) or a witness (kind 4)."""

    name: str
    seed: bytes
    kind: int = 4

    @property
    def key_id(self) -> bytes:
        """The four bytes in front of its signatures."""
        public = crypto.public_key(self.seed)
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + public).digest()[:4]

    @property
    def vkey(self) -> str:
        """Its public key, as policy files name it."""
        public = bytes([self.kind]) + crypto.public_key(self.seed)
        return f"{self.name}+{self.key_id.hex()}+{b64(public)}"

    def line(self, body: str, time: int = NOON) -> str:
        """Sign a checkpoint's body."""
        if self.kind == 1:
            return self.written(crypto.sign(self.seed, body.encode()))
        message = f"cosignature/v1\ntime {time}\n{body}".encode()
        return self.written(time.to_bytes(8, "big") + crypto.sign(self.seed, message))

    def written(self, payload: bytes) -> str:
        """Write a signature line."""
        return f"— {self.name} {b64(self.key_id + payload)}\n"


LOG_KEY = Signer("congress.local/log", bytes([1]) * 32, 1)
UPPER = Signer("upper.example/w", bytes([2]) * 32)
OTHER = Signer("other.example/w", bytes([3]) * 32)


def policy(quorum: str = "upper", *more: str) -> str:
    """A policy that trusts the log and knows two witnesses; `more` are lines before the quorum."""
    lines = [
        f"log {LOG_KEY.vkey}",
        f"witness upper {UPPER.vkey}",
        f"witness other {OTHER.vkey} https://other.example/",
        *more,
        f"quorum {quorum}",
    ]
    return "\n".join(lines) + "\n"


def heads_of(last: dict[str, tuple[int, bytes]]) -> list[bytes]:
    """The leaf hashes of the heads of streams, given by name as version and leaf hash."""
    named = sorted((name.encode(), *head) for name, head in last.items())
    return [tree.leaf_hash(b"head\n%b\n%d\n%b" % head) for head in named]


def body_at(log: Source, size: int) -> str:
    """The three lines that are signed."""
    return f"{log.origin}\n{size}\n{b64(log.root(size))}\n"


def note_at(
    log: Source, size: int, witnesses: Iterable[Signer] = (UPPER,), time: int = NOON
) -> str:
    """A checkpoint signed by the log and cosigned at a time."""
    body = body_at(log, size)
    return body + "\n" + LOG_KEY.line(body) + "".join(w.line(body, time) for w in witnesses)


def seal(log: Log) -> int:
    """Commit to the head of every stream; return the size then."""
    with log.write() as transaction:
        transaction.append_heads()
    return log.size


def register(log: Log, ref: str, salt: bytes, value: bytes) -> Person:
    """Commit to a person; return what discloses them."""
    _system(log, f"person/{ref}", "person.registered", commitment=b64(hmac_of(salt, value)))
    return ref, salt, value


def erase(log: Log, ref: str) -> None:
    """Say that nobody can tell any more who this is."""
    because = {"authority": "Đảng ủy phường", "document": "31-QĐ/ĐU", "reason": "theo yêu cầu"}
    _system(log, f"person/{ref}", "person.erased", **because)


def hmac_of(salt: bytes, value: bytes) -> bytes:
    """The commitment to a value."""
    return hmac.digest(salt, value, "sha256")


def value_of(ref: str, name: str = "Người Mẫu") -> bytes:
    """What is committed to: canonical, with the reference inside. The name is synthetic."""
    return json.dumps(
        {"name": name, "ref": ref}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _system(log: Log, stream: str, type_: str, **data: str) -> None:
    with log.write() as transaction:
        draft = Draft(actor="op:org-officer", stream=stream, type=type_, data=data)
        transaction.append_system(draft, recorded_at=transaction.last_recorded_at)


@dataclass
class Maker:
    """Makes the bundle of one branch at one size; its last entry there must be the heads."""

    log: Source
    size: int
    numbers: dict[bytes, int] = field(default_factory=dict)

    def nodes(self, hashes: Iterable[bytes]) -> list[int]:
        """Return the numbers of hashes, new ones for new hashes."""
        return [self.numbers.setdefault(h, len(self.numbers)) for h in hashes]

    def leaf(self, position: int) -> Bundle:
        """One entry with its path."""
        path = self.log.inclusion_proof(position, self.size)
        return {"entry": self.log.raw(position).decode(), "path": self.nodes(path)}

    def heads(self, stream: str) -> Bundle:
        """The last entry, and the branch's line in it."""
        last: dict[str, tuple[int, bytes]] = {}
        for position in range(1, self.size):
            entry = self.log.entry(position)
            leaf = tree.leaf_hash(self.log.raw(position))
            last[entry["stream"]] = (entry["version"], leaf)
        index, lines = sorted(last, key=str.encode).index(stream), heads_of(last)
        proof = tree.inclusion_proof(tree.Leaves(lines), index, len(lines))
        return {**self.leaf(self.size), "index": index, "proof": self.nodes(proof)}

    def support(self, entries: Sequence[Any], persons: Iterable[str]) -> list[int]:
        """The positions of what else is needed: genesis, rules, persons."""
        found = {1, *(entry["rules"] for entry in entries)}
        for ref in persons:
            found |= {entry["position"] for entry in self.log.stream(f"person/{ref}")}
        return sorted(position for position in found if position <= self.size)


def make(
    log: Source,
    stream: str,
    *,
    size: int | None = None,
    note: str | None = None,
    earlier: Sequence[tuple[int, str]] = (),
    persons: Sequence[Person] = (),
    also: Iterable[str] = (),
) -> Bundle:
    """Return the bundle of a branch; `also` are persons whose entries come along undisclosed."""
    upto = log.size if size is None else size
    maker = Maker(log, upto)
    entries = [entry for entry in log.stream(stream) if entry["position"] <= upto]
    refs = [*(ref for ref, _, _ in persons), *also]
    return {
        "format": "congress-bundle/1",
        "checkpoint": note_at(log, upto) if note is None else note,
        "stream": stream,
        "entries": [maker.leaf(entry["position"]) for entry in entries],
        "support": [maker.leaf(position) for position in maker.support(entries, refs)],
        "heads": maker.heads(stream),
        "earlier": [
            {"checkpoint": older, "proof": maker.nodes(log.consistency_proof(old, upto))}
            for old, older in earlier
        ],
        "disclosures": [{"ref": r, "salt": b64(s), "value": b64(v)} for r, s, v in persons],
        "nodes": [b64(node) for node in maker.numbers],
    }


def written(bundle: Bundle) -> str:
    """The text of a bundle; escapes carry even what is no Unicode."""
    return json.dumps(bundle)
