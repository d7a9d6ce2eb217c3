"""What stands for a value in the Vietnamese help is Vietnamese, and slips are answered aptly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from console.guesses import likely
from console.i18n import PLACES
from console.language import speaking
from console.program import program
from tests.operator.program import Operator

SAME = {"A", "B", "N", "JSON", "LEAF", "SHA", "SHELL", "TDP"}
"""Letters that stand for a letter, and names that have no other."""


def commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, click.Context(child, info_name=name, parent=context))


def test_no_value_has_its_english_name() -> None:
    found = set()
    with speaking("vi"):
        made = program()
        for context in commands(made, click.Context(made, info_name="congress")):
            for parameter in context.command.get_params(context):
                if isinstance(parameter, click.Option) and parameter.is_flag:
                    continue
                shown = parameter.make_metavar(context)
                if shown == shown.upper():  # one of several words is no name
                    found |= {each for each in re.findall(r"\w+", shown) if each.isascii()}
    assert found & PLACES.keys() == set()
    assert {each for each in found if len(each) > 1} <= {*PLACES.values()} | SAME


@pytest.mark.parametrize(
    ("typed", "guesses", "left"),
    [
        ("--nope", ["--force"], []),
        ("--nope", ["--names"], []),
        ("--at", ["--actor", "--area"], []),
        ("--foce", ["--force"], ["--force"]),
        ("--brnach", ["--branch", "--names"], ["--branch"]),
        ("--knownat", ["--known-at"], ["--known-at"]),
    ],
)
def test_a_guess_is_like_what_was_typed(typed: str, guesses: list[str], left: list[str]) -> None:
    assert likely(typed, guesses) == left


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    made = Operator(tmp_path / "season.db")
    made.ok("init", "--simulation")
    return made


def test_slips_are_answered_with_what_would_do(operator: Operator) -> None:
    for words, told in (
        (("show", "TDP-01", "--at", "3"), "only one of the two"),
        (("show",), "Name a BRANCH, or --at POSITION"),
        (("show", "TDP-01", "--known-at", "x"), "write it like 2017-08-12,"),
        (("export", "--nope"), "No such option '--nope'.\n"),
        (("apply", "none.jsonl"), "Nothing was done: check the name"),
        (("verify", "--anchor", "none"), "Nothing was done: check the name"),
    ):
        done = operator.run(*words)
        assert (done.code, told in done.err) == (2, True), done.err


def test_they_are_answered_in_vietnamese_too(operator: Operator) -> None:
    for words, told in (
        (("--wait", "x", "status"), "'x' không phải số."),
        (("checkpoint", "--request", "-", "--old", "x"), "'x' không phải số nguyên."),
        (("show", "TDP-01", "--at", "3"), "chỉ ghi một trong hai"),
        (("apply", "none.jsonl"), "không có tệp hoặc thư mục này. Chưa làm gì"),
        (("checkpoint", "--request", "-"), "congress checkpoint --key TỆP"),
    ):
        done = operator.run("--lang", "vi", *words)
        assert told in done.err, done.err


def test_a_language_that_is_unknown_is_refused(operator: Operator) -> None:
    done = operator.spawn("status", CONGRESS_LANG="xx")
    assert (done.code, done.out) == (2, "")
    assert "'xx' is not one of 'vi', 'en'" in done.err
    assert operator.spawn("log", CONGRESS_LANG="").code == 0
    assert operator.spawn("--lang", "vi", "log", CONGRESS_LANG="xx").code == 0


def test_a_key_that_was_typed_is_no_file_to_put_back(operator: Operator, tmp_path: Path) -> None:
    key = str(tmp_path / "w.key")
    operator.ok("keys", "new", "--key", key)
    done = operator.run("keys", "show", "--key", key, "--policy", "--witness", "zz")
    assert done.code == 2
    assert "from a copy" not in done.err
    assert "congress keys show" in done.err


def test_what_was_typed_for_papers_is_answered_in_vietnamese(operator: Operator) -> None:
    for evidence, told in (
        ("xx", "'xx' không viết theo dạng LOẠI=SỐ"),
        ("minutes=03,file=none.pdf", "không đọc được none.pdf: không có tệp hoặc thư mục"),
        ("{", "không phải JSON"),
    ):
        words = ("campaign", "open-campaign", "--campaign", "c", "--evidence", evidence)
        done = operator.run("--lang", "vi", *words)
        assert (done.code, told in done.err) == (2, True), done.err
        assert "No such file" not in done.err


def test_a_list_that_is_broken_is_told_in_vietnamese(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    for content, told, not_told in (
        ('ref,name\nm-1,"Người Mẫu\n', "từ đây không phải CSV: dấu ngoặc kép", "unexpected"),
        ("ref,name\nm-1,Người Mẫu,thừa\n", "có 3 ô, nhưng chỉ có 2 tiêu đề", "1725"),
        ("ref,name,tuổi\nm-1,Người Mẫu,1,725\n", "ghi 1725 không có dấu phẩy", "unexpected"),
        ("ref,name,ref\nm-1,Người Mẫu,m-2\n", "cột bị lặp: đã có cột 'ref'", "trùng nghĩa"),
    ):
        file.write_text(content)
        done = operator.run("--lang", "vi", "person", "import", str(file))
        assert (done.code, told in done.err) == (2, True), done.err
        assert not_told not in done.err
    file.write_bytes("ref,name\nm-1,Đại\n".encode("utf-16")[:-1])
    done = operator.run("--lang", "vi", "person", "import", str(file))
    assert "không đúng bảng mã" in done.err


def test_how_many_persons_were_recorded_is_said_once(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("ref,name\nm-1,Người Mẫu Một\n")
    listed = operator.run("person", "import", str(file), "--dry-run")
    assert listed.out == "The list is right: 1 person, nobody registered yet.\n"
    assert operator.run("--lang", "vi", "person", "import", str(file)).out.startswith(
        "Đã ghi 1 người ("
    )
