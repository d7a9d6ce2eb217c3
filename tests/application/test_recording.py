"""Recording through the application: from threads, in both languages, one command or many."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from application import creation
from application.call import Call
from application.congresses.congresses import Congresses
from event_store.log import Log
from tests.engine.synthetic import OPENING, Envelope, Script

OPEN = Script().do("open_campaign", data=OPENING).commands[0]
CALLS = {"en": Call("en", actor="op:a"), "vi": Call("vi", actor="op:b")}


def bare(command: str, **data: object) -> Envelope:
    return {"command": command, "campaign": OPEN["campaign"], "data": data}


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Congresses]:
    Log.create(tmp_path / "a.db", simulation=True).close()
    with Congresses.open(tmp_path / "a.db") as opened:
        yield opened


def test_two_threads_record_in_two_languages(application: Congresses) -> None:
    assert application.record(OPEN, CALLS["en"]).outcome == "accepted"

    def ask(number: int) -> tuple[str, str]:
        call = CALLS["en" if number % 2 else "vi"]
        figures = {"official": 5, "probationary": 0, "exempt": 0, "had_committee": False}
        data = {"branch": f"B-{number}", "name": "Chi bộ", **figures}
        given = application.record(bare("register_branch", **data), call)
        again = application.record(bare("open_campaign", **OPENING), call)
        assert (given.outcome, again.refused) == ("accepted", True)
        return call.language, again.reasons[0]["message"]

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(ask, range(20)))
    assert len(said) == 2
    entries = [e for e in application.log.scan() if e["type"] == "campaign.branch_registered"]
    actors = {e["data"]["branch"]: e["actor"] for e in entries}
    assert actors == {f"B-{n}": "op:a" if n % 2 else "op:b" for n in range(20)}


@pytest.mark.parametrize(
    ("dry_run", "atomic", "kept"), [(False, False, 1), (True, False, 0), (False, True, 0)]
)
def test_lines_are_kept_as_asked(
    application: Congresses, dry_run: bool, atomic: bool, kept: int
) -> None:
    text = f"{json.dumps(OPEN)}\n# a remark\n{{}}\n".encode()
    before = application.log.size
    groups = application.record_lines(
        [text[:7], text[7:]], CALLS["vi"], dry_run=dry_run, atomic=atomic
    )
    first, second = (receipt for group in groups for receipt in group)
    assert [first.line, second.line] == [1, 3]
    assert (first.outcome, second.outcome) == ("refused" if atomic else "accepted", "invalid")
    opened = [e for e in application.log.scan(before) if e["type"] == "campaign.opened"]
    assert len(opened) == kept


def test_a_clock_that_is_far_ahead_is_accepted_by_one_call_only(tmp_path: Path) -> None:
    Log.create(tmp_path / "real.db").close()
    far = datetime.now(UTC) + timedelta(days=3_000)
    latest = [far]

    def read() -> datetime:
        return latest[-1]

    with Congresses.open(tmp_path / "real.db", clock=read) as application:
        envelope = bare("open_campaign", **OPENING)
        assert application.clock_ahead() is not None
        for accepted, outcome in ((False, "refused"), (True, "accepted")):
            given = application.record(envelope, CALLS["en"], accept_clock=accepted)
            assert given.outcome == outcome
        assert application.clock_ahead() is None
        latest.append(far + timedelta(days=3_000))
        assert application.clock_ahead() is not None
        later = bare("open_campaign", **OPENING) | {"campaign": "ward-x-2099"}
        assert application.record(later, CALLS["en"]).codes == {"clock_ahead"}


def test_what_nobody_said_is_recorded_on_behalf_of_the_office(tmp_path: Path) -> None:
    made = creation.create(str(tmp_path / "a.db"), origin="a.example/log", actor="op:office")
    with Congresses.open(made.path) as application:
        given = application.record(bare("open_campaign", **OPENING), Call("en"))
        assert given.outcome == "accepted"
        entry = application.log.entry(application.log.size)
    assert (entry["type"], entry["actor"]) == ("campaign.opened", "op:office")
