"""Every sentence of the program exists in both languages: found in the source, not by chance."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from application.system_events import SYSTEM_EVENTS
from console.entries import PAPERS
from console.exit_codes import EXIT_CODES
from engine.reasons import Text
from tests.reading.program import ROOT, congress
from workflows.labels import COMMANDS, LABELS
from workflows.wordings import FLAGS, WORDINGS

SOURCES = [
    ROOT / "cli.py",
    *sorted((ROOT / "console").rglob("*.py")),
    *sorted((ROOT / "application").rglob("*.py")),
]
SAID = {
    "echo", "style", "secho", "heading", "warning", "print", "fail", "UsageError", "BadParameter",
    "ClickException", "RefusedError", "BadArgumentUsage",
    "BadOptionUsage", "FileError", "progressbar", "prompt", "confirm", "section", "table", "Abort",
}  # fmt: skip
"""Calls whose texts people read, and keywords that hold such texts."""
SAID_BY_NAME = {"help", "label", "text", "message", "epilog", "short_help"}
PAIRED = {"say", "Text"}
WORD = re.compile(r"[^\W\d_]{3,}")
NO_WORDS = re.compile(
    r"https?:\S+|congress|sha256|jsonl|json|csv|CONGRESS_\w+|utf-8|%\w|fg|red|green|yellow"
)


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def unpaired(node: ast.AST) -> Iterator[ast.Constant]:
    """Texts with words in an expression that do not go through `say` or Text."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORD.search(NO_WORDS.sub("", node.value)):
            yield node
        return
    for child in parts(node):
        yield from unpaired(child)


def parts(node: ast.AST) -> list[ast.expr]:
    """The parts of an expression that may end up before somebody's eyes."""
    if isinstance(node, ast.Call):
        shown = name_of(node) not in PAIRED | {"get", "join", "replace", "option", "pop"}
        return [*node.args, node.func] if shown else []
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.Compare | ast.Lambda):
        return []
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def said(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions that people get to read."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and name_of(call) not in PAIRED:
            if name_of(call) in SAID:
                yield from call.args
            yield from (word.value for word in call.keywords if word.arg in SAID_BY_NAME)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_people_read_goes_through_both_languages(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {
        f"{file.name}:{text.lineno}: {text.value!r}"
        for expression in said(tree)
        for text in unpaired(expression)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("click.echo('Nothing there.')", ["Nothing there."]),
        ("click.echo(f'Nothing in {x}.')", ["Nothing in ", "."][:1]),
        ("click.echo(say('Nothing.', 'Không có gì.'))", []),
        ("click.option('--x', help='Some help.')", ["Some help."]),
        ("click.echo(row['state'] + '  ')", []),
        ("raise UsageError('No such branch.')", ["No such branch."]),
        ("click.echo(say('a', 'b') + ' and more')", [" and more"]),
        ("table(rows, ['branch', say('of', 'trên')])", ["branch"]),
    ],
)
def test_a_sentence_in_one_language_is_found(source: str, found: list[str]) -> None:
    texts = [text.value for each in said(ast.parse(source)) for text in unpaired(each)]
    assert texts == found


def pairs(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Both texts of each `say` and Text that is written out."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and name_of(call) in PAIRED and len(call.args) == 2:
            english, vietnamese = call.args
            if all(isinstance(each, ast.Constant | ast.JoinedStr) for each in call.args):
                yield english, vietnamese


FOREIGN = "error"
"""What a library says, in English only: a Vietnamese sentence does without."""


def quoted(text: ast.expr) -> set[str]:
    """The names of the values that a text quotes."""
    if isinstance(text, ast.Constant):
        return set(re.findall(r"\{([^{}:!]+)", str(text.value)))
    return {node.id for node in ast.walk(text) if isinstance(node, ast.Name)}


@pytest.mark.parametrize(
    "file",
    [
        *SOURCES,
        *sorted((ROOT / "event_store").rglob("*.py")),
        *sorted((ROOT / "engine").rglob("*.py")),
        *sorted((ROOT / "workflows").rglob("*.py")),
    ],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_both_texts_of_a_pair_quote_the_same_values(file: Path) -> None:
    wrong = [
        ast.unparse(vietnamese)
        for english, vietnamese in pairs(ast.parse(file.read_text(encoding="utf-8")))
        if quoted(vietnamese) - {FOREIGN} != quoted(english) - {FOREIGN}
        and ast.unparse(english) != "''"
    ]
    assert wrong == []


SAME = {"{where}: {fault}.", "done"}
"""What is the same in both, or needs no accent in Vietnamese."""
ALPHABET = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def texts() -> Iterator[tuple[str, Text]]:
    for table in (COMMANDS, LABELS, FLAGS, SYSTEM_EVENTS, PAPERS, EXIT_CODES):
        for key, text in table.items():
            yield str(key), text
    for code, wording in WORDINGS.items():
        yield code, wording.text


def test_every_label_is_vietnamese() -> None:
    wrong = [key for key, text in texts() if text.en not in SAME and not ALPHABET.search(text.vi)]
    assert wrong == []


def test_what_is_wrong_with_a_file_is_told_in_vietnamese(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE notes (note TEXT)")
    for put, told in (
        (b"", "tệp rỗng"),
        (b"x" * 200, "không phải tệp SQLite"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "không phải tệp SQLite"),
        ((tmp_path / "other.db").read_bytes(), "tệp SQLite của chương trình khác"),
    ):
        log = tmp_path / "season.db"
        log.write_bytes(put)
        done = congress(log, "status", CONGRESS_LANG="vi")
        assert (done.returncode, " is " in done.stderr) == (6, False)
        assert told in done.stderr


def test_bad_origin_is_told_in_vietnamese(tmp_path: Path) -> None:
    done = congress(tmp_path / "a.db", "init", "--origin", "https://a b", CONGRESS_LANG="vi")
    assert (done.returncode, "không có phần giao thức" in done.stderr) == (2, True)
    assert " must " not in done.stderr
