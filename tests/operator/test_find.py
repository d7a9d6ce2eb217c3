"""Finding a branch without accents, capitals or patience. Branches are synthetic."""

import pytest

from tests.operator.program import Operator

ROWS = """branch,name,official,probationary,exempt,had_committee
TDP-18,Chi bộ tổ dân phố số 18,12,0,0,x
TDP-10,Chi bộ tổ dân phố số 10,12,0,0,x
TH-01,Chi bộ Trường tiểu học Đô thị Việt Hưng,9,0,0,x
CA-01,"Chi bộ Công an, Quân sự",9,0,0,x
UB-01,Chi bộ cơ quan Ủy ban,9,0,0,x
"""


@pytest.fixture
def ward(operator: Operator) -> Operator:
    file = operator.log.with_name("list.csv")
    file.write_text(ROWS, encoding="utf-8")
    operator.ok("campaign", "register-branches", str(file))
    return operator


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("to dan pho 8", ["TDP-08"]),
        ("TỔ DÂN PHỐ SỐ 8", ["TDP-08"]),
        ("tdp8", ["TDP-08"]),
        ("TDP-08", ["TDP-08"]),
        ("tdp 08", ["TDP-08"]),
        ("do thi", ["TH-01"]),
        ("đô thị", ["TH-01"]),
        ("uỷ ban", ["UB-01"]),
        ("uy ban", ["UB-01"]),
        ("truong tieu hoc", ["TH-01"]),
        ("cong an", ["CA-01"]),
        ("tdp", ["TDP-04", "TDP-08", "TDP-10", "TDP-18"]),
        ("conh an", ["CA-01"]),
    ],
)
def test_branch_is_found(ward: Operator, asked: str, found: list[str]) -> None:
    rows = ward.ok("find", asked, "-o", "json").json
    assert [row["branch"] for row in rows] == found


def test_answer_says_how_far_the_branch_has_come(ward: Operator) -> None:
    row = ward.ok("find", "to", "dan", "pho", "8", "-o", "json").json[0]
    assert row == {
        "campaign": "gt-2017", "branch": "TDP-08", "name": "Chi bộ tổ dân phố số 8",
        "state": "unplanned",
    }  # fmt: skip


def test_every_campaign_is_searched(ward: Operator) -> None:
    ward.ok(
        "campaign", "open-campaign", "--campaign", "gt-2020", "--committee-id", "gia-thuy",
        "--committee-name", "Đảng ủy", "--committee-path", "ha-noi", "--term", "2020-2022",
        "--previous-term", "2017-2020", "--deadline", "15/9/2020", "--policy", "vn-2017",
    )  # fmt: skip
    words = ("--name", "Tổ dân phố 8", "--official", "9", "--probationary", "0", "--exempt", "0")
    ward.ok(
        "campaign", "register-branch", "--campaign", "gt-2020", "--branch", "TDP-08", *words,
        "--had-committee",
    )  # fmt: skip
    rows = ward.ok("find", "tdp 8", "-o", "json").json
    assert {row["campaign"] for row in rows} == {"gt-2017", "gt-2020"}
    assert ward.run("advance", "TDP-08", "learn").code == 5
    assert ward.run("advance", "gt-2017/TDP-08", "learn").code == 3
    assert ward.run("campaign", "resume", "--reason", "x").code == 2


def test_nothing_like_it(ward: Operator) -> None:
    assert ward.run("find", "khu tap the").code == 5
    assert ward.run("find", "tdp 99").code == 5
