"""A list of branches from a spreadsheet: all of it or nothing, every fault at once. Synthetic."""

from pathlib import Path

import pytest

from tests.operator.program import Done, Operator

ENGLISH = "branch,name,official,probationary,exempt,had_committee\n"
VIETNAMESE = "STT;Mã chi bộ;Tên;Chính thức;Dự bị;Miễn sinh hoạt;Có chi ủy\n"


def register(operator: Operator, text: str | bytes, *words: str) -> Done:
    file = operator.log.with_name("list.csv")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return operator.run("campaign", "register-branches", str(file), *words)


def names(operator: Operator) -> dict[str, str]:
    rows = operator.ok("find", "chi bo", "-o", "json").json
    return {row["branch"]: row["name"] for row in rows}


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_list_in_english_with_commas(operator: Operator, start: bytes, end: str) -> None:
    rows = ENGLISH + '"TDP-21","Chi bộ số 21, khu A",1.725,1,0,yes\n\nTDP-22,Chi bộ 22,8,0,0,no\n'
    done = register(operator, start + rows.replace("\n", end).encode())
    assert done.code == 0, done.err
    assert "2 branches with 1733 official and 1 probationary members: 2 recorded" in done.out
    assert names(operator)["TDP-21"] == "Chi bộ số 21, khu A"


def test_list_in_vietnamese_with_semicolons_and_columns_of_its_own(operator: Operator) -> None:
    rows = "1;TDP-21;Chi bộ 21;12;0;2;có\n2;TDP-22;Chi bộ 22;8;0;0;không\n"
    done = register(operator, VIETNAMESE + rows, "-o", "json")
    assert (done.code, done.json["recorded"], done.json["official"]) == (0, 2, 20)
    assert "STT" in register(operator, VIETNAMESE + rows).err


def test_marks_may_stand_for_yes(operator: Operator) -> None:
    rows = ENGLISH + "TDP-21,Chi bộ 21,12,0,0,x\nTDP-22,Chi bộ 22,8,0,0,\n"
    assert register(operator, rows).code == 0


def test_every_fault_of_every_row_is_told_and_nothing_recorded(operator: Operator) -> None:
    rows = (
        "1;TDP-21;Chi bộ 21;12;0;0;có\n"
        "2;TDP 22;;12,5;-1;;maybe\n"
        "3;TDP-21;Chi bộ 23;9;0;0;có\n"
        "4;TDP-08;Chi bộ 24;9;0;0;có\n"
    )
    done = register(operator, VIETNAMESE + rows, "-o", "json")
    told = sorted((fault["row"], fault["column"]) for fault in done.json["faults"])
    assert told == [
        (3, "Chính thức"), (3, "Có chi ủy"), (3, "Dự bị"), (3, "Miễn sinh hoạt"),
        (3, "Mã chi bộ"), (3, "Tên"), (4, "Mã chi bộ"), (5, ""),
    ]  # fmt: skip
    assert (done.code, done.json["recorded"]) == (2, 0)
    assert "TDP-21" not in names(operator)


def test_one_branch_that_is_refused_keeps_all_others_out(operator: Operator) -> None:
    rows = ENGLISH + "TDP-21,Chi bộ 21,12,0,0,yes\nTDP-08,Chi bộ 8,12,0,0,yes\n"
    done = register(operator, rows)
    assert done.code == 3
    assert "row 3: the branch TDP-08 is already registered" in done.err
    assert "TDP-21" not in names(operator)


def test_dry_run_finds_the_same_faults_and_records_nothing(operator: Operator) -> None:
    sound = ENGLISH + "TDP-21,Chi bộ 21,12,0,0,yes\n"
    assert register(operator, sound + "TDP-08,Chi bộ 8,9,0,0,yes\n", "--dry-run").code == 3
    assert register(operator, sound, "--dry-run").code == 0
    assert "TDP-21" not in names(operator)


def test_entries_of_a_list_share_a_correlation(operator: Operator) -> None:
    rows = ENGLISH + "TDP-21,Chi bộ 21,12,0,0,yes\nTDP-22,Chi bộ 22,8,0,0,no\n"
    answer = register(operator, rows, "-o", "json").json
    assert answer["correlation"].startswith("import-")
    found = operator.ok("log", "--type", "campaign.branch_registered", "-o", "json").json
    shared = [row for row in found if row.get("correlation") == answer["correlation"]]
    assert len(shared) == 2


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("branch,name,official,probationary,exempt\n1,a,1,1,1\n", "had_committee"),
        ("branch,mã,name,official,probationary,exempt,had_committee\n1,1,a,1,1,1,x\n", "mã"),
        ("\n\n", ""),
        (ENGLISH, ""),
        ("Mã;Tên\n".encode("utf-16"), ""),
    ],
    ids=["column missing", "column twice", "empty", "no rows", "not UTF-8"],
)
def test_file_that_is_no_list_is_sent_back(
    operator: Operator, text: str | bytes, column: str
) -> None:
    done = register(operator, text, "-o", "json")
    assert done.code == 2
    assert [fault["column"] for fault in done.json["faults"]] == [column]


def test_file_that_is_missing(operator: Operator, tmp_path: Path) -> None:
    assert operator.run("campaign", "register-branches", str(tmp_path / "none.csv")).code == 2
