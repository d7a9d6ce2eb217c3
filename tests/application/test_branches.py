"""Branches, audits and what is followed, asked by threads in two languages at once. Synthetic."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from application.call import Call, Notice
from application.congresses.congresses import Congresses
from application.problems import Problem
from application.scope import Scope
from event_store.words import Language
from tests.auditing.record import Recorded, recorded
from tests.reading.program import LANGUAGES, answer, play_demonstration
from tests.season import commands as c
from tests.season.stories import follower_until

DAY = "2017-08-31"
BRANCH = {"campaign": c.CAMPAIGN, "branch": c.LARGE}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("season") / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture(scope="module")
def congresses(season: Path) -> Iterator[Congresses]:
    with Congresses.open(season) as made:
        yield made


def everything(congresses: Congresses, language: Language) -> list[Any]:
    """Ask all of it once; as JSON, so that one language cannot share a value with the other."""
    call, late = Call(language), Scope(known_at=f"{DAY}T23:59:59.999999+07:00")
    branch = {"branch": "TDP-08"}
    found = [
        congresses.branch(Scope(branch, as_of=DAY), call).to_json(),
        congresses.audit(Scope(branch), call).to_json(),
        congresses.audit(late, call).to_json(),
        congresses.audit(Scope(), call, kinds=["override"]).summary(),
    ]
    return [json.loads(json.dumps(each)) for each in found]


def test_two_threads_are_each_answered_in_their_language(
    congresses: Congresses, season: Path
) -> None:
    asked = [
        ("show", "TDP-08", "--as-of", DAY),
        ("audit", "TDP-08"),
        ("audit", "--known-at", DAY),
        ("audit", "--summary", "--kind", "override"),
    ]
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda spoken: everything(congresses, spoken), LANGUAGES * 4))
    for index, language in enumerate(LANGUAGES):
        expected = [answer(season, *words, CONGRESS_LANG=language) for words in asked]
        assert all(each == expected for each in found[index :: len(LANGUAGES)])
    assert found[0] != found[1]


def test_an_audit_says_that_its_span_is_not_over(congresses: Congresses) -> None:
    said: list[Notice] = []
    call = Call(notice=said.append)
    congresses.audit(Scope(), call, until="2017-08-01T00:00:00.000000Z")
    assert said == []
    congresses.audit(Scope(), call, until="2999-01-01T00:00:00.000000Z")
    assert [notice.code for notice in said] == ["not_final"]


def test_what_is_registered_is_listed(congresses: Congresses) -> None:
    (found,) = congresses.campaigns(Scope(), Call())
    assert found.path == "ha-noi/long-bien/gia-thuy"
    assert "TDP-08" in found.branches
    nothing = Scope({"campaign": "nowhere"})
    assert problem(lambda: congresses.campaigns(nothing, Call())).code == "unknown_campaign"


def problem(ask: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        ask()
    return raised.value


@pytest.fixture
def season_on(tmp_path: Path) -> Iterator[Recorded]:
    """A branch that has taken the lessons, in a log that goes on."""
    season = recorded(tmp_path / "season.db", *follower_until("lessons_learned"))
    yield season
    season.close()


@pytest.fixture
def following(season_on: Recorded) -> Iterator[Congresses]:
    with Congresses.open(season_on.path) as made:
        yield made


def test_a_branch_is_followed_until_it_is_there(
    following: Congresses, season_on: Recorded
) -> None:
    found = following.standings(Scope(BRANCH), Call(), "held")
    assert next(found).state == "lessons_learned"
    season_on.given(
        c.of_branch("attach_document", c.LARGE, "2017-08-20", kind="letter", number="1")
    )
    assert (each := next(found)).state == "lessons_learned"
    assert not each.is_over
    season_on.given(c.hold(c.LARGE))
    last = next(found)
    assert (last.state, last.is_reached) == ("held", True)
    assert list(found) == []


def test_waiting_ends_when_its_time_is_over(following: Congresses) -> None:
    asked = Scope({"branch": c.LARGE})
    found = problem(lambda: list(following.standings(asked, Call(), "held", seconds=0)))
    assert found.code == "not_reached"
    assert found.say("en").startswith(f"The time ran out: {c.LARGE} is at 'lessons learned'")
    assert found.say("vi").startswith(f"Đã hết thời gian: {c.LARGE} đang ở bước 'đã")


def test_waiting_ends_for_a_branch_that_is_merged(
    following: Congresses, season_on: Recorded
) -> None:
    season_on.given(c.of_branch("merge", c.LARGE, "2017-08-20", into=c.PILOT, reason="synthetic"))
    found = problem(lambda: list(following.standings(Scope(BRANCH), Call(), "held")))
    assert found.code == "never_reached"
    assert (
        problem(
            lambda: next(following.standings(Scope({"branch": "TDP-99"}), Call(), "held"))
        ).code
        == "unknown_branch"
    )


def test_whoever_waits_may_stop(following: Congresses) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    found = following.standings(Scope(BRANCH), Call(), "held", pulse=stop)
    next(found)
    with pytest.raises(KeyboardInterrupt):
        next(found)


def test_the_board_is_said_when_it_changes_and_when_asked(
    following: Congresses, season_on: Recorded
) -> None:
    again = iter([True, False, False, False])
    found = following.board_changes(Scope(), Call(), lambda: next(again))
    first, repeated = next(found), next(found)
    assert first == repeated
    season_on.given(c.hold(c.LARGE))
    changed = next(found)
    assert changed.moment.position > first.moment.position
    assert changed.to_json() != first.to_json()
