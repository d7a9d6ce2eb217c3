"""The script alone, in an empty folder, run by a Python that knows nothing of the product."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import verify_bundle
from tests.verifier import building
from tests.verifier.seasons import season

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests" / "data" / "log-vectors.json").read_text("utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the script, the vectors' bundle and its policy."""
    shutil.copy(ROOT / "verify_bundle.py", tmp_path)
    (tmp_path / "a.bundle").write_text(json.dumps(VECTORS["bundle"]), encoding="utf-8")
    (tmp_path / "trust.policy").write_text(VECTORS["policy"], encoding="utf-8")
    return tmp_path


def run(
    folder: Path, *words: str, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the script; `-I` keeps everything but the standard library away."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    done = subprocess.run(
        [sys.executable, "-I", "verify_bundle.py", *words],
        cwd=folder,
        input=given,
        env={**kept, **environment},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return done


def test_the_vectors_bundle_is_verified(folder: Path) -> None:
    done = run(folder, "a.bundle", "--policy", "trust.policy")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines[:9]] == [
        *("signature", "witnesses", "paper", "inclusion", "order", "completeness"),
        *("back-dating", "state", "erased"),
    ]
    assert "simulation" in lines[6]
    assert "TDP-08 (gia-thuy-2017): pilot held, active" in lines
    assert lines[-1].startswith("VERIFIED")


def test_it_speaks_vietnamese(folder: Path) -> None:
    words = ("a.bundle", "--policy=trust.policy")
    vietnamese = run(folder, *words, "--lang", "vi")
    assert vietnamese.stdout.decode().splitlines()[-1].startswith("ĐÃ XÁC MINH")
    assert run(folder, *words, CONGRESS_LANG="vi").stdout == vietnamese.stdout
    assert run(folder, *words, LC_ALL="vi_VN.UTF-8").stdout == vietnamese.stdout
    english = run(folder, *words, "--lang=en", CONGRESS_LANG="vi")
    assert english.stdout.decode().splitlines()[-1].startswith("VERIFIED")


def test_programs_are_answered_in_json(folder: Path) -> None:
    done = run(folder, "-", "--policy", "trust.policy", "--json",
               given=json.dumps(VECTORS["bundle"]).encode())  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["verdict"], found["exit_code"], found["size"]) == ("verified", 0, 13)
    assert found["state"]["state"] == "pilot"
    assert [officer["ref"] for officer in found["state"]["officers"]] == [
        "m-001",
        "m-002",
        "m-003",
    ]
    assert found["persons"][0]["value"]["name"] == "Người Mẫu"
    assert {step["status"] for step in found["steps"]} == {"ok", "not_applicable"}


def test_kept_checkpoints_are_compared(folder: Path) -> None:
    (folder / "kept.note").write_text(VECTORS["first_checkpoint"]["cosigned_note"], "utf-8")
    (folder / "paper.txt").write_text(VECTORS["checkpoint"]["body"], "utf-8")
    words = ("a.bundle", "--policy", "trust.policy", "--anchor", "kept.note", "--anchor=paper.txt")
    assert run(folder, *words).returncode == 0
    (folder / "paper.txt").write_text(VECTORS["checkpoint"]["body"].replace("X", "Y"), "utf-8")
    forked = run(folder, *words)
    assert forked.returncode == 1
    assert b"TAMPERED: fork" in forked.stdout


def test_tampering_is_named_with_its_position_and_what_to_do(folder: Path) -> None:
    text = json.dumps(VECTORS["bundle"]).replace('\\"votes\\":11', '\\"votes\\":12')
    (folder / "b.bundle").write_text(text, encoding="utf-8")
    done = run(folder, "b.bundle", "--policy", "trust.policy")
    assert done.returncode == 1
    assert "TAMPERED: not_included at position 10" in done.stdout.decode()


def test_missing_evidence_is_named(folder: Path) -> None:
    text = json.dumps({**VECTORS["bundle"], "heads": None})
    (folder / "b.bundle").write_text(text, encoding="utf-8")
    done = run(folder, "b.bundle", "--policy", "trust.policy", "--lang", "vi")
    assert done.returncode == 2
    assert "CHƯA ĐỦ BẰNG CHỨNG: heads_missing" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ["FILE: usage: must be given, once", "--policy: usage: must be given, once"]),
        (("a.bundle",), ["--policy: usage: must be given, once"]),
        (
            ("a.bundle", "a.bundle", "--policy", "trust.policy"),
            ["FILE: usage: must be given, once"],
        ),
        (("a.bundle", "--policy"), ["--policy: usage: wants a value"]),
        (
            ("a.bundle", "--policy", "trust.policy", "--quick"),
            ["--quick: usage: there is no such option"],
        ),
        (
            ("none.bundle", "--policy", "none.policy"),
            ["none.bundle: unreadable: cannot be read", "none.policy: unreadable: cannot be read"],
        ),
        ((".", "--policy", "trust.policy"), [".: unreadable: cannot be read"]),
    ],
)
def test_a_wrong_call_is_bad_input(folder: Path, words: tuple[str, ...], said: list[str]) -> None:
    done = run(folder, *words)
    assert done.returncode == 3
    assert [line for line in said if line not in done.stdout.decode()] == []


def test_a_fault_of_the_verifier_itself_accuses_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> verify_bundle.Verdict:
        raise ZeroDivisionError

    monkeypatch.setattr(verify_bundle, "verify", fail)
    words = [str(folder / "a.bundle"), "--policy", str(folder / "trust.policy")]
    verdict = verify_bundle.answered(verify_bundle.read_arguments(words))
    assert (verdict.exit_code, [fault.code for fault in verdict.faults]) == (3, ["unexpected"])


def test_the_help_shows_examples_in_both_languages(folder: Path) -> None:
    for language, word in (("en", b"Examples:"), ("vi", "Ví dụ:".encode())):
        done = run(folder, "--help", "--lang", language)
        assert (done.returncode, word in done.stdout) == (0, True)
    assert run(folder, "-h").returncode == 0


def test_no_terminal_takes_an_order_from_a_bundle(folder: Path) -> None:
    bundle = {**VECTORS["bundle"], "format": "\x1b[2Jcongress\u202e"}
    (folder / "b.bundle").write_text(json.dumps(bundle), encoding="utf-8")
    done = run(folder, "b.bundle", "--policy", "trust.policy")
    assert done.returncode == 3
    assert b"\x1b" not in done.stdout
    assert "\u202e" not in done.stdout.decode()


def test_a_closed_pipe_does_not_change_the_verdict(folder: Path) -> None:
    script = f"{sys.executable} -I verify_bundle.py a.bundle --policy trust.policy; echo $? >code"
    shell = ["sh", "-c", f"({script}) | true"]
    done = subprocess.run(shell, cwd=folder, capture_output=True, check=False)
    assert done.stderr == b""
    assert (folder / "code").read_text() == "0\n"


def test_a_season_of_the_engine_is_verified_by_the_script_alone(folder: Path) -> None:
    (folder / "b.bundle").write_text(building.written(season().bundle()), encoding="utf-8")
    (folder / "b.policy").write_text(building.policy(), encoding="utf-8")
    done = run(folder, "b.bundle", "--policy", "b.policy")
    assert done.returncode == 0
    assert "TDP-08 (gia-thuy-2017): reported, active" in done.stdout.decode()


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize("spoken", ["en", "vi"])
def test_nothing_that_a_terminal_obeys_is_sent(folder: Path, form: list[str], spoken: str) -> None:
    hostile = "\u202eVERIFIED\u2066\u200b\u2028\U000e0041\x1b[2J\x9b\u00ad\ufeff"
    bundle = json.dumps({hostile: hostile, **dict.fromkeys(VECTORS["bundle"], hostile)})
    (folder / "b.bundle").write_text(bundle, encoding="utf-8")
    for words in (["b.bundle", "--policy", "trust.policy"], [hostile.replace("/", ""), hostile]):
        done = run(folder, *words, *form, "--lang", spoken)
        text = done.stdout.decode()
        assert done.returncode not in (0, 1)
        assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []
        assert not form or json.loads(text)
