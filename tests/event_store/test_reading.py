"""What every log gives back, on either store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from event_store import log as log_module
from event_store.errors import GapError
from event_store.log import Log
from event_store.stored import first_damage
from tests.event_store.conftest import Wound, change, note, take


class TestReading:
    @pytest.fixture
    def filled(self, log: Log, clock: Wound) -> Log:
        for n in range(1, 10):
            clock.wind(60)
            take(log, note(n, f"person/{'abc'[n % 3]}"))
        return log

    @pytest.fixture(params=[1, 2, 5_000])
    def page(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(log_module, "PAGE", request.param)

    @pytest.mark.usefixtures("page")
    def test_a_scan_gives_all_in_order(self, filled: Log) -> None:
        assert [e["position"] for e in filled.scan()] == list(range(1, 11))
        assert [e["position"] for e in filled.scan(after=4, upto=7)] == [5, 6, 7]
        assert [e["position"] for e in filled.scan(after=8, upto=99)] == [9, 10]
        assert list(filled.scan(after=10)) == list(filled.scan(after=99)) == []

    @pytest.mark.usefixtures("page")
    def test_a_scan_ends_where_the_log_ended_when_it_began(self, filled: Log) -> None:
        scan = filled.scan()
        first = next(scan)
        take(filled, note())
        assert [first, *scan][-1]["position"] == 10

    @pytest.mark.usefixtures("page")
    def test_streams_are_scanned_one_after_the_other(self, filled: Log) -> None:
        scan = filled.scan_streams("person/")
        first = next(scan)
        take(filled, note(0, "person/c"), note(0, "person/d"))
        found = [(e["stream"], e["version"]) for e in [first, *scan]]
        assert found == [(f"person/{name}", n) for name in "abc" for n in (1, 2, 3)]
        assert [e["stream"] for e in filled.scan_streams("person/d")] == ["person/d"]
        assert list(filled.scan_streams("notes")) == []
        assert sum(1 for _ in filled.scan_streams("")) == 12

    def test_a_stream_is_read_between_versions(self, filled: Log) -> None:
        versions = [e["version"] for e in filled.stream("person/a")]
        assert versions == [1, 2, 3]
        assert [e["version"] for e in filled.stream("person/a", after=1)] == [2, 3]
        assert [e["version"] for e in filled.stream("person/a", upto=2)] == [1, 2]
        assert filled.stream("person/none") == []

    def test_streams_are_listed_by_prefix(self, filled: Log) -> None:
        take(filled, note(0, "person/a0"), note(0, "person/a/b"))
        assert filled.streams("person/a/") == [("person/a/b", 1)]
        assert [s for s, _ in filled.streams("person/a")] == [
            "person/a",
            "person/a/b",
            "person/a0",
        ]
        assert [s for s, _ in filled.streams()] == [
            "log",
            "person/a",
            "person/a/b",
            "person/a0",
            "person/b",
            "person/c",
        ]

    @pytest.mark.parametrize("position", [0, -1, 11])
    def test_a_position_that_is_not_there(self, filled: Log, position: int) -> None:
        with pytest.raises(IndexError):
            filled.entry(position)

    def test_the_position_at_a_time(self, filled: Log) -> None:
        take(filled, note(), note())
        assert filled.position_at("2030-12-31T23:59:59Z") == 0
        assert filled.position_at("2031-01-01T00:00:59.999999Z") == 1
        assert filled.position_at("2031-01-01T07:01:00+07:00") == 2
        assert filled.position_at("2031-01-01T00:08:30Z") == 9
        assert filled.position_at("2031-01-01T00:09:00Z") == 12
        assert filled.position_at("2099-01-01T00:00:00Z") == 12

    def test_roots_and_proofs_beyond_the_log_are_refused(self, filled: Log) -> None:
        for call in (
            lambda: filled.root(11),
            lambda: filled.root(-1),
            lambda: filled.inclusion_proof(11),
            lambda: filled.inclusion_proof(5, 4),
            lambda: filled.inclusion_proof(0),
            lambda: filled.consistency_proof(11),
            lambda: filled.consistency_proof(3, 11),
        ):
            with pytest.raises(IndexError):
                call()


ASKING: dict[str, Callable[[Log], object]] = {
    "raw": lambda log: log.raw(3),
    "entry": lambda log: log.entry(3),
    "event id": lambda log: log.event_id(3),
    "stream": lambda log: log.stream("person/a"),
    "scan": lambda log: list(log.scan()),
    "streams": lambda log: list(log.scan_streams("person/")),
}


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_position_that_is_missing_is_named_itself(
    tmp_path: Path, ask: Callable[[Log], object]
) -> None:
    """Not the one before it, whose successor in the stream is gone."""
    path = tmp_path / "season.db"
    with Log.create(path) as log:
        for n in range(1, 5):
            take(log, note(n, "person/a"))
    change(path, "DELETE FROM entries WHERE position = 3")
    with Log.open(path, read_only=True) as log:
        with pytest.raises(GapError) as found:
            ask(log)
        assert (found.value.expected, found.value.found) == (3, 4)
        with log.reading() as rows:
            damage = first_damage(rows, log.path)
        assert isinstance(damage, GapError)
        assert damage.expected == 3


def test_an_altered_entry_before_a_hole_is_named_first(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    with Log.create(path) as log:
        for n in range(1, 7):
            take(log, note(n, "person/a"))
    altered = "cast(replace(cast(entry AS TEXT), 'person/a', 'person/b') AS BLOB)"
    change(
        path,
        "DELETE FROM entries WHERE position = 5",
        f"UPDATE entries SET entry = {altered} WHERE position = 3",
    )
    with Log.open(path, read_only=True) as log, log.reading() as rows:
        damage = first_damage(rows, log.path)
    assert damage is not None
    assert damage.code == "damaged"
    assert getattr(damage, "position", None) in (2, 3)
