"""Papers: how a command names a document, and which an entry rests on."""

from collections.abc import Mapping
from typing import Any

from engine.payloads import Day, Line, Payload, Sha256
from engine.workflow import Entry, Paper


class Document(Payload):
    """One paper: its kind (`minutes`, `result_report` …), number, date, and hash if scanned."""

    NAMES = frozenset({"kind", "number"})

    kind: Line
    number: Line
    date: Day | None = None
    sha256: Sha256 | None = None


def papers_of(entry: Entry) -> list[Paper]:
    """Return every paper that an entry rests on or brings, the decisive one first."""
    data = entry["data"]
    named = (data.get("document"), entry.get("override", {}).get("document"))
    found: list[Any] = [
        n if isinstance(n, Mapping) else {"number": n} for n in named if n is not None
    ]
    listed = data.get("documents", ())
    found += [*entry.get("evidence", ()), *(listed if isinstance(listed, list | tuple) else ())]
    if entry["type"] == "congress.document_attached":
        found.append(data)
    # A newer version of an event may name its papers otherwise.
    return [paper for paper in found if isinstance(paper, Mapping) and "number" in paper]
