"""The reference is what the code gives, and the pages about the log say what it does."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from application.congresses.packaged import lifecycles
from event_store import schema
from event_store.members import _RULES as MEMBERS
from tests.docs import console_blocks as console
from tools.contract_pages import answers
from tools.drawing import draw
from workflows.labels import LABELS
from workflows.wordings import WORDINGS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md"))
EXPLANATIONS = sorted((ROOT / "docs" / "explanation").glob("*.md"))
FORMAT = (ROOT / "docs" / "log-format.md").read_text("utf-8")
WORKFLOWS = lifecycles().workflows


def test_the_reference_is_what_the_code_gives() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.reference", "--check"],
        cwd=ROOT,
        env={**os.environ, "CONGRESS_LANG": "vi"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_page_that_was_edited_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tools import reference

    for path in REFERENCE.glob("*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "codes.md").write_text("edited", encoding="utf-8")
    (tmp_path / "another.md").write_text("not made", encoding="utf-8")
    (tmp_path / "campaign.svg").unlink()
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    found = reference.differing()
    assert {"codes.md", "another.md", "campaign.svg"} <= set(found)
    assert not {"exit-codes.md", "branch_congress.svg"} & set(found)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.definition.name)
def test_the_drawing_shows_every_state_and_every_command(workflow: object) -> None:
    definition = workflow.definition  # type: ignore[attr-defined]
    drawing = ET.fromstring(draw(definition, LABELS))
    words = re.findall(r"[a-z_]+", " ".join("".join(node.itertext()) for node in drawing))
    assert {*definition.states, *definition.event_of} <= set(words)


def test_every_sentence_of_a_refusal_is_on_the_page_of_codes() -> None:
    page = (REFERENCE / "codes.md").read_text("utf-8")
    missing = [key for key, w in WORDINGS.items() if f"> {w.text.en}\n" not in page]
    assert missing == []


def test_what_a_guard_answers_is_read_from_its_text() -> None:
    guards = WORKFLOWS[1].guards
    assert answers(guards["quorum_is_present"]) == {"quorum_missing": ["quorum_missing"]}
    assert answers(guards["elected_after_held"]) == {
        "before_previous_stage": ["elected_before_held"]
    }
    assert set(answers(guards["basis_fits"])) == {
        "invalid_data", "not_designated_pilot", "wrong_sitting_date"
    }  # fmt: skip


def test_the_tables_on_the_page_of_the_format_are_those_of_the_log() -> None:
    page = " ".join(FORMAT.split())
    for statement in schema.STATEMENTS[2:]:
        assert " ".join(statement.split()) + ";" in page
    assert f"{schema.APPLICATION_ID:X}" in page


def test_the_page_of_the_format_names_every_member_of_an_entry() -> None:
    assert [member for member in MEMBERS if f"`{member}`" not in FORMAT] == []


def test_the_page_of_the_format_names_every_part_of_the_vectors() -> None:
    vectors = json.loads((ROOT / "tests" / "data" / "log-vectors.json").read_text("utf-8"))
    shown = vectors.keys() - {"format", "about"}
    assert sorted(name for name in shown if f"`{name}`" not in FORMAT) == []


@pytest.mark.parametrize("page", EXPLANATIONS, ids=lambda path: path.name)
def test_what_an_explanation_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    blocks = [block for block in console.blocks(page) if block.language == "console"]
    assert all(block.is_run for block in blocks)
    commands = [command for block in blocks for command in block.commands()]
    outputs = console.run(commands, tmp_path, tmp_path)
    wrong = [
        console.difference(page, command, actual)
        for command, actual in zip(commands, outputs, strict=True)
        if not console.matches(command.expected, actual)
    ]
    assert commands
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "docs")))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
