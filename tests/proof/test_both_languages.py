"""What a verification finds is said in Vietnamese as well: by the source, and by the command."""

from __future__ import annotations

import ast
import random
import re
import shutil
from pathlib import Path

import pytest

from event_store import causes, definitions, files
from event_store.proof import passes
from event_store.proof.passes.faults import VerificationStep
from event_store.proof.trust import written_policy
from event_store.words import Text
from tests.left_over import english
from tests.operator.program import Operator
from tests.proof import test_verifying as wrong
from tests.reliability import forging, tampering
from tests.reliability.forging import LOG, WITNESS, Base

VIETNAMESE = re.compile(r"[ăâđêôơưà-ãè-êìíò-õùúýĩũạ-ỹ]", re.IGNORECASE)
SAME_IN_BOTH = {
    # members of entries, names of tables and types, words of the format: docs/log-format.md
    "checkpoints", "command", "commands", "cosignatures", "date", "digest", "heads", "json",
    "kind", "log", "name", "number", "policy", "position", "prev", "root", "stream", "streams",
    "text", "tiles", "trigger", "type", "version", "view",
    # words of the trade that Vietnamese has taken over, or writes alike
    "byte", "cell", "sha", "sqlite", "utf", "nfc", "unicode", "null",
}  # fmt: skip
SOURCES = [
    *sorted(Path(str(passes.__file__)).parent.glob("*.py")),
    *(Path(str(each.__file__)) for each in (causes, definitions, files)),
]
"""Where the texts of findings are, and those that they quote."""


def template(node: ast.expr) -> str:
    """A text as it stands in the source; what is filled in is left out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values
    )


def texts(path: Path) -> list[Text]:
    """Every text of a module that is written out in both languages."""
    calls = (
        each
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "Text" and len(each.args) == 2
    )
    return [
        Text(template(call.args[0]), template(call.args[1]))
        for call in calls
        if all(isinstance(each, ast.Constant | ast.JoinedStr) for each in call.args)
    ]


def words(text: str) -> set[str]:
    """The words of a sentence, without facts, names and what is quoted."""
    text = re.sub(r"\{[^}]*\}|'[^']*'|\w+[._]\w[\w.]*|--?\w[\w-]*", " ", text)
    return {each for each in re.findall(r"[^\W\d_]{3,}", text.lower()) if each.isascii()}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_text_of_a_finding_is_vietnamese_too(path: Path) -> None:
    for text in texts(path):
        if not words(text.en):  # only facts, such as `{code} at {where}: {rule}`
            continue
        assert VIETNAMESE.search(text.vi) or not words(text.vi) - SAME_IN_BOTH, text
        assert english(re.sub(r"\{[^}]*\}", " ", text.vi)) - SAME_IN_BOTH == set(), text
        assert words(text.vi) & words(text.en) <= SAME_IN_BOTH, text


def test_the_catalogue_is_found() -> None:
    """An empty walk would find nothing wrong."""
    found = sum(len(texts(path)) for path in SOURCES)
    assert found > 90
    written = sum(len(re.findall(r"\bText\(", path.read_text("utf-8"))) for path in SOURCES)
    assert found > 0.9 * written


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("both")
    made = forging.make(folder)
    (folder / "trust.policy").write_text(written_policy([LOG.public], [WITNESS.public], 1))
    (folder / "note.txt").write_text(made.anchor.checkpoint.body)
    return made


def check_said(desk: Base, copy: Path, code: str) -> None:
    """Verify a log as an auditor does who reads Vietnamese."""
    trusted = [str(desk.path.with_name(name)) for name in ("trust.policy", "note.txt")]
    words = ("verify", "--full", "--policy", trusted[0], "--anchor", trusted[1])
    done = Operator(copy).run("--lang", "vi", *words)
    assert done.code == 6, (done.out, done.err)
    said = done.out + done.err
    first = said.splitlines()[0]
    assert f"{code}:" in first, said
    assert VIETNAMESE.search(first), first
    shapes = re.compile(r"\{[^}]*\}|<= \w+")
    assert english(shapes.sub(" ", said)) - SAME_IN_BOTH == set(), said


@pytest.mark.parametrize("kind", tampering.KINDS)
def test_what_tampering_leaves_is_said_in_vietnamese(
    kind: str, desk: Base, tmp_path: Path
) -> None:
    for turn in range(3):
        copy = tmp_path / f"copy-{turn}.db"
        shutil.copy(desk.path, copy)
        code, _ = tampering.KINDS[kind](desk, copy, random.Random(f"{kind} {turn}"))
        check_said(desk, copy, code)


@pytest.mark.parametrize("name", wrong.WRONG_ENTRIES)
def test_what_is_wrong_with_an_entry_is_said_in_vietnamese(
    name: str, desk: Base, tmp_path: Path
) -> None:
    code, change = wrong.WRONG_ENTRIES[name]
    copy = Path(shutil.copy(desk.path, tmp_path / "copy.db"))
    entry = wrong.ordinary(desk, n=1, of=1)
    wrong.put(copy, entry["position"], change(entry))
    check_said(desk, copy, code)


@pytest.mark.parametrize("name", wrong.WRONG_SYSTEM_ENTRIES)
def test_what_is_wrong_with_the_logs_own_entries_is_said_in_vietnamese(
    name: str, desk: Base, tmp_path: Path
) -> None:
    kind, code, change = wrong.WRONG_SYSTEM_ENTRIES[name]
    copy = Path(shutil.copy(desk.path, tmp_path / "copy.db"))
    entry = wrong.of(desk, kind)
    wrong.put(copy, entry["position"], change(entry))
    check_said(desk, copy, code)


def test_each_step_of_a_verification_has_words_of_its_own() -> None:
    used = "".join(path.read_text("utf-8") for path in SOURCES)
    assert [
        step.name for step in VerificationStep if f"VerificationStep.{step.name}" not in used
    ] == []
