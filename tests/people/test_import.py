"""A whole list of names, or none of it; every fault of every row at once."""

import time
from pathlib import Path

import pytest

from event_store.log import Log
from event_store.people.people import People
from tests.operator.program import Done, Operator
from tests.people.conftest import NAME, OTHER, WHY, holding

LIST = "ref,name,born_on\nm-101,Người Mẫu Một Linh Một,1971-01-01\nm-102,Người Mẫu Một Linh Hai,\n"
VIETNAMESE = "Mã đảng viên;Họ và tên;Ngày sinh\nm-101;Người Mẫu Một;1/1/1971\n;;\n"


def given(operator: Operator, text: str | bytes, *words: str) -> Done:
    path = operator.log.with_name("names.csv")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return operator.run("person", "import", str(path), *words)


def shown(operator: Operator, ref: str) -> tuple[str, dict[str, str]]:
    answer = operator.ok("person", "show", ref, "-o", "json").json
    return answer["name"], answer["particulars"]


def size(operator: Operator) -> int:
    with Log.open(operator.log) as log:
        return log.size


def test_a_list_is_registered_whole(operator: Operator, tmp_path: Path) -> None:
    done = given(operator, LIST, "-o", "json")
    assert (done.code, done.json["recorded"], done.json["persons"]) == (0, 2, 2)
    assert shown(operator, "m-101") == ("Người Mẫu Một Linh Một", {"born_on": "1971-01-01"})
    assert shown(operator, "m-102") == ("Người Mẫu Một Linh Hai", {})
    with Log.open(operator.log) as log:
        entries = [log.stream(f"person/{ref}")[0] for ref in ("m-101", "m-102")]
    assert {entry["correlation"] for entry in entries} == {done.json["correlation"]}
    assert len({entry["recorded_at"] for entry in entries}) == 1
    (tmp_path / "names.csv").unlink()
    assert holding(tmp_path, b"Linh Hai") == []


def test_a_list_as_vietnamese_spreadsheets_save_it(operator: Operator) -> None:
    assert given(operator, b"\xef\xbb\xbf" + VIETNAMESE.encode()).code == 0
    assert shown(operator, "m-101") == ("Người Mẫu Một", {"ngay_sinh": "1/1/1971"})


def test_the_same_list_has_the_same_correlation_whatever_the_names(operator: Operator) -> None:
    first = given(operator, LIST, "--dry-run", "-o", "json").json["correlation"]
    other = LIST.replace("Người Mẫu", "Người Khác")
    assert given(operator, other, "--dry-run", "-o", "json").json["correlation"] == first
    third = LIST.replace("m-101", "m-103")
    assert given(operator, third, "--dry-run", "-o", "json").json["correlation"] != first


def test_a_dry_run_records_nothing(operator: Operator) -> None:
    before = size(operator)
    done = given(operator, LIST, "--dry-run")
    assert (done.code, "2 persons, nobody registered yet" in done.out) == (0, True)
    assert "Nothing was recorded (--dry-run)" in done.err
    assert size(operator) == before


def test_every_fault_is_told_and_nothing_recorded(operator: Operator) -> None:
    before = size(operator)
    faulty = (
        "ref,name,born_on\nm 1,Người Mẫu,\nm-102,,\nm-103,Người Mẫu,a\tb\n"
        "m-104,Người Mẫu,\n\nm-104,Người Mẫu,\nm-014,Người Mẫu,\n"
    )
    done = given(operator, faulty, "-o", "json")
    assert done.code == 2
    told = [(f["row"], f["column"], f["message"]) for f in done.json["faults"]]
    assert [(row, column) for row, column, _ in told] == [
        (2, "ref"), (3, "name"), (4, "born_on"), (7, "ref"), (8, "ref"),
    ]  # fmt: skip
    assert told[3][2] == "m-104 stands in row 5 already"
    assert told[4][2] == "m-014 is registered already"
    assert size(operator) == before
    assert "errors: 5" in given(operator, faulty).err


def test_references_that_are_taken_refuse_the_list(operator: Operator) -> None:
    operator.ok("person", "erase", "m-014", *WHY, "--yes")
    operator.ok("person", "add", "m-015", "--name", OTHER)
    before = size(operator)
    taken = f"ref,name\nm-014,{NAME}\nm-015,{NAME}\nm-016,{NAME}\n"
    for words in ([], ["--dry-run"]):
        done = given(operator, taken, *words)
        assert (done.code, done.err.count("row ")) == (3, 2)
        assert "m-014 was erased: take a new one" in done.err
    assert size(operator) == before
    assert operator.run("person", "check").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (b"ref,name\nm-1,\xff\n", "is not UTF-8"),
        ("ref,born_on\nm-1,x\n", "name: there is no such column"),
        ("ref,name\n", "has nobody"),
        ("ref,name,tên\nm-1,a,b\n", "tên: means the same as 'name'"),
        ("ref,name,1st\nm-1,a,b\n", "1st: must begin with a small letter"),
    ],
)
def test_what_is_no_list_of_names_is_refused(
    operator: Operator, text: str | bytes, told: str
) -> None:
    done = given(operator, text)
    assert (done.code, told in done.err) == (2, True), done.err


def test_ten_thousand_names_take_seconds(operator: Operator) -> None:
    rows = "".join(f"m-{n:05},Người Mẫu {n},1970-01-01\n" for n in range(10_000))
    began = time.monotonic()
    done = given(operator, f"ref,name,born_on\n{rows}", "-o", "json")
    assert (done.code, done.json["recorded"]) == (0, 10_000)
    assert time.monotonic() - began < 60
    with Log.open(operator.log) as log:
        people = People(log)
        assert people.vault.pending() == []
        assert len(people.secrets(people.standings())) == 10_001


MIXED = (
    "mã,họ và tên,1st,born_on\n"
    "m-014,Người Mẫu Một,,\n"  # registered
    "m-015,Người Mẫu Hai,,x\x01y\n"  # erased, and a control character
    "m-016,,,\n"  # no name
    "nguoi-mau-ba,Người Mẫu Ba,,\n"  # its own name
    "Nguoi.Mau.Bon,Người Mẫu Năm,,\n"  # another's of the list
    "nguoi-mau-muoi-bon,Người Mẫu Sáu,,\n"  # of somebody who is registered
    "m-017,Người Mẫu Bốn,,\n"
    "m-017,Người Mẫu Bảy,,\n"  # twice
    "CON,Người Mẫu Tám,,\n"  # a device
)


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
@pytest.mark.parametrize("spoken", ["en", "vi"])
def test_every_row_hears_of_everything_at_once(
    operator: Operator, spoken: str, option: tuple[str, ...]
) -> None:
    operator.ok("person", "add", "m-015", "--name", OTHER)
    operator.ok("person", "erase", "m-015", *WHY, "--yes")
    before = size(operator)
    path = operator.log.with_name("names.csv")
    path.write_text(MIXED)
    done = operator.run("--lang", spoken, "person", "import", str(path), "-o", "json", *option)
    assert (done.code, done.json["recorded"], size(operator)) == (2, 0, before)
    assert [(fault["row"], fault["column"]) for fault in done.json["faults"]] == [
        (1, "1st"), (2, "mã"), (3, "born_on"), (3, "mã"), (4, "họ và tên"),
        (5, "mã"), (6, "mã"), (7, "mã"), (9, "mã"), (10, "mã"),
    ]  # fmt: skip
    told = " ".join(fault["message"] for fault in done.json["faults"])
    assert told.count({"en": "somebody's full name", "vi": "họ tên của một người"}[spoken]) == 3
    assert "mau" not in told.lower()


def test_names_of_a_newer_state_of_the_log_are_all_named(operator: Operator) -> None:
    copy = operator.log.with_name("copy.db")
    operator.ok("backup", str(copy))
    for ref in ("m-101", "m-102"):
        operator.ok("person", "add", ref, "--name", OTHER)
    operator.ok("restore", str(copy), "--force", "--accept-rollback")
    before = size(operator)
    for words in ([], ["--dry-run"]):
        done = given(operator, LIST + "m-103,Người Mẫu,\n", "-o", "json", *words)
        assert (done.code, [fault["row"] for fault in done.json["faults"]]) == (6, [2, 3])
    assert size(operator) == before


def test_one_reference_is_no_name_of_another_either(operator: Operator) -> None:
    done = operator.run("person", "add", "nguoi-mau-muoi-bon", "--name", OTHER)
    assert (done.code, "write the reference instead (m-014)" in done.err) == (3, True), done.err
