"""What `congress prove` writes, the script verifies; and both derive the same state."""

import json
from pathlib import Path
from typing import Any

import pytest

import verify_bundle
from tests.reading.program import answer, congress, play_demonstration


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's season with keys, a witness's, a cosigned checkpoint, and a policy."""
    folder = tmp_path_factory.mktemp("proved")
    path = folder / "season.db"
    play_demonstration(path)

    def told(*words: str) -> str:
        done = congress(path, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    told("keys", "new", "--key", "log.key")
    told("keys", "new", "--key", "w.key", "--witness", "--name", "upper.example/w")
    witness = told("keys", "show", "--key", "w.key").strip()
    policy = told("keys", "show", "--key", "log.key", "--policy", "--witness", witness)
    (folder / "trust.policy").write_text(policy, "utf-8")
    told("checkpoint", "--key", "log.key", "--request", "request.txt")
    words = ("request.txt", "--key", "w.key", "--policy", "trust.policy")
    (folder / "line.txt").write_text(told("witness", "sign", *words), "utf-8")
    told("checkpoint", "--add", "line.txt", "--policy", "trust.policy")
    return path


def proved(log: Path, branch: str) -> verify_bundle.Verdict:
    """Prove a branch and verify what was written."""
    done = congress(log, "prove", branch, "--out", "-", "--with-campaign")
    assert done.returncode == 0, done.stderr
    return verify_bundle.verify(done.stdout, (log.parent / "trust.policy").read_bytes())


@pytest.mark.parametrize("branch", ["TDP-01", "TDP-08", "TDP-09", "TDP-12"])
def test_the_bundle_of_a_branch_is_verified(log: Path, branch: str) -> None:
    verdict = proved(log, branch)
    assert verdict.exit_code == 0, list(verify_bundle.printed(verdict, 0))
    assert verdict.case is not None
    derived: Any = verdict.case.state
    shown = answer(log, "show", branch)
    assert {name: derived[name] for name in shown if name in derived} == {
        name: value for name, value in shown.items() if name in derived
    }
    assert {"state", "officers", "attempt", "held_on", "seats_open"} <= shown.keys()


def test_a_bundle_that_was_touched_is_not(log: Path) -> None:
    text = congress(log, "prove", "TDP-08", "--out", "-").stdout
    bundle = json.loads(text)
    bundle["entries"].pop()
    verdict = verify_bundle.verify(json.dumps(bundle), (log.parent / "trust.policy").read_bytes())
    assert (verdict.exit_code, [step.code for step in verdict.steps if step.code]) == (
        1,
        ["heads_mismatch"],
    )
