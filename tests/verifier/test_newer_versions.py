"""Events in a version newer than the verifier: folded by the log's own rules, or left, said so."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.verifier import building, seasons
from tests.verifier.seasons import BRANCH, COMMITTEE, HELD, REPORTED, Forged, season
from tests.verifier.spoiling import forged, positions, put, told, verdict_on

Entry = dict[str, Any]


def both(*changes: seasons.Change) -> seasons.Change:
    def change(entry: Entry) -> None:
        for one in changes:
            one(entry)

    return change


def newer(version: int) -> seasons.Change:
    """The same entry, as a later program would have recorded it: one member more."""
    return both(put("type_version", value=version), put("data", "timeliness", value="in_time"))


@pytest.mark.parametrize(
    ("place", "version", "name"),
    [
        (REPORTED, 2, "congress.reported v2"),
        (REPORTED, 9, "congress.reported v9"),
        (HELD, 2, "congress.held v2"),
        (COMMITTEE, 3, "congress.ballot_recorded v3"),
    ],
)
def test_a_newer_version_that_has_what_the_state_needs_is_folded(
    place: int, version: int, name: str
) -> None:
    log, _ = forged(place, newer(version))
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (0, [], [])
    assert verdict.case is not None
    assert verdict.case.state is not None
    assert verdict.case.state["state"] == "reported"
    (line,) = [step for step in verdict.steps if step.line == "state"]
    assert f"newer than this verifier, folded by the log's own rules: {name}" in line.says[0]
    assert f"mới hơn bộ kiểm tra này, tính theo quy định ghi trong sổ: {name}" in line.says[1]


def test_known_versions_are_not_spoken_of() -> None:
    (line,) = [step for step in verdict_on(season().bundle()).steps if step.line == "state"]
    assert "newer" not in line.says[0]


def _more_in_each_row(entry: Entry) -> None:
    for row in entry["data"]["outcome"]:
        row["margin"] = 3


def test_rows_of_a_newer_outcome_may_say_more() -> None:
    log, position = forged(COMMITTEE, _more_in_each_row)
    bundle = building.make(log, BRANCH)
    assert told(verdict_on(bundle)) == (1, ["facts_mismatch"], [position])
    log, _ = forged(COMMITTEE, both(newer(3), _more_in_each_row))
    assert told(verdict_on(building.make(log, BRANCH))) == (0, [], [])


def _renames(entry: Entry) -> None:
    entry["data"]["papers"] = entry["data"].pop("documents")


def _counts_otherwise(entry: Entry) -> None:
    entry["facts"]["report_due_on"] = "2017-12-31"


@pytest.mark.parametrize("change", [_renames, _counts_otherwise])
def test_what_only_a_newer_verifier_could_judge_is_no_accusation(change: seasons.Change) -> None:
    log, position = forged(REPORTED, both(newer(2), change))
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (2, ["not_derived"], [position])
    log, position = forged(REPORTED, change)
    assert told(verdict_on(building.make(log, BRANCH)))[0] == 1


def test_a_newer_version_excuses_no_order_and_no_missing_mark() -> None:
    log, position = forged(REPORTED, both(newer(2), put("occurred_on", value="2017-07-30")))
    code, errors, at = told(verdict_on(building.make(log, BRANCH)))
    assert (code, at) == (1, [position]), errors


def test_a_newer_version_is_hashed_like_any_other() -> None:
    log, position = forged(REPORTED, newer(2))
    bundle = building.make(log, BRANCH)
    entry = bundle["entries"][REPORTED]
    entry["entry"] = entry["entry"].replace('"in_time"', '"late"')
    assert told(verdict_on(bundle)) == (1, ["not_included"], [position])


# --- Definitions of other lifecycles beside that of branches -------------------------------------


def _definitions(
    edit: Callable[[list[Entry]], None],
) -> seasons.Change:
    def change(entry: Entry) -> None:
        texts = entry["data"]["definitions"]
        edit(texts)
        for text in texts:
            text["digest"] = building.b64(sha256(text["text"].encode()).digest())
        texts.sort(key=lambda text: str(text["name"]))

    return change


def _with_inspection(texts: list[Entry]) -> None:
    text = 'workflow = "inspection"\n[[transitions]]\nevent = "inspection.opened"\n'
    texts.append({"name": "inspection", "text": text, "version": 1})


def _with_branches_twice(texts: list[Entry]) -> None:
    (own,) = [text for text in texts if text["name"] == "branch_congress"]
    texts.append({**own, "name": "another"})


def _under_another_name(texts: list[Entry]) -> None:
    (own,) = [text for text in texts if text["name"] == "branch_congress"]
    own["name"] = "branch"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_with_inspection, (0, [])),
        (_under_another_name, (0, [])),
        (_with_branches_twice, (1, ["rules_mismatch"])),
    ],
)
def test_the_definition_of_branches_is_the_one_with_their_events(
    edit: Callable[[list[Entry]], None], expected: tuple[int, list[str]]
) -> None:
    rules = season().log.entry(positions()[REPORTED])["rules"]
    log = Forged(season().log, {rules: _definitions(edit)})
    assert told(verdict_on(building.make(log, BRANCH)))[:2] == expected
