"""One stream as an auditor reads it: its entries, what became of them, what stood on a day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.corrections import effective, is_correction
from engine.history import history
from workflows.audit.finding import Finding, Ground
from workflows.branch_congress.sheet import ANNULS
from workflows.documents import papers_of

Entry = Mapping[str, Any]
Row = Mapping[str, Any]


class Stream:
    """The entries of one branch or campaign, as known; `rows` are those of its history.

    `effective` are the entries that stand, as corrected, and had occurred by the day asked about.
    """

    def __init__(self, entries: Sequence[Entry], ground: Ground) -> None:
        """Take one whole stream, lifted, in its order."""
        self.ground = ground
        self.rows = history(entries, ground.local_date, ANNULS, papers_of)
        standing = effective(entries)
        self._days = {entry["position"]: entry["occurred_on"] for entry in standing}
        self.effective = [e for e in standing if e["occurred_on"] <= ground.as_of]
        self._by_position = {row["position"]: row for row in self.rows}

    def row(self, position: int) -> Row | None:
        """Return the history of one entry, None if it is of another stream."""
        return self._by_position.get(position)

    def occurred(self) -> Iterable[Row]:
        """Yield the rows that had occurred by the day asked about, voided ones by their own day.

        Corrections act on all days: one is told as soon as it, or what it corrects, occurred.
        """
        for row in self.rows:
            target = self.row(row["data"].get("target_position", 0))
            if self._had_occurred(row) or (
                is_correction(row["type"]) and target is not None and self._had_occurred(target)
            ):
                yield row

    def day_of(self, row: Row) -> str:
        """Return the day of an entry as it stands now; a voided one keeps its own."""
        day: str = self._days.get(row["position"]) or row["occurred_on"]
        return day

    def _had_occurred(self, row: Row) -> bool:
        return self.day_of(row) <= self.ground.as_of

    def finding(self, kind: str, position: int, **more: Any) -> Finding:
        """Return a finding shown by the entry at `position`; `more` goes before what it says."""
        row = self._by_position[position]
        data, parts = row["data"], row["stream"].split("/")
        papers = row["documents"]
        said = {
            "occurred_on": row["occurred_on"],
            "days_between": row["days_between"],
            "authority": data.get("authority"),
            "reason": data.get("reason"),
            "document": papers[0]["number"] if papers else None,
            "branch": next(iter(parts[2:]), None) or self._named(row),
            **more,
        }
        return Finding(
            kind=kind,
            position=position,
            stream=row["stream"],
            type=row["type"],
            campaign=parts[1],
            recorded_at=row["recorded_at"],
            recorded_on=row["recorded_on"],
            actor=row["actor"],
            amended_by=[a["position"] for a in row["amendments"] if a["voided_by"] is None],
            voided_by=row["voided_by"],
            annulled_by=self._annulled_by(row),
            **said,
        )

    def _named(self, row: Row) -> str | None:
        """Return the branch that an entry of a campaign names, or that its target does."""
        target = self.row(row["data"].get("target_position", 0))
        named = row["data"].get("branch") or (target and target["data"].get("branch"))
        return named if isinstance(named, str) else None

    def _annulled_by(self, row: Row) -> int | None:
        """Return the annulment that took its effect: it acts from its own day."""
        by: int | None = row["annulled_by"]
        annulment = None if by is None else self.row(by)
        return by if annulment is not None and self._had_occurred(annulment) else None


def days_from(start: str, end: str) -> int:
    """Return how many days `end` is after `start`, negative before it."""
    return (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days
