"""What lies beside a log is named in one place, and a log in memory has nothing beside it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from event_store import beside
from event_store.attempts import Attempts
from event_store.log import Log

ROOT = Path(__file__).resolve().parents[2]
ENDS = (
    *(beside.LOCK, beside.VIEWS, beside.CURSORS, beside.ATTEMPTS, beside.PEOPLE, beside.KEYS),
    *(beside.ACCESS, beside.DIGEST_KEY, beside.CONFIG, beside.VIEWS_LOCK),
)
SOURCES = sorted(
    file
    for room in ("event_store", "engine", "workflows", "console")
    for file in (ROOT / room).rglob("*.py")
    if file != Path(beside.__file__)
)


def endings(text: str) -> Iterator[str]:
    """Yield the texts in a module that are the end of such a name, or end in one."""
    for node in ast.walk(ast.parse(text)):
        parts = node.values[-1:] if isinstance(node, ast.JoinedStr) else [node]
        for part in parts:
            if isinstance(part, ast.Constant) and str(part.value).endswith(ENDS):
                said = str(part.value)
                if " " not in said.strip():
                    yield said


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_other_module_makes_such_a_name(file: Path) -> None:
    assert list(endings(file.read_text("utf-8"))) == []


@pytest.mark.parametrize("text", ['p + ".views"', 'f"{p}.people"', 'f"{a}{b}.lock"'])
def test_a_name_that_is_made_by_hand_is_found(text: str) -> None:
    assert list(endings(text))


def test_a_log_is_in_memory_if_its_store_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONGRESS_ATTEMPTS", raising=False)
    with Log.create(Path("books.db"), origin="library.example/books") as log:
        assert not log.in_memory
        assert Attempts(log.path, log.log_id, in_memory=log.in_memory).add([{"code": "refused"}])
    with Log.create(None, simulation=True) as log:
        assert log.in_memory
        assert not Attempts(log.path, log.log_id, in_memory=log.in_memory).wanted
    assert all(path.name.startswith("books.db") for path in tmp_path.iterdir())
    assert (tmp_path / "books.db.attempts").exists()
