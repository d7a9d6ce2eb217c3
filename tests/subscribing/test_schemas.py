"""What is published about events: it fits every entry, and never changes."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from application.schemas import text_of
from engine.cloudevents import attributes
from engine.event_schemas import event_types, schemas, shape
from engine.payloads import Payload, convert
from event_store.log import Log
from tests.engine import golden
from tests.season.season import Season
from tests.season.stories import finished
from tests.subscribing.fitting import faults
from tests.subscribing.running import ROOT, congress

FOLDER = ROOT / "docs" / "schemas"
PUBLISHED = FOLDER / "published.sha256"
SCHEMAS = schemas(lifecycles())


def of(entry: dict[str, Any]) -> dict[str, Any]:
    """The schema that the CloudEvent of an entry names."""
    named = attributes(entry, b"", "log", "origin", lifecycles())["dataschema"]
    found = SCHEMAS[named.rpartition("/")[2]]
    assert found["$id"] == named
    return found


def published() -> dict[str, str]:
    """File name to digest, of everything that was ever published."""
    rows = [line.split("  ") for line in PUBLISHED.read_text("utf-8").splitlines()]
    return {name: digest for digest, name in rows}


def test_what_is_published_never_changes() -> None:
    for name, digest in published().items():
        assert sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_the_program_says_what_is_published() -> None:
    assert set(published()) == set(SCHEMAS)
    for name, schema in SCHEMAS.items():
        assert (FOLDER / name).read_text("utf-8") == text_of(schema), name


def test_every_version_of_every_event_is_described() -> None:
    expected = {f"{name}.1.json" for name in event_types(lifecycles())}
    for workflow in lifecycles().workflows:
        for name, version in workflow.versions.items():
            expected |= {f"{name}.{older}.json" for older in range(1, version + 1)}
    assert set(SCHEMAS) == expected
    assert "congress.ballot_recorded.1.json" in expected


def test_data_is_described_to_the_last_member() -> None:
    def closed(schema: Any) -> bool:
        if isinstance(schema, dict):
            open_ = schema.get("type") == "object" and schema["additionalProperties"] is not False
            return not open_ and all(map(closed, schema.values()))
        return all(map(closed, schema)) if isinstance(schema, list) else True

    for name, schema in SCHEMAS.items():
        assert closed(schema["properties"]["data"]), name


def test_computed_members_are_those_beyond_the_command() -> None:
    for workflow in lifecycles().workflows:
        for name in workflow.versions:
            command = workflow.definition.command_of[name]
            asked = set(workflow.payloads[command].__struct_fields__)
            more = set(shape(workflow, name).__struct_fields__) - asked
            computed = set(workflow.computed.get(command, ()))
            assert more == ({"derived"} if name == "congress.entry_amended" else computed)


def test_patterns_are_those_of_every_language() -> None:
    assert "\\Z" not in json.dumps(SCHEMAS)
    assert "null," not in text_of(SCHEMAS)
    assert '"null"' not in text_of(SCHEMAS)


def test_entries_of_the_demonstration_fit(played: Path) -> None:
    with Log.open(played, read_only=True) as log:
        seen = set()
        for entry in log.scan():
            assert faults(entry, of(entry)) == []
            seen.add(entry["type"])
    assert len(seen) > 15


def test_entries_of_a_season_with_every_event_fit() -> None:
    log = golden.recorded()
    assert [faults(entry, of(entry)) for entry in log.scan()] == [[]] * log.size


@pytest.mark.parametrize(("type_", "version"), golden.every_version())
def test_entries_that_are_kept_for_ever_fit(type_: str, version: int) -> None:
    entry = dict(golden.load(type_, version))
    assert faults(entry, of(entry)) == []


def test_a_ballot_of_version_1_has_no_rule() -> None:
    season = Season().given(finished())
    ballots = [e for e in season.log.scan() if e["type"] == "congress.ballot_recorded"]
    old = json.loads(json.dumps(ballots[0]))
    old["type_version"] = 1
    assert faults(old, of(old)) == [
        f"$.data.outcome.{index}.rule: not known" for index in range(len(old["data"]["outcome"]))
    ]
    for row in old["data"]["outcome"]:
        del row["rule"]
    assert faults(old, of(old)) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"data": {"reason": "x", "more": 1}}, ["$.data.more: not known"]),
        ({"data": {}}, ["$.data: required"]),
        ({"data": {"reason": ""}}, ["$.data.reason: minLength"]),
        ({"type_version": 2}, ["$.type_version: const"]),
        ({"flags": []}, ["$.flags: minItems"]),
        ({"unheard_of": 1}, []),
    ],
)
def test_what_does_not_fit_is_found(changed: dict[str, Any], expected: list[str]) -> None:
    entry = {
        "actor": "op:org-officer",
        "command": {"n": 1, "of": 1},
        "data": {"reason": "synthetic"},
        "format": 1,
        "occurred_on": "2017-08-11",
        "position": 57,
        "recorded_at": "2017-08-14T02:03:04.000005Z",
        "rules": 2,
        "stream": "campaign/gia-thuy-2017",
        "type": "campaign.suspended",
        "type_version": 1,
        "version": 1,
    }
    assert faults({**entry, **changed}, of(entry)) == expected


def test_events_that_say_more_can_be_read_by_their_types() -> None:
    """The types behind the schemas take what is recorded, not only their own pictures."""
    season = Season().given(finished())
    for entry in season.log.scan():
        workflow = lifecycles().of_stream(entry["stream"])
        if workflow is not None:
            made = convert(entry["data"], shape(workflow, entry["type"]))
            assert isinstance(made, Payload)


def test_export_writes_what_is_published(tmp_path: Path) -> None:
    done = congress(tmp_path / "none.db", "schema", "export", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {name: (FOLDER / name).read_bytes() for name in published()}
    assert congress(tmp_path, "schema", "export", str(tmp_path / "out")).returncode == 0


def test_export_leaves_a_file_that_differs_alone(tmp_path: Path) -> None:
    other = tmp_path / "campaign.opened.1.json"
    other.write_text("{}\n", "utf-8")
    done = congress(tmp_path / "none.db", "schema", "export", str(tmp_path))
    assert done.returncode == 3
    assert "campaign.opened.1.json" in done.stderr
    assert list(tmp_path.iterdir()) == [other]
    assert other.read_text("utf-8") == "{}\n"
