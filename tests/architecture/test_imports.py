"""What import-linter cannot see: the single file cli.py, and what a start-up really imports."""

import ast
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPEN_TO_CLI = sys.stdlib_module_names | {"click"}
HOUSE = {"console", "workflows", "engine", "event_store"}

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
    strangers = {name.partition(".")[0] for name in modules} - OPEN_TO_CLI
    assert strangers <= {"cli", "console"}
