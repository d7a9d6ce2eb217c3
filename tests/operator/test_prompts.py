"""What is missing is asked for on a terminal. Figures are synthetic."""

from typing import Any

from event_store.log import Log
from tests.operator.program import Operator

ON = ("--recorded-at", "10/8/2017")


def recorded(operator: Operator, branch: str) -> list[dict[str, Any]]:
    with Log.open(operator.log, read_only=True) as log:
        return list(log.stream(f"congress/gt-2017/{branch}"))


def planned(operator: Operator, branch: str) -> None:
    operator.ok("advance", branch, "plan", "--planned-on", "9/8/2017", "--recorded-at", "6/7/2017")


def test_missing_member_is_asked_for_again_until_it_can_be_read(operator: Operator) -> None:
    done = operator.talk(
        ["advance", "TDP-04", "plan", *ON],
        [
            ("happened", "6/8/2017\n"),
            ("day planned", "\n"),
            ("this is needed", ""),
            ("day planned", "20-13-2017\n"),
            ("no date", ""),
            ("day planned", "20/8/2017\n"),
            ("Record this?", "\n"),
        ],
    )
    assert done.code == 0
    (entry,) = recorded(operator, "TDP-04")
    assert (entry["occurred_on"], entry["data"]) == ("2017-08-06", {"planned_on": "2017-08-20"})


def test_nothing_is_asked_when_nothing_is_missing(operator: Operator) -> None:
    done = operator.talk(["advance", "TDP-04", "plan", "--planned-on", "20/8/2017", *ON], [])
    assert done.code == 0
    assert "Recorded: TDP-04" in done.out


def test_sitting_is_asked_for_with_what_the_log_knows(operator: Operator) -> None:
    planned(operator, "TDP-08")
    operator.ok("campaign", "invite-observers", "--branches", "all", "--recorded-at", "7/7/2017")
    done = operator.talk(
        ["advance", "TDP-08", "pilot", "--present", "10", *ON],
        [
            ("happened", "9/8/2017\n"),
            ("members on the roll [12]", "\n"),
            ("convened", "12\n"),
            ("probationary members present", "1\n"),
            ("counting board", "m-7, m-8\n"),
            ("[review_and_goals,election]", "\n"),
            ("majority base", "excused=1\n"),
            ("is not one of", ""),
            ("majority base", "y\n"),
            ("attached elsewhere", "\n"),
            ("exempt", "x\n"),
            ("no whole number", ""),
            ("exempt", "\n"),
            ("suspended [0]", "0\n"),
            ("detained", "\n"),
            ("excused", "2\n"),
            ("Record this?", "y\n"),
        ],
    )
    assert done.code == 0, done.out
    data = recorded(operator, "TDP-08")[-1]["data"]
    assert data["attendance"] == {
        "official_on_roll": 12, "convened": 12, "present": 10, "probationary_present": 1,
        "excluded": {"excused_throughout": 2},
    }  # fmt: skip
    assert data["counting_board"] == ["m-7", "m-8"]
    assert data["agenda_done"] == ["review_and_goals", "election"]


def test_contradiction_is_asked_about_again(operator: Operator) -> None:
    planned(operator, "TDP-04")
    done = operator.talk(
        ["advance", "TDP-04", "fail-quorum", "--convened", "8", *ON],
        [
            ("happened", "\n"),
            ("members present", "9\n"),
            ("9 present, but 8 convened", ""),
            ("members present", "4\n"),
            ("Record this?", "\n"),
        ],
    )
    assert done.code == 0
    assert recorded(operator, "TDP-04")[-1]["data"] == {"convened": 8, "present": 4}


def test_hopeless_command_is_refused_before_anything_is_asked(operator: Operator) -> None:
    done = operator.talk(["advance", "TDP-04", "record-ballot"], [])
    assert done.code == 3
    assert "the state is 'not planned'" in done.out
    assert operator.talk(["advance", "TDP-77", "plan"], []).code == 5


def test_pilot_is_recognised_by_one_answer(operator: Operator) -> None:
    sat = (
        "--official-on-roll", "12", "--convened", "12", "--present", "12", "--agenda-done",
        "review_and_goals,election", "--probationary-present", "0", "--counting-board", "m-9",
    )  # fmt: skip
    planned(operator, "TDP-08")
    operator.ok("campaign", "invite-observers", "--branches", "all", "--recorded-at", "7/7/2017")
    operator.ok("advance", "TDP-08", "pilot", *sat, *ON)
    operator.ok(
        "campaign", "hold-lessons-session", "--lesson", "kiểm phiếu | chậm | hai bàn", "--cover",
        "TDP-08", "--attended", "all", "--recorded-at", "14/8/2017",
    )  # fmt: skip
    operator.ok("advance", "TDP-08", "learn", "--recorded-at", "15/8/2017")
    done = operator.talk(
        ["advance", "TDP-08", "hold", "--on", "10/8/2017", "--recorded-at", "15/8/2017"],
        [("which sitting", "theo dai hoi diem\n"), ("Record this?", "y\n")],
    )
    assert done.code == 0, done.out
    assert recorded(operator, "TDP-08")[-1]["data"] == {"basis": "pilot_sitting"}


def test_nothing_is_recorded_unless_it_is_confirmed(operator: Operator) -> None:
    asked = ["advance", "TDP-04", "plan", "--on", "6/8/2017", *ON]
    refused = operator.talk(asked, [("day planned", "20/8/2017\n"), ("Record this?", "n\n")])
    ended = operator.talk(asked, [("day planned", "\x04")])
    assert (refused.code, ended.code) == (130, 130)
    assert recorded(operator, "TDP-04") == []


def test_command_itself_is_asked_for_among_those_possible_now(operator: Operator) -> None:
    done = operator.talk(
        ["advance", "TDP-04"],
        [("command:", "plann\n"), ("'plan'", ""), ("command:", "len-ke-hoach\n"),
         ("happened", "\n"), ("day planned", "20/8/2017\n"), ("Record this?", "\n")],
    )  # fmt: skip
    assert done.code == 0, done.out
    assert "  update-roll" in done.out
    assert "  elect" not in done.out
    assert recorded(operator, "TDP-04")[-1]["type"] == "congress.planned"
    assert operator.talk(["advance", "TDP-77"], []).code == 5
