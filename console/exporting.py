"""Entries for export: the bytes as they are stored, of a whole log, a campaign or a branch."""

import csv
import io
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from console.answering import not_found
from console.context import find_branch
from console.failures import IntegrityError
from console.language import say
from console.spreadsheet import defused, json_cell
from engine.history import bearing_on
from engine.reading import Reader, View
from event_store import canonical
from event_store.errors import GapError
from event_store.log import PAGE, Log
from event_store.stored import loaded

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


def chosen(log: Log, positions: Iterable[int]) -> Iterator[Stored]:
    """Yield the entries at some positions; raises DamagedLogError."""
    for position in positions:
        entry = log.raw(position)
        loaded(entry, log.path, position)
        yield position, entry


def of_campaign(reader: Reader, campaign: str, view: View) -> "array[int]":
    """Return the positions of all streams of a campaign and its branches, in log order.

    Raises NotFoundError, and IntegrityError where a stream has a hole.
    """
    log = reader.log
    addressed = [w for w in reader.lifecycles.workflows if w.address[0] == "campaign"]
    own = [w.stream(campaign) for w in addressed if len(w.address) == 1]
    below = [w.stream(campaign, "") for w in addressed if len(w.address) > 1]
    heads = log.versions(own) | dict(chain.from_iterable(map(log.streams, below)))
    seen = dict.fromkeys(heads, 0)
    found = array("q")
    for entry in chain(*map(log.stream, own), *map(log.scan_streams, below)):
        stream, version = entry["stream"], entry["version"]
        if version <= heads.get(stream, 0):
            seen[stream] = _next(stream, seen[stream], version)
            found.append(entry["position"])
    for stream, version in heads.items():
        _next(stream, seen[stream], version + 1)
    return _in_order(found, view) or not_found((campaign, None))


def of_branch(
    reader: Reader, name: str, campaign: str | None, view: View, *, both: bool
) -> "array[int]":
    """Return the positions of a branch, with `both` also of its campaign's that bear on it.

    Raises NotFoundError, and IntegrityError where a stream has a hole.
    """
    branch = find_branch(reader, name, campaign, view, named=False)
    own = _stream(reader.log, f"congress/{branch.campaign}/{branch.key}")
    found = array("q", [entry["position"] for entry in own])
    if both:
        above = _stream(reader.log, f"campaign/{branch.campaign}")
        named = reader.lifecycles.by_area["campaign"].named
        found.extend(bearing_on(named, above, branch.key))
    return _in_order(found, view)


def as_csv(entries: Iterable[Stored], *, bom: bool) -> Iterator[bytes]:
    """Yield a line of CSV an entry, the heading first, with nothing a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    text.write(BOM if bom else "")
    writer.writerow(COLUMNS)
    for _, stored in entries:
        yield _taken(text)
        writer.writerow(_cells(canonical.loads(stored)))
    yield _taken(text)


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


def _stream(log: Log, stream: str) -> list[dict[str, Any]]:
    """Return all entries of a stream; raises IntegrityError where it has a hole."""
    head, last = log.version(stream), 0
    entries = log.stream(stream, upto=head)
    for entry in entries:
        last = _next(stream, last, entry["version"])
    _next(stream, last, head + 1)
    return entries


def _next(stream: str, last: int, version: int) -> int:
    """Return a version that follows `last`; raises IntegrityError for any other."""
    if version == last + 1:
        return version
    raise IntegrityError(
        say(
            f"{stream} has no version {last + 1}: entries were lost or removed. Nothing was "
            "exported: keep the file, and compare with a copy.",
            f"{stream} không có phiên bản {last + 1}: có mục bị mất hoặc bị xóa. Chưa xuất gì: "
            "hãy giữ nguyên tệp và đối chiếu với bản sao.",
        )
    )


def _in_order(found: "array[int]", view: View) -> "array[int]":
    return array("q", sorted(position for position in found if position <= view.upto))
