"""Findings that an entry shows by itself: its flags, what it corrects or annuls, who it names."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.audit.finding import SETTLED_LATE, Clock, Finding
from workflows.audit.kinds import KINDS
from workflows.audit.stream import Row, Stream, days_from
from workflows.wordings import FLAGS

_TOLD = {
    "congress.secretary_appointed": ("appointed", ("ref",)),
    "congress.office_declined": ("office_declined", ("post", "ref")),
    "congress.quorum_failed": ("quorum_failed", ("convened", "present")),
    "congress.approval_refused": ("approval_refused", ()),
}
"""Types of entries that are findings, with the members of their data that tell which."""
_ANNULMENTS = {
    "congress.election_annulled": "election_annulled",
    "congress.congress_annulled": "congress_annulled",
}


def marks(stream: Stream) -> Iterator[Finding]:
    """Yield what the entries of a stream show by themselves, whether or not they still stand."""
    for row in stream.occurred():
        yield from _flags(stream, row)
        kind = row["type"]
        if kind.endswith(".entry_amended"):
            yield from _amended(stream, row)
        elif kind.endswith(".entry_voided"):
            yield _voided(stream, row)
        elif kind in _ANNULMENTS:
            yield _annulment(stream, row)
        elif kind in _TOLD:
            named, members = _TOLD[kind]
            detail = {**row["facts"], **{name: row["data"][name] for name in members}}
            yield stream.finding(named, row["position"], detail=detail)


def _overridden(entry: Mapping[str, Any]) -> list[str]:
    """Return the codes of the refusals that an entry was recorded against."""
    if not entry.get("override"):
        return []
    return [flag for flag in entry["flags"] if flag not in FLAGS]


def _flags(stream: Stream, row: Row) -> Iterator[Finding]:
    against = _overridden(row)
    for flag in row["flags"]:
        if flag in against:
            yield _override(stream, row, flag)
        elif flag == "reported_late":
            yield _reported_late(stream, row)
        else:
            kind = flag if flag in KINDS else "other_flag"
            yield stream.finding(kind, row["position"], code=flag)


def _override(stream: Stream, row: Row, code: str) -> Finding:
    given = row["override"]
    return stream.finding(
        "override",
        row["position"],
        code=code,
        authority=given["authority"],
        document=given["document"],
        reason=given["reason"],
        rule=stream.ground.source(row["rules"], code),
        detail={"facts": row["facts"]},
    )


def _reported_late(stream: Stream, row: Row) -> Finding:
    """The clock is the one by which it was judged: later changes of a calendar do not matter.

    An amendment bears the mark where the day that it gives to the report is too late.
    """
    amended = stream.row(row["data"].get("target_position", 0))
    report = amended or row
    on = report["occurred_on"] if amended is None else stream.day_of(amended)
    facts, workdays = report["facts"], stream.ground.workdays
    due = facts["report_due_on"]
    over = None if workdays is None else workdays.until(on, due)
    return stream.finding(
        "reported_late",
        row["position"],
        code="reported_late",
        target=amended and amended["position"],
        detail={"elected_on": facts["elected_on"], "reported_on": on},
        clock=Clock(due_on=due, working_days=over, state=SETTLED_LATE),
    )


def _amended(stream: Stream, row: Row) -> Iterator[Finding]:
    """Original and correction; a changed day is a finding of its own, it may hide a late entry."""
    data = row["data"]
    target = data["target_position"]
    detail = {
        "target_type": _type_of(stream, target),
        "field": data["field"],
        "was": row["facts"].get("was"),
        "value": data["value"],
    }
    yield stream.finding("amended", row["position"], target=target, detail=detail)
    if data["field"] == "occurred_on":
        late = days_from(data["value"], row["recorded_on"])
        yield stream.finding(
            "redated", row["position"], target=target, detail=detail, days_between=late
        )


def _voided(stream: Stream, row: Row) -> Finding:
    target = row["data"]["target_position"]
    original = stream.row(target)
    detail = {
        "target_type": _type_of(stream, target),
        "occurred_on": None if original is None else original["occurred_on"],
    }
    return stream.finding("voided", row["position"], target=target, detail=detail)


def _annulment(stream: Stream, row: Row) -> Finding:
    taken = [r["position"] for r in stream.rows if r["annulled_by"] == row["position"]]
    kind = _ANNULMENTS[row["type"]]
    return stream.finding(kind, row["position"], detail={"annulled": taken})


def _type_of(stream: Stream, position: int) -> str | None:
    row = stream.row(position)
    return None if row is None else row["type"]
