"""The entries of a log as they were recorded, the newest first, a page at a time."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

from application.spelling import plain
from application.subjects import Subject, check_known, is_known, keys_at, refuse
from engine.history import bearing_on
from engine.structs import Struct
from engine.workflow import papers_of
from event_store import canonical, clock
from event_store.log import PAGE, Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Scope
    from engine.workflow import Entry, Lifecycles, Paper

    Test = Callable[[Entry], bool]

FIRST_PAGE = 64
SEARCHED = ("data", "evidence", "override", "facts")


class Query(Struct, frozen=True, kw_only=True):
    """Which entries are asked for; what is None or empty does not matter.

    `since` is a time of the log, included; `types` and `actor` may hold `*`; `text` is looked for
    without regard to case, and without regard to accents if it has none.
    """

    since: str | None = None
    actor: str | None = None
    types: tuple[str, ...] = ()
    text: str | None = None
    oldest_first: bool = False


class Recorded(Struct, frozen=True):
    """One entry, the id by which the outside knows it, and the papers that it rests on."""

    id: str
    entry: Entry
    papers: list[Paper]

    def to_json(self) -> dict[str, Any]:
        """Return the entry as recorded, with its id."""
        return {"id": self.id, **self.entry}


def entries(
    application: Application, scope: Scope, query: Query, call: Call
) -> Iterator[Recorded]:
    """Yield the entries of a log, or of what an address names and of what names that.

    The last time is `scope.known_at`; reads no more of the log than is taken. Raises Problem
    (`unknown_` and a member of the address).
    """
    found = application.at(scope, call, partial(_entries, scope.address, query))
    if not query.types:
        return found
    from application.event_types import some_or_known  # noqa: PLC0415 - few name types

    return some_or_known(application.lifecycles, query.types, found)


def _entries(address: Mapping[str, str], query: Query, reading: Reading) -> Iterator[Recorded]:
    log, lifecycles = reading.reader.log, reading.reader.lifecycles
    upto = reading.moment.position
    after = 0 if query.since is None else log.position_at(_just_before(query.since))
    tests = _tests(query)
    _check_known(reading, address)
    if address and _names_subjects(lifecycles, address):
        found = _of_subjects(reading, address)
        listed = [entry for entry in found if after < entry["position"] <= upto]
        chosen: Iterator[Entry] = iter(listed if query.oldest_first else listed[::-1])
    else:
        chosen = log.scan(after, upto) if query.oldest_first else backwards(log, after, upto)
        if address:
            tests.append(partial(_is_below, lifecycles, address))
    return (recorded(log, lifecycles, e) for e in chosen if all(test(e) for test in tests))


def recorded(log: Log, lifecycles: Lifecycles, entry: Entry) -> Recorded:
    """Return an entry with its id and its papers."""
    workflow = lifecycles.of_stream(entry["stream"])
    papers = papers_of if workflow is None else workflow.papers
    return Recorded(log.event_id(entry["position"]), entry, papers(entry))


def backwards(log: Log, after: int, upto: int) -> Iterator[Entry]:
    """Yield the entries upto…after+1, the newest first; holds one page at a time."""
    size = FIRST_PAGE
    while upto > after:
        start = max(after, upto - size)
        yield from reversed(list(log.scan(start, upto)))
        upto, size = start, min(2 * size, PAGE)


def _check_known(reading: Reading, address: Mapping[str, str]) -> None:
    """Refuse an address below what is not on record; raises Problem."""
    lifecycles = reading.reader.lifecycles
    for workflow in lifecycles.workflows:
        if not lifecycles.below(workflow) or not set(workflow.address) <= address.keys():
            continue
        check_known(reading, Subject(workflow, tuple(address[n] for n in workflow.address)))


def _names_subjects(lifecycles: Lifecycles, address: Mapping[str, str]) -> bool:
    """Say whether an address names the subjects themselves that agree with it, none below."""
    agreeing = [w for w in lifecycles.workflows if address.keys() <= set(w.address)]
    return all(workflow.address[-1] in address for workflow in agreeing)


def _is_below(lifecycles: Lifecycles, address: Mapping[str, str], entry: Entry) -> bool:
    area, *keys = entry["stream"].split("/")
    workflow = lifecycles.by_area.get(area)
    named = {} if workflow is None else dict(zip(workflow.address, keys, strict=False))
    return workflow is not None and address.items() <= named.items()


def _of_subjects(reading: Reading, address: Mapping[str, str]) -> list[Entry]:
    """Return the entries of the subjects that agree with an address, and those that name them."""
    reader = reading.reader
    found: dict[int, Entry] = {}
    named = False
    for workflow in reader.lifecycles.workflows:
        if not address.keys() <= set(workflow.address):
            continue
        for keys in keys_at(reading, workflow, address):
            subject = Subject(workflow, keys)
            own = reader.log.stream(subject.stream)
            found |= {entry["position"]: entry for entry in own}
            named = named or is_known(reading, subject)
            for above, key in subject.above(reader.lifecycles):
                others = reader.log.stream(above.stream)
                bearing = bearing_on(above.workflow.named, others, key)
                found |= {e["position"]: e for e in others if e["position"] in bearing}
    if not named:
        refuse(reading, address)
    return [found[position] for position in sorted(found)]


def _tests(query: Query) -> list[Test]:
    tests: list[Test] = []
    if query.actor is not None:
        actor = query.actor
        tests.append(lambda entry: fnmatchcase(entry["actor"], actor))
    if query.types:
        tests.append(lambda entry: any(_is_type(entry["type"], one) for one in query.types))
    if query.text is not None:
        tests.append(_text_test(query.text))
    return tests


def _is_type(found: str, wanted: str) -> bool:
    """Say whether `book.lent` is meant by `book.lent`, by `lent` or by `book.*`."""
    return fnmatchcase(found, wanted) or fnmatchcase(found.partition(".")[2], wanted)


def _text_test(text: str) -> Test:
    text = unicodedata.normalize("NFC", text)
    form = plain if plain(text) == text.casefold() else str.casefold
    wanted = form(text)

    def holds(entry: Entry) -> bool:
        parts = {name: entry[name] for name in SEARCHED if name in entry}
        return wanted in form(canonical.dumps(parts).decode())

    return holds


def _just_before(time: str) -> str:
    return clock.written(clock.read(time) - timedelta(microseconds=1))
