"""A question has one moment: what came on record later does not answer it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from application.call import Call
from application.changes import NOW, Bound
from application.congresses import boards
from application.congresses.congresses import Congresses
from application.congresses.following import board_changes
from application.log_entries import Query
from application.problems import Problem
from application.scope import Scope
from application.subscriptions import Place
from event_store.log import Log
from tests.application.test_addresses import WARDS, recorded
from tests.engine.synthetic import Script, accept, new_engine, open_season, register

EN = Call("en")
FIRST, SECOND = WARDS
NOT_DAYS = ("hello", "2017-8-20", "20170820", "2017-W33-1", "20/8/2017", "2017-02-30", "")


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Congresses]:
    path = recorded(tmp_path_factory.mktemp("moments") / "season.db", WARDS)
    with Congresses.open(path) as made:
        yield made


@pytest.fixture(scope="module")
def early(season: Congresses) -> Scope:
    """When one campaign was on record, of the two that are now."""
    (start,) = (e for e in season.log.stream(f"campaign/{SECOND}") if e["version"] == 1)
    before = season.log.entry(start["position"] - 1)
    assert before["recorded_at"] < start["recorded_at"]
    return Scope(known_at=before["recorded_at"])


QUESTIONS: dict[str, Callable[[Congresses, Scope], object]] = {
    "board": lambda season, scope: season.board(scope, EN),
    "radar": lambda season, scope: season.radar(scope, EN),
    "officers": lambda season, scope: season.officers(scope, EN),
    "audit": lambda season, scope: season.audit(scope, EN),
    "marked": lambda season, scope: season.marked(scope, EN),
    "entry": lambda season, scope: season.entry(1, scope, EN),
}


@pytest.mark.parametrize("day", NOT_DAYS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_no_day_is_refused(season: Congresses, name: str, day: str) -> None:
    with pytest.raises(Problem) as caught:
        QUESTIONS[name](season, Scope(as_of=day))
    assert caught.value.code == "bad_day"
    assert day in caught.value.say("en")
    assert day in caught.value.say("vi")


@pytest.mark.parametrize("bound", [Bound(as_of="20/8/2017"), Bound(position=-1)])
def test_a_bound_that_is_none_is_refused(season: Congresses, bound: Bound) -> None:
    scope = Scope({"campaign": FIRST, "branch": "TDP-08"})
    with pytest.raises(Problem) as caught:
        season.changes(scope, (bound, NOW), EN)
    assert caught.value.code == ("bad_day" if bound.position is None else "unknown_position")


@pytest.mark.parametrize("name", ["board", "radar", "officers", "audit", "marked"])
def test_before_a_log_began_all_is_as_in_an_empty_one(tmp_path: Path, name: str) -> None:
    Log.create(tmp_path / "real.db").close()
    with Congresses.open(tmp_path / "real.db") as made:
        before = Scope(known_at="1999-01-01T00:00:00.000000Z")
        now, then = (QUESTIONS[name](made, scope) for scope in (Scope(), before))
    assert without_time(then) == without_time(now)


def without_time(answer: Any) -> Any:
    """Return what is answered, without the moment that was asked about."""
    found = answer.to_json()
    if isinstance(found, list):
        return found
    return {name: value for name, value in found.items() if name not in {"known_at", "final"}}


def subscribed(season: Congresses, scope: Scope) -> object:
    return season.subscribe(scope, EN)


ODD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"address": {"nope": "x"}}, "nope"),
    ({"address": {"campaign": 5}}, "5"),
    ({"known_at": 5}, "5"),
    ({"as_of": 20170820}, "20170820"),
)


@pytest.mark.parametrize(("given", "named"), ODD)
def test_an_address_of_other_things_is_refused(
    season: Congresses, given: dict[str, Any], named: str
) -> None:
    for ask in (*QUESTIONS.values(), subscribed):
        with pytest.raises(Problem) as caught:
            ask(season, Scope(**given))
        assert caught.value.code == "bad_address"
        assert named in caught.value.say("vi")


def test_the_only_campaign_then_is_meant(season: Congresses, early: Scope) -> None:
    with pytest.raises(Problem) as caught:
        season.resolved(Scope(), EN)
    assert caught.value.code == "several_campaigns"
    assert season.resolved(early, EN).address == {"campaign": FIRST}
    assert [each.campaign for each in season.campaigns(early, EN)] == [FIRST]
    assert {row.subject.keys[0] for row in season.find("to dan pho 8", early, EN).rows} == {FIRST}
    named = Scope({"branch": "TDP-08"}, known_at=early.known_at)
    assert season.resolved(named, EN).address == {"campaign": FIRST, "branch": "TDP-08"}


LATER: dict[str, Callable[[Congresses, Scope], object]] = {
    "history": lambda season, scope: season.history(scope, EN),
    "blame": lambda season, scope: season.blame(scope, EN),
    "log": lambda season, scope: list(season.entries(scope, Query(), EN)),
    "export": lambda season, scope: season.export(scope, EN),
    "board": lambda season, scope: season.board(scope, EN),
    "officers": lambda season, scope: season.officers(scope, EN),
    "radar": lambda season, scope: season.radar(scope, EN),
    "audit": lambda season, scope: season.audit(scope, EN),
    "resolved": lambda season, scope: season.resolved(scope, EN),
}


@pytest.mark.parametrize("name", LATER)
def test_what_was_not_on_record_then_is_said_to_have_come_later(
    season: Congresses, early: Scope, name: str
) -> None:
    scope = Scope({"campaign": SECOND}, known_at=early.known_at)
    first = season.log.stream(f"campaign/{SECOND}")[0]["position"]
    with pytest.raises(Problem) as caught:
        LATER[name](season, scope)
    assert caught.value.code == "unknown_campaign"
    assert f"position {first}," in caught.value.say("en")
    assert f"vị trí {first}," in caught.value.say("vi")
    with pytest.raises(Problem) as caught:
        LATER[name](season, Scope({"campaign": "no-such"}, known_at=early.known_at))
    assert "position" not in caught.value.say("en")


def test_a_branch_that_was_registered_later_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        script = Script(FIRST)
        open_season(script, {"TDP-01": 10})
        register(script.on("2017-07-25"), {"TDP-02": 10})
        accept(engine, script.commands)
    scope = Scope({"branch": "TDP-02"}, known_at="2017-07-21T00:00:00.000000Z")
    with Congresses.open(path) as made:
        with pytest.raises(Problem) as caught:
            made.branch(scope, EN)
        assert made.branch(Scope(scope.address), EN).to_json()["branch"] == "TDP-02"
        assert caught.value.code == "unknown_branch"
        assert "25/7/2017" in caught.value.say("vi")
        for ask in (made.export, lambda where, call: list(made.entries(where, Query(), call))):
            with pytest.raises(Problem) as caught:
                ask(scope, EN)
            assert (caught.value.code, "25/7/2017" in caught.value.say("vi")) == (
                "unknown_branch", True
            )  # fmt: skip
        with pytest.raises(Problem) as caught:  # not even its campaign was on record
            made.branch(Scope(scope.address, known_at="2017-01-01T00:00:00.000000Z"), EN)
        assert "25/7/2017" in caught.value.say("vi")


def test_what_nobody_can_have_named_is_not_on_record(season: Congresses) -> None:
    path = os.fsdecode(b"\xff")
    for name in ("board", "radar", "officers"):
        with pytest.raises(Problem) as caught:
            QUESTIONS[name](season, Scope(path=path))
        assert caught.value.code == "unknown_campaign"


def test_an_entry_that_was_recorded_later_is_said_to_be(season: Congresses, early: Scope) -> None:
    with pytest.raises(Problem) as caught:
        season.entry(season.log.size, early, EN)
    assert caught.value.code == "unknown_position"
    assert "21/7/2017" in caught.value.say("vi")
    with pytest.raises(Problem) as caught:
        season.entry(season.log.size + 1, early, EN)
    assert "21/7/2017" not in caught.value.say("vi")


def test_nothing_changed_of_what_was_not_on_record(season: Congresses) -> None:
    scope = Scope({"campaign": SECOND, "branch": "TDP-01"})
    with pytest.raises(Problem) as caught:
        season.changes(scope, (Bound(position=1), Bound(position=3)), EN)
    assert caught.value.code == "unknown_branch"
    assert season.changes(scope, (Bound(position=1), NOW), EN).changes


@pytest.mark.parametrize("address", [{"campaign": "nope"}, {"branch": "TDP-99"}])
def test_what_is_misspelled_is_not_said_to_have_nothing(
    season: Congresses, address: dict[str, str]
) -> None:
    for ask in (season.marked, lambda scope, call: season.find("x", scope, call)):
        with pytest.raises(Problem) as caught:
            ask(Scope(address), EN)
        assert caught.value.code.startswith("unknown_")


def test_any_interface_is_told_what_is_misspelled(season: Congresses) -> None:
    with pytest.raises(Problem) as caught:
        season.entries(Scope(), Query(types=("branch.hedl",)), EN)
    assert caught.value.code == "unknown_type"
    for scope in (Scope(path="ha-noi/nowhere"), Scope({"campaign": "nowhere"})):
        with pytest.raises(Problem) as caught:
            season.subscribe(scope, EN)
        assert caught.value.code == "unknown_campaign"


def test_a_committee_above_nothing_is_said_to_be_one(season: Congresses) -> None:
    with pytest.raises(Problem) as caught:
        season.board(Scope(path="ha-noi/nowhere"), EN)
    assert caught.value.code == "unknown_campaign"
    assert "committee 'ha-noi/nowhere'" in caught.value.say("en")


def test_a_board_of_a_past_day_is_counted_again_only_for_new_entries(
    season: Congresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, looks, real = [], [], boards.board

    def board(*asked: object) -> object:
        counted.append(asked)
        return real(*asked)  # type: ignore[arg-type]

    def again() -> bool:
        looks.append(1)
        if len(looks) > 3:
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr(boards, "board", board)
    with pytest.raises(KeyboardInterrupt):
        list(board_changes(season, Scope(as_of="2017-08-01"), EN, again))
    assert len(counted) == 1


def test_a_subscription_that_is_refused_leaves_no_file_open(season: Congresses) -> None:
    with season.subscribe(Scope(), EN, name="web", types=["campaign.*"], after=Place(3)):
        pass
    before = open_files()
    with pytest.raises(Problem):
        season.subscribe(Scope(), EN, name="web")
    assert open_files() == before


def open_files() -> int:
    """Return how many files this process has open, 0 where that is not to be seen."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0
