"""A synthetic season that an older program wrote: its ballots are of version 1."""

from typing import Any

from event_store.log import Log
from tests.engine import golden
from tests.engine.synthetic import (
    CAMPAIGN,
    ROLLS,
    Envelope,
    Script,
    accept,
    new_engine,
    open_season,
    through_lessons,
)

PILOT = "TDP-08"
STREAM = f"congress/{CAMPAIGN}/{PILOT}"


def record_old_season(log: Log) -> None:
    """Record a season up to its elected pilot, the ballots as version 1 wrote them."""
    script = Script()
    open_season(script)
    through_lessons(script)
    engine = new_engine(log)
    for envelope in script.commands:
        if envelope["command"] == "record_ballot":
            _record_as_before(log, envelope)
        else:
            accept(engine, [envelope])


def _record_as_before(log: Log, envelope: Envelope) -> None:
    data = {**envelope["data"], "outcome": _outcome(envelope)}
    entry = golden.load("congress.ballot_recorded", 1)
    members: Any = {"stream": STREAM, "data": data, "occurred_on": "2017-08-10", "facts": {}}
    golden.append(log, entry, envelope["recorded_at"], **members)


def _outcome(envelope: Envelope) -> list[dict[str, Any]]:
    """Return who was elected as version 1 wrote it: without the rule."""
    return [
        {"ref": candidate["ref"], "elected": 2 * candidate["votes"] > ROLLS[PILOT]}
        for candidate in envelope["data"]["candidates"]
    ]
