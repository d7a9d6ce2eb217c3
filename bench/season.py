"""A synthetic season: wards of 40 branches from opening to report; names no person or place."""

from __future__ import annotations

import datetime as dt
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

Command = dict[str, Any]

BRANCHES = 40
"""Branches of one campaign."""
WAVE = 5
"""Campaigns that run at the same time, their commands mixed by day."""
_START = dt.date(2017, 6, 5)
_LESSONS = 12
"""Days after the opening on which the lessons of the pilot are drawn."""
_AGENDA = ["review_and_goals", "election"]
_PAPERS = ("result_report", "minutes", "tally_minutes", "particulars_list")
_HEADINGS = ("situation", "achievements", "shortcomings", "goals", "solutions")
_TAGS = ("missing_forecast", "missing_opportunities", "no_breakthrough_solution")
_NOTE = "Báo cáo chưa nêu dự báo của năm và nhiệm kỳ, chưa chỉ rõ thời cơ và khó khăn, thách thức."


class Branch:
    """The figures of one branch, made up from its number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.key = f"TDP-{number:02d}"
        self.registered = 4 + number * 7 % 23
        self.grows = number % 4 == 1
        self.official = self.registered + self.grows
        self.probationary = number % 3
        self.present = self.official - self.official // 8
        self.has_committee = self.official >= 9

    def refs(self, *members: int) -> list[str]:
        """References of members of this branch."""
        return [f"m-{self.number:02d}{member:02d}" for member in members]


class Ward:
    """One campaign: its commands with the day of each, in the order of their recording."""

    def __init__(self, number: int, branches: int = BRANCHES) -> None:
        self.key = f"phuong-{number:04d}"
        self.opened = _START + dt.timedelta(days=number // WAVE % 40)
        self.branches = [Branch(n) for n in range(1, branches + 1)]
        self.pilot = self.branches[branches // 5]
        self._count = 0

    def opening(self) -> list[tuple[int, Command]]:
        """Opening, registrations, guidance and plans."""
        made = [(0, self._command("open_campaign", 0, data=self._terms()))]
        made += [(0, self._registration(branch)) for branch in self.branches]
        reached = {"members_reached": 610, "members_total": 625}
        made.append((1, self._command("disseminate_guidance", 1, data=reached)))
        made.append((1, self._command("designate_pilot", 1, data={"branch": self.pilot.key})))
        return made + [(2, self._plan(branch)) for branch in self.branches]

    def until_lessons(self) -> list[tuple[int, Command]]:
        """Invitation, the pilot's whole congress with its election, and the lessons."""
        pilot, day = self.pilot, 8
        made = [self._command("invite_observers", 4, data={"branches": "all"})]
        sitting = {**self._sitting(pilot), "observers_attended": BRANCHES - 2}
        made.append(self._of(pilot, "pilot", day, sitting, "minutes"))
        made += self._election(pilot, day)
        data = {"lessons": self._lessons(), "covers": [pilot.key], "attended": "all"}
        made.append(self._command("hold_lessons_session", _LESSONS, data=data))
        return [(_LESSONS, command) for command in made]

    def congress(self, branch: Branch) -> Iterator[tuple[int, Command]]:
        """What a branch does after the lessons, from learning to the findings on its report."""
        day = _LESSONS + 3 + branch.number % 20
        yield _LESSONS + 1, self._of(branch, "learn", _LESSONS + 1, {})
        if branch is self.pilot:
            day = _LESSONS + 2
            yield day, self._of(branch, "hold", 8, {"basis": "pilot_sitting"})
        else:
            if branch.grows:
                yield day - 1, self._roll(branch, day - 1)
            yield day, self._of(branch, "hold", day, self._sitting(branch), "minutes")
            yield from ((day, command) for command in self._election(branch, day))
        yield day + 1, self._of(branch, "elect", day, {})
        yield day + 4, self._report(branch, day + 3)
        if branch.number % 2:
            yield day + 6, self._finding(branch, day + 6)

    def commands(self) -> list[tuple[int, Command]]:
        """The whole campaign as (day of recording, command), in order."""
        followers = chain.from_iterable(self.congress(branch) for branch in self.branches)
        return sorted([*self.opening(), *self.until_lessons(), *followers], key=lambda c: c[0])

    def _command(self, command: str, day: int, **members: Any) -> Command:
        self._count += 1
        return {
            "command": command,
            "campaign": self.key,
            "occurred_on": self._date(day),
            "actor": "op:can-bo-to-chuc",
            "command_id": f"{self.key}-{self._count:06d}",
            **members,
        }

    def _of(
        self, branch: Branch, command: str, day: int, data: Command, paper: str | None = None
    ) -> Command:
        members: Command = {"branch": branch.key, "data": data}
        if paper is not None:
            members["evidence"] = [self._paper(branch, paper)]
        return self._command(command, day, **members)

    def _terms(self) -> Command:
        committee = {"id": self.key, "name": "Đảng ủy phường", "path": ["ha-noi", "quan-01"]}
        return {
            "committee": committee,
            "term": "2017-2020",
            "previous_term": "2015-2017",
            "deadline": "2017-09-15",
            "policy": "vn-2017",
        }

    def _registration(self, branch: Branch) -> Command:
        data = {
            "branch": branch.key,
            "name": f"Chi bộ tổ dân phố số {branch.number}",
            "official": branch.registered,
            "probationary": branch.probationary,
            "exempt": branch.registered // 9,
            "had_committee": branch.has_committee,
        }
        return self._command("register_branch", 0, data=data)

    def _plan(self, branch: Branch) -> Command:
        day = 8 if branch is self.pilot else _LESSONS + 3 + branch.number % 20
        secretary, *others = branch.refs(1, 2, 3)
        scheme: Command = {"secretary": secretary}
        if branch.has_committee:
            scheme |= {"committee": [secretary, *others], "deputy": others[0]}
        data = {"planned_on": self._date(day), "place": "Nhà văn hóa", "scheme": scheme}
        return self._of(branch, "plan", 2, data)

    def _roll(self, branch: Branch, day: int) -> Command:
        data = {"official": branch.official, "probationary": branch.probationary, "exempt": 0}
        return self._of(branch, "update_roll", day, data)

    def _sitting(self, branch: Branch) -> Command:
        official = branch.registered if branch is self.pilot else branch.official
        excused = max(0, official - branch.present) if branch.number % 2 else 0
        attendance = {
            "official_on_roll": official,
            "convened": official,
            "present": official - official // 8,
            "probationary_present": branch.probationary,
            "excluded": {"excused_throughout": min(excused, official // 8)},
        }
        board = branch.refs(7, 8, 9)
        return {"attendance": attendance, "counting_board": board, "agenda_done": _AGENDA}

    def _election(self, branch: Branch, day: int) -> list[Command]:
        official = branch.registered if branch is self.pilot else branch.official
        voters = official - official // 8
        posts: list[tuple[str, int, tuple[int, ...]]] = [("secretary", 1, (1,))]
        if official >= 9:
            posts = [("committee", 3, (1, 2, 3, 4)), *posts, ("deputy", 1, (2,))]
        return [self._ballot(branch, day, voters, *post) for post in posts]

    def _ballot(
        self, branch: Branch, day: int, voters: int, post: str, seats: int, named: tuple[int, ...]
    ) -> Command:
        refs = branch.refs(*named)
        data = {
            "post": post,
            "round": 1,
            "seats": seats,
            "candidates": [
                {"ref": ref, "votes": voters if place < seats else 0}
                for place, ref in enumerate(refs)
            ],
            "issued": voters,
            "collected": voters,
            "valid": voters,
            "invalid": 0,
        }
        return self._of(branch, "record_ballot", day, data, "tally_minutes")

    def _report(self, branch: Branch, day: int) -> Command:
        kinds = [*_PAPERS, "self_review_report"] if branch.has_committee else _PAPERS
        documents = [self._paper(branch, kind) for kind in kinds]
        return self._of(branch, "report", day, {"documents": documents})

    def _finding(self, branch: Branch, day: int) -> Command:
        data = {
            "heading": _HEADINGS[branch.number % len(_HEADINGS)],
            "tag": _TAGS[branch.number % len(_TAGS)],
            "note": _NOTE,
        }
        return self._of(branch, "record_finding", day, data)

    def _lessons(self) -> list[Command]:
        fault = "Báo cáo dài, thiếu dự báo; tổ kiểm phiếu lúng túng."
        advice = "Bám sát đề cương, chuẩn bị trước mẫu biên bản kiểm phiếu."
        return [{"topic": topic, "fault": fault, "advice": advice} for topic in _HEADINGS[:3]]

    def _paper(self, branch: Branch, kind: str) -> Command:
        digest = f"{branch.number:04x}" * 16
        return {"kind": kind, "number": f"{branch.number:02d}-BB/CB", "sha256": digest}

    def _date(self, day: int) -> str:
        return (self.opened + dt.timedelta(days=day)).isoformat()


def season() -> Iterator[Command]:
    """The commands of a season without end, in an order in which all are accepted."""
    number = 0
    while True:
        wards = [Ward(n) for n in range(number, number + WAVE)]
        mixed = chain.from_iterable(ward.commands() for ward in wards)
        yield from (command for _, command in sorted(mixed, key=lambda c: c[0]))
        number += WAVE


def lines(count: int) -> list[bytes]:
    """The first `count` commands of a season as lines of a file, without line feeds."""
    return [orjson.dumps(command) for command in islice(season(), count)]
