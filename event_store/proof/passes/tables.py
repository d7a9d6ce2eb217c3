"""What the file holds beside its entries: definitions, indexes, tiles, pages."""

from __future__ import annotations

import re
import sqlite3
from binascii import a2b_base64
from typing import TYPE_CHECKING

from event_store.definitions import schema_fault as definition_fault
from event_store.proof.passes.faults import Fault, VerificationStep, first
from event_store.sqlite_opening import MISSING, OF_INDEX, of_pages
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from event_store.proof.passes.raw_rows import RawRows
    from event_store.proof.passes.stretch import Head, Stretch


def schema_fault(rows: RawRows) -> Fault | None:
    """Compare the definitions of tables, indexes and triggers with those of the format."""
    found = rows.definitions_fault()
    return None if found is None else _index(None, definition_fault(*found))


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
            yield _index(
                position,
                Text(
                    f"the row of streams for {_name(stream)} is another",
                    f"dòng của hồ sơ {_name(stream)} trong bảng streams bị khác",
                ),
            )


def commands_agree(rows: RawRows, start: int, stop: int, stretch: Stretch) -> bool:
    """Whether the rows of `commands` from start to stop are those of the ids in a stretch.

    In doubt they are not: `commands_fault` finds what there is to be said.
    """
    try:
        stored = dict(rows.commands_from(start, stop))
    except sqlite3.Error:
        return False
    names = stretch.commands
    return len(stored) == len(names) and list(map(stored.get, names)) == stretch.begins


def commands_fault(
    rows: RawRows, names: Sequence[bytes], begins: Sequence[int], *, agreed: bool
) -> Fault | None:
    """Compare the table `commands` with the ids that the entries carry, and where they begin.

    Where all agree, no id came twice: a table has one row for each. Where its parts have `agreed`
    there are only to be no others.
    """
    if agreed and rows.count_of_commands() == len(names):
        return None
    stored = dict(rows.all_commands())
    if len(stored) == len(names) and list(map(stored.get, names)) == begins:
        return None
    return first(*_commands(stored, dict(zip(names, begins, strict=True))))


def _commands(stored: Mapping[bytes, object], expected: Mapping[bytes, int]) -> Iterator[Fault]:
    for name in stored.keys() | expected.keys():
        position = expected.get(name)
        if stored.get(name) != position:
            yield _index(
                position,
                Text(
                    f"the row of commands for {_name(name)} is another",
                    f"dòng của lệnh {_name(name)} trong bảng commands bị khác",
                ),
            )


def _name(column: object) -> object:
    return column.decode(errors="replace") if isinstance(column, bytes) else column


def pages_fault(rows: RawRows) -> Fault | None:
    """Let SQLite look over its pages: what it finds lookups would stumble over."""
    found = rows.pages()
    if not found:
        return None
    missing, of_index = re.fullmatch(MISSING, found), re.fullmatch(OF_INDEX, found)
    if missing:
        in_entries = missing[2] == "entries_stream"
        return _index(int(missing[1]) if in_entries else None, of_pages(found))
    if of_index:
        return _index(None, of_pages(found))
    return Fault(VerificationStep.TABLES, "damaged", None, of_pages(found))


def _index(position: int | None, detail: Text) -> Fault:
    return Fault(VerificationStep.TABLES, "index_mismatch", position, detail)
