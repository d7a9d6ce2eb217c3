"""Nothing that somebody wrote into a record is run by a spreadsheet. All texts are synthetic."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.cells import defused, json_cell
from tests.auditing.record import audited, recorded
from tests.reading.program import congress
from tests.season import commands as c
from tests.season.stories import follower_until

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
BLANKS = ' \t\r\n\u00a0\u200b\ufeff\u3000"'
SEPARATORS = ",;\t|\n\r"
BITING = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "văn bản, =1+1",
    "văn bản;=1+1",
    "văn bản;  \uff1d1+1",
    "hai dòng\n=1+1",
]


def begins_formula(cell: str) -> bool:
    """Say whether a spreadsheet may take this for a formula."""
    return cell.lstrip(BLANKS)[:1] in tuple(SIGNS)


def cells(line: str) -> list[str]:
    """What a spreadsheet makes of a cell that separates at each of several signs."""
    return [cell for sign in SEPARATORS for cell in line.split(sign)]


@pytest.mark.parametrize("text", [*BITING, "\tx", "\rx"])
def test_what_would_bite_gets_an_apostrophe(text: str) -> None:
    safe = defused(text)
    assert safe != text
    assert safe.replace("'", "") == text.replace("'", "")
    assert not any(map(begins_formula, cells(safe)))


@given(st.text(alphabet=SIGNS + BLANKS + SEPARATORS + "aữ1'"))
def test_nothing_bites_however_it_is_mixed(text: str) -> None:
    safe = defused(text)
    assert not any(map(begins_formula, cells(safe)))
    assert safe.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", ["", "TDP-08", "m-014, m-015", "2017-08-20", "Đảng ủy; phường"])
def test_what_does_not_bite_is_left_alone(text: str) -> None:
    assert defused(text) == text


json_values = st.recursive(
    st.text(alphabet=SIGNS + ' ;|,"\\\naữ1') | st.integers(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
)


@given(st.dictionaries(st.sampled_from("abc"), json_values))
def test_json_in_a_cell_is_the_same_json_and_bites_nowhere(value: Any) -> None:
    cell = json_cell(value)
    assert json.loads(cell) == value
    assert not any(begins_formula(piece) for sign in ";|" for piece in cell.split(sign))


@pytest.fixture(scope="module")
def biting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season in whose texts there is much that would bite."""
    season = recorded(
        tmp_path_factory.mktemp("biting") / "s.db", *follower_until("lessons_learned")
    )
    for number, text in enumerate(BITING):
        line = text.replace("\n", " ")  # what is one line is refused with more
        decision = {"reason": text, "authority": line, "document": line}
        filed = {"number": f"{line}{number}", "received_on": "2017-08-16", "subject": text}
        paper = [{"kind": line, "number": line}]
        season.given(
            c.restamped(c.fact("file_complaint", on="2017-08-16", **filed), evidence=paper)
        )
        late = c.restamped(c.reschedule("2019-01-01", on="2017-08-16"), override=decision)
        season.given(c.with_data(late, reason=text))
    return season.close()


def sheet(text: str) -> list[dict[str, str]]:
    """Read CSV as a spreadsheet does; every row has every column."""
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_audit_as_csv_bites_nowhere(biting: Path) -> None:
    rows = sheet(congress(biting, "audit", "-o", "csv").stdout)
    assert len(rows) == len(audited(biting))
    for row in rows:
        assert [cell for cell in row.values() if any(map(begins_formula, cells(cell)))] == []
    for text in BITING:
        assert defused(text.replace("\n", " ")) in {row["reason"] for row in rows}


@pytest.mark.parametrize("command", ["history TDP-01", "attempts", "log", "radar"])
def test_other_answers_as_csv_bite_nowhere(command: str, biting: Path) -> None:
    rows = sheet(congress(biting, *command.split(), "-o", "csv").stdout)
    found = [cell for row in rows for cell in row.values()]
    assert [cell for cell in found if any(map(begins_formula, cells(cell)))] == []


def test_export_as_csv_bites_nowhere_and_keeps_the_data(biting: Path) -> None:
    entries = [json.loads(line) for line in congress(biting, "export").stdout.splitlines()]
    rows = sheet(congress(biting, "export", "-o", "csv").stdout)
    as_json = ("data", "evidence", "facts")
    for entry, row in zip(entries, rows, strict=True):
        plain = [cell for name, cell in row.items() if name not in as_json]
        assert [cell for cell in plain if any(map(begins_formula, cells(cell)))] == []
        assert not any(begins_formula(row[name]) for name in as_json)
        assert {name: json.loads(row[name]) for name in as_json if row[name]} == {
            name: entry[name] for name in as_json if name in entry
        }


def test_negative_numbers_stay_numbers(demonstration: Path) -> None:
    rows = sheet(congress(demonstration, "audit", "-o", "csv").stdout)
    assert {"-2", "-4"} <= {row["working_days"] for row in rows}
