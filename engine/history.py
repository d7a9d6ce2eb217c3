"""What became of the entries of one stream, and which entries of another bear on a subject."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from engine.corrections import AMENDED, VOIDED, is_correction, voided_positions
from engine.workflow import EVERY_CHILD, Entry, Paper, papers_of

Row = dict[str, Any]
LATER = ("amendments", "voided_by", "annulled_by")
"""The members of a row that later entries fill in."""


def history(
    entries: Sequence[Entry],
    local_date: Callable[[str], str],
    annuls: Mapping[str, Collection[str]],
    papers: Callable[[Entry], list[Paper]],
) -> list[Row]:
    """Return one row an entry, in log order: who, on which papers, when, and what became of it.

    `days_between` is days from the event to its recording; `amendments` stand beside the
    original; `voided_by` and `annulled_by` are positions, or null. `local_date` turns a time into
    a day; `annuls` and `papers` are those of the workflow.
    """
    voided = {e["data"]["target_position"]: e["position"] for e in entries if _is(e, VOIDED)}
    amendments: dict[int, list[Row]] = {}
    for entry in entries:
        if _is(entry, AMENDED):
            row = {
                "position": entry["position"],
                "field": entry["data"]["field"],
                "was": entry.get("facts", {}).get("was"),
                "value": entry["data"]["value"],
                "reason": entry["data"]["reason"],
                "voided_by": voided.get(entry["position"]),
            }
            amendments.setdefault(entry["data"]["target_position"], []).append(row)
    annulled = _annulled(entries, voided, annuls)
    return [
        {
            **_row(entry, local_date, papers),
            "amendments": amendments.get(entry["position"], []),
            "voided_by": voided.get(entry["position"]),
            "annulled_by": annulled.get(entry["position"]),
        }
        for entry in entries
    ]


def raw_row(entry: Entry, local_date: Callable[[str], str]) -> Row:
    """Return the row of an entry that this program does not know: as recorded, nothing read."""
    nothing: Row = {"amendments": [], "voided_by": None, "annulled_by": None}
    return {**_row(entry, local_date, papers_of), **nothing}


def is_marked(row: Mapping[str, Any], annuls: Collection[str]) -> bool:
    """Say whether an auditor looks at a row first: flagged, overridden, corrected, annulled."""
    taken_back = is_correction(row["type"]) or row["type"] in annuls
    return taken_back or any(row[mark] for mark in ("flags", "override", *LATER))


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that no void has taken back: their flags are permanent."""
    voided = voided_positions(entries)
    return [entry for entry in entries if entry["position"] not in voided]


def bearing_on(
    named: Callable[[Entry], Collection[str]], entries: Iterable[Entry], key: str
) -> set[int]:
    """Return the positions of those entries that name a subject below, or correct such a one.

    `named` is that of their workflow.
    """
    listed = list(entries)
    found = {e["position"] for e in listed if {key, EVERY_CHILD}.intersection(named(e))}
    return found | {e["position"] for e in listed if e["data"].get("target_position") in found}


def _annulled(
    entries: Sequence[Entry], voided: Mapping[int, int], annuls: Mapping[str, Collection[str]]
) -> dict[int, int]:
    """Return which entries an annulment took the effect from, and its position."""
    found: dict[int, int] = {}
    for entry in entries:
        taken = annuls.get(entry["type"])
        if taken is None or entry["position"] in voided:
            continue
        for earlier in entries:
            if earlier["version"] >= entry["version"]:
                break
            if earlier["type"] in taken and earlier["position"] not in voided:
                found.setdefault(earlier["position"], entry["position"])
    return found


def _row(
    entry: Entry, local_date: Callable[[str], str], papers: Callable[[Entry], list[Paper]]
) -> Row:
    recorded_on = local_date(entry["recorded_at"])
    late = dt.date.fromisoformat(recorded_on) - dt.date.fromisoformat(entry["occurred_on"])
    return {
        "position": entry["position"],
        "stream": entry["stream"],
        "version": entry["version"],
        "type": entry["type"],
        "type_version": entry["type_version"],
        "actor": entry["actor"],
        "documents": papers(entry),
        "occurred_on": entry["occurred_on"],
        "recorded_at": entry["recorded_at"],
        "recorded_on": recorded_on,
        "days_between": late.days,
        "flags": list(entry.get("flags", ())),
        "override": entry.get("override"),
        "data": entry["data"],
        "facts": entry.get("facts", {}),
        "command_id": entry["command"].get("id"),
        "rules": entry["rules"],
    }


def _is(entry: Entry, ending: str) -> bool:
    kind: str = entry["type"]
    return kind.endswith(ending)
