"""A synthetic season: every branch, figure and reference in it is made up.

It bears the names that the help texts use in their examples, so that those can be run on it.
"""

from collections.abc import Iterable
from typing import Any, Self

from application.congresses.packaged import lifecycles
from engine.advance import Engine
from engine.results import Result
from event_store.log import Log

Envelope = dict[str, Any]

CAMPAIGN = "gia-thuy-2017"
OPENING: dict[str, Any] = {
    "committee": {"id": "gia-thuy", "name": "Đảng ủy phường", "path": ["ha-noi", "long-bien"]},
    "term": "2017-2020",
    "previous_term": "2015-2017",
    "deadline": "2017-09-15",
    "policy": "vn-2017",
}
ROLLS = {
    "TDP-08": 12,
    "TDP-01": 10,
    "TDP-02": 5,
    "TDP-03": 9,
    "TDP-04": 6,
    "TDP-05": 20,
    "TDP-06": 4,
}
"""Official members of each branch; from 9 on there is a committee."""
PAPERS = ("result_report", "minutes", "tally_minutes", "particulars_list")
OVERRIDE = {"reason": "thực tế đã vậy", "authority": "Đảng ủy phường", "document": "12-NQ/ĐU"}


class Script:
    """Commands written one after another: `on` turns the page to a day, `do` adds a command."""

    def __init__(self, campaign: str = CAMPAIGN, prefix: str = "s") -> None:
        self.campaign = campaign
        self.prefix = prefix
        self.today = "2017-07-20"
        self.commands: list[Envelope] = []

    def on(self, day: str) -> Self:
        """Everything that follows is recorded on `day`."""
        self.today = day
        return self

    def do(
        self,
        command: str,
        branch: str | None = None,
        data: Envelope | None = None,
        **more: Any,
    ) -> Self:
        """Add one command; `more` are further members of the envelope."""
        envelope = {
            "command": command,
            "campaign": self.campaign,
            "actor": "op:org-officer",
            "command_id": f"{self.prefix}-{len(self.commands) + 1:04d}",
            "recorded_at": f"{self.today}T09:00:00+07:00",
            "data": data or {},
            **more,
        }
        if branch is not None:
            envelope["branch"] = branch
        self.commands.append(envelope)
        return self


def attendance(roll: int, present: int | None = None, **excluded: int) -> Envelope:
    """Return the head-counts of a sitting at which everybody on the roll was convened."""
    return {
        "official_on_roll": roll,
        "convened": roll,
        "present": roll - sum(excluded.values()) if present is None else present,
        "probationary_present": 0,
        "excluded": dict(excluded),
    }


def sitting(roll: int, present: int | None = None, **excluded: int) -> Envelope:
    """Return what is recorded of a congress with both items of the agenda."""
    return {
        "attendance": attendance(roll, present, **excluded),
        "counting_board": ["m-091", "m-092"],
        "agenda_done": ["review_and_goals", "election"],
    }


def ballot(post: str, votes: dict[str, int], cast: int, *, number: int = 1, seats: int = 1) -> Any:
    """Return a ballot on which all `cast` papers are valid."""
    return {
        "post": post,
        "round": number,
        "seats": seats,
        "candidates": [{"ref": ref, "votes": count} for ref, count in votes.items()],
        "issued": cast,
        "collected": cast,
        "valid": cast,
        "invalid": 0,
    }


def papers(*kinds: str) -> list[Envelope]:
    """Return one document of each kind."""
    return [{"kind": kind, "number": f"{n:02d}-VB/CB"} for n, kind in enumerate(kinds, 1)]


def register(script: Script, rolls: dict[str, int]) -> None:
    """Register branches; those that elect a committee had one."""
    for branch, official in rolls.items():
        script.do(
            "register_branch",
            data={
                "branch": branch,
                "name": f"Chi bộ Tổ dân phố số {branch[-2:]}",
                "official": official,
                "probationary": 1,
                "exempt": 0,
                "had_committee": official >= 9,
            },
        )


def elect_all(script: Script, branch: str, roll: int, **more: Any) -> None:
    """Record a committee where there is one, a secretary and a deputy, all in one round."""
    refs = [f"m-{n:03d}" for n in range(1, 4)]
    if roll >= 9:
        votes = dict.fromkeys(refs, roll - 1)
        script.do("record_ballot", branch, ballot("committee", votes, roll, seats=3), **more)
    script.do("record_ballot", branch, ballot("secretary", {refs[0]: roll}, roll), **more)
    script.do("record_ballot", branch, ballot("deputy", {refs[1]: roll - 1}, roll), **more)


def open_season(script: Script, rolls: dict[str, int] | None = None, **opening: Any) -> None:
    """Open the campaign and register branches."""
    script.do("open_campaign", data={**OPENING, **opening})
    register(script, ROLLS if rolls is None else rolls)


def through_lessons(script: Script, pilot: str = "TDP-08") -> None:
    """Let `pilot` hold its congress with the election, then draw the lessons."""
    roll = ROLLS[pilot]
    script.on("2017-08-01").do("designate_pilot", data={"branch": pilot})
    script.do("invite_observers", data={"branches": "all"})
    script.do("plan", pilot, {"planned_on": "2017-08-10", "seats": 3})
    script.on("2017-08-10").do("pilot", pilot, {**sitting(roll), "observers_attended": 6})
    elect_all(script, pilot, roll)
    script.on("2017-08-14").do(
        "hold_lessons_session",
        data={
            "lessons": [{"topic": "báo cáo", "fault": "thiếu dự báo", "advice": "nêu thách thức"}],
            "covers": [pilot],
            "attended": "all",
        },
    )
    script.do("learn", pilot, {"acknowledged_on": "2017-08-14"})
    script.do("hold", pilot, {"basis": "pilot_sitting"}, occurred_on="2017-08-10")
    script.do("elect", pilot, occurred_on="2017-08-10")


def follow(script: Script, branch: str, roll: int) -> None:
    """Bring a follower from nothing to `officers_elected` on the day of the script."""
    script.do("plan", branch, {"planned_on": script.today})
    script.do("learn", branch)
    script.do("hold", branch, sitting(roll))
    elect_all(script, branch, roll)
    script.do("elect", branch)


def report(script: Script, branch: str) -> None:
    """Report with every paper that is asked for."""
    script.do("report", branch, {"documents": papers(*PAPERS, "self_review_report")})


def new_engine(log: Log | None = None, **more: Any) -> Engine:
    """Return an engine on `log`, or on a new simulation in memory."""
    return Engine(Log.create(None, simulation=True) if log is None else log, lifecycles(), **more)


def accept(engine: Engine, commands: Iterable[Envelope]) -> list[Result]:
    """Record commands in one transaction and insist that each is accepted."""
    with engine.session() as session:
        results = [session.advance(envelope) for envelope in commands]
    for result in results:
        assert result.outcome == "accepted", said(result)
    return results


def said(result: Result) -> dict[str, Any]:
    """Return a result as a program reads it, in English."""
    return result.to_json("en", lifecycles())


def codes(result: Result) -> list[str]:
    """Return the codes of a refusal, sorted."""
    return sorted(reason.code for reason in result.reasons)
