"""The verifier is one file that needs nothing of ours: an auditor takes it away and reads it."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = ast.parse((ROOT / "verify_bundle.py").read_text(encoding="utf-8"))
LONGEST_FUNCTION = 50


def test_it_imports_the_standard_library_only() -> None:
    imports = [node for node in ast.walk(TREE) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert not names & {"sqlite3", "socket", "urllib", "http", "subprocess", "importlib"}


def test_its_functions_stay_short() -> None:
    lengths = {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(TREE)
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_it_executes_nothing_that_it_reads() -> None:
    called = {
        node.func.id
        for node in ast.walk(TREE)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}
