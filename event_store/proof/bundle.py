"""The bundle of one stream: its entries, and all that proves them to somebody without the log.

docs/log-format.md describes the file; `verify_bundle.py` verifies it and needs nothing else.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from event_store import canonical, tree
from event_store.errors import DamagedLogError
from event_store.heads import StreamHeads
from event_store.proof.checkpoints import (
    cosigned_note,
    sizes_cosigned,
)
from event_store.proof.errors import YET, NoCheckpointError
from event_store.stored import loaded, unsound_position, with_texts
from event_store.tiles import TileTree
from event_store.transaction import HEADS
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from event_store.log import Log
    from event_store.store import StoreRows

FORMAT = "congress-bundle/1"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is to be proved: a stream, and which other entries and disclosures go with it.

    `support` are positions beside genesis and rules, which always come along; `disclosures` are
    `{ref, salt, value}` as the bundle shows them.
    """

    stream: str
    support: Sequence[int] = ()
    disclosures: Sequence[dict[str, str]] = ()


def newest_size(log: Log, stream: str) -> int:
    """Return the size of the checkpoint that proves a stream best.

    The newest that somebody cosigned, unless the stream has an entry beyond it: then the newest
    of all. Raises NoCheckpointError, IndexError if the stream has no entry.
    """
    last = log.stream(stream, log.version(stream) - 1)[-1]["position"]
    cosigned, newest = sizes_cosigned(log), log.checkpoint_size
    if cosigned and cosigned[-1] >= last:
        return cosigned[-1]
    if newest == 0:
        raise NoCheckpointError(log.path, YET)
    return newest


def bundle(log: Log, size: int, contents: Contents) -> dict[str, Any]:
    """Return the bundle of a stream at the checkpoint over `size` entries, as plain JSON.

    Raises NoCheckpointError, also if the stream has no entry under the checkpoint;
    DamagedLogError if the checkpoint has no heads, or the stored tree does not give its root.
    """
    note = cosigned_note(log, size)
    cosigned = [at for at in sizes_cosigned(log) if at < size]
    with log.reading() as rows:
        proofs = _Proofs(rows, size)
        if f"\n{size}\n{_b64(proofs.root())}\n" not in note.text:
            wrong = Text(
                f"the checkpoint over {size} has another root",
                f"điểm kiểm {size} mục ghi có mã gốc khác",
            )
            raise DamagedLogError(log.path, wrong, position=unsound_position(rows))
        entries = _entries(rows, log.path, contents.stream, size)
        if not entries:
            raise NoCheckpointError(
                log.path,
                Text(
                    f"over {size} entries with one of {contents.stream}",
                    f"gồm {size} mục ghi, có mục của {contents.stream}",
                ),
            )
        support = _support(rows, log.path, entries, contents.support)
        found = {
            "format": FORMAT,
            "checkpoint": str(note),
            "stream": contents.stream,
            "entries": [proofs.entry(*each) for each in entries],
            "support": [proofs.entry(*each) for each in support],
            "heads": _heads(log, rows, proofs, contents.stream),
        }
        wanted = _bounding(cosigned, [position for position, _ in entries])
        earlier = [(at, proofs.consistency(at)) for at in wanted]
        nodes = proofs.nodes()
    return {
        **found,
        "earlier": [
            {"checkpoint": str(cosigned_note(log, at)), "proof": proof} for at, proof in earlier
        ],
        "disclosures": list(contents.disclosures),
        "nodes": nodes,
    }


class _Proofs:
    """The proofs of one tree, their hashes numbered so that each is written once."""

    def __init__(self, rows: StoreRows, size: int) -> None:
        self._size = size
        self._tree = TileTree(rows, size)
        self._numbers: dict[bytes, int] = {}

    def root(self) -> bytes:
        return tree.root_of(self._tree, self._size)

    def entry(self, position: int, text: bytes) -> dict[str, Any]:
        path = tree.inclusion_proof(self._tree, position - 1, self._size)
        return {"entry": text.decode(), "path": self.numbers(path)}

    def consistency(self, old: int) -> list[int]:
        return self.numbers(tree.consistency_proof(self._tree, old, self._size))

    def numbers(self, hashes: Iterable[bytes]) -> list[int]:
        known = self._numbers
        return [known.setdefault(each, len(known)) for each in hashes]

    def nodes(self) -> list[str]:
        return [_b64(each) for each in self._numbers]

    @property
    def size(self) -> int:
        return self._size


def _entries(rows: StoreRows, path: str, stream: str, size: int) -> list[tuple[int, bytes]]:
    """Position and bytes of a stream's entries to position `size`."""
    found = [(entry["position"], text) for entry, text in with_texts(rows, path, stream)]
    return [each for each in found if each[0] <= size]


def _support(
    rows: StoreRows, path: str, entries: Sequence[tuple[int, bytes]], more: Sequence[int]
) -> list[tuple[int, bytes]]:
    """Genesis, the rules that decided, and what was asked for besides, by position."""
    rules = {canonical.loads(text).get("rules", 1) for _, text in entries}
    wanted = sorted({1, *rules, *more} - {position for position, _ in entries})
    found = [(position, rows.entry(position)) for position in wanted]
    for position, text in found:
        loaded(text, path, position)
    return [(position, text or b"") for position, text in found]


def _heads(log: Log, rows: StoreRows, proofs: _Proofs, stream: str) -> dict[str, Any]:
    """The last leaf of the checkpoint, and the proof of the stream's line within it."""
    size = proofs.size
    text = rows.entry(size) or b""
    entry = loaded(text, log.path, size)
    if entry.get("type") != HEADS:
        raise DamagedLogError(
            log.path,
            Text(
                f"the checkpoint over {size} has no heads",
                f"điểm kiểm {size} mục ghi không có log.heads",
            ),
        )
    root = b64decode(entry["data"]["root"])
    heads = StreamHeads(heads_at(rows, size - 1, log.path))
    if heads.root() != root:
        raise DamagedLogError(
            log.path,
            Text(
                f"the heads at position {size} have another root",
                f"log.heads ở vị trí {size} có mã gốc khác",
            ),
        )
    index, proof = heads.proof(stream)
    return {**proofs.entry(size, text), "index": index, "proof": proofs.numbers(proof)}


def heads_at(rows: StoreRows, size: int, path: str = "") -> list[tuple[str, int, bytes]]:
    """Stream, version and leaf hash of all heads as they were after `size` entries, by name.

    Costs as much as there are streams, and entries after `size`: their `prev` tell.
    """
    later: dict[str, tuple[int, bytes] | None] = {}
    for position, text in rows.entries(size, rows.size()):
        entry = loaded(text, path, position)
        if entry["stream"] not in later:
            link = entry.get("prev")
            later[entry["stream"]] = link and (entry["version"] - 1, b64decode(link))
    found = []
    for stream, version, leaf in rows.heads(""):
        if stream not in later:
            found.append((stream, version, leaf))
        elif (before := later[stream]) is not None:
            found.append((stream, *before))
    return found


def _bounding(cosigned: Sequence[int], positions: Iterable[int]) -> list[int]:
    """The cosigned sizes that say between which moments each position was recorded."""
    wanted: set[int] = set()
    for position in positions:
        at = bisect_left(cosigned, position)
        wanted.update(cosigned[max(at - 1, 0) : at + 1])
    return sorted(wanted)


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode()
