"""Branches and campaigns are found by what people type, from the views and from the log alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.call import Call
from application.congresses import addresses
from application.congresses.congresses import Congresses
from application.problems import Problem
from application.reading import Reading
from application.scope import Scope
from console.packaged import lifecycles
from event_store.log import Log
from tests.engine.synthetic import Script, accept, new_engine, open_season
from workflows.projections.season import PROJECTIONS

WARDS = {
    "bo-de-2017": ("bo-de", {"TDP-08": 7}),
    "gia-thuy-2017": ("gia-thuy", {"TDP-08": 12, "TDP-01": 10}),
}
Ask = Callable[[Reading], object]


def recorded(path: Path, wards: dict[str, tuple[str, dict[str, int]]]) -> Path:
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        for days, (campaign, (ward, rolls)) in enumerate(wards.items()):
            script = Script(campaign, prefix=ward).on(f"2017-07-{20 + days}")
            committee = {"id": ward, "name": f"Đảng ủy phường {ward}", "path": ["ha-noi"]}
            open_season(script, rolls, committee=committee)
            accept(engine, script.commands)
    return path


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Congresses]:
    path = recorded(tmp_path_factory.mktemp("several") / "season.db", WARDS)
    with Congresses.open(path, lifecycles(), PROJECTIONS) as made:
        yield made


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Congresses]:
    wards = {"gia-thuy-2017": WARDS["gia-thuy-2017"]}
    path = recorded(tmp_path_factory.mktemp("one") / "season.db", wards)
    with Congresses.open(path, lifecycles(), PROJECTIONS) as made:
        yield made


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Congresses]:
    path = recorded(tmp_path_factory.mktemp("none") / "season.db", {})
    with Congresses.open(path, lifecycles(), PROJECTIONS) as made:
        yield made


def answered(congresses: Congresses, ask: Ask) -> object:
    """Return the answer, the same from the views and from the log."""
    return the_same(*(congresses.at(Scope(), Call(), ask, *names) for names in ([], ["board"])))


def problem(congresses: Congresses, ask: Ask) -> Problem:
    """Return why there is no answer, the same from the views and from the log."""
    found = []
    for names in ([], ["board"]):
        with pytest.raises(Problem) as raised:
            congresses.at(Scope(), Call(), ask, *names)
        found.append(raised.value)
    the_same(*((each.code, each.facts) for each in found))
    return found[0]


def the_same(first: object, second: object) -> object:
    assert first == second
    return first


def branch(typed: str, campaign: str | None = None) -> Ask:
    return lambda reading: addresses.find_branch(reading, typed, campaign)


@pytest.mark.parametrize(
    ("typed", "campaign", "found"),
    [
        ("TDP-01", None, "gia-thuy-2017"),
        ("gia-thuy-2017/TDP-08", None, "gia-thuy-2017"),
        ("TDP-08", "bo-de-2017", "bo-de-2017"),
        ("bo-de-2017/TDP-08", "gia-thuy-2017", "bo-de-2017"),
    ],
)
def test_a_branch_is_found(
    typed: str, campaign: str | None, found: str, several: Congresses
) -> None:
    answer = answered(several, branch(typed, campaign))
    assert isinstance(answer, addresses.Branch)
    assert answer.address == {"campaign": found, "branch": typed.rpartition("/")[2]}


@pytest.mark.parametrize(
    ("typed", "campaign", "code", "named"),
    [
        ("TDP-08", None, "ambiguous_branch", "bo-de-2017/TDP-08, gia-thuy-2017/TDP-08"),
        ("TDP-1", None, "unknown_branch", "TDP-01?"),
        ("TDP-01", "bo-de-2017", "unknown_branch", "TDP-08?"),
        ("xyz", None, "unknown_branch", "'xyz'"),
        ("", None, "unknown_branch", "''"),
        ("gia-thuy-2017/", None, "unknown_branch", "''"),
        ("TDP-01\udcff", None, "unknown_branch", "TDP-01?"),
        ("hue/TDP-01", None, "unknown_campaign", "'hue'"),
        ("TDP-01", "hue", "unknown_campaign", "'hue'"),
    ],
)
def test_what_is_not_one_branch_is_a_problem_in_both_languages(
    typed: str, campaign: str | None, code: str, named: str, several: Congresses
) -> None:
    found = problem(several, branch(typed, campaign))
    assert found.code == code
    assert named in found.say("en")
    assert named in found.say("vi")
    assert found.say("en") != found.say("vi")


def test_the_campaign_may_be_left_out_where_there_is_one(
    one: Congresses, several: Congresses, none: Congresses
) -> None:
    assert answered(one, addresses.only_campaign) == "gia-thuy-2017"
    assert answered(none, addresses.only_campaign) is None
    found = problem(several, addresses.only_campaign)
    assert (found.code, found.facts) == ("several_campaigns", {"listed": ", ".join(WARDS)})
    assert answered(several, lambda r: addresses.only_campaign(r, "bo-de-2017")) == "bo-de-2017"


def to(typed: str | None, campaign: str | None = None) -> Ask:
    return lambda reading: addresses.addressed(reading, typed, campaign)


def test_a_command_goes_where_its_campaign_is_clear(
    one: Congresses, several: Congresses, none: Congresses
) -> None:
    campaign = {"campaign": "gia-thuy-2017"}
    assert answered(one, to(None)) == campaign
    assert answered(one, to("new")) == {**campaign, "branch": "new"}
    assert answered(several, to("TDP-01")) == {**campaign, "branch": "TDP-01"}
    assert answered(several, to("gia-thuy-2017/new")) == {**campaign, "branch": "new"}
    assert problem(several, to(None)).code == "several_campaigns"
    assert problem(several, to("TDP-08")).code == "ambiguous_branch"
    assert problem(several, to("TDP-01", "hue")).code == "unknown_campaign"
    assert problem(one, to("")).code == "unknown_branch"
    assert problem(none, to(None)).code == "no_campaign"
    assert problem(none, to("TDP-01")).code == "unknown_branch"
