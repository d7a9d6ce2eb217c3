"""What must be true of any season, checked on the bare entries and without the engine's help.

Nothing of `engine` or `workflows` is used here on purpose: corrections, order and dates are read
out of the log a second time, by other code.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

Entry = Mapping[str, Any]

ORDER = (
    "unplanned",
    "planned",
    "pilot",
    "lessons_learned",
    "held",
    "officers_elected",
    "reported",
)
STAGES = {
    "congress.planned": ({"unplanned"}, "planned"),
    "congress.pilot_held": ({"planned"}, "pilot"),
    "congress.lessons_learned": ({"planned", "pilot"}, "lessons_learned"),
    "congress.held": ({"lessons_learned"}, "held"),
    "congress.officers_elected": ({"held"}, "officers_elected"),
    "congress.reported": ({"officers_elected"}, "reported"),
}
BEFORE_SITTING = {"planned", "lessons_learned"}
SITTING = {"pilot", "held"}
FACTS = {
    "congress.rescheduled": BEFORE_SITTING,
    "congress.quorum_failed": BEFORE_SITTING,
    "congress.ballot_recorded": SITTING,
    "congress.secretary_appointed": SITTING,
    "congress.seats_left_open": SITTING,
    "congress.office_declined": set(ORDER[2:]),
    "congress.election_annulled": {"officers_elected", "reported"},
    "congress.congress_annulled": set(ORDER[2:]),
    "congress.approved": {"reported"},
    "congress.approval_refused": {"reported"},
}
FREE = {"congress.document_attached", "congress.complaint_filed", "congress.complaint_resolved"}
ENDS = {
    "congress.cancelled": "cancelled",
    "congress.merged": "merged",
    "congress.dissolved": "dissolved",
}


def local_day(time: str) -> str:
    """Return the day in Việt Nam, seven hours ahead."""
    return (datetime.fromisoformat(time) + timedelta(hours=7)).date().isoformat()


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries as they stand: voided ones gone, amended ones with their new value."""
    found: dict[int, Any] = {entry["position"]: deepcopy(entry) for entry in entries}
    gone = {e["data"]["target_position"] for e in found.values() if "_voided" in e["type"]}
    for position, entry in found.items():
        if "_amended" in entry["type"] and position not in gone:
            _amend(found[entry["data"]["target_position"]], entry["data"])
    return [
        entry
        for position, entry in found.items()
        if position not in gone and not entry["type"].endswith(("_voided", "_amended"))
    ]


def _amend(entry: Any, amendment: Entry) -> None:
    if amendment["field"] == "occurred_on":
        entry["occurred_on"] = amendment["value"]
        return
    *above, last = amendment["field"].split(".")
    place = entry["data"]
    for step in above:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = amendment["value"]
    entry["data"].update(amendment.get("derived", {}))


def broken(entries: Iterable[Entry]) -> list[str]:
    """Return every law that the entries of a whole log break, with the position; [] is well."""
    found = list(entries)
    faults = list(_of_the_record(found))
    streams: dict[str, list[Entry]] = {}
    for entry in found:
        streams.setdefault(entry["stream"], []).append(entry)
    for stream, own in streams.items():
        area, *keys = stream.split("/")
        if area == "congress":
            campaign = standing(streams[f"campaign/{keys[0]}"])
            faults += Walk(keys[1], campaign).faults(standing(own))
    return faults


def _of_the_record(entries: list[Entry]) -> Iterator[str]:
    """D1 and D2, and dense versions."""
    last = ""
    versions: dict[str, int] = {}
    for place, entry in enumerate(entries, 1):
        at, stream = entry["position"], entry["stream"]
        if at != place:
            yield f"{at}: D1, the position should be {place}"
        if entry["recorded_at"] < last:
            yield f"{at}: D1, recorded_at fell"
        last = entry["recorded_at"]
        versions[stream] = versions.get(stream, 0) + 1
        if entry["version"] != versions[stream]:
            yield f"{at}: version {entry['version']} of {stream} is out of order"
    for entry in standing(e for e in entries if "occurred_on" in e):
        if entry["occurred_on"] > local_day(entry["recorded_at"]):
            yield f"{entry['position']}: D2, it happened after it was recorded"


class Walk:
    """One branch, walked along its standing entries by a machine of its own."""

    def __init__(self, branch: str, campaign: list[Entry]) -> None:
        self.branch = branch
        self.campaign = campaign
        self.sessions = [e for e in campaign if e["type"] == "campaign.lessons_session_held"]
        self.closings = [
            (e["position"], e["type"] == "campaign.closed")
            for e in campaign
            if e["type"] in ("campaign.closed", "campaign.reopened")
        ]
        self.state = "unplanned"
        self.disposition = "active"
        self.days: dict[str, str] = {}

    def faults(self, entries: list[Entry]) -> Iterator[str]:
        """Yield what is wrong, entry by entry."""
        for entry in entries:
            for fault in self._faults(entry):
                yield f"{entry['position']}: {entry['type']} of {self.branch}: {fault}"

    def _faults(self, entry: Entry) -> Iterator[str]:
        kind, day = entry["type"], entry["occurred_on"]
        if self.disposition != "active" and kind not in FREE:
            yield f"the branch is {self.disposition}"
        if kind in STAGES:
            sources, target = STAGES[kind]
            if self.state not in sources:
                yield f"not possible from {self.state}"
            if self._is_closed(entry["position"]):
                yield "the campaign is closed"
            yield from self._dates(entry)
            self.state, self.days[target] = target, day
        elif kind in FACTS and self.state not in FACTS[kind]:
            yield f"not possible from {self.state}"
        if kind == "congress.ballot_recorded" and day < self._sat_on():
            yield f"it is before the sitting of {self._sat_on()}"
        self.disposition = ENDS.get(kind, self.disposition)
        self._go_back(entry)

    def _go_back(self, entry: Entry) -> None:
        kind = entry["type"]
        if kind == "congress.congress_annulled":
            self._leave("pilot", "held", "officers_elected", "reported")
        elif kind in ("congress.election_annulled", "congress.office_declined"):
            self._leave("officers_elected", "reported")

    def _leave(self, *states: str) -> None:
        for state in states:
            self.days.pop(state, None)
        self.state = max(self.days, key=ORDER.index, default="unplanned")

    def _sat_on(self) -> str:
        return self.days.get("held") or self.days.get("pilot") or ""

    def _is_closed(self, position: int) -> bool:
        earlier = [closed for at, closed in self.closings if at < position]
        return bool(earlier) and earlier[-1]

    def _lessons(self, position: int) -> list[str]:
        """Return the days of the lessons that may count at a position; [] while there are none.

        Those of a pilot are the sessions that covered it; for all others it is the session that
        opened the gate.
        """
        known = [e for e in self.campaign if e["position"] < position]
        sessions = [e for e in known if e["type"] == "campaign.lessons_session_held"]
        own = [s["occurred_on"] for s in sessions if self.branch in s["data"]["covers"]]
        if own and "pilot" in self.days:
            return own
        pilots: set[str] = set()
        for entry in known:
            if entry["type"] == "campaign.pilot_designated":
                pilots.add(entry["data"]["branch"])
            elif entry["type"] == "campaign.pilot_withdrawn":
                pilots.discard(entry["data"]["branch"])
        rule = known[0]["data"].get("lessons_gate", "all_pilots")
        least = len(pilots) if rule == "all_pilots" else int(rule.partition(":")[2] or 0)
        covered: set[str] = set()
        for session in sessions:
            covered |= pilots.intersection(session["data"]["covers"])
            if pilots and 0 < least <= len(covered):
                return [session["occurred_on"]]
        return []

    def _dates(self, entry: Entry) -> Iterator[str]:
        kind, day, pilot = entry["type"], entry["occurred_on"], self.days.get("pilot")
        days = self._lessons(entry["position"])
        if kind == "congress.lessons_learned" and pilot and days and max(days) < pilot:
            yield f"D3, the lessons of {max(days)} are before the pilot of {pilot}"
        if kind == "congress.held":
            basis, flags = entry["data"].get("basis"), entry.get("flags", ())
            early = bool(days) and day < min(days)
            if basis == "pilot_sitting" and day != pilot:
                yield f"D4, {day} is not the pilot's day {pilot}"
            if basis == "re_held" and early:
                yield f"D4, {day} is before the lessons of {min(days)}"
            if basis is None and early and "held_before_lessons" not in flags:
                yield f"D5, {day} is before the lessons of {min(days)}"
        if kind == "congress.officers_elected" and day < self._sat_on():
            yield f"D6, {day} is before the sitting of {self._sat_on()}"
        if kind == "congress.reported" and day < self.days.get("officers_elected", ""):
            yield f"D7, {day} is before the election of {self.days['officers_elected']}"
