"""The golden files: one synthetic entry for every version of every event, kept for ever.

    python -m tests.engine.golden

writes those that are missing and never touches one that is there: a log may hold such an entry.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from application.congresses.packaged import lifecycles
from event_store.clock import normal
from event_store.log import Draft, Log
from tests.engine.synthetic import Envelope, accept, new_engine
from tests.engine.whole_season import whole_season

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "events"
ABOUT = "Synthetic: recorded by a made-up season; no real branch, person or figure."

Entry = Mapping[str, Any]


def name_of(type_: str, version: int) -> str:
    """Return the file's name of one version of an event."""
    return f"{type_}.v{version}.json"


def every_version() -> list[tuple[str, int]]:
    """Return type and version of everything that a log may hold."""
    return [
        (type_, version)
        for workflow in lifecycles().workflows
        for type_, current in workflow.versions.items()
        for version in range(1, current + 1)
    ]


def current_versions() -> list[tuple[str, int]]:
    """Return type and version of everything that is recorded today."""
    return [pair for workflow in lifecycles().workflows for pair in workflow.versions.items()]


def load(type_: str, version: int) -> Entry:
    """Return the entry of a golden file."""
    path = FOLDER / name_of(type_, version)
    assert path.exists(), (
        f"there is no golden file {path.name}: every version of an event has one for ever. "
        "Write the missing ones with 'python -m tests.engine.golden'"
    )
    golden: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert golden["about"] == ABOUT
    entry: Entry = golden["entry"]
    return entry


def recorded() -> Log:
    """Return a new log with the whole season, as it is recorded today."""
    engine = new_engine()
    accept(engine, whole_season())
    return engine.log


def first_of(log: Log, type_: str) -> Entry:
    """Return the fullest entry of a type: the one with most members, then the first."""
    found = [entry for entry in log.scan() if entry["type"] == type_]
    assert found, f"the whole season has no {type_}: let it happen in tests/engine/whole_season.py"
    return max(found, key=lambda entry: (len(entry["data"]), -entry["position"]))


def shape(value: Any) -> Any:
    """Return the shape of a JSON value: its members and their kinds, whatever their values."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        shapes: list[Any] = []
        for item in value:
            if shape(item) not in shapes:
                shapes.append(shape(item))
        return shapes
    return type(value).__name__


def append(log: Log, entry: Entry, recorded_at: str | None = None, **members: Any) -> None:
    """Append an entry as another version of the program would have recorded it."""
    kept = ("actor", "stream", "type", "type_version", "data", "facts", "occurred_on")
    draft = Draft(**{name: entry[name] for name in kept if name in entry} | members)
    with log.write() as transaction:
        time = normal(recorded_at or entry["recorded_at"])
        transaction.append([draft], recorded_at=time, rules=2)


def write_missing() -> list[str]:
    """Write the golden files of current versions that are not there; return their names."""
    log = recorded()
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = []
    for type_, version in current_versions():
        path = FOLDER / name_of(type_, version)
        if not path.exists():
            golden: Envelope = {"about": ABOUT, "entry": first_of(log, type_)}
            text = json.dumps(golden, ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(text + "\n", "utf-8")
            written.append(path.name)
    return written


if __name__ == "__main__":
    print("\n".join(write_missing()) or "nothing is missing")
