"""One branch on one sheet: as it stands, and its whole history."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from workflows.branch_congress.elections import officers, seats_open
from workflows.branch_congress.state import Congress

Entry = Mapping[str, Any]
AMENDED, VOIDED = ".entry_amended", ".entry_voided"
_ELECTION = frozenset(
    {
        "congress.ballot_recorded",
        "congress.secretary_appointed",
        "congress.seats_left_open",
        "congress.officers_elected",
        "congress.reported",
    }
)
ANNULS = {
    "congress.election_annulled": _ELECTION,
    "congress.congress_annulled": _ELECTION | {"congress.pilot_held", "congress.held"},
}
"""What each annulment takes the effect from, of what was recorded before it."""


class Named(Protocol):
    """A branch as registered."""

    @property
    def name(self) -> str:
        """Its name."""


def sheet(
    campaign: str,
    branch: str,
    registered: Named,
    congress: Congress,
    entries: Iterable[Entry],
) -> dict[str, Any]:
    """Return a branch by the command contract; `entries` are those whose flags count."""
    return {
        "campaign": campaign,
        "branch": branch,
        "name": registered.name,
        "state": congress.stage,
        "disposition": congress.disposition,
        "attempt": congress.attempt,
        "version": congress.version,
        "held_on": congress.held_on(),
        "officers": [
            {"post": o.post, "ref": o.ref, "basis": o.basis, "votes": o.votes, "base": o.base}
            for o in officers(congress)
        ],
        "seats_open": seats_open(congress),
        "flags": sorted({flag for entry in entries for flag in entry.get("flags", ())}),
    }


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that no void has taken back: their flags are permanent."""
    voided = {e["data"]["target_position"] for e in entries if e["type"].endswith(VOIDED)}
    return [entry for entry in entries if entry["position"] not in voided]


def history(entries: Sequence[Entry], local_date: Any) -> list[dict[str, Any]]:
    """Return one row an entry, in log order: who, on which papers, when, and what became of it.

    `days_between` is days from the event to its recording; `amendments` stand beside the
    original; `voided_by` and `annulled_by` are positions, or null. `local_date` turns a time into
    a day.
    """
    voided = {e["data"]["target_position"]: e["position"] for e in entries if _is(e, VOIDED)}
    amendments: dict[int, list[dict[str, Any]]] = {}
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
    annulled = _annulled(entries, voided)
    return [
        {
            **_row(entry, local_date),
            "amendments": amendments.get(entry["position"], []),
            "voided_by": voided.get(entry["position"]),
            "annulled_by": annulled.get(entry["position"]),
        }
        for entry in entries
    ]


def raw_row(entry: Entry, local_date: Any) -> dict[str, Any]:
    """Return the row of an entry that this program does not know: as recorded, nothing read."""
    row = _row({**entry, "data": {}}, local_date)
    nothing: dict[str, Any] = {"amendments": [], "voided_by": None, "annulled_by": None}
    return {**row, "data": entry["data"], **nothing}


def _annulled(entries: Sequence[Entry], voided: Mapping[int, int]) -> dict[int, int]:
    """Return which entries an annulment took the effect from, and its position.

    An annulled election takes its ballots, appointment and open seats with it, and what was
    recognised on them; an annulled congress its sitting as well.
    """
    found: dict[int, int] = {}
    for entry in entries:
        taken = ANNULS.get(entry["type"])
        if taken is None or entry["position"] in voided:
            continue
        for earlier in entries:
            if earlier["version"] >= entry["version"]:
                break
            if earlier["type"] in taken and earlier["position"] not in voided:
                found.setdefault(earlier["position"], entry["position"])
    return found


def _row(entry: Entry, local_date: Any) -> dict[str, Any]:
    recorded_on = local_date(entry["recorded_at"])
    late = dt.date.fromisoformat(recorded_on) - dt.date.fromisoformat(entry["occurred_on"])
    data = entry["data"]
    return {
        "position": entry["position"],
        "stream": entry["stream"],
        "version": entry["version"],
        "type": entry["type"],
        "type_version": entry["type_version"],
        "actor": entry["actor"],
        "documents": papers_of(entry),
        "occurred_on": entry["occurred_on"],
        "recorded_at": entry["recorded_at"],
        "recorded_on": recorded_on,
        "days_between": late.days,
        "flags": list(entry.get("flags", ())),
        "override": entry.get("override"),
        "data": data,
        "facts": entry.get("facts", {}),
        "command_id": entry["command"].get("id"),
        "rules": entry["rules"],
    }


def papers_of(entry: Entry) -> list[Mapping[str, Any]]:
    """Return every paper that an entry rests on or brings, the decisive one first."""
    data = entry["data"]
    named = (data.get("document"), entry.get("override", {}).get("document"))
    found: list[Any] = [
        n if isinstance(n, Mapping) else {"number": n} for n in named if n is not None
    ]
    listed = data.get("documents", ())
    found += [*entry.get("evidence", ()), *(listed if isinstance(listed, list | tuple) else ())]
    if entry["type"] == "congress.document_attached":
        found.append(data)
    # A newer version of an event may name its papers otherwise.
    return [paper for paper in found if isinstance(paper, Mapping) and "number" in paper]


def names_branch(entry: Entry, branch: str) -> bool:
    """Say whether an entry of the campaign names this branch."""
    data = entry["data"]
    listed = (data.get("branches"), data.get("covers"), data.get("attended"))
    return data.get("branch") == branch or any(
        names == "all" or (isinstance(names, list) and branch in names) for names in listed
    )


def bearing_on(entries: Iterable[Entry], branch: str) -> set[int]:
    """Return the positions of a campaign's entries that name a branch, or correct such a one."""
    listed = list(entries)
    named = {entry["position"] for entry in listed if names_branch(entry, branch)}
    return named | {
        entry["position"] for entry in listed if entry["data"].get("target_position") in named
    }


def _is(entry: Entry, ending: str) -> bool:
    kind: str = entry["type"]
    return kind.endswith(ending)
