"""What is wrong with notes, keys and policy files is told in Vietnamese too."""

import ast
from pathlib import Path

import pytest

import event_store.proof
from console.proof_faults import fault, source

FOLDER = Path(event_store.proof.__file__).parent
RAISED = {"BadNoteError", "BadKeyError", "_LineError"}


def told(node: ast.expr) -> str:
    """The words of a message, with a figure where it takes a value."""
    if isinstance(node, ast.JoinedStr):
        return "".join(told(part) for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "7"


def faults() -> list[str]:
    """Every fault that these modules name."""
    calls = [
        node
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    raised = [call.args[0] for call in calls if getattr(call.func, "id", "") in RAISED]
    return [told(words) for words in raised if not isinstance(words, ast.Attribute)]


WANTED = {"a log": "sổ ghi", "a witness": "bên chứng kiến"}


@pytest.mark.parametrize("said", faults())
def test_each_fault_has_its_words(said: str) -> None:
    for wanted in WANTED if "not the key of 7" in said else [""]:
        english = said.replace("key of 7", f"key of {wanted}") if wanted else said
        assert fault(english) != english


def test_a_fault_of_a_policy_file_is_told_with_its_line_and_its_key() -> None:
    said = "line 3: 'x+y': it is not of the form name+id+key"
    assert fault(said) == "dòng 3: 'x+y': không có dạng tên+mã+khóa"
    assert fault("line 4: '7' of 2 members cannot be asked for") == (
        "dòng 4: không thể yêu cầu '7' trong 2 thành viên"
    )


def test_what_has_no_words_is_told_as_it_is() -> None:
    assert (fault("something new"), source("a/path")) == ("something new", "a/path")
    assert source("the request") == "tệp yêu cầu"
