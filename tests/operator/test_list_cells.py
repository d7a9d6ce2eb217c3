"""Lists as offices really save them: no cell is dropped, no figure is guessed. All synthetic."""

import json
from typing import Any

import pytest

from tests.operator.program import Done, Operator

TOP = "branch,name,official,probationary,exempt,had_committee\n"
ROW = "TDP-21,Chi bộ 21,12,1,0,yes\n"
VIETNAMESE = "Mã chi bộ;Tên;Chính thức;Dự bị;Miễn sinh hoạt;Có chi ủy\n"
SOUND = "TDP-21;Chi bộ số 21;12;1;0;có\n"
LISTS = {
    "branches": (("campaign", "register-branches"), TOP, ROW),
    "names": (("person", "import"), "ref,name\n", "m-101,Người Mẫu Một\n"),
}
in_every_list = pytest.mark.parametrize("kind", LISTS)


def given(operator: Operator, words: tuple[str, ...], text: str | bytes, *more: str) -> Done:
    file = operator.log.with_name("list.csv")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return operator.run(*words, str(file), *more)


def register(operator: Operator, text: str | bytes, *more: str) -> Done:
    return given(operator, ("campaign", "register-branches"), text, *more)


def size(operator: Operator) -> int:
    return len(operator.ok("log", "-o", "json").json)


def told(done: Done) -> list[tuple[int, str]]:
    return [(fault["row"], fault["message"]) for fault in done.json["faults"]]


def branch(operator: Operator, key: str = "TDP-21") -> dict[str, Any]:
    entries = operator.ok("log", "--type", "branch_registered", "-o", "jsonl").out.splitlines()
    data = [json.loads(entry)["data"] for entry in entries]
    return next(one for one in data if one["branch"] == key)


def test_a_row_wider_than_the_headings_is_refused_with_all_others_like_it(
    operator: Operator,
) -> None:
    before = size(operator)
    wide = "X-1,Chi bộ 1,1,725,0,0,no\n" + ROW + "X-2,Chi bộ 2,1,725,0,0,no,,\nX 3,a,b,0,0,no\n"
    done = register(operator, TOP + wide, "-o", "json")
    assert (done.code, done.json["recorded"]) == (2, 0)
    rows = told(done)
    assert [row for row, _ in rows] == [2, 4, 5, 5]
    assert rows[0][1].startswith("has 7 cells, but there are 6 headings")
    assert size(operator) == before


@in_every_list
def test_no_list_drops_a_cell_and_none_repeats_it(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    before = size(operator)
    wide = row.rstrip("\n") + ",Người Mẫu Hai\n"
    for text in (top + wide, top.rstrip("\n") + ",\n" + wide):
        done = given(operator, words, text)
        assert done.code == 2
        assert "row 2" in done.err
        assert "heading" in done.err
        assert "Hai" not in done.err + done.out
    assert size(operator) == before


@in_every_list
def test_empty_cells_beyond_the_headings_do_no_harm(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    wide = f'{top.rstrip()},,\n{row.rstrip()},,, ,"",\u00a0\n'
    assert given(operator, words, wide).code == 0


@in_every_list
def test_a_narrower_row_lacks_what_it_lacks(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    done = given(operator, words, top + row.rpartition(",")[0] + "\n", "-o", "json")
    assert (done.code, [row for row, _ in told(done)]) == (2, [2])


@in_every_list
def test_columns_that_are_not_read_are_named(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    done = given(operator, words, f"STT,{top}1,{row}", "-o", "json")
    assert done.code == 0
    if kind == "branches":
        assert "Columns not read: STT" in done.err
        assert done.json["passed_over"] == ["STT"]


@in_every_list
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_that_excel_declares_is_used(
    operator: Operator, kind: str, separator: str
) -> None:
    words, top, row = LISTS[kind]
    declared = f"\ufeffsep={separator}\r\n" + (top + row).replace(",", separator)
    assert given(operator, words, declared).code == 0


def test_a_declared_separator_does_not_move_the_rows(operator: Operator) -> None:
    done = register(operator, '"SEP=;"\n' + VIETNAMESE + SOUND + SOUND, "-o", "json")
    assert told(done) == [(3, "TDP-21 stands in row 2 already")]


@in_every_list
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_text_of_excel_is_read(operator: Operator, kind: str, encoding: str) -> None:
    words, top, row = LISTS[kind]
    text = (top + row).replace(",", "\t")
    assert given(operator, words, text.encode(encoding)).code == 0
    if kind == "branches":
        assert branch(operator)["name"] == "Chi bộ 21"


def test_big_endian_with_its_mark_is_read(operator: Operator) -> None:
    assert register(operator, b"\xfe\xff" + (TOP + ROW).encode("utf-16-be")).code == 0


@in_every_list
@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Mã;Tên\nm-1;Đại hội\n".encode("utf-16")[:-1], "UTF-16 that breaks off"),
        ("Mã;Tên\nm-1;Cộng hòa\n".encode("cp1258", "ignore"), "is not UTF-8"),
        ("Mã;Tên\nm-1;Hoàn\n".encode("cp1252", "ignore"), "is not UTF-8"),
        (b"PK\x03\x04rest of a workbook", "is an Excel or OpenDocument file"),
        (b"\xd0\xcf\x11\xe0rest of a workbook", "is an old Excel file"),
    ],
)
def test_what_cannot_be_read_says_how_to_save_it(
    operator: Operator, kind: str, content: bytes, why: str
) -> None:
    done = given(operator, LISTS[kind][0], content)
    assert (done.code, why in done.err, "CSV UTF-8" in done.err) == (2, True, True), done.err


@pytest.mark.parametrize(
    "name",
    ["Chi bộ số 8", "Tổ dân phố Hà Nội"],
)
def test_letters_that_were_lost_before_are_noticed(operator: Operator, name: str) -> None:
    before = size(operator)
    spoilt = {
        name.encode().decode("latin-1"),
        name.encode("ascii", "replace").decode(),
        name.encode("cp1252", "replace").decode("cp1252"),
        name.encode("ascii", "replace").decode().replace("?", "\ufffd"),
    }
    for each in spoilt:
        done = register(operator, TOP + ROW.replace("Chi bộ 21", each))
        assert (done.code, "row 2, name" in done.err) == (2, True), each
    assert size(operator) == before


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1.725", 1725), ("1 725", 1725), ("1\u00a0725", 1725), ("1\u202f725", 1725),
        ("'12", 12), ("\u00a012\u200b", 12), ("\uff11\uff12", 12), ("007", 7),
        ("1.000.000", 1_000_000),
    ],
)  # fmt: skip
def test_a_figure_is_understood_where_it_means_one_thing(
    operator: Operator, written: str, figure: int
) -> None:
    done = register(operator, VIETNAMESE + SOUND.replace(";12;", f";{written};"))
    assert done.code == 0, done.err
    assert branch(operator)["official"] == figure


@pytest.mark.parametrize(
    "written",
    [
        "1,725", "0.725", "1.72", "12.0", "12,0", "1.725,0", "41,8%", "1e3", "-3", "+3", "½", "5²",
        "1 72", "1.725 000", "mười hai", "12/1", "0x1F", "1_000", "٣", "=6+6", "#REF!",
    ],
)  # fmt: skip
def test_a_figure_that_could_mean_another_is_sent_back(operator: Operator, written: str) -> None:
    before = size(operator)
    done = register(operator, VIETNAMESE + SOUND.replace(";12;", f';"{written}";'))
    assert (done.code, "row 2, Chính thức: " in done.err) == (2, True)
    assert "write 1725" in done.err or "at least 0" in done.err
    assert size(operator) == before


def test_a_figure_typed_as_an_option_is_read_the_same_way(operator: Operator) -> None:
    call = ["campaign", "register-branch", "--branch", "TDP-21", "--name", "Chi bộ 21",
            "--probationary", "1", "--exempt", "0", "--had-committee", "--official"]  # fmt: skip
    assert operator.run(*call, "0.725").code == 2
    assert operator.run(*call, "1,725").code == 2
    assert operator.run(*call, "1.725").code == 0
    assert branch(operator)["official"] == 1725


@in_every_list
@pytest.mark.parametrize(
    "title", ["DANH SÁCH\n\n", "Danh sách; năm 2026\n", "Danh sách, năm 2026,,,\nKèm, theo\n"]
)
def test_a_title_above_the_headings_is_passed_over(
    operator: Operator, kind: str, title: str
) -> None:
    words, top, row = LISTS[kind]
    assert given(operator, words, title + top + row, "--dry-run").code == 0
    assert given(operator, words, title + (top + row).replace(",", ";")).code == 0


def test_rows_are_counted_from_the_top_of_the_sheet(operator: Operator) -> None:
    done = register(operator, "DANH SÁCH\n\n" + TOP + ROW + ROW, "-o", "json")
    assert told(done) == [(5, "TDP-21 stands in row 4 already")]


@in_every_list
def test_a_quote_that_is_not_closed_swallows_no_row(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    before = size(operator)
    stray = row.replace(",Chi", ',"Chi').replace(",Người", ',"Người')
    for text, at in ((top + stray + row, 2), (top + row + stray, 3)):
        done = given(operator, words, text)
        assert (done.code, f"row {at}: is no CSV from here on" in done.err) == (2, True)
    assert size(operator) == before


@in_every_list
def test_two_stray_quotes_that_match_are_noticed(operator: Operator, kind: str) -> None:
    words, top, row = LISTS[kind]
    noted = f"{top.rstrip()},note\n"
    rows = f'{row.rstrip()},"a\n{row.rstrip()},b\n{row.rstrip()},c"\n'
    done = given(operator, words, noted + rows)
    assert (done.code, "holds other rows: a quote is not closed" in done.err) == (2, True)


def test_headings_may_have_line_breaks_and_cells_quotes(operator: Operator) -> None:
    top = VIETNAMESE.replace("Chính thức", '"Chính\nthức"')
    assert register(operator, top + SOUND.replace("Chi bộ số 21", 'Chi bộ "số 21"')).code == 0
    assert branch(operator)["name"] == 'Chi bộ "số 21"'


def test_merged_cells_are_empty_below_the_first(operator: Operator) -> None:
    done = register(operator, VIETNAMESE + SOUND + "TDP-22;Chi bộ 22;;1;0;có\n", "-o", "json")
    assert (done.code, told(done)) == (2, [(3, "is empty")])


def test_headings_in_two_rows_are_sent_back(operator: Operator) -> None:
    top = "Mã;Tên;Đảng viên;;;Có chi ủy\n;;Chính thức;Dự bị;Miễn sinh hoạt;\n"
    done = register(operator, top + SOUND)
    assert (done.code, "there is no such column" in done.err) == (2, True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_commands_in_utf_16_are_read(operator: Operator, encoding: str) -> None:
    command = {
        "command": "register_branch", "campaign": "gt-2017", "actor": "op:test",
        "data": {"branch": "TDP-21", "name": "Chi bộ số 21", "official": 12, "probationary": 0,
                 "exempt": 0, "had_committee": True},
    }  # fmt: skip
    file = operator.log.with_name("commands.jsonl")
    file.write_bytes(f"# lệnh\r\n{json.dumps(command, ensure_ascii=False)}\r\n".encode(encoding))
    assert operator.ok("apply", str(file)).json["line"] == 2
    assert branch(operator)["name"] == "Chi bộ số 21"
    file.write_bytes(file.read_bytes().replace(b"1", b"2") + b"{")
    broken = operator.run("apply", str(file))
    assert broken.code == 3
    assert [json.loads(line)["outcome"] for line in broken.out.splitlines()][-1] == "invalid"
