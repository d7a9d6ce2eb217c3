"""What lies in the place of a file beside the log is no damage of the log: one code for all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operator.program import Operator

FORMS: dict[str, Callable[[Path], object]] = {
    "link": lambda path: path.symlink_to("nowhere"),
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "foreign file": lambda path: path.write_bytes(b"no file of ours " * 99),
    "oversized file": lambda path: path.write_bytes(b" " * (3 << 20)),
}
ADDING = ("person", "add", "m-001", "--name", "Người Mẫu Một")
ASKING: dict[str, tuple[str, ...]] = {
    ".cursors": ("subscribe", "--name", "reader"),
    ".people": ADDING,
    ".people.keys": ADDING,
    ".people.digest": ADDING,
    ".config": ("config",),
    ".attempts": ("attempts",),
}
DONE_NOTHING = {
    "en": ("Nothing was", "nothing was", "no name was", "was not used"),
    "vi": ("Chưa", "chưa", "không tên nào"),
}


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    made = Operator(tmp_path / "season.db")
    made.ok("init", "--simulation")
    return made


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ASKING)
def test_it_is_unreachable_and_not_damaged(operator: Operator, end: str, form: str) -> None:
    FORMS[form](Path(f"{operator.log}{end}"))
    for language in ("en", "vi"):
        done = operator.run("--lang", language, *ASKING[end])
        assert (done.code, done.out) == (7, ""), done
        assert f"{operator.log}{end}" in done.err
        assert any(words in done.err for words in DONE_NOTHING[language]), done.err


@pytest.mark.parametrize("form", ["link", "pipe", "folder"])
def test_an_audit_of_attempts_alone_takes_none_for_no_answer(
    operator: Operator, form: str
) -> None:
    FORMS[form](Path(f"{operator.log}.attempts"))
    done = operator.run("audit", "--kind", "attempt")
    assert (done.code, done.out) == (7, "")
    assert operator.run("audit").code == 0  # which says beside its answer what it has not seen


@pytest.mark.parametrize("form", ["link", "pipe", "folder"])
@pytest.mark.parametrize("words", ["projections", "replay", "replay --check"])
def test_views_that_are_none_are_neither_shown_nor_rebuilt(
    operator: Operator, form: str, words: str
) -> None:
    FORMS[form](Path(f"{operator.log}.views"))
    done = operator.run(*words.split())
    assert (done.code, done.out) == (7, "")
    assert "Nothing was recorded" in done.err


@pytest.mark.parametrize("form", ["pipe", "folder"])
def test_questions_do_without_views(operator: Operator, form: str) -> None:
    FORMS[form](Path(f"{operator.log}.views"))
    done = operator.run("radar")
    assert done.code == 0
    assert ".views" in done.err
