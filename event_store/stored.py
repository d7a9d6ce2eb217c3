"""Entries as they lie in a store, turned back into objects: the place where damage is found.

Every entry that is read passes a cheap check: an object with the members that all entries have,
each of its type. That it is the one that was recorded only its hash says: where a stream is read,
each entry is held against the hash in the one after it, and the last against the table of streams.
Reading by position does without; `first_damage` looks there once something has gone wrong.
"""

from __future__ import annotations

from binascii import b2a_base64
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from event_store import canonical
from event_store.errors import DamagedLogError, GapError, LogError
from event_store.members import is_domain
from event_store.tree import leaf_hash
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.store import Store, StoreRows

Entry = dict[str, Any]

_MEMBERS = {
    "actor": str, "data": dict, "format": int, "position": int, "recorded_at": str,
    "stream": str, "type": str, "type_version": int, "version": int,
}  # fmt: skip
"""The members that all entries have, each with its type."""
_OF_DOMAIN = {**_MEMBERS, "command": dict, "occurred_on": str, "rules": int}
"""Those of entries that rules decide."""
_members, _TYPES = itemgetter(*_MEMBERS), tuple(_MEMBERS.values())
_domain_members, _DOMAIN_TYPES = itemgetter(*_OF_DOMAIN), tuple(_OF_DOMAIN.values())
_PAGE = 2_000
_STUMBLED = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_DOUBTFUL = frozenset(("bad_time", "unknown_event"))
"""Codes of errors that damage may look like."""


def text_at(rows: StoreRows, position: int) -> bytes:
    """Return the bytes of an entry; raises GapError for a hole, IndexError beyond the log."""
    found = rows.entry(position)
    if found is None:
        if 0 < position <= rows.size():
            raise hole_at(rows, position)
        msg = f"the log has no position {position}"
        raise IndexError(msg)
    return found


def loaded(text: object, path: str, position: int) -> Entry:
    """Return the entry at a position; raises DamagedLogError if its row holds none."""
    entry = read_entry(text)
    if entry is None or entry["position"] != position:
        raise damaged_at(path, position)
    return entry


def read_entry(text: object) -> Entry | None:
    """Return the entry in a text, None if there is none in it."""
    try:
        entry: Entry = canonical.loads(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    try:
        if (*map(type, _domain_members(entry)),) == _DOMAIN_TYPES:
            return entry
    except (KeyError, TypeError):
        pass  # one that no rule decided has fewer members
    return entry if _is_whole_system_entry(entry) else None


def loaded_stream(
    rows: StoreRows, path: str, stream: str, after: int = 0, upto: int | None = None
) -> list[Entry]:
    """Return a stream's entries with after < version <= upto; raises DamagedLogError."""
    return [entry for entry, _ in with_texts(rows, path, stream, after, upto)]


def with_texts(
    rows: StoreRows, path: str, stream: str, after: int = 0, upto: int | None = None
) -> list[tuple[Entry, bytes]]:
    """Return a stream's entries, each with its text; raises DamagedLogError, also for a hole."""
    found: list[tuple[Entry, bytes]] = []
    chain = Chain(stream, after)
    for version, text in enumerate(rows.stream(stream, after, upto), after + 1):
        entry = chain.take(stream, version, text)
        if entry is None:
            raise unlinked(rows, path, stream, version)
        found.append((entry, text))
    version, leaf, head = after + len(found), chain.leaf, rows.head(stream)
    if head is not None and version < (head[0] if upto is None else min(head[0], upto)):
        raise damaged_in(rows, path, stream, version + 1)
    if head is not None and version == head[0] and leaf not in ("", _base64(head[1])):
        raise damaged_in(rows, path, stream, version)
    return found


def loaded_streams(
    rows: StoreRows, path: str, first: str, last: str, count: int, upto: int
) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the streams of an area from `first` to `last`, each with its entries.

    Of these there are `count` to position `upto`. Raises DamagedLogError, and in the end GapError
    if there are more or fewer.
    """
    area, chain = first.partition("/")[0], Chain()
    page = rows.streams(f"{area}/", (first, 0), upto, count)
    for name, some in groupby(page, key=itemgetter(0)):
        # A stream goes when it is done: holding a page of entries costs more than reading it.
        entries = []
        for stream, version, text in some:
            entry = chain.take(stream, version, text)
            if entry is None:
                raise unlinked(rows, path, stream, version)
            entries.append(entry)
        yield name, entries
    if len(page) != count or page[-1][0] != last:
        raise GapError(expected=upto, found=None)


def linked_texts(rows: StoreRows, path: str, stream: str) -> list[bytes]:
    """Return a stream's entries as they are stored, each held against the hash in the next.

    Nothing is parsed: whoever folds them does that. Raises DamagedLogError.
    """
    texts = rows.stream(stream, 0, None)
    leaf = ""
    for version, text in enumerate(texts, 1):
        if type(text) is not bytes or (leaf and f'"prev":"{leaf}"'.encode() not in text):
            raise unlinked(rows, path, stream, version)
        leaf = _leaf(text)
    head = rows.head(stream)
    if head is not None and (head[0], _base64(head[1])) != (len(texts), leaf):
        raise damaged_in(rows, path, stream, max(len(texts), 1))
    return texts


class Chain:
    """Takes the entries of a stream in order, then those of the next one, and holds them together.

    `leaf` is the hash of the last one as `prev` has it, empty before the first.
    """

    __slots__ = ("_stream", "_version", "leaf")

    def __init__(self, stream: str = "", after: int = 0) -> None:
        self._stream = stream
        self._version = after
        self.leaf = ""

    def take(self, stream: str, version: int, text: bytes) -> Entry | None:
        """Return the entry in a text; None if it does not go on from the one before it."""
        if stream != self._stream:
            self._stream, self._version, self.leaf = stream, 0, ""
        entry = read_entry(text)
        if entry is None or entry["version"] != version or version != self._version + 1:
            return None
        if entry["stream"] != stream or (self.leaf and self.leaf != entry.get("prev")):
            return None
        self._version, self.leaf = version, _leaf(text)
        return entry


def unlinked(rows: StoreRows, path: str, stream: str, version: int) -> LogError:
    """Return the error for a version that does not go on from the one before it."""
    position = rows.position(stream, version)
    one = version
    if version > 1 and position is not None and is_recorded(rows, position):
        one = version - 1
    return damaged_in(rows, path, stream, one)


def loaded_command(rows: StoreRows, path: str, position: int) -> list[Entry]:
    """Return all entries of the command that begins at a position, by its own word how many.

    Raises DamagedLogError.
    """
    first = loaded(rows.entry(position), path, position)
    count = first.get("command", {}).get("of")
    if type(count) is not int:
        raise damaged_at(path, position)
    rest = range(position + 1, position + count)
    return [first, *(loaded(rows.entry(each), path, each) for each in rest)]


def damaged_at(path: str, position: int) -> DamagedLogError:
    """Return the error for a position whose row does not hold what was recorded."""
    return DamagedLogError(path, _NOT_AS_RECORDED, position=position)


_NOT_AS_RECORDED = Text(
    "it does not hold the entry that was recorded there", "không còn đúng mục đã ghi ở đó"
)


def damaged_in(rows: StoreRows, path: str, stream: str, version: int) -> LogError:
    """Return the error for a version of a stream whose row does not hold what was recorded.

    A GapError where no row has that version, and a position is missing.
    """
    position = rows.position(stream, version)
    if position is not None:
        return damaged_at(path, position)
    hole = next(_holes(rows), None)
    if hole is not None:
        return hole_at(rows, hole)
    return DamagedLogError(
        path,
        Text(
            f"version {version} of {stream} is missing", f"thiếu phiên bản {version} của {stream}"
        ),
    )


def hole_at(rows: StoreRows, position: int) -> GapError:
    """Return the error for a position that is missing between others."""
    following = rows.entries(position, position + _PAGE)
    return GapError(expected=position, found=following[0][0] if following else None)


def _holes(rows: StoreRows) -> Iterator[int]:
    """Yield the first of the positions that are missing, wherever some are."""
    last = 0
    for first in range(0, rows.size(), _PAGE):
        for position, _ in rows.entries(first, first + _PAGE):
            if position != last + 1:
                yield last + 1
            last = position


def is_recorded(rows: StoreRows, position: int) -> bool:
    """Whether an entry is the one that was recorded: by its hash, which its stream holds."""
    text = rows.entry(position)
    entry = read_entry(text)
    if text is None or entry is None or entry["position"] != position:
        return False
    stream, version, leaf = entry["stream"], entry["version"], _leaf(text)
    following = rows.stream(stream, version, version + 1)
    if following:
        return (read_entry(following[0]) or {}).get("prev") == leaf
    head = rows.head(stream)
    return head is not None and (head[0], _base64(head[1])) == (version, leaf)


def is_altered(rows: StoreRows, position: int) -> bool:
    """Whether its hash shows that an entry is not the one that was recorded, whatever its format.

    An entry of a newer format may have other members: where these do not say which the next entry
    of its stream is, nothing shows it.
    """
    text = rows.entry(position)
    entry = _object(text)
    stream, version = entry.get("stream"), entry.get("version")
    if text is None or not isinstance(stream, str) or type(version) is not int:
        return False
    following = rows.stream(stream, version, version + 1)
    if following:
        return bool(_object(following[0]).get("prev", _leaf(text)) != _leaf(text))
    if position == 1:  # a log of nothing else: its identity is its genesis, whatever that says
        return False
    head = rows.head(stream)
    return head is None or (head[0], _base64(head[1])) != (version, _leaf(text))


def _object(text: object) -> Entry:
    """Return the JSON object in a text, an empty one if it holds none."""
    with suppress(TypeError, ValueError):
        found = canonical.loads(text)  # type: ignore[arg-type]
        if isinstance(found, dict):
            return found
    return {}


def first_damage(rows: StoreRows, path: str) -> LogError | None:
    """Return the error for the first position that does not hold what was recorded, if any."""
    hole, position = next(_holes(rows), None), unsound_position(rows)
    if hole is not None and (position is None or hole < position):
        return hole_at(rows, hole)
    return None if position is None else damaged_at(path, position)


def unsound_position(rows: StoreRows) -> int | None:
    """Return the first position whose entry is not the one that was recorded, None if all are.

    Of each stream an entry holds the hash of the one before it, and the table of streams that of
    the last one. What stands before a version that is missing cannot be judged so.
    """
    heads: dict[str, tuple[int, str]] = {}
    versions: dict[str, int] = {}
    wrong: list[int] = []
    for first in range(0, rows.size(), _PAGE):
        for position, text in rows.entries(first, first + _PAGE):
            entry = read_entry(text)
            if entry is None:
                return min([*wrong, position])
            before = heads.get(entry["stream"])
            goes_on = entry["version"] == versions.get(entry["stream"], 0) + 1
            if before is not None and goes_on and before[1] != entry.get("prev"):
                wrong.append(before[0])
            heads[entry["stream"]] = (position, _leaf(text))
            versions[entry["stream"]] = entry["version"]
    return min([*wrong, *_unlike_heads(rows, heads)], default=None)


def damage_behind(store: Store, path: str, error: BaseException | None) -> LogError | None:
    """Return the damage that an error comes from which nobody foresaw, None if from none.

    An entry may be damaged within its data, and its reader stumble over that. Hashes tell
    such an error from one of the program.
    """
    stumbled = isinstance(error, _STUMBLED) and not isinstance(error, LogError)
    if not stumbled and getattr(error, "code", "") not in _DOUBTFUL:
        return None
    position = getattr(error, "position", None)
    try:
        with store.reading() as rows:
            if not isinstance(position, int):
                return first_damage(rows, path)
            return None if is_recorded(rows, position) else damaged_at(path, position)
    except DamagedLogError as damage:
        return damage
    except Exception:  # noqa: BLE001 - the first error is the one to report
        return None


def _unlike_heads(rows: StoreRows, heads: dict[str, tuple[int, str]]) -> Iterator[int]:
    for stream, (position, leaf) in heads.items():
        head = rows.head(stream)
        if head is None or _base64(head[1]) != leaf:
            yield position


def _leaf(text: bytes) -> str:
    return b2a_base64(leaf_hash(text), newline=False).decode()


def _base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).decode()


def _is_whole_system_entry(entry: Any) -> bool:
    """Whether an entry has the members that all have, each of its type, and needs no others."""
    try:
        types = tuple(map(type, _members(entry)))
    except (KeyError, TypeError):
        return False
    return types == _TYPES and not is_domain(entry["stream"])
