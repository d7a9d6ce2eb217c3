"""The story of one subject: its values at every moment, and which entries changed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.corrections import effective, fold_some
from engine.history import bearing_on, standing
from engine.structs import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from application.subjects import Subject
    from engine.reading import View
    from engine.workflow import Entry, Workflow

    Cut = tuple[str, int]
    Values = Mapping[str, Any]
    Above = tuple[Workflow, Sequence[Entry], str]

END = 2**63
"""After every position: the end of a day."""


class Change(Struct, frozen=True):
    """One value that differs; `by` are the positions of the entries that changed it, in order."""

    value: str
    was: Any
    now: Any
    by: list[int]


class Story:
    """All entries that bear on one subject: its own, and those above that name it.

    `above` are the lifecycles above it, the nearest first, with their entries and the key by which
    these name it; all entries are lifted. A cut is a day and a position: what occurred by then
    counts, on that day up to the position.
    """

    def __init__(self, subject: Subject, own: Sequence[Entry], above: Sequence[Above]) -> None:
        self._subject = subject
        self._own = own
        self._above = [(w, _bearing_on(w, entries, key)) for w, entries, key in above]
        self._all = [own, *(entries for _, entries in self._above)]
        self.entries = {e["position"]: e for entries in reversed(self._all) for e in entries}

    def values(self, upto: int, cut: Cut) -> Values:
        """Return the values of the subject by name; none before it was on record.

        Names are those of its lifecycle, and `flags.<code>`.
        """
        workflow, key = self._subject.workflow, self._subject.keys[-1]
        above = tuple(_state(w, entries, upto, cut) for w, entries in self._above)
        found = workflow.values(key, _state(workflow, self._own, upto, cut), above)
        if not found:
            return {}
        known = [entry for entry in self._own if entry["position"] <= upto]
        flagged = (entry for entry in standing(known) if _key(entry) <= cut)
        flags = sorted({flag for entry in flagged for flag in entry.get("flags", ())})
        return {**found, **{f"flags.{code}": True for code in flags}}

    def diff(self, old: View, new: View) -> list[Change]:
        """Return every value that differs between two views.

        The way leads from the old view first to what is known in the new one, then to its day;
        an entry changed a value if it did so on that way.
        """
        before = self.values(old.upto, (old.as_of, END))
        by: dict[str, list[int]] = {}
        last = before
        for position, values in self._way(old, new):
            for name in _differing(last, values):
                by.setdefault(name, []).append(position)
            last = values
        return [
            Change(name, before.get(name), last.get(name), list(dict.fromkeys(by.get(name, []))))
            for name in _differing(before, last)
        ]

    def blame(self, view: View) -> list[Change]:
        """Return every value of a view with the one entry in `by` that gave it its value.

        What is empty and always was is left out: nobody set it.
        """
        cut = (view.as_of, END)
        last: Values = {}
        before: dict[str, Any] = {}
        by: dict[str, int] = {}
        for position in self._positions(0, view.upto):
            values = self.values(position, cut)
            for name in _differing(last, values):
                before[name], by[name] = last.get(name), position
            last = values
        return [
            Change(name, before[name], value, [by[name]])
            for name, value in last.items()
            if name in by
        ]

    def _way(self, old: View, new: View) -> Iterator[tuple[int, Values]]:
        """Yield each entry on the way from one view to the other, with the values after it."""
        cut = (old.as_of, END)
        for position in self._positions(old.upto, new.upto):
            yield position, self.values(position, cut)
        for position in reversed(self._positions(new.upto, old.upto)):
            yield position, self.values(position - 1, cut)
        for key in self._days(old.as_of, new.as_of, new.upto):
            yield key[1], self.values(new.upto, key)
        for day, position in reversed(self._days(new.as_of, old.as_of, new.upto)):
            yield position, self.values(new.upto, (day, position - 1))

    def _positions(self, after: int, upto: int) -> list[int]:
        return sorted(position for position in self.entries if after < position <= upto)

    def _days(self, after: str, upto: str, known: int) -> list[Cut]:
        """Return day and position of what occurred within, as recorded and as corrected."""
        keys = set()
        for entries in self._all:
            listed = [entry for entry in entries if entry["position"] <= known]
            keys |= {_key(entry) for entry in (*listed, *effective(listed))}
        return sorted(key for key in keys if after < key[0] <= upto)


def _state(workflow: Workflow, entries: Sequence[Entry], upto: int, cut: Cut) -> Any:
    known = effective([entry for entry in entries if entry["position"] <= upto])
    return fold_some(workflow, known, lambda entry: _key(entry) <= cut)


def _bearing_on(workflow: Workflow, entries: Sequence[Entry], key: str) -> list[Entry]:
    """Return the entry that began a stream, those that name a key, and what corrects them."""
    found = bearing_on(workflow.named, entries, key) | {
        entry["position"] for entry in entries if entry["version"] == 1
    }
    return [e for e in entries if found & {e["position"], e["data"].get("target_position")}]


def _key(entry: Entry) -> Cut:
    return (entry["occurred_on"], entry["position"])


def _differing(old: Values, new: Values) -> list[str]:
    names = dict.fromkeys((*old, *new))
    return [name for name in names if old.get(name) != new.get(name)]
