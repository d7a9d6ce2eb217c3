"""Answers as JSON lines."""

from typing import Any

from event_store import canonical


def as_line(answer: Any) -> bytes:
    """Return an answer as one line of JSON, its members in their order."""
    return canonical.dumps(answer) + b"\n"
