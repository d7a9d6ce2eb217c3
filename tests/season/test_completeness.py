"""No reason goes untested: every code of the contract occurs in a refusal of these tests."""

import ast
from pathlib import Path

import pytest

from tests.season import cases

STRUCTURAL = [
    "unknown_command",
    "invalid_data",
    "unknown_campaign",
    "duplicate_campaign",
    "unknown_branch",
    "duplicate_branch",
    "wrong_state",
    "not_active",
    "campaign_closed",
    "campaign_unfinished",
    "not_designated_pilot",
    "wrong_sitting_date",
    "future_date",
    "before_previous_stage",
    "roll_mismatch",
    "ballot_out_of_order",
    "posts_unsettled",
    "nothing_to_void",
    "nothing_to_amend",
    "entry_relied_on",
    "version_conflict",
    "command_id_reused",
    "override_incomplete",
    "too_large",
]
POLICY = [
    "pilot_quota_exceeded",
    "observers_not_invited",
    "campaign_suspended",
    "lessons_gate_closed",
    "quorum_missing",
    "agenda_incomplete",
    "held_before_lessons",
    "branch_too_small",
    "committee_below_threshold",
    "committee_too_large",
    "surplus_exceeded",
    "not_on_committee",
    "counting_board_conflict",
    "ballots_do_not_add_up",
    "rounds_exhausted",
    "appointment_too_early",
    "documents_missing",
    "shift_too_long",
]
FLAGS = ["reported_late", "backdated", "gate_closed_later", "calendar_missing"]
REFUSALS = ("then_refused", "then_refused_also_for")


def named_in(calls: tuple[str, ...]) -> set[str]:
    """Every word that a test of this folder hands to one of these calls."""
    trees = [ast.parse(f.read_text("utf-8")) for f in sorted(Path(__file__).parent.glob("test_*"))]
    return {
        word.value
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in calls
        for word in call.args
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    }


@pytest.mark.parametrize("code", [*STRUCTURAL, *POLICY])
def test_every_reason_is_given_somewhere(code: str) -> None:
    in_stories = {*cases.POLICY, *cases.STRUCTURAL}
    assert code in named_in(REFUSALS) | in_stories


def test_every_rule_of_policy_has_its_story() -> None:
    assert set(cases.POLICY) == set(POLICY)


def test_every_rule_of_the_record_has_its_story() -> None:
    assert {*cases.STRUCTURAL, "override_incomplete"} == set(STRUCTURAL)


@pytest.mark.parametrize("flag", [*FLAGS, *POLICY])
def test_every_flag_is_left_somewhere(flag: str) -> None:
    assert flag in named_in(("then_accepted",)) | set(cases.POLICY)
