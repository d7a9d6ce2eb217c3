"""What changed of a subject between two moments, and which entry set each value."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.dates import checked_day
from application.one_entry import unknown_position
from application.reading import NONE, Reading, moment_of
from application.scope import Scope
from application.stories import Change, Story
from application.subjects import Subject, check_known, subject_at
from engine.reading import View
from engine.structs import Struct, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.scope import Moment
    from engine.workflow import Entry, Paper


class Bound(Struct, frozen=True):
    """One end of a span: a position of the log, a day, or a time; nothing of these is now."""

    position: int | None = None
    as_of: str | None = None
    known_at: str | None = None


START, NOW = Bound(position=0), Bound()


class Side(Struct, frozen=True):
    """What a bound comes to; `final` says whether that can ever change."""

    view: View
    known_at: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what the answer says of it."""
        made = {"as_of": self.view.as_of, "position": self.view.upto}
        if self.known_at is None:
            return made
        return {**made, "known_at": self.known_at, "final": self.view.final}


class Changes(Struct, frozen=True):
    """Every value that differs between two sides; `entries` are those that changed any."""

    address: Mapping[str, str]
    old: Side
    new: Side
    changes: list[Change]
    entries: dict[int, Entry]
    papers: dict[int, list[Paper]]

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `diff` by the command contract."""
        return {
            **self.address,
            "from": self.old.to_json(),
            "to": self.new.to_json(),
            "changes": [
                {"value": c.value, "was": c.was, "now": c.now, "by": c.by} for c in self.changes
            ],
            "entries": [
                {"position": position, **_facts(entry, self.papers[position])}
                for position, entry in self.entries.items()
            ],
        }


class Blame(Struct, frozen=True):
    """Every value of a subject at one moment, with the one entry that set it."""

    moment: Moment
    changes: list[Change]
    entries: dict[int, Entry]
    papers: dict[int, list[Paper]]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `blame` by the command contract."""
        return [
            {
                "value": change.value,
                "is": change.now,
                "position": change.by[0],
                **_facts(self.entries[change.by[0]], self.papers[change.by[0]]),
            }
            for change in self.changes
        ]


def changes(
    application: Application, scope: Scope, span: tuple[Bound, Bound], call: Call,
    area: str | None = None,
) -> Changes:  # fmt: skip
    """Return what changed of the subject that a full address names, from one bound to the other.

    Raises Problem (bad_day, unknown_position, unknown_area, unknown_ and the last member).
    """
    subject = subject_at(application.lifecycles, scope.address, area)
    return application.at(Scope(), call, partial(_changes, subject, span, call))


def blame(application: Application, scope: Scope, call: Call, area: str | None = None) -> Blame:
    """Return which entry set each value of the subject that a full address names.

    Raises Problem (unknown_area, unknown_ and the last member).
    """
    subject = subject_at(application.lifecycles, scope.address, area)
    return application.at(scope, call, partial(_blame, subject))


def _changes(subject: Subject, span: tuple[Bound, Bound], call: Call, reading: Reading) -> Changes:
    old, new = (_side(reading, bound, call) for bound in span)
    story = _story(reading, subject, max(old.view.upto, new.view.upto))
    found = story.diff(old.view, new.view)
    entries = {p: story.entries[p] for p in sorted({p for change in found for p in change.by})}
    return Changes(subject.address, old, new, found, entries, _papers(reading, entries))


def _blame(subject: Subject, reading: Reading) -> Blame:
    story = _story(reading, subject, reading.moment.position)
    found = story.blame(reading.view)
    entries = {change.by[0]: story.entries[change.by[0]] for change in found}
    return Blame(reading.moment, found, entries, _papers(reading, entries))


def _side(reading: Reading, bound: Bound, call: Call) -> Side:
    last, today = reading.moment.position, reading.moment.as_of
    if bound.position is not None:
        if not 0 <= bound.position <= last:
            program = reading.reader.lifecycles.program
            raise unknown_position(bound.position, last, program)
        return Side(View(today, bound.position))
    if bound.known_at is not None:
        found = moment_of(reading.reader, Scope(known_at=bound.known_at), call)
        return Side(View(today, min(found.position, last), found.final), bound.known_at)
    return Side(View(today if bound.as_of is None else checked_day(bound.as_of), last))


def _story(reading: Reading, subject: Subject, upto: int) -> Story:
    """Return everything that the log says of a subject, up to a position."""
    reader = reading.reader
    own = reader.entries(subject.workflow, *subject.keys, upto=upto)
    above = [
        (other.workflow, reader.entries(other.workflow, *other.keys, upto=upto), key)
        for other, key in subject.above(reader.lifecycles)
    ]
    if not own:
        moment = replace(reading.moment, position=upto)
        check_known(Reading(reader, moment, NONE), subject)
    return Story(subject, own, above)


def _papers(reading: Reading, entries: Mapping[int, Entry]) -> dict[int, list[Paper]]:
    by_area = reading.reader.lifecycles.by_area
    return {p: by_area[e["stream"].partition("/")[0]].papers(e) for p, e in entries.items()}


def _facts(entry: Entry, papers: list[Paper]) -> dict[str, Any]:
    return {
        "type": entry["type"],
        "actor": entry["actor"],
        "occurred_on": entry["occurred_on"],
        "recorded_at": entry["recorded_at"],
        "documents": papers,
    }
