"""Logs that somebody rewrote with care: hashes, tables and signature fit, only rules can tell."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeGuard

from event_store import canonical, tree
from event_store.errors import CanonicalError
from event_store.heads import head_line
from event_store.schema import STATEMENTS
from event_store.tiles import WIDTH, tile_root
from tests.reliability.forging import TRIGGERS
from tests.verifier.building import LOG_KEY, Signer

Entry = dict[str, Any]
Row = tuple[int, str, int, str, bytes]
Heads = dict[str, tuple[int, bytes]]


class Raw(str):
    """What stands in an entry as it is, whatever it spells."""

    __slots__ = ()


@dataclass
class Item:
    """One entry, and which of its members are left as they are though they fit nothing."""

    entry: Entry
    home: str
    """Its stream, should the entry name none."""
    kept: set[str] = field(default_factory=set)
    spell: Callable[[bytes], bytes] | None = None
    """Writes it otherwise than the format does."""

    def copy(self) -> Item:
        """Another one that is as good as this."""
        return Item(dict(self.entry), self.home, set(self.kept), self.spell)


def items_of(entries: Iterable[Entry]) -> list[Item]:
    """The entries of a log, all as they were."""
    return [Item(entry, entry["stream"]) for entry in entries]


def spelt(value: Any) -> str:
    """Write any value, in the form of the log as far as it has one there."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{json.dumps(name)}:{spelt(value[name])}" for name in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(spelt, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@dataclass
class Relinked:
    """The log as it was written again, and what its tables hold."""

    origin: str = LOG_KEY.name
    rows: list[Row] = field(default_factory=list)
    heads: Heads = field(default_factory=dict)
    heads_before: Heads = field(default_factory=dict)
    """What stood before the last entry."""
    commands: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._taken: set[tuple[str, int]] = set()
        self._leaves: list[bytes] = []

    @classmethod
    def of(cls, items: Sequence[Item]) -> Relinked:
        """Make each entry fit to those before it: positions, versions, prev, heads, references."""
        found = cls()
        moved: dict[int, int] = {}
        for place, item in enumerate(items, 1):
            if type(was := item.entry.get("position")) is int:
                moved.setdefault(was, place)
        for item in items:
            found._add(item, moved)
        data = items[0].entry.get("data")
        origin = data.get("origin") if isinstance(data, dict) else None
        if isinstance(origin, str) and is_key_name(origin):
            found.origin = origin
        return found

    @property
    def size(self) -> int:
        """Its entries."""
        return len(self.rows)

    def leaves(self) -> tree.Leaves:
        """The leaf hashes of its tree."""
        return tree.Leaves(self._leaves)

    def root(self) -> bytes:
        """The root of its tree."""
        return tree.root(self._leaves)

    def signer(self) -> Signer:
        """Who signs it, by the name that it bears."""
        return Signer(self.origin, LOG_KEY.seed, LOG_KEY.kind)

    def note(self) -> str:
        """A checkpoint over all of it."""
        body = f"{self.origin}\n{self.size}\n{b64encode(self.root()).decode()}\n"
        return f"{body}\n{self.signer().line(body)}"

    def policy(self) -> str:
        """Trusts this log, and asks for no witness."""
        return f"log {self.signer().vkey}\nquorum none\n"

    def _add(self, item: Item, moved: Mapping[int, int]) -> None:
        given, kept = item.entry, item.kept
        name = given.get("stream")
        stream = name if is_text(name) else item.home
        place = self.size + 1
        version, leaf = self.heads.get(stream, (0, b""))
        fit: Entry = {"position": place, "version": version + 1}
        if version:
            fit["prev"] = b64encode(leaf).decode()
        if "rules" in given:
            fit["rules"] = _moved(given["rules"], moved)
        data = given.get("data")
        if isinstance(data, dict) and "target_position" in data and "data" not in kept:
            fit["data"] = {**data, "target_position": _moved(data["target_position"], moved)}
        if given.get("type") == "log.heads" and "data" not in kept:
            fit["data"] = self._heads(place - 1)
        entry = {**{k: v for k, v in given.items() if k != "prev" or k in kept}}
        entry |= {name: value for name, value in fit.items() if name not in kept}
        text = _written(entry, item)
        self._note(_read(text) if item.spell else entry, stream, text)

    def _note(self, entry: Entry, stream: str, text: bytes) -> None:
        """Put an entry into the tables, under the names it gives itself if they can be."""
        place, said, kind = self.size + 1, entry.get("version"), entry.get("type")
        version = said if type(said) is int and 0 < said < 2**62 else self._next(stream)
        column = version if (stream, version) not in self._taken else self._next(stream)
        self._taken.add((stream, column))
        kind = kind if is_text(kind) else "x.y"
        self.rows.append((place, stream, column, kind, text))
        leaf, self.heads_before = tree.leaf_hash(text), dict(self.heads)
        self._leaves.append(leaf)
        self.heads[stream] = (version, leaf)
        command = entry.get("command")
        if isinstance(command, dict) and type(command.get("n")) is int and command["n"] == 1:
            name = command.get("id")
            if is_text(name) and name:
                self.commands.setdefault(name, place)

    def _next(self, stream: str) -> int:
        after = self.heads.get(stream, (0, b""))[0] + 1
        return next(n for n in count(after) if (stream, n) not in self._taken)

    def _heads(self, size: int) -> Entry:
        names = sorted(self.heads, key=str.encode)
        root = tree.root(tree.leaf_hash(head_line(name, *self.heads[name])) for name in names)
        return {"root": b64encode(root).decode(), "size": size, "streams": len(names)}


def _moved(value: Any, moved: Mapping[int, int]) -> Any:
    return moved.get(value, value) if type(value) is int else value


def _written(entry: Entry, item: Item) -> bytes:
    if not item.kept and item.spell is None:
        with suppress(CanonicalError):
            return canonical.encode(entry)
    text = spelt(entry).encode("utf-8", "surrogatepass")
    return item.spell(text) if item.spell else text


def _read(text: bytes) -> Entry:
    """What an entry says that was spelt otherwise; nothing if it cannot be read."""
    with suppress(ValueError):
        found = canonical.loads(text)
        return found if isinstance(found, dict) else {}
    return {}


def is_text(value: object) -> TypeGuard[str]:
    """Whether a table can hold it."""
    return isinstance(value, str) and not isinstance(value, Raw) and _encodes(value)


def is_key_name(name: str) -> bool:
    """Whether a key may have this name."""
    return bool(name) and _encodes(name) and not any(c.isspace() or c == "+" for c in name)


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def write(path: Path, log: Relinked) -> None:
    """Make a file of it, with tables that agree and a checkpoint over the whole."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("journal_mode=OFF", "synchronous=OFF", "ignore_check_constraints=ON"):
            connection.execute(f"PRAGMA {statement}")
        connection.execute("BEGIN")
        for statement in STATEMENTS:
            if statement not in TRIGGERS:
                connection.execute(statement)
        for table, rows in _tables(log):
            marks = ",".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        for statement in TRIGGERS:
            connection.execute(statement)
        connection.execute("COMMIT")


def _tables(log: Relinked) -> Iterator[tuple[str, Sequence[tuple[Any, ...]]]]:
    yield "entries", log.rows
    yield "streams", [(name, *head) for name, head in log.heads.items()]
    if log.commands:
        yield "commands", list(log.commands.items())
    tiles = [log._leaves[n : n + WIDTH] for n in range(0, log.size - WIDTH + 1, WIDTH)]
    if tiles:
        yield "tiles", [(0, n, tile_root(each), b"".join(each)) for n, each in enumerate(tiles)]
    yield "checkpoints", [(log.size, log.note())]
