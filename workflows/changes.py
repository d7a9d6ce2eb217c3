"""What changed on a branch's sheet between two views of the record, and which entries did it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.corrections import effective, fold_some
from engine.history import standing
from engine.workflow import Entry, Workflow
from workflows.sheet import sheet

PLAIN = ("name", "state", "disposition", "attempt", "held_on", "seats_open")
"""Members of the sheet that are one value each; officers and flags are one value apiece."""
END = 2**63
"""After every position: the end of a day."""

Cut = tuple[str, int]
"""A day and a position: what occurred by then counts, on that day up to the position."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What had occurred by the end of `as_of`, as recorded up to position `upto`."""

    as_of: str
    upto: int


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; `by` are the positions of the entries that changed it, in order."""

    value: str
    was: Any
    now: Any
    by: list[int]


class Story:
    """All entries that bear on one branch: its own, and those of its campaign that name it.

    `lifecycles` are the workflows of branch and campaign; both lists of entries are lifted.
    """

    def __init__(
        self,
        lifecycles: tuple[Workflow, Workflow],
        names: tuple[str, str],
        own: Sequence[Entry],
        above: Sequence[Entry],
    ) -> None:
        self._branch, self._campaign = lifecycles
        self._names = names
        self._own = own
        self._above = _bearing_on(names[1], above)
        self.entries = {entry["position"]: entry for entry in (*self._above, *own)}

    def values(self, upto: int, cut: Cut) -> Values:
        """Return the values of the sheet by name; none before the branch was registered.

        Names are members of the sheet, `officers.<post>.<ref>` and `flags.<code>`.
        """
        campaign, branch = self._names
        root = self._state(self._campaign, self._above, upto, cut)
        registered = root.branches.get(branch)
        if registered is None:
            return {}
        known = [entry for entry in self._own if entry["position"] <= upto]
        flagged = [entry for entry in standing(known) if _key(entry) <= cut]
        congress = self._state(self._branch, self._own, upto, cut)
        found = sheet(campaign, branch, registered, congress, flagged)
        values = {name: found[name] for name in PLAIN}
        for officer in found["officers"]:
            name = f"officers.{officer['post']}.{officer['ref']}"
            values[name] = {member: officer[member] for member in ("basis", "votes", "base")}
        return values | {f"flags.{code}": True for code in found["flags"]}

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
        for entries in (self._own, self._above):
            listed = [entry for entry in entries if entry["position"] <= known]
            keys |= {_key(entry) for entry in (*listed, *effective(listed))}
        return sorted(key for key in keys if after < key[0] <= upto)

    def _state(self, workflow: Workflow, entries: Sequence[Entry], upto: int, cut: Cut) -> Any:
        known = effective([entry for entry in entries if entry["position"] <= upto])
        return fold_some(workflow, known, lambda entry: _key(entry) <= cut)


def _bearing_on(branch: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return those entries of a campaign that open it, or that name a branch and correct that."""
    found = {e["position"] for e in entries if e["data"].get("branch") == branch}
    return [
        entry
        for entry in entries
        if entry["type"] == "campaign.opened"
        or entry["position"] in found
        or entry["data"].get("target_position") in found
    ]


def _key(entry: Entry) -> Cut:
    return (entry["occurred_on"], entry["position"])


def _differing(old: Values, new: Values) -> list[str]:
    names = dict.fromkeys((*old, *new))
    return [name for name in names if old.get(name) != new.get(name)]
