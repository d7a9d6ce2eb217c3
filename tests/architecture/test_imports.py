"""What import-linter cannot see: the single file cli.py, and what a start-up really imports."""

import ast
import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import console
from console.language import say

ROOT = Path(__file__).resolve().parents[2]
OPEN_TO_CLI = sys.stdlib_module_names | {"click"}
WORDS = {"event_store", "event_store.words"}
HOUSE = {"application", "console", "workflows", "engine", "event_store"}

START = """
import json, sys
before = set(sys.modules)
import cli
sys.argv = ["congress", "--help"]
try:
    cli.main()
except SystemExit as end:
    status = end.code
print(json.dumps([status, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def imported(statement: ast.stmt) -> set[str]:
    """Return the top-level names that one statement imports."""
    if isinstance(statement, ast.Import):
        return {alias.name.partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.ImportFrom):
        return {(statement.module or ".").partition(".")[0]}
    return set()


def is_for_types_only(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING")


def run_on_import(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements that importing a module runs, however deep, but no function's."""
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if is_for_types_only(statement):
            continue
        found += run_on_import(
            [s for s in ast.iter_child_nodes(statement) if isinstance(s, ast.stmt)]
        )
    return found


def test_the_command_line_imports_click_and_nothing_else_until_a_command_runs() -> None:
    tree = ast.parse((ROOT / "cli.py").read_text(encoding="utf-8"))
    names = set().union(*map(imported, run_on_import(tree.body)))
    assert names <= OPEN_TO_CLI


def test_the_command_line_uses_no_library_behind_its_door() -> None:
    tree = ast.parse((ROOT / "cli.py").read_text(encoding="utf-8"))
    names = set().union(*(imported(n) for n in ast.walk(tree) if isinstance(n, ast.stmt)))
    assert names <= OPEN_TO_CLI | HOUSE | {"rich"}


def test_help_starts_without_the_engine_and_the_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=False
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status in {0, None}
    assert "congress" in done.stdout
    strangers = {name for name in modules if name.partition(".")[0] not in OPEN_TO_CLI}
    assert {name for name in strangers if not name.startswith("console")} <= {"cli", *WORDS}


def test_words_lie_on_the_ground() -> None:
    tree = ast.parse((ROOT / "event_store" / "words.py").read_text(encoding="utf-8"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert modules == {"collections.abc", "typing"}
    assert not any(isinstance(n, ast.Import) for n in ast.walk(tree))


def test_no_sentence_is_chosen_while_a_module_is_imported() -> None:
    """Outside a call `say` is an error, so that each call may have a language of its own."""
    for module in pkgutil.walk_packages(console.__path__, "console."):
        import_module(module.name)
    with pytest.raises(LookupError):
        say("in English", "tiếng Việt")
