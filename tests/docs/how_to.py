"""Reading a how-to page, and doing in a copy of the project what each of its blocks says.

Every fenced block of such a page is done, in order. A ``console`` block is typed into a shell
in the copy and its output compared (see ``console_blocks``). Above any other stands where it
goes, in a comment that readers of the text see and readers of the rendered page do not need:

    <!-- file: a/new/file.py -->                    the block is this whole new file
    <!-- file: a/file.py, after: "some line" -->    it comes below that line
    <!-- file: a/file.py, before: "some line" -->   it comes above it
    <!-- file: a/file.py, instead of: "a line" -->  it takes the place of that line
    <!-- file: a/file.py, at the end -->            it comes last

The line is named by any part of it that no other line of the file has. A block is put down as it
stands, its indentation included.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.docs import console_blocks as console

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", "*_cache", ".hypothesis", "build", "dist", "*.db", "*.db-*")
_PLACE = re.compile(
    r'<!-- file: (?P<file>[^,\s]+)(?:, (?:(?P<how>after|before|instead of): "(?P<line>.+)"'
    r"|(?P<end>at the end)))? -->"
)
_MADE = {"__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
"""Folders that tools fill: no part of the project."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) tests/")
"""A line of pytest that no page may pass over with `...`."""
_WRITTEN_BY_PROGRAMS = ("docs/reference/", "docs/schemas/", "tests/golden/")
_END = "\x1e"


class PageError(Exception):
    """A block cannot be done as the page says."""


@dataclass(frozen=True)
class Edit:
    """A block that goes into a file."""

    line: int
    file: str
    how: str
    anchor: str
    text: str

    def apply(self, folder: Path) -> None:
        """Do it in the files of a folder."""
        path = folder / self.file
        if self.how == "new":
            if path.exists():
                raise PageError(f"line {self.line}: {self.file} is no new file: say where in it")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, encoding="utf-8")
            return
        if not path.exists():
            raise PageError(f"line {self.line}: there is no {self.file}")
        path.write_text(self._edited(path.read_text("utf-8")), encoding="utf-8")

    def _edited(self, before: str) -> str:
        if self.how == "at the end":
            return before + self.text
        lines = before.splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if self.anchor in line]
        if len(found) != 1:
            raise PageError(
                f"line {self.line}: {len(found)} lines of {self.file} hold {self.anchor!r}"
            )
        start = found[0] + (self.how == "after")
        end = found[0] + (self.how != "before")
        return "".join([*lines[:start], self.text, *lines[end:]])


Step = Edit | console.Command


def steps(page: Path) -> Iterator[Step]:
    """Yield what a page says, in order; a block that says nothing to do is an error."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for block in console.blocks(page):
        above = next((line for line in reversed(lines[: block.line - 1]) if line.strip()), "")
        if block.language == "console" and block.is_run:
            yield from block.commands()
            continue
        match = _PLACE.fullmatch(above.strip())
        if match is None:
            raise PageError(f"line {block.line}: nothing says where this block goes")
        how = match["how"] or match["end"] or "new"
        text = "".join(f"{line}\n" for line in block.lines)
        anchor = (match["line"] or "").replace('\\"', '"')
        yield Edit(block.line, match["file"], how, anchor, text)


@dataclass
class Copy:
    """A copy of the project that can be put back as it was, its bytecode still warm."""

    folder: Path
    _originals: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of_project(cls, folder: Path) -> Self:
        """Copy the project's files, without its environment and history."""
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        found = (path for path in folder.rglob("*") if path.is_file())
        return cls(
            folder,
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in found
                if _MADE.isdisjoint(path.parts)
            },
        )

    def changed(self) -> list[str]:
        """Return the files that are new or not as they were."""
        return sorted(name for name in self._names() if self._is_changed(name))

    def touched(self) -> list[str]:
        """Return the project's files that somebody wrote by hand, as a commit would list them.

        What lies in the root or in a folder of its own is the reader's.
        """
        folders = {name.partition("/")[0] for name in self._originals if "/" in name}
        return [
            name
            for name in self.changed()
            if name in self._originals or ("/" in name and name.partition("/")[0] in folders)
            if not name.startswith(_WRITTEN_BY_PROGRAMS)
        ]

    def restore(self) -> None:
        """Put back every file as it was."""
        for name in self.changed():
            path = self.folder / name
            for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
                compiled.unlink()  # two edits in one second may leave the same time and size
            if name in self._originals:
                path.write_bytes(self._originals[name])
            else:
                path.unlink()
        for name in self._originals.keys() - self._names():
            (self.folder / name).write_bytes(self._originals[name])
        for folder in sorted(self.folder.rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _names(self) -> set[str]:
        return {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and _MADE.isdisjoint(path.parts)
        }

    def _is_changed(self, name: str) -> bool:
        return self._originals.get(name) != (self.folder / name).read_bytes()


class Shell:
    """One shell of a reader, into whose folder edits may be made between two commands."""

    def __init__(self, folder: Path, home: Path, more: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env={**console.environment(home), **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._say("__end() { local status=$?; printf '\\036\\n'; return $status; }\n")

    def __enter__(self) -> Self:
        """Started already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it; whatever it started has ended before."""
        self._process.communicate(timeout=console.SECONDS)

    def run(self, command: str) -> list[str]:
        """Run a command and return the lines that it printed, on either stream."""
        assert self._process.stdout is not None
        self._say(f"eval {shlex.quote(command)} </dev/null\n__end\n")
        printed: list[str] = []
        for line in self._process.stdout:
            text = line.decode("utf-8").rstrip("\n")
            if text.endswith(_END):
                return [*printed, text[:-1]] if text != _END else printed
            printed.append(text)
        raise PageError(f"the shell ended with: {command}")

    def _say(self, script: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(script.encode())
        self._process.stdin.flush()


def follow(page: Path, folder: Path, home: Path) -> list[str]:
    """Do in `folder` all that a page says; returns where something else happened than it says."""
    # The copy comes before the installed program, whose sources lie elsewhere.
    with Shell(folder, home, {"PYTHONPATH": str(folder), "CONGRESS_ACTOR": "op:reader"}) as shell:
        wrong = []
        for step in steps(page):
            if isinstance(step, Edit):
                step.apply(folder)
                continue
            printed = shell.run(step.text)
            failed = any(_FAILED.search(line) for line in printed)
            if failed or not console.matches(step.expected, printed):
                wrong.append(console.difference(page, step, printed))
        return wrong
