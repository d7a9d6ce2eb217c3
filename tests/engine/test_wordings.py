"""Whatever a rule can say, it says in both languages, with its numbers and where it is written."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from application.congresses.packaged import lifecycles
from engine.reasons import Reason, Text
from engine.results import explain
from workflows.branch_congress.payloads import Post
from workflows.labels import COMMANDS, LABELS
from workflows.wordings import FLAGS, WORDINGS

ROOT = Path(__file__).resolve().parents[2]
SEASON = lifecycles()
POLICIES = {name: SEASON.parse_policy(text) for name, text in SEASON.policies.items()}

STRUCTURAL = (
    *("unknown_command", "invalid_data", "unknown_campaign", "duplicate_campaign"),
    *("unknown_branch", "duplicate_branch", "wrong_state", "not_active", "campaign_closed"),
    *("campaign_unfinished", "not_designated_pilot", "wrong_sitting_date", "future_date"),
    *("before_previous_stage", "roll_mismatch", "ballot_out_of_order", "posts_unsettled"),
    *("nothing_to_void", "nothing_to_amend", "entry_relied_on", "version_conflict"),
    *("command_id_reused", "override_incomplete", "too_large"),
)
POLICY = (
    *("pilot_quota_exceeded", "observers_not_invited", "campaign_suspended"),
    *("lessons_gate_closed", "quorum_missing", "agenda_incomplete", "held_before_lessons"),
    *("branch_too_small", "committee_below_threshold", "committee_too_large"),
    *("surplus_exceeded", "not_on_committee", "counting_board_conflict"),
    *("ballots_do_not_add_up", "rounds_exhausted", "appointment_too_early"),
    *("documents_missing", "shift_too_long"),
)
VARYING = {
    "ballots_do_not_add_up": {
        *("issued", "collected", "valid_and_invalid", "votes_each", "votes_all"),
    },
    "before_previous_stage": {"elected_before_held", "reported_before_elected"},
}
"""The wordings of codes that are handed on by name."""
MARKS = ("reported_late", "backdated", "gate_closed_later", "calendar_missing")


@dataclass(frozen=True)
class Said:
    """One place in the code that makes a Reason; `facts` None where they are no literal."""

    place: str
    code: str
    wording: str | None
    facts: frozenset[str] | None


def reasons_in(path: Path) -> Iterator[Said]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
            code, facts, wording = _arguments(node)
            if isinstance(code, ast.Constant):
                yield Said(
                    f"{path.relative_to(ROOT)}:{node.lineno}",
                    str(code.value),
                    _wording(wording),
                    _keys(facts),
                )


def _arguments(call: ast.Call) -> tuple[Any, Any, Any]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args, None, None, None]
    names = ("code", "facts", "wording")
    found = [given[n] or named.get(name) for n, name in enumerate(names)]
    return found[0], found[1], found[2]


def _wording(node: Any) -> str | None:
    """Return the wording that is named; "" where the code is its own, None where it varies."""
    if node is None:
        return ""
    return str(node.value) if isinstance(node, ast.Constant) else None


def _keys(node: Any) -> frozenset[str] | None:
    if node is None:
        return frozenset()
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return frozenset(str(key.value) for key in node.keys if isinstance(key, ast.Constant))
    return None


FILES = [path for top in ("engine", "workflows") for path in sorted((ROOT / top).rglob("*.py"))]
EVERY = [said for path in FILES for said in reasons_in(path)]
CODES = sorted({said.code for said in EVERY})


def kinds_of(code: str) -> set[str]:
    """Return structural or policy by every wording under which a code is said."""
    words = {
        said.wording or code for said in EVERY if said.code == code and said.wording is not None
    }
    words |= VARYING.get(code, set())
    return {WORDINGS[word].kind for word in words or {code} & set(WORDINGS)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("said", EVERY, ids=lambda said: f"{said.code}-{said.wording}")
def test_every_reason_has_its_words_and_their_numbers(said: Said) -> None:
    if said.wording is None:
        return
    assert (said.wording or said.code) in WORDINGS, said.place
    if said.facts is not None:
        text = WORDINGS[said.wording or said.code].text
        assert placeholders(text.en) <= said.facts, said.place


@pytest.mark.parametrize("key", sorted(WORDINGS))
def test_both_languages_say_the_same_figures(key: str) -> None:
    text = WORDINGS[key].text
    assert placeholders(text.en) == placeholders(text.vi)
    assert text.en.strip()
    assert text.vi.strip()
    assert text.en != text.vi or text.en == "{where}: {fault}."


def test_a_wording_that_is_handed_on_is_listed_here() -> None:
    assert {said.code for said in EVERY if said.wording is None} == set(VARYING)


def test_no_wording_is_left_that_nobody_says() -> None:
    constants = {
        node.value
        for path in [*FILES, *sorted((ROOT / "application").rglob("*.py"))]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and path.name not in ("wordings.py", "reasons.py")
    }
    assert sorted(set(WORDINGS) - constants) == []


def test_the_codes_of_the_contract_are_all_there_and_of_their_kind() -> None:
    assert {code: kinds_of(code) for code in STRUCTURAL} == {c: {"structural"} for c in STRUCTURAL}
    assert {code: kinds_of(code) for code in POLICY} == {code: {"policy"} for code in POLICY}


def test_a_code_is_either_a_rule_of_the_record_or_one_of_policy() -> None:
    assert [code for code in CODES if len(kinds_of(code)) > 1] == []


@pytest.mark.parametrize("code", [code for code in CODES if kinds_of(code) == {"policy"}])
@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_code_has_its_source_in_the_policy_file(name: str, code: str) -> None:
    source = POLICIES[name].sources.get(code)
    assert source is not None, f"{name} does not say what {code} stands on"
    assert source.en
    assert source.vi


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    "said", [s for s in EVERY if s.facts is not None and s.wording is not None]
)
def test_every_refusal_comes_out_as_a_sentence_with_its_rule(said: Said, language: Any) -> None:
    facts: dict[str, Any] = dict.fromkeys(said.facts or (), "7")
    facts |= {"why": Text("because", "vì")} if "why" in facts else {}
    reason = Reason(said.code, facts, said.wording or "")
    found = explain(reason, language, SEASON, POLICIES["vn-2017"])
    assert found["code"] == said.code
    assert "{" not in found["message"]
    assert found["message"].rstrip("]").endswith((".", ")", "?"))
    assert found["rule"], said.place


def test_every_mark_is_said_in_both_languages() -> None:
    for flag in MARKS:
        assert FLAGS[flag].en != FLAGS[flag].vi
    assert not set(FLAGS) & set(CODES), "a mark is not the code of a refusal"


def test_every_state_command_and_post_has_its_name() -> None:
    for workflow in SEASON.workflows:
        assert set(workflow.definition.states) <= set(LABELS)
        assert set(workflow.payloads) <= set(COMMANDS)
    assert set(get_args(Post)) <= set(LABELS)
    for text in (*LABELS.values(), *COMMANDS.values()):
        assert text.en
        assert text.vi
        assert not placeholders(text.en + text.vi)


def test_every_guard_is_asked_by_a_definition() -> None:
    for workflow in SEASON.workflows:
        asked = {guard for row in workflow.definition.rows for guard in row.guards}
        assert set(workflow.guards) == asked


def test_every_guard_says_what_it_holds_to() -> None:
    for workflow in SEASON.workflows:
        for name, guard in workflow.guards.items():
            assert guard.__name__ == name
            assert guard.__doc__
            assert "." in guard.__doc__


def test_every_event_has_a_version_and_is_of_its_own_area() -> None:
    for workflow in SEASON.workflows:
        assert set(workflow.definition.command_of) == set(workflow.versions)
        assert all(version >= 1 for version in workflow.versions.values())
        assert {type_.partition(".")[0] for type_ in workflow.versions} == {workflow.area}
