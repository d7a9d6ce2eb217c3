"""Subjects found by any words of their name or key, with or without accents."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import partial
from typing import TYPE_CHECKING, Any

from application.problems import Problem
from application.scope import Scope
from application.spelling import plain
from application.subjects import Subject, check_any
from engine.structs import Struct, field
from engine.workflow import UnknownEventError, addresses_below
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from engine.reading import Reader, View
    from engine.workflow import Workflow

WHOLE, BEGUN = 2, 1
NEAR = 0.65
"""How alike a word must be to one of the name to be taken for a slip of the keyboard."""
ALL_DAYS = "9999-12-31"
NOTHING = Text("Nothing on record is like '{words}'.", "Trong sổ ghi không có gì giống '{words}'.")
Words = list[str]


class FoundSubject(Struct, frozen=True):
    """A subject, its name, and its state; no state where this program is too old to read it."""

    subject: Subject
    name: str
    state: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a row of `find` by the command contract."""
        return {**self.subject.address, "name": self.name, "state": self.state}


class Found(Struct, frozen=True):
    """The subjects found, the best match first."""

    rows: list[FoundSubject]
    left_out: Mapping[str, UnknownEventError] = field(default_factory=dict)
    """Streams that this program is too old to read."""

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `find` by the command contract."""
        return [row.to_json() for row in self.rows]


def find(application: Application, words: str, scope: Scope, call: Call) -> Found:
    """Return the subjects below an address whose name or key has all of some words.

    Whatever the day, they are as they are recorded now. Raises Problem (nothing_found).
    """
    everything = Scope(scope.address, scope.path, ALL_DAYS, scope.known_at)
    found = application.at(everything, call, partial(_find, words, scope.address))
    if not found.rows:
        raise Problem("nothing_found", NOTHING, {"words": words})
    return found


def tokens(text: str, short: Mapping[str, tuple[str, ...]]) -> Words:
    """Return the words of `text` without accents, those that are written short in full.

    Numbers lose their leading zeros.
    """
    found: Words = []
    for word in re.findall(r"[a-z]+|\d+", plain(text)):
        found += short.get(word, (word.lstrip("0") or "0" if word.isdigit() else word,))
    return found


def score(asked: Words, name: Words, *, slips: bool = False) -> int | None:
    """Return how well all words of `asked` are met by those of `name`, None if one is not met.

    A number must be met whole, a word may be begun; with `slips` it may be misspelt.
    """
    total = int(len(asked) == len(name))
    for word in asked:
        if word in name:
            total += WHOLE
        elif word.isdigit():
            return None
        elif any(part.startswith(word) for part in name):
            total += BEGUN
        elif not (slips and any(_alike(word, part) for part in name)):
            return None
    return total


def natural(key: str) -> list[tuple[int, str]]:
    """Return a key that sorts B-2 before B-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", key)]


def _find(words: str, address: Mapping[str, str], reading: Reading) -> Found:
    reader = reading.reader
    check_any(reading, address)
    known = list(_known(reading, address))
    asked = tokens(words, reader.lifecycles.short)
    best = _best(asked, known, reader, slips=False) or _best(asked, known, reader, slips=True)
    rows = [_with_state(reader, found, reading.view) for found in best]
    return Found(rows, reader.left_out)


def _known(reading: Reading, address: Mapping[str, str]) -> Iterator[FoundSubject]:
    """Yield every subject below an address that has a name."""
    for workflow in reading.reader.lifecycles.workflows:
        if workflow.parent is not None:
            continue
        for keys in reading.keys(workflow):
            if _agree(workflow, keys, address):
                yield from _named(reading.reader, Subject(workflow, keys), None, reading.view)


def _named(reader: Reader, subject: Subject, above: Any, view: View) -> Iterator[FoundSubject]:
    """Yield a subject and all below it, those that have a name; `above` is the state above it."""
    workflow, keys = subject.workflow, subject.keys
    below = [w for w in reader.lifecycles.below(workflow) if _leads_to_names(reader, w)]
    state = None
    if below or (above is None and workflow.called is not None):
        state = reader.state(workflow, *keys, view=view)
    if workflow.called is not None:
        yield FoundSubject(subject, workflow.called(state if above is None else above, keys[-1]))
    for other in below:
        for found in addresses_below(workflow, keys, state, other):
            yield from _named(reader, Subject(other, found), state, view)


def _leads_to_names(reader: Reader, workflow: Workflow) -> bool:
    below = reader.lifecycles.below(workflow)
    return workflow.called is not None or any(_leads_to_names(reader, w) for w in below)


def _agree(workflow: Workflow, keys: Sequence[str], address: Mapping[str, str]) -> bool:
    named = dict(zip(workflow.address, keys, strict=True))
    return all(named[name] == key for name, key in address.items() if name in named)


def _with_state(reader: Reader, found: FoundSubject, view: View) -> FoundSubject:
    workflow, keys = found.subject.workflow, found.subject.keys
    try:
        return FoundSubject(
            found.subject, found.name, reader.state(workflow, *keys, view=view).stage
        )
    except UnknownEventError as error:
        reader.leave_out(error)
        return found


def _best(
    asked: Words, known: list[FoundSubject], reader: Reader, *, slips: bool
) -> list[FoundSubject]:
    scored, short = [], reader.lifecycles.short
    for found in known if asked else ():
        key = found.subject.keys[-1]
        texts = (found.name, key, f"{key} {found.name}")
        met = [score(asked, tokens(text, short), slips=slips) for text in texts]
        if any(each is not None for each in met):
            scored.append((-max(each or 0 for each in met), found))
    return [found for _, found in sorted(scored, key=lambda each: (each[0], _order(each[1])))]


def _order(found: FoundSubject) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    *above, key = found.subject.keys
    return tuple(above), natural(key)


def _alike(word: str, other: str) -> bool:
    close = abs(len(word) - len(other)) <= 1
    return close and SequenceMatcher(None, word, other).ratio() >= NEAR
