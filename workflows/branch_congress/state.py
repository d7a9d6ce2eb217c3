"""What is known of one branch congress, and how each entry changes it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from engine.stages import Reached

Entry = Mapping[str, Any]
T = TypeVar("T")


class Ballot:
    """One effective ballot: `outcome` is a list of `{ref, elected, rule}` as recorded."""

    __slots__ = ("base", "data", "day", "position", "post", "sound", "tied")

    def __init__(self, entry: Entry) -> None:
        self.data: Mapping[str, Any] = entry["data"]
        self.post: str = self.data["post"]
        self.position: int = entry["position"]
        self.day: str = entry["occurred_on"]
        self.base: int | None = entry.get("facts", {}).get("base")
        outcome = self.data["outcome"]
        rules = {row.get("rule") for row in outcome}
        self.sound = UNSOUND not in rules
        self.tied: list[str] = []
        if not rules.isdisjoint(TIED):
            self.tied = [row["ref"] for row in outcome if row.get("rule") in TIED]

    def elected(self) -> list[Mapping[str, Any]]:
        """Return the rows of the outcome that elect somebody."""
        return [row for row in self.data["outcome"] if row["elected"]]


TIED = ("tied", "rerun_tied")
UNSOUND = "ballots_do_not_add_up"


class Congress:
    """The state of a branch congress; `evolve` adds facts, the engine leads it on.

    `sitting` is the data of the sitting that counts, with `position`, `day` and `basis`; `sat` are
    the positions of all that were not annulled; `rolls` are the changes of the roll as
    (day, position, official). Days are `YYYY-MM-DD`.
    """

    __slots__ = (
        "_counted",
        "appointed",
        "attempt",
        "ballots",
        "complaints",
        "declined",
        "disposition",
        "documents",
        "gate_at_learn",
        "had_pilot_sitting",
        "left_open",
        "merged_into",
        "plan",
        "reached",
        "reopened",
        "rescheduled",
        "rolls",
        "sat",
        "sitting",
        "stage",
        "version",
    )

    def __init__(self) -> None:
        self._counted: Any = None
        self.version = 0
        self.stage = ""
        self.reached: Reached = {}
        self.disposition = "active"
        self.merged_into: str | None = None
        self.attempt = 1
        self.plan: Mapping[str, Any] = {}
        self.rescheduled: Mapping[str, Any] | None = None
        self.rolls: list[tuple[str, int, int]] = []
        self.sitting: dict[str, Any] | None = None
        self.sat: set[int] = set()
        self.had_pilot_sitting = False
        self.gate_at_learn = True
        self.documents: set[str] = set()
        self.complaints: dict[str, bool] = {}
        self.start_election()

    def recount(self) -> None:
        """Note that an entry came; what was counted before it has to be counted again."""
        self._counted = None

    def counted(self, count: Callable[["Congress"], T]) -> T:
        """Return `count` of this congress, counted once until the next entry.

        For one kind of count only: there is one place to remember it.
        """
        if self._counted is None:
            self._counted = count(self)
        found: T = self._counted
        return found

    def start_election(self) -> None:
        """Forget ballots, appointment and open seats: rounds start at 1 again."""
        self.ballots: list[Ballot] = []
        self.appointed: tuple[str, int] | None = None
        self.left_open: dict[str, int] = {}
        self.declined: list[tuple[str, str, int]] = []
        self.reopened = False

    def day_of(self, state: str) -> str | None:
        """Return the day on which `state` was reached, if it still counts."""
        found = self.reached.get(state)
        return found[1] if found else None

    def held_on(self) -> str | None:
        """Return the day of the sitting that counts: a pilot's own day counts as held."""
        return self.day_of("held") or self.day_of("pilot")

    def official_on(self, day: str, registered: int) -> int:
        """Return the official members on the roll on `day`; `registered` is the first roll."""
        official, latest = registered, ""
        for since, _, count in self.rolls:
            if latest <= since <= day:
                official, latest = count, since
        return official


def evolve(congress: Congress, entry: Entry) -> Congress:
    """Return the congress after `entry`; takes ownership of the one before.

    Never refuses: what is recorded has happened. `entry` has the current version of its type;
    amendments and voids are applied to the entries before they are folded (see
    `engine.corrections`).
    """
    congress.recount()
    change = _EVOLVE.get(entry["type"])
    if change is not None:
        change(congress, entry)
    return congress


def _planned(congress: Congress, entry: Entry) -> None:
    congress.plan = entry["data"]


def _sit(congress: Congress, entry: Entry, basis: str) -> None:
    data = entry["data"]
    congress.start_election()
    congress.sat.add(entry["position"])
    congress.sitting = {
        "position": entry["position"],
        "day": entry["occurred_on"],
        "basis": basis,
        "attendance": data["attendance"],
        "counting_board": data["counting_board"],
        "roll": data["attendance"]["official_on_roll"],
    }


def _pilot_held(congress: Congress, entry: Entry) -> None:
    _sit(congress, entry, "pilot")
    congress.had_pilot_sitting = True


def _lessons_learned(congress: Congress, entry: Entry) -> None:
    congress.gate_at_learn = entry.get("facts", {}).get("gate_open", 1) == 1


def _held(congress: Congress, entry: Entry) -> None:
    basis = entry["data"].get("basis", "sitting")
    if basis == "pilot_sitting":
        if congress.sitting is not None:
            congress.sitting["basis"] = basis
    else:
        _sit(congress, entry, basis)


def _reported(congress: Congress, entry: Entry) -> None:
    congress.documents.update(paper["kind"] for paper in entry["data"]["documents"])


def _ballot_recorded(congress: Congress, entry: Entry) -> None:
    data = entry["data"]
    sitting = congress.sitting
    if sitting is not None and "attendance" in data:
        sitting["attendance"] = data["attendance"]
        sitting["roll"] = data["attendance"]["official_on_roll"]
    if sitting is not None and "counting_board" in data:
        sitting["counting_board"] = data["counting_board"]
    congress.left_open.pop(data["post"], None)
    congress.ballots.append(Ballot(entry))


def _rescheduled(congress: Congress, entry: Entry) -> None:
    congress.rescheduled = entry["data"]


def _roll_updated(congress: Congress, entry: Entry) -> None:
    congress.rolls.append((entry["occurred_on"], entry["position"], entry["data"]["official"]))


def _quorum_failed(congress: Congress, _: Entry) -> None:
    congress.attempt += 1


def _secretary_appointed(congress: Congress, entry: Entry) -> None:
    congress.appointed = (entry["data"]["ref"], entry["position"])


def _seats_left_open(congress: Congress, entry: Entry) -> None:
    congress.left_open[entry["data"]["post"]] = entry["data"]["seats"]


def _office_declined(congress: Congress, entry: Entry) -> None:
    post, ref = entry["data"]["post"], entry["data"]["ref"]
    congress.declined.append((post, ref, len(congress.ballots)))
    if post == "secretary" and congress.appointed and congress.appointed[0] == ref:
        congress.appointed = None
    congress.left_open.pop(post, None)
    congress.reopened = True


def _document_attached(congress: Congress, entry: Entry) -> None:
    congress.documents.add(entry["data"]["kind"])


def _complaint_filed(congress: Congress, entry: Entry) -> None:
    congress.complaints[entry["data"]["number"]] = True


def _complaint_resolved(congress: Congress, entry: Entry) -> None:
    congress.complaints[entry["data"]["number"]] = False


def _election_annulled(congress: Congress, _: Entry) -> None:
    congress.start_election()
    congress.reopened = True


def _congress_annulled(congress: Congress, _: Entry) -> None:
    congress.start_election()
    congress.sitting = None
    congress.reached = {
        state: at for state, at in congress.reached.items() if at[0] not in congress.sat
    }
    congress.sat = set()
    congress.attempt += 1


def _ended(disposition: str) -> Callable[[Congress, Entry], None]:
    def end(congress: Congress, entry: Entry) -> None:
        congress.disposition = disposition
        congress.merged_into = entry["data"].get("into")

    return end


_EVOLVE: Mapping[str, Callable[[Congress, Entry], None]] = {
    "congress.planned": _planned,
    "congress.pilot_held": _pilot_held,
    "congress.lessons_learned": _lessons_learned,
    "congress.held": _held,
    "congress.reported": _reported,
    "congress.ballot_recorded": _ballot_recorded,
    "congress.rescheduled": _rescheduled,
    "congress.roll_updated": _roll_updated,
    "congress.quorum_failed": _quorum_failed,
    "congress.secretary_appointed": _secretary_appointed,
    "congress.seats_left_open": _seats_left_open,
    "congress.office_declined": _office_declined,
    "congress.document_attached": _document_attached,
    "congress.complaint_filed": _complaint_filed,
    "congress.complaint_resolved": _complaint_resolved,
    "congress.election_annulled": _election_annulled,
    "congress.congress_annulled": _congress_annulled,
    "congress.cancelled": _ended("cancelled"),
    "congress.merged": _ended("merged"),
    "congress.dissolved": _ended("dissolved"),
}
"""The events that change what is known; all others are kept for the history only."""
