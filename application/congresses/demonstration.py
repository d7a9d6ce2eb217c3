"""The demonstration's file read as a story: chapters of commands, each with what is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engine.advance import Engine
from engine.feeding import Line, feed
from engine.results import Result

SPOKEN = {b"#en ": "en", b"#vi ": "vi"}
"""How a comment of the file starts that is told, and in which language."""


@dataclass(slots=True)
class Chapter:
    """Some commands of the file that belong together; `story` has lines for each language."""

    story: dict[str, list[str]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def chapters(file: Path) -> list[Chapter]:
    """Return the chapters of a file of commands; one starts where the story goes on."""
    found = [Chapter()]
    for number, text in enumerate(file.read_bytes().splitlines(), start=1):
        spoken = SPOKEN.get(text[:4])
        if spoken is not None:
            if found[-1].lines:
                found.append(Chapter())
            found[-1].story.setdefault(spoken, []).append(text[4:].decode())
        elif text and not text.startswith(b"#"):
            found[-1].lines.append((number, text))
    return found


def play(engine: Engine, told: list[Chapter]) -> Iterator[tuple[Chapter, list[Result]]]:
    """Feed the chapters to the engine as `congress apply` does, each with its results."""
    yield from zip(told, feed(engine, [chapter.lines for chapter in told]), strict=True)
