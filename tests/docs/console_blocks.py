"""Reading the console blocks of a document, running them in one shell, and comparing.

A block is fenced with ```console. In it ``$ command`` starts a command, ``> more`` goes on with
it, and every other line is what it prints (both streams). A line ``...`` stands for any number
of lines, ``[…]`` for any text within a line. All blocks of a document share one shell and one
empty folder, as they do for a reader who types them. ``<!-- not run -->`` on the line before
a fence excludes a block.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

SECONDS = 120
NOT_RUN = "<!-- not run -->"
_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w+-]*)")
_END = "\x1e"


@dataclass
class Command:
    """One command of a document and what the document says it prints."""

    line: int
    text: str
    expected: list[str] = field(default_factory=list)


@dataclass
class Block:
    """One fenced block."""

    line: int
    language: str
    is_run: bool
    lines: list[str] = field(default_factory=list)

    def commands(self) -> list[Command]:
        """Split the block into commands; text before the first is an error of the document."""
        found: list[Command] = []
        for number, line in enumerate(self.lines, start=self.line + 1):
            if line.startswith("$ "):
                found.append(Command(number, line[2:]))
            elif not found:
                message = f"line {number}: a console block starts with '$ command', not {line!r}"
                raise ValueError(message)
            elif line.startswith("> ") and not found[-1].expected:
                found[-1].text += "\n" + line[2:]
            else:
                found[-1].expected.append(line)
        return found


def blocks(document: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown document."""
    block: Block | None = None
    closing, indent, previous = "", 0, ""
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
        match = _FENCE.match(line)
        if block is None and match:
            closing, indent = match["ticks"], len(match["indent"])
            block = Block(number, match["language"], is_run=previous != NOT_RUN)
        elif block is not None and line.strip() == closing:
            yield block
            block = None
        elif block is not None:
            block.lines.append(line[indent:] if not line[:indent].strip() else line)
        previous = line.strip() or previous
    if block is not None:
        message = f"line {block.line}: the fence is never closed"
        raise ValueError(message)


def environment(home: Path) -> dict[str, str]:
    """Return what a reader's shell holds: congress on the path, English, and little else."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        "PATH": path,
        "HOME": str(home),
        "USER": "reader",
        "LANG": "C.UTF-8",
        "TZ": "Asia/Ho_Chi_Minh",
        "TERM": "dumb",
        "CONGRESS_LANG": "en",
    }


def run(commands: list[Command], folder: Path, home: Path) -> list[list[str]]:
    """Run the commands in one shell in ``folder`` and return the lines that each printed."""
    mark = "__end() { local status=$?; printf '\\036'; return $status; }"
    script = [mark, *(f"eval {shlex.quote(c.text)}\n__end" for c in commands)]
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", "\n".join(script)],
        cwd=folder,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    outputs = done.stdout.decode("utf-8").split(_END)
    outputs += [""] * (len(commands) - len(outputs))
    return [output.splitlines() for output in outputs[: len(commands)]]


def _line_matches(expected: str, actual: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.rstrip().split("[…]"))
    return re.fullmatch(pattern, actual.rstrip()) is not None


def matches(expected: list[str], actual: list[str]) -> bool:
    """Say whether a command printed what the document shows."""
    reached = {0}
    for line in expected:
        if line.strip() == "...":
            reached = set(range(min(reached), len(actual) + 1)) if reached else set()
        else:
            reached = {
                n + 1 for n in reached if n < len(actual) and _line_matches(line, actual[n])
            }
    return len(actual) in reached


def difference(document: Path, command: Command, actual: list[str]) -> str:
    """Show where a command's output leaves what the document says."""
    diff = unified_diff(
        command.expected, actual, f"{document.name} says", "it printed", lineterm="", n=99
    )
    return "\n".join([f"{document.name}, line {command.line}: $ {command.text}", *diff])
