"""Papers: how a command names a document."""

from typing import Annotated

from engine.payloads import Day, Line, Meta, Payload

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Document(Payload):
    """One paper: its kind (`minutes`, `result_report` …), number, date, and hash if scanned."""

    kind: Line
    number: Line
    date: Day | None = None
    sha256: Sha256 | None = None
