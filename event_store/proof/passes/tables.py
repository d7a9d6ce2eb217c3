"""What the file holds beside its entries: definitions, indexes, tiles, pages."""

from __future__ import annotations

import re
from binascii import a2b_base64
from typing import TYPE_CHECKING

from event_store.definitions import SCHEMA_FAULTS
from event_store.proof.passes.faults import Fault, Step, first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.passes.stretch import Head

_MISSING = re.compile(r"row (\d+) missing from index (\w+)").fullmatch
_OF_INDEX = re.compile(r"(?:wrong # of entries in|non-unique entry in) index (\w+)").fullmatch


def schema_fault(rows: RawRows) -> Fault | None:
    """Compare the definitions of tables, indexes and triggers with those of the format."""
    found = rows.definitions_fault()
    return None if found is None else _index(None, f"{found[0]} {SCHEMA_FAULTS[found[1]]}")


def streams_fault(rows: RawRows, heads: Mapping[bytes, Head]) -> Fault | None:
    """Compare the table `streams` with the heads that follow from the entries."""
    stored = {stream: (version, leaf) for stream, version, leaf in rows.all_streams()}
    expected = {stream: (version, a2b_base64(leaf)) for stream, (version, leaf) in heads.items()}
    return None if stored == expected else first(*_streams(rows, stored, expected))


def _streams(
    rows: RawRows, stored: Mapping[bytes, object], expected: Mapping[bytes, tuple[int, bytes]]
) -> Iterator[Fault]:
    for stream in stored.keys() | expected.keys():
        head = expected.get(stream)
        if stored.get(stream) != head:
            position = None if head is None else rows.position_of(stream, head[0])
            yield _index(position, f"the row of streams for {_name(stream)} is another")


def commands_fault(rows: RawRows, names: Sequence[bytes], begins: Sequence[int]) -> Fault | None:
    """Compare the table `commands` with the ids that the entries carry, and where they begin.

    Where all agree, no id came twice: a table has one row for each.
    """
    stored = dict(rows.all_commands())
    if len(stored) == len(names) and list(map(stored.get, names)) == begins:
        return None
    return first(*_commands(stored, dict(zip(names, begins, strict=True))))


def _commands(stored: Mapping[bytes, object], expected: Mapping[bytes, int]) -> Iterator[Fault]:
    for name in stored.keys() | expected.keys():
        position = expected.get(name)
        if stored.get(name) != position:
            yield _index(position, f"the row of commands for {_name(name)} is another")


def _name(column: object) -> object:
    return column.decode(errors="replace") if isinstance(column, bytes) else column


def pages_fault(rows: RawRows) -> Fault | None:
    """Let SQLite look over its pages: what it finds lookups would stumble over."""
    found = rows.pages()
    if not found:
        return None
    missing, of_index = _MISSING(found), _OF_INDEX(found)
    if missing:
        in_entries = missing[2] == "entries_stream"
        return _index(int(missing[1]) if in_entries else None, found)
    if of_index:
        return _index(None, found)
    return Fault(Step.TABLES, "damaged", None, found)


def _index(position: int | None, detail: str) -> Fault:
    return Fault(Step.TABLES, "index_mismatch", position, detail)
