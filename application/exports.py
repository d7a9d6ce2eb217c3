"""Entries for export: the bytes as they are stored, or lines of a sheet."""

from __future__ import annotations

import csv
import io
from array import array
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from application.cells import defused, json_cell
from application.problems import Problem
from application.subjects import Subject, refuse
from engine.history import bearing_on
from engine.structs import Struct
from event_store import canonical
from event_store.errors import GapError
from event_store.log import PAGE, Log
from event_store.stored import loaded
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope

Stored = tuple[int, bytes]
"""A position and the exact bytes of its entry."""
COLUMNS = (
    "position", "stream", "version", "type", "type_version", "occurred_on", "recorded_at",
    "actor", "role", "command_id", "correlation", "rules", "flags", "override_reason",
    "override_authority", "override_document", "evidence", "facts", "data",
)  # fmt: skip
"""Of CSV; `evidence`, `facts` and `data` are JSON."""
AS_JSON = ("evidence", "facts", "data")
BOM = "\ufeff"
"""Without it Excel takes a file for one in the machine's old alphabet."""
EXPORTING = Text("exporting", "đang xuất")
HOLE = Text(
    "{stream} has no version {version}: entries were lost or removed. Nothing was exported: keep "
    "the file, and compare with a copy.",
    "{stream} không có phiên bản {version}: có mục bị mất hoặc bị xóa. Chưa xuất gì: hãy giữ "
    "nguyên tệp và đối chiếu với bản sao.",
)


class Export(Struct, frozen=True):
    """Some entries in log order, to be gone through once; `count` is how many they are."""

    moment: Moment
    count: int
    entries: Iterator[Stored]

    def lines(self) -> Iterator[bytes]:
        """Yield one line an entry, byte for byte as it is stored and hashed.

        Raises GapError, DamagedLogError.
        """
        return (entry + b"\n" for _, entry in self.entries)

    def csv(self, *, bom: bool = False) -> Iterator[bytes]:
        """Yield a line of CSV an entry, the heading first; no spreadsheet runs anything of it.

        Raises GapError, DamagedLogError.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        text.write(BOM if bom else "")
        writer.writerow(COLUMNS)
        for _, stored in self.entries:
            yield _taken(text)
            writer.writerow(_cells(canonical.loads(stored)))
        yield _taken(text)


def export(application: Application, scope: Scope, call: Call, *, with_above: bool) -> Export:
    """Return the whole log, or the entries of what an address names and of all below that.

    With `with_above` also the entries above that name it. Raises Problem (stream_hole, `unknown_`
    and a member of the address).
    """
    return application.at(scope, call, partial(_export, scope, call, with_above=with_above))


def _export(scope: Scope, call: Call, reading: Reading, *, with_above: bool) -> Export:
    log, upto = reading.reader.log, reading.moment.position
    if not scope.address:
        return Export(reading.moment, upto, _counted(whole(log, upto), upto, call))
    found = _positions(reading, scope.address, with_above=with_above)
    positions = array("q", sorted(found))
    count = len(positions)
    return Export(reading.moment, count, _counted(_chosen(log, positions), count, call))


def whole(log: Log, upto: int) -> Iterator[Stored]:
    """Yield every entry up to a position, a page in memory; raises GapError, DamagedLogError."""
    last = 0
    while last < upto:
        page = log.page(last, min(last + PAGE, upto))
        for position, entry in page:
            if position != last + 1:
                raise GapError(expected=last + 1, found=position)
            last = position
            loaded(entry, log.path, position)
            yield position, entry
        if not page:
            raise GapError(expected=last + 1, found=None)


def _chosen(log: Log, positions: Iterable[int]) -> Iterator[Stored]:
    for position in positions:
        entry = log.raw(position)
        loaded(entry, log.path, position)
        yield position, entry


def _counted(entries: Iterator[Stored], count: int, call: Call) -> Iterator[Stored]:
    with call.progress(EXPORTING, count) as step:
        for stored in entries:
            yield stored
            step(1)


def _positions(reading: Reading, address: Mapping[str, str], *, with_above: bool) -> array[int]:
    """Return the positions of all at an address and below it, up to the moment.

    Raises Problem (stream_hole, `unknown_` and the last member).
    """
    log, lifecycles = reading.reader.log, reading.reader.lifecycles
    upto = reading.moment.position
    named = [Subject(w, tuple(address.values())) for w in lifecycles.at(address)]
    prefixes = [
        (w.stream(*address.values()), len(w.address) == len(address))
        for w in lifecycles.workflows
        if w.address[: len(address)] == tuple(address)
    ]
    listed = chain.from_iterable(_whole_streams(log, *prefix) for prefix in prefixes)
    found = array("q", (position for position in listed if position <= upto))
    known = bool(found)
    above = {s.stream: (s.workflow, key) for own in named for s, key in own.above(lifecycles)}
    for stream, (workflow, key) in above.items():
        entries = _stream(log, stream) if with_above or not known else []
        entries = [entry for entry in entries if entry["position"] <= upto]
        known = known or any(key in workflow.named(entry) for entry in entries)
        found.extend(bearing_on(workflow.named, entries, key) if with_above else ())
    if not known:
        refuse(reading, address)
    return found


def _whole_streams(log: Log, prefix: str, alone: bool) -> Iterator[int]:  # noqa: FBT001
    """Yield the positions of a stream, or of all below a prefix.

    Raises Problem (stream_hole).
    """
    if alone:
        yield from (entry["position"] for entry in _stream(log, prefix))
        return
    below = f"{prefix}/"
    heads = dict(log.streams(below))
    seen = dict.fromkeys(heads, 0)
    for entry in log.scan_streams(below):
        stream, version = entry["stream"], entry["version"]
        if version <= heads.get(stream, 0):
            seen[stream] = _next(stream, seen[stream], version)
            yield entry["position"]
    for stream, version in heads.items():
        _next(stream, seen[stream], version + 1)


def _stream(log: Log, stream: str) -> list[dict[str, Any]]:
    """Return all entries of a stream; raises Problem (stream_hole)."""
    head, last = log.version(stream), 0
    entries = log.stream(stream, upto=head)
    for entry in entries:
        last = _next(stream, last, entry["version"])
    _next(stream, last, head + 1)
    return entries


def _next(stream: str, last: int, version: int) -> int:
    """Return a version that follows `last`; raises Problem for any other."""
    if version == last + 1:
        return version
    raise Problem("stream_hole", HOLE, {"stream": stream, "version": last + 1})


def _taken(text: io.StringIO) -> bytes:
    taken = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return taken


def _cells(entry: Mapping[str, Any]) -> list[Any]:
    override = entry.get("override", {})
    told = {
        **entry,
        "command_id": entry.get("command", {}).get("id"),
        "flags": ", ".join(entry.get("flags", ())),
        **{f"override_{name}": value for name, value in override.items()},
    }
    row = {name: defused(cell) if isinstance(cell, str) else cell for name, cell in told.items()}
    row |= {name: json_cell(entry[name]) for name in AS_JSON if name in entry}
    return [row.get(name) for name in COLUMNS]
