"""Papers: how a command names a document."""

from engine.payloads import Day, Line, Payload, Sha256


class Document(Payload):
    """One paper: its kind (`minutes`, `result_report` …), number, date, and hash if scanned."""

    NAMES = frozenset({"kind", "number"})

    kind: Line
    number: Line
    date: Day | None = None
    sha256: Sha256 | None = None
