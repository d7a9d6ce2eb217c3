"""Every version of every event that a log may hold is still read, and recorded in its shape."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from application.congresses.packaged import lifecycles
from engine.corrections import fold
from engine.replay import picture
from engine.workflow import UnknownEventError, Workflow
from event_store.log import Log
from tests.engine import golden
from tests.engine.golden import Entry
from tests.engine.synthetic import new_engine

EVERY, CURRENT = golden.every_version(), golden.current_versions()


def ids(pair: Any) -> str:
    return str(pair)


@pytest.fixture(scope="module")
def season() -> Iterator[Log]:
    with golden.recorded() as log:
        yield log


def workflow_of(entry: Entry) -> Workflow:
    found = lifecycles().of_stream(entry["stream"])
    assert found is not None
    return found


def folded(workflow: Workflow, entries: Sequence[Entry]) -> bytes:
    return picture(fold(workflow, [workflow.lift(entry) for entry in entries]))


@pytest.mark.parametrize(("type_", "version"), EVERY, ids=ids)
def test_an_entry_of_every_version_is_lifted_to_the_current_one(type_: str, version: int) -> None:
    entry = golden.load(type_, version)
    assert (entry["type"], entry["type_version"]) == (type_, version)
    workflow = workflow_of(entry)
    before = repr(entry)
    lifted = workflow.lift(entry)
    assert lifted["type_version"] == workflow.versions[type_]
    assert repr(entry) == before, "what is recorded is never changed in place"
    unchanged = {"data", "type_version"}
    assert {k: v for k, v in lifted.items() if k not in unchanged} == {
        k: v for k, v in entry.items() if k not in unchanged
    }


@pytest.mark.parametrize(("type_", "version"), EVERY, ids=ids)
def test_an_entry_of_every_version_folds_alone_and_in_its_stream(
    type_: str, version: int, season: Log
) -> None:
    entry = golden.load(type_, version)
    workflow = workflow_of(entry)
    assert fold(workflow, [workflow.lift(entry)]).version == entry["version"]
    stream = season.stream(entry["stream"])
    there = [entry if e["position"] == entry["position"] else e for e in stream]
    assert entry in there, "the whole season has moved on: the golden entry needs its place in it"
    assert folded(workflow, there)


@pytest.mark.parametrize(("type_", "version"), CURRENT, ids=ids)
def test_a_current_entry_means_today_what_it_meant_when_it_was_recorded(
    type_: str, version: int, season: Log
) -> None:
    entry = golden.load(type_, version)
    workflow = workflow_of(entry)
    stream = season.stream(entry["stream"])
    there = [entry if e["position"] == entry["position"] else e for e in stream]
    assert folded(workflow, there) == folded(workflow, stream)


@pytest.mark.parametrize(("type_", "version"), CURRENT, ids=ids)
def test_an_entry_recorded_now_has_the_shape_of_its_version(
    type_: str, version: int, season: Log
) -> None:
    now, then = golden.first_of(season, type_), golden.load(type_, version)
    assert golden.shape(now) == golden.shape(then), (
        f"{type_} is recorded in another shape than its version {version} has. Raise its version "
        "in the workflow, write the upcast, and add the golden file of the new version."
    )


def test_there_is_no_golden_file_of_an_event_that_nobody_knows() -> None:
    there = {path.name for path in golden.FOLDER.iterdir()}
    assert there == {golden.name_of(*pair) for pair in EVERY}


def test_a_version_1_ballot_says_that_its_rule_was_not_recorded() -> None:
    entry = golden.load("congress.ballot_recorded", 1)
    lifted = workflow_of(entry).lift(entry)
    assert {row["rule"] for row in lifted["data"]["outcome"]} == {"unrecorded"}
    elected = [(row["ref"], row["elected"]) for row in entry["data"]["outcome"]]
    assert [(row["ref"], row["elected"]) for row in lifted["data"]["outcome"]] == elected


def test_each_step_between_two_versions_has_its_upcast() -> None:
    for workflow in lifecycles().workflows:
        steps = {
            (type_, version)
            for type_, current in workflow.versions.items()
            for version in range(1, current)
        }
        assert set(workflow.upcasts) == steps


@pytest.mark.parametrize(
    ("type_", "version"),
    [("congress.ballot_recorded", 3), ("congress.planned", 2), ("congress.sung", 1)],
    ids=ids,
)
def test_an_event_from_the_future_stops_every_reader(type_: str, version: int) -> None:
    entry = {**golden.load("congress.planned", 1), "type": type_, "type_version": version}
    with pytest.raises(UnknownEventError) as caught:
        workflow_of(entry).lift(entry)
    assert (caught.value.type, caught.value.version) == (type_, version)
    assert caught.value.position == entry["position"]
    assert f"position {entry['position']}" in str(caught.value).lower()


@pytest.mark.parametrize(
    ("type_", "version"), [("congress.ballot_recorded", 3), ("congress.sung", 1)], ids=ids
)
def test_the_engine_decides_nothing_on_a_stream_it_cannot_read(type_: str, version: int) -> None:
    log = golden.recorded()
    known = golden.load("congress.ballot_recorded", 2)
    later = log.entry(log.size)["recorded_at"]
    golden.append(log, known, later, type=type_, type_version=version)
    engine = new_engine(log)
    size, root = log.size, log.root()
    finding = {"heading": "goals", "tag": "missing_forecast"}
    envelope = {"command": "record_finding", "campaign": "gia-thuy-2017", "branch": "TDP-01"}
    with pytest.raises(UnknownEventError):
        engine.advance({**envelope, "actor": "op:x", "data": finding})
    assert (log.size, log.root()) == (size, root)
    other = engine.advance({**envelope, "branch": "TDP-08", "actor": "op:x", "data": finding})
    assert other.outcome == "accepted", "other streams are not concerned"
