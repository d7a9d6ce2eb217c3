"""One answer in five forms: tables for people, JSON and CSV for programs, nothing that bites."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from console.language import LANGUAGES
from event_store.log import Log
from tests.console.conftest import Run
from tests.engine.synthetic import Script, accept, new_engine, open_season
from workflows.labels import LABELS

FORMS = ("table", "plain", "json", "jsonl", "csv")
ANSWERS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("show", "TDP-01"),
    ("history", "TDP-01"),
    ("next", "TDP-05"),
    ("next",),
)
ROWS = {"history", "next"}
BITES = ("=", "+", "-", "@", "\t", "\r")
BITING = [
    '=HYPERLINK("http://example", "Chi bộ")',
    "+84 1",
    "-1+1",
    "@SUM(A1)",
    "=1+1",
]

each_answer = pytest.mark.parametrize("args", ANSWERS, ids=" ".join)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def parsed(text: str) -> list[dict[str, str]]:
    """Read CSV as a spreadsheet does; every row has every column."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@each_answer
@pytest.mark.parametrize("form", FORMS)
def test_every_answer_comes_in_every_form(
    args: tuple[str, ...], form: str, congress: Run, season: Path
) -> None:
    done = congress(*args, "-o", form)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\n")
    assert unicodedata.is_normalized("NFC", done.out)
    assert "\x1b" not in done.out, "no colour where nobody looks"


@each_answer
def test_json_and_jsonl_say_the_same(args: tuple[str, ...], congress: Run, season: Path) -> None:
    whole = congress(*args, "-o", "json").json
    lines = congress(*args, "-o", "jsonl").lines
    assert lines == (whole if args[0] in ROWS else [whole])


@each_answer
@both_languages
def test_csv_has_a_heading_and_as_many_rows_as_the_answer(
    args: tuple[str, ...], language: str, congress: Run, season: Path
) -> None:
    rows = parsed(congress(*args, "-o", "csv", language=language).out)
    assert len(rows) == len(congress(*args, "-o", "jsonl").lines)


def test_csv_carries_the_figures_of_the_board(congress: Run, season: Path) -> None:
    (row,) = parsed(congress("status", "-o", "csv").out)
    board = congress("status", "-o", "json").json
    assert row["total"] == str(board["total"])
    assert row["held.percent"] == board["held"]["percent"]
    assert row["by_state.reported"] == str(board["by_state"]["reported"])


def test_headings_of_csv_do_not_change_with_the_language(congress: Run, season: Path) -> None:
    for args in ANSWERS:
        heads = {
            congress(*args, "-o", "csv", language=language).out.splitlines()[0]
            for language in LANGUAGES
        }
        assert len(heads) == 1, args


@pytest.fixture
def biting(tmp_path: Path) -> Path:
    """A season whose texts a spreadsheet would take for formulas."""
    path = tmp_path / "congress.db"
    script = Script()
    open_season(script, {f"B-{n}": 5 for n in range(len(BITING))})
    for number, text in enumerate(BITING):
        renamed = {"branch": f"B-{number}", "name": text, "reason": text}
        script.do("rename_branch", data=renamed)
        evidence = [{"kind": text, "number": text}]
        script.do("plan", f"B-{number}", {"planned_on": "2017-08-20"}, evidence=evidence)
        script.do("attach_document", f"B-{number}", {"kind": text, "number": text})
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, script.commands)
    return path


@pytest.mark.parametrize("number", range(len(BITING)))
def test_a_spreadsheet_runs_nothing_of_an_answer(number: int, congress: Run, biting: Path) -> None:
    branch = f"B-{number}"
    sheet = parsed(congress("show", branch, "-o", "csv").out)
    history = parsed(congress("history", branch, "--with-campaign", "-o", "csv").out)
    cells = [cell for row in (*sheet, *history) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(BITES)] == []
    assert sheet[0]["name"] == f"'{BITING[number]}"
    assert any(f"'{BITING[number]}" in cell for row in history for cell in row.values())
    assert congress("show", branch, "-o", "json").json["name"] == BITING[number]


@both_languages
def test_a_table_is_aligned_and_never_wrapped(language: str, congress: Run, season: Path) -> None:
    lines = congress("history", "TDP-01", language=language).out.splitlines()
    rule = next(n for n, line in enumerate(lines) if set(line) <= {"─", " "} and line)
    starts = [n for n, sign in enumerate(lines[rule]) if sign == "─" and lines[rule][n - 1] != "─"]
    for line in [lines[rule - 1], *lines[rule + 1 :]]:
        assert all(line[n - 1 : n] in ("", " ") for n in starts if n), line
    assert len(lines) - rule - 1 == len(congress("history", "TDP-01", "-o", "jsonl").lines)


@both_languages
def test_people_read_words_and_programs_read_codes(
    language: Any, congress: Run, season: Path
) -> None:
    sheet = congress("show", "TDP-01", language=language).out
    assert f"[{LABELS['reported'].say(language)}]" in sheet
    assert LABELS["deputy"].say(language) in sheet
    assert congress("show", "TDP-01", "-o", "json", language=language).json["state"] == "reported"


@both_languages
def test_a_table_of_what_is_next_says_why_not(language: str, congress: Run, season: Path) -> None:
    out = congress("next", "TDP-05", language=language).out
    assert "✓" in out
    assert {"en": "the state is", "vi": "trạng thái là"}[language] in out


def test_plain_is_one_value_a_line_with_a_tab(congress: Run, season: Path) -> None:
    lines = congress("show", "TDP-01", "-o", "plain").out.splitlines()
    found = dict(line.split("\t", 1) for line in lines)
    assert (found["branch"], found["state"]) == ("TDP-01", "reported")
    history = congress("history", "TDP-01", "-o", "plain").out.splitlines()
    assert len({line.count("\t") for line in history}) == 1


def test_json_keeps_vietnamese_letters(congress: Run, season: Path) -> None:
    out = congress("show", "TDP-01", "-o", "json").out
    assert "Chi bộ Tổ dân phố số 01" in out
    assert json.loads(out)["name"] == "Chi bộ Tổ dân phố số 01"


def test_letters_come_out_whole_whatever_the_locale(congress: Run, season: Path) -> None:
    for locale in ("C", "POSIX", "en_US.ISO-8859-1"):
        done = congress("show", "TDP-01", LC_ALL=locale, PYTHONIOENCODING="ascii")
        assert "Chi bộ Tổ dân phố số 01" in done.out


def test_the_language_is_an_option_the_environment_or_the_locale(
    congress: Run, season: Path
) -> None:
    words = {"en": "Board as of", "vi": "Tiến độ tính đến"}
    said = {
        "en": [
            congress("--lang", "en", "status", language="vi"),
            congress("--lang=en", "status", language="vi"),
            congress("status", language="en", LC_ALL="vi_VN.UTF-8"),
            congress("status", language="", LANG="C.UTF-8"),
            congress("status", language="", LANG="fr_FR.UTF-8"),
        ],
        "vi": [
            congress("--lang", "vi", "status", language="en"),
            congress("--lang=vi", "status", language="en"),
            congress("status", language="", LANG="vi_VN.UTF-8"),
            congress("status", language="", LC_ALL="vi_VN", LANG="C.UTF-8"),
        ],
    }
    for language, answers in said.items():
        assert [done.code for done in answers] == [0] * len(answers)
        assert all(words[language] in done.out for done in answers), language
