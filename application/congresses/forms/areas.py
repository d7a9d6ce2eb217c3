"""Words that several lifecycles at one address offer: `area.word` says of which one it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.workflow import Workflow

MARK = "."
Offering = tuple[Workflow, ...]
"""Lifecycles that are addressed alike."""


def named(row: Mapping[str, Any]) -> str:
    """Return the name of a possible command as a command line takes it."""
    return MARK.join([row["area"], row["command"]]) if "area" in row else str(row["command"])


def parted(name: str) -> tuple[str | None, str]:
    """Return the area that a name says, None if it says none, and the command."""
    area, _, command = name.rpartition(MARK)
    return area or None, command


def names(workflows: tuple[Workflow, ...]) -> Iterator[str]:
    """Yield the names of all commands: each word once, and of those offered twice whose it is."""
    offered = [(workflow.area, command) for workflow in workflows for command in workflow.payloads]
    words = [command for _, command in offered]
    yield from dict.fromkeys(words)
    for area, command in offered:
        if words.count(command) > 1:
            yield MARK.join([area, command])


def owner(workflows: tuple[Workflow, ...], name: str) -> Workflow:
    """Return the workflow whose form a command has: of one word without an area the first."""
    area, command = parted(name)
    return next(w for w in workflows if command in w.payloads and area in (None, w.area))
