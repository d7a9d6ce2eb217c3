"""Names of persons in a command: nothing that goes into the log may hold one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from engine.reasons import Reason

Find = Callable[[str], Collection[str]]
"""Returns the references of the persons whose full names stand in a text."""
_CLOSED = ("command", "recorded_at", "occurred_on", "expected_version")
"""Members of an envelope that hold no free text."""


def name_in(envelope: Mapping[str, Any], find: Find) -> Reason | None:
    """Return why a command may not be recorded: where names stand, and what to write there."""
    places: list[str] = []
    refs: set[str] = set()
    for member, value in envelope.items():
        if member not in _CLOSED:
            for where, text in _texts(value, member, find):
                found = find(text)
                refs.update(found)
                if found:
                    places.append(where)
    if not places:
        return None
    facts = {"where": ", ".join(dict.fromkeys(places)), "refs": ", ".join(sorted(refs))}
    return Reason("name_in_text", facts)


def _texts(value: Any, where: str, find: Find) -> Iterator[tuple[str, str]]:
    """Yield each text with its place; a place that is itself a name is left out."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield where, key
            yield from _texts(item, where if find(key) else f"{where}.{key}", find)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{where}.{number}", find)
