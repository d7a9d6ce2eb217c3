"""What a sound log looks like, told by SQLite, JSON and SHA-256 alone: no line of the program."""

import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

WIDTH = 256
Entry = dict[str, Any]


@dataclass
class Contents:
    """The tables of a log, as they are in the file."""

    entries: list[tuple[int, str, int, str, bytes]]
    streams: list[tuple[str, int, bytes]]
    commands: list[tuple[str, int]]
    tiles: list[tuple[int, int, bytes, bytes]]
    sound: str
    leaves: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hash the entries."""
        self.leaves = [leaf(row[4]) for row in self.entries]

    def root(self) -> bytes:
        """Root over all entries."""
        return root(self.leaves)


def read(path: Path) -> Contents:
    """Read a whole log in one transaction."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        file.execute("BEGIN")
        return Contents(
            entries=file.execute("SELECT * FROM entries ORDER BY position").fetchall(),
            streams=file.execute("SELECT * FROM streams ORDER BY stream").fetchall(),
            commands=file.execute("SELECT * FROM commands ORDER BY command_id").fetchall(),
            tiles=file.execute("SELECT * FROM tiles ORDER BY level, n").fetchall(),
            sound=file.execute("PRAGMA integrity_check").fetchone()[0],
        )


def faults(path: Path, acknowledged: Mapping[int, bytes] | None = None) -> list[str]:
    """Return all that is wrong with the log at `path`, nothing if it is sound.

    `acknowledged` are the leaf hashes of entries that somebody was told are kept, by position.
    """
    try:
        found = read(path)
        entries = [_parsed(row[4]) for row in found.entries]
    except (sqlite3.Error, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]
    wrong = [] if found.sound == "ok" else [f"SQLite: {found.sound}"]
    wrong += _rows(found.entries, entries)
    wrong += _streams(found, entries)
    wrong += _commands(found, entries)
    wrong += _heads(found, entries)
    if found.tiles != list(tiles(found.leaves)):
        wrong.append("the tiles are not those of the entries")
    return wrong + missing(found.leaves, acknowledged or {})


def missing(leaves: Sequence[bytes], acknowledged: Mapping[int, bytes]) -> list[str]:
    """Return what was acknowledged and is not there, or is something else."""
    lost = [
        position
        for position, expected in sorted(acknowledged.items())
        if position > len(leaves) or leaves[position - 1] != expected
    ]
    return [f"{len(lost)} acknowledged entries are lost, from position {lost[0]}"] if lost else []


def leaf(entry: bytes) -> bytes:
    """Hash one entry."""
    return sha256(b"\x00" + entry).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Hash leaves into the root of RFC 6962, as its text defines it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root(leaves[:middle]) + root(leaves[middle:])).digest()


def tiles(leaves: Sequence[bytes], level: int = 0) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Yield the rows of all full tiles of a tree."""
    full = [leaves[n : n + WIDTH] for n in range(0, len(leaves) - WIDTH + 1, WIDTH)]
    roots = [root(tile) for tile in full]
    for n, tile in enumerate(full):
        yield level, n, roots[n], b"".join(tile)
    if roots:
        yield from tiles(roots, level + 1)


@lru_cache(maxsize=20_000)
def _parsed(text: bytes) -> Entry:
    """Parse an entry; raises ValueError unless its bytes are the canonical ones."""
    entry: Entry = _READ.decode(text.decode())
    if _WRITE.encode(entry).encode() != text:
        raise ValueError(f"not canonical: {text[:80]!r}")
    return entry


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"a key twice: {pairs[0][0]}")
    return dict(pairs)


_READ = json.JSONDecoder(object_pairs_hook=_once)
_WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _rows(rows: Sequence[tuple[int, str, int, str, bytes]], entries: list[Entry]) -> list[str]:
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)):
        return ["positions are not dense"]
    wrong = [
        f"position {row[0]}: columns differ from the entry"
        for row, entry in zip(rows, entries, strict=True)
        if row[:4] != tuple(entry[m] for m in ("position", "stream", "version", "type"))
    ]
    wrong += [
        f"position {later['position']}: recorded before the entry before it"
        for earlier, later in pairwise(entries)
        if later["recorded_at"] < earlier["recorded_at"]
    ]
    return wrong if rows and rows[0][3] == "log.created" else [*wrong, "there is no genesis"]


def _streams(found: Contents, entries: list[Entry]) -> list[str]:
    """Versions are dense, each entry names the one before it, and the table is theirs."""
    wrong = []
    heads: dict[str, tuple[int, bytes]] = {}
    for entry, own in zip(entries, found.leaves, strict=True):
        version, last = heads.get(entry["stream"], (0, b""))
        if entry["version"] != version + 1:
            wrong.append(f"position {entry['position']}: version {entry['version']}")
        if entry.get("prev") != (b64encode(last).decode() if version else None):
            wrong.append(f"position {entry['position']}: another entry before it")
        heads[entry["stream"]] = (entry["version"], own)
    expected = [(stream, *head) for stream, head in heads.items()]
    if found.streams != sorted(expected, key=lambda row: row[0].encode()):
        wrong.append("the table of streams is not that of the entries")
    return wrong


def _commands(found: Contents, entries: list[Entry]) -> list[str]:
    """Every command is whole, each id is there once, and the table is theirs."""
    wrong, expected = [], []
    shared: tuple[Any, ...] = ()
    before, of = 0, 0
    for entry in entries:
        command = entry.get("command")
        n = command["n"] if command else 0
        same = (command or {}).get("id"), (command or {}).get("of"), entry["recorded_at"]
        if n != (before + 1 if before < of else min(n, 1)) or (n > 1 and same != shared):
            wrong.append(f"position {entry['position']}: a command is torn")
        before, of, shared = n, command["of"] if command else 0, same
        if command and n == 1 and "id" in command:
            expected.append((command["id"], entry["position"]))
    if before < of:
        wrong.append("the last command is torn")
    if found.commands != sorted(expected, key=lambda row: row[0].encode()):
        wrong.append("the table of commands is not that of the entries")
    return wrong


def _heads(found: Contents, entries: list[Entry]) -> list[str]:
    """Every heads entry commits to what was there before it."""
    wrong = []
    heads: dict[str, bytes] = {}
    for entry, own in zip(entries, found.leaves, strict=True):
        stream = entry["stream"].encode()
        if entry["type"] == "log.heads":
            lines = [leaf(heads[name]) for name in sorted(heads, key=str.encode)]
            data = {"root": b64encode(root(lines)).decode(), "streams": len(lines)}
            if entry["data"] != {**data, "size": entry["position"] - 1}:
                wrong.append(f"position {entry['position']}: other heads")
        heads[entry["stream"]] = b"head\n%b\n%d\n%b" % (stream, entry["version"], own)
    return wrong
