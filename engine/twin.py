"""A past moment: the same projections, folded in memory over what was so and known by then."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.corrections import effective, is_correction, voided_positions
from engine.projection import Projections, Row, Table, Turn
from engine.reading import Reader
from engine.workflow import Entry, UnknownEventError, Workflow

_MARKS = ("flags", "override")


class DictRows:
    """The rows of one projection in memory, by the same port as those in a file."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._keys = {table.name: table.key for table in tables}
        self._rows: dict[str, dict[tuple[Any, ...], Row]] = {table.name: {} for table in tables}

    def get(self, table: str, *key: Any) -> Row | None:
        """Return the row under `key`, None if there is none."""
        return self._rows[table].get(key)

    def select(
        self, table: str, equal: Mapping[str, Any], *, below: tuple[str, Any] | None = None
    ) -> list[Row]:
        """Return the rows, by key, where columns are `equal` to values and one is `below` one."""
        rows, wanted = self._rows[table], equal.items()
        return [
            row
            for _, row in sorted(rows.items(), key=itemgetter(0))
            if all(row[column] == value for column, value in wanted) and _is_below(row, below)
        ]

    def put(self, table: str, row: Row) -> None:
        """Set the row under its key."""
        self._rows[table][tuple([row[column] for column in self._keys[table]])] = row

    def delete(self, table: str, *key: Any) -> None:
        """Take the row under `key` away, if there is one."""
        self._rows[table].pop(key, None)


@dataclass(frozen=True, slots=True)
class Past:
    """Which past: what was known by position `upto` and had occurred by the day `as_of`.

    Without a day it is what the views had at that position. `roots` are the first keys of the
    subjects to be folded; None is all. With `leave_out` a subject below them in which a newer
    program recorded something is left out, and kept in `Reader.left_out`: whoever asks must name
    it.
    """

    upto: int
    as_of: str | None = None
    roots: Collection[str] | None = None
    leave_out: bool = False


def fold(reader: Reader, projections: Projections, past: Past) -> dict[str, DictRows]:
    """Return the rows of projections, by name, as they were; raises UnknownEventError."""
    made = {p.name: DictRows(p.tables) for p in projections.all}
    areas = {area for projection in projections.all for area in projection.areas}
    turns = list(_turns(reader, projections, areas, past))
    for projection in projections.all:
        projection.take(made[projection.name], turns)
    return made


def _turns(
    reader: Reader, projections: Projections, areas: Collection[str], past: Past
) -> Iterator[Turn]:
    """Yield the turn of each stream, what lies above it first."""
    for workflow in reader.lifecycles.workflows:
        if workflow.area not in areas:
            continue
        subject = projections.subjects.get(workflow.area)
        for keys, entries in _streams(reader, workflow, past):
            if subject is not None:
                state = subject.refold(workflow, entries, past.as_of)
                yield Turn(workflow.area, keys, [], state)
            elif past.as_of is not None:
                yield Turn(workflow.area, keys, standing_on(workflow, entries, past.as_of))
            else:
                corrected = any(is_correction(entry["type"]) for entry in entries)
                yield Turn(workflow.area, keys, entries, whole=entries if corrected else None)


def standing_on(workflow: Workflow, entries: Sequence[Entry], as_of: str) -> list[Entry]:
    """Return the entries of a whole stream that count on a day, as they stand after corrections.

    Corrections that stand are among them, for who counts entries; they act on all days. An entry
    bears marks (flags, an override) from the day that it was recorded with.
    """
    standing = list(entries)
    if any(is_correction(entry["type"]) for entry in entries):
        voided = voided_positions(entries)
        corrections = [
            e for e in entries if is_correction(e["type"]) and e["position"] not in voided
        ]
        standing = sorted([*effective(entries), *corrections], key=itemgetter("position"))
    unmarked = {entry["position"] for entry in entries if entry["occurred_on"] > as_of}
    return [
        _without_marks(entry) if entry["position"] in unmarked else entry
        for entry in standing
        if entry["occurred_on"] <= as_of or entry["type"] in workflow.timeless
    ]


def _without_marks(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name not in _MARKS}


def _streams(
    reader: Reader, workflow: Workflow, past: Past
) -> Iterator[tuple[tuple[str, ...], list[Entry]]]:
    """Yield the keys and the entries, lifted, of every stream of a lifecycle that has any."""
    prefixes = [("",)] if past.roots is None else [(root, "") for root in sorted(past.roots)]
    if past.roots is not None and len(workflow.address) == 1:
        prefixes = [(root,) for root in sorted(past.roots)]
    for prefix in prefixes:
        scanned = reader.log.scan_streams(workflow.stream(*prefix))
        for stream, entries in groupby(scanned, key=itemgetter("stream")):
            keys = tuple(stream.split("/")[1:])
            if len(prefix) == 1 and prefix[0] not in ("", keys[0]):
                continue
            try:
                known = [workflow.lift(e) for e in entries if e["position"] <= past.upto]
            except UnknownEventError as error:
                if not past.leave_out or len(keys) == 1:
                    raise
                reader.leave_out(error)
            else:
                if known:
                    yield keys, known


def _is_below(row: Row, below: tuple[str, Any] | None) -> bool:
    if below is None:
        return True
    value = row[below[0]]
    return value is not None and bool(value < below[1])
