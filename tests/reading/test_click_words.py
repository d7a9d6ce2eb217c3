"""Click's own words, and all help, in Vietnamese: what is missing is found here."""

import ast
import gettext
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from console import i18n
from console.language import speaking
from console.program import COMMANDS
from tests.left_over import english
from tests.reading.program import ROOT, congress, environment

FOLDER = Path(click.__file__).parent
PROGRAMMER = re.compile(
    r"declaration|define|Boolean option|standard stream|Unknown color|start character"
)
"""Texts that only a mistake in the program can bring up."""
OTHERS = {"testing.py", "_winconsole.py"}

WALK = """
import os, sys
import click
from console.i18n import install
from console.language import speaking
from console.program import program as made
install()

def walk(command, context):
    print("\\f" + context.command_path)
    print(command.get_help(context))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            walk(child, click.Context(child, info_name=name, parent=context))

with speaking("vi"):
    program = made()
    walk(program, click.Context(program, info_name="congress"))
"""


def own_texts() -> Iterator[str]:
    """Every text that click hands to gettext."""
    for file in sorted(FOLDER.glob("*.py")):
        if file.name in OTHERS:
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"_", "ngettext"}:
                given = (each.value for each in call.args if isinstance(each, ast.Constant))
                yield from (text for text in given if isinstance(text, str))


@pytest.mark.parametrize("text", sorted({t for t in own_texts() if not PROGRAMMER.search(t)}))
def test_click_says_it_in_vietnamese(text: str) -> None:
    assert text in i18n.WORDS


def test_click_hands_its_texts_to_gettext() -> None:
    assert len(set(own_texts())) > 40


@pytest.mark.parametrize("text", sorted(i18n.WORDS))
def test_translation_keeps_every_value(text: str) -> None:
    fields = re.compile(r"\{\w*|%\(\w+\)")
    assert sorted(set(fields.findall(i18n.WORDS[text]))) == sorted(set(fields.findall(text)))


def test_no_help_page_has_english_left() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WALK], env=environment(CONGRESS_LANG="vi", COLUMNS="200"),
        capture_output=True, encoding="utf-8", check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = dict(page.split("\n", 1) for page in done.stdout.split("\f")[1:])
    assert {f"congress {name}" for name in COMMANDS} <= set(pages)
    found = {name: words for name, page in pages.items() if (words := english(page))}
    assert found == {}


def test_english_is_noticed_on_a_page() -> None:
    assert english("Xem một chi bộ: without a branch.") == {"without", "branch"}
    assert english("  Ví dụ:\n    congress show the branch\n  --help  Xem 'the log'.") == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "--at"), "Tùy chọn '--at' cần một giá trị."),
        (("show", "--at", "x"), "'x' không phải số"),
        (("show", "--nothing"), "Không có tùy chọn '--nothing'."),
        (("show", "a", "b"), "Thừa tham số (b)"),
        (("diff",), "Thiếu tham số 'CHI_BỘ'."),
        (("apply", "none.jsonl"), "'none.jsonl': không có tệp hoặc thư mục này"),
        (("status", "-o", "xml"), "'xml' không có trong 'table', 'plain'"),
        (("stauts",), "Không có lệnh 'stauts'"),
        (("status", "--as-of", "x"), "'x' không phải ngày"),
    ],
)
def test_mistakes_are_told_in_vietnamese(season: Path, words: tuple[str, ...], told: str) -> None:
    done = congress(season, *words, CONGRESS_LANG="vi")
    assert done.returncode == 2
    assert told in done.stderr
    assert "Lỗi: " in done.stderr
    assert english(done.stderr.replace(told, "")) == set()


def test_english_is_as_click_says_it(season: Path) -> None:
    done = congress(season, "diff")
    assert "Usage: congress diff [OPTIONS] BRANCH A..B" in done.stderr
    assert "Error: Missing argument 'BRANCH'." in done.stderr


def test_names_of_values_are_vietnamese_and_options_are_not() -> None:
    told = i18n.in_vietnamese("congress log --since DATE --log FILE CONGRESS_LOG FILE.csv TDP-08")
    assert told == "congress log --since NGÀY --log TỆP CONGRESS_LOG TỆP.csv TDP-08"


def test_translations_are_installed_for_vietnamese_only() -> None:
    code = "import cli, sys\ntry:\n cli.main()\nfinally:\n print('console.i18n' in sys.modules)"
    told = []
    for spoken in ("en", "vi"):
        done = subprocess.run(
            [sys.executable, "-c", code, "--help"], env=environment(CONGRESS_LANG=spoken),
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        told.append(done.stdout.split()[-1])
    assert told == ["False", "True"]


def test_what_is_not_known_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {name: getattr(gettext, name) for name in ("dgettext", "dngettext")}
    for name, function in kept.items():
        monkeypatch.setattr(gettext, name, function)
    i18n.install()
    with speaking("vi"):
        assert gettext.gettext("Some text of tomorrow.") == "Some text of tomorrow."
        assert gettext.gettext("Options") == "Tùy chọn"
        many = gettext.ngettext("Takes {nargs} values but 1 was given.", "x {len}", 2)
        assert many == "x {len}"
    with speaking("en"):
        assert gettext.gettext("Options") == "Options"


def test_language_is_chosen_by_option_too(season: Path) -> None:
    assert "Cách dùng:" in congress(season, "--lang", "vi", "show", "--help").stdout
