"""What an operator might ask: sensible, wrong, and nonsense. All synthetic."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.engine.synthetic import PAPERS, attendance, ballot, papers, sitting
from workflows.branch_congress.elections import (
    ballots_for,
    holders,
    is_settled,
    seats_free,
    tied_for_last_seat,
)

Asked = st.SearchStrategy[tuple[str, Any]]

START = date(2017, 8, 1)
PROSE = st.sampled_from(["ghi nhầm", "lý do", "nhiều dòng\nmột lý do"])


class Days:
    """The days of a season: they only go on."""

    def __init__(self) -> None:
        self.today = START

    def pass_(self, days: int) -> None:
        """Let days go by."""
        self.today += timedelta(days=days)

    def day(self, after: int = 0) -> str:
        """Return a day counted from today."""
        return (self.today + timedelta(days=after)).isoformat()

    def time(self) -> str:
        """Return the time at which commands are recorded today."""
        return f"{self.day()}T09:00:00+07:00"

    def utc(self) -> str:
        """Return the same as the log writes it."""
        return f"{self.day()}T02:00:00.000000Z"


def next_stage(state: Any, roll: int, absent: int, *, pilot: bool) -> tuple[str, Any]:
    """Return the command that leads on from `state`, with what it carries."""
    official = state.official_on("9999-12-31", roll)
    sat = sitting(official, max(0, official - absent))
    match state.stage:
        case "unplanned":
            return "plan", {"planned_on": "2017-08-20"}
        case "planned" if pilot and not state.had_pilot_sitting:
            return "pilot", sat
        case "planned" | "pilot":
            return "learn", {}
        case "lessons_learned" if state.day_of("pilot"):
            return "hold", {"basis": "pilot_sitting"}
        case "lessons_learned" if state.had_pilot_sitting:
            return "hold", {"basis": "re_held", **sat}
        case "lessons_learned":
            return "hold", sat
        case "held":
            return "elect", {}
        case _:
            return "report", {"documents": papers(*PAPERS, "self_review_report")}


def next_ballot(state: Any, roll: int, lots: list[int]) -> Any:
    """Return the ballot that is next in order, its votes drawn by lot."""
    present = state.sitting["attendance"]["present"] if state.sitting else roll
    on_roll = state.sitting["roll"] if state.sitting else roll
    posts = ["committee", "secretary", "deputy"] if on_roll >= 9 else ["secretary", "deputy"]
    post = next((p for p in posts if not is_settled(state, p)), posts[-1])
    number = len(ballots_for(state, post)) + 1
    seats = 3 if post == "committee" else 1
    if post == "committee" and number > 1:
        seats = max(1, seats_free(state, post))
    names = tied_for_last_seat(state, post) or _names(state, post, seats, on_roll)
    votes = {
        name: present - lot % (present // 2 + 2) if present else 0
        for name, lot in zip(names, lots, strict=False)
    }
    votes = {name: min(count, present) for name, count in votes.items()}
    return ballot(post, votes, present, number=number, seats=seats)


def _names(state: Any, post: str, seats: int, roll: int) -> list[str]:
    held = holders(state, post)
    if post != "committee" and roll >= 9:
        return [ref for ref in holders(state, "committee") if ref not in held][:1] or ["m-001"]
    free = [f"m-{n:03d}" for n in range(1, 9) if f"m-{n:03d}" not in held]
    return free[: seats + 1]


def facts() -> Asked:
    """Commands of a branch besides its stages, and stages that are out of place."""
    document = st.sampled_from(["12-CV/ĐU", {"kind": "decision", "number": "13-QĐ/ĐU"}])
    post = st.sampled_from(["committee", "secretary", "deputy"])
    ref = st.sampled_from(["m-001", "m-002", "m-003", "m-777"])
    number = st.sampled_from(["KN-1", "KN-2"])
    because = st.fixed_dictionaries({"reason": PROSE})
    annul = st.fixed_dictionaries(
        {"reason": PROSE, "authority": st.just("Quận ủy"), "document": document}
    )
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "plan": st.sampled_from([{"planned_on": "2017-08-20"}, {"planned_on": "2019-01-01"}, {}]),
        "learn": st.just({}),
        "elect": st.just({}),
        "hold": st.builds(sitting, st.integers(3, 11)),
        "report": st.sampled_from([{"documents": []}, {"documents": papers(*PAPERS)}]),
        "update_roll": st.fixed_dictionaries(
            {"official": st.integers(2, 11), "probationary": st.just(0), "exempt": st.just(0)}
        ),
        "reschedule": st.fixed_dictionaries(
            {"to": st.sampled_from(["2017-09-01", "2018-12-31"]), "reason": PROSE}
        ),
        "fail_quorum": st.fixed_dictionaries(
            {"convened": st.integers(0, 10), "present": st.integers(0, 10)}
        ),
        "appoint_secretary": st.fixed_dictionaries(
            {"ref": ref, "authority": st.just("Đảng ủy phường"), "document": document}
        ),
        "leave_seats_open": st.fixed_dictionaries(
            {"post": post, "seats": st.integers(1, 3), "reason": PROSE}
        ),
        "decline_office": st.fixed_dictionaries({"post": post, "ref": ref, "reason": PROSE}),
        "record_finding": st.just({"heading": "goals", "tag": "missing_forecast"}),
        "attach_document": st.just({"kind": "minutes", "number": "03-BB/CB"}),
        "approve": st.fixed_dictionaries({"document": document}),
        "refuse_approval": st.fixed_dictionaries({"document": document, "reason": PROSE}),
        "file_complaint": st.fixed_dictionaries(
            {"number": number, "received_on": st.just("2017-08-20"), "subject": PROSE}
        ),
        "resolve_complaint": st.fixed_dictionaries(
            {"number": number, "outcome": PROSE, "document": document}
        ),
        "annul_election": annul,
        "annul_congress": annul,
        "cancel": because,
        "merge": st.fixed_dictionaries(
            {"into": st.sampled_from(["TDP-01", "TDP-09"]), "reason": PROSE}
        ),
        "dissolve": because,
        "record_ballot": st.builds(
            lambda post, number, votes: {
                **ballot(post, {"m-001": votes}, votes, number=number),
                "attendance": attendance(9),
                "counting_board": [],
            },
            post,
            st.integers(1, 4),
            st.integers(0, 12),
        ),
    }
    rare = {"cancel", "merge", "dissolve"}
    often = [name for name in kinds if name not in rare]
    names = st.sampled_from([*often, *often, *often, *sorted(rare)])
    return names.flatmap(lambda name: st.tuples(st.just(name), kinds[name]))


def campaign_facts(branches: list[str]) -> Asked:
    """Commands of the campaign."""
    branch = st.sampled_from([*branches, "TDP-99"])
    some = st.lists(branch, max_size=2, unique=True)
    named = st.fixed_dictionaries({"branch": branch})
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "hold_lessons_session": st.fixed_dictionaries(
            {"lessons": st.just([]), "covers": some, "attended": st.just("all")}
        ),
        "designate_pilot": named,
        "withdraw_pilot": named,
        "register_branch": st.just(
            {
                "branch": "TDP-04",
                "name": "Chi bộ Tổ dân phố số 4",
                "official": 3,
                "probationary": 0,
                "exempt": 0,
                "had_committee": False,
            }
        ),
        "extend_deadline": st.just({"deadline": "2017-10-15", "document": "15-QĐ/ĐU"}),
        "suspend": st.fixed_dictionaries({"reason": PROSE}),
        "resume": st.fixed_dictionaries({"reason": PROSE}),
        "close_campaign": st.just({}),
        "reopen_campaign": st.fixed_dictionaries({"reason": PROSE}),
    }
    often = ["hold_lessons_session"] * 5
    names = st.sampled_from([*often, *kinds])
    return names.flatmap(lambda name: st.tuples(st.just(name), kinds[name]))


def corrections() -> st.SearchStrategy[tuple[str, Any, int]]:
    """Amendments and voids; the last member draws the entry that they aim at."""
    values: dict[str, list[Any]] = {
        "occurred_on": ["2017-08-01", "2017-08-05", "2017-07-01", "2030-01-01", 7],
        "attendance.present": [3, 8, 9, 10, 500],
        "attendance.official_on_roll": [4, 9, 10],
        "attendance": [attendance(9), attendance(4), {}],
        "candidates.0.votes": [0, 1, 6, 9],
        "candidates.0": [{"ref": "m-005", "votes": 9}],
        "seats": [1, 2, 3],
        "issued": [0, 9, 10],
        "official": [2, 3, 9, 10],
        "branch": ["TDP-01", "TDP-02", "TDP-77"],
        "covers": [[], ["TDP-01"], ["TDP-02"]],
        "counting_board": [[], ["m-001"]],
        "basis": ["re_held", "pilot_sitting"],
        "planned_on": ["2017-08-19", "2020-01-01"],
        "reason": ["lý do khác"],
        "policy": ["vn-2017", "vn-1900"],
        "deadline": ["2017-10-01", "2015-01-01"],
        "lessons_gate": ["none", "all_pilots", "at_least:1"],
        "outcome": [[]],
        "recorded_at": ["2017-08-01T00:00:00Z"],
        "no.such.place": [1],
    }
    lots = st.integers(0, 60)
    amendments = st.sampled_from(sorted(values)).flatmap(
        lambda field: st.tuples(
            st.just("amend"),
            st.fixed_dictionaries(
                {
                    "field": st.just(field),
                    "value": st.sampled_from(values[field]),
                    "reason": PROSE,
                }
            ),
            lots,
        )
    )
    voids = st.tuples(st.just("void"), st.fixed_dictionaries({"reason": PROSE}), lots)
    return st.one_of(amendments, voids)


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.text(max_size=6),
    st.sampled_from(["TDP-01", "gia-thuy-2017", "2017-08-20", "Chi bộ", "\x00"]),
    st.just("a").map(lambda letter: letter * 70_000),
)
_ANY = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def _nested(depth: int) -> Any:
    return [_nested(depth - 1)] if depth else []


_MEMBERS = (
    *("command", "campaign", "branch", "actor", "data", "command_id", "occurred_on", "x", "X y"),
    *("recorded_at", "override", "evidence", "expected_version", "correlation"),
)
_LIKELY: tuple[Any, ...] = (
    *("plan", "amend", "learn", "void", "gia-thuy-2017", "TDP-01", "op:x", {}, [], 0),
    *({"planned_on": "2017-08-20"}, "r-1", "s-0001", "2017-08-20", _nested(30)),
)


def envelopes() -> st.SearchStrategy[Any]:
    """Anything at all that is a JSON object."""
    return st.dictionaries(
        st.sampled_from(_MEMBERS), st.one_of(st.sampled_from(_LIKELY), _ANY), max_size=8
    )
