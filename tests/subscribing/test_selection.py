"""Which entries a subscriber wants. All figures are synthetic."""

from typing import Any

import pytest

from engine.reading import Reader
from engine.subscribing import Selection
from tests.season import commands as c
from tests.season.season import Season

MOVED = ["ha-noi", "gia-lam"]


def elsewhere(command: dict[str, Any]) -> dict[str, Any]:
    return {**command, "campaign": "ngoc-lam-2017"}


@pytest.fixture
def season() -> Season:
    """Two campaigns; the path of the first is put right at the end."""
    other = {"id": "ngoc-lam", "name": "Ngọc Lâm", "path": ["ha-noi", "long-bien"]}
    made = Season().given(
        c.open_campaign(),
        elsewhere(c.open_campaign(committee=other)),
        c.register(c.LARGE),
        elsewhere(c.register(c.LARGE)),
    )
    wrong = made.log.stream("campaign/gia-thuy-2017")[0]["position"]
    amend = c.of_campaign(
        "amend",
        "2017-07-03",
        target_position=wrong,
        field="committee.path",
        value=MOVED,
        reason="synthetic",
    )
    return made.given(amend, c.register(c.SMALL))


def chosen(season: Season, **asked: Any) -> list[tuple[str, str]]:
    """Type and campaign of the entries that are wanted."""
    selection = Selection(Reader(season.log, season.rules), **asked)
    wanted = [entry for entry in season.log.scan() if selection.wants(entry)]
    return [(e["type"], e["stream"].partition("/")[2]) for e in wanted]


def test_a_path_is_that_of_its_time(season: Season) -> None:
    first, second = "gia-thuy-2017", "ngoc-lam-2017"
    opened, registered = "campaign.opened", "campaign.branch_registered"
    assert chosen(season, path="ha-noi/long-bien") == [
        (opened, first),
        (opened, second),
        (registered, first),
        (registered, second),
    ]
    assert chosen(season, path="ha-noi/gia-lam/gia-thuy/") == [
        ("campaign.entry_amended", first),
        (registered, first),
    ]


def test_a_path_is_put_right_even_where_the_correction_is_not_wanted(season: Season) -> None:
    only = frozenset(["campaign.branch_registered"])
    found = chosen(season, path="ha-noi/long-bien", types=only)
    assert found == [
        ("campaign.branch_registered", "gia-thuy-2017"),
        ("campaign.branch_registered", "ngoc-lam-2017"),
    ]


def test_a_reader_that_starts_late_chooses_alike(season: Season) -> None:
    entries = list(season.log.scan())
    whole = Selection(Reader(season.log, season.rules), path="ha-noi/long-bien")
    answers = [whole.wants(entry) for entry in entries]
    for start in range(len(entries)):
        late = Selection(Reader(season.log, season.rules), path="ha-noi/long-bien")
        assert [late.wants(entry) for entry in entries[start:]] == answers[start:]


def test_a_campaign_and_a_branch_both_have_to_fit(season: Season) -> None:
    season.given(c.plan(c.LARGE, "2017-08-20"))
    wanted = [("congress.planned", f"gia-thuy-2017/{c.LARGE}")]
    assert chosen(season, keys={"branch": c.LARGE}) == wanted
    assert chosen(season, keys={"branch": c.LARGE, "campaign": "gia-thuy-2017"}) == wanted
    assert chosen(season, keys={"branch": c.LARGE, "campaign": "ngoc-lam-2017"}) == []


def test_who_asks_for_nothing_gets_all(season: Season) -> None:
    assert len(chosen(season)) == season.log.size
