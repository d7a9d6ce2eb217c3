"""One entry whole: what it records, under which rules, and what later corrected it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.dates import shown_day
from application.problems import Problem
from engine.history import LATER, history, raw_row
from engine.newer import unknown_at
from engine.structs import Struct
from engine.workflow import papers_of
from event_store.clock import local_date
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope
    from engine.reading import Reader
    from engine.workflow import Entry, Paper, UnknownEventError

UNKNOWN = Text(
    "There is no position {position}: the last one is {last}. See '{program} log'.",
    "Không có vị trí {position}: vị trí cuối là {last}. Xem '{program} log'.",
)

NOT_YET = Text(
    "Position {position} was not on record then: it was recorded on {day}.",
    "Lúc đó chưa có vị trí {position}: mục này được ghi ngày {day}.",
)


class WholeEntry(Struct, frozen=True):
    """One entry as recorded; `rules` says which policy and definitions decided it.

    `later` are its amendments, and by which positions it was voided or annulled.
    """

    moment: Moment
    id: str
    entry: Entry
    documents: list[Paper]
    rules: dict[str, Any] | None
    later: Mapping[str, Any]
    unread: Sequence[UnknownEventError] = ()
    """Entries of a newer program, which are as they were recorded."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `show --at` by the command contract."""
        return self.moment.within(
            {
                "id": self.id,
                "entry": self.entry,
                "documents": self.documents,
                "rules": self.rules,
                **self.later,
            }
        )


def whole_entry(application: Application, position: int, scope: Scope, call: Call) -> WholeEntry:
    """Return the entry at a position; what came after the moment is not known.

    Raises Problem (unknown_position).
    """
    return application.at(scope, call, partial(_whole_entry, position))


def unknown_position(position: int, last: int, program: str) -> Problem:
    """Return why nothing is said of a position: it is not in the log at that moment."""
    facts = {"position": position, "last": last, "program": program}
    return Problem("unknown_position", UNKNOWN, facts)


def _whole_entry(position: int, reading: Reading) -> WholeEntry:
    reader, last = reading.reader, reading.moment.position
    if last < position <= reader.log.size:
        day = local_date(reader.log.entry(position)["recorded_at"])
        raise Problem("unknown_position", NOT_YET, {"position": position, "day": shown_day(day)})
    if not 1 <= position <= last:
        raise unknown_position(position, last, reader.lifecycles.program)
    entry = reader.log.entry(position)
    later = _later(reader, entry, last)
    return WholeEntry(
        reading.moment,
        reader.log.event_id(position),
        entry,
        _papers(reader, entry),
        _rules(reader, entry),
        later,
        reader.unread,
    )


def _papers(reader: Reader, entry: Entry) -> list[Paper]:
    if unknown_at(reader.log, reader.lifecycles, entry["position"]) is not None:
        return []
    workflow = reader.lifecycles.of_stream(entry["stream"])
    return (papers_of if workflow is None else workflow.papers)(entry)


def _rules(reader: Reader, entry: Entry) -> dict[str, Any] | None:
    at = entry.get("rules")
    if at is None:
        return None
    adopted = reader.log.entry(at)["data"]
    names = [{"name": each["name"], "version": each["version"]} for each in adopted["definitions"]]
    return {"position": at, "policy": adopted["policy"]["name"], "definitions": names}


def _later(reader: Reader, entry: Entry, upto: int) -> dict[str, Any]:
    workflow = reader.lifecycles.of_stream(entry["stream"])
    if workflow is None:
        return {"amendments": [], "voided_by": None, "annulled_by": None}
    keys = entry["stream"].split("/")[1:]
    known, unknown = reader.recorded(workflow, *keys, upto=upto)
    rows = history(known, local_date, workflow.annuls, workflow.papers)
    rows += [raw_row(each, local_date) for each in unknown]
    row = next(row for row in rows if row["position"] == entry["position"])
    return {name: row[name] for name in LATER}
