"""Every command that a document shows is run, and prints what the document says."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs import console_blocks as console

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("tutorial*.md"))]
SET_UP = ("make ", "pip install ", "python3 -m venv ", "git clone ", "cd ", "source ", ". ")
"""A block may be excluded when it holds nothing else: CI does these in its own way."""
SHELLS = {"bash", "sh", "shell", "shell-session", "zsh"}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@each_document
def test_what_a_document_shows_is_what_happens(document: Path, tmp_path: Path) -> None:
    assert (Path(sys.executable).parent / "congress").exists(), "not installed: run 'make test'"
    commands = [
        command
        for block in console.blocks(document)
        if block.language == "console" and block.is_run
        for command in block.commands()
    ]
    assert commands, f"{document.name} shows no command that could be run"
    (folder := tmp_path / "reader").mkdir()
    (home := tmp_path / "home").mkdir()
    outputs = console.run(commands, folder, home)
    wrong = [
        console.difference(document, command, actual)
        for command, actual in zip(commands, outputs, strict=True)
        if not console.matches(command.expected, actual)
    ]
    if wrong:
        pytest.fail(
            f"{len(wrong)} of {len(commands)} differ\n\n" + "\n\n".join(wrong), pytrace=False
        )


@each_document
def test_only_set_up_is_left_out(
    document: Path, record_property: Callable[[str, object], None]
) -> None:
    for block in console.blocks(document):
        if block.is_run or block.language != "console":
            continue
        for command in block.commands():
            assert f"{command.text} ".startswith(SET_UP), f"line {command.line} must be run"
            record_property("not_run", f"{document.name}:{command.line}: $ {command.text}")


@each_document
def test_no_command_hides_in_a_fence_that_is_not_run(document: Path) -> None:
    hidden = [block.line for block in console.blocks(document) if block.language in SHELLS]
    assert not hidden, f"fence these as console, with '$ ' before each command: lines {hidden}"


@pytest.mark.parametrize(
    ("expected", "actual", "answer"),
    [
        ([], [], True),
        (["a"], [], False),
        ([], ["a"], False),
        (["a", "...", "z"], ["a", "b", "c", "z"], True),
        (["a", "...", "z"], ["a", "z"], True),
        (["...", "a", "..."], ["b"], False),
        (["id [….]"], ["id 7"], False),
        (["id […] (new)"], ["id 7f3 (new)"], True),
        (["a.c"], ["abc"], False),
    ],
)
def test_expected_output_is_read_literally_but_for_its_two_signs(
    expected: list[str], actual: list[str], *, answer: bool
) -> None:
    assert console.matches(expected, actual) is answer


SAMPLE = """
```console
$ export WHO=ward; cd /
```
text
```console
$ echo $WHO \\
> $PWD; false
ward /
$ echo $?
1
$ fi
...
$ printf x
x
```
"""


def test_the_blocks_of_a_document_share_one_shell(tmp_path: Path) -> None:
    document = tmp_path / "sample.md"
    document.write_text(SAMPLE, encoding="utf-8")
    commands = [c for block in console.blocks(document) for c in block.commands()]
    outputs = console.run(commands, tmp_path, tmp_path)
    wrong = [
        console.difference(document, command, actual)
        for command, actual in zip(commands, outputs, strict=True)
        if not console.matches(command.expected, actual)
    ]
    assert len(commands) == 5
    assert wrong == []
