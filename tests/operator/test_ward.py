"""A ward of 40 branches, entered by list and by `advance` only. All synthetic."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operator.conftest import OPEN
from tests.operator.program import Operator

PILOT = "TDP-08"
LARGE = [f"TDP-{n:02}" for n in range(1, 11)]
SMALL = [f"TDP-{n:02}" for n in range(11, 41)]
PAPERS = "result_report=1-BC,minutes=2-BB,tally_minutes=3-BB,particulars_list=4-DS"


def rows() -> Iterator[str]:
    yield "Mã chi bộ;Tên;Chính thức;Dự bị;Miễn sinh hoạt;Có chi ủy"
    yield from (f"{key};Chi bộ tổ dân phố số {int(key[-2:])};12;1;0;có" for key in LARGE)
    yield from (f"{key};Chi bộ tổ dân phố số {int(key[-2:])};8;0;1;không" for key in SMALL)


def sitting(roll: int) -> list[str]:
    return [
        "--official-on-roll", str(roll), "--convened", str(roll), "--present", str(roll),
        "--probationary-present", "0", "--counting-board", "m-901,m-902",
        "--agenda-done", "review_and_goals,election",
    ]  # fmt: skip


def ballot(post: str, seats: int, votes: str, cast: int) -> list[str]:
    return [
        "ghi-phieu", "--post", post, "--round", "1", "--seats", str(seats), "--candidate", votes,
        "--issued", str(cast), "--collected", str(cast), "--valid", str(cast), "--invalid", "0",
    ]  # fmt: skip


def elections(branch: str) -> list[list[str]]:
    if branch in SMALL:
        return [ballot("bi-thu", 1, "m-001=7", 8)]
    return [
        ballot("chi-uy", 3, "m-001=11,m-002=10,m-003=9,m-004=3", 12),
        ballot("bi-thu", 1, "m-001=11", 12),
        ballot("pho-bi-thu", 1, "m-002=10", 12),
    ]


def advance(operator: Operator, branch: str, day: str, *words: str) -> None:
    operator.ok("advance", branch, *words, "--recorded-at", day)


def goes_first(operator: Operator) -> None:
    """The pilot holds its whole congress before the lessons are drawn."""
    advance(operator, PILOT, "10/8/2017", "dai-hoi-diem", *sitting(12))
    for words in elections(PILOT):
        advance(operator, PILOT, "10/8/2017", *words)
    operator.ok(
        "campaign", "hop-rut-kinh-nghiem", "--lesson", "kiểm phiếu | đếm chậm | bố trí hai bàn",
        "--cover", PILOT, "--attended", "all", "--recorded-at", "14/8/2017",
    )  # fmt: skip
    for words in (["rut-kinh-nghiem"], ["to-chuc", "--basis", "pilot_sitting"], ["bau-xong"]):
        on = [] if words == ["rut-kinh-nghiem"] else ["--on", "10/8/2017"]
        advance(operator, PILOT, "15/8/2017", *words, *on)


def follows(operator: Operator, branch: str) -> None:
    advance(operator, branch, "20/8/2017", "rut-kinh-nghiem")
    advance(operator, branch, "20/8/2017", "to-chuc", *sitting(12 if branch in LARGE else 8))
    for words in elections(branch):
        advance(operator, branch, "20/8/2017", *words)
    advance(operator, branch, "20/8/2017", "bau-xong")


def reports(operator: Operator, branch: str) -> None:
    more = ",self_review_report=5-BC" if branch in LARGE else ""
    advance(operator, branch, "24/8/2017", "bao-cao", "--document", PAPERS + more)


@pytest.mark.slow
def test_a_ward_of_forty_branches_is_entered_by_hand(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "ward.db")
    operator.ok("init", "--simulation")
    operator.ok(*OPEN)
    branches = tmp_path / "branches.csv"
    branches.write_text("\n".join(rows()), encoding="utf-8-sig")
    operator.ok("dot", "nap-danh-sach", str(branches), "--recorded-at", "2/7/2017")
    operator.ok("dot", "chon-lam-diem", "--branch", PILOT, "--recorded-at", "5/7/2017")
    operator.ok("dot", "moi-du", "--branches", "all", "--recorded-at", "6/7/2017")
    for branch in LARGE + SMALL:
        advance(operator, branch, "10/7/2017", "len-ke-hoach", "--planned-on", "20/8/2017")
    assert operator.run("advance", "TDP-11", "rut-kinh-nghiem").code == 3
    assert operator.run("dot", "dong-dot").code == 3
    goes_first(operator)
    others = [branch for branch in LARGE + SMALL if branch != PILOT]
    for branch in others:
        follows(operator, branch)
    for branch in LARGE + SMALL:
        reports(operator, branch)
    board = operator.ok("status", "-o", "json").json
    whole = {"count": 40, "total": 40, "percent": "100.0"}
    assert (board["held"], board["elected"], board["reported"]) == (whole, whole, whole)
    assert board["overdue"] == []
    officers = operator.ok("show", "TDP-01", "-o", "json").json["officers"]
    assert [row["ref"] for row in officers if row["post"] == "secretary"] == ["m-001"]
    operator.ok("dot", "dong-dot", "--recorded-at", "15/9/2017")
    operator.ok("replay", "--check")
