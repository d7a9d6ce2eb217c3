"""Histories: every entry of a subject, or all that an auditor looks at first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.subjects import Subject, check_any, check_known, subject_at
from engine.history import bearing_on, history, is_marked, raw_row
from engine.structs import Struct, field
from engine.workflow import UnknownEventError
from event_store.clock import local_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope
    from engine.workflow import Entry, Workflow

Row = dict[str, Any]


class History(Struct, frozen=True):
    """Entries in log order, with what became of each, as `engine.history.history` gives them."""

    moment: Moment
    rows: list[Row]
    unread: Sequence[UnknownEventError] = ()
    """Entries of a newer program, which are as they were recorded."""
    left_out: Mapping[str, UnknownEventError] = field(default_factory=dict)
    """Streams that this program is too old to read."""

    def to_json(self) -> list[Row]:
        """Return the answer of `history` by the command contract."""
        return self.rows


def history_of(
    application: Application, scope: Scope, call: Call, area: str | None, *, with_above: bool
) -> History:
    """Return the history of the subject that a full address names.

    With `with_above` also the entries above it that name it. Raises Problem (unknown_area,
    unknown_ and the last member).
    """
    subject = subject_at(application.lifecycles, scope.address, area)
    names = application.index_names if with_above else ()
    ask = partial(_history, scope, subject, with_above=with_above)
    return application.at(scope, call, ask, *names)


def marked(application: Application, scope: Scope, call: Call) -> History:
    """Return what is flagged, overridden, late, corrected or annulled, below an address."""
    return application.at(scope, call, partial(_marked, scope), *application.index_names)


def _history(scope: Scope, subject: Subject, reading: Reading, *, with_above: bool) -> History:
    reader, upto = reading.reader, reading.moment.position
    known, unknown = reader.recorded(subject.workflow, *subject.keys, upto=upto)
    rows = _rows(subject.workflow, known) + [raw_row(entry, local_date) for entry in unknown]
    if not rows:
        check_known(reading, subject)
    for other, key in subject.above(reader.lifecycles) if with_above else ():
        rows += _naming(reading, other, key)
    rows.sort(key=lambda row: row["position"])
    return History(reading.moment, _by_day(scope, rows), reader.unread)


def _naming(reading: Reading, above: Subject, key: str) -> list[Row]:
    """Return the rows of the entries above that name a key."""
    entries = _about(reading, above, key)
    bearing = bearing_on(above.workflow.named, entries, key)
    return [row for row in _rows(above.workflow, entries) if row["position"] in bearing]


def _about(reading: Reading, above: Subject, key: str) -> list[Entry]:
    """Return the entries above that may name a key: all of them without views."""
    reader, upto = reading.reader, reading.moment.position
    if reading.index is None or above.workflow.area not in reading.index[0].areas:
        return reader.entries(above.workflow, *above.keys, upto=upto)
    index, rows = reading.index
    positions = index.about(rows, above.keys, key)
    return [above.workflow.lift(reader.log.entry(p)) for p in positions if p <= upto]


def _marked(scope: Scope, reading: Reading) -> History:
    reader = reading.reader
    check_any(reading, scope.address)
    rows: list[Row] = []
    for workflow, keys in _streams_marked(reading, scope.address):
        try:
            entries = reader.entries(workflow, *keys, upto=reading.moment.position)
        except UnknownEventError as error:
            reader.leave_out(error)
            continue
        rows += [row for row in _rows(workflow, entries) if is_marked(row, workflow.annuls)]
    rows.sort(key=lambda row: row["position"])
    return History(reading.moment, _by_day(scope, rows), left_out=reader.left_out)


def _streams_marked(
    reading: Reading, address: Mapping[str, str]
) -> Iterator[tuple[Workflow, tuple[str, ...]]]:
    """Yield the streams below an address that may have marked entries."""
    indexed, found = frozenset[str](), list[str]()
    if reading.index is not None:
        index, rows = reading.index
        indexed, found = index.areas, index.marked(rows)
    for workflow in reading.reader.lifecycles.workflows:
        if not address.keys() <= set(workflow.address):
            continue
        streams: Iterable[str] = found
        if workflow.area not in indexed:
            begun = reading.moment.position
            listed = reading.reader.log.streams(workflow.stream(""), begun)
            streams = (stream for stream, _ in listed)
        for stream in streams:
            area, *keys = stream.split("/")
            named = dict(zip(workflow.address, keys, strict=False))
            if area == workflow.area and address.items() <= named.items():
                yield workflow, tuple(keys)


def _rows(workflow: Workflow, entries: Sequence[Entry]) -> list[Row]:
    return history(entries, local_date, workflow.annuls, workflow.papers)


def _by_day(scope: Scope, rows: list[Row]) -> list[Row]:
    """Return what had occurred by the day asked about, all rows where none was."""
    day = scope.as_of
    return rows if day is None else [row for row in rows if row["occurred_on"] <= day]
