"""What must hold for every file that is kept."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("console", "application", "workflows", "engine", "event_store")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_COMMAND = 120

# Each is written in two halves, so that this file does not name what it forbids.
ADDRESSES = ["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(org|com)", r"deb\.deb" + "ian"]
OPTIONS = ["--(extra-)?index" + "-url[ =]", "--find" + "-links[ =]"]
MACHINE = r"(^|[^[:alnum:]_.$}-])/(wo" + "rk|tm" + "p|ro" + "ot|ho" + "me)/"


def shipped() -> Iterator[Path]:
    yield ROOT / "cli.py"
    for folder in SHIPPED:
        yield from sorted((ROOT / folder).rglob("*.py"))


def tracked_lines(*patterns: str) -> list[str]:
    """Return the lines of tracked files that match one of the patterns."""
    if which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git, and a checkout")
    asked = [word for pattern in patterns for word in ("-e", pattern)]
    done = subprocess.run(
        ["git", "grep", "-InE", *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout.splitlines()


def test_no_file_names_a_package_registry() -> None:
    assert tracked_lines(*ADDRESSES, *OPTIONS) == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert tracked_lines(MACHINE) == []


def test_no_lock_file_that_holds_addresses_is_kept() -> None:
    assert not [name for name in ("uv.lock", "pylock.toml") if (ROOT / name).exists()]


def test_files_stay_short() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in shipped()}
    too_long = {str(f.relative_to(ROOT)): n for f, n in lengths.items() if n > LONGEST_FILE}
    assert too_long == {}


def test_a_command_parses_calls_and_shows_no_more() -> None:
    lengths = {
        file.name: len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / "console" / "commands").glob("*.py")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_COMMAND} == {}


def test_functions_stay_short() -> None:
    too_long = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}": length
        for file in shipped()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in shipped():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
